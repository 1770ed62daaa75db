//go:build xvfb

package uitest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lookbook/ui/events"
	"lookbook/ui/uitest/xdnd"
)

// TestDropFromAnotherProgram opens the real window on an X server of its own,
// drops a person and a garment on it from this process, and waits until the
// window says that both are there. LOOKBOOK_UI_BINARY names the program to
// test; without it the demo on the fake studio is built and used.
func TestDropFromAnotherProgram(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	display := startX(ctx, t)
	dir := t.TempDir()
	record := filepath.Join(dir, "events.jsonl")
	if err := os.WriteFile(record, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	startWindow(ctx, t, display, record)
	shown := follow(ctx, t, record)
	await(t, shown, "the window to be ready", func(e events.Event) bool { return e.Ready })

	person, garment := filepath.Join(dir, "model ż 1.png"), filepath.Join(dir, "red shirt.png")
	paint(t, person, color.NRGBA{200, 190, 180, 255})
	paint(t, garment, color.NRGBA{180, 40, 50, 255})
	if err := xdnd.Drop(ctx, display, "Lookbook", 600, 400, []string{person, garment}); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("LOOKBOOK_UI_BINARY") != "" {
		// The real engine sees no person in a plain color: it must answer,
		// whatever it says.
		await(t, shown, "an answer to the drop", func(e events.Event) bool {
			return e.Work == "" && (len(e.Notes) > 0 || len(e.Garments) > 0)
		})
		return
	}
	await(t, shown, "person and garment in their columns", func(e events.Event) bool {
		return e.Person == filepath.Base(person) && slices.Contains(e.Garments, filepath.Base(garment)) && e.Work == ""
	})

	// On the person's column a picture is a person, whatever it shows.
	if err := xdnd.Drop(ctx, display, "Lookbook", 150, 200, []string{garment}); err != nil {
		t.Fatal(err)
	}
	await(t, shown, "the drop's column to decide", func(e events.Event) bool {
		return e.Person == filepath.Base(garment) && len(e.Garments) == 0 && e.Work == ""
	})
}

// startX starts an X server and returns its display.
func startX(ctx context.Context, t *testing.T) string {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		t.Skip("no Xvfb: apt-get install xvfb")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(ctx, path, "-displayfd", "3", "-screen", "0", "1366x900x24", "-nolisten", "tcp")
	c.ExtraFiles = []*os.File{w}
	start(t, c)
	w.Close()
	defer r.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal("Xvfb did not say its display:", err)
	}
	return ":" + line[:len(line)-1]
}

func startWindow(ctx context.Context, t *testing.T, display, record string) {
	binary := os.Getenv("LOOKBOOK_UI_BINARY")
	if binary == "" {
		binary = filepath.Join(t.TempDir(), "demo")
		build := exec.CommandContext(ctx, "go", "build", "-tags", "gles", "-o", binary, "./demo")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
	}
	c := exec.CommandContext(ctx, binary)
	c.Env = append(os.Environ(), "DISPLAY="+display, events.Variable+"="+record, "LANG=en_US.UTF-8",
		"WAYLAND_DISPLAY=", "LOOKBOOK_DATA="+t.TempDir())
	start(t, c)
}

// start runs a program until the test ends.
func start(t *testing.T, c *exec.Cmd) {
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
}

// follow reads events as they are appended to a file.
func follow(ctx context.Context, t *testing.T, path string) <-chan events.Event {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan events.Event)
	done := make(chan struct{})
	fctx, stop := context.WithCancel(ctx)
	t.Cleanup(func() { stop(); <-done; file.Close() })
	go func() {
		defer close(done)
		defer close(out)
		lines := bufio.NewReader(&tail{ctx: fctx.Done(), file: file})
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			var e events.Event
			if json.Unmarshal(line, &e) == nil {
				select {
				case out <- e:
				case <-fctx.Done():
					return
				}
			}
		}
	}()
	return out
}

// tail reads a file that grows.
type tail struct {
	ctx  <-chan struct{}
	file *os.File
}

func (r *tail) Read(p []byte) (int, error) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		n, err := r.file.Read(p)
		if n > 0 || err != nil && err != io.EOF {
			return n, err
		}
		select {
		case <-r.ctx:
			return 0, io.EOF
		case <-tick.C:
		}
	}
}

func await(t *testing.T, shown <-chan events.Event, what string, ok func(events.Event) bool) {
	t.Helper()
	var last events.Event
	for e := range shown {
		if last = e; ok(e) {
			return
		}
	}
	t.Fatalf("waited for %s; last seen: %s", what, fmt.Sprintf("%+v", last.Shown))
}

func paint(t *testing.T, path string, c color.Color) {
	img := image.NewNRGBA(image.Rect(0, 0, 300, 400))
	for y := range 400 {
		for x := range 300 {
			img.Set(x, y, c)
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
