package imaging

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"lookbook/engine"
)

// WriteFile writes a file so that its name shows the old content or the
// complete new content and nothing between, whatever happens: the bytes go to
// a temporary name in the same folder, are flushed to the disk, and are then
// renamed; the folder is flushed last. When write or the disk fails the
// temporary file is removed, an existing file stays, and a *engine.Fault is
// returned (the fault of write itself when it returns one).
func WriteFile(path string, write func(w io.Writer) error) (err error) {
	dir, name := filepath.Split(path)
	f, err := os.CreateTemp(filepath.Clean(dir+"."), ".lookbook-*.part")
	if err != nil {
		return diskFault(name, err)
	}
	defer func() {
		if err != nil {
			// Closing twice is harmless, and the first error is the one to tell.
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := fill(f, write); err != nil {
		return diskFault(name, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return diskFault(name, err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return diskFault(name, err)
	}
	return nil
}

// fill writes, flushes and closes the temporary file.
func fill(f *os.File, write func(w io.Writer) error) error {
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil && runtime.GOOS != "windows" {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// syncDir makes a rename durable. Windows has no such call and needs none.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // some file systems cannot
		return err
	}
	return nil
}

// WritePNG writes m to path as by EncodePNG and WriteFile.
func WritePNG(path string, m *image.NRGBA, o PNGOptions) error {
	return WriteFile(path, func(w io.Writer) error { return EncodePNG(w, m, o) })
}

// WriteByName writes m to path by WriteFile, as a JPEG when the name ends in
// .jpg or .jpeg and as a PNG otherwise.
func WriteByName(path string, m *image.NRGBA) error {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jpg", ".jpeg":
		return WriteFile(path, func(w io.Writer) error { return EncodeJPEG(w, m, DefaultQuality) })
	}
	return WritePNG(path, m, PNGOptions{Fast: true})
}

// diskFault puts a failure to write into words.
func diskFault(name string, err error) error {
	var f *engine.Fault
	if errors.As(err, &f) {
		return f
	}
	fault := &engine.Fault{Kind: engine.FaultDisk, Args: map[string]string{"file": name}, Cause: err.Error()}
	switch {
	case errors.Is(err, syscall.ENOSPC), diskFull(err):
		fault.Code = "disk.full"
		fault.What = fmt.Sprintf("There is no room on the disk for %q.", name)
		fault.Next = "Free some space and try again; nothing was changed."
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		fault.Code = "disk.no-permission"
		fault.What = fmt.Sprintf("You may not write %q there.", name)
		fault.Next = "Choose another folder."
	case errors.Is(err, fs.ErrNotExist):
		fault.Code = "disk.no-folder"
		fault.What = fmt.Sprintf("The folder for %q does not exist.", name)
		fault.Next = "Create it or choose another folder."
	default:
		fault.Code = "disk.write"
		fault.What = fmt.Sprintf("%q could not be written.", name)
		fault.Next = "Check the disk and try again; nothing was changed."
	}
	return fault
}
