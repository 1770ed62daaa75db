// Package stage keeps results of stages between runs, so that a second
// garment on the same photo need not look at the photo again.
//
// Words: an entry is the bytes of one stage's result; its key names everything
// that the result depends on (digests of inputs, corrections, version of the
// algorithm), so an entry is never out of date, only unused. A Cache keeps
// entries as files, a Memo decoded values in memory; use the Memo in front of
// the Cache.
//
// A cache may lose anything at any time and never lies: an entry that was cut
// short or altered counts as missing.
package stage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Format of an entry: magic, SHA-256 of the key and the payload, payload. The
// key is part of the sum, so a file under a wrong name counts as missing.
const magic = "LBSTAGE1"

const headSize = len(magic) + sha256.Size

const (
	suffix     = ".stage"
	tempPrefix = "new-"
	// abandoned is the age at which a temporary file belongs to a process
	// that died; writing takes far less.
	abandoned = time.Hour
	// keep is the share of the limit that stays after clearing, so that not
	// every Put has to clear.
	keepNum, keepDen = 9, 10
)

// Cache keeps entries as files of one folder. Several goroutines and several
// processes may use the same folder.
type Cache struct {
	dir string
	max int64

	mu   sync.Mutex
	size int64 // own estimate; others may write too, clear counts anew
}

// Open returns the cache in dir, which is created when missing, holding at most
// about maxBytes of files. Nothing needs to be closed.
func Open(dir string, maxBytes int64) (*Cache, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open stage cache: %w", err)
	}
	c := &Cache{dir: dir, max: maxBytes}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clear()
	return c, nil
}

// Key makes one key of several parts; different lists give different keys.
func Key(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// path is the file of a key; hashing makes any key a legal name.
func (c *Cache) path(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:])+suffix)
}

// Get returns the bytes that were put under key. The caller may keep and change
// them.
func (c *Cache) Get(key string) ([]byte, bool) {
	path := c.path(key)
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	payload, ok := open(key, b)
	if !ok {
		_ = os.Remove(path)
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // clear removes what was unused for longest
	return payload, true
}

// Put keeps b under key. An error means that it was not kept, which costs only
// time later; callers may ignore it.
func (c *Cache) Put(key string, b []byte) error {
	size := int64(headSize + len(b))
	if size > c.max {
		return fmt.Errorf("stage result of %d bytes is larger than the whole cache", len(b))
	}
	if err := c.write(c.path(key), seal(key, b)); err != nil {
		return fmt.Errorf("keep stage result: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size += size; c.size > c.max {
		c.clear()
	}
	return nil
}

// write writes a file that is there entirely or not at all. It is not synced:
// after a power cut the checksum tells.
func (c *Cache) write(path string, b []byte) error {
	f, err := os.CreateTemp(c.dir, tempPrefix+"*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// clear counts the files and removes the ones unused for longest when they are
// too many. Called with the lock.
func (c *Cache) clear() {
	files, size := c.list()
	if size > c.max {
		slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
		for _, f := range files {
			if size <= c.max/keepDen*keepNum {
				break
			}
			// Another process may have removed it first: just as well.
			if err := os.Remove(filepath.Join(c.dir, f.Name())); err == nil || errors.Is(err, fs.ErrNotExist) {
				size -= f.Size()
			}
		}
	}
	c.size = size
}

// list returns the entries and their sum, and removes abandoned files.
func (c *Cache) list() (files []fs.FileInfo, size int64) {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return nil, 0
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		switch {
		case strings.HasSuffix(e.Name(), suffix):
			files = append(files, info)
			size += info.Size()
		case strings.HasPrefix(e.Name(), tempPrefix) && time.Since(info.ModTime()) > abandoned:
			_ = os.Remove(filepath.Join(c.dir, e.Name()))
		}
	}
	return files, size
}

// seal builds the file of an entry.
func seal(key string, payload []byte) []byte {
	out := make([]byte, 0, headSize+len(payload))
	out = append(out, magic...)
	out = append(out, checksum(key, payload)...)
	return append(out, payload...)
}

// open returns the payload of an entry's file, or false when it is damaged or
// belongs to another key.
func open(key string, b []byte) ([]byte, bool) {
	if len(b) < headSize || string(b[:len(magic)]) != magic {
		return nil, false
	}
	payload := b[headSize:]
	return payload, bytes.Equal(b[len(magic):headSize], checksum(key, payload))
}

func checksum(key string, payload []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d:%s", len(key), key)
	h.Write(payload)
	return h.Sum(nil)
}
