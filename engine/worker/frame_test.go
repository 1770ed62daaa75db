package worker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"testing"

	"lookbook/engine"
)

func TestFramesSurviveTheWay(t *testing.T) {
	messages := []message{
		{Kind: kindHello, Protocol: 1, Build: "v1"},
		{Kind: kindRun, ID: 1, Request: &engine.Request{ID: "a", OutDir: "o", Inspect: &engine.Inspect{As: engine.AsPerson}}},
		{Kind: kindCancel, ID: 1},
		{Kind: kindProgress, ID: 1, Progress: &engine.Progress{Stage: "decode", Total: 3}},
		{Kind: kindResult, ID: 1, Result: &engine.Result{Picture: "p.png"}},
		{Kind: kindResult, ID: 2, Fault: &engine.Fault{Kind: engine.FaultDisk, Code: "disk.full", Args: map[string]string{"a": "b"}}},
	}
	var b bytes.Buffer
	for _, m := range messages {
		if err := writeFrame(&b, m); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range messages {
		got, err := readFrame(&b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if _, err := readFrame(&b); !errors.Is(err, io.EOF) {
		t.Errorf("after the last frame: %v", err)
	}
}

func TestBadFrames(t *testing.T) {
	frame := func(body string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + body
	}
	cases := map[string]string{
		"half a length":     "\x00\x00",
		"length zero":       "\x00\x00\x00\x00",
		"too long":          "\xff\xff\xff\xff{}",
		"text":              "Segmentation fault\n",
		"cut off":           "\x00\x00\x00\x10{}",
		"not JSON":          frame("hello"),
		"no kind":           frame("{}"),
		"unknown kind":      frame(`{"kind":"dance"}`),
		"run without id":    frame(`{"kind":"run","request":{}}`),
		"empty result":      frame(`{"kind":"result","id":1}`),
		"two-sided result":  frame(`{"kind":"result","id":1,"result":{},"fault":{}}`),
		"hello of no world": frame(`{"kind":"hello"}`),
	}
	for name, bytes := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := readFrame(newReader(bytes))
			if !errors.Is(err, errFrame) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func newReader(s string) io.Reader { return bytes.NewReader([]byte(s)) }

func FuzzReadFrame(f *testing.F) {
	var b bytes.Buffer
	if err := writeFrame(&b, message{Kind: kindProgress, ID: 7, Progress: &engine.Progress{Stage: "field"}}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("\x00\x00\x00\x02{}"))
	f.Add([]byte("panic: runtime error"))
	f.Fuzz(func(t *testing.T, in []byte) {
		m, err := readFrame(bytes.NewReader(in))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := writeFrame(&again, m); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		back, err := readFrame(&again)
		if err != nil || !reflect.DeepEqual(m, back) {
			t.Errorf("%+v became %+v (%v)", m, back, err)
		}
	})
}
