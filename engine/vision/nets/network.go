package nets

import (
	"context"
	"fmt"
	"image"
	"math"

	"lookbook/assets/networks"
	"lookbook/engine"
	"lookbook/engine/internal/ort"
)

// network is what all networks share: a session and its embedded bytes.
type network struct{ session *ort.Session }

func open(rt *ort.Runtime, name string, o ort.SessionOptions) (network, error) {
	model, err := networks.Bytes(name)
	if err != nil {
		return network{}, err
	}
	s, err := rt.Session(name, model, o)
	return network{s}, err
}

// run executes the network on one input and checks that each output has the
// number of values that the caller is going to read, all finite.
func (n network) run(ctx context.Context, in ort.Tensor, sizes ...int) ([][]float32, error) {
	out, err := n.session.Run(ctx, in)
	if err != nil {
		return nil, err
	}
	if len(out) < len(sizes) {
		return nil, badOutput(fmt.Sprintf("%d outputs, %d expected", len(out), len(sizes)))
	}
	values := make([][]float32, len(sizes))
	for i, size := range sizes {
		if len(out[i].F32) != size {
			return nil, badOutput(fmt.Sprintf("output %d holds %d numbers, %d expected", i, len(out[i].F32), size))
		}
		if !finite(out[i].F32) {
			return nil, badOutput(fmt.Sprintf("output %d is not finite", i))
		}
		values[i] = out[i].F32
	}
	return values, nil
}

func finite(v []float32) bool {
	for _, x := range v {
		if x-x != 0 { // NaN and infinities
			return false
		}
	}
	return true
}

func badOutput(cause string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultInvalidOutput, Code: "network.bad-output",
		What:  "A network gave numbers that make no sense.",
		Next:  "Try again; if it happens again, run \"lookbook doctor\" and report what it prints.",
		Cause: cause,
	}
}

// checkPicture refuses pictures without pixels.
func checkPicture(img *image.NRGBA) error {
	if img == nil || img.Bounds().Empty() {
		return &engine.Fault{
			Kind: engine.FaultBadPicture, Code: "picture.empty",
			What: "The picture has no pixels.", Next: "Use another picture.",
		}
	}
	return nil
}

// nhwc makes a tensor of one picture, channels last, each value v becoming
// v*gain+offset.
func (p pixels) nhwc(gain, offset float32) ort.Tensor {
	v := make([]float32, len(p.v))
	for i, x := range p.v {
		v[i] = x*gain + offset
	}
	return ort.Tensor{Shape: []int64{1, int64(p.h), int64(p.w), 3}, F32: v}
}

// nchw makes a tensor of one picture, channels first, with a gain and an
// offset per channel.
func (p pixels) nchw(gain, offset [3]float32) ort.Tensor {
	n := p.w * p.h
	v := make([]float32, 3*n)
	for c := range 3 {
		plane := v[c*n : (c+1)*n]
		for i := range plane {
			plane[i] = p.v[3*i+c]*gain[c] + offset[c]
		}
	}
	return ort.Tensor{Shape: []int64{1, 3, int64(p.h), int64(p.w)}, F32: v}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// suppress keeps, best first, the items whose boxes overlap no better one by
// more than the limit (greedy non-max suppression). Items come best first.
func suppress[T any](items []T, box func(T) Box, limit float64) []T {
	var kept []T
	for _, it := range items {
		free := true
		for _, k := range kept {
			if box(it).Overlap(box(k)) > limit {
				free = false
				break
			}
		}
		if free {
			kept = append(kept, it)
		}
	}
	return kept
}
