package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"lookbook/assets/ortlib"
)

// errUnfit means that a way has nothing to do with that kind of archive.
var errUnfit = errors.New("does not serve this kind of package")

// pip downloads wheels with the user's own pip. Python's version does not
// matter: the wheel is only unpacked.
type pip struct{}

func (pip) name() string { return "pip" }

func (pip) get(ctx context.Context, s ortlib.Source, into string) (string, error) {
	if s.Kind != "wheel" {
		return "", errUnfit
	}
	args := []string{
		"download", "--quiet", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check",
		"--python-version", "3.12", "--implementation", "cp", "--abi", "cp312",
		"--platform", s.Tag, "--dest", into, s.Package + "==" + ortlib.Version,
	}
	err := errNotHere
	for _, command := range [][]string{{"pip3"}, {"pip"}, {"python3", "-m", "pip"}, {"python", "-m", "pip"}, {"py", "-m", "pip"}} {
		if err = runTool(ctx, into, append(command, args...)); err == nil {
			return onlyFile(into)
		}
		if !errors.Is(err, errNotHere) {
			return "", err
		}
	}
	return "", err
}

// npm downloads packages with the user's own npm. "npm pack" runs no scripts
// of the package; "npm install" would.
type npm struct{}

func (npm) name() string { return "npm" }

func (npm) get(ctx context.Context, s ortlib.Source, into string) (string, error) {
	if s.Kind != "npm" {
		return "", errUnfit
	}
	args := []string{"npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", into, s.Package + "@" + ortlib.Version}
	if err := runTool(ctx, into, args); err != nil {
		return "", err
	}
	return onlyFile(into)
}

// runTool runs a command and gives back what it printed when it fails.
func runTool(ctx context.Context, dir string, args []string) error {
	path, err := exec.LookPath(args[0])
	if err != nil {
		return errNotHere
	}
	var said bytes.Buffer
	c := exec.CommandContext(ctx, path, args[1:]...) // fixed commands, no outside text
	c.Dir, c.Stdout, c.Stderr = dir, &said, &said
	err = c.Run()
	if err == nil {
		return nil
	}
	text := strings.TrimSpace(said.String())
	if strings.Contains(text, "No module named pip") {
		return errNotHere
	}
	if len(text) > 600 {
		text = "…" + text[len(text)-600:]
	}
	return fmt.Errorf("%w: %s", err, text)
}

func onlyFile(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	if len(entries) != 1 || !entries[0].Type().IsRegular() {
		return "", fmt.Errorf("the tool left %d files where one was expected", len(entries))
	}
	return filepath.Join(dir, entries[0].Name()), nil
}
