//go:build xvfb

package uitest_test

import (
	"context"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lookbook/ui/events"
	"lookbook/ui/look"
	"lookbook/ui/uitest/xdnd"
	"lookbook/ui/uitest/xinput"
)

// TestAdjustFromAnotherProgram takes hold of a joint on the real window with
// the mouse, as a user does, and waits for the preview and the new result.
func TestAdjustFromAnotherProgram(t *testing.T) {
	if os.Getenv("LOOKBOOK_UI_BINARY") != "" {
		t.Skip("the real engine sees no joints in a plain color")
	}
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
	person, garment := filepath.Join(dir, "model.png"), filepath.Join(dir, "shirt.png")
	paint(t, person, color.NRGBA{200, 190, 180, 255})
	paint(t, garment, color.NRGBA{180, 40, 50, 255})
	if err := xdnd.Drop(ctx, display, "Lookbook", 600, 400, []string{person, garment}); err != nil {
		t.Fatal(err)
	}
	await(t, shown, "person and garment", func(e events.Event) bool {
		return e.Person != "" && len(e.Garments) == 1 && e.Work == ""
	})
	screen, err := xinput.Open(display)
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	if err := screen.Press(ctx, 'c'); err != nil {
		t.Fatal(err)
	}
	first := ""
	await(t, shown, "the first preview", func(e events.Event) bool {
		first = e.Preview
		return e.Adjust && first != ""
	})
	// The stage lies between the columns; its dots have the look's first color.
	stage := image.Rect(350, 100, 1020, 700)
	dots := seen(ctx, t, screen, color.NRGBA{0x3A, 0x4A, 0x9F, 255}, color.NRGBA{0xA3, 0xB0, 0xF4, 255}, stage)
	from := dots[0].Add(image.Pt(0, 3)) // inside the topmost dot
	if err := screen.Drag(ctx, from, from.Add(image.Pt(36, -20))); err != nil {
		t.Fatal(err)
	}
	await(t, shown, "another preview", func(e events.Event) bool { return e.Preview != "" && e.Preview != first })
	await(t, shown, "the result at full size", func(e events.Event) bool { return e.Result != "" && !e.Stale && e.Adjust })
	moved := look.Moved
	seen(ctx, t, screen, moved, moved, stage)
}

// seen waits until one of two colors is on the screen and returns where.
func seen(ctx context.Context, t *testing.T, s *xinput.Screen, a, b color.NRGBA, within image.Rectangle) []image.Point {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		for _, c := range []color.NRGBA{a, b} {
			places, err := s.Find(c, within)
			if err != nil {
				t.Fatal(err)
			}
			if len(places) > 0 {
				return places
			}
		}
		select {
		case <-ctx.Done():
			t.Fatalf("nothing of the color %v on the stage", a)
		case <-tick.C:
		}
	}
}
