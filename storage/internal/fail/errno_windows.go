package fail

import "syscall"

// Windows error numbers that package syscall does not name:
// ERROR_WRITE_PROTECT, ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL and
// ERROR_DISK_QUOTA_EXCEEDED of winerror.h.
const (
	errWriteProtect  = syscall.Errno(19)
	errHandleFull    = syscall.Errno(39)
	errDiskFull      = syscall.Errno(112)
	errQuotaExceeded = syscall.Errno(1295)
)

// KindOfErrno maps an operating system's error number to a kind, nil when none fits.
func KindOfErrno(no syscall.Errno) error {
	switch no {
	case errHandleFull, errDiskFull, errQuotaExceeded:
		return ErrDiskFull
	case syscall.ERROR_ACCESS_DENIED, errWriteProtect:
		return ErrNoPermission
	case syscall.ERROR_FILE_NOT_FOUND, syscall.ERROR_PATH_NOT_FOUND:
		return ErrNotFound
	}
	return nil
}
