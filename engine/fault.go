package engine

import (
	"context"
	"errors"
	"fmt"
)

// FaultKind groups faults by what a caller can do about them.
type FaultKind string

// Kinds of faults.
const (
	FaultCancelled     FaultKind = "cancelled"      // the caller asked for it
	FaultBadPicture    FaultKind = "bad-picture"    // the input cannot be read
	FaultUnsupported   FaultKind = "unsupported"    // readable, but not this task
	FaultNoPerson      FaultKind = "no-person"      // nobody to dress
	FaultNoGarment     FaultKind = "no-garment"     // nothing to put on
	FaultOutOfMemory   FaultKind = "out-of-memory"  // try smaller
	FaultInvalidOutput FaultKind = "invalid-output" // result refused by a check
	FaultLibrary       FaultKind = "library"        // runtime library missing or wrong
	FaultWorker        FaultKind = "worker"         // the child process died
	FaultDisk          FaultKind = "disk"           // cannot write, full or forbidden
	FaultWeights       FaultKind = "weights"        // files of a model damaged or not what they should be
	FaultInternal      FaultKind = "internal"       // our mistake
)

// Fault is an error in the user's words. It crosses process borders as JSON.
type Fault struct {
	Kind FaultKind `json:"kind"`
	// Code is a stable identifier such as "picture.truncated"; locales hold
	// translations under "fault.CODE.what" and "fault.CODE.next", with Args
	// put in for {name}.
	Code string            `json:"code"`
	Args map[string]string `json:"args,omitempty"`
	// What happened and what to do Next, in plain English.
	What string `json:"what"`
	Next string `json:"next"`
	// Cause is the technical text for diagnostics.
	Cause string `json:"cause,omitempty"`
}

// Error returns what happened and what to do next.
func (f *Fault) Error() string {
	if f.Next == "" {
		return f.What
	}
	return f.What + " " + f.Next
}

// Is makes errors.Is(err, engine.ErrX) work by kind.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == "" && t.Kind == f.Kind
}

// Sentinels for errors.Is; each matches every fault of its kind.
var (
	ErrCancelled     = &Fault{Kind: FaultCancelled}
	ErrBadPicture    = &Fault{Kind: FaultBadPicture}
	ErrUnsupported   = &Fault{Kind: FaultUnsupported}
	ErrNoPerson      = &Fault{Kind: FaultNoPerson}
	ErrNoGarment     = &Fault{Kind: FaultNoGarment}
	ErrOutOfMemory   = &Fault{Kind: FaultOutOfMemory}
	ErrInvalidOutput = &Fault{Kind: FaultInvalidOutput}
	ErrLibrary       = &Fault{Kind: FaultLibrary}
	ErrWorker        = &Fault{Kind: FaultWorker}
	ErrDisk          = &Fault{Kind: FaultDisk}
	ErrWeights       = &Fault{Kind: FaultWeights}
	ErrInternal      = &Fault{Kind: FaultInternal}
)

// AsFault turns any error into a fault: faults stay as they are, a cancelled
// context becomes FaultCancelled, everything else FaultInternal.
func AsFault(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Fault{Kind: FaultCancelled, Code: "cancelled", What: "Cancelled.", Next: "Start again when you like."}
	}
	return &Fault{
		Kind: FaultInternal, Code: "internal", What: "Something went wrong inside Lookbook.",
		Next: "Try again; if it happens again, run \"lookbook doctor\" and report what it prints.", Cause: err.Error(),
	}
}

// Notice is a plain statement about an input that does not stop the work:
// what was seen, what still works, what to look at.
type Notice struct {
	// Code is a stable identifier such as "person.back-view"; locales hold
	// the translation under "notice.CODE", with Args put in for {name}.
	Code string            `json:"code"`
	Args map[string]string `json:"args,omitempty"`
	// Level is "info" or "warn".
	Level string `json:"level"`
	// Words is the plain English sentence.
	Words string `json:"words"`
	// Picture is the digest of the picture that this is about, empty when it
	// is about the request as a whole. A result of several garments says so
	// which of them a notice concerns.
	Picture string `json:"picture,omitempty"`
}

// About returns copies of notices that say which picture they are about; those
// that say so already keep it.
func About(digest string, list []Notice) []Notice {
	out := make([]Notice, len(list))
	for i, n := range list {
		if n.Picture == "" {
			n.Picture = digest
		}
		out[i] = n
	}
	return out
}

// Warn builds a warning notice.
func Warn(code, format string, args ...any) Notice {
	return Notice{Code: code, Level: "warn", Words: fmt.Sprintf(format, args...)}
}

// Info builds an informing notice.
func Info(code, format string, args ...any) Notice {
	return Notice{Code: code, Level: "info", Words: fmt.Sprintf(format, args...)}
}
