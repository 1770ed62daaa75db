package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/app"
	"lookbook/app/apptest"
	"lookbook/engine"
	"lookbook/engine/device"
	"lookbook/engine/enginetest"
	"lookbook/engine/pack"
)

var update = flag.Bool("update", false, "write golden files anew")

// shop is a command line over a studio with the fake engine.
type shop struct {
	t    *testing.T
	dir  string // for pictures
	prog Program
	fake enginetest.Options
}

// outcome of one call.
type outcome struct {
	code        int
	out, errout string
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, dir: t.TempDir()}
	data := t.TempDir()
	s.prog = Program{
		Version: "1.2.3",
		Open: func(ctx context.Context, dir string) (Studio, error) {
			if dir == "" {
				dir = data
			}
			return app.Open(ctx, app.Options{
				DataDir: dir, Engine: enginetest.New(s.fake), Pictures: apptest.Pictures{},
			})
		},
		Engine: func(string) (engine.Engine, error) { return enginetest.New(s.fake), nil },
		Packs:  func(dir string) Packs { return pack.OpenStore(filepath.Join(dir, "packs"), nil) },
		Library: func(context.Context) (device.Library, error) {
			return device.Library{Path: "/lib/x.so", Version: "1.27.0", Provider: device.Provider{Name: "CPU", Reason: "always there"}}, nil
		},
	}
	return s
}

// run calls the command line.
func (s *shop) run(args ...string) outcome { return s.runCtx(s.t.Context(), args...) }

func (s *shop) runCtx(ctx context.Context, args ...string) outcome {
	var out, errout bytes.Buffer
	p := s.prog
	p.Args, p.Stdout, p.Stderr = args, &out, &errout
	code := p.Run(ctx)
	return outcome{code, out.String(), errout.String()}
}

// picture paints a picture and returns its path.
func (s *shop) picture(name string, w, h int) string {
	s.t.Helper()
	return enginetest.Paint(s.t, name, w, h)
}

func (s *shop) path(name string) string { return filepath.Join(s.dir, name) }

func (o outcome) want(t *testing.T, code int) outcome {
	t.Helper()
	if o.code != code {
		t.Fatalf("exit code %d, want %d\nstdout: %s\nstderr: %s", o.code, code, o.out, o.errout)
	}
	return o
}

// golden compares with testdata/NAME.txt.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run the test with -update and look at the diff); got:\n%s", path, got)
	}
}

// decode reads the one JSON object that a call printed.
func decode[T any](t *testing.T, s string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(s))
	if err := d.Decode(&v); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, s)
	}
	if d.More() {
		t.Errorf("more than one object:\n%s", s)
	}
	return v
}
