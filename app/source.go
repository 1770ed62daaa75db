package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lookbook/engine"
	"lookbook/storage/blob"
)

// maxSource is the largest file taken in, as the engine's own limit: beyond it
// lies no photo, and copying a film by mistake would fill the disk.
const maxSource = 256 << 20

// maxFolder bounds how many entries of one folder are looked at.
const maxFolder = 5000

// name of a source for people.
func (src Source) name() string {
	switch {
	case src.Name != "":
		return src.Name
	case src.Path != "":
		return filepath.Base(src.Path)
	}
	return "picture"
}

// expand replaces folders by the pictures directly inside them; what is left
// out is an outcome with its reason.
func expand(sources []Source) []Ingested {
	var all []Ingested
	for _, src := range sources {
		st, err := os.Stat(src.Path)
		if src.Bytes != nil || err != nil || !st.IsDir() {
			all = append(all, Ingested{Source: src})
			continue
		}
		all = append(all, expandFolder(src)...)
	}
	return all
}

func expandFolder(src Source) []Ingested {
	f, err := os.Open(src.Path)
	if err != nil {
		return []Ingested{{Source: src, Err: sourceFault(src, err)}}
	}
	defer f.Close() //nolint:errcheck // only read
	list, err := f.ReadDir(maxFolder + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return []Ingested{{Source: src, Err: sourceFault(src, err)}}
	}
	if len(list) > maxFolder {
		return []Ingested{{Source: src, Err: &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "ingest.folder-too-full",
			Args: map[string]string{"file": src.name(), "limit": fmt.Sprint(maxFolder)},
			What: fmt.Sprintf("The folder %q holds more than %d files.", src.name(), maxFolder),
			Next: "Drop the pictures you need, or a smaller folder.",
		}}}
	}
	slices.SortFunc(list, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	var all []Ingested
	for _, e := range list {
		// Hidden files belong to the system (.DS_Store), not to the user.
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		one := Source{Path: filepath.Join(src.Path, e.Name())}
		all = append(all, Ingested{Source: one, Err: skipReason(one)})
	}
	if len(all) == 0 {
		return []Ingested{{Source: src, Err: &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "ingest.folder-empty", Args: map[string]string{"file": src.name()},
			What: fmt.Sprintf("The folder %q holds no files.", src.name()), Next: "Choose a folder with pictures.",
		}}}
	}
	return all
}

// skipReason says why an entry of a folder is left out, nil when it is not.
func skipReason(src Source) error {
	st, err := os.Stat(src.Path)
	switch {
	case err != nil:
		return sourceFault(src, err)
	case st.IsDir():
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "ingest.skipped-folder", Args: map[string]string{"file": src.name()},
			What: fmt.Sprintf("Skipped %q: it is a folder inside the folder.", src.name()),
			Next: "Drop that folder itself to take its pictures in.",
		}
	case !st.Mode().IsRegular() || !looksLikePicture(src.Path):
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "ingest.skipped-file", Args: map[string]string{"file": src.name()},
			What: fmt.Sprintf("Skipped %q: it does not look like a picture.", src.name()),
			Next: "Lookbook reads JPEG, PNG, WebP, HEIC, AVIF, TIFF, BMP and GIF.",
		}
	}
	return nil
}

var pictureExts = []string{
	".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".hif", ".avif", ".tif", ".tiff", ".bmp", ".gif",
}

