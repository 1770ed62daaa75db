package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"lookbook/app/provenance"
	"lookbook/engine"
	"lookbook/storage"
	"lookbook/storage/blob"
)

// defaultQuality of a JPEG: no visible loss on fabric, a fifth of the PNG.
const defaultQuality = 92

// creator is what exported files name as the program that made them.
const creator = "Lookbook"

// description is what exported files say about themselves in words.
const description = "Virtual try-on preview: the clothing on the person in this picture was put there by software."

// Export writes a result as PNG or JPEG with an sRGB profile and the marks of
// package provenance. The file appears whole or not at all; an existing one is
// kept unless o.Replace is set. Before it gets its name it is read back: a
// file without its marks is never left behind.
func (s *Studio) Export(ctx context.Context, variantID string, o ExportOptions) (Exported, error) {
	if err := s.begin(ctx); err != nil {
		return Exported{}, err
	}
	defer s.calls.Done()
	row, err := s.store.Variant(ctx, variantID)
	if err != nil {
		return Exported{}, err
	}
	v, err := s.variantOfRow(row)
	if err != nil {
		return Exported{}, err
	}
	if err := s.checkSale(v.Recipe, o.NotForSale); err != nil {
		return Exported{}, err
	}
	format, err := s.checkExport(&o)
	if err != nil {
		return Exported{}, err
	}
	// A result whose bytes have changed is not what the recipe made.
	if err := s.store.Blobs().Verify(ctx, blob.Results, row.Picture); err != nil {
		return Exported{}, orCancelled(ctx, err)
	}
	out, err := s.export(ctx, v, format, o)
	if err != nil {
		return Exported{}, orCancelled(ctx, exportFault(o.Path, err))
	}
	return out, nil
}

// checkExport completes the options and finds the format.
func (s *Studio) checkExport(o *ExportOptions) (string, error) {
	if o.Path == "" {
		return "", exportError(o.Path, "export.no-path", "No file was named for the export.", "Choose where to save the picture.")
	}
	if o.Quality < 0 || o.Quality > 100 {
		return "", exportError(o.Path, "export.quality", "The quality of a JPEG is 1 to 100.", "Choose a number in that range.")
	}
	if o.Quality == 0 {
		o.Quality = defaultQuality
	}
	abs, err := filepath.Abs(o.Path)
	if err != nil {
		return "", err
	}
	o.Path = abs
	if rel, err := filepath.Rel(s.store.Dir(), abs); err == nil && filepath.IsLocal(rel) {
		return "", exportError(o.Path, "export.data-folder",
			"This folder belongs to Lookbook's own data.", "Choose another folder for the picture.")
	}
	if st, err := os.Stat(abs); err == nil && (!o.Replace || st.IsDir()) {
		return "", fileExists(abs)
	}
	return formatOf(abs)
}

// formatOf goes by the extension.
func formatOf(path string) (string, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".png":
		return "png", nil
	case ".jpg", ".jpeg":
		return "jpeg", nil
	}
	return "", exportError(path, "export.extension",
		fmt.Sprintf("%q does not end in .png, .jpg or .jpeg.", filepath.Base(path)), "Add one of these to the file's name.")
}

func fileExists(path string) error {
	return exportError(path, "export.exists", fmt.Sprintf("%q is there already.", filepath.Base(path)),
		"Choose another name, or allow replacing it.")
}

func exportError(path, code, what, next string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultDisk, Code: code, Args: map[string]string{"path": path, "file": filepath.Base(path)}, What: what, Next: next,
	}
}

// exportFault puts what the operating system said about the target into words.
func exportFault(path string, err error) error {
	var f *engine.Fault
	var e *storage.Error
	if err == nil || errors.As(err, &f) || errors.As(err, &e) {
		return err
	}
	dir := filepath.Dir(path)
	switch {
	case errors.Is(err, syscall.ENOSPC):
		f = exportError(path, "export.disk-full", fmt.Sprintf("The disk is full, so %q was not written.", filepath.Base(path)),
			"Make room, or choose another disk.")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		f = exportError(path, "export.no-permission", fmt.Sprintf("You may not write into the folder %q.", dir),
			"Choose another folder, or allow writing in the folder's properties.")
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		f = exportError(path, "export.no-folder", fmt.Sprintf("The folder %q is not there.", dir),
			"Make the folder first, or choose another one.")
	default:
		f = exportError(path, "export.failed", fmt.Sprintf("%q could not be written.", filepath.Base(path)),
			"Check the disk or the network connection, then try again.")
	}
	f.Cause = err.Error()
	return f
}

