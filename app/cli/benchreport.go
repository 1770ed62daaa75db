package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"lookbook/engine"
	"lookbook/engine/device"
)

// benchReport holds medians over the runs.
type benchReport struct {
	Version  string         `json:"version"`
	Machine  device.Machine `json:"machine"`
	Person   string         `json:"person"`
	Garments []string       `json:"garments"`
	Width    int            `json:"width"`
	Height   int            `json:"height"`
	Runs     int            `json:"runs"`
	Cases    []benchResult  `json:"cases"`
}

// benchResult is one case: wall time as its caller saw it; CPU time and peak
// memory of the engine process, 0 where the engine did not work or was not
// asked.
type benchResult struct {
	Name      string             `json:"name"`
	WallMS    float64            `json:"wallMs"`
	WallMin   float64            `json:"wallMinMs"`
	WallMax   float64            `json:"wallMaxMs"`
	CPUMS     float64            `json:"cpuMs,omitempty"`
	PeakBytes int64              `json:"peakBytes,omitempty"`
	Stages    []engine.StageTime `json:"stages,omitempty"`
}

// report computes the medians.
func (b *bench) report() benchReport {
	r := benchReport{
		Version: b.Version, Machine: device.Look(), Person: filepath.Base(b.flags.person),
		Width: b.width, Height: b.height, Runs: b.flags.runs,
	}
	for _, g := range b.flags.garments {
		r.Garments = append(r.Garments, filepath.Base(g))
	}
	for _, name := range b.order {
		c := b.cases[name]
		one := benchResult{Name: name, WallMS: median(c.wall), WallMin: slices.Min(c.wall), WallMax: slices.Max(c.wall)}
		for _, stage := range c.order {
			m := medians(c.stages[stage])
			one.Stages = append(one.Stages, m)
			one.CPUMS += m.CPUMS
			one.PeakBytes = max(one.PeakBytes, m.PeakBytes)
		}
		r.Cases = append(r.Cases, one)
	}
	return r
}

// medians summarizes one stage over the runs.
func medians(list []engine.StageTime) engine.StageTime {
	m := engine.StageTime{Stage: list[0].Stage, Cached: list[0].Cached}
	var wall, cpu []float64
	for _, s := range list {
		wall, cpu = append(wall, s.WallMS), append(cpu, s.CPUMS)
		m.PeakBytes = max(m.PeakBytes, s.PeakBytes)
	}
	m.WallMS, m.CPUMS = median(wall), median(cpu)
	return m
}

// median of a list that is not empty; of an even number the mean of the two in
// the middle.
func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func (r benchReport) text(w io.Writer) {
	fmt.Fprintf(w, "lookbook %s, %s, %d processors\n", r.Version, r.Machine.Processor, r.Machine.CPUs)
	fmt.Fprintf(w, "%s, %v, %d×%d, medians of %d runs\n", r.Person, r.Garments, r.Width, r.Height, r.Runs)
	for _, c := range r.Cases {
		fmt.Fprintf(w, "\n%-32s%10s%10s%10s\n", c.Name, "wall ms", "CPU ms", "peak MB")
		for _, s := range c.Stages {
			cached := ""
			if s.Cached {
				cached = "  from the cache"
			}
			fmt.Fprintf(w, "  %-30s%10.0f%10.0f%10s%s\n", s.Stage, s.WallMS, s.CPUMS, megabytes(s.PeakBytes), cached)
		}
		cpu := ""
		if c.CPUMS > 0 {
			cpu = fmt.Sprintf("%.0f", c.CPUMS)
		}
		fmt.Fprintf(w, "  %-30s%10.1f%10s%10s  (%.1f to %.1f)\n", "total", c.WallMS, cpu, megabytes(c.PeakBytes), c.WallMin, c.WallMax)
	}
}

func megabytes(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f", float64(n)/(1<<20))
}
