package imaging

import (
	"bytes"
	"context"
	"image"
	"testing"
)

func TestPNGRoundTrip(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 7)
	}
	for _, o := range []PNGOptions{{}, {Fast: true}} {
		var b bytes.Buffer
		if err := EncodePNG(&b, m, o); err != nil {
			t.Fatal(err)
		}
		p, err := Decode(context.Background(), b.Bytes(), "a.png", Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(p.Image.Pix, m.Pix) {
			t.Error("pixels changed")
		}
		if p.Profile != "sRGB" || p.Format != "PNG" || p.Frames != 1 || !p.HasAlpha || len(p.Notices) != 0 {
			t.Errorf("got %q %q %d %v %v", p.Profile, p.Format, p.Frames, p.HasAlpha, p.Notices)
		}
	}
}
