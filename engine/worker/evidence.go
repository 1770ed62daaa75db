package worker

import (
	"os"
	"strings"

	"lookbook/engine/device"
)

// evidence tells a process that the system ended for want of memory from one
// that somebody stopped: both get the same signal.
type evidence struct {
	// kills is how many processes the system's out-of-memory killer ended
	// while the child lived; known is false where the system does not count.
	kills int64
	known bool
	// peak is the child's resident high-water mark, total the computer's
	// memory, both in bytes, 0 = unknown.
	peak, total int64
}

// largeShare is the part of all memory from which on a child that was killed
// is taken to have been killed for it. Programs that guard memory in the place
// of the system (earlyoom, systemd-oomd) are not counted anywhere and act when
// some nine tenths are in use; with half of it in one process, that one is
// what they choose.
const largeShare = 0.5

// memory reports whether memory was the likely cause.
func (e evidence) memory() bool {
	if e.known && e.kills > 0 {
		return true
	}
	return e.total > 0 && float64(e.peak) > largeShare*float64(e.total)
}

// gather looks at what is left of a process; kills is the system's count when
// it was started.
func gather(state *os.ProcessState, kills int64, known bool) evidence {
	e := evidence{peak: peakBytes(state), total: device.Look().Memory.Total}
	now, still := oomKills()
	if known && still {
		e.known, e.kills = true, now-kills
	}
	return e
}

// counter reads "name 12" from the lines of a file.
func counter(text, name string) (int64, bool) {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return number(strings.TrimSpace(rest))
		}
	}
	return 0, false
}

func number(s string) (n int64, ok bool) {
	if s == "" || len(s) > 18 {
		return 0, false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, true
}
