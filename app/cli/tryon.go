package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// tryonFlags are what the user asks of a try-on.
type tryonFlags struct {
	person   string
	garments list
	out      string
	index    int
	kinds    string
	tucked   maybe
	size     int
	seed     uint64
	force    bool
	quality  int
	asGiven  bool
	said     corrections
	engine   string
	notSale  bool
}

func tryonVerb() verb {
	return verb{
		name: "tryon", summary: "put garments on a person",
		args: "--person PICTURE --garment PICTURE [--garment PICTURE...] -o FILE",
		detail: `Garments are put on in the usual order of their kinds, or with --as-given in the
order in which you name them, innermost first. What you say about a picture
(index, kind, points, lengths ...) is remembered for that picture; a flag about
one garment stands behind its --garment, and 0 takes a number back. The same
request again is answered from the catalog. Kinds are:
` + kindNames() + `.
Measures are: ` + strings.Join(recipe.Measures(), " ") + `.
--engine takes the name of a pack, see "lookbook help pack".
"lookbook inspect PICTURE --json" names the points of a picture and their places.`,
		example: "lookbook tryon --person anna.jpg --garment blouse.png --garment skirt.png --tucked -o look.png",
		setup: func(fs *flagSet) runner {
			var f tryonFlags
			fs.StringVar(&f.person, "person", "", "`PICTURE` of the person to dress")
			fs.Var(&f.garments, "garment", "`PICTURE` of a garment; may be given several times")
			fs.StringVar(&f.out, "o", "", "`FILE` to write, .png or .jpg")
			fs.IntVar(&f.index, "person-index", -1, "`N`th person when there are several, 0 = largest")
			fs.StringVar(&f.kinds, "kind", "", "`KIND` of each garment, separated by commas; empty = as seen")
			fs.Var(&f.tucked, "tucked", "tuck tops in; --tucked=false leaves them out")
			fs.IntVar(&f.size, "size", 0, "longest side of the result in pixels, `N` = 0 as the photo")
			fs.Uint64Var(&f.seed, "seed", 0, "`N`umber behind film grain and other noise")
			fs.BoolVar(&f.force, "force", false, "replace FILE when it exists")
			fs.IntVar(&f.quality, "quality", 0, "quality `N` of a JPEG, 1 to 100")
			fs.StringVar(&f.engine, "engine", "", "`NAME` of the pack that dresses; empty = starter, which is built in")
			fs.BoolVar(&f.notSale, "not-for-sale", false, "FILE will not be sold; needed for packs with a non-commercial license")
			fs.BoolVar(&f.asGiven, "as-given", false, "put on in the order given, even when unusual")
			correctionFlags(fs, &f.said, func() int { return len(f.garments) })
			return func(ctx context.Context, c *call, args []string) error { return f.run(ctx, c, args) }
		},
	}
}

// kindNames lists the kinds for help.
func kindNames() string {
	var names []string
	for _, k := range recipe.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, " ")
}

// tryonReport is the outcome of a try-on.
type tryonReport struct {
	Picture  string             `json:"picture"`
	Bytes    int64              `json:"bytes"`
	Marks    []string           `json:"marks"`
	Variant  string             `json:"variant"`
	Width    int                `json:"width"`
	Height   int                `json:"height"`
	Cached   bool               `json:"cached"`
	Seconds  float64            `json:"seconds"`
	Verdicts []engine.Verdict   `json:"verdicts"`
	Notices  []engine.Notice    `json:"notices"`
	Timings  []engine.StageTime `json:"timings,omitempty"`
	Recipe   recipe.Recipe      `json:"recipe"`
}

func (r tryonReport) text(w io.Writer) {
	fmt.Fprintf(w, "%s\n  %d×%d, %s", r.Picture, r.Width, r.Height, size(r.Bytes))
	if r.Cached {
		fmt.Fprintf(w, ", from the catalog")
	}
	fmt.Fprintf(w, ", %.1f s; variant %s\n", r.Seconds, short(r.Variant))
	verdictLines(w, r.Verdicts)
	noticeLinesOf(w, r.Notices, r.Recipe)
	if len(r.Marks) > 0 {
		fmt.Fprintf(w, "  marks: %s\n", strings.Join(r.Marks, "; "))
	}
}

