// Package pack keeps engine tiers that are not built in: weights of open
// models, brought by the user or fetched from where they are published.
//
// Words: a pack is a manifest with files; a manifest says what the pack is,
// under which license, which files belong to it and what it can do; a recipe
// here is a manifest that this program brings with it; an installed pack is a
// folder of the store with the manifest as it was installed and, unless it is
// linked, the files; a linked pack leaves the files where the user has them; a
// fingerprint is a digest of samples of a file, which takes milliseconds where
// the whole takes a minute; the identity of a pack is the digest of all that
// determines its results.
//
// Manifests and files are untrusted. Names may not lead out of the folder,
// nothing is executed, and everything that is read has an upper bound. Nothing
// is fetched unless Add is called with a source that names a network.
package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Family is the kind of networks in a pack; the engine knows how to run each.
type Family string

// Families.
const (
	FASHN   Family = "fashn-vton"
	Klein   Family = "flux2-klein"
	CatVTON Family = "sd15-catvton"
)

// Families lists them all.
func Families() []Family { return []Family{FASHN, Klein, CatVTON} }

// Manifest says what a pack is.
type Manifest struct {
	// Format of the manifest, 1.
	Format int `json:"format"`
	// Name is what the user types: lower case, digits, dots and hyphens.
	Name   string `json:"name"`
	Title  string `json:"title"`
	Family Family `json:"family"`
	// Home is the page that says more, empty or an address.
	Home    string  `json:"home,omitempty"`
	License License `json:"license"`
	// Parts are the files and folders that belong to the pack where it is
	// taken from a folder; only weights, configurations and vocabularies in
	// them are looked at.
	Parts []string `json:"parts"`
	// Files to fetch; empty for packs that only users can bring.
	Files []File `json:"files,omitempty"`
	// About is the size of all files in bytes where not each is known.
	About int64 `json:"about,omitempty"`
	Can   Can   `json:"can"`
	// Memory is what each size needs.
	Memory []Need `json:"memory"`
}

// License of the files.
type License struct {
	Name string `json:"name"`
	// Text is the license, or for well-known ones what it asks of users and
	// where the words are.
	Text string `json:"text"`
	URL  string `json:"url,omitempty"`
	// Commercial tells whether results may be sold.
	Commercial bool `json:"commercial"`
}

// File is one file of a pack.
type File struct {
	// Path in the pack's folder, with slashes.
	Path string `json:"path"`
	// Size in bytes; 0 when not known before.
	Size int64 `json:"size,omitempty"`
	// SHA256 is hexadecimal; empty when not known before. What a source says of
	// its own file, and what was fetched first, then counts.
	SHA256 string `json:"sha256,omitempty"`
	URL    string `json:"url,omitempty"`
	// Fingerprint is set when a pack is installed.
	Fingerprint string `json:"fingerprint,omitempty"`
}

// Can says what a pack can do.
type Can struct {
	// Tasks of package recipe.
	Tasks []string `json:"tasks"`
	// Categories of garments, of package recipe.
	Categories []string `json:"categories"`
	// References is how many garments one run takes; more are put on one after
	// the other.
	References int `json:"references"`
	// Steps and Guidance that it is meant for.
	Steps    int     `json:"steps"`
	Guidance float64 `json:"guidance"`
}

// Need is the memory for one size of result.
type Need struct {
	Width  int `json:"width"`
	Height int `json:"height"`
	// Device is what a graphics processor must have free, with weights of 16
	// bits; Host what the main memory must have free when the processor does
	// the work. Both in bytes, for the largest phase.
	Device int64 `json:"device"`
	Host   int64 `json:"host"`
	// Work is the number of multiplications and additions of one picture.
	Work float64 `json:"work"`
}

// Bounds of a manifest. A family of four networks in shards has 30 files.
const (
	maxManifest = 1 << 20
	maxFiles    = 256
	maxPath     = 512
	maxText     = 256 << 10
	maxFileSize = 1 << 40
	maxNeeds    = 32
)

