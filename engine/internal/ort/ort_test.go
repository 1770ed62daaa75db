//go:build cgo && !noort

package ort

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lookbook/assets/networks"
	"lookbook/engine"
)

func openRuntime(t *testing.T) *Runtime {
	t.Helper()
	r, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func openNetwork(t *testing.T, r *Runtime, name string) *Session {
	t.Helper()
	model, err := networks.Bytes(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Session(name, model, SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantFault(t *testing.T, err error, kind engine.FaultKind, code string) {
	t.Helper()
	var f *engine.Fault
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a fault", err)
	}
	if f.Kind != kind || f.Code != code {
		t.Errorf("got kind %q code %q, want %q %q", f.Kind, f.Code, kind, code)
	}
	if f.What == "" || f.Next == "" {
		t.Errorf("fault without words: %+v", f)
	}
}

func TestRuntimeSaysWhatItIs(t *testing.T) {
	i := openRuntime(t).Info()
	if i.Library == "" || !strings.HasPrefix(i.Version, "1.") || i.Provider.Name == "" || i.Provider.Reason == "" {
		t.Errorf("%+v", i)
	}
	t.Logf("%+v", i)
}

func TestProviderChoice(t *testing.T) {
	for want, reason := range map[string]string{"cpu": "settings", "CPU": "settings", "Abacus": "not known"} {
		p, _ := chooseProvider(t.Context(), want)
		if p.Name != ProviderCPU || !strings.Contains(p.Reason, reason) {
			t.Errorf("%q: got %+v, want the CPU because %q", want, p, reason)
		}
	}
}

func TestSelfTestOnCPU(t *testing.T) {
	openRuntime(t)
	if diff, err := selfTest(t.Context(), ProviderCPU); err != nil || diff != 0 {
		t.Errorf("difference %g, %v", diff, err)
	}
}

func TestNamesComeFromTheNetwork(t *testing.T) {
	r := openRuntime(t)
	for name, want := range map[string]string{
		networks.U2NetP:       "input.1 -> 1959",
		networks.EfficientNet: "image -> embedding,logits",
		networks.MoveNet:      "input:0 -> Identity:0",
	} {
		s := openNetwork(t, r, name)
		if got := strings.Join(s.Inputs(), ",") + " -> " + strings.Join(s.Outputs(), ","); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestCancelReachesNativeCode runs a network over and over, cancels in the
// middle of a run and expects the run to end long before the network would
// have. The network takes about a second.
func TestCancelReachesNativeCode(t *testing.T) {
	s := openNetwork(t, openRuntime(t), networks.U2NetP)
	in := Tensor{Shape: []int64{1, 3, 320, 320}, F32: make([]float32, 3*320*320)}
	ctx, cancel := context.WithCancel(t.Context())
	runs := make(chan struct{}, 100)
	ended := make(chan error)
	go func() {
		for {
			runs <- struct{}{}
			if _, err := s.Run(ctx, in); err != nil {
				ended <- err
				return
			}
		}
	}()
	<-runs
	<-runs // one run is complete, the next one has begun
	at := time.Now()
	cancel()
	err := <-ended
	t.Logf("came back %v after the cancel", time.Since(at))
	wantFault(t, err, engine.FaultCancelled, "cancelled")
	if _, err := s.Run(t.Context(), in); err != nil {
		t.Errorf("the next run failed: %v", err)
	}
}

func TestCancelledBeforeStart(t *testing.T) {
	s := openNetwork(t, openRuntime(t), networks.Selfie)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Run(ctx)
	wantFault(t, err, engine.FaultCancelled, "cancelled")
}

func TestConcurrentRunsAgree(t *testing.T) {
	s := openNetwork(t, openRuntime(t), networks.Selfie)
	in := Tensor{Shape: []int64{1, 256, 256, 3}, F32: make([]float32, 256*256*3)}
	for i := range in.F32 {
		in.F32[i] = float32(math.Mod(float64(i)*0.618, 1))
	}
	first, err := s.Run(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := s.Run(t.Context(), in)
			if err != nil {
				t.Error(err)
				return
			}
			for i, v := range got[0].F32 {
				if v != first[0].F32[i] {
					t.Errorf("value %d differs: %g, %g", i, v, first[0].F32[i])
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestWrongInputs(t *testing.T) {
	s := openNetwork(t, openRuntime(t), networks.Selfie)
	shape := []int64{1, 256, 256, 3}
	for name, in := range map[string][]Tensor{
		"none":         nil,
		"two":          {{Shape: shape, F32: make([]float32, 256*256*3)}, {Shape: []int64{1}, F32: []float32{1}}},
		"wrong size":   {{Shape: shape, F32: make([]float32, 7)}},
		"wrong shape":  {{Shape: []int64{1, 3, 256, 256}, F32: make([]float32, 256*256*3)}},
		"wrong type":   {{Shape: shape, I32: make([]int32, 256*256*3)}},
		"empty":        {{}},
		"negative":     {{Shape: []int64{-1, 256, 256, 3}, F32: make([]float32, 256*256*3)}},
		"two contents": {{Shape: []int64{1}, F32: []float32{1}, I32: []int32{1}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Run(t.Context(), in...)
			wantFault(t, err, engine.FaultInternal, "network.failed")
		})
	}
}

func TestDamagedNetworks(t *testing.T) {
	r := openRuntime(t)
	good, err := networks.Bytes(networks.Selfie)
	if err != nil {
		t.Fatal(err)
	}
	for name, model := range map[string][]byte{
		"empty":     nil,
		"text":      []byte("this is not a network at all"),
		"truncated": good[:len(good)/2],
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.Session(name, model, SessionOptions{})
			wantFault(t, err, engine.FaultInternal, "network.unreadable")
		})
	}
}

func TestUseAfterClose(t *testing.T) {
	r := openRuntime(t)
	s := openNetwork(t, r, networks.Selfie)
	for range 2 { // closing twice is allowed
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Run(t.Context(), Tensor{Shape: []int64{1, 256, 256, 3}, F32: make([]float32, 256*256*3)})
	wantFault(t, err, engine.FaultInternal, "network.closed")
	_, err = r.Session("x", nil, SessionOptions{})
	wantFault(t, err, engine.FaultInternal, "network.closed")
}

func TestSecondLibraryIsRefused(t *testing.T) {
	here := openRuntime(t).Info().Library
	other := filepath.Join(t.TempDir(), filepath.Base(here))
	if err := os.Link(here, other); err != nil {
		t.Skipf("no second name for the library can be made here: %v", err)
	}
	_, err := Open(t.Context(), Options{Library: other})
	wantFault(t, err, engine.FaultLibrary, "library.wrong")
}
