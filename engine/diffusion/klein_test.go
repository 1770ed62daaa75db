package diffusion

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"slices"
	"testing"

	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/internal/ort"
)

const kleinFolder = "../arch/testdata/flux2-klein"

// phases opens networks on the CPU.
func phases(t testing.TB) Phases {
	t.Helper()
	r := must(ort.Open(t.Context(), ort.Options{Provider: ort.ProviderCPU}))(t)
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return Phases{Runtime: r, Dialect: graph.ForProvider(ort.ProviderCPU), Threads: 2}
}

// openKlein opens the little model as its reference run did: texts of 64
// tokens.
func openKlein(t testing.TB) *Klein {
	t.Helper()
	k := must(OpenKlein(Folder{Root: kleinFolder}, phases(t)))(t)
	k.Words = 64
	return k
}

func nrgba(t testing.TB, path string) *image.NRGBA {
	t.Helper()
	b := must(os.ReadFile(path))(t)
	m := must(png.Decode(bytes.NewReader(b)))(t)
	out := image.NewNRGBA(m.Bounds())
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

func kleinOrder(t testing.TB) KleinOrder {
	t.Helper()
	return KleinOrder{
		Prompt: "a shirt", Width: 24, Height: 32, Steps: 4,
		References: []*image.NRGBA{nrgba(t, kleinFolder+"/pipe_ref1_64x64.png"), nrgba(t, kleinFolder+"/pipe_ref2_64x64.png")},
	}
}

// TestKlein makes the picture that diffusers made of the same text, references
// and noise, and compares everything on the way.
func TestKlein(t *testing.T) {
	k := openKlein(t)
	g := graphtest.Golden(t, kleinFolder+"/golden.safetensors")
	steps := graphtest.Golden(t, kleinFolder+"/pipeline.safetensors")

	ids, mask, err := k.tokens("a shirt")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range must(steps.Numbers("prompt_ids"))(t) {
		if ids[i] != int64(want) {
			t.Fatalf("token %d is %d, want %g", i, ids[i], want)
		}
	}
	graphtest.Near(t, "mask", mask, ort.Tensor{F32: must(steps.Floats("prompt_mask"))(t)}, 0)
	text := must(k.Embed(t.Context(), "a shirt"))(t)
	graphtest.Near(t, "embedding", text, graphtest.Floats(t, steps, "dit.encoder_hidden_states.step0"), 1e-5)

	o := kleinOrder(t)
	refs := must(k.Encode(t.Context(), o.References))(t)
	var tail []float32
	for _, r := range refs {
		tail = append(tail, r.Tokens...)
	}
	own := 48 * 16
	in := graphtest.Floats(t, steps, "dit.hidden_states.step0").F32
	graphtest.Near(t, "references", tail, ort.Tensor{F32: in[own:]}, 1e-5)

	for i, want := range must(steps.Numbers("sigmas"))(t) {
		if got := kleinPlaces(48, 4)[i]; math.Abs(got-want) > 1e-6 {
			t.Errorf("place %d is %g, want %g", i, got, want)
		}
	}
	o.State = &State{X: slices.Clone(in[:own])}
	o.Watch.Seen = func(step, of int, x []float32) {
		if step < of {
			want := graphtest.Floats(t, steps, fmt.Sprintf("dit.hidden_states.step%d", step)).F32
			graphtest.Near(t, fmt.Sprintf("tokens after step %d", step), x, ort.Tensor{F32: want[:own]}, 1e-4)
		}
	}
	compare(t, must(k.Make(t.Context(), o))(t), must(g.Floats("pipe.out"))(t))
}

// memory is a Cache that counts what it answered.
type memory struct {
	kept map[string][]byte
	hits int
}

func (m *memory) Get(key string) ([]byte, bool) {
	b, ok := m.kept[key]
	if ok {
		m.hits++
	}
	return b, ok
}

func (m *memory) Put(key string, b []byte) error {
	m.kept[key] = b
	return nil
}

// TestKleinRemembersTexts: the second picture with the same text and other
// references does not open the language model, and equals one made without.
func TestKleinRemembersTexts(t *testing.T) {
	k, o, c := openKlein(t), kleinOrder(t), &memory{kept: map[string][]byte{}}
	o.Guidance = 2 // two texts
	plain := must(k.Make(t.Context(), o))(t)
	k.Cache = c
	for range 2 {
		if got := must(k.Make(t.Context(), o))(t); !bytes.Equal(got.Pix, plain.Pix) {
			t.Error("the picture differs")
		}
	}
	if c.hits != 2 || len(c.kept) != 2 {
		t.Errorf("%d texts kept, %d answered", len(c.kept), c.hits)
	}
	k.Identity = "other weights"
	if must(k.Embed(t.Context(), o.Prompt))(t); c.hits != 2 {
		t.Error("embeddings of other weights were taken")
	}
}

// TestKleinGoesOn: a walk whose states are kept goes on from any of them to the
// same bytes, and a state of another size is not taken.
func TestKleinGoesOn(t *testing.T) {
	k, o := openKlein(t), kleinOrder(t)
	o.References, o.Seed = o.References[:1], 7
	var kept [][]byte
	o.Watch = Watch{KeepEvery: 1, Keep: func(s *State) error {
		kept = append(kept, must(s.MarshalBinary())(t))
		return nil
	}}
	want := must(k.Make(t.Context(), o))(t)
	if len(kept) != 3 {
		t.Fatalf("%d states", len(kept))
	}
	o.Watch = Watch{}
	for i, b := range append(kept, nil) {
		o.State = &State{X: make([]float32, 5)}
		if b != nil {
			if err := o.State.UnmarshalBinary(b); err != nil {
				t.Fatal(err)
			}
		}
		if got := must(k.Make(t.Context(), o))(t); !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("from state %d the picture differs", i)
		}
	}
}

// TestKleinSizes: references of any size, tiles, and results that have no size.
func TestKleinSizes(t *testing.T) {
	k, o := openKlein(t), kleinOrder(t)
	for _, at := range []image.Rectangle{image.Rect(0, 0, 1, 3), image.Rect(0, 0, 64, 41), image.Rect(3, 5, 40, 20)} {
		o.References = []*image.NRGBA{o.References[0].SubImage(at).(*image.NRGBA)}
		refs := must(k.Encode(t.Context(), o.References))(t)
		if n := refs[0].Rows * refs[0].Columns; n == 0 || len(refs[0].Tokens) != n*16 {
			t.Errorf("%v: %d numbers for %d tokens", at, len(refs[0].Tokens), n)
		}
		o.References[0] = nrgba(t, kleinFolder+"/pipe_ref1_64x64.png")
	}
	k.TileSize = 32
	m := must(k.Make(t.Context(), o))(t)
	if m.Rect.Dx() != 24 || m.Rect.Dy() != 32 {
		t.Errorf("a picture of %v", m.Rect)
	}
	for _, change := range []func(*KleinOrder){
		func(o *KleinOrder) { o.Width = 0 },
		func(o *KleinOrder) { o.Height = 30 },
		func(o *KleinOrder) { o.Steps = 0 },
	} {
		bad := o
		change(&bad)
		if _, err := k.Make(t.Context(), bad); err == nil {
			t.Errorf("made %d×%d in %d steps", bad.Width, bad.Height, bad.Steps)
		}
	}
}
