package studio_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lookbook/app"
	"lookbook/engine"
)

func TestAddPlacesPictures(t *testing.T) {
	cases := []struct {
		name   string
		files  []string
		person string
		want   []string
	}{
		{"person and garment", []string{"model.png", "shirt.png"}, "model.png", []string{"shirt.png"}},
		{"innermost first", []string{"coat.png", "shirt.png", "skirt.png"}, "", []string{"skirt.png", "shirt.png", "coat.png"}},
		{"another top takes the place", []string{"shirt.png", "blouse.png"}, "", []string{"blouse.png"}},
		{"a dress takes the place of both", []string{"shirt.png", "skirt.png", "dress.png"}, "", []string{"dress.png"}},
		{"a coat over a dress", []string{"dress.png", "coat.png"}, "", []string{"dress.png", "coat.png"}},
		{"an unsure one displaces nothing", []string{"shirt.png", "unsure.png"}, "", []string{"shirt.png", "unsure.png"}},
		{"the last person counts", []string{"model.png", "person.png"}, "person.png", nil},
		{"the same picture twice is one card", []string{"shirt.png", "shirt.png"}, "", []string{"shirt.png"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			for _, f := range c.files {
				b.add(f)
			}
			s := b.idle()
			person := ""
			if s.Person != nil {
				person = s.Person.Item.Name
			}
			if person != c.person || !slices.Equal(garments(s), c.want) {
				t.Errorf("person %q, garments %q; want %q, %q", person, garments(s), c.person, c.want)
			}
		})
	}
}

func TestOfManyTheFirstGoesOnThePageAndAllOnTheShelf(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "person.png", "shirt.png", "blouse.png", "skirt.png")
	if s.Person.Item.Name != "model.png" || !slices.Equal(garments(s), []string{"skirt.png", "shirt.png"}) || len(s.Shelf) != 5 {
		t.Fatalf("person %s, garments %q, %d on the shelf", s.Person.Item.Name, garments(s), len(s.Shelf))
	}
	b.model.Place(s.Shelf[slices.IndexFunc(s.Shelf, func(i app.Item) bool { return i.Name == "blouse.png" })])
	if s = b.idle(); !slices.Equal(garments(s), []string{"skirt.png", "blouse.png"}) {
		t.Errorf("garments %q", garments(s))
	}
}

func TestColumnDecidesOverGuess(t *testing.T) {
	b := newBench(t)
	b.model.Add([]app.Source{b.file("model.png")}, engine.AsGarment)
	s := b.idle()
	if s.Person != nil || len(s.Garments) != 1 {
		t.Fatalf("a picture dropped on the garments went elsewhere: %+v", s)
	}
	b.model.Reread(s.Garments[0].Item.ID, engine.AsPerson)
	if s = b.idle(); s.Person == nil || len(s.Garments) != 0 {
		t.Fatal("one click did not move it to the person")
	}
}

func TestBadFileIsSaidAndTheOthersGoOn(t *testing.T) {
	b := newBench(t)
	bad := filepath.Join(b.dir, "text.jpg")
	if err := os.WriteFile(bad, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.model.Add([]app.Source{{Path: bad}, b.file("shirt.png")}, engine.AsAuto)
	s := b.idle()
	if len(s.Notes) != 1 || s.Notes[0].Code != "picture.unreadable" || s.Notes[0].Name != "text.jpg" {
		t.Errorf("notes %+v", s.Notes)
	}
	if len(s.Garments) != 1 {
		t.Error("the good file behind the bad one was lost")
	}
	b.model.Dismiss(s.Notes[0])
	if s = b.model.State(); len(s.Notes) != 0 {
		t.Error("a dismissed note stayed")
	}
}

func TestChooseOneOfSeveralPeople(t *testing.T) {
	b := newBench(t)
	s := b.add("people.png")
	b.model.ChoosePerson(s.Person.Item.ID, 1)
	s = b.idle()
	if s.Person.Item.Person.Index != 1 || s.Person.Chosen().View != "profile" {
		t.Errorf("person %+v", s.Person.Chosen())
	}
}
