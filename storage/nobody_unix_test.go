//go:build !windows

package storage_test

import (
	"os/exec"
	"syscall"
)

// asNobody makes a command run as a user without rights.
func asNobody(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}
