//go:build unix

package device

import (
	"time"

	"golang.org/x/sys/unix"
)

func usage() Cost {
	var r unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &r); err != nil {
		return Cost{}
	}
	return Cost{
		CPU:       time.Duration(r.Utime.Nano() + r.Stime.Nano()),
		PeakBytes: peak(&r),
	}
}

func freeDisk(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}
