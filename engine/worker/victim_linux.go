package worker

import "os"

// Volunteer asks the kernel to end this process first when memory runs out,
// and not the studio. Raising the score needs no privilege; where it cannot be
// raised nothing is lost.
func Volunteer() {
	// 500 of 1000: as if half of all memory were used on top of the real use.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0o600)
}
