//go:build cgo && !noort

package ort

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"
)

// selfTestModel is a small network of the operators that matter (convolution,
// matrix product, softmax), made by assets/make/networks/selftest.py.
//
//go:embed selftest.onnx
var selfTestModel []byte

// selfTestTolerance is the largest difference to the CPU that rounding can
// explain on outputs of size 1, half precision included. Broken drivers are
// off by far more.
const selfTestTolerance = 1e-2

// candidates are the providers worth trying on a system, best first.
func candidates(goos string) []string {
	switch goos {
	case "windows":
		return []string{ProviderCUDA, ProviderDirectML, ProviderWebGPU}
	case "darwin":
		return []string{ProviderCoreML, ProviderWebGPU}
	}
	return []string{ProviderCUDA, ProviderWebGPU}
}

// chooseProvider returns the first provider that the library offers and that
// passes the self test, else the CPU.
func chooseProvider(ctx context.Context, want string) (Provider, []Provider) {
	if sameProvider(want, ProviderCPU) {
		return Provider{ProviderCPU, "chosen in the settings"}, nil
	}
	var refused []Provider
	for _, name := range candidates(runtime.GOOS) {
		if want != "" && !sameProvider(want, name) {
			continue
		}
		diff, err := selfTest(ctx, name)
		if err == nil {
			return Provider{name, fmt.Sprintf("offered by the library; its self test agrees with the CPU to %.1e", diff)}, refused
		}
		refused = append(refused, Provider{name, err.Error()})
	}
	return Provider{ProviderCPU, cpuReason(want, refused)}, refused
}

func cpuReason(want string, refused []Provider) string {
	if len(refused) == 0 {
		return fmt.Sprintf("%q is not known on this system", want)
	}
	words := make([]string, len(refused))
	for i, p := range refused {
		words[i] = p.Name + ": " + p.Reason
	}
	return "no graphics processor can be used (" + strings.Join(words, "; ") + ")"
}

// selfTest runs the same small network on the provider and on the CPU and
// returns the largest difference.
func selfTest(ctx context.Context, provider string) (float64, error) {
	got, err := runSelfTest(ctx, provider)
	if err != nil {
		return 0, shorten(err)
	}
	want, err := runSelfTest(ctx, ProviderCPU)
	if err != nil {
		return 0, err
	}
	var diff float64
	for i := range want {
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if math.IsNaN(d) || d > selfTestTolerance {
			return 0, fmt.Errorf("the self test is off by %.2g", d)
		}
		diff = max(diff, d)
	}
	return diff, nil
}

func runSelfTest(ctx context.Context, provider string) (_ []float32, err error) {
	s, err := newSession("selftest", selfTestModel, SessionOptions{}, provider)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := s.Close(); err == nil {
			err = e
		}
	}()
	in := Tensor{Shape: []int64{1, 8, 16, 16}, F32: make([]float32, 8*16*16)}
	for i := range in.F32 {
		in.F32[i] = float32(math.Sin(float64(i) * 0.37))
	}
	out, err := s.Run(ctx, in)
	if err != nil {
		return nil, err
	}
	return out[0].F32, nil
}

// appendProvider asks a session to run on a provider and not to fall back in
// silence.
func appendProvider(o *onnx.SessionOptions, name string) error {
	var err error
	switch name {
	case ProviderCPU:
		return nil
	case ProviderCUDA:
		err = appendCUDA(o)
	case ProviderDirectML:
		err = o.AppendExecutionProviderDirectML(0)
	case ProviderCoreML:
		err = o.AppendExecutionProviderCoreMLV2(map[string]string{"ModelFormat": "MLProgram"})
	default:
		err = o.AppendExecutionProvider(name, nil)
	}
	if err != nil {
		return err
	}
	return o.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1")
}

func appendCUDA(o *onnx.SessionOptions) error {
	c, err := onnx.NewCUDAProviderOptions()
	if err != nil {
		return err
	}
	err = o.AppendExecutionProviderCUDA(c)
	if e := c.Destroy(); err == nil {
		err = e
	}
	return err
}

// shorten keeps the readable end of a native message: what stands before "was
// false." is the library's own source code, what follows the first line more
// of it.
func shorten(err error) error {
	text, _, _ := strings.Cut(err.Error(), "\n")
	if _, words, ok := strings.Cut(text, " was false. "); ok {
		text = words
	}
	if r := []rune(text); len(r) > 200 {
		text = string(r[:200]) + "…"
	}
	return errors.New(text)
}