// export writes, checks and names the file.
func (s *Studio) export(ctx context.Context, v Variant, format string, o ExportOptions) (Exported, error) {
	marks, err := marksOf(v)
	if err != nil {
		return Exported{}, err
	}
	temp, err := s.writeMarked(ctx, v, marks, format, o)
	if err != nil {
		return Exported{}, err
	}
	defer os.Remove(temp) //nolint:errcheck // gone already when all went well
	if err := s.checkMarks(ctx, temp, marks); err != nil {
		return Exported{}, err
	}
	st, err := os.Stat(temp)
	if err != nil {
		return Exported{}, err
	}
	if err := ctx.Err(); err != nil {
		return Exported{}, err
	}
	if err := giveName(temp, o.Path, o.Replace); err != nil {
		return Exported{}, err
	}
	return Exported{Path: o.Path, Bytes: st.Size(), Marks: []string{
		"IPTC digital source type: composite with trained algorithmic media",
		"Creator tool: " + marks.Tool,
		"Description in words",
		fmt.Sprintf("Recipe with %d garments and %d verdicts", len(v.Recipe.Garments), len(v.Verdicts)),
	}}, nil
}

// writeMarked writes the whole file, synced, under a temporary name beside the
// target; on an error nothing is left.
func (s *Studio) writeMarked(ctx context.Context, v Variant, m provenance.Marks, format string, o ExportOptions) (string, error) {
	packet, err := m.Packet()
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(o.Path), ".lookbook-*"+filepath.Ext(o.Path))
	if err != nil {
		return "", err
	}
	err = s.opts.Pictures.WriteMarked(ctx, f, v.Picture, format, o.Quality, packet)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644) // a picture to pass on, not a secret temporary file
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// marksOf says what the exported file tells about itself.
func marksOf(v Variant) (provenance.Marks, error) {
	body, err := v.Recipe.Canonical()
	if err != nil {
		return provenance.Marks{}, err
	}
	m := provenance.Marks{
		SourceType: provenance.SourceType, Tool: creator, Description: description,
		Created: v.Time, Recipe: body, RecipeDigest: v.ID,
	}
	for _, w := range v.Verdicts {
		word := "fail"
		if w.Pass {
			word = "pass"
		}
		m.Verdicts = append(m.Verdicts, fmt.Sprintf("%s %s %.4g (limit %.4g %s)", w.Name, word, w.Value, w.Threshold, w.Unit))
	}
	return m, nil
}

// checkMarks reads the written file back.
func (s *Studio) checkMarks(ctx context.Context, path string, want provenance.Marks) error {
	packet, err := s.opts.Pictures.XMP(ctx, path)
	if err != nil {
		return err
	}
	got, err := provenance.Parse(packet)
	if err == nil && got.SourceType == want.SourceType && got.Tool == want.Tool && bytes.Equal(got.Recipe, want.Recipe) {
		return nil
	}
	f := exportError(path, "export.marks-missing", "The file was written without its marks, so it was removed again.",
		"Try again; if it happens again, run \"lookbook doctor\" and report what it prints.")
	f.Kind = engine.FaultInternal
	if err != nil {
		f.Cause = err.Error()
	}
	return f
}

// giveName renames a finished temporary file. Without replace it never takes
// the place of another file, not even of one that appeared a moment ago: a
// hard link fails then, where a rename would overwrite.
func giveName(from, to string, replace bool) error {
	if replace {
		return os.Rename(from, to)
	}
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return fileExists(to)
	}
	// No links on this file system (FAT, some network drives): take the name
	// with an empty file first, which also fails when it is taken.
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fileExists(to)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}
