//go:build unix && !linux && !darwin

package device

import "golang.org/x/sys/unix"

// peak is ru_maxrss, which these systems count in KiB.
func peak(r *unix.Rusage) int64 { return int64(r.Maxrss) * 1024 }

func memory() Memory { return Memory{} }

func processor() string { return "" }
