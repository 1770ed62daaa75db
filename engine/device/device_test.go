package device

import (
	"path/filepath"
	"runtime"
	"testing"
)

func TestLook(t *testing.T) {
	m := Look()
	if m.System == "" || m.CPUs < 1 {
		t.Errorf("%+v", m)
	}
	if runtime.GOOS == "linux" && (m.Memory.Total <= 0 || m.Memory.Available <= 0 || m.Memory.Available > m.Memory.Total) {
		t.Errorf("memory %+v", m.Memory)
	}
}

func TestUsageGrows(t *testing.T) {
	before := Usage()
	block := make([]byte, 32<<20)
	for i := 0; i < len(block); i += 64 {
		block[i] = byte(i)
	}
	after := Usage()
	runtime.KeepAlive(block)
	if after.CPU < before.CPU || after.CPU == 0 {
		t.Errorf("CPU time went from %s to %s", before.CPU, after.CPU)
	}
	if after.PeakBytes < before.PeakBytes || after.PeakBytes < 32<<20 {
		t.Errorf("peak went from %d to %d", before.PeakBytes, after.PeakBytes)
	}
}

func TestFreeDiskOfAFolderToCome(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{dir, filepath.Join(dir, "not", "yet")} {
		free, err := FreeDisk(d)
		if err != nil || free <= 0 {
			t.Errorf("%s: %d, %v", d, free, err)
		}
	}
}

func BenchmarkUsage(b *testing.B) {
	for b.Loop() {
		Usage()
	}
}
