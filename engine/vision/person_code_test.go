package vision

import (
	"image"
	"reflect"
	"testing"
)

func TestPersonCode(t *testing.T) {
	o, shared := plainDoll()
	own := *shared
	p := &own
	data, err := EncodePerson(p)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > p.W*p.H {
		t.Errorf("%d bytes for %d pixels", len(data), p.W*p.H)
	}
	q, err := DecodePerson(data, o.img)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p.Labels, q.Labels) || !reflect.DeepEqual(p.Image, q.Image) {
		t.Error("labels or picture differ")
	}
	for i, a := range codedPlanes(p) {
		b := codedPlanes(q)[i]
		for j, v := range (*a).Pix {
			if d := abs32(v - (*b).Pix[j]); d > .5/255+1e-6 {
				t.Fatalf("plane %d differs by %v", i, d)
			}
		}
		*a, *b = nil, nil
	}
	p.Labels, q.Labels, p.Image, q.Image = nil, nil, nil, nil
	if !reflect.DeepEqual(p, q) {
		t.Errorf("decoded person differs:\n%+v\n%+v", p, q)
	}
}

// Bytes for another photo, another version, or cut short are refused.
func TestPersonCodeRefuses(t *testing.T) {
	o, p := plainDoll()
	data, err := EncodePerson(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := DecodePerson(data, image.NewNRGBA(image.Rect(0, 0, 30, 40))); err == nil {
		t.Error("took the person of another photo")
	}
	for _, n := range []int{0, 3, 9, 10, 40, len(data) / 2, len(data) - 9} {
		if _, err := DecodePerson(data[:n], o.img); err == nil {
			t.Errorf("took the first %d bytes", n)
		}
	}
	other := append([]byte(nil), data...)
	other[4]++
	if _, err := DecodePerson(other, o.img); err == nil {
		t.Error("took another version")
	}
}

func FuzzDecodePerson(f *testing.F) {
	_, p := plainDoll()
	data, err := EncodePerson(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:200])
	f.Add([]byte("LBPR\x01\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := decodePerson(data)
		if err != nil {
			return
		}
		if len(p.Mask.Pix) != p.W*p.H || len(p.Labels.Pix) != p.W*p.H {
			t.Error("accepted planes of another size")
		}
		p.HalfWidth(.5, 0)
	})
}
