package device

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Graphics is a graphics processor with memory of its own.
type Graphics struct {
	Name   string `json:"name"`
	Memory Memory `json:"memory"`
}

// graphicsWait bounds the tool of the driver, which hangs with a broken one.
const graphicsWait = 5 * time.Second

// FindGraphics asks the drivers which graphics processors there are and how much
// of their memory is free: that of NVIDIA by its own tool, that of AMD by the
// Linux kernel. Others do not tell. It takes up to a second.
func FindGraphics(ctx context.Context) []Graphics {
	ctx, stop := context.WithTimeout(ctx, graphicsWait)
	defer stop()
	out, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits").Output()
	var list []Graphics
	if err == nil { // else there is no such tool or no such processor
		list = parseNVIDIA(string(out))
	}
	return append(list, amd("/sys/class/drm")...)
}

// parseNVIDIA reads "name, total, free" lines in MiB.
func parseNVIDIA(text string) (list []Graphics) {
	for line := range strings.Lines(text) {
		parts := strings.Split(strings.TrimSpace(line), ", ")
		if len(parts) != 3 {
			continue
		}
		total, err1 := strconv.ParseInt(parts[1], 10, 64)
		free, err2 := strconv.ParseInt(parts[2], 10, 64)
		if err1 == nil && err2 == nil {
			list = append(list, Graphics{Name: parts[0], Memory: Memory{Total: total << 20, Available: free << 20}})
		}
	}
	return list
}

// amd reads what the amdgpu driver says of its cards.
func amd(root string) (list []Graphics) {
	cards, _ := filepath.Glob(filepath.Join(root, "card*", "device", "mem_info_vram_total")) // the pattern is right
	for _, c := range cards {
		dir := filepath.Dir(c)
		total, used := number(c), number(filepath.Join(dir, "mem_info_vram_used"))
		if total > 0 {
			list = append(list, Graphics{Name: "AMD graphics", Memory: Memory{Total: total, Available: max(total-used, 0)}})
		}
	}
	return list
}

// number reads a file that holds one number.
func number(path string) int64 {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
