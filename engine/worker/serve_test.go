package worker

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"lookbook/engine/enginetest"
)

func TestServeRefusesRequestsOutOfTurn(t *testing.T) {
	in := inputs(t)
	req := enginetest.TryOn(t, in, enginetest.SeedHang)
	var input bytes.Buffer
	for id := uint64(1); id <= 2; id++ {
		if err := writeFrame(&input, message{Kind: kindRun, ID: id, Request: &req}); err != nil {
			t.Fatal(err)
		}
	}
	err := Serve(t.Context(), &input, io.Discard, openFake)
	if !errors.Is(err, errFrame) {
		t.Errorf("got %v", err)
	}
	wantEmpty(t, req.OutDir)
}

func TestServeRefusesGarbage(t *testing.T) {
	err := Serve(t.Context(), strings.NewReader("tell me what you can do\n"), io.Discard, openFake)
	if !errors.Is(err, errFrame) {
		t.Errorf("got %v", err)
	}
}

func TestServeEndsWithItsInput(t *testing.T) {
	var out bytes.Buffer
	if err := Serve(t.Context(), strings.NewReader(""), &out, openFake); err != nil {
		t.Fatal(err)
	}
	m, err := readFrame(&out)
	if err != nil || m.Kind != kindHello || m.Protocol != protocol {
		t.Errorf("hello: %+v, %v", m, err)
	}
}

func TestRingKeepsTheEnd(t *testing.T) {
	var r ring
	for range 1000 {
		if n, err := r.Write([]byte(strings.Repeat("x", 99) + "\n")); n != 100 || err != nil {
			t.Fatal(n, err)
		}
	}
	if _, err := r.Write([]byte("the end")); err != nil {
		t.Fatal(err)
	}
	s := r.String()
	if len(s) != ringSize || !strings.HasSuffix(s, "the end") {
		t.Errorf("%d bytes, ending in %q", len(s), s[len(s)-10:])
	}
}
