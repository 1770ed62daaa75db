package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"lookbook/app"
	"lookbook/engine/pack"
)

// Packs is what the verbs need of pack.Store.
type Packs interface {
	List() ([]pack.Installed, error)
	Add(ctx context.Context, m *pack.Manifest, o pack.AddOptions) (*pack.Installed, error)
	Remove(name string) error
	Verify(ctx context.Context, name string, seen func(n int64)) ([]pack.Verified, error)
	Leftovers() map[string]int64
}

// packFlags are what the user asks of packs.
type packFlags struct {
	from, manifest, cache string
	hub, accept           bool
	mirrors               list
	bits                  int64
}

func packVerb() verb {
	return verb{
		name: "pack", summary: "list, add, remove and verify packs of open models",
		args: "list | add NAME | remove NAME | verify NAME | shrink NAME",
		detail: `A pack is the weights of an open model that Lookbook can run; "starter" is built in
and needs none. "add" shows the license first and goes on only with
--accept-license. Without --from or --hub-cache the files are fetched from where
they are published; what has arrived when it is interrupted is not fetched again.
Files of a folder or of a hub cache stay where they are. "verify" reads every byte.
"shrink" makes a copy with weights of 8 or 4 bits, which needs half or a quarter of
the memory, and says how far its weights are from the original.`,
		example: "lookbook pack add fashn --from ~/weights/fashn-vton-1.5 --accept-license",
		setup: func(fs *flagSet) runner {
			var f packFlags
			fs.StringVar(&f.from, "from", "", "take the files of `DIR`, as published, and leave them there")
			fs.BoolVar(&f.hub, "hub-cache", false, "take the files of the Hugging Face cache on this computer")
			fs.StringVar(&f.cache, "hub-cache-dir", "", "that cache, where it is not in its usual `DIR`")
			fs.StringVar(&f.manifest, "manifest", "", "add the pack that `FILE` describes instead of a known one")
			fs.Var(&f.mirrors, "mirror", "`URL` to fetch from instead of the publisher's; may be given several times")
			fs.Int64Var(&f.bits, "bits", 8, "size of a weight after shrink, `N` = 8 or 4")
			fs.BoolVar(&f.accept, "accept-license", false, "you have read and accept the license")
			return func(ctx context.Context, c *call, args []string) error { return f.run(ctx, c, args) }
		},
	}
}

func (f packFlags) run(ctx context.Context, c *call, args []string) error {
	if len(args) == 0 {
		return usage("pack", "say list, add, remove, verify or shrink")
	}
	store, err := c.packs()
	if err != nil {
		return err
	}
	what, rest := args[0], args[1:]
	if what == "list" {
		if err := noArguments("pack", rest); err != nil {
			return err
		}
		return c.listPacks(store)
	}
	if what == "add" && f.manifest != "" && len(rest) == 0 {
		return f.add(ctx, c, store, "")
	}
	name, err := oneArgument("pack", "name of a pack", rest)
	if err != nil {
		return err
	}
	switch what {
	case "add":
		return f.add(ctx, c, store, name)
	case "remove":
		if err := store.Remove(name); err != nil {
			return err
		}
		return c.print(removedReport{name})
	case "verify":
		return c.verifyPack(ctx, store, name)
	case "shrink":
		return f.shrink(ctx, c, name)
	}
	return usage("pack", "%q is not list, add, remove, verify or shrink", what)
}

// packs opens the store of the data folder.
func (c *call) packs() (Packs, error) {
	dir, err := c.dataDir()
	if err != nil {
		return nil, err
	}
	return c.Packs(dir), nil
}

func (c *call) dataDir() (string, error) {
	if c.data != "" {
		return c.data, nil
	}
	return app.DefaultDataDir()
}

// shrunkReport says what a smaller copy is like.
type shrunkReport struct{ *pack.Shrunk }

func (r shrunkReport) text(w io.Writer) {
	fmt.Fprintf(w, "%s (%s) is installed: %s instead of %s\n", r.Pack.Name, r.Pack.Title, size(r.After), size(r.Before))
	fmt.Fprintf(w, "  its weights are off by %.2f %% of the original's, at most by %.2f %% (%s)\n", 100*r.Error, 100*r.Worst, r.WorstKey)
}

func (f packFlags) shrink(ctx context.Context, c *call, name string) error {
	if f.bits != 8 && f.bits != 4 {
		return usage("pack", "--bits is 8 or 4")
	}
	dir, err := c.dataDir()
	if err != nil {
		return err
	}
	r, err := c.Shrink(ctx, dir, name, f.bits)
	if err != nil {
		return err
	}
	return c.print(shrunkReport{r})
}

// packReport lists packs.
type packReport struct {
	Packs []packEntry `json:"packs"`
}

// packEntry is one pack, installed or known.
type packEntry struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Installed  bool     `json:"installed"`
	License    string   `json:"license"`
	Commercial bool     `json:"commercial"`
	Bytes      int64    `json:"bytes"`
	Categories []string `json:"categories"`
	// Folder of the files, Identity of an installed pack.
	Folder   string `json:"folder,omitempty"`
	Identity string `json:"identity,omitempty"`
	// Waiting are the bytes of an interrupted download.
	Waiting int64 `json:"waiting,omitempty"`
}

func entryOf(m pack.Manifest) packEntry {
	return packEntry{
		Name: m.Name, Title: m.Title, License: m.License.Name, Commercial: m.License.Commercial,
		Bytes: m.Size(), Categories: m.Can.Categories,
	}
}

