package worker

import (
	"os"
	"syscall"
)

// oomKills is how many processes the kernel's out-of-memory killer has ended:
// the whole computer's count, or where that is hidden that of the control group
// at the root of this container.
func oomKills() (int64, bool) {
	for _, path := range []string{"/proc/vmstat", "/sys/fs/cgroup/memory.events"} {
		b, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if n, ok := counter(string(b), "oom_kill"); ok {
			return n, true
		}
	}
	return 0, false
}

// peakBytes is the resident high-water mark of an ended process. Linux counts
// in kilobytes.
func peakBytes(state *os.ProcessState) int64 {
	if u, ok := state.SysUsage().(*syscall.Rusage); ok {
		return u.Maxrss * 1024
	}
	return 0
}
