package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lookbook/engine"
)

// file builds the bytes of a file from a header and data.
func file(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantFault(t *testing.T, err error, code string, says ...string) {
	t.Helper()
	var f *engine.Fault
	if !errors.As(err, &f) || !errors.Is(err, engine.ErrWeights) || f.Code != code {
		t.Fatalf("got %v, want code %s", err, code)
	}
	for _, s := range says {
		if !strings.Contains(f.Error(), s) {
			t.Errorf("%q does not say %q", f.Error(), s)
		}
	}
	if f.Next == "" {
		t.Error("nothing to do next")
	}
}

const good = `{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},` +
	`"empty":{"dtype":"F16","shape":[0,4],"data_offsets":[24,24]},"n":{"dtype":"I64","shape":[],"data_offsets":[24,32]}}`

func TestOpenFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "m.safetensors"), file(good+"   ", 32))
	for _, name := range []string{"m.safetensors", "."} {
		s, err := Open(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.Keys(), " "); got != "a empty n" || s.Parameters() != 7 {
			t.Errorf("keys %q, %d parameters", got, s.Parameters())
		}
		a, _ := s.Get("a")
		want := Tensor{Key: "a", DType: F32, Shape: []int64{2, 3}, File: "m.safetensors", Offset: int64(8 + len(good) + 3), Length: 24}
		if fmt.Sprint(a) != fmt.Sprint(want) {
			t.Errorf("got %+v, want %+v", a, want)
		}
	}
}

func TestDamagedHeaders(t *testing.T) {
	entry := func(s string) string { return `{"a":{` + s + `}}` }
	for name, c := range map[string]struct {
		bytes []byte
		says  string
	}{
		"empty":         {nil, "too short"},
		"seven bytes":   {make([]byte, 7), "too short"},
		"huge header":   {binary.LittleEndian.AppendUint64(nil, math.MaxUint64), "header claims"},
		"long header":   {file("{}", 0)[:9], "header claims"},
		"not JSON":      {file("hello", 0), "not a JSON object"},
		"array":         {file("[]", 0), "not a JSON object"},
		"cut JSON":      {file(`{"a":`, 0), "entry"},
		"open JSON":     {file(`{`, 0), "not JSON"},
		"trailing":      {file(`{}{}`, 0), "follows the JSON"},
		"twice":         {file(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2), "twice"},
		"no type":       {file(entry(`"shape":[1],"data_offsets":[0,4]`), 4), "not known"},
		"other type":    {file(entry(`"dtype":"F31","shape":[1],"data_offsets":[0,4]`), 4), "F31"},
		"no offsets":    {file(entry(`"dtype":"F32","shape":[1]`), 4), "impossible offsets"},
		"backwards":     {file(entry(`"dtype":"F32","shape":[1],"data_offsets":[4,0]`), 4), "impossible offsets"},
		"negative":      {file(entry(`"dtype":"F32","shape":[1],"data_offsets":[-4,0]`), 4), "entry"},
		"far":           {file(entry(`"dtype":"U8","shape":[0],"data_offsets":[18446744073709551615,18446744073709551615]`), 0), "impossible offsets"},
		"wrong length":  {file(entry(`"dtype":"F32","shape":[2],"data_offsets":[0,4]`), 4), "asks for 8"},
		"overflow":      {file(entry(`"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]`), 4), "impossible shape"},
		"many dims":     {file(entry(`"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]`), 1), "dimensions"},
		"beyond end":    {file(entry(`"dtype":"F32","shape":[2],"data_offsets":[0,8]`), 7), "cut short"},
		"gap":           {file(entry(`"dtype":"U8","shape":[1],"data_offsets":[1,2]`), 2), "gap"},
		"unowned bytes": {file(entry(`"dtype":"U8","shape":[1],"data_offsets":[0,1]`), 2), "belong to no tensor"},
		"overlap": {
			file(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, 3),
			"b overlaps",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "m.safetensors"), c.bytes)
			_, err := Open(dir, "m.safetensors")
			wantFault(t, err, "weights.damaged", "m.safetensors", c.says)
		})
	}
}

func TestFolderChoosesItsFile(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(dir, ".")
	wantFault(t, err, "weights.missing")
	for _, name := range []string{"model.fp16.safetensors", "model.safetensors"} {
		write(t, filepath.Join(dir, "unet", name), file(good, 32))
	}
	s, err := Open(dir, "unet")
	if err != nil || s.Name() != "unet/model.safetensors" {
		t.Errorf("got %v %v", s, err)
	}
	write(t, filepath.Join(dir, "unet", "model.safetensors.index.json"), []byte(`{"weight_map":{"a":"model.fp16.safetensors"}}`))
	s, err = Open(dir, "unet")
	if err != nil || !slices.Equal(s.Keys(), []string{"a"}) {
		t.Errorf("got %v %v", s, err)
	}
}