// looksLikePicture judges by extension, and by the first bytes for a file that
// lost its extension. The engine decides in the end.
func looksLikePicture(path string) bool {
	if slices.Contains(pictureExts, strings.ToLower(filepath.Ext(path))) {
		return true
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read
	head := make([]byte, 16)
	n, _ := io.ReadFull(f, head) //nolint:errcheck // a short head simply fits less
	return pictureHead(head[:n])
}

// pictureHead knows the magic bytes of the formats that the engine reads.
func pictureHead(b []byte) bool {
	for _, m := range []string{"\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "II*\x00", "MM\x00*", "GIF87a", "GIF89a"} {
		if bytes.HasPrefix(b, []byte(m)) {
			return true
		}
	}
	if len(b) < 12 {
		return false
	}
	return string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" || string(b[4:8]) == "ftyp"
}

// stage copies a source into the data folder under a temporary name.
func (s *Studio) stage(ctx context.Context, src Source) (*blob.Staged, error) {
	if src.Bytes != nil || src.Path == "" {
		if err := checkSize(src, int64(len(src.Bytes))); err != nil {
			return nil, err
		}
		return s.store.Blobs().Stage(ctx, bytes.NewReader(src.Bytes))
	}
	// Look before opening: opening a pipe would wait for its writer.
	st, err := os.Stat(src.Path)
	if err != nil {
		return nil, sourceFault(src, err)
	}
	if err := checkKind(src, st); err != nil {
		return nil, err
	}
	f, err := os.Open(src.Path)
	if err != nil {
		return nil, sourceFault(src, err)
	}
	defer f.Close() //nolint:errcheck // only read
	// The file may grow while it is read: the limit holds for what arrives.
	staged, err := s.store.Blobs().Stage(ctx, io.LimitReader(f, maxSource+1))
	if err != nil {
		return nil, err
	}
	if err := checkSize(src, staged.Size); err != nil {
		staged.Discard()
		return nil, err
	}
	return staged, nil
}

func checkKind(src Source, st os.FileInfo) error {
	f := &engine.Fault{Kind: engine.FaultBadPicture, Args: map[string]string{"file": src.name()}}
	switch {
	case st.IsDir():
		f.Code = "picture.is-folder"
		f.What = fmt.Sprintf("%q is a folder, not a picture.", src.name())
		f.Next = "Choose a picture inside it."
		return f
	case !st.Mode().IsRegular():
		f.Code = "picture.not-a-file"
		f.What = fmt.Sprintf("%q is a device or a pipe, not a picture file.", src.name())
		f.Next = "Choose a picture file."
		return f
	}
	return checkSize(src, st.Size())
}

func checkSize(src Source, n int64) error {
	f := &engine.Fault{Kind: engine.FaultBadPicture, Args: map[string]string{"file": src.name()}}
	switch {
	case n == 0:
		f.Code = "picture.empty"
		f.What = fmt.Sprintf("%q is empty (0 bytes).", src.name())
		f.Next = "Copy or download it again, then try once more."
		return f
	case n > maxSource:
		size, limit := fmt.Sprintf("%.1f MB", float64(n)/(1<<20)), fmt.Sprintf("%d MB", maxSource>>20)
		f.Code = "picture.too-large"
		f.What = fmt.Sprintf("%q has %s; the limit is %s.", src.name(), size, limit)
		f.Next = "Make it smaller in another program and use that."
		f.Args["size"], f.Args["limit"] = size, limit
		return f
	}
	return nil
}

// sourceFault turns what the operating system said about a source into words.
func sourceFault(src Source, err error) error {
	f := &engine.Fault{
		Kind: engine.FaultBadPicture, Code: "picture.unreadable", Args: map[string]string{"file": src.name()},
		What:  fmt.Sprintf("%q could not be read from the disk.", src.name()),
		Next:  "Check the disk or the network connection, then try again.",
		Cause: err.Error(),
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Code = "picture.missing"
		f.What = fmt.Sprintf("%q is not there.", src.name())
		f.Next = "Check the name, or whether it was moved or deleted."
	case errors.Is(err, fs.ErrPermission):
		f.Code = "picture.no-permission"
		f.What = fmt.Sprintf("%q may not be read by you.", src.name())
		f.Next = "Allow reading in the file's properties, or copy it to a folder of yours."
	}
	return f
}

// link gives the file at path the user's name for it in folder dir, so that
// the engine's messages and its look at the extension are about that name.
// Where the file system has no links the path itself serves.
func link(dir, path, name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	if len(name) > 200 { // file systems allow 255 bytes
		name = strings.ToValidUTF8(name[len(name)-200:], "")
	}
	if strings.Trim(name, ". ") == "" {
		name = "picture"
	}
	sub, err := os.MkdirTemp(dir, "in-*") // two inputs may have the same name
	if err != nil {
		return path
	}
	to := filepath.Join(sub, name)
	if os.Link(path, to) != nil {
		return path
	}
	return to
}
