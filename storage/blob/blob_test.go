package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"lookbook/storage/blob"
	"lookbook/storage/internal/disk"
	"lookbook/storage/internal/fail"
)

func open(t testing.TB, d disk.Disk) (*blob.Store, string) {
	t.Helper()
	dir, temp := t.TempDir(), t.TempDir()
	s, err := blob.New(filepath.Join(dir, "blobs"), temp, d)
	if err != nil {
		t.Fatal(err)
	}
	return s, temp
}

func empty(t *testing.T, dir string) {
	t.Helper()
	if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
		t.Errorf("%s holds %v (%v)", dir, list, err)
	}
}

func TestABlobIsNamedByItsContent(t *testing.T) {
	s, temp := open(t, disk.OS{})
	ctx := context.Background()
	// sha256("abc"), FIPS 180-4 example.
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	for range 2 { // the second time it is there already
		got, err := s.Put(ctx, blob.Originals, strings.NewReader("abc"))
		if err != nil || got != abc {
			t.Fatalf("%s %v", got, err)
		}
	}
	if p := s.Path(blob.Originals, abc); !strings.HasSuffix(filepath.ToSlash(p), "originals/ba/78/"+abc) {
		t.Error(p)
	}
	if s.Has(blob.Results, abc) || !s.Has(blob.Originals, abc) {
		t.Error("a blob belongs to one space")
	}
	if err := s.Verify(ctx, blob.Originals, abc); err != nil {
		t.Error(err)
	}
	empty(t, temp)
	if err := errors.Join(s.Remove(blob.Originals, abc), s.Remove(blob.Originals, abc)); err != nil {
		t.Error(err)
	}
	if err := s.Verify(ctx, blob.Originals, abc); !errors.Is(err, fail.ErrNotFound) {
		t.Error(err)
	}
}

func TestVerifyFindsChangedBytes(t *testing.T) {
	s, _ := open(t, disk.OS{})
	d, err := s.Put(context.Background(), blob.Results, strings.NewReader("picture"))
	if err != nil {
		t.Fatal(err)
	}
	p := s.Path(blob.Results, d)
	if err := errors.Join(os.Chmod(p, 0o600), os.WriteFile(p, []byte("pictura"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(context.Background(), blob.Results, d); !errors.Is(err, fail.ErrDamaged) {
		t.Error(err)
	}
}

func TestNamesThatAreNoDigestsLeadNowhere(t *testing.T) {
	s, _ := open(t, disk.OS{})
	for _, d := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63), strings.Repeat("/", 64)} {
		if p := s.Path(blob.Originals, d); p != "" || s.Has(blob.Originals, d) {
			t.Errorf("%q gives %q", d, p)
		}
		if err := s.Verify(context.Background(), blob.Originals, d); !errors.Is(err, fail.ErrNotFound) {
			t.Errorf("%q: %v", d, err)
		}
	}
}

// badReader fails after some bytes.
type badReader struct{ err error }

func (r badReader) Read(b []byte) (int, error) { return copy(b, "some"), r.err }

func TestAFailedStageLeavesNothing(t *testing.T) {
	s, temp := open(t, disk.OS{})
	broken := errors.New("the camera was unplugged")
	if _, err := s.Stage(context.Background(), badReader{broken}); !errors.Is(err, broken) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	endless := io.MultiReader(strings.NewReader("x"), cancelReader{cancel})
	if _, err := s.Stage(ctx, endless); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	empty(t, temp)
}

// cancelReader never ends, but cancels.
type cancelReader struct{ cancel func() }

func (r cancelReader) Read(b []byte) (int, error) { r.cancel(); return len(b), nil }

// noRename is a disk that fails when a file gets its name.
type noRename struct{ disk.OS }

func (noRename) Rename(string, string) error { return os.ErrPermission }

func TestAFailedKeepLeavesNothingVisible(t *testing.T) {
	s, temp := open(t, noRename{})
	d, err := s.Put(context.Background(), blob.Results, strings.NewReader("picture"))
	if !errors.Is(err, fail.ErrNoPermission) || s.Has(blob.Results, d) {
		t.Error(err)
	}
	empty(t, temp)
}

func TestAdoptMovesAFile(t *testing.T) {
	s, temp := open(t, disk.OS{})
	p := filepath.Join(temp, "result.png")
	if err := os.WriteFile(p, []byte("picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	g, err := s.Adopt(context.Background(), p)
	if err != nil || g.Size != 7 {
		t.Fatal(err)
	}
	if err := g.Keep(blob.Results); err != nil || !s.Has(blob.Results, g.Digest) {
		t.Error(err)
	}
	empty(t, temp)
	g.Discard()
	if !s.Has(blob.Results, g.Digest) {
		t.Error("Discard after Keep removed the blob")
	}
}

func TestASpoiledBlobOfAnotherSizeIsReplaced(t *testing.T) {
	s, _ := open(t, disk.OS{})
	ctx := context.Background()
	d, err := s.Put(ctx, blob.Results, strings.NewReader("picture"))
	if err != nil {
		t.Fatal(err)
	}
	p := s.Path(blob.Results, d)
	if err := errors.Join(os.Chmod(p, 0o600), os.Truncate(p, 3)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, blob.Results, strings.NewReader("picture")); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(ctx, blob.Results, d); err != nil {
		t.Error(err)
	}
}

func TestTheSameBytesAtTheSameTime(t *testing.T) {
	s, temp := open(t, disk.OS{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := s.Put(context.Background(), blob.Results, bytes.NewReader(make([]byte, 1<<20))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	empty(t, temp)
	var found []string
	err := s.Walk(context.Background(), blob.Results, func(d string) error { found = append(found, d); return nil })
	if err != nil || len(slices.Compact(found)) != 1 {
		t.Errorf("%v %v", found, err)
	}
}

func BenchmarkPut1MB(b *testing.B) {
	s, _ := open(b, disk.OS{})
	data := make([]byte, 1<<20)
	b.SetBytes(int64(len(data)))
	for i := 0; b.Loop(); i++ {
		data[0], data[1], data[2] = byte(i), byte(i>>8), byte(i>>16)
		if _, err := s.Put(context.Background(), blob.Results, bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}
