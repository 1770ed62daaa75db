//go:build unix

package worker

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Stdio returns the protocol's two ends for the child: standard input, and a
// private copy of standard output. Standard output itself then goes to
// standard error, so that what native libraries print does not tear frames.
// Call it once, before any native library is loaded; the files stay open until
// the process ends.
func Stdio() (in, out *os.File, err error) {
	fd, err := unix.FcntlInt(os.Stdout.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, nil, fmt.Errorf("copy standard output: %w", err)
	}
	if err := unix.Dup2(int(os.Stderr.Fd()), int(os.Stdout.Fd())); err != nil {
		return nil, nil, fmt.Errorf("redirect standard output: %w", err)
	}
	return os.Stdin, os.NewFile(uintptr(fd), "protocol"), nil
}
