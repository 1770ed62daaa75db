//go:build !linux

package worker

import "os"

// oomKills is not told by this system.
func oomKills() (int64, bool) { return 0, false }

// peakBytes is not told by this system, so a killed process counts as stopped:
// neither Windows nor macOS kills for want of memory without a word of its own.
func peakBytes(*os.ProcessState) int64 { return 0 }
