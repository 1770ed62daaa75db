package diffusion

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"testing"
)

// TestFrame fits and pads as the reference of FASHN VTON does.
func TestFrame(t *testing.T) {
	const folder = "../arch/testdata/fashn-vton/"
	m, want := nrgba(t, folder+"photo_480x640.png"), nrgba(t, folder+"photo_padded_576x864.png")
	f := FrameOf(480, 640, 576, 864)
	if f.Inner != image.Rect(0, 48, 576, 816) {
		t.Fatalf("the picture lies at %v", f.Inner)
	}
	got, worst := f.Put(m), 0
	for i, v := range want.Pix {
		worst = max(worst, int(got.Pix[i])-int(v), int(v)-int(got.Pix[i]))
	}
	if worst > 1 {
		t.Errorf("the padded photo is off by %d of 255", worst)
	}
	if back := f.Take(got); back.Rect.Size() != f.Inner.Size() || back.NRGBAAt(5, 5) != got.NRGBAAt(5, 53) {
		t.Error("what was taken out is not what was put in")
	}
	pose := gray(t, "../posemap/testdata/pose_gray_384x512.png")
	if !bytes.Equal(FrameOf(384, 512, 576, 864).PutMap(pose).Pix, gray(t, folder+"pose_gray_padded_576x864.png").Pix) {
		t.Error("the padded pose differs")
	}
}

func gray(t testing.TB, path string) *image.Gray {
	t.Helper()
	return must(png.Decode(bytes.NewReader(must(os.ReadFile(path))(t))))(t).(*image.Gray)
}

// TestFrameSizes: any proportions fit, and the bars are black.
func TestFrameSizes(t *testing.T) {
	for _, s := range [][2]int{{1, 1}, {1, 900}, {3000, 7}, {576, 864}, {577, 864}, {1200, 1600}} {
		m := image.NewNRGBA(image.Rect(0, 0, s[0], s[1]))
		for i := range m.Pix {
			m.Pix[i] = 200 + uint8(i%4/3*55)
		}
		f := FrameOf(s[0], s[1], 96, 144)
		out := f.Put(m)
		for y := range 144 {
			for x := range 96 {
				want := uint8(0)
				if image.Pt(x, y).In(f.Inner) {
					want = 200
				}
				if p := out.NRGBAAt(x, y); p.R != want || p.A != 255 {
					t.Fatalf("%v: %v at %d,%d, want %d", s, p, x, y, want)
				}
			}
		}
	}
}
