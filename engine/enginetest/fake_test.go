package enginetest_test

import (
	"context"
	"errors"
	"testing"

	"lookbook/engine"
	"lookbook/engine/enginetest"
)

func TestFakePassesTheContract(t *testing.T) {
	enginetest.Suite(t, func() engine.Engine { return enginetest.New(enginetest.Options{}) })
}

func TestFakeFailsWhenAsked(t *testing.T) {
	in := enginetest.Inputs{Person: enginetest.Paint(t, "p.png", 20, 30), Garment: enginetest.Paint(t, "g.png", 20, 20)}
	f := enginetest.New(enginetest.Options{})
	_, err := f.Run(t.Context(), enginetest.TryOn(t, in, enginetest.SeedFail), nil)
	if !errors.Is(err, engine.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = f.Run(ctx, enginetest.TryOn(t, in, enginetest.SeedHang), func(p engine.Progress) {
		if p.Stage == engine.StagePerson {
			cancel()
		}
	})
	if !errors.Is(err, engine.ErrCancelled) {
		t.Errorf("got %v", err)
	}
}

func TestStepSeesEveryStage(t *testing.T) {
	var seen []string
	f := enginetest.New(enginetest.Options{Step: func(_ context.Context, stage string) error {
		seen = append(seen, stage)
		return nil
	}})
	in := enginetest.Inputs{Person: enginetest.Paint(t, "p.png", 20, 30), Garment: enginetest.Paint(t, "g.png", 20, 20)}
	if _, err := f.Run(t.Context(), enginetest.TryOn(t, in, 1), nil); err != nil {
		t.Fatal(err)
	}
	if len(seen) != len(engine.Stages()) {
		t.Errorf("saw %v", seen)
	}
}
