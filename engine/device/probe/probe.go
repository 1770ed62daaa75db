// Package probe loads the runtime library and says what it offers.
//
// It stands apart from package device because it loads native code: a library
// that does not fit may end the process, so callers run it in a child process
// of its own and read what that prints.
package probe

import (
	"context"

	"lookbook/engine/device"
	"lookbook/engine/graph"
	"lookbook/engine/internal/ort"
)

// Library loads the library and tries its providers. path is the library's
// file, empty to look for it. Errors are *engine.Fault of kind library.
func Library(ctx context.Context, path string) (device.Library, error) {
	r, err := ort.Open(ctx, ort.Options{Library: path})
	if err != nil {
		return device.Library{}, err
	}
	info := r.Info()
	lib := device.Library{Path: info.Library, Version: info.Version, Provider: device.Provider(info.Provider)}
	for _, p := range info.Refused {
		lib.Refused = append(lib.Refused, device.Provider(p))
	}
	_, _, lib.Attention = graph.ForRuntime(ctx, r)
	return lib, r.Close()
}
