//go:build unix

package imaging

import (
	"errors"
	"syscall"
)

// diskFull also counts a used-up quota.
func diskFull(err error) bool { return errors.Is(err, syscall.EDQUOT) }
