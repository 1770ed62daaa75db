package pack

import (
	"fmt"
	"math"

	"lookbook/engine/device"
)

// Fitness says how well a pack runs here at one size.
type Fitness string

// Fitnesses.
const (
	Fits       Fitness = "fits"
	FitsSlowly Fitness = "fits-slowly"
	FitsNot    Fitness = "fits-not"
	FitUnknown Fitness = "unknown"
)

// Fit is the advice on one size of a pack.
type Fit struct {
	Pack   string  `json:"pack"`
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Fit    Fitness `json:"fit"`
	// Code is a stable identifier of the reason, Words the reason in English.
	Code  string `json:"code"`
	Words string `json:"words"`
	// Need and Free are the bytes that decided, Free 0 when unknown.
	Need int64 `json:"need"`
	Free int64 `json:"free"`
	// Seconds that one picture is estimated to take on the main processor; 0
	// on a graphics processor.
	Seconds float64 `json:"seconds,omitempty"`
}

// cpuRate is the number of operations of one core in a second, as measured with
// the network of Stable Diffusion 1.5 in 32 bits on a core with AVX2.
const cpuRate = 50e9

// Advise says of each size of a pack how it would run with a provider on a
// machine. Provider is that of the runtime library, "CPU" where there is no
// other.
func Advise(m *Manifest, machine device.Machine, provider string) []Fit {
	var out []Fit
	for _, n := range m.Memory {
		f := advise(n, machine, provider)
		f.Pack, f.Width, f.Height = m.Name, n.Width, n.Height
		out = append(out, f)
	}
	return out
}

func advise(n Need, machine device.Machine, provider string) Fit {
	host := onHost(n, machine)
	if provider == "CPU" {
		return host
	}
	free := int64(0)
	for _, g := range machine.Graphics {
		free = max(free, g.Memory.Available)
	}
	switch {
	case free == 0:
		return Fit{
			Fit: FitUnknown, Code: "fit.graphics-unknown", Need: n.Device,
			Words: fmt.Sprintf("needs %s of graphics memory; how much is free is not known here", gigabytes(n.Device)),
		}
	case free >= n.Device:
		return Fit{
			Fit: Fits, Code: "fit.graphics", Need: n.Device, Free: free,
			Words: fmt.Sprintf("needs %s of graphics memory, %s are free", gigabytes(n.Device), gigabytes(free)),
		}
	case host.Fit == FitsNot:
		host.Words = fmt.Sprintf("needs %s of graphics memory, %s are free; %s", gigabytes(n.Device), gigabytes(free), host.Words)
		return host
	}
	host.Code = "fit.graphics-small"
	host.Words = fmt.Sprintf("needs %s of graphics memory, %s are free, so the main processor does it: %s",
		gigabytes(n.Device), gigabytes(free), host.Words)
	return host
}

// onHost is the advice where the main processor does the work.
func onHost(n Need, machine device.Machine) Fit {
	free := machine.Memory.Available
	f := Fit{Need: n.Host, Free: free, Seconds: math.Round(n.Work / (cpuRate * float64(max(machine.CPUs, 1))))}
	switch {
	case free == 0:
		f.Fit, f.Code = FitUnknown, "fit.memory-unknown"
		f.Words = fmt.Sprintf("needs %s of memory; how much is free is not known here", gigabytes(n.Host))
	case free < n.Host:
		f.Fit, f.Code, f.Seconds = FitsNot, "fit.memory-small", 0
		f.Words = fmt.Sprintf("needs %s of memory, %s are free", gigabytes(n.Host), gigabytes(free))
	default:
		f.Fit, f.Code = FitsSlowly, "fit.processor"
		f.Words = fmt.Sprintf("no graphics processor: about %s for a picture; needs %s of memory, %s are free",
			duration(f.Seconds), gigabytes(n.Host), gigabytes(free))
	}
	return f
}

// duration says a rough time for people.
func duration(s float64) string {
	switch {
	case s < 90:
		return fmt.Sprintf("%.0f seconds", s)
	case s < 90*60:
		return fmt.Sprintf("%.0f minutes", s/60)
	}
	return fmt.Sprintf("%.1f hours", s/3600)
}
