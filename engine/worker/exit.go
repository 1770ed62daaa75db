package worker

import (
	"fmt"
	"os"
	"strings"
	"syscall"

	"lookbook/engine"
)

// death turns the end of a child into the fault of the job that it had.
// stderr is the end of what it printed, seen what tells of memory.
func death(state *os.ProcessState, stderr string, seen evidence) *engine.Fault {
	cause := strings.TrimSpace(tail(state.String()+"\n"+stderr, 2000))
	reason, memory := reason(state, stderr)
	if killed(state) && !memory {
		if memory = seen.memory(); !memory {
			return &engine.Fault{
				Kind: engine.FaultWorker, Code: "worker.stopped",
				What:  "The engine process was stopped from outside. Nothing else is affected.",
				Next:  "Try again; if nobody stopped it, look whether another program guards memory or running programs.",
				Cause: cause,
			}
		}
	}
	if memory {
		return &engine.Fault{
			Kind: engine.FaultOutOfMemory, Code: "worker.memory", Args: map[string]string{"reason": reason},
			What:  fmt.Sprintf("There was not enough memory for this picture (the engine process %s).", reason),
			Next:  "Close other programs or choose a smaller size, then try again.",
			Cause: cause,
		}
	}
	return &engine.Fault{
		Kind: engine.FaultWorker, Code: "worker.crashed", Args: map[string]string{"reason": reason},
		What:  fmt.Sprintf("The engine process stopped unexpectedly (it %s). Nothing else is affected.", reason),
		Next:  "Try again; if it happens again with this picture, run \"lookbook doctor\" and report what it prints.",
		Cause: cause,
	}
}

// killed reports whether a process got the signal that nothing can catch. The
// system's out-of-memory killer sends it, and so does everybody who ends a
// program by force.
func killed(state *os.ProcessState) bool {
	ws, ok := state.Sys().(syscall.WaitStatus)
	return ok && ws.Signaled() && ws.Signal() == syscall.SIGKILL
}

// reason says in words how a process ended, and whether it said itself that
// memory was the cause.
func reason(state *os.ProcessState, stderr string) (words string, memory bool) {
	for _, sign := range memorySigns {
		if strings.Contains(stderr, sign) {
			return "ran out of memory", true
		}
	}
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		if ws.Signal() == syscall.SIGKILL {
			return "was ended by the system", false
		}
		if w, ok := signalWords[ws.Signal()]; ok {
			return w, false
		}
		return "was ended by signal " + ws.Signal().String(), false
	}
	if w, ok := windowsWords[uint32(state.ExitCode())]; ok {
		return w, uint32(state.ExitCode()) == statusNoMemory
	}
	// The Go runtime turns native signals into a report and exit status 2.
	for _, sign := range reportSigns {
		if strings.Contains(stderr, sign.text) {
			return sign.words, false
		}
	}
	return fmt.Sprintf("ended with status %d", state.ExitCode()), false
}

// memorySigns are what Go, C++ and ONNX Runtime print when memory ran out.
var memorySigns = []string{
	"runtime: out of memory", "cannot allocate memory", "std::bad_alloc", "Failed to allocate memory",
}

var signalWords = map[syscall.Signal]string{
	syscall.SIGSEGV: "crashed: memory access violation",
	syscall.SIGABRT: "aborted itself",
	syscall.SIGFPE:  "crashed: arithmetic error",
	syscall.SIGILL:  "crashed: instruction that this processor does not have",
	syscall.SIGTERM: "was asked to end",
}

// reportSigns are matched in this order: a panic's report may contain the
// text of a signal.
var reportSigns = []struct{ text, words string }{
	{"\npanic: ", "failed: internal error"},
	{"SIGABRT", "aborted itself"},
	{"SIGSEGV", "crashed: memory access violation"},
	{"SIGBUS", "crashed: memory access violation"},
	{"SIGILL", "crashed: instruction that this processor does not have"},
	{"SIGFPE", "crashed: arithmetic error"},
	{"panic: ", "failed: internal error"},
	{"fatal error: ", "failed: internal error"},
}

// statusNoMemory is STATUS_NO_MEMORY of Windows.
const statusNoMemory = 0xC0000017

// windowsWords maps NTSTATUS exit codes, which no other system uses.
var windowsWords = map[uint32]string{
	0xC0000005:     "crashed: memory access violation",
	statusNoMemory: "ran out of memory",
	0xC000001D:     "crashed: instruction that this processor does not have",
	0xC0000409:     "aborted itself",
	0xC0000135:     "could not start: a system library is missing",
}

// tail returns the last n bytes of s, cut at a line when there is one.
func tail(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[len(s)-n:]
	if _, rest, ok := strings.Cut(s, "\n"); ok {
		return rest
	}
	return s
}
