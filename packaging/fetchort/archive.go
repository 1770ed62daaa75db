package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"lookbook/assets/ortlib"
)

// maxEntries bounds how many names an archive may hold; the largest real one
// has under a thousand.
const maxEntries = 20_000

func digestOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer closeRead(f)
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func checkDigest(file, want string) error {
	got, err := digestOf(file)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%s is not the file that Lookbook was tested with: SHA-256 %s, expected %s", filepath.Base(file), got, want)
	}
	return nil
}

// unpack writes the members of an archive into a folder, the first one last.
// Nothing else of the archive is written anywhere. Archives that contain names
// leading out of a folder are refused as a whole.
func unpack(kind, archive string, members []ortlib.Member, dir string) error {
	wanted := map[string]ortlib.Member{}
	for _, m := range members {
		wanted[m.Path] = m
	}
	staged, err := stage(kind, archive, wanted, dir)
	defer staged.discard()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(archive), err)
	}
	for i := len(members) - 1; i >= 0; i-- {
		if err := staged.place(members[i], dir); err != nil {
			return err
		}
	}
	return nil
}

// staging maps member paths to checked temporary files in the target folder.
type staging map[string]string

// discard removes what was not placed.
func (s staging) discard() {
	for _, tmp := range s {
		_ = os.Remove(tmp) // already renamed, or only a leftover
	}
}

func (s staging) place(m ortlib.Member, dir string) error {
	tmp, ok := s[m.Path]
	if !ok {
		return fmt.Errorf("the archive does not hold %s", m.Path)
	}
	if err := os.Rename(tmp, filepath.Join(dir, m.Name)); err != nil {
		return fmt.Errorf("%w (close Lookbook if it is running, then try again)", err)
	}
	return nil
}

func stage(kind, archive string, wanted map[string]ortlib.Member, dir string) (staging, error) {
	s := staging{}
	visit := func(name string, r io.Reader) error {
		if !localName(name) {
			return fmt.Errorf("the archive holds the name %q, which leads out of it", name)
		}
		m, ok := wanted[name]
		if !ok || s[name] != "" {
			return nil
		}
		tmp, err := writeMember(r, m, dir)
		if err == nil {
			s[name] = tmp
		}
		return err
	}
	if kind == "npm" {
		return s, eachTar(archive, visit)
	}
	return s, eachZip(archive, visit)
}

// localName tells whether a name stays inside the folder it is unpacked into.
func localName(name string) bool {
	clean := path.Clean(strings.ReplaceAll(name, `\`, "/"))
	return name != "" && clean != ".." && !strings.HasPrefix(clean, "../") && !strings.HasPrefix(clean, "/") &&
		filepath.VolumeName(name) == "" && !(len(clean) > 1 && clean[1] == ':')
}

func eachZip(archive string, visit func(string, io.Reader) error) (err error) {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, z.Close()) }()
	if len(z.File) > maxEntries {
		return errors.New("the archive holds too many files")
	}
	for _, f := range z.File {
		if err := visitZip(f, visit); err != nil {
			return err
		}
	}
	return nil
}

func visitZip(f *zip.File, visit func(string, io.Reader) error) (err error) {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return visit(f.Name, r)
}

func eachTar(archive string, visit func(string, io.Reader) error) (err error) {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	t := tar.NewReader(z)
	for range maxEntries {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeSymlink || h.Typeflag == tar.TypeLink {
			continue // never followed, never written
		}
		if err := visit(h.Name, t); err != nil {
			return err
		}
	}
	return errors.New("the archive holds too many files")
}

// writeMember writes exactly the pinned bytes to a temporary file in dir and
// returns its path; anything else leaves nothing behind.
func writeMember(r io.Reader, m ortlib.Member, dir string) (_ string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, "."+m.Name+"-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(r, m.Size+1))
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return "", err
	}
	if got := hex.EncodeToString(h.Sum(nil)); n != m.Size || got != m.SHA256 {
		return "", fmt.Errorf("%s has %d bytes and SHA-256 %s, expected %d and %s", m.Path, n, got, m.Size, m.SHA256)
	}
	return f.Name(), os.Chmod(f.Name(), 0o755) // a library is executable
}

// copyMember copies a loose file that must be the pinned one.
func copyMember(from string, m ortlib.Member, dir string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer closeRead(f)
	tmp, err := writeMember(f, m, dir)
	if err != nil {
		return err
	}
	s := staging{m.Path: tmp}
	defer s.discard()
	return s.place(m, dir)
}

// closeRead closes what was only read; nothing can be lost by that.
func closeRead(c io.Closer) { _ = c.Close() }
