package worker

import (
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// Stdio returns the protocol's two ends for the child: standard input, and
// the file that was standard output. Standard output itself then goes to
// standard error, so that what native libraries print does not tear frames.
// Call it once, before any native library is loaded; the files stay open until
// the process ends.
func Stdio() (in, out *os.File, err error) {
	out = os.Stdout
	if err := windows.SetStdHandle(windows.STD_OUTPUT_HANDLE, windows.Handle(os.Stderr.Fd())); err != nil {
		return nil, nil, fmt.Errorf("redirect standard output: %w", err)
	}
	os.Stdout = os.Stderr
	return os.Stdin, out, nil
}
