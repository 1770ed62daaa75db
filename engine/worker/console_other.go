//go:build !windows

package worker

import "os/exec"

// hideConsole does nothing where a child gets no window of its own.
func hideConsole(*exec.Cmd) {}