func (f tryonFlags) run(ctx context.Context, c *call, args []string) (err error) {
	kinds, err := f.check(args)
	if err != nil {
		return err
	}
	begin := time.Now()
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	order, err := f.order(ctx, c, s, kinds)
	if err != nil {
		return err
	}
	r, err := s.Plan(ctx, order)
	if err != nil {
		return err
	}
	sink, done := c.progress(filepath.Base(f.out))
	v, err := s.TryOn(ctx, r, "", sink)
	done()
	if err != nil {
		return err
	}
	file, err := s.Export(ctx, v.ID, app.ExportOptions{Path: f.out, Replace: f.force, Quality: f.quality, NotForSale: f.notSale})
	if err != nil {
		return err
	}
	return c.print(tryonReport{
		Picture: file.Path, Bytes: file.Bytes, Marks: file.Marks, Variant: v.ID, Width: v.Width, Height: v.Height,
		Cached: v.Cached, Seconds: time.Since(begin).Seconds(), Verdicts: v.Verdicts, Notices: v.Notices,
		Timings: v.Timings, Recipe: v.Recipe,
	})
}

// check refuses what cannot work before anything is opened, an existing result
// file above all: finding that out after the work would be late.
func (f tryonFlags) check(args []string) ([]recipe.Kind, error) {
	switch {
	case len(args) > 0:
		return nil, usage("tryon", "%q stands alone; put --person or --garment before it", args[0])
	case f.person == "":
		return nil, usage("tryon", "give the person's picture with --person")
	case len(f.garments) == 0:
		return nil, usage("tryon", "give at least one garment's picture with --garment")
	case f.size < 0 || f.size > 4096:
		return nil, usage("tryon", "--size is 0 to 4096 pixels")
	case f.quality < 0 || f.quality > 100:
		return nil, usage("tryon", "--quality is 1 to 100")
	}
	if err := checkOut("tryon", f.out, f.force); err != nil {
		return nil, err
	}
	return parseKinds(f.kinds, len(f.garments))
}

// checkOut checks the name of a result file.
func checkOut(verb, out string, force bool) error {
	switch strings.ToLower(filepath.Ext(out)) {
	case ".png", ".jpg", ".jpeg":
	default:
		if out == "" {
			return usage(verb, "say with -o which file to write")
		}
		return usage(verb, "-o %q must end in .png or .jpg", out)
	}
	info, err := os.Stat(out)
	switch {
	case err != nil:
		return nil // not there, or Export says it better
	case info.IsDir():
		return usage(verb, "-o %q is a folder", out)
	case !force:
		return usage(verb, "%q exists; use another name or --force", out)
	}
	return nil
}

// parseKinds reads "top,,skirt".
func parseKinds(s string, garments int) ([]recipe.Kind, error) {
	kinds := make([]recipe.Kind, garments)
	if s == "" {
		return kinds, nil
	}
	parts := strings.Split(s, ",")
	if len(parts) > garments {
		return nil, usage("tryon", "--kind names %d kinds for %d garments", len(parts), garments)
	}
	for i, p := range parts {
		k := recipe.Kind(strings.TrimSpace(p))
		if k != recipe.KindAuto && !slices.Contains(recipe.Kinds(), k) {
			return nil, usage("tryon", "%q is no kind; kinds are %s", p, kindNames())
		}
		kinds[i] = k
	}
	return kinds, nil
}

// order takes the pictures in and builds the order.
func (f tryonFlags) order(ctx context.Context, c *call, s Studio, kinds []recipe.Kind) (app.Order, error) {
	o := app.Order{Size: f.size, Seed: f.seed, AsGiven: f.asGiven, Pack: f.engine}
	person, err := f.takePerson(ctx, c, s)
	if err != nil {
		return o, err
	}
	o.PersonID = person.ID
	for i, path := range f.garments {
		item, err := f.takeGarment(ctx, c, s, i, path, kinds[i])
		if err != nil {
			return o, err
		}
		g := app.OrderGarment{ItemID: item.ID}
		if isTop(item) {
			g.Tucked = f.tucked.value
		}
		o.Garments = append(o.Garments, g)
	}
	return o, nil
}

