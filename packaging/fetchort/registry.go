package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"lookbook/assets/ortlib"
)

// maxArchive bounds a download: the largest pinned archive has 101 MB.
const maxArchive = 256 << 20

// registry downloads over HTTPS from the registry that the user's own settings
// name; this program knows no host.
type registry struct {
	client   *http.Client
	settings settings
}

// settings hold the registry bases, empty where the user has set none.
type settings struct{ npm, python string }

func (registry) name() string { return "HTTPS" }

func (r registry) get(ctx context.Context, s ortlib.Source, into string) (string, error) {
	base := r.settings.python
	if s.Kind == "npm" {
		base = r.settings.npm
	}
	if base == "" {
		return "", fmt.Errorf("%w: the settings of pip and npm name no registry", errNotHere)
	}
	address, err := r.address(ctx, strings.TrimRight(base, "/")+"/", s)
	if err != nil {
		return "", err
	}
	path := filepath.Join(into, s.File)
	return path, r.download(ctx, address, path)
}

// address finds the archive: npm registries have a fixed layout, Python ones a
// page of links.
func (r registry) address(ctx context.Context, base string, s ortlib.Source) (*url.URL, error) {
	if s.Kind == "npm" {
		return secure(url.Parse(base + s.Package + "/-/" + s.File))
	}
	page, err := secure(url.Parse(base + s.Package + "/"))
	if err != nil {
		return nil, err
	}
	body, err := r.open(ctx, page)
	if err != nil {
		return nil, err
	}
	defer closeRead(body)
	text, err := io.ReadAll(io.LimitReader(body, 8<<20))
	if err != nil {
		return nil, err
	}
	for _, m := range links.FindAllSubmatch(text, -1) {
		link, err := secure(page.Parse(html.UnescapeString(string(m[1]))))
		if err == nil && strings.HasSuffix(link.Path, "/"+s.File) {
			link.Fragment = ""
			return link, nil
		}
	}
	return nil, fmt.Errorf("the registry does not list %s", s.File)
}

var links = regexp.MustCompile(`(?i)<a[^>]*\shref="([^"]+)"`)

// secure lets only HTTPS pass.
func secure(u *url.URL, err error) (*url.URL, error) {
	if err != nil {
		return nil, err
	}
	if u.Scheme != "https" {
		return nil, errors.New("the registry in the settings is not reached over HTTPS")
	}
	return u, nil
}

func (r registry) open(ctx context.Context, u *url.URL) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, errors.Join(fmt.Errorf("the registry answered %s", res.Status), res.Body.Close())
	}
	return res.Body, nil
}

func (r registry) download(ctx context.Context, u *url.URL, path string) (err error) {
	body, err := r.open(ctx, u)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.LimitReader(body, maxArchive))
	return errors.Join(err, f.Close())
}

// userSettings reads what pip and npm would: environment first, then the
// user's and the computer's files.
func userSettings() settings {
	home, _ := os.UserHomeDir()     // without one its files are not there
	config, _ := os.UserConfigDir() // likewise
	npmFiles := []string{".npmrc", filepath.Join(home, ".npmrc")}
	pipFiles := []string{
		os.Getenv("PIP_CONFIG_FILE"), filepath.Join(config, "pip", "pip.conf"), filepath.Join(config, "pip", "pip.ini"),
		filepath.Join(home, ".pip", "pip.conf"), "/etc/pip.conf",
	}
	return settings{
		npm:    firstOf(os.Getenv("npm_config_registry"), os.Getenv("NPM_CONFIG_REGISTRY"), setting(npmFiles, "registry")),
		python: firstOf(os.Getenv("PIP_INDEX_URL"), setting(pipFiles, "index-url")),
	}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// setting returns the value of "key = value" in the first file that has it.
func setting(files []string, key string) string {
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		v := settingIn(f, key)
		closeRead(f)
		if v != "" {
			return v
		}
	}
	return ""
}

func settingIn(r io.Reader, key string) string {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		k, v, ok := strings.Cut(lines.Text(), "=")
		if ok && strings.TrimSpace(k) == key {
			return strings.Trim(strings.TrimSpace(v), `"'`)
		}
	}
	return ""
}
