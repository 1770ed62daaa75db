package device

import (
	"bufio"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// peak prefers VmHWM: ru_maxrss of a child starts at the size that its parent
// had when it was forked.
func peak(r *unix.Rusage) int64 {
	if v := field("/proc/self/status", "VmHWM"); v > 0 {
		return v
	}
	return int64(r.Maxrss) * 1024
}

func memory() Memory {
	m := Memory{
		Total:     field("/proc/meminfo", "MemTotal"),
		Available: field("/proc/meminfo", "MemAvailable"),
	}
	// cgroup v2; "max" and a missing file both read as 0.
	limit := number("/sys/fs/cgroup/memory.max")
	if limit > 0 && limit < m.Total {
		m.Total = limit
		if left := limit - number("/sys/fs/cgroup/memory.current"); left < m.Available {
			m.Available = max(left, 0)
		}
	}
	return m
}

func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for s.Scan() {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// field reads "Name:   123 kB" from a file of /proc, in bytes.
func field(path, name string) int64 {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		rest, ok := strings.CutPrefix(line, name+":")
		if !ok {
			continue
		}
		kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		if err != nil {
			return 0
		}
		return kb * 1024
	}
	return 0
}
