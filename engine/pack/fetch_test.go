package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lookbook/engine"
)

// source is a server of one file that misbehaves as it is told.
type source struct {
	*httptest.Server
	body []byte

	mu sync.Mutex
	// bad answers each request in turn; when they are used up, or where one is
	// nil, the file is served properly.
	bad []http.HandlerFunc
	// ranges are the Range headers of all requests.
	ranges []string
}

func serve(t *testing.T, body []byte, bad ...http.HandlerFunc) *source {
	t.Helper()
	s := &source{body: body, bad: bad}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *source) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	i := len(s.ranges)
	s.ranges = append(s.ranges, r.Header.Get("Range"))
	var bad http.HandlerFunc
	if i < len(s.bad) {
		bad = s.bad[i]
	}
	s.mu.Unlock()
	w.Header().Set("ETag", `"v1"`)
	if bad != nil {
		bad(w, r)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(s.body)))
}

func (s *source) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ranges
}

// drop announces the whole file and ends the connection after n bytes.
func drop(body []byte, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:n])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// stall sends n bytes and then nothing until the client gives up.
func stall(body []byte, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:n])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

func send(status int, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// quick makes waiting short: these servers are on this computer.
func quick(o AddOptions) AddOptions {
	o.Accepted, o.Stall, o.Tries = true, 100*time.Millisecond, 2
	return o
}

// TestFetch: servers that drop, stall, lie and send other bytes. Whatever they
// do, there is either the whole right file or no pack.
func TestFetch(t *testing.T) {
	right, wrong := weights(1), weights(2)
	longer := append(weights(1), 1)
	lie := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Range", "bytes 7-99/100")
		w.WriteHeader(http.StatusPartialContent)
		_, _ = w.Write(right[7:99])
	}
	linked := func(digest string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Linked-Etag", `"`+digest+`"`)
			_, _ = w.Write(right)
		}
	}
	for name, c := range map[string]struct {
		bad  []http.HandlerFunc
		file File
		code string
		asks int
	}{
		"well":                {nil, File{}, "", 1},
		"well, all known":     {nil, File{Size: int64(len(right)), SHA256: sum(right)}, "", 1},
		"drops twice":         {[]http.HandlerFunc{drop(right, 100), drop(right, 150)}, File{SHA256: sum(right)}, "", 0},
		"stalls":              {[]http.HandlerFunc{stall(right, 100)}, File{SHA256: sum(right)}, "", 2},
		"stalls at once":      {[]http.HandlerFunc{func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }}, File{}, "", 2},
		"server error":        {[]http.HandlerFunc{send(503, nil), send(429, nil)}, File{}, "pack.download", 2},
		"server error, once":  {[]http.HandlerFunc{send(503, nil)}, File{}, "", 2},
		"not there":           {[]http.HandlerFunc{send(404, nil)}, File{}, "pack.download", 1},
		"other bytes":         {[]http.HandlerFunc{send(200, wrong), send(200, wrong)}, File{SHA256: sum(right)}, "pack.digest", 2},
		"other bytes, once":   {[]http.HandlerFunc{send(200, wrong)}, File{SHA256: sum(right)}, "", 2},
		"other length":        {[]http.HandlerFunc{send(200, longer)}, File{Size: int64(len(right))}, "pack.digest", 1},
		"a part not asked":    {[]http.HandlerFunc{drop(right, 100), lie}, File{SHA256: sum(right)}, "", 3},
		"digest by source":    {[]http.HandlerFunc{linked(sum(right))}, File{}, "", 1},
		"source contradicts":  {[]http.HandlerFunc{linked(sum(wrong)), linked(sum(wrong))}, File{}, "pack.digest", 2},
		"range past the end":  {[]http.HandlerFunc{drop(right, 100), send(416, nil)}, File{SHA256: sum(right)}, "", 3},
		"no digest, new file": {[]http.HandlerFunc{drop(wrong, 100)}, File{}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web := serve(t, right, c.bad...)
			c.file.Path, c.file.URL = "model.safetensors", web.URL+"/x/model.safetensors"
			s := OpenStore(t.TempDir(), nil)
			p, err := s.Add(t.Context(), manifest(c.file), quick(AddOptions{}))
			if n := len(web.asked()); c.asks > 0 && n != c.asks {
				t.Errorf("%d requests %q, want %d", n, web.asked(), c.asks)
			}
			if c.code != "" {
				wantCode(t, err, c.code)
				if _, err := s.Get("tiny"); err == nil {
					t.Error("a pack was installed")
				}
				return
			}
			if err != nil {
				t.Fatal(err, engine.AsFault(err).Cause)
			}
			got, err := os.ReadFile(filepath.Join(p.Root, "model.safetensors"))
			if err != nil || sum(got) != sum(right) && name != "no digest, new file" {
				t.Errorf("%v: other bytes were installed", err)
			}
			if _, err := s.Verify(t.Context(), "tiny", nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestMirrors: a mirror is asked first, and the address of the file itself when
// the mirror fails.
func TestMirrors(t *testing.T) {
	right := weights(1)
	mirror, dead := serve(t, right), serve(t, right, send(404, nil))
	origin := serve(t, right)
	for _, c := range []struct {
		mirrors []string
		origin  int
	}{{[]string{mirror.URL + "/"}, 0}, {[]string{dead.URL, mirror.URL}, 0}, {[]string{"http://127.0.0.1:1"}, 1}} {
		s := OpenStore(t.TempDir(), nil)
		m := manifest(File{Path: "model.safetensors", URL: origin.URL + "/a/model.safetensors"})
		if _, err := s.Add(t.Context(), m, quick(AddOptions{Mirrors: c.mirrors})); err != nil {
			t.Fatal(err, engine.AsFault(err).Cause)
		}
		if n := len(origin.asked()); n != c.origin {
			t.Errorf("%v: the origin was asked %d times", c.mirrors, n)
		}
	}
}

// TestRedirects: the digest that the first answer states counts, and nobody is
// led from an encrypted address to one that is not.
func TestRedirects(t *testing.T) {
	right := weights(1)
	store := serve(t, right)
	lead := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Linked-Etag", `"`+sum(weights(2))+`"`)
		http.Redirect(w, r, store.URL, http.StatusFound)
	}
	hub := serve(t, nil, lead, lead)
	o := quick(AddOptions{})
	_, err := OpenStore(t.TempDir(), nil).Add(t.Context(), manifest(File{Path: "model.safetensors", URL: hub.URL}), o)
	wantCode(t, err, "pack.digest")
	secure := httptest.NewTLSServer(http.RedirectHandler(store.URL, http.StatusFound))
	defer secure.Close()
	o.Client = secure.Client()
	_, err = OpenStore(t.TempDir(), nil).Add(t.Context(), manifest(File{Path: "model.safetensors", URL: secure.URL}), o)
	wantCode(t, err, "pack.download")
	if !strings.Contains(engine.AsFault(err).Cause, "encryption") {
		t.Error(engine.AsFault(err).Cause)
	}
}

// TestTooLittleDisk is told before anything is fetched.
func TestTooLittleDisk(t *testing.T) {
	web := serve(t, weights(1))
	m := manifest(File{Path: "model.safetensors", URL: web.URL})
	m.About = 10 << 30
	s := OpenStore(t.TempDir(), nil)
	s.free = func(string) (int64, error) { return 5 << 30, nil }
	_, err := s.Add(t.Context(), m, quick(AddOptions{}))
	wantCode(t, err, "pack.disk")
	if len(web.asked()) > 0 {
		t.Error("something was fetched")
	}
}

// TestKilled: another process is killed in the middle of a download; the next
// one goes on where it was.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("PACK_TEST_DIR"); dir != "" {
		m := manifest(File{Path: "model.safetensors", URL: os.Getenv("PACK_TEST_URL"), SHA256: sum(weights(1))})
		_, _ = OpenStore(dir, nil).Add(t.Context(), m, AddOptions{Accepted: true})
		return
	}
	right := weights(1)
	begun := make(chan struct{})
	web := serve(t, right, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(right)))
		_, _ = w.Write(right[:1234])
		w.(http.Flusher).Flush()
		close(begun)
		<-r.Context().Done()
	})
	s := OpenStore(t.TempDir(), nil)
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestKilled$")
	c.Env = append(os.Environ(), "PACK_TEST_DIR="+s.dir, "PACK_TEST_URL="+web.URL)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-begun
	part := filepath.Join(s.staging("tiny"), partsName, "0")
	for deadline := time.Now().Add(20 * time.Second); ; {
		if info, err := os.Stat(part); err == nil && info.Size() == 1234 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing arrived")
		}
		time.Sleep(time.Millisecond) // another process cannot tell when it has written
	}
	if err := errors.Join(c.Process.Kill(), ignoreExit(c.Wait())); err != nil {
		t.Fatal(err)
	}
	if s.Leftovers()["tiny"] < 1234 {
		t.Error("what arrived is gone")
	}
	m := manifest(File{Path: "model.safetensors", URL: web.URL, SHA256: sum(right)})
	if _, err := s.Add(t.Context(), m, quick(AddOptions{})); err != nil {
		t.Fatal(err, engine.AsFault(err).Cause)
	}
	if got := web.asked(); len(got) != 2 || got[1] != "bytes=1234-" {
		t.Errorf("asked for %q", got)
	}
	if len(s.Leftovers()) > 0 {
		t.Error("parts are left")
	}
}

func ignoreExit(err error) error {
	var e *exec.ExitError
	if errors.As(err, &e) {
		return nil
	}
	return err
}
