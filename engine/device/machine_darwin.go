package device

import "golang.org/x/sys/unix"

// peak is ru_maxrss, which this system counts in bytes.
func peak(r *unix.Rusage) int64 { return int64(r.Maxrss) }

// memory counts as available what is free at this moment; what the system
// could give up besides is not told without native calls.
func memory() Memory {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return Memory{}
	}
	m := Memory{Total: int64(total)}
	free, err := unix.SysctlUint32("vm.page_free_count")
	if err != nil {
		return m
	}
	size, err := unix.SysctlUint32("hw.pagesize")
	if err != nil {
		return m
	}
	m.Available = int64(free) * int64(size)
	return m
}

func processor() string {
	name, err := unix.Sysctl("machdep.cpu.brand_string")
	if err != nil {
		return ""
	}
	return name
}
