package diffusion

import (
	"bytes"
	"context"
	"errors"
	"image"
	"math/rand/v2"
	"testing"

	"lookbook/engine"
	"lookbook/engine/arch/fashn"
	"lookbook/engine/posemap"
)

// noisy is a picture of random pixels.
func noisy(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, uint64(w*h)))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.Uint32())
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	return m
}

// TestDresser dresses photos of several proportions, is canceled, and goes on
// from what was kept to the same bytes.
func TestDresser(t *testing.T) {
	d := must(OpenDresser(Folder{Root: "../arch/testdata/fashn-vton"}, phases(t)))(t)
	var pose posemap.Pose
	pose.Body[0], pose.Body[1] = posemap.Point{X: 0.5, Y: 0.1, Seen: true}, posemap.Point{X: 0.5, Y: 0.3, Seen: true}
	o := DressOrder{
		Person: noisy(60, 80), Garment: noisy(200, 90), PersonPose: pose,
		Category: fashn.Tops, Steps: 6, Guidance: 1.5, Seed: 3,
	}
	want := must(d.Make(t.Context(), o))(t)
	if f := FrameOf(60, 80, d.Size().X, d.Size().Y); want.Rect.Size() != f.Inner.Size() {
		t.Errorf("a picture of %v, want %v", want.Rect.Size(), f.Inner.Size())
	}
	ctx, cancel := context.WithCancel(t.Context())
	var kept []byte
	o.Watch = Watch{KeepEvery: 2, Keep: func(s *State) error {
		kept = must(s.MarshalBinary())(t)
		if s.Next == 4 {
			cancel()
		}
		return nil
	}}
	if _, err := d.Make(ctx, o); !errors.Is(err, engine.ErrCancelled) {
		t.Fatalf("got %v", err)
	}
	o.Watch, o.State = Watch{}, &State{}
	if err := o.State.UnmarshalBinary(kept); err != nil || o.State.Next != 4 {
		t.Fatal(err, o.State.Next)
	}
	if got := must(d.Make(t.Context(), o))(t); !bytes.Equal(got.Pix, want.Pix) {
		t.Error("it went on to another picture")
	}
	o.State, o.PersonPose = nil, posemap.Pose{}
	if got := must(d.Make(t.Context(), o))(t); bytes.Equal(got.Pix, want.Pix) {
		t.Error("the pose changes nothing")
	}
}

// TestInpainter: the person is there in its own proportions, and neither
// garment, mask nor seed are without effect.
func TestInpainter(t *testing.T) {
	p := must(OpenInpainter(Folder{Root: folder}, phases(t)))(t)
	g := p.Grid()
	size := image.Pt(6*g, 8*g)
	mask := image.NewGray(image.Rectangle{Max: size})
	for i := range mask.Pix[:len(mask.Pix)/2] {
		mask.Pix[i] = 255
	}
	o := InpaintOrder{Person: noisy(size.X, size.Y), Garment: Fitted(noisy(30, 20), size, 255), Mask: mask, Steps: 3, Guidance: 2.5, Seed: 1}
	want := must(p.Make(t.Context(), o))(t)
	if want.Rect.Size() != size {
		t.Fatalf("a picture of %v", want.Rect)
	}
	if got := must(p.Make(t.Context(), o))(t); !bytes.Equal(got.Pix, want.Pix) {
		t.Error("the same order gives another picture")
	}
	for name, change := range map[string]func(o *InpaintOrder){
		"garment": func(o *InpaintOrder) { o.Garment = Fitted(noisy(20, 30), size, 255) },
		"mask":    func(o *InpaintOrder) { o.Mask = image.NewGray(mask.Rect) },
		"seed":    func(o *InpaintOrder) { o.Seed = 2 },
	} {
		other := o
		change(&other)
		if got := must(p.Make(t.Context(), other))(t); bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("the %s changes nothing", name)
		}
	}
	o.Person = noisy(size.X+1, size.Y)
	if _, err := p.Make(t.Context(), o); err == nil {
		t.Error("a size off the grid was taken")
	}
}
