package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lookbook/storage/blob"
	"lookbook/storage/catalog"
	"lookbook/storage/internal/disk"
	"lookbook/storage/internal/fail"
)

// recordFormat is the version of the JSON; readers refuse higher ones.
const recordFormat = 1

// maxRecord bounds what is read back: a recipe is at most 1 MiB, an inspection
// of a crowd a few 100 KiB, both grow by a third in base64.
const maxRecord = 16 << 20

// record is one JSON file: exactly one of its parts is set.
type record struct {
	Format  int              `json:"format"`
	Item    *catalog.Item    `json:"item,omitempty"`
	Variant *catalog.Variant `json:"variant,omitempty"`
	Setting *setting         `json:"setting,omitempty"`
}

type setting struct {
	Name  string `json:"name"`
	Value []byte `json:"value"`
}

// name gives the kind and the ID that make a record's file name; both are
// empty for a record that is not one of ours.
func (r record) name() (kind, id string) {
	switch {
	case r.Item != nil && blob.ValidDigest(r.Item.ID):
		return "item", r.Item.ID
	case r.Variant != nil && blob.ValidDigest(r.Variant.ID):
		return "variant", r.Variant.ID
	case r.Setting != nil && plainName(r.Setting.Name):
		return "setting", r.Setting.Name
	}
	return "", ""
}

// parts counts what is set.
func (r record) parts() int {
	n := 0
	for _, set := range []bool{r.Item != nil, r.Variant != nil, r.Setting != nil} {
		if set {
			n++
		}
	}
	return n
}

// plainName says whether a setting's name can be a file's.
func plainName(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// records is the folder of JSON files. A record is first written to incoming
// inside the transaction that changes the catalogue and moved to its place
// after it: whatever is still in incoming at the next start was interrupted.
type records struct {
	root string
	temp string
	disk disk.Disk
}

func (r records) incoming(kind, id string) string {
	return filepath.Join(r.root, incomingDir, kind+"-"+id+".json")
}

func (r records) place(kind, id string) string {
	if kind == "setting" {
		return filepath.Join(r.root, kind+"s", id+".json")
	}
	return filepath.Join(r.root, kind+"s", id[:2], id+".json")
}

// begin writes the record durably to incoming.
func (r records) begin(v record) error {
	v.Format = recordFormat
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode record: %w", err)
	}
	if len(b) > maxRecord {
		return fmt.Errorf("record of %d bytes is larger than any that can be read back", len(b))
	}
	kind, id := v.name()
	if id == "" {
		return fail.New(nil, "write record", "", "its name is not valid")
	}
	p := r.incoming(kind, id)
	return fail.Wrap("write record", p, disk.WriteAtomic(r.disk, r.temp, p, b))
}

// finish moves the record to its place. When it fails the record stays in
// incoming, where the next start finds it; a record that is gone was moved by
// another process that wrote the same one.
func (r records) finish(v record) {
	kind, id := v.name()
	p := r.place(kind, id)
	if os.MkdirAll(filepath.Dir(p), 0o700) == nil {
		os.Rename(r.incoming(kind, id), p) //nolint:errcheck // see above
	}
}

// undo removes the record from incoming after the transaction failed.
func (r records) undo(v record) {
	kind, id := v.name()
	if id != "" {
		os.Remove(r.incoming(kind, id)) //nolint:errcheck // at worst it is completed at the next start
	}
}

// remove deletes a record wherever it is.
func (r records) remove(kind, id string) error {
	err := errors.Join(disk.RemoveIfThere(r.incoming(kind, id)), disk.RemoveIfThere(r.place(kind, id)))
	return fail.Wrap("remove record", id, err)
}

// readRecord reads one file and checks what can be checked: format, name, digests.
func readRecord(path string) (record, error) {
	f, err := os.Open(path)
	if err != nil {
		return record{}, fail.Wrap("read record", path, err)
	}
	defer f.Close() //nolint:errcheck // only read
	b, err := io.ReadAll(io.LimitReader(f, maxRecord+1))
	if err != nil {
		return record{}, fail.Wrap("read record", path, err)
	}
	v, err := parseRecord(b)
	if err != nil {
		return v, &fail.Error{Kind: fail.ErrDamaged, Op: "read record", Path: path, Err: err}
	}
	return v, nil
}

// parseRecord decodes the bytes of a record.
func parseRecord(b []byte) (record, error) {
	var v record
	if len(b) > maxRecord {
		return v, errors.New("it is too large")
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return v, err
	}
	if v.Format < 1 || v.Format > recordFormat {
		return v, fmt.Errorf("its format is %d, this program knows %d", v.Format, recordFormat)
	}
	if _, id := v.name(); id == "" || v.parts() != 1 {
		return v, errors.New("it does not name one thing")
	}
	return v, v.check()
}

// check compares documents with their digests.
func (r record) check() error {
	var docs []catalog.Document
	if r.Item != nil {
		docs = append(docs, r.Item.Edits, r.Item.Inspection)
	}
	if r.Variant != nil {
		docs = append(docs, r.Variant.Recipe, r.Variant.Details)
		if r.Variant.Recipe.Digest != r.Variant.ID {
			return errors.New("its recipe has another digest")
		}
	}
	for _, d := range docs {
		if !d.Whole() {
			return errors.New("a document has another digest")
		}
	}
	return nil
}

// any says whether there is at least one record.
func (r records) any(ctx context.Context) (bool, error) {
	found := errors.New("found")
	err := r.walk(ctx, func(string) error { return found })
	if errors.Is(err, found) {
		return true, nil
	}
	return false, err
}

// walk calls f with the path of every record, incoming ones last so that the
// newest state of each wins.
func (r records) walk(ctx context.Context, f func(path string) error) error {
	for _, d := range []string{"items", "variants", "settings", incomingDir} {
		root := filepath.Join(r.root, d)
		err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err == nil {
				err = ctx.Err()
			}
			if err != nil || e.IsDir() || filepath.Ext(p) != ".json" {
				return err
			}
			return f(p)
		})
		if err != nil {
			return fail.Wrap("list records", root, err)
		}
	}
	return nil
}
