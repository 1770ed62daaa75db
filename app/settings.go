package app

import (
	"context"
	"encoding/json"
	"slices"

	"lookbook/engine"
	"lookbook/storage"
)

// settingsName is the name under which the user's settings are stored.
const settingsName = "user"

// Settings returns the user's settings, the zero value before any were saved.
func (s *Studio) Settings(ctx context.Context) (Settings, error) {
	if err := s.begin(ctx); err != nil {
		return Settings{}, err
	}
	defer s.calls.Done()
	b, err := s.store.Setting(ctx, settingsName)
	if err != nil || b == nil {
		return Settings{}, err
	}
	var v Settings
	if err := json.Unmarshal(b, &v); err != nil {
		return Settings{}, &storage.Error{Kind: storage.ErrDamaged, Op: "read settings", Err: err}
	}
	return v, nil
}

// SaveSettings keeps the user's settings.
func (s *Studio) SaveSettings(ctx context.Context, v Settings) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	if !slices.Contains([]string{"", "en", "zh-Hans"}, v.Language) || !slices.Contains([]string{"", "light", "dark"}, v.Theme) {
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "settings.invalid",
			What: "Lookbook does not know this language or theme.", Next: "Choose one of those offered.",
		}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.store.PutSetting(ctx, settingsName, b)
}
