// Package events writes what the window shows to a file, for diagnosis and for
// tests that drive the window from outside.
//
// When the environment variable LOOKBOOK_UI_EVENTS names a file, the window
// appends one JSON object a line whenever what it shows has changed: an Event.
// Names of files and digests are in it, no pixels. Without the variable
// nothing is written.
package events

import (
	"encoding/json"
	"os"
	"reflect"
	"sync"
	"time"

	"lookbook/ui/page/studio"
)

// Variable is the name of the environment variable with the file's path.
const Variable = "LOOKBOOK_UI_EVENTS"

// Event is what the window shows at one moment.
type Event struct {
	Time time.Time `json:"time"`
	Shown
}

// Shown is the part of an event that is compared with the one before.
type Shown struct {
	// Ready is true from the first state that is on the screen.
	Ready    bool     `json:"ready"`
	Person   string   `json:"person,omitempty"`
	Garments []string `json:"garments,omitempty"`
	Result   string   `json:"result,omitempty"`
	Stale    bool     `json:"stale,omitempty"`
	Subject  string   `json:"subject,omitempty"`
	Overlay  string   `json:"overlay,omitempty"`
	Work     string   `json:"work,omitempty"`
	Stage    string   `json:"stage,omitempty"`
	Notes    []string `json:"notes,omitempty"`
	History  int      `json:"history"`
	// Adjust is true while points are moved, Preview the picture of the last
	// preview.
	Adjust   bool   `json:"adjust,omitempty"`
	Preview  string `json:"preview,omitempty"`
	Language string `json:"language,omitempty"`
	Theme    string `json:"theme,omitempty"`
}

// Recorder appends events to a file. A nil Recorder does nothing.
type Recorder struct {
	mu   sync.Mutex
	file *os.File
	last *Shown
}

// Open returns a recorder for the file that the environment names, nil when
// it names none. The caller closes it.
func Open() (*Recorder, error) {
	path := os.Getenv(Variable)
	if path == "" {
		return nil, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &Recorder{file: f}, nil
}

// Record appends an event when the state shows something else than before.
func (r *Recorder) Record(s studio.State) error {
	if r == nil {
		return nil
	}
	shown := Describe(s)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last != nil && reflect.DeepEqual(*r.last, shown) {
		return nil
	}
	r.last = &shown
	return json.NewEncoder(r.file).Encode(Event{Time: time.Now(), Shown: shown})
}

// Close closes the file.
func (r *Recorder) Close() error {
	if r == nil {
		return nil
	}
	return r.file.Close()
}

// Describe reduces a state to what an event says of it.
func Describe(s studio.State) Shown {
	e := Shown{
		Ready: true, Stale: s.Stale, Overlay: s.Overlay, History: len(s.History),
		Subject: s.Subject.ItemID, Language: s.Settings.Language, Theme: s.Settings.Theme,
	}
	if s.Person != nil {
		e.Person = s.Person.Item.Name
	}
	for _, g := range s.Garments {
		e.Garments = append(e.Garments, g.Item.Name)
	}
	if s.Result != nil {
		e.Result = s.Result.ID
	}
	e.Adjust = s.Adjust
	if s.Preview != nil {
		e.Preview = s.Preview.Picture
	}
	if s.Subject.Result {
		e.Subject = "result"
	}
	if w := s.Running(); w != nil {
		e.Work, e.Stage = string(w.Kind), w.Stage
	}
	for _, n := range s.Notes {
		e.Notes = append(e.Notes, n.Code)
	}
	return e
}
