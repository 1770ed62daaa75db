package pack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// transfer fetches one file into a part file, which may be there to some extent.
type transfer struct {
	g    *getter
	f    *File
	part string
	// stated is the digest that the source itself gives, "" for none.
	stated string
}

// finalError is an answer that asking again does not change.
type finalError struct{ words string }

func (e *finalError) Error() string { return e.words }

var errStalled = errors.New("no byte came for too long")

// maxUnknown bounds a file whose length nobody says: configurations and
// vocabularies.
const maxUnknown = 64 << 20

// size of what has arrived.
func (t *transfer) size() int64 {
	info, err := os.Stat(t.part)
	if err != nil {
		return 0
	}
	return info.Size()
}

// tag is the version of the file that the part belongs to.
func (t *transfer) tag() string {
	b, err := os.ReadFile(t.part + ".tag")
	if err != nil || len(b) > 512 {
		return ""
	}
	return string(b)
}

// run asks for what is missing and appends it.
func (t *transfer) run(ctx context.Context, address string) error {
	had := t.size()
	if t.f.Size > 0 && had == t.f.Size {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(t.g.stall, func() { cancel(errStalled) })
	defer watch.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return &finalError{err.Error()}
	}
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", "lookbook")
	// Without its tag a part may belong to another version of the file; only a
	// digest that is known beforehand would tell.
	if tag := t.tag(); had > 0 && (tag != "" || t.f.SHA256 != "") {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", had))
		if tag != "" {
			req.Header.Set("If-Range", tag)
		}
	}
	res, err := t.g.client.Do(req)
	if err != nil {
		return reason(ctx, err)
	}
	defer res.Body.Close()
	at, total, err := t.answer(res, had)
	if err != nil {
		return err
	}
	if err := t.g.room(max(total-at, 0)); err != nil {
		return err
	}
	return reason(ctx, t.receive(res.Body, at, total, func() { watch.Reset(t.g.stall) }))
}

// reason is why a context ended, where that is why something failed.
func reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause
	}
	return err
}

// answer reads the head of an answer: at which byte its body begins, and how
// long the whole file is (-1 when it does not say).
func (t *transfer) answer(res *http.Response, had int64) (at, total int64, err error) {
	for r := res; r != nil; r = r.Request.Response { // redirects say it first
		if s := strings.Trim(r.Header.Get("X-Linked-Etag"), `"`); goodDigest.MatchString(s) {
			t.stated = s
		}
	}
	switch res.StatusCode {
	case http.StatusOK:
		total = res.ContentLength
	case http.StatusPartialContent:
		if at, total, err = contentRange(res.Header.Get("Content-Range")); err == nil && at != had {
			err = fmt.Errorf("from byte %d", at)
		}
		if err != nil {
			return 0, 0, t.restart(fmt.Errorf("a part was sent that was not asked for (%w)", err))
		}
	case http.StatusRequestedRangeNotSatisfiable:
		return 0, 0, t.restart(errors.New("the part is longer than the file"))
	default:
		return 0, 0, refusal(res)
	}
	switch {
	case t.f.Size > 0 && total >= 0 && total != t.f.Size, total > maxFileSize:
		return 0, 0, wrongBytes(t.g.p.Name, t.f.Path)
	case t.f.Size > 0:
		total = t.f.Size
	}
	tag := res.Header.Get("ETag")
	if strings.HasPrefix(tag, "W/") { // says nothing about bytes
		tag = ""
	}
	if err := os.WriteFile(t.part+".tag", []byte(tag), 0o600); err != nil {
		return 0, 0, diskFault(t.part, err)
	}
	return at, total, nil
}

// refusal is final unless the server may answer otherwise in a while.
func refusal(res *http.Response) error {
	switch {
	case res.StatusCode >= http.StatusInternalServerError, res.StatusCode == http.StatusTooManyRequests,
		res.StatusCode == http.StatusRequestTimeout:
		return errors.New(res.Status)
	}
	return &finalError{res.Status}
}

// restart drops what has arrived.
func (t *transfer) restart(why error) error {
	if err := os.Remove(t.part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return diskFault(t.part, err)
	}
	return why
}

// contentRange reads "bytes 5-9/10".
func contentRange(s string) (at, total int64, err error) {
	rest, ok := strings.CutPrefix(s, "bytes ")
	span, all, ok2 := strings.Cut(rest, "/")
	from, _, ok3 := strings.Cut(span, "-")
	if !ok || !ok2 || !ok3 {
		return 0, 0, fmt.Errorf("the range %.60q cannot be read", s)
	}
	if at, err = strconv.ParseInt(from, 10, 64); err != nil {
		return 0, 0, err
	}
	if all == "*" {
		return at, -1, nil
	}
	total, err = strconv.ParseInt(all, 10, 64)
	return at, total, err
}

// receive appends a body to the part from byte at on; more than total is
// refused, less is an error that leaves what came.
func (t *transfer) receive(body io.Reader, at, total int64, alive func()) (err error) {
	out, err := os.OpenFile(t.part, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return diskFault(t.part, err)
	}
	defer func() {
		if e := errors.Join(out.Sync(), out.Close()); e != nil && err == nil {
			err = diskFault(t.part, e)
		}
	}()
	if err := out.Truncate(at); err != nil {
		return diskFault(t.part, err)
	}
	limit := total
	if total < 0 {
		limit = maxUnknown
	}
	buf := make([]byte, 256<<10)
	for {
		n, readErr := body.Read(buf)
		alive()
		if at+int64(n) > limit {
			return errors.Join(t.restart(nil), wrongBytes(t.g.p.Name, t.f.Path))
		}
		if _, err := out.WriteAt(buf[:n], at); err != nil {
			return diskFault(t.part, err)
		}
		at += int64(n)
		t.tell(at)
		switch {
		case errors.Is(readErr, io.EOF) && total >= 0 && at < total:
			return io.ErrUnexpectedEOF
		case errors.Is(readErr, io.EOF):
			return nil
		case readErr != nil:
			return readErr
		}
	}
}

func (t *transfer) tell(at int64) {
	if t.g.seen != nil {
		t.g.seen(Transfer{File: t.f.Path, Done: t.g.before + at, Total: t.g.p.Size()})
	}
}

// judge compares what has arrived with what was asked for; what is wrong is
// removed.
func (t *transfer) judge(ctx context.Context) error {
	sum, err := digest(ctx, t.part, nil)
	if err != nil {
		return diskFault(t.part, err)
	}
	want := t.f.SHA256
	if want == "" {
		want = t.stated
	}
	if want != "" && sum != want {
		return errors.Join(t.restart(nil), wrongBytes(t.g.p.Name, t.f.Path))
	}
	t.f.SHA256, t.f.Size = sum, t.size()
	return nil
}