func TestShards(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "1.safetensors"), file(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`, 2))
	write(t, filepath.Join(dir, "2.safetensors"), file(`{"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}`, 3))
	index := func(s string) string {
		write(t, filepath.Join(dir, "m.safetensors.index.json"), []byte(s))
		return "m.safetensors.index.json"
	}
	s, err := Open(dir, index(`{"metadata":{},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := s.Get("b"); b.File != "2.safetensors" || s.Parameters() != 5 {
		t.Errorf("%+v", b)
	}
	for name, c := range map[string]struct{ index, code, says string }{
		"not JSON":      {"hello", "weights.damaged", "not an index"},
		"empty":         {`{"weight_map":{}}`, "weights.damaged", "not an index"},
		"outside":       {`{"weight_map":{"a":"../1.safetensors"}}`, "weights.damaged", "not a file beside it"},
		"windows":       {`{"weight_map":{"a":"..\\1.safetensors"}}`, "weights.damaged", "not a file beside it"},
		"other kind":    {`{"weight_map":{"a":"1.bin"}}`, "weights.damaged", "1.bin"},
		"missing shard": {`{"weight_map":{"a":"3.safetensors"}}`, "weights.missing", "3.safetensors"},
		"missing key":   {`{"weight_map":{"c":"1.safetensors"}}`, "weights.damaged", `"c"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(dir, index(c.index))
			wantFault(t, err, c.code, c.says)
		})
	}
}

// TestHubCache lays files out as the hub's own client does: snapshots of links
// into a folder of blobs.
func TestHubCache(t *testing.T) {
	root := filepath.Join(t.TempDir(), "models--someone--something")
	write(t, filepath.Join(root, "blobs", "abc"), file(good, 32))
	write(t, filepath.Join(root, "snapshots", "1", "config.json"), []byte("{}"))
	link := filepath.Join(root, "snapshots", "1", "m.safetensors")
	if err := os.Symlink("../../blobs/abc", link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	s, err := Open(root, "snapshots/1")
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := s.Get("a"); a.File != "blobs/abc" {
		t.Errorf("%+v", a)
	}
	_, err = Open(filepath.Join(root, "snapshots"), "1/m.safetensors")
	wantFault(t, err, "weights.damaged", "leads out")
	for _, name := range []string{"../x.safetensors", "/etc/passwd", "snapshots/../../x"} {
		_, err = Open(root, name)
		wantFault(t, err, "weights.damaged", "leads out")
	}
}

func TestNumbers(t *testing.T) {
	header := `{"bf":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"d":{"dtype":"F64","shape":[1],"data_offsets":[4,12]},` +
		`"f":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},"h":{"dtype":"F16","shape":[6],"data_offsets":[16,28]},` +
		`"i":{"dtype":"I64","shape":[1],"data_offsets":[28,36]},"u":{"dtype":"U16","shape":[1],"data_offsets":[36,38]}}`
	b := file(header, 0)
	le := binary.LittleEndian
	b = le.AppendUint16(b, 0x3fc0)
	b = le.AppendUint16(b, 0xff80)
	b = le.AppendUint64(b, math.Float64bits(0.1))
	b = le.AppendUint32(b, math.Float32bits(-2.5))
	for _, h := range []uint16{0x3c00, 0x0001, 0xc000, 0x7bff, 0x7c00, 0x7e00} {
		b = le.AppendUint16(b, h)
	}
	b = le.AppendUint64(b, math.MaxUint64)
	b = le.AppendUint16(b, 7)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "m.safetensors"), b)
	s, err := Open(dir, "m.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"bf": "[1.5 -Inf]", "d": "[0.1]", "f": "[-2.5]", "i": "[-1]",
		"h": "[1 5.960464477539063e-08 -2 65504 +Inf NaN]",
	} {
		got, err := s.Numbers(key)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: got %v %v, want %s", key, got, err, want)
		}
	}
	_, err = s.Floats("u")
	wantFault(t, err, "weights.mismatch", "U16")
	_, err = s.Numbers("gone")
	wantFault(t, err, "weights.mismatch", "gone", "missing")
}

func FuzzReadHeader(f *testing.F) {
	f.Add(file(good, 32))
	f.Add(file(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`, 1))
	f.Add(file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 0))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := readHeader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		for _, x := range list {
			if x.Offset < 8 || x.Length < 0 || x.Offset+x.Length > int64(len(b)) {
				t.Errorf("%+v lies outside of %d bytes", x, len(b))
			}
		}
	})
}

func FuzzParseIndex(f *testing.F) {
	f.Add([]byte(`{"weight_map":{"a":"m-00001-of-00002.safetensors"}}`))
	f.Add([]byte(`{"weight_map":{"a":"../m.safetensors"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		shards, err := parseIndex(b)
		for name := range shards {
			if err == nil && (!filepath.IsLocal(name) || filepath.Base(name) != name) {
				t.Errorf("%q leads away", name)
			}
		}
	})
}
