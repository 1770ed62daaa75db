package ort

import (
	"context"
	"fmt"
	"strings"

	"lookbook/assets/ortlib"
	"lookbook/engine"
)

const howToFetch = "Run \"make setup\" or \"go run ./packaging/fetchort\" once, or set LOOKBOOK_ORT_LIB to the library file."

// missingFault says that no library file was found at any of the places.
func missingFault(places []string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultLibrary, Code: "library.missing",
		Args:  map[string]string{"version": ortlib.Version},
		What:  fmt.Sprintf("The library that sees what is in pictures (ONNX Runtime %s) is not on this computer.", ortlib.Version),
		Next:  howToFetch,
		Cause: "looked at " + strings.Join(places, ", "),
	}
}

// wrongFault says that a file is there but cannot be used.
func wrongFault(path, reason string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultLibrary, Code: "library.wrong",
		Args:  map[string]string{"file": path, "reason": reason},
		What:  fmt.Sprintf("The file %s cannot be used as the ONNX Runtime library: %s.", path, reason),
		Next:  howToFetch,
		Cause: reason,
	}
}

// loadFault says that a network could not be made ready.
func loadFault(network string, err error) *engine.Fault {
	if isOutOfMemory(err) {
		return memoryFault(network, err)
	}
	return &engine.Fault{
		Kind: engine.FaultInternal, Code: "network.unreadable",
		Args:  map[string]string{"network": network},
		What:  fmt.Sprintf("The network %q could not be loaded.", network),
		Next:  "Run \"lookbook doctor\"; if it finds nothing, install Lookbook again.",
		Cause: err.Error(),
	}
}

// runFault translates the error of a run: cancelled, out of memory, other.
func runFault(ctx context.Context, network string, err error) *engine.Fault {
	switch {
	case ctx.Err() != nil:
		return engine.AsFault(ctx.Err())
	case isOutOfMemory(err):
		return memoryFault(network, err)
	}
	return &engine.Fault{
		Kind: engine.FaultInternal, Code: "network.failed",
		Args:  map[string]string{"network": network},
		What:  fmt.Sprintf("The network %q failed on this picture.", network),
		Next:  "Try again; if it happens again, run \"lookbook doctor\" and report what it prints.",
		Cause: err.Error(),
	}
}

func memoryFault(network string, err error) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultOutOfMemory, Code: "memory.network",
		Args:  map[string]string{"network": network},
		What:  "There is not enough memory to look at this picture.",
		Next:  "Close other programs or use a smaller picture, then try again.",
		Cause: err.Error(),
	}
}

// closedFault is our mistake: a Runtime was used after Close.
func closedFault(network string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultInternal, Code: "network.closed",
		Args: map[string]string{"network": network},
		What: fmt.Sprintf("The network %q was asked after the engine had been closed.", network),
		Next: "Start Lookbook again.",
	}
}

// memoryWords are what allocators of ONNX Runtime and its providers say; the
// binding passes on the message of a status but not its code.
var memoryWords = []string{
	"failed to allocate", "bad_alloc", "bad allocation", "out of memory", "out_of_memory", "insufficient memory",
	"available memory of", "e_outofmemory", "8007000e",
}

func isOutOfMemory(err error) bool {
	text := strings.ToLower(err.Error())
	for _, w := range memoryWords {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
