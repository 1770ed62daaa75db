package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serve answers as a Python index and an npm registry at once.
func serve(t *testing.T, wheel, tarball []byte) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/simple/onnxruntime/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<a href="../../files/other.whl#sha256=1">other</a> <a data-x="1" href="../../files/archive.wheel#sha256=2">w</a>`))
	})
	mux.HandleFunc("/files/archive.wheel", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(wheel) })
	mux.HandleFunc("/npm/onnxruntime/-/archive.npm", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(tarball) })
	s := httptest.NewTLSServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestRegistry(t *testing.T) {
	wheel := makeZip(t, entry{memberPath, library})
	tarball := makeTar(t, entry{memberPath, library})
	s := serve(t, wheel, tarball)
	r := registry{s.Client(), settings{npm: s.URL + "/npm", python: s.URL + "/simple/"}}
	for kind, archive := range map[string][]byte{"wheel": wheel, "npm": tarball} {
		t.Run(kind, func(t *testing.T) {
			f, _ := setup(t, source(kind, archive), nil)
			f.ways = []way{r}
			if err := f.fetch(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantClean(t, f, library)
		})
	}
}

func TestRegistryRefuses(t *testing.T) {
	wheel := makeZip(t, entry{memberPath, library})
	s := serve(t, wheel, nil)
	for name, c := range map[string]struct {
		base, says string
	}{
		"no settings": {"", errNotHere.Error()},
		"not secure":  {strings.Replace(s.URL, "https", "http", 1) + "/simple", "HTTPS"},
		"not there":   {s.URL + "/nowhere", "404"},
		"nonsense":    {"://", "missing protocol"},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := setup(t, source("wheel", wheel), nil)
			f.ways = []way{registry{s.Client(), settings{python: c.base}}}
			err := f.fetch(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
			wantClean(t, f, nil)
		})
	}
}

func TestSettings(t *testing.T) {
	dir := t.TempDir()
	npmrc, pipConf := filepath.Join(dir, ".npmrc"), filepath.Join(dir, "pip.conf")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(npmrc, "; mine\nfund=false\nregistry = \"https://npm.invalid/\"\n")
	write(pipConf, "[global]\nextra-index-url = https://no.invalid/\nindex-url=https://py.invalid/simple\n")
	if got := setting([]string{filepath.Join(dir, "absent"), npmrc}, "registry"); got != "https://npm.invalid/" {
		t.Errorf("npm: %q", got)
	}
	if got := setting([]string{pipConf}, "index-url"); got != "https://py.invalid/simple" {
		t.Errorf("pip: %q", got)
	}
	t.Setenv("PIP_INDEX_URL", "https://env.invalid/")
	t.Setenv("npm_config_registry", "https://envnpm.invalid/")
	if s := userSettings(); s.python != "https://env.invalid/" || s.npm != "https://envnpm.invalid/" {
		t.Errorf("environment: %+v", s)
	}
}
