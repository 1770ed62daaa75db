//go:build cgo && !noort

package ort

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"
)

// Session is one network made ready. Run may be called from several
// goroutines at once.
type Session struct {
	name     string
	ports    ports
	provider Provider

	// mu is held for reading while native code runs, so that close waits.
	mu     sync.RWMutex
	native *onnx.DynamicAdvancedSession // nil after close
}

func newSession(name string, model []byte, so SessionOptions, provider string) (*Session, error) {
	p, err := readPorts(model)
	if err != nil {
		return nil, err
	}
	o, err := sessionOptions(so, provider)
	if err != nil {
		return nil, err
	}
	native, err := onnx.NewDynamicAdvancedSessionWithONNXData(model, p.in, p.out, o)
	if err = errors.Join(err, o.Destroy()); err != nil {
		return nil, err
	}
	return &Session{name: name, ports: p, native: native}, nil
}

// sessionOptions returns options that the caller destroys.
func sessionOptions(so SessionOptions, provider string) (*onnx.SessionOptions, error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	// Waiting threads would otherwise burn the second core that the window
	// and the other stages need.
	err = errors.Join(
		o.SetIntraOpNumThreads(max(1, so.Threads)),
		o.SetInterOpNumThreads(1),
		o.SetLogSeverityLevel(onnx.LoggingLevelFatal),
		o.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"),
		o.AddSessionConfigEntry("session.inter_op.allow_spinning", "0"),
	)
	if err == nil && so.WeightFolder != "" {
		err = mapWeights(o, so.WeightFolder)
	}
	if err == nil {
		err = appendProvider(o, provider)
	}
	if err != nil {
		return nil, errors.Join(err, o.Destroy())
	}
	return o, nil
}

// mapWeights keeps large weights where they are, in the user's files. Three
// things would copy them into memory: packing them for the processor at load,
// the layouts of the highest optimization level, and the folding of constants
// that are results of casts. Measured on the network of Stable Diffusion 1.5:
// 0.04 GB and half a second at load against 3.4 GB and 18 s, for a tenth more
// time in each run.
func mapWeights(o *onnx.SessionOptions, folder string) error {
	return errors.Join(
		o.SetGraphOptimizationLevel(onnx.GraphOptimizationLevelEnableExtended),
		o.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder),
		o.AddSessionConfigEntry("session.disable_prepacking", "1"),
		o.AddSessionConfigEntry("optimization.constant_folding_max_output_size_in_bytes", "1048576"),
	)
}

// Inputs returns the names of the inputs in the order that Run expects.
func (s *Session) Inputs() []string { return s.ports.in }

// Outputs returns the names of the outputs in the order in which Run returns
// them.
func (s *Session) Outputs() []string { return s.ports.out }

// Provider tells what executes this network.
func (s *Session) Provider() Provider { return s.provider }

// Run executes the network. Inputs come in the order of Inputs, are only read
// and not kept; outputs come in the order of Outputs and belong to the caller.
// When ctx ends, native code is told to stop and Run returns a *engine.Fault
// of kind cancelled; other faults are of kind out-of-memory or internal.
func (s *Session) Run(ctx context.Context, inputs ...Tensor) ([]Tensor, error) {
	if err := ctx.Err(); err != nil {
		return nil, runFault(ctx, s.name, err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.native == nil {
		return nil, closedFault(s.name)
	}
	out, err := s.run(ctx, inputs)
	if err != nil || ctx.Err() != nil {
		return nil, runFault(ctx, s.name, err)
	}
	return out, nil
}

func (s *Session) run(ctx context.Context, inputs []Tensor) (_ []Tensor, err error) {
	if len(inputs) != len(s.ports.in) {
		return nil, fmt.Errorf("%d inputs given, %d needed", len(inputs), len(s.ports.in))
	}
	in, out := make([]onnx.Value, 0, len(inputs)), make([]onnx.Value, len(s.ports.out))
	defer func() {
		err = errors.Join(err, destroy(in), destroy(out))
		runtime.KeepAlive(inputs) // native tensors point into these slices
	}()
	for _, t := range inputs {
		v, err := toValue(t)
		if err != nil {
			return nil, err
		}
		in = append(in, v)
	}
	if err := s.execute(ctx, in, out); err != nil {
		return nil, err
	}
	return fromValues(out)
}

// execute runs native code and passes the end of ctx on to it.
func (s *Session) execute(ctx context.Context, in, out []onnx.Value) (err error) {
	ro, err := onnx.NewRunOptions()
	if err != nil {
		return err
	}
	told := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { told <- ro.Terminate() })
	err = s.native.RunWithOptions(in, out, ro)
	if !stop() { // the end has come: its goroutine must be done with ro
		err = errors.Join(err, <-told)
	}
	return errors.Join(err, ro.Destroy())
}

// Close waits for runs that are under way and frees the network; phases of a
// large model are loaded one at a time. Closing twice is allowed, and
// Runtime.Close does it for sessions that are still open.
func (s *Session) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.native == nil {
		return nil
	}
	err := s.native.Destroy()
	s.native = nil
	return err
}

// isClosed tells whether there is nothing left to free.
func (s *Session) isClosed() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.native == nil
}

func toValue(t Tensor) (onnx.Value, error) {
	size := len(t.F32) + len(t.I32) + len(t.I64)
	if t.Size() != int64(size) || max(len(t.F32), len(t.I32), len(t.I64)) != size {
		return nil, fmt.Errorf("tensor of shape %v holds %d numbers", t.Shape, size)
	}
	shape := onnx.NewShape(t.Shape...)
	switch {
	case t.F32 != nil:
		return onnx.NewTensor(shape, t.F32)
	case t.I32 != nil:
		return onnx.NewTensor(shape, t.I32)
	case t.I64 != nil:
		return onnx.NewTensor(shape, t.I64)
	}
	return nil, errors.New("tensor without numbers")
}

// fromValues takes the numbers out. The binding has already copied them into
// Go memory, which outlives the native tensor.
func fromValues(values []onnx.Value) ([]Tensor, error) {
	out := make([]Tensor, len(values))
	for i, v := range values {
		switch t := v.(type) {
		case *onnx.Tensor[float32]:
			out[i] = Tensor{Shape: t.GetShape(), F32: t.GetData()}
		case *onnx.Tensor[int32]:
			out[i] = Tensor{Shape: t.GetShape(), I32: t.GetData()}
		case *onnx.Tensor[int64]:
			out[i] = Tensor{Shape: t.GetShape(), I64: t.GetData()}
		default:
			return nil, fmt.Errorf("output %d has a type that is not supported (%T)", i, v)
		}
	}
	return out, nil
}

func destroy(values []onnx.Value) error {
	var errs []error
	for _, v := range values {
		if v != nil {
			errs = append(errs, v.Destroy())
		}
	}
	return errors.Join(errs...)
}
