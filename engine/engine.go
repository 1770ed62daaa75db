// Package engine is the contract between what people want done (package app)
// and whatever turns pixels into pixels and numbers.
//
// An Engine takes a Request (plain data plus paths of picture files), reports
// Progress to a Sink and returns a Result (plain data plus paths of the files
// it wrote into Request.OutDir). Requests and results cross process borders as
// JSON, so they hold no pixels and no functions. Engines exist in this process
// (engine/tryon), in a child process (engine/worker) and as a fast fake
// (engine/enginetest); all pass the same contract suite.
//
// Words: a Garment is one article to show; a Persona the person to dress; a
// Recipe everything that determines a result; a Verdict one measured statement
// on a result; a Notice a plain statement about an input.
package engine

import (
	"context"

	"lookbook/engine/recipe"
)

// Engine turns one request into one result.
//
// Run may be called again after it returned, from any goroutine, but calls on
// one Engine are served one at a time. It obeys ctx: within half a second of a
// cancel it returns a *Fault of kind FaultCancelled, with nothing left in
// Request.OutDir. A failed request never makes the next one fail.
type Engine interface {
	Run(ctx context.Context, req Request, sink Sink) (Result, error)
	// Close releases memory, sessions and child processes. Run must not be
	// called afterwards.
	Close() error
}

// Sink receives progress. It is called from the goroutine that called Run,
// must return quickly and may be nil.
type Sink func(Progress)

// Report calls the sink when there is one.
func (s Sink) Report(p Progress) {
	if s != nil {
		s(p)
	}
}

// Progress says which stage has begun. Stage names are stable identifiers
// (see Stages); locales hold their translations under "stage.NAME".
type Progress struct {
	Stage string `json:"stage"`
	// Done stages out of Total known ones; Done == Total only at the end.
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Stages in the order in which they are usually reported.
const (
	StageDecode    = "decode"    // read pictures, orientation, profile
	StagePerson    = "person"    // skeleton, face, hands, mask
	StageParse     = "parse"     // parse map, layers in front
	StageBody      = "body"      // body laid on the person
	StageGarment   = "garment"   // cut-out, kind, landmarks, palette
	StageField     = "field"     // where each pixel samples the garment
	StageDenoise   = "denoise"   // a step of a diffusion model
	StageComposite = "composite" // erase, fill, light, paste
	StageVerdict   = "verdict"   // colour, outside, blank
	StageEncode    = "encode"    // write the result file
)

// Stages lists every stage name; locales must translate each.
func Stages() []string {
	return []string{
		StageDecode, StagePerson, StageParse, StageBody, StageGarment,
		StageField, StageDenoise, StageComposite, StageVerdict, StageEncode,
	}
}

// Picture names the bytes of one input picture.
type Picture struct {
	// Digest is the lower-case hexadecimal SHA-256 of the file's bytes.
	Digest string `json:"digest"`
	Path   string `json:"path"`
}

// Request asks for exactly one of Inspect and TryOn.
type Request struct {
	ID      string   `json:"id"`
	Inspect *Inspect `json:"inspect,omitempty"`
	TryOn   *TryOn   `json:"tryOn,omitempty"`
	// OutDir is an existing folder of the caller's; result files go there
	// under names chosen by the engine.
	OutDir string `json:"outDir"`
}

// Inspect asks what is in one picture.
type Inspect struct {
	Picture Picture `json:"picture"`
	// As forces a reading; AsAuto decides between person and garment.
	As As `json:"as"`
	// Person corrections apply when the picture shows somebody.
	Person recipe.PersonEdit `json:"person"`
	// Garment corrections apply when the picture is read as a garment.
	Garment recipe.GarmentEdit `json:"garment"`
	// Overlays asks for drawings of what the engine sees.
	Overlays bool `json:"overlays"`
}

// As says how a picture is to be read.
type As string

// Readings of a picture.
const (
	AsAuto    As = "auto"
	AsPerson  As = "person"
	AsGarment As = "garment"
)

// TryOn asks for one result picture.
type TryOn struct {
	Recipe recipe.Recipe `json:"recipe"`
	// Pictures holds at least every digest that the recipe names.
	Pictures []Picture `json:"pictures"`
}

// Result of a request.
type Result struct {
	Inspection *Inspection `json:"inspection,omitempty"`
	// Picture is the result of a try-on: a PNG with an sRGB profile inside
	// OutDir, as large as the decoded persona picture.
	Picture string `json:"picture,omitempty"`
	Width   int    `json:"width,omitempty"`
	Height  int    `json:"height,omitempty"`
	// Before is the decoded persona picture as PNG, same size, for comparing.
	Before   string      `json:"before,omitempty"`
	Overlays []Overlay   `json:"overlays,omitempty"`
	Verdicts []Verdict   `json:"verdicts,omitempty"`
	Notices  []Notice    `json:"notices,omitempty"`
	Timings  []StageTime `json:"timings,omitempty"`
}

// Overlay is one drawing of what the engine sees.
type Overlay struct {
	// Name is one of "skeleton", "parse", "mask", "body", "cutout", "landmarks".
	Name string `json:"name"`
	Path string `json:"path"`
}

// Verdict is one measured statement on a result.
type Verdict struct {
	// Name is one of "color", "outside", "blank".
	Name  string  `json:"name"`
	Pass  bool    `json:"pass"`
	Value float64 `json:"value"`
	// Threshold is what Value was compared with; Unit names both
	// ("ΔE2000", "px", "L* spread").
	Threshold float64 `json:"threshold"`
	Unit      string  `json:"unit"`
	// Garment is the index in the recipe's garments, -1 for the whole picture.
	Garment int `json:"garment"`
	// Detail holds named parts, for example one ΔE per palette cluster.
	Detail []Measure `json:"detail,omitempty"`
	// Words is the plain English sentence; locales may override it by
	// "verdict.NAME.pass" and "verdict.NAME.fail".
	Words string `json:"words"`
}

// Measure is one named number inside a verdict.
type Measure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	// Color is "#rrggbb" where the measure belongs to a palette cluster.
	Color string `json:"color,omitempty"`
	// Share of the garment's area, 0..1, where it applies.
	Share float64 `json:"share,omitempty"`
}

// StageTime is what one stage cost.
type StageTime struct {
	Stage string `json:"stage"`
	// WallMS and CPUMS are milliseconds; CPUMS counts all threads.
	WallMS float64 `json:"wallMs"`
	CPUMS  float64 `json:"cpuMs"`
	// PeakBytes is the resident high-water mark of the process after the stage.
	PeakBytes int64 `json:"peakBytes"`
	// Cached is true when the stage was answered from the stage cache.
	Cached bool `json:"cached"`
}
