package studio_test

import (
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/ui/page/studio"
)

func TestDressShowsResultAndHistory(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	if !s.CanDress {
		t.Fatal("person and garment are there, but nothing can be dressed")
	}
	release := b.hold(engine.StageField)
	b.model.Dress()
	s = b.await("the stage", func(s studio.State) bool {
		w := s.Running()
		return w != nil && w.Stage == engine.StageField
	})
	if w := s.Running(); w.Kind != studio.WorkDress || w.Total != len(engine.Stages()) {
		t.Errorf("work %+v", w)
	}
	release()
	s = b.idle()
	if s.Result == nil || !s.Subject.Result || s.Stale || len(s.History) != 1 || s.HistoryAt != 0 {
		t.Fatalf("no result on the stage: %+v", s)
	}
	b.model.Tuck(s.Garments[0].Item.ID, new(bool))
	if s = b.model.State(); !s.Stale {
		t.Error("the result is of an earlier choice, and the page does not say so")
	}
}

func TestCancelFreesThePageAtOnce(t *testing.T) {
	b := newBench(t)
	b.add("model.png", "shirt.png")
	release := b.hold(engine.StageField)
	b.model.Dress()
	b.await("the stage", func(s studio.State) bool {
		w := s.Running()
		return w != nil && w.Stage == engine.StageField
	})
	b.model.Cancel()
	if s := b.model.State(); len(s.Work) != 0 || s.Result != nil || len(s.Notes) != 0 {
		t.Fatalf("after cancel: %+v", s)
	}
	release()
	b.model.Dress()
	if s := b.idle(); s.Result == nil {
		t.Error("nothing can be dressed after a cancel")
	}
}

func TestChangedInputsDropTheRunningOrder(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "skirt.png", "shirt.png")
	release := b.hold(engine.StageField)
	b.model.Dress()
	b.await("the stage", func(s studio.State) bool {
		w := s.Running()
		return w != nil && w.Stage == engine.StageField
	})
	b.model.Remove(s.Garments[1].Item.ID)
	release()
	if s = b.idle(); s.Result != nil {
		t.Error("a result for garments that were removed was shown")
	}
}

func TestAutoDressesOnlyWhenCertain(t *testing.T) {
	b := newBench(t)
	b.model.SetAuto(true)
	if s := b.add("model.png", "unsure.png"); s.Result != nil {
		t.Error("dressed although the kind was a guess")
	}
	b.model.Clear()
	if s := b.add("model.png", "shirt.png"); s.Result == nil {
		t.Error("nothing in doubt, but not dressed")
	}
}

func TestOverlaysAreDrawnOnceAndBelongToTheirPicture(t *testing.T) {
	b := newBench(t)
	b.add("model.png", "shirt.png")
	b.model.ShowOverlay("skeleton")
	b.idle()
	b.model.ShowOverlay("parse")
	s := b.idle()
	count := 0
	for _, c := range b.fake.Calls() {
		if c == "Inspect" {
			count++
		}
	}
	if s.Overlay != "parse" || len(s.Overlays) == 0 || count != 1 {
		t.Errorf("overlay %q, %d overlays, %d inspections", s.Overlay, len(s.Overlays), count)
	}
	b.model.Dress()
	b.idle()
	b.model.ShowOverlay("mask")
	if s = b.idle(); s.Subject.Result || s.Overlay != "mask" {
		t.Errorf("a drawing of the photo lies on the result: %+v", s.Subject)
	}
	b.model.Show(studio.Subject{ItemID: s.Garments[0].Item.ID})
	if s = b.model.State(); s.Overlay != "" || len(s.Overlays) != 0 {
		t.Error("the person's overlays stayed on the garment")
	}
}

func TestSettingsAreStored(t *testing.T) {
	b := newBench(t)
	b.model.SetSettings(func(v *app.Settings) { v.Language = "zh-Hans" })
	b.idle()
	if v, _ := b.fake.Settings(t.Context()); v.Language != "zh-Hans" {
		t.Errorf("settings %+v", v)
	}
}
