package pack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lookbook/engine"
)

// Names inside a folder that is put together.
const partsName = "parts"

const (
	defaultStall = 30 * time.Second
	defaultTries = 8
	// Between tries there is a pause that doubles from the first to the last.
	firstPause, lastPause = 200 * time.Millisecond, 10 * time.Second
	maxRedirects          = 10
)

// fetch downloads what is not there yet and installs it. What has arrived when
// it fails stays for the next time.
func (s *Store) fetch(ctx context.Context, p *Installed, o AddOptions) error {
	for _, f := range p.Files {
		if f.URL == "" {
			return noSource(p.Name)
		}
	}
	if len(p.Files) == 0 {
		return noSource(p.Name)
	}
	dir := s.staging(p.Name)
	if err := os.MkdirAll(filepath.Join(dir, partsName), 0o700); err != nil {
		return diskFault(dir, err)
	}
	g := newGetter(p, dir, s.room, o)
	if err := s.room(p.Size() - s.Leftovers()[p.Name]); err != nil {
		return err
	}
	for i := range p.Files {
		if err := g.file(ctx, i); err != nil {
			if ctx.Err() != nil {
				return engine.AsFault(ctx.Err())
			}
			return err
		}
	}
	for i := range p.Files {
		if err := look(filepath.Join(dir, filesName), "", &p.Files[i]); err != nil {
			return diskFault(dir, err)
		}
	}
	p.Root, p.Sub, p.Linked = "", "", false
	if err := os.RemoveAll(filepath.Join(dir, partsName)); err != nil {
		return diskFault(dir, err)
	}
	if err := s.install(ctx, dir, p); err != nil {
		var f *engine.Fault
		if errors.As(err, &f) && f.Kind == engine.FaultWeights {
			// What came is not what the manifest says; keeping it would fail again.
			return errors.Join(err, os.RemoveAll(dir))
		}
		return err
	}
	p.Root = filepath.Join(s.dir, p.Name, filesName)
	return nil
}

// getter fetches the files of one pack.
type getter struct {
	p       *Installed
	dir     string
	room    func(int64) error
	client  *http.Client
	stall   time.Duration
	tries   int
	mirrors []string
	seen    func(Transfer)
	// before is the number of bytes of the files that are done.
	before int64
}

func newGetter(p *Installed, dir string, room func(int64) error, o AddOptions) *getter {
	g := &getter{p: p, dir: dir, room: room, stall: o.Stall, tries: o.Tries, mirrors: o.Mirrors, seen: o.Seen}
	if g.stall == 0 {
		g.stall = defaultStall
	}
	if g.tries == 0 {
		g.tries = defaultTries
	}
	c := http.Client{}
	if o.Client != nil {
		c = *o.Client
	}
	c.CheckRedirect = checkRedirect
	g.client = &c
	return g
}

// checkRedirect follows a few redirects, but never from an encrypted address to
// one that is not.
func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errors.New("too many redirects")
	}
	if via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https" {
		return errors.New("a redirect to an address without encryption")
	}
	return nil
}

// addresses are where a file may be, mirrors first.
func (g *getter) addresses(f File) (out []string) {
	u, err := url.Parse(f.URL)
	if err != nil {
		return nil
	}
	for _, m := range g.mirrors {
		out = append(out, strings.TrimSuffix(m, "/")+u.RequestURI())
	}
	return append(out, f.URL)
}

// file makes sure that the i-th file is there, whole and right.
func (g *getter) file(ctx context.Context, i int) error {
	f := &g.p.Files[i]
	done := filepath.Join(g.dir, filesName, filepath.FromSlash(f.Path))
	if info, err := os.Stat(done); err == nil {
		if sum, err := digest(ctx, done, nil); err == nil && (f.SHA256 == "" || sum == f.SHA256) && (f.Size == 0 || f.Size == info.Size()) {
			f.SHA256, f.Size = sum, info.Size()
			g.before += info.Size()
			return nil
		}
		if err := os.Remove(done); err != nil {
			return diskFault(done, err)
		}
	}
	t := &transfer{g: g, f: f, part: filepath.Join(g.dir, partsName, fmt.Sprint(i))}
	var err error
	for _, a := range g.addresses(*f) {
		if err = g.insist(ctx, t, a); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		var fault *engine.Fault
		if errors.As(err, &fault) {
			return fault
		}
		return notFetched(g.p.Name, f.Path, err)
	}
	if err := os.MkdirAll(filepath.Dir(done), 0o700); err != nil {
		return diskFault(done, err)
	}
	if err := os.Rename(t.part, done); err != nil {
		return diskFault(done, err)
	}
	g.before += f.Size
	return nil
}

// insist tries an address until a file is whole and right, as long as it gets
// further.
func (g *getter) insist(ctx context.Context, t *transfer, address string) error {
	wrong, best := false, t.size()
	for failed := 0; ; {
		err := t.run(ctx, address)
		if err == nil {
			if err = t.judge(ctx); err == nil {
				return nil
			}
			var f *engine.Fault
			if !errors.As(err, &f) || f.Code != "pack.digest" || wrong {
				return err
			}
			wrong = true // one new beginning: the part may have been damaged
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var final *finalError
		var fault *engine.Fault
		if errors.As(err, &final) || errors.As(err, &fault) {
			return err
		}
		failed++
		if now := t.size(); now > best {
			failed, best = 0, now
		}
		if failed >= g.tries {
			return err
		}
		if err := pause(ctx, min(firstPause<<failed, lastPause, g.stall)); err != nil {
			return err
		}
	}
}

// pause waits unless ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
