package worker

import (
	"strings"
	"sync"
)

// ringSize is how much of the child's standard error is kept: enough for a Go
// stack or the last lines of a native library, little enough to forget about.
const ringSize = 16 << 10

// ring is an io.Writer that keeps the last ringSize bytes.
type ring struct {
	mu  sync.Mutex
	buf []byte
}

// Write implements io.Writer and never fails.
func (r *ring) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.buf = append(r.buf, p...)
	if over := len(r.buf) - ringSize; over > 0 {
		r.buf = append(r.buf[:0], r.buf[over:]...)
	}
	return len(p), nil
}

// String returns what is kept as valid text.
func (r *ring) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.ToValidUTF8(string(r.buf), "?")
}
