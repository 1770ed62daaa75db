// Package app is what people want done: take pictures in, say what they show,
// put garments on a person, keep every result, export it with its marks.
//
// Studio is the list of use cases. It knows no window toolkit, no SQL and no
// ONNX: pictures and numbers come from an engine.Engine, everything is kept by
// package storage. The window (package ui) and the command line (app/cli) are
// its two callers.
package app

import (
	"time"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Source is one picture that comes in: a file, or bytes from the clipboard.
type Source struct {
	// Path of a file; empty when Bytes is set.
	Path string
	// Bytes of a picture without a file, Name what to call it.
	Bytes []byte
	Name  string
}

// Item is one picture in the catalogue, with what the engine saw in it and
// what the user said about it.
type Item struct {
	// ID is the hexadecimal SHA-256 of the original bytes.
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Time time.Time `json:"time"`
	// Path of the original bytes in the data folder; read only.
	Path string `json:"path"`
	// Inspection under the corrections below.
	Inspection engine.Inspection  `json:"inspection"`
	Person     recipe.PersonEdit  `json:"person"`
	Garment    recipe.GarmentEdit `json:"garment"`
	// Thumb is a JPEG of at most 256 px a side.
	Thumb []byte `json:"-"`
}

// Ingested is the outcome for one source: an Item, a Restored recipe when the
// file was exported by Lookbook, or an error (an *engine.Fault or something
// that Explain understands).
type Ingested struct {
	Source   Source
	Item     *Item
	Restored *Restored
	Err      error
}

// Restored is a recipe found in an exported picture.
type Restored struct {
	Recipe recipe.Recipe `json:"recipe"`
	// VariantID is set when the catalogue still has the result itself.
	VariantID string `json:"variantId,omitempty"`
	// Missing lists digests of inputs that the catalogue does not have.
	Missing []string `json:"missing,omitempty"`
}

// Order says what to make; Plan turns it into a recipe.
type Order struct {
	PersonID string
	// Garments are item IDs, innermost first. Their stored corrections apply.
	Garments []OrderGarment
	// Size is the longest side in pixels, 0 = as the photo (at most 4096).
	Size int
	Seed uint64
	// Pack names the tier, "" is the built-in one.
	Pack string
	// AsGiven keeps the order of Garments; otherwise they are put on in the
	// usual order of their kinds.
	AsGiven bool
	// Person takes the place of the stored corrections when set.
	Person *recipe.PersonEdit
}

// OrderGarment is one garment of an order.
type OrderGarment struct {
	ItemID string
	// Tucked as in recipe.Garment.
	Tucked *bool
	// Edit takes the place of the stored corrections when set.
	Edit *recipe.GarmentEdit
}

// Preview is a result that was made to be looked at and is not kept.
type Preview struct {
	// Picture and Before are PNG files in a temporary folder; read only, and
	// gone after some more previews or when the studio closes.
	Picture  string           `json:"picture"`
	Before   string           `json:"before"`
	Width    int              `json:"width"`
	Height   int              `json:"height"`
	Verdicts []engine.Verdict `json:"verdicts"`
	Notices  []engine.Notice  `json:"notices"`
}

// Variant is one result picture of a recipe.
type Variant struct {
	// ID is the digest of the recipe.
	ID     string        `json:"id"`
	Recipe recipe.Recipe `json:"recipe"`
	Time   time.Time     `json:"time"`
	// Picture and Before are paths of PNG files in the data folder; read only.
	Picture  string           `json:"picture"`
	Before   string           `json:"before"`
	Width    int              `json:"width"`
	Height   int              `json:"height"`
	Verdicts []engine.Verdict `json:"verdicts"`
	Notices  []engine.Notice  `json:"notices"`
	// Timings of the run that made it; empty when it came from the catalogue.
	Timings []engine.StageTime `json:"timings,omitempty"`
	// Parent is the ID of the variant it was made from, if any.
	Parent string `json:"parent,omitempty"`
	// Cached is true when the catalogue answered.
	Cached bool   `json:"cached"`
	Thumb  []byte `json:"-"`
}

// ExportOptions say how a variant leaves the studio.
type ExportOptions struct {
	// Path of the file to write; its extension (.png, .jpg, .jpeg) decides the
	// format. An existing file is replaced only when Replace is set.
	Path    string
	Replace bool
	// Quality of a JPEG, 1..100, 0 = 92.
	Quality int
	// NotForSale is the user's statement that the file will not be sold; what
	// was made under a license for non-commercial use needs it.
	NotForSale bool
}

// Exported says what was written.
type Exported struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
	// Marks that the file carries, in words.
	Marks []string `json:"marks"`
}

// Page asks for a part of a list, newest first.
type Page struct {
	// Before is the ID of the last element already seen, empty = from the start.
	Before string
	// Limit is the number of elements wanted, 0 = 50.
	Limit int
}

// Message is an error or notice in the user's words.
type Message struct {
	// Code for locales, Args for their {names}; see engine.Fault.
	Code string            `json:"code"`
	Args map[string]string `json:"args,omitempty"`
	What string            `json:"what"`
	Next string            `json:"next"`
}

// Settings of the user.
type Settings struct {
	// Language is "", "en" or "zh-Hans"; empty follows the system.
	Language string `json:"language"`
	// Theme is "", "light" or "dark"; empty follows the system.
	Theme string `json:"theme"`
}
