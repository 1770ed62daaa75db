package nets

import (
	"context"
	"image"
	"testing"
)

// BenchmarkNetworks measures each network on a photo of 512×768, cutting out
// and all; the first run, which loads the network, is not counted.
func BenchmarkNetworks(b *testing.B) {
	img := loadPicture(b, "testdata/reference/woman.png")
	s := openSet(b)
	ctx := b.Context()
	people, err := s.People(ctx, img)
	if err != nil {
		b.Fatal(err)
	}
	pose, err := s.Pose(ctx, img, people[0])
	if err != nil {
		b.Fatal(err)
	}
	face, err := s.Face(ctx, img, pose)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range networkCalls(s, people[0], pose, face) {
		b.Run(n.name, func(b *testing.B) {
			start := cpuTime()
			for range b.N {
				if err := n.run(ctx, img); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpuTime()-start).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

type networkCall struct {
	name string
	run  func(context.Context, *image.NRGBA) error
}

// networkCalls lists one use of every network.
func networkCalls(s *Set, d Detection, p *Pose, f *Face) []networkCall {
	return []networkCall{
		{"PoseDetection", func(ctx context.Context, m *image.NRGBA) error { _, err := s.People(ctx, m); return err }},
		{"PoseLandmark", func(ctx context.Context, m *image.NRGBA) error { _, err := s.Pose(ctx, m, d); return err }},
		{"MoveNet", func(ctx context.Context, m *image.NRGBA) error {
			_, err := s.SecondPose(ctx, m, p.Box())
			return err
		}},
		{"Hands", func(ctx context.Context, m *image.NRGBA) error { _, _, err := s.Hands(ctx, m, p); return err }},
		{"Face", func(ctx context.Context, m *image.NRGBA) error { _, err := s.Face(ctx, m, p); return err }},
		{"FaceMesh", func(ctx context.Context, m *image.NRGBA) error { _, err := s.Mesh(ctx, m, *f); return err }},
		{"Selfie", func(ctx context.Context, m *image.NRGBA) error { _, err := s.Selfie(ctx, m); return err }},
		{"Salient", func(ctx context.Context, m *image.NRGBA) error { _, err := s.Salient(ctx, m); return err }},
		{"EfficientNet", func(ctx context.Context, m *image.NRGBA) error { _, err := s.Features(ctx, m); return err }},
	}
}

// BenchmarkLoad measures what opening and first using each network costs.
func BenchmarkLoad(b *testing.B) {
	img := loadPicture(b, "testdata/reference/woman.png")
	start := cpuTime()
	for range b.N {
		s := openSet(b)
		for _, n := range networkCalls(s, Detection{Hips: Point{X: 380, Y: 560}, Reach: Point{X: 380, Y: 50}}, &Pose{}, &Face{}) {
			if n.name == "MoveNet" || n.name == "Face" || n.name == "FaceMesh" {
				continue // need what the others find
			}
			if err := n.run(b.Context(), img); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64((cpuTime()-start).Milliseconds())/float64(b.N), "cpu-ms/op")
}
