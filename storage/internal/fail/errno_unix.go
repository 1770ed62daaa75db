//go:build !windows

package fail

import "syscall"

// KindOfErrno maps an operating system's error number to a kind, nil when none fits.
func KindOfErrno(no syscall.Errno) error {
	switch no {
	case syscall.ENOSPC, syscall.EDQUOT:
		return ErrDiskFull
	case syscall.EACCES, syscall.EPERM, syscall.EROFS:
		return ErrNoPermission
	case syscall.ENOENT:
		return ErrNotFound
	}
	return nil
}