// takePerson takes the person's photo in and stores what is said about it.
func (f tryonFlags) takePerson(ctx context.Context, c *call, s Studio) (app.Item, error) {
	person, err := take(ctx, c, s, f.person, engine.AsPerson)
	if err != nil {
		return person, err
	}
	edit := person.Person
	if f.index >= 0 && f.index != edit.Index {
		// Before it is stored: a wrong index would stay with the photo.
		if err := checkIndex(person, f.index); err != nil {
			return person, err
		}
		edit.Index, edit.Points = f.index, nil // points were of the other person
	}
	before := person.Person
	person.Person = edit
	edit = f.said.ofPerson(person)
	if same(edit, before) {
		person.Person = before
		return person, nil
	}
	if err := checkNames(person.Name, edit.Points, pointsOf(person)); err != nil {
		return person, err
	}
	return correct(ctx, c, s, person, engine.AsPerson, edit, person.Garment)
}

// pointsOf lists the points of the person that a picture is about.
func pointsOf(item app.Item) []engine.Point {
	for _, p := range item.Inspection.People {
		if len(p.Points) > 0 {
			return p.Points
		}
	}
	return nil
}

// takeGarment takes the i-th garment in and stores what is said about it.
func (f tryonFlags) takeGarment(ctx context.Context, c *call, s Studio, i int, path string, kind recipe.Kind) (app.Item, error) {
	item, err := take(ctx, c, s, path, engine.AsGarment)
	if err != nil {
		return item, err
	}
	edit := f.said.ofGarment(i, item)
	if kind != recipe.KindAuto && kind != edit.Kind {
		edit.Category, edit.Kind = recipe.Clothing, kind
	}
	if same(edit, item.Garment) {
		return item, nil
	}
	if g := item.Inspection.Garment; g != nil && edit.Kind == item.Garment.Kind {
		if err := checkNames(item.Name, edit.Points, g.Landmarks); err != nil {
			return item, err
		}
	}
	return correct(ctx, c, s, item, engine.AsGarment, item.Person, edit)
}

// checkIndex refuses an index that the picture does not have.
func checkIndex(person app.Item, index int) error {
	people := len(person.Inspection.People)
	if index < people {
		return nil
	}
	return &engine.Fault{
		Kind: engine.FaultNoPerson, Code: "person.no-such-index",
		Args: map[string]string{"file": person.Name, "index": strconv.Itoa(index), "people": strconv.Itoa(people)},
		What: fmt.Sprintf("%q has no person %d; people seen: %d, counted from 0.", person.Name, index, people),
		Next: "Run \"lookbook inspect\" on it to see who is who.",
	}
}

// isTop is true for what can be tucked in.
func isTop(item app.Item) bool {
	return item.Inspection.Garment != nil && item.Inspection.Garment.Kind == recipe.KindTop
}

// take takes one picture in.
func take(ctx context.Context, c *call, s Studio, path string, as engine.As) (app.Item, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return app.Item{}, &engine.Fault{
			Kind: engine.FaultBadPicture, Code: "picture.is-folder", Args: map[string]string{"file": path},
			What: fmt.Sprintf("%q is a folder, not a picture.", path), Next: "Choose a picture inside it.",
		}
	}
	sink, done := c.progress(filepath.Base(path))
	defer done()
	got := s.Ingest(ctx, []app.Source{{Path: path}}, as, sink)
	switch {
	case ctx.Err() != nil:
		return app.Item{}, engine.AsFault(ctx.Err())
	case len(got) != 1:
		return app.Item{}, fmt.Errorf("take in %s: %d outcomes for one picture", path, len(got))
	case got[0].Err != nil:
		return app.Item{}, got[0].Err
	case got[0].Item == nil:
		return app.Item{}, fmt.Errorf("take in %s: no item", path)
	}
	return *got[0].Item, nil
}

// correct stores what the user said about a picture.
func correct(ctx context.Context, c *call, s Studio, item app.Item, as engine.As, p recipe.PersonEdit, g recipe.GarmentEdit) (app.Item, error) {
	sink, done := c.progress(item.Name)
	defer done()
	return s.Correct(ctx, item.ID, as, p, g, sink)
}
