// Package diffusion walks from noise to a picture with the networks of package
// arch and the methods of package sampler.
//
// Words: a walk is one picture in the making; its state is what must be kept to
// go on after an interruption and end with the same bytes; a prediction is what
// the networks say at one step; guidance compares a prediction with the
// instructions and one without, and goes further in that direction. A family
// (SD15, FASHN, Klein) knows which inputs its networks want.
//
// All numbers are [channels, height, width] in 32 bits. Time is spent in the
// networks; everything here takes a small fraction of it.
package diffusion

import (
	"context"
	"slices"

	"lookbook/engine"
	"lookbook/engine/sampler"
)

// Walk is one picture in the making. It is used by one goroutine.
type Walk struct {
	// Sampler is the method, new for each walk.
	Sampler sampler.Sampler
	// Predict asks the networks: time is what they are told, x the latents as
	// they want to see them. It must not keep x.
	Predict func(ctx context.Context, step int, time float64, x []float32) ([]float32, error)
	// Seed of all noise of the walk.
	Seed uint64
	// Seen, where set, is called after each step with the latents, which it
	// must not keep or change; steps count from 1.
	Seen func(step, steps int, x []float32)
	// Keep, where set, is called every KeepEvery steps (never with 0) with the
	// state so far; its error ends the walk.
	Keep      func(s *State) error
	KeepEvery int
}

// Begin is the state before the first step: noise of size numbers.
func (w *Walk) Begin(size int) *State {
	s := &State{X: make([]float32, size)}
	sampler.Noise(s.X, w.Seed, 0)
	for i := range s.X {
		s.X[i] *= float32(w.Sampler.Start())
	}
	return s
}

// Run walks from s to the end and leaves the result in s.X. It ends within one
// step of a cancelled ctx with a *engine.Fault of kind cancelled; s then is the
// state after the last whole step.
func (w *Walk) Run(ctx context.Context, s *State) error {
	if len(s.Memory) > 0 {
		w.Sampler.Remember(s.Memory)
	}
	steps := w.Sampler.Steps()
	var noise []float32
	for s.Next < steps {
		if err := ctx.Err(); err != nil {
			return engine.AsFault(err)
		}
		x := slices.Clone(s.X)
		if f := w.Sampler.Scale(s.Next); f != 1 {
			for i := range x {
				x[i] *= float32(f)
			}
		}
		prediction, err := w.Predict(ctx, s.Next, w.Sampler.Time(s.Next), x)
		if err != nil {
			return err
		}
		if w.Sampler.NeedsNoise(s.Next) {
			noise = slices.Grow(noise[:0], len(s.X))[:len(s.X)]
			sampler.Noise(noise, w.Seed, uint64(s.Next)+1)
		}
		w.Sampler.Step(s.Next, s.X, prediction, noise)
		s.Next++
		s.Memory = w.Sampler.Memory()
		if w.Seen != nil {
			w.Seen(s.Next, steps, s.X)
		}
		if w.Keep != nil && w.KeepEvery > 0 && s.Next%w.KeepEvery == 0 && s.Next < steps {
			if err := w.Keep(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// Guide returns without + scale·(with − without), the classifier-free guidance
// of Ho and Salimans (2022).
func Guide(without, with []float32, scale float64) []float32 {
	out := make([]float32, len(with))
	for i := range out {
		u := float64(without[i])
		out[i] = float32(u + float64(scale*(float64(with[i])-u)))
	}
	return out
}