func (r packReport) text(w io.Writer) {
	for _, p := range r.Packs {
		state := "not installed"
		if p.Installed {
			state = "installed"
		}
		if p.Waiting > 0 {
			state = size(p.Waiting) + " fetched; add it again to go on"
		}
		sale := "results may be sold"
		if !p.Commercial {
			sale = "NOT for commercial use"
		}
		bytes := ""
		if p.Bytes > 0 {
			bytes = ", " + size(p.Bytes)
		}
		fmt.Fprintf(w, "%-10s %s: %s%s\n           %s, %s; dresses with: %s\n",
			p.Name, p.Title, state, bytes, p.License, sale, strings.Join(p.Categories, ", "))
		if p.Folder != "" {
			fmt.Fprintf(w, "           %s\n", p.Folder)
		}
	}
}

func (c *call) listPacks(store Packs) error {
	installed, err := store.List()
	if err != nil {
		return err
	}
	r := packReport{Packs: []packEntry{}}
	for _, p := range installed {
		e := entryOf(p.Manifest)
		e.Installed, e.Folder, e.Identity = true, p.Root, p.Identity()
		r.Packs = append(r.Packs, e)
	}
	waiting := store.Leftovers()
	for _, m := range pack.Builtin() {
		if !slices.ContainsFunc(installed, func(p pack.Installed) bool { return p.Name == m.Name }) {
			e := entryOf(m)
			e.Waiting = waiting[m.Name]
			r.Packs = append(r.Packs, e)
		}
	}
	return c.print(r)
}

// find is the manifest that the user means.
func (f packFlags) find(name string) (*pack.Manifest, error) {
	if f.manifest == "" {
		return pack.Find(name)
	}
	file, err := os.Open(f.manifest)
	if err != nil {
		return nil, usage("pack", "the manifest %q cannot be read", f.manifest)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, 2<<20))
	if err != nil {
		return nil, usage("pack", "the manifest %q cannot be read", f.manifest)
	}
	m, err := pack.ReadManifest(text)
	if err == nil && name != "" && name != m.Name {
		return nil, usage("pack", "the manifest describes %q, not %q", m.Name, name)
	}
	return m, err
}

// addedReport says what was installed.
type addedReport struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Folder   string `json:"folder"`
	Linked   bool   `json:"linked"`
	Files    int    `json:"files"`
	Bytes    int64  `json:"bytes"`
	Identity string `json:"identity"`
}

func (r addedReport) text(w io.Writer) {
	where := "fetched to"
	if r.Linked {
		where = "used where they are, in"
	}
	fmt.Fprintf(w, "%s (%s) is installed: %d files, %s, %s %s\n", r.Name, r.Title, r.Files, size(r.Bytes), where, r.Folder)
}

func (f packFlags) add(ctx context.Context, c *call, store Packs, name string) error {
	m, err := f.find(name)
	if err != nil {
		return err
	}
	if f.from != "" && (f.hub || f.cache != "") {
		return usage("pack", "--from and --hub-cache exclude each other")
	}
	showLicense(c.Stderr, m)
	seen, done := c.transfers()
	p, err := store.Add(ctx, m, pack.AddOptions{
		Folder: f.from, HubCache: f.hub || f.cache != "", CacheDir: f.cache, Mirrors: f.mirrors, Accepted: f.accept, Seen: seen,
	})
	done()
	if err != nil {
		return err
	}
	r := addedReport{Name: p.Name, Title: p.Title, Folder: p.Root, Linked: p.Linked, Files: len(p.Files), Identity: p.Identity()}
	for _, one := range p.Files {
		r.Bytes += one.Size
	}
	return c.print(r)
}

// showLicense prints what the user accepts, before anything is fetched.
func showLicense(w io.Writer, m *pack.Manifest) {
	sale := "Its results may be sold."
	if !m.License.Commercial {
		sale = "NOT FOR COMMERCIAL USE: its results may not be sold."
	}
	fmt.Fprintf(w, "%s is under this license: %s. %s\n\n%s\n\n", m.Title, m.License.Name, sale, m.License.Text)
}

// transfers shows downloads in the last line of a terminal.
func (c *call) transfers() (seen func(pack.Transfer), done func()) {
	if !c.Terminal {
		return nil, func() {}
	}
	var mu sync.Mutex
	seen = func(t pack.Transfer) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(c.Stderr, "%s%s of about %s: %s", clearLine, size(t.Done), size(t.Total), t.File)
	}
	return seen, func() { fmt.Fprint(c.Stderr, clearLine) }
}

// removedReport says what was removed.
type removedReport struct {
	Removed string `json:"removed"`
}

func (r removedReport) text(w io.Writer) { fmt.Fprintf(w, "%s is removed.\n", r.Removed) }

// verifiedReport says what every byte was compared with.
type verifiedReport struct {
	Pack  string          `json:"pack"`
	Files []pack.Verified `json:"files"`
}

func (r verifiedReport) text(w io.Writer) {
	for _, f := range r.Files {
		words := "as published"
		if !f.Known {
			words = "read for the first time; its digest is kept for the next"
		}
		fmt.Fprintf(w, "ok  %s  %s (%s)\n", short(f.SHA256), f.Path, words)
	}
}

func (c *call) verifyPack(ctx context.Context, store Packs, name string) error {
	files, err := store.Verify(ctx, name, nil)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errors.New("a pack without files")
	}
	return c.print(verifiedReport{name, files})
}
