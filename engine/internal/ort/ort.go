// Package ort is the only door to ONNX Runtime, the library that executes
// learned networks.
//
// Words: a Runtime is the loaded library plus the provider chosen for this
// process; a Provider is the kind of processor that executes a network (CPU,
// CUDA, DirectML, CoreML, WebGPU); a Session is one network made ready; a
// Tensor is a block of numbers with a shape that goes in or comes out.
//
// The library is loaded once per process and stays loaded; Open may be called
// again for the same file. Everything here is safe for concurrent use. A
// cancelled context reaches the native code: Session.Run returns as soon as
// the operator at work has ended, usually within a few milliseconds.
//
// Built without cgo or with the tag "noort", the package has the same API and
// every Open returns a *engine.Fault of kind library that says how to get it.
package ort

import "strings"

// Options for Open.
type Options struct {
	// Library is the file of the ONNX Runtime library; empty looks for it as
	// FindLibrary describes.
	Library string
	// Provider is "" to choose by what is present, or one of ProviderCPU and
	// its siblings to insist; a provider that was insisted on and does not
	// work gives way to the CPU with a reason.
	Provider string
}

// Names of providers.
const (
	ProviderCPU      = "CPU"
	ProviderCUDA     = "CUDA"
	ProviderDirectML = "DirectML"
	ProviderCoreML   = "CoreML"
	ProviderWebGPU   = "WebGPU"
)

// Provider is a kind of processor and why it is or is not used, in words.
type Provider struct {
	Name   string
	Reason string
}

// Info describes a Runtime.
type Info struct {
	// Library is the loaded file, Version its own statement ("1.27.0").
	Library, Version string
	// Provider executes sessions that ask for acceleration.
	Provider Provider
	// Refused are the providers that were tried before it.
	Refused []Provider
}

// SessionOptions for Runtime.Session.
type SessionOptions struct {
	// Threads that one run may use; 0 means 1. Idle threads sleep, they do
	// not spin.
	Threads int
	// Accelerate uses the Runtime's provider; without it the session runs on
	// the CPU, which is better for small networks.
	Accelerate bool
	// WeightFolder is the real folder that the network's external weights are
	// relative to; empty for a network that holds its weights itself. Such a
	// session keeps its weights in the user's files: they are mapped, not
	// copied, on the CPU. It does not give way to the CPU when the provider
	// refuses it, because the network was written for that provider.
	WeightFolder string
}

// Tensor is a block of numbers, row-major. Exactly one of F32, I32 and I64 is
// set.
type Tensor struct {
	Shape []int64
	F32   []float32
	I32   []int32
	I64   []int64
}

// Size returns the number of elements that the shape asks for, -1 when a
// dimension is negative.
func (t Tensor) Size() int64 {
	n := int64(1)
	for _, d := range t.Shape {
		if d < 0 {
			return -1
		}
		n *= d
	}
	return n
}

// sameProvider compares names without regard to case, so that settings files
// may say "cpu".
func sameProvider(a, b string) bool { return strings.EqualFold(a, b) }
