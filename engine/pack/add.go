package pack

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// AddOptions say where a pack comes from.
type AddOptions struct {
	// Folder that holds the files as they were published; they stay there.
	Folder string
	// HubCache looks into the cache of the Hugging Face hub on this computer,
	// or in the folder named; nothing is fetched and files stay there.
	HubCache bool
	CacheDir string
	// Accepted says that the user has read and accepted the license.
	Accepted bool
	// Mirrors are addresses that stand in for the beginning of the files' own,
	// up to the first slash after the host; they are tried first, in order.
	Mirrors []string
	// Client fetches; nil is a client of its own without cookies.
	Client *http.Client
	// Stall is the time without a byte after which a transfer is begun anew; 0
	// is 30 seconds. Tries is how often that may happen in a row; 0 is 8.
	Stall time.Duration
	Tries int
	// Seen is told of progress.
	Seen func(Transfer)
	// Now gives the time; nil is time.Now.
	Now func() time.Time
}

// Transfer is the state of a download.
type Transfer struct {
	File string `json:"file"`
	// Done of Total bytes of all files; Total is 0 while it is not known.
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
}

func (o AddOptions) now() time.Time {
	if o.Now != nil {
		return o.Now().UTC()
	}
	return time.Now().UTC()
}

// Add installs a pack: from a folder, from a hub cache, else by fetching it.
// The license must have been accepted. An interrupted download goes on where it
// was when Add is called again; nothing else is left behind by a failure.
// Errors are *engine.Fault.
func (s *Store) Add(ctx context.Context, m *Manifest, o AddOptions) (*Installed, error) {
	if err := m.check(); err != nil {
		return nil, badManifest(err.Error())
	}
	if !o.Accepted {
		return nil, notAccepted(m)
	}
	unlock, err := s.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if _, err := os.Lstat(filepath.Join(s.dir, m.Name)); err == nil {
		return nil, alreadyThere(m.Name)
	}
	p := &Installed{Manifest: *m, Accepted: o.now(), Added: o.now()}
	switch {
	case o.Folder != "":
		return p, s.link(ctx, p, o.Folder, "")
	case o.HubCache:
		root, sub, err := findInHub(m, o.CacheDir)
		if err != nil {
			return nil, err
		}
		return p, s.link(ctx, p, root, sub)
	}
	return p, s.fetch(ctx, p, o)
}

// link installs files that stay where they are.
func (s *Store) link(ctx context.Context, p *Installed, folder, sub string) error {
	root, err := filepath.Abs(folder)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return incomplete(p.Name, folder)
	}
	p.Root, p.Sub, p.Linked = root, sub, true
	given := map[string]File{}
	for _, f := range p.Files {
		given[f.Path] = f
	}
	if p.Files, err = survey(root, sub, &p.Manifest); err != nil {
		return err
	}
	for i, f := range p.Files {
		g := given[f.Path]
		if g.Size != 0 && g.Size != f.Size {
			return wrongBytes(p.Name, f.Path)
		}
		p.Files[i].SHA256, p.Files[i].URL = g.SHA256, g.URL
	}
	// Whatever an interrupted download of the same pack left is of no use now.
	dir := s.staging(p.Name)
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return diskFault(dir, err)
	}
	if err := s.install(ctx, dir, p); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	return nil
}

// HubCacheDir is where programs of the Hugging Face hub keep what they fetched:
// $HF_HUB_CACHE, hub in $HF_HOME, or .cache/huggingface/hub of the user.
func HubCacheDir() string {
	if d := os.Getenv("HF_HUB_CACHE"); d != "" {
		return d
	}
	if d := os.Getenv("HF_HOME"); d != "" {
		return filepath.Join(d, "hub")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".cache", "huggingface", "hub")
}

// findInHub finds the newest snapshot of the repository that a manifest names
// as its home. Its links lead to blobs beside the snapshots, so the root is the
// folder of the repository.
func findInHub(m *Manifest, cache string) (root, sub string, err error) {
	if cache == "" {
		cache = HubCacheDir()
	}
	_, rest, ok := strings.Cut(m.Home, "://")
	parts := strings.Split(rest, "/")
	if !ok || len(parts) < 3 {
		return "", "", noCache(m.Name)
	}
	root = filepath.Join(cache, "models--"+parts[1]+"--"+parts[2])
	entries, err := os.ReadDir(filepath.Join(root, "snapshots"))
	if err != nil {
		return "", "", noCache(m.Name)
	}
	var newest fs.FileInfo
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.IsDir() && goodPath(e.Name()) && (newest == nil || info.ModTime().After(newest.ModTime())) {
			newest = info
		}
	}
	if newest == nil {
		return "", "", noCache(m.Name)
	}
	return root, path.Join("snapshots", newest.Name()), nil
}

// reserve of the disk that stays free for results.
const reserve = 256 << 20

// room makes sure that what is still to come fits on the disk.
func (s *Store) room(need int64) error {
	free, err := s.free(s.dir)
	if err != nil {
		return nil //nolint:nilerr // a system that does not tell is not asked again
	}
	if need+reserve > free {
		return tooLittleDisk(need+reserve, free)
	}
	return nil
}
