//go:build unix

package imaging

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"

	"lookbook/engine"
)

func TestPipeIsRefusedWithoutWaiting(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.jpg")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), pipe, Limits{})
	wantFault(t, err, "picture.not-a-file", engine.ErrBadPicture)
}
