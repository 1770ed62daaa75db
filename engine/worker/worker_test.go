package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lookbook/engine"
	"lookbook/engine/enginetest"
)

// role names what a re-executed test binary does instead of testing.
const role = "LOOKBOOK_TEST_ROLE"

func TestMain(m *testing.M) {
	act, ok := roles[os.Getenv(role)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := act(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

var roles = map[string]func() error{
	"child": func() error {
		in, out, err := Stdio()
		if err != nil {
			return err
		}
		Volunteer()
		return Serve(context.Background(), in, out, openFake)
	},
	"no library": func() error {
		return Serve(context.Background(), os.Stdin, os.Stdout, func() (engine.Engine, error) {
			return nil, &engine.Fault{Kind: engine.FaultLibrary, Code: "library.missing", What: "No library."}
		})
	},
	"stranger": func() error {
		fmt.Println("Usage: stranger [options]")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	},
	"other version": func() error {
		err := writeFrame(os.Stdout, message{Kind: kindHello, Protocol: protocol + 1, Build: build()})
		return errors.Join(err, drain())
	},
	"mute":   drain,
	"broken": func() error { return errors.New("libsomething.so: cannot open shared object file") },
	"torn": func() error {
		if err := writeFrame(os.Stdout, message{Kind: kindHello, Protocol: protocol, Build: build()}); err != nil {
			return err
		}
		if _, err := readFrame(os.Stdin); err != nil {
			return err
		}
		fmt.Println("a native library prints into the protocol")
		return drain()
	},
	"closes its output": func() error {
		if err := writeFrame(os.Stdout, message{Kind: kindHello, Protocol: protocol, Build: build()}); err != nil {
			return err
		}
		return errors.Join(os.Stdout.Close(), drain())
	},
	"bad_alloc": func() error {
		if err := writeFrame(os.Stdout, message{Kind: kindHello, Protocol: protocol, Build: build()}); err != nil {
			return err
		}
		if _, err := readFrame(os.Stdin); err != nil {
			return err
		}
		return errors.New("terminate called after throwing an instance of 'std::bad_alloc'")
	},
	"parent": func() error {
		c := New(command("child"), Options{})
		req, err := requestFromStdin()
		if err != nil {
			return err
		}
		_, err = c.Run(context.Background(), req, func(p engine.Progress) {
			if p.Stage == engine.StagePerson {
				fmt.Println("busy")
			}
		})
		return err
	},
}

func openFake() (engine.Engine, error) {
	return enginetest.New(enginetest.Options{}), nil
}

// requestFromStdin reads one run message.
func requestFromStdin() (engine.Request, error) {
	m, err := readFrame(os.Stdin)
	if err != nil {
		return engine.Request{}, err
	}
	return *m.Request, nil
}

func drain() error {
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

func command(name string) Command {
	return Command{Path: os.Args[0], Env: append(os.Environ(), role+"="+name, "GORACE=atexit_sleep_ms=0")}
}

// client returns a client of a child in the given role.
func client(t *testing.T, name string, o Options) *Client {
	t.Helper()
	c := New(command(name), o)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func inputs(t *testing.T) enginetest.Inputs {
	t.Helper()
	return enginetest.Inputs{Person: enginetest.Paint(t, "p.png", 30, 40), Garment: enginetest.Paint(t, "g.png", 20, 20)}
}

func TestClientPassesTheContract(t *testing.T) {
	enginetest.Suite(t, func() engine.Engine { return New(command("child"), Options{}) })
}

func TestADyingChildCostsOneJob(t *testing.T) {
	cases := map[string]struct {
		seed uint64
		want *engine.Fault
		code string
		says string
	}{
		"panic":           {enginetest.SeedPanic, engine.ErrWorker, "worker.crashed", "internal error"},
		"abort":           {enginetest.SeedAbort, engine.ErrWorker, "worker.crashed", "aborted"},
		"killed":          {enginetest.SeedKill, engine.ErrWorker, "worker.stopped", "stopped from outside"},
		"hangs":           {enginetest.SeedDeaf, engine.ErrWorker, "worker.hung", "no sign of life"},
		"leaves half":     {enginetest.SeedLeave, engine.ErrWorker, "worker.hung", "no sign of life"},
		"fails as itself": {enginetest.SeedFail, engine.ErrUnsupported, "fake.fail", "asked to fail"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			in := inputs(t)
			c := client(t, "child", Options{Silence: 2 * time.Second})
			req := enginetest.TryOn(t, in, tc.seed)
			_, err := c.Run(t.Context(), req, nil)
			wantFault(t, err, tc.want, tc.code, tc.says)
			wantEmpty(t, req.OutDir)
			if _, err := c.Run(t.Context(), enginetest.TryOn(t, in, 1), nil); err != nil {
				t.Errorf("the next job: %v", err)
			}
		})
	}
}

func TestAKillFromOutsideCostsOneJob(t *testing.T) {
	in := inputs(t)
	c := client(t, "child", Options{})
	_, err := c.Run(t.Context(), enginetest.TryOn(t, in, enginetest.SeedHang), func(p engine.Progress) {
		if p.Stage == engine.StagePerson {
			_ = c.child.cmd.Process.Kill()
		}
	})
	wantFault(t, err, engine.ErrWorker, "worker.stopped", "stopped from outside")
	if _, err := c.Run(t.Context(), enginetest.TryOn(t, in, 1), nil); err != nil {
		t.Errorf("the next job: %v", err)
	}
}

func TestADeafChildIsKilledOnCancel(t *testing.T) {
	in := inputs(t)
	for _, seed := range []uint64{enginetest.SeedDeaf, enginetest.SeedLeave} {
		c := client(t, "child", Options{})
		ctx, cancel := context.WithCancel(t.Context())
		req := enginetest.TryOn(t, in, seed)
		_, err := c.Run(ctx, req, func(p engine.Progress) {
			if p.Stage == engine.StagePerson {
				cancel()
			}
		})
		cancel()
		wantFault(t, err, engine.ErrCancelled, "cancelled", "Cancelled")
		wantEmpty(t, req.OutDir)
		if c.child.alive() {
			t.Error("the deaf child is still there")
		}
		if _, err := c.Run(t.Context(), enginetest.TryOn(t, in, 1), nil); err != nil {
			t.Errorf("the next job: %v", err)
		}
	}
}

func TestTheChildIsKeptBetweenJobsAndAfterACancel(t *testing.T) {
	in := inputs(t)
	c := client(t, "child", Options{Grace: time.Minute})
	if _, err := c.Run(t.Context(), enginetest.TryOn(t, in, 1), nil); err != nil {
		t.Fatal(err)
	}
	first := c.child
	ctx, cancel := context.WithCancel(t.Context())
	_, err := c.Run(ctx, enginetest.TryOn(t, in, enginetest.SeedHang), func(engine.Progress) { cancel() })
	wantFault(t, err, engine.ErrCancelled, "cancelled", "")
	if _, err := c.Run(t.Context(), enginetest.TryOn(t, in, 2), nil); err != nil {
		t.Fatal(err)
	}
	if c.child != first {
		t.Error("another child was started")
	}
}

func TestPrintingToStandardOutputDoesNoHarm(t *testing.T) {
	c := client(t, "child", Options{})
	if _, err := c.Run(t.Context(), enginetest.TryOn(t, inputs(t), enginetest.SeedChatter), nil); err != nil {
		t.Error(err)
	}
	if !strings.Contains(c.child.stderr.String(), "says hello") {
		t.Error("what a library printed is not in the diagnostics")
	}
}

func TestStrangeChildren(t *testing.T) {
	cases := map[string]struct {
		want *engine.Fault
		code string
	}{
		"stranger":          {engine.ErrWorker, "worker.protocol"},
		"other version":     {engine.ErrWorker, "worker.version"},
		"mute":              {engine.ErrWorker, "worker.silent"},
		"broken":            {engine.ErrWorker, "worker.crashed"},
		"torn":              {engine.ErrWorker, "worker.protocol"},
		"closes its output": {engine.ErrWorker, "worker.protocol"},
		"bad_alloc":         {engine.ErrOutOfMemory, "worker.memory"},
		"no library":        {engine.ErrLibrary, "library.missing"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			limit := 30 * time.Second
			if name == "mute" {
				limit = 100 * time.Millisecond
			}
			c := client(t, name, Options{Start: limit})
			_, err := c.Run(t.Context(), enginetest.TryOn(t, inputs(t), 1), nil)
			wantFault(t, err, tc.want, tc.code, "")
		})
	}
}

func TestAMissingBinaryIsAFault(t *testing.T) {
	c := New(Command{Path: "/nowhere/lookbook"}, Options{})
	_, err := c.Run(t.Context(), enginetest.TryOn(t, inputs(t), 1), nil)
	wantFault(t, err, engine.ErrWorker, "worker.start", "could not be started")
}

func TestAnIdleChildEnds(t *testing.T) {
	c := client(t, "child", Options{Idle: time.Millisecond})
	in := inputs(t)
	var first *child
	_, err := c.Run(t.Context(), enginetest.TryOn(t, in, 1), func(engine.Progress) { first = c.child })
	if err != nil {
		t.Fatal(err)
	}
	<-first.gone
	if _, err := c.Run(t.Context(), enginetest.TryOn(t, in, 2), nil); err != nil {
		t.Error(err)
	}
}

func TestCloseEndsARunningJob(t *testing.T) {
	c := New(command("child"), Options{})
	closed := make(chan error, 1)
	var child *child
	_, err := c.Run(t.Context(), enginetest.TryOn(t, inputs(t), enginetest.SeedHang), func(p engine.Progress) {
		if p.Stage == engine.StagePerson {
			child = c.child
			go func() { closed <- c.Close() }()
		}
	})
	wantFault(t, err, engine.ErrInternal, "engine.closed", "")
	if err := <-closed; err != nil {
		t.Error(err)
	}
	<-child.gone
}

// The child holds the write end of a pipe that its dead parent held too: the
// pipe ends when both have.
func TestTheChildDiesWithItsParent(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), role+"=parent")
	parent.ExtraFiles = []*os.File{w}
	parent.Stderr = os.Stderr
	stdin, _ := parent.StdinPipe()
	stdout, _ := parent.StdoutPipe()
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	req := enginetest.TryOn(t, inputs(t), enginetest.SeedDeaf)
	if err := writeFrame(stdin, message{Kind: kindRun, ID: 1, Request: &req}); err != nil {
		t.Fatal(err)
	}
	busy := make([]byte, 4)
	if _, err := io.ReadFull(stdout, busy); err != nil || string(busy) != "busy" {
		t.Fatalf("parent says %q (%v)", busy, err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); err != nil {
		t.Error(err)
	}
	_ = parent.Wait()
}

func wantFault(t *testing.T, err error, kind *engine.Fault, code, says string) {
	t.Helper()
	var f *engine.Fault
	if !errors.As(err, &f) {
		t.Fatalf("want a fault, got %v", err)
	}
	if !errors.Is(err, kind) || f.Code != code || !strings.Contains(f.What, says) {
		t.Errorf("want kind %s, code %s, %q; got %+v", kind.Kind, code, says, f)
	}
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("%s was left behind", e.Name())
	}
}
