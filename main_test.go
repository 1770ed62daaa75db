package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/app/cli"
	"lookbook/engine"
	"lookbook/engine/enginetest"
)

// asProgram makes the test binary act as the program; its value says with
// which engine in the worker.
const asProgram = "LOOKBOOK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	switch os.Getenv(asProgram) {
	case "":
		os.Exit(m.Run())
	case "fake":
		openEngine = func(string) (engine.Engine, error) {
			return enginetest.New(enginetest.Options{Step: announce}), nil
		}
	}
	os.Exit(run())
}

// ready names an address to which the fake engine connects when it looks for
// the person.
const ready = "LOOKBOOK_TEST_READY"

func announce(ctx context.Context, stage string) error {
	address := os.Getenv(ready)
	if address == "" || stage != engine.StagePerson {
		return nil
	}
	c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return c.Close()
}

// shop runs the program in processes of its own.
type shop struct {
	t      *testing.T
	engine string
	env    []string
	dir    string
}

func newShop(t *testing.T, engine string, env ...string) *shop {
	t.Helper()
	return &shop{t: t, engine: engine, env: env, dir: t.TempDir()}
}

func (s *shop) command(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"="+s.engine, "LOOKBOOK_DATA="+filepath.Join(s.dir, "data"), "GORACE=atexit_sleep_ms=0")
	c.Env = append(c.Env, s.env...)
	return c
}

// run demands an exit code and returns what was printed.
func (s *shop) run(code int, args ...string) (out, errout string) {
	s.t.Helper()
	c := s.command(args...)
	var o, e bytes.Buffer
	c.Stdout, c.Stderr = &o, &e
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	if got := c.ProcessState.ExitCode(); got != code {
		s.t.Fatalf("%v: exit code %d, want %d\nstdout: %s\nstderr: %s", args, got, code, &o, &e)
	}
	return o.String(), e.String()
}

func TestTryonThroughTheWholeProgram(t *testing.T) {
	s := newShop(t, "fake")
	person, garment := enginetest.Paint(t, "anna.png", 60, 90), enginetest.Paint(t, "blouse.png", 40, 40)
	for i, name := range []string{"look.png", "look.jpg"} {
		path := filepath.Join(s.dir, name)
		out, _ := s.run(cli.ExitOK, "tryon", "--json", "--person", person, "--garment", garment, "-o", path)
		var r struct {
			Picture string
			Cached  bool
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		if r.Picture != path || r.Cached != (i == 1) {
			t.Errorf("%+v", r)
		}
	}
	f, err := os.Open(filepath.Join(s.dir, "look.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if c, err := png.DecodeConfig(f); err != nil || c.Width != 60 || c.Height != 90 {
		t.Errorf("%+v, %v", c, err)
	}
	if out, _ := s.run(cli.ExitOK, "history"); !strings.Contains(out, "anna.png: blouse.png") {
		t.Errorf("history: %s", out)
	}
}

func TestADyingWorkerIsTheFaultOfOneJob(t *testing.T) {
	s := newShop(t, "fake")
	person, garment := enginetest.Paint(t, "anna.png", 60, 90), enginetest.Paint(t, "blouse.png", 40, 40)
	for i, tc := range []struct {
		seed uint64
		code int
		says string
	}{
		{enginetest.SeedAbort, cli.ExitFailed, "stopped unexpectedly"},
		{enginetest.SeedKill, cli.ExitFailed, "stopped from outside"},
		{enginetest.SeedChatter, cli.ExitOK, ""},
	} {
		path := filepath.Join(s.dir, fmt.Sprint(i, ".png"))
		_, errout := s.run(tc.code, "tryon", "--person", person, "--garment", garment, "--seed", fmt.Sprint(tc.seed), "-o", path)
		if !strings.Contains(errout, tc.says) {
			t.Errorf("%q is not in %q", tc.says, errout)
		}
		if _, err := os.Stat(path); (err == nil) != (tc.code == cli.ExitOK) {
			t.Errorf("result of seed %d: %v", tc.seed, err)
		}
	}
}

func TestASignalCancels(t *testing.T) {
	s := newShop(t, "fake")
	person, garment := enginetest.Paint(t, "anna.png", 60, 90), enginetest.Paint(t, "blouse.png", 40, 40)
	for _, p := range []string{person, garment} {
		s.run(cli.ExitOK, "inspect", p) // so that the job that hangs is the next one
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	path := filepath.Join(s.dir, "look.png")
	c := s.command("tryon", "--person", person, "--garment", garment, "--seed", fmt.Sprint(enginetest.SeedHang), "-o", path)
	c.Env = append(c.Env, ready+"="+l.Addr().String())
	var errout bytes.Buffer
	c.Stderr = &errout
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	hello, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	hello.Close()
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // the exit code tells more
	if c.ProcessState.ExitCode() != cli.ExitCancelled {
		t.Errorf("%s: %s", c.ProcessState, &errout)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a result was written")
	}
}

func TestWithoutTheLibrary(t *testing.T) {
	s := newShop(t, "real", "LOOKBOOK_ORT_LIB="+filepath.Join(t.TempDir(), "gone.so"))
	out, errout := s.run(cli.ExitEnvironment, "doctor")
	if !strings.Contains(out, "PROBLEM  library") || !strings.Contains(out, "gone.so") && !strings.Contains(out, "ONNX Runtime") {
		t.Errorf("%s%s", out, errout)
	}
	_, errout = s.run(cli.ExitEnvironment, "inspect", enginetest.Paint(t, "anna.png", 60, 90))
	if !strings.Contains(errout, "ONNX Runtime") {
		t.Errorf("%s", errout)
	}
}

func TestBadPicturesThroughTheWholeProgram(t *testing.T) {
	s := newShop(t, "real")
	text := filepath.Join(t.TempDir(), "letter.jpg")
	if err := os.WriteFile(text, []byte("Dear shop, please find attached what you asked for"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run(cli.ExitPicture, "inspect", text)
	if left, err := filepath.Glob(filepath.Join(s.dir, "data", "blobs", "*", "*", "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestPickedVersion(t *testing.T) {
	if out, _ := newShop(t, "real").run(cli.ExitOK, "version"); !strings.HasPrefix(out, "lookbook ") {
		t.Errorf("%q", out)
	}
}
