package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lookbook/assets/ortlib"
)

// fetcher brings one platform's library into a folder.
type fetcher struct {
	dir      string
	platform string // GOOS/GOARCH
	sources  []ortlib.Source
	graphics bool
	out      io.Writer
	ways     []way
}

// way gets one archive into a folder and returns its path. errNotHere means
// that this means does not exist on this computer.
type way interface {
	name() string
	get(ctx context.Context, s ortlib.Source, into string) (string, error)
}

var errNotHere = errors.New("not on this computer")

func newFetcher(dir string, out io.Writer) *fetcher {
	return &fetcher{
		dir: dir, platform: ortlib.Platform(), sources: ortlib.Sources(), out: out,
		ways: []way{pip{}, npm{}, registry{client: http.DefaultClient, settings: userSettings()}},
	}
}

func (f *fetcher) libraryName() string {
	goos, _, _ := strings.Cut(f.platform, "/")
	return ortlib.LibraryName(goos)
}

// fitting are the sources that hold this platform's library, the preferred
// ones first: the smallest, or those with graphics providers.
func (f *fetcher) fitting() []ortlib.Source {
	var list []ortlib.Source
	for _, s := range f.sources {
		if len(s.Members[f.platform]) > 0 {
			list = append(list, s)
		}
	}
	if f.graphics {
		slices.SortStableFunc(list, func(a, b ortlib.Source) int { return strings.Compare(a.Kind, b.Kind) }) // npm before wheel
	}
	return list
}

// installed returns the source whose files are in the folder with the right
// digests.
func (f *fetcher) installed() (ortlib.Source, bool) {
	for _, s := range f.fitting() {
		if f.graphics && s.Kind != "npm" {
			continue
		}
		good := func(m ortlib.Member) bool { return checkDigest(filepath.Join(f.dir, m.Name), m.SHA256) == nil }
		if !slices.ContainsFunc(s.Members[f.platform], func(m ortlib.Member) bool { return !good(m) }) {
			return s, true
		}
	}
	return ortlib.Source{}, false
}

// fetch makes sure that the library is there. Without need it touches neither
// network nor disk.
func (f *fetcher) fetch(ctx context.Context) error {
	if s, ok := f.installed(); ok {
		fmt.Fprintf(f.out, "ONNX Runtime %s is already there and whole (%s, for %s).\n", ortlib.Version, s.Package, s.Providers)
		return nil
	}
	fitting := f.fitting()
	if len(fitting) == 0 {
		return fmt.Errorf("there is no ready-made ONNX Runtime %s for %s; build it and set LOOKBOOK_ORT_LIB to the library file", ortlib.Version, f.platform)
	}
	var failed []string
	for _, s := range fitting {
		for _, w := range f.ways {
			err := f.fetchBy(ctx, w, s)
			if err == nil {
				return nil
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if !errors.Is(err, errUnfit) {
				failed = append(failed, fmt.Sprintf("  %s for %s: %v", w.name(), s.Package, err))
			}
		}
	}
	return fmt.Errorf("the library could not be fetched:\n%s\n%s", strings.Join(failed, "\n"), f.advice())
}

func (f *fetcher) advice() string {
	return "Install pip (python3-pip) or npm and be connected, or get one of these files on another computer and give it with -from:\n  " +
		strings.Join(f.archiveNames(), "\n  ") + "\nA released package of Lookbook already holds the library."
}

func (f *fetcher) archiveNames() []string {
	var names []string
	for _, s := range f.fitting() {
		names = append(names, s.File)
	}
	return names
}

// fetchBy gets one archive by one way, in a folder of its own that is removed
// whatever happens.
func (f *fetcher) fetchBy(ctx context.Context, w way, s ortlib.Source) (err error) {
	tmp, err := os.MkdirTemp("", "fetchort-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	path, err := w.get(ctx, s, tmp)
	if err != nil {
		return err
	}
	fmt.Fprintf(f.out, "Got %s by %s.\n", s.File, w.name())
	return f.install(s, path)
}

// install checks the archive and unpacks this platform's members.
func (f *fetcher) install(s ortlib.Source, archive string) error {
	if err := checkDigest(archive, s.SHA256); err != nil {
		return err
	}
	return unpack(s.Kind, archive, s.Members[f.platform], f.dir)
}

// takeFrom installs from a file, or from the first fitting file in a folder:
// a pinned archive or a pinned library.
func (f *fetcher) takeFrom(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	candidates := []string{path}
	if info.IsDir() {
		candidates = f.lookInto(path)
	}
	var reasons []string
	for _, c := range candidates {
		err := f.takeFile(c)
		if err == nil {
			fmt.Fprintf(f.out, "Took %s.\n", c)
			return nil
		}
		reasons = append(reasons, fmt.Sprintf("  %s: %v", c, err))
	}
	if len(reasons) == 0 {
		return fmt.Errorf("%s holds neither %s nor %s", path, f.libraryName(), strings.Join(f.archiveNames(), " nor "))
	}
	return fmt.Errorf("nothing there can be used:\n%s", strings.Join(reasons, "\n"))
}

// lookInto lists the files of a folder that have a name which might do.
func (f *fetcher) lookInto(dir string) []string {
	var found []string
	for _, name := range append(f.archiveNames(), f.libraryName()) {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			found = append(found, path)
		}
	}
	return found
}

// takeFile recognizes a file by its digest alone.
func (f *fetcher) takeFile(path string) error {
	digest, err := digestOf(path)
	if err != nil {
		return err
	}
	for _, s := range f.fitting() {
		members := s.Members[f.platform]
		if digest == s.SHA256 {
			return f.install(s, path)
		}
		if digest == members[0].SHA256 {
			return f.takeLibrary(path, members)
		}
	}
	return fmt.Errorf("its SHA-256 %s is not one that Lookbook knows for %s", digest, f.platform)
}

// takeLibrary copies a loose library and the files that belong beside it.
func (f *fetcher) takeLibrary(path string, members []ortlib.Member) error {
	for _, m := range slices.Backward(members) { // the library last: it makes the rest count
		from := filepath.Join(filepath.Dir(path), m.Name)
		if m.Name == members[0].Name {
			from = path
		}
		if err := copyMember(from, m, f.dir); err != nil {
			return err
		}
	}
	return nil
}
