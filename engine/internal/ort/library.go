package ort

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"lookbook/assets/ortlib"
)

// EnvLibrary is the environment variable that names the library file.
const EnvLibrary = "LOOKBOOK_ORT_LIB"

// FindLibrary returns the library file: the one that $LOOKBOOK_ORT_LIB names,
// else the one beside the program, else the fetched one in the cache folder. A
// variable that names a missing file is an error and not passed over. The
// error is a *engine.Fault of kind library.
func FindLibrary() (string, error) {
	if path := os.Getenv(EnvLibrary); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", missingFault([]string{path + " (named by $" + EnvLibrary + ")"})
		}
		return path, nil
	}
	places := libraryPlaces()
	for _, p := range places {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
			return p, nil
		}
	}
	return "", missingFault(places)
}

func libraryPlaces() []string {
	var places []string
	name := ortlib.LibraryName(runtime.GOOS)
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		places = append(places, filepath.Join(filepath.Dir(exe), name))
	}
	if dir, err := ortlib.CacheDir(); err == nil {
		places = append(places, filepath.Join(dir, name))
	}
	return places
}

// checkFile looks at the headers of a library before the system's loader does:
// the loader's own messages are hard to read, and mapping a truncated file
// kills the process.
func checkFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return missingFault([]string{path})
	case err != nil:
		return wrongFault(path, "it cannot be read ("+err.Error()+")")
	case info.IsDir():
		return wrongFault(path, "it is a folder")
	}
	var reason error
	switch runtime.GOOS {
	case "windows":
		reason = checkPE(path)
	case "darwin":
		reason = checkMacho(path)
	default:
		reason = checkELF(path, info.Size())
	}
	if reason != nil {
		return wrongFault(path, reason.Error())
	}
	return nil
}

var errNotLibrary = errors.New("it is not a library for this system, or it is cut short")

func checkELF(path string, size int64) error {
	f, err := elf.Open(path)
	if err != nil {
		return fmt.Errorf("%w (%w)", errNotLibrary, err)
	}
	defer closeRead(f)
	want := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[runtime.GOARCH]
	if f.Type != elf.ET_DYN || f.Machine != want {
		return fmt.Errorf("it is made for %s, this computer is %s", f.Machine, runtime.GOARCH)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD && (p.Off+p.Filesz < p.Off || p.Off+p.Filesz > uint64(size)) {
			return errors.New("it is cut short")
		}
	}
	return nil
}

func checkPE(path string) error {
	f, err := pe.Open(path)
	if err != nil {
		return fmt.Errorf("%w (%w)", errNotLibrary, err)
	}
	defer closeRead(f)
	want := map[string]uint16{"amd64": pe.IMAGE_FILE_MACHINE_AMD64, "arm64": pe.IMAGE_FILE_MACHINE_ARM64}[runtime.GOARCH]
	if f.Machine != want {
		return fmt.Errorf("it is made for another processor than %s", runtime.GOARCH)
	}
	return nil
}

func checkMacho(path string) error {
	want := map[string]macho.Cpu{"amd64": macho.CpuAmd64, "arm64": macho.CpuArm64}[runtime.GOARCH]
	if fat, err := macho.OpenFat(path); err == nil {
		defer closeRead(fat)
		for _, a := range fat.Arches {
			if a.Cpu == want {
				return nil
			}
		}
		return fmt.Errorf("it is made for another processor than %s", runtime.GOARCH)
	}
	f, err := macho.Open(path)
	if err != nil {
		return fmt.Errorf("%w (%w)", errNotLibrary, err)
	}
	defer closeRead(f)
	if f.Cpu != want {
		return fmt.Errorf("it is made for %s, this computer is %s", f.Cpu, runtime.GOARCH)
	}
	return nil
}

// closeRead closes what was only read; nothing can be lost by that.
func closeRead(c io.Closer) { _ = c.Close() }
