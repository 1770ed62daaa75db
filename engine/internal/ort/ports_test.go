package ort

import (
	"slices"
	"testing"

	"lookbook/assets/networks"
)

func TestReadPorts(t *testing.T) {
	model, err := networks.Bytes(networks.PoseLandmark)
	if err != nil {
		t.Fatal(err)
	}
	p, err := readPorts(model)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Identity", "Identity_1", "Identity_2", "Identity_3", "Identity_4"}
	if !slices.Equal(p.in, []string{"input"}) || !slices.Equal(p.out, want) {
		t.Errorf("got %v -> %v", p.in, p.out)
	}
}

func TestInitializersAreNotInputs(t *testing.T) {
	name := func(field byte, s string) []byte { return append([]byte{field<<3 | 2, byte(len(s))}, s...) }
	message := func(field byte, parts ...[]byte) []byte {
		b := slices.Concat(parts...)
		return append([]byte{field<<3 | 2, byte(len(b))}, b...)
	}
	model := message(modelGraph,
		message(graphInitializer, name(tensorName, "w")),
		message(graphInput, name(valueName, "x")),
		message(graphInput, name(valueName, "w")),
		message(graphOutput, name(valueName, "y")),
	)
	p, err := readPorts(model)
	if err != nil || !slices.Equal(p.in, []string{"x"}) || !slices.Equal(p.out, []string{"y"}) {
		t.Errorf("got %v %v", p, err)
	}
}

func FuzzReadPorts(f *testing.F) {
	model, err := networks.Bytes(networks.Selfie)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(model[:2000])
	f.Add([]byte{})
	f.Add([]byte{0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Add([]byte{0x3a, 0x04, 0x5a, 0x02, 0x0a, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := readPorts(b)
		if err == nil && (len(p.in) == 0 || len(p.out) == 0) {
			t.Error("no names and no error")
		}
	})
}
