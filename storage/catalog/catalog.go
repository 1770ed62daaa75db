// Package catalog names what the catalogue holds and the roles in which it is
// used; package storage implements them.
//
// Words: an Item is one picture that came in; a Variant one result picture of
// a recipe, whose digest is the variant's ID; a Verdict one measured statement
// on it; an Attempt a run whose result was refused. Documents (recipes,
// inspections, corrections) are opaque bytes with their digest: the catalogue
// never looks inside, so old ones stay readable whatever the engine becomes.
package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"lookbook/storage/blob"
)

// MaxThumb is the largest thumbnail kept, in bytes: thumbnails lie in the
// database, and a page of SQLite overflows gracefully only for small rows.
const MaxThumb = 32 << 10

// Document is bytes that only their writer understands.
type Document struct {
	// Digest is the hexadecimal SHA-256 of Body; empty for an empty document.
	Digest string `json:"digest,omitempty"`
	Body   []byte `json:"body,omitempty"`
}

// NewDocument adds the digest to b.
func NewDocument(b []byte) Document {
	if len(b) == 0 {
		return Document{}
	}
	s := sha256.Sum256(b)
	return Document{Digest: hex.EncodeToString(s[:]), Body: b}
}

// Whole says whether the body still has its digest.
func (d Document) Whole() bool { return NewDocument(d.Body).Digest == d.Digest }

// Item is one picture that came in.
type Item struct {
	// ID is the hexadecimal SHA-256 of the original bytes, which lie in
	// blob.Originals.
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Time time.Time `json:"time"` // kept to the millisecond
	// Edits are the user's corrections, Inspection what was seen under them.
	Edits      Document `json:"edits"`
	Inspection Document `json:"inspection"`
}

// Variant is one result picture.
type Variant struct {
	// ID is the digest of the recipe.
	ID     string    `json:"id"`
	Recipe Document  `json:"recipe"`
	Time   time.Time `json:"time"` // kept to the millisecond
	// Picture and Before are digests in blob.Results.
	Picture string `json:"picture"`
	Before  string `json:"before"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	// Details holds notices and timings.
	Details  Document  `json:"details"`
	Parent   string    `json:"parent,omitempty"`
	Verdicts []Verdict `json:"verdicts,omitempty"`
}

// Verdict is one measured statement on a variant.
type Verdict struct {
	Name      string  `json:"name"`
	Pass      bool    `json:"pass"`
	Value     float64 `json:"value"`
	Threshold float64 `json:"threshold"`
	Garment   int     `json:"garment"` // -1 for the whole picture
	// Body is the whole verdict as its writer knows it.
	Body []byte `json:"body"`
}

// Attempt is a run whose result was refused.
type Attempt struct {
	// RecipeDigest and Recipe of the run.
	Recipe Document
	Time   time.Time
	// Code and Words of the reason.
	Code  string
	Words string
}

// Page asks for a part of a list, newest first: at most Limit elements older
// than the one with ID Before (empty = from the newest). An unknown Before
// gives ErrNotFound.
type Page struct {
	Before string
	Limit  int
}

// Kind of owner of a thumbnail.
type Kind string

// Owners of thumbnails.
const (
	OfItem    Kind = "item"
	OfVariant Kind = "variant"
)

// ItemReader finds items; a missing one is ErrNotFound.
type ItemReader interface {
	Item(ctx context.Context, id string) (Item, error)
	Items(ctx context.Context, p Page) ([]Item, error)
}

// ItemWriter adds an item or replaces the one with the same ID, which keeps
// its place in the list. original holds the bytes of a new item; it is nil for
// one whose bytes are in blob.Originals already (else ErrNotFound). A nil
// thumb leaves the thumbnail as it is.
type ItemWriter interface {
	PutItem(ctx context.Context, v Item, thumb []byte, original *blob.Staged) error
}

// VariantReader finds variants; a missing one is ErrNotFound.
type VariantReader interface {
	Variant(ctx context.Context, id string) (Variant, error)
	Variants(ctx context.Context, p Page) ([]Variant, error)
}

// VariantWriter adds or replaces a variant with its verdicts, thumbnail and
// pictures, all or nothing. Pictures that are not among the staged ones must be
// in blob.Results already, else ErrNotFound. RemoveVariant also removes
// pictures that nothing else uses; a missing variant is ErrNotFound.
type VariantWriter interface {
	PutVariant(ctx context.Context, v Variant, thumb []byte, pictures ...*blob.Staged) error
	RemoveVariant(ctx context.Context, id string) error
}

// Attempts keeps refused runs.
type Attempts interface {
	AddAttempt(ctx context.Context, a Attempt) error
	// Attempts of one recipe, newest first.
	Attempts(ctx context.Context, recipeDigest string) ([]Attempt, error)
}

// Thumbs keeps thumbnails: a cache, which may be incomplete. Thumb returns nil
// when there is none. Larger ones than MaxThumb are refused.
type Thumbs interface {
	Thumb(ctx context.Context, k Kind, id string) ([]byte, error)
	PutThumb(ctx context.Context, k Kind, id string, jpeg []byte) error
}

// Settings keeps small values by name; a missing one is nil.
type Settings interface {
	Setting(ctx context.Context, name string) ([]byte, error)
	PutSetting(ctx context.Context, name string, value []byte) error
}
