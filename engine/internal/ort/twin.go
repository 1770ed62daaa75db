//go:build !cgo || noort

package ort

import (
	"context"

	"lookbook/engine"
)

// Runtime has the methods of the real one; Open never returns one here.
type Runtime struct{}

// Open returns a fault that says how to get a build with ONNX Runtime.
func Open(context.Context, Options) (*Runtime, error) { return nil, notBuiltFault() }

// Info of a Runtime.
func (*Runtime) Info() Info { return Info{} }

// Session returns the same fault as Open.
func (*Runtime) Session(string, []byte, SessionOptions) (*Session, error) {
	return nil, notBuiltFault()
}

// Close does nothing.
func (*Runtime) Close() error { return nil }

// Session has the methods of the real one.
type Session struct{}

// Inputs returns nothing.
func (*Session) Inputs() []string { return nil }

// Outputs returns nothing.
func (*Session) Outputs() []string { return nil }

// Provider returns nothing.
func (*Session) Provider() Provider { return Provider{} }

// Run returns the same fault as Open.
func (*Session) Run(context.Context, ...Tensor) ([]Tensor, error) { return nil, notBuiltFault() }

// Close does nothing.
func (*Session) Close() error { return nil }

// notBuiltFault says that this program cannot load the library at all.
func notBuiltFault() *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultLibrary, Code: "library.not-built",
		What: "This build of Lookbook has no access to ONNX Runtime, so it cannot see what is in pictures.",
		Next: "Install a C compiler and build again with CGO_ENABLED=1 and without the tag \"noort\", or use a released package.",
	}
}
