package diffusion

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"lookbook/engine/sampler"
)

func TestStateThereAndBack(t *testing.T) {
	for _, s := range []State{
		{X: []float32{}},
		{Next: 3, X: []float32{1, -2.5}},
		{Next: 7, X: []float32{1}, Memory: [][]float32{nil, {3}, nil}},
	} {
		b, err := s.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var got State
		if err := got.UnmarshalBinary(b); err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("got %+v %v, want %+v", got, err, s)
		}
		for i := range b {
			bad := slices.Clone(b)
			bad[i] ^= 4
			if err := got.UnmarshalBinary(bad); err == nil {
				t.Errorf("byte %d was changed and nobody saw it", i)
			}
			if err := got.UnmarshalBinary(b[:i]); err == nil {
				t.Errorf("cut after %d bytes and nobody saw it", i)
			}
		}
	}
	if _, err := (&State{X: []float32{1}, Memory: [][]float32{{1, 2}}}).MarshalBinary(); err == nil {
		t.Error("memory of another length was stored")
	}
}

func FuzzState(f *testing.F) {
	b, err := (&State{Next: 7, X: []float32{1}, Memory: [][]float32{nil, {3}}}).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var s State
		if s.UnmarshalBinary(b) != nil {
			return
		}
		again, err := s.MarshalBinary()
		if err != nil || !slices.Equal(again, b) {
			t.Errorf("%v: other bytes", err)
		}
	})
}

// TestKeep: states come as often as asked for, never after the last step, and
// an error of the one who keeps them ends the walk.
func TestKeep(t *testing.T) {
	walk := func(keep func(*State) error) (*State, error) {
		s, err := sampler.New(sampler.Euler, 7, sampler.StableDiffusion())
		if err != nil {
			t.Fatal(err)
		}
		w := &Walk{Sampler: s, Keep: keep, KeepEvery: 2, Predict: func(_ context.Context, _ int, _ float64, x []float32) ([]float32, error) {
			return x, nil
		}}
		state := w.Begin(3)
		return state, w.Run(t.Context(), state)
	}
	var kept []int
	if _, err := walk(func(s *State) error { kept = append(kept, s.Next); return nil }); err != nil || !slices.Equal(kept, []int{2, 4, 6}) {
		t.Errorf("kept %v, %v", kept, err)
	}
	full := errors.New("disk full")
	if s, err := walk(func(*State) error { return full }); !errors.Is(err, full) || s.Next != 2 {
		t.Errorf("at %d: %v", s.Next, err)
	}
}
