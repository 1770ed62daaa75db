// Package wasm runs the HEIC and AVIF decoders, which are libheif with libde265
// and libavif with libaom compiled to WebAssembly.
//
// A program is one compiled decoder; a call is one instance of it with a memory
// of its own, which is thrown away afterwards, so a hostile file can neither
// reach this process nor leave anything behind. A cancelled context stops a
// running decoder.
//
// The compiled code comes from the modules github.com/gen2brain/heic and
// github.com/gen2brain/avif. Their own Go wrappers are not used, for three
// reasons found here: they hand out memory that the decoder has already freed
// (the first pixels are overwritten), they read small pictures at the wrong
// stride, and they cannot be cancelled.
package wasm

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// ErrDecode says that the decoder refused the file.
var ErrDecode = errors.New("the decoder refused the file")

// memoryPages bounds what a decoder may use: 3 GiB in pages of 64 KiB, enough
// for 80 megapixels in 16 bits.
const memoryPages = 3 << 30 >> 16

// program is one compiled decoder, made on first use and kept.
type program func() (*compiled, error)

type compiled struct {
	runtime wazero.Runtime
	module  wazero.CompiledModule
}

func newProgram(packed *[]byte) program {
	return sync.OnceValues(func() (*compiled, error) {
		z, err := gzip.NewReader(bytes.NewReader(*packed))
		if err != nil {
			return nil, fmt.Errorf("unpack decoder: %w", err)
		}
		code, err := io.ReadAll(z)
		if err != nil {
			return nil, fmt.Errorf("unpack decoder: %w", err)
		}
		// Compiling is no part of any one request, so it has no deadline.
		ctx := context.Background()
		config := wazero.NewRuntimeConfig().WithCloseOnContextDone(true).WithMemoryLimitPages(memoryPages)
		r := wazero.NewRuntimeWithConfig(ctx, config)
		if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
			return nil, fmt.Errorf("prepare decoder: %w", err)
		}
		m, err := r.CompileModule(ctx, code)
		if err != nil {
			return nil, fmt.Errorf("compile decoder: %w", err)
		}
		return &compiled{r, m}, nil
	})
}

// call is one running instance; the first failure sticks.
type call struct {
	module api.Module
	err    error
}

// run starts an instance, gives it to f and ends it.
func (p program) run(ctx context.Context, f func(c *call)) error {
	code, err := p()
	if err != nil {
		return err
	}
	m, err := code.runtime.InstantiateModule(ctx, code.module, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return fmt.Errorf("start decoder: %w", err)
	}
	// What a failed close leaves behind goes with the runtime.
	defer func() { _ = m.Close(context.WithoutCancel(ctx)) }()
	c := &call{module: m}
	f(c)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.err
}

// invoke calls an exported function and returns its only result.
func (c *call) invoke(ctx context.Context, name string, args ...uint64) uint64 {
	if c.err != nil {
		return 0
	}
	res, err := c.module.ExportedFunction(name).Call(ctx, args...)
	if err != nil {
		c.err = fmt.Errorf("decoder: %w", err)
		return 0
	}
	if len(res) == 0 {
		return 0
	}
	return res[0]
}

// alloc reserves n bytes and returns their address. Nothing is ever freed: the
// memory goes with the instance.
func (c *call) alloc(ctx context.Context, n int) uint32 {
	p := uint32(c.invoke(ctx, "malloc", uint64(n)))
	if p == 0 && c.err == nil {
		c.err = fmt.Errorf("decoder: no memory for %d bytes", n)
	}
	return p
}

func (c *call) write(p uint32, b []byte) {
	if c.err == nil && !c.module.Memory().Write(p, b) {
		c.err = errors.New("decoder: address outside its memory")
	}
}

// words reads n 32-bit numbers.
func (c *call) words(p uint32, n int) []int {
	out := make([]int, n)
	for i := range out {
		v, ok := c.module.Memory().ReadUint32Le(p + uint32(4*i))
		if !ok && c.err == nil {
			c.err = errors.New("decoder: address outside its memory")
		}
		out[i] = int(v)
	}
	return out
}

// view returns n bytes at p; valid while the instance lives, hence to be copied
// by the caller.
func (c *call) view(p uint32, n int) []byte {
	if c.err != nil {
		return nil
	}
	b, ok := c.module.Memory().Read(p, uint32(n))
	if !ok {
		c.err = errors.New("decoder: address outside its memory")
	}
	return b
}