var (
	goodName   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,63}$`)
	goodDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// ReadManifest decodes and checks a manifest. Unknown fields are refused, so
// that a misspelled one cannot pass in silence. Errors are *engine.Fault of
// kind weights.
func ReadManifest(text []byte) (*Manifest, error) {
	if len(text) > maxManifest {
		return nil, badManifest("it is larger than a manifest can be")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	m := &Manifest{}
	if err := d.Decode(m); err != nil {
		return nil, badManifest(err.Error())
	}
	if d.More() {
		return nil, badManifest("something follows it")
	}
	if err := m.check(); err != nil {
		return nil, badManifest(err.Error())
	}
	return m, nil
}

// rule is a condition and what to say when it is not met.
type rule struct {
	met    bool
	reason string
}

func (m *Manifest) check() error {
	can, within := m.Can, func(n, low, high int) bool { return n >= low && n <= high }
	rules := []rule{
		{m.Format == 1, fmt.Sprintf("its format %d is not known", m.Format)},
		{goodName.MatchString(m.Name) && !strings.Contains(m.Name, ".."), fmt.Sprintf("its name %.80q is none", m.Name)},
		{slices.Contains(Families(), m.Family), fmt.Sprintf("its family %.80q is not known", string(m.Family))},
		{within(len(m.Title), 1, 200), "its title is empty or too long"},
		{m.License.Name != "" && within(len(m.License.Text), 1, maxText), "it has no license, or one that is too long"},
		{within(can.References, 0, 64) && within(can.Steps, 1, 1000), "its references or steps are out of range"},
		{can.Guidance >= 0 && can.Guidance <= 100, "its guidance is out of range"},
		{m.About >= 0 && m.About <= maxFileSize, "its size is out of range"},
		{within(len(m.Parts), 1, maxFiles) && len(m.Files) <= maxFiles, "it lists no parts, or too many files"},
		{len(m.Memory) <= maxNeeds && !slices.ContainsFunc(m.Memory, Need.absurd), "its table of memory is out of range"},
		{m.Home == "" || goodURL(m.Home), "its home is not an address"},
		{m.License.URL == "" || goodURL(m.License.URL), "the place of its license is not an address"},
	}
	for _, r := range rules {
		if !r.met {
			return errors.New(r.reason)
		}
	}
	return m.checkFiles()
}

func (n Need) absurd() bool {
	return min(n.Width, n.Height) < 1 || max(n.Width, n.Height) > 8192 || min(n.Device, n.Host) < 0 || !(n.Work >= 0)
}

func (m *Manifest) checkFiles() error {
	for _, p := range m.Parts {
		if !goodPath(p) {
			return fmt.Errorf("%.80q leads out of the folder", p)
		}
	}
	seen := map[string]bool{}
	for _, f := range m.Files {
		fold := strings.ToLower(f.Path)
		switch {
		case !goodPath(f.Path):
			return fmt.Errorf("%.80q leads out of the folder", f.Path)
		case seen[fold]:
			return fmt.Errorf("%.80q is there twice", f.Path)
		case !wanted(f.Path):
			return fmt.Errorf("%.80q is of a kind that no pack has", f.Path)
		case f.Size < 0 || f.Size > maxFileSize:
			return fmt.Errorf("%.80q has an impossible size", f.Path)
		case f.SHA256 != "" && !goodDigest.MatchString(f.SHA256), f.Fingerprint != "" && !goodDigest.MatchString(f.Fingerprint):
			return fmt.Errorf("%.80q has a digest that is none", f.Path)
		case f.URL != "" && !goodURL(f.URL):
			return fmt.Errorf("%.80q has an address that is none", f.Path)
		}
		seen[fold] = true
	}
	return nil
}

// goodPath accepts clean relative paths with slashes.
func goodPath(p string) bool {
	return len(p) <= maxPath && p != "." && path.Clean(p) == p && filepath.IsLocal(filepath.FromSlash(p)) && !strings.ContainsAny(p, "\\:\x00")
}

// goodURL accepts complete web addresses without a password.
func goodURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(s) < 2048
}

// wanted tells whether a file is of a kind that networks are read from. Code,
// pickles and everything else stays unread.
func wanted(p string) bool {
	switch path.Ext(p) {
	case ".safetensors", ".json", ".txt":
		return true
	}
	return false
}

// Size is the number of bytes of all files: their sum, or About where that is
// more because some are not known.
func (m *Manifest) Size() (n int64) {
	for _, f := range m.Files {
		n += f.Size
	}
	return max(n, m.About)
}

// Identity names what determines results: family and the content of all files
// by their fingerprints.
func (m *Manifest) Identity() string {
	h := sha256.New()
	fmt.Fprintf(h, "lookbook pack 1\n%s\n", m.Family)
	files := slices.Clone(m.Files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range files {
		fmt.Fprintf(h, "%q %d %s\n", f.Path, f.Size, f.Fingerprint)
	}
	return hex.EncodeToString(h.Sum(nil))
}
