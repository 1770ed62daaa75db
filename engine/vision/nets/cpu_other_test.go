//go:build !unix

package nets

import "time"

// cpuTime is not known here; the benchmarks then report 0.
func cpuTime() time.Duration { return 0 }
