// Package samples holds the pictures that come with Lookbook, so that the
// studio has something to show before its user has dropped anything.
//
// A sample is one picture file with a role: a person to dress or a garment to
// put on. All of them were rendered or drawn for this project (assets/make has
// the sources and seeds, LICENSE.md the terms); nobody in them exists.
package samples

import (
	"embed"
	"fmt"
)

// Role says what a sample is a picture of.
type Role string

// The two roles.
const (
	Person  Role = "person"
	Garment Role = "garment"
)

// Sample is one embedded picture.
type Sample struct {
	// Name is the file name, unique and with its extension.
	Name string
	Role Role
	// Kind is "woman", "man", "girl" or "boy" for a person; for a garment
	// "top", "bottom", "skirt", "dress" or "outerwear".
	Kind string
	// Bytes of a JPEG or PNG file. Shared with every other caller: read only.
	Bytes []byte
}

//go:embed data
var files embed.FS

// shelf is the order in which samples are shown: people first, then garments
// as a shop would lay them out.
var shelf = []Sample{
	{Name: "person-woman.jpg", Role: Person, Kind: "woman"},
	{Name: "person-man.jpg", Role: Person, Kind: "man"},
	{Name: "person-girl.jpg", Role: Person, Kind: "girl"},
	{Name: "person-boy.jpg", Role: Person, Kind: "boy"},
	{Name: "garment-tee.jpg", Role: Garment, Kind: "top"},
	{Name: "garment-longsleeve.jpg", Role: Garment, Kind: "top"},
	{Name: "garment-shirt.jpg", Role: Garment, Kind: "top"},
	{Name: "garment-hoodie.jpg", Role: Garment, Kind: "top"},
	{Name: "garment-trousers.jpg", Role: Garment, Kind: "bottom"},
	{Name: "garment-shorts.jpg", Role: Garment, Kind: "bottom"},
	{Name: "garment-skirt.jpg", Role: Garment, Kind: "skirt"},
	{Name: "garment-dress.jpg", Role: Garment, Kind: "dress"},
	{Name: "garment-jacket.jpg", Role: Garment, Kind: "outerwear"},
}

// List returns every sample in the order of the shelf. The pictures are part
// of the program, so a missing one is a mistake of the build and panics.
func List() []Sample {
	out := make([]Sample, len(shelf))
	for i, s := range shelf {
		data, err := files.ReadFile("data/" + s.Name)
		if err != nil {
			panic(fmt.Sprintf("samples: %s is listed but not embedded: %v", s.Name, err))
		}
		s.Bytes = data
		out[i] = s
	}
	return out
}
