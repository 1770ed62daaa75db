package storagetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"lookbook/storage"
)

// writerEnv names the data folder on which a Writer works.
const writerEnv = "LOOKBOOK_STORAGE_TEST_WRITER"

// Main is the TestMain of a package that uses KillWriter: in the child process
// it writes for ever, else it runs the tests.
func Main(m *testing.M) {
	dir := os.Getenv(writerEnv)
	if dir == "" {
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, writeForEver(dir))
	os.Exit(1)
}

// writeForEver puts items and variants and prints the ID of each that was
// acknowledged, until an error ends it.
func writeForEver(dir string) error {
	ctx := context.Background()
	s, err := storage.Open(ctx, dir, storage.Options{})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		name := fmt.Sprintf("%d of process %d %s", i, os.Getpid(), strings.Repeat("long ", 20_000))
		v := Variant(name, "picture "+name, "before")
		if err := PutVariant(ctx, s, v, "picture "+name, "before"); err != nil {
			return err
		}
		fmt.Println("variant", v.ID)
		item := Item(name)
		item.Name = "short"
		g, err := s.Blobs().Stage(ctx, strings.NewReader(name))
		if err != nil {
			return err
		}
		if err := s.PutItem(ctx, item, []byte("thumb"), g); err != nil {
			return err
		}
		fmt.Println("item", item.ID)
	}
}

// KillWriter runs a Writer on the data folder dir in a child process, kills it
// with SIGKILL as soon as n writes were acknowledged, and returns what it
// printed: "item ID" or "variant ID". The package's TestMain must be Main.
func KillWriter(t testing.TB, dir string, n int) []string {
	t.Helper()
	child := exec.CommandContext(context.Background(), os.Args[0])
	child.Env = append(os.Environ(), writerEnv+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Error(err)
		return nil
	}
	var done []string
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break // a last line without its end was not acknowledged
		}
		if done = append(done, strings.TrimSpace(line)); len(done) == n {
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := child.Wait(); len(done) < n {
		t.Errorf("the writer ended by itself after %d writes: %v", len(done), err)
	}
	return done
}
