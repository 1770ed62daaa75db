package worker

import (
	"os/exec"
	"runtime"
	"testing"

	"lookbook/engine"
)

// TestWhoKilledTheChild: the same signal means "not enough memory" only when
// something speaks for it.
func TestWhoKilledTheChild(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	const gb = 1 << 30
	cases := map[string]struct {
		seen evidence
		want *engine.Fault
		code string
	}{
		"the system counted a kill":    {evidence{kills: 1, known: true, peak: gb / 4, total: 8 * gb}, engine.ErrOutOfMemory, "worker.memory"},
		"nothing counted, little used": {evidence{known: true, peak: gb / 4, total: 8 * gb}, engine.ErrWorker, "worker.stopped"},
		"nothing counted, much used":   {evidence{known: true, peak: 6 * gb, total: 8 * gb}, engine.ErrOutOfMemory, "worker.memory"},
		"no counter, little used":      {evidence{peak: gb / 4, total: 8 * gb}, engine.ErrWorker, "worker.stopped"},
		"no counter, much used":        {evidence{peak: 6 * gb, total: 8 * gb}, engine.ErrOutOfMemory, "worker.memory"},
		"nothing is known":             {evidence{}, engine.ErrWorker, "worker.stopped"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "sh", "-c", "kill -9 $$")
			_ = cmd.Run() // it is killed
			f := death(cmd.ProcessState, "", tc.seen)
			wantFault(t, f, tc.want, tc.code, "")
		})
	}
}

func TestCounter(t *testing.T) {
	const text = "pgfault 12\noom_kill_disable 0\noom_kill 3\n"
	if n, ok := counter(text, "oom_kill"); n != 3 || !ok {
		t.Errorf("%d, %v", n, ok)
	}
	for _, bad := range []string{"", "oom_kill", "oom_kill \n", "oom_kill x\n", "oom_kill 99999999999999999999\n"} {
		if n, ok := counter(bad, "oom_kill"); ok {
			t.Errorf("%q gives %d", bad, n)
		}
	}
}
