//go:build cgo && !noort

package ort

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"

	"lookbook/assets/ortlib"
)

// process is the loaded library of this process. ONNX Runtime knows one
// environment per process, and unloading the library while it still owns
// threads is not safe, so it stays until the process ends.
var process struct {
	mu   sync.Mutex
	path string // absolute; empty until loaded
}

// Runtime is the loaded library with the provider chosen for it.
type Runtime struct {
	info Info

	mu       sync.Mutex
	closed   bool
	sessions []*Session
}

// Open loads the library and chooses a provider. Missing or unusable files
// give a *engine.Fault of kind library with code library.missing or
// library.wrong. The caller closes the Runtime. A cancelled ctx does not cut the
// self tests short: their answer holds as long as the Runtime.
func Open(ctx context.Context, o Options) (*Runtime, error) {
	path := o.Library
	if path == "" {
		var err error
		if path, err = FindLibrary(); err != nil {
			return nil, err
		}
	}
	path, err := load(path)
	if err != nil {
		return nil, err
	}
	r := &Runtime{info: Info{Library: path, Version: onnx.GetVersion()}}
	r.info.Provider, r.info.Refused = chooseProvider(context.WithoutCancel(ctx), o.Provider)
	return r, nil
}

// load brings the library into the process unless it is there.
func load(path string) (string, error) {
	process.mu.Lock()
	defer process.mu.Unlock()
	path, err := filepath.Abs(path)
	if err != nil {
		return "", wrongFault(path, err.Error())
	}
	if process.path == path {
		return path, nil
	}
	if err := checkFile(path); err != nil {
		return "", err
	}
	if process.path != "" {
		return "", wrongFault(path, "this process already uses "+process.path)
	}
	onnx.SetSharedLibraryPath(path)
	// Level fatal keeps the library from writing to standard error what it
	// also returns as a status (every cancelled run, for example).
	if err := onnx.InitializeEnvironment(onnx.WithLogLevelFatal()); err != nil {
		return "", wrongFault(path, loadReason(err))
	}
	// Official Windows builds report usage to the system's event trace.
	if err := onnx.DisableTelemetry(); err != nil {
		err = errors.Join(err, onnx.DestroyEnvironment())
		return "", wrongFault(path, "its usage reports cannot be switched off ("+err.Error()+")")
	}
	process.path = path
	return path, nil
}

// loadReason says in words why a file that looks like a library was refused.
func loadReason(err error) string {
	return fmt.Sprintf("it is not ONNX Runtime, or older than Lookbook needs (%s is right): %s", ortlib.Version, err)
}

// Info describes the Runtime.
func (r *Runtime) Info() Info { return r.info }

// Session makes a network ready; name appears in messages. The bytes of the
// model are not kept. Making one takes up to half a second; keep it. Sessions
// are freed by their own Close or by Runtime.Close.
func (r *Runtime) Session(name string, model []byte, o SessionOptions) (*Session, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, closedFault(name)
	}
	provider := Provider{Name: ProviderCPU, Reason: "small networks are fastest on the CPU"}
	if o.Accelerate {
		provider = r.info.Provider
	}
	s, err := newSession(name, model, o, provider.Name)
	if err != nil && provider.Name != ProviderCPU && o.WeightFolder == "" {
		reason := fmt.Sprintf("%s cannot run this network: %v", provider.Name, err)
		provider = Provider{Name: ProviderCPU, Reason: reason}
		s, err = newSession(name, model, o, ProviderCPU)
	}
	if err != nil {
		return nil, loadFault(name, err)
	}
	s.provider = provider
	r.sessions = append(slices.DeleteFunc(r.sessions, (*Session).isClosed), s)
	return s, nil
}

// Close waits for runs that are under way and frees all sessions. The library
// stays loaded.
func (r *Runtime) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	var errs []error
	for _, s := range r.sessions {
		errs = append(errs, s.Close())
	}
	r.sessions = nil
	return errors.Join(errs...)
}
