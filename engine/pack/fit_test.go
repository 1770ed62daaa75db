package pack

import (
	"testing"

	"lookbook/engine/device"
)

func TestAdvise(t *testing.T) {
	m := &Manifest{Name: "x", Memory: []Need{{Width: 576, Height: 864, Device: 4 * gb, Host: 6 * gb, Work: 1e15}}}
	on := func(host, graphics int64) device.Machine {
		d := device.Machine{CPUs: 4, Memory: device.Memory{Total: 32 * gb, Available: host}}
		if graphics > 0 {
			d.Graphics = []device.Graphics{{Name: "small", Memory: device.Memory{Available: 1}}, {Name: "g", Memory: device.Memory{Available: graphics}}}
		}
		return d
	}
	for _, c := range []struct {
		machine  device.Machine
		provider string
		fit      Fitness
		code     string
	}{
		{on(8*gb, 0), "CPU", FitsSlowly, "fit.processor"},
		{on(5*gb, 0), "CPU", FitsNot, "fit.memory-small"},
		{on(0, 0), "CPU", FitUnknown, "fit.memory-unknown"},
		{on(8*gb, 8*gb), "CUDA", Fits, "fit.graphics"},
		{on(8*gb, 3*gb), "CUDA", FitsSlowly, "fit.graphics-small"},
		{on(5*gb, 3*gb), "CUDA", FitsNot, "fit.memory-small"},
		{on(8*gb, 0), "WebGPU", FitUnknown, "fit.graphics-unknown"},
	} {
		got := Advise(m, c.machine, c.provider)
		if len(got) != 1 || got[0].Fit != c.fit || got[0].Code != c.code || got[0].Words == "" || got[0].Pack != "x" {
			t.Errorf("%s with %+v: %+v", c.provider, c.machine, got)
		}
	}
	if s := Advise(m, on(8*gb, 0), "CPU")[0].Seconds; s != 5000 {
		t.Errorf("%g seconds", s)
	}
}
