package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"lookbook/app"
	"lookbook/app/apptest"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/storage"
	"lookbook/storage/storagetest"
)

// childEnv names the data folder on which a child process of this test works.
const childEnv = "LOOKBOOK_APP_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		fmt.Fprintln(os.Stderr, workForEver(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// workForEver makes one result after the other from what the catalogue holds
// and prints the ID of each that was acknowledged.
func workForEver(dir string) error {
	ctx := context.Background()
	s, err := app.Open(ctx, app.Options{DataDir: dir, Engine: enginetest.New(enginetest.Options{}), Pictures: apptest.Pictures{}})
	if err != nil {
		return err
	}
	items, err := s.Items(ctx, app.Page{})
	if err != nil {
		return err
	}
	o := app.Order{PersonID: items[1].ID, Garments: []app.OrderGarment{{ItemID: items[0].ID}}}
	for seed := uint64(os.Getpid()) * 10_000; ; seed++ {
		o.Seed = seed
		r, err := s.Plan(ctx, o)
		if err != nil {
			return err
		}
		v, err := s.TryOn(ctx, r, "", nil)
		if err != nil {
			return err
		}
		fmt.Println(v.ID)
	}
}

// spawn starts a child on dir and kills it after n results; it returns the
// acknowledged ones.
func spawn(t *testing.T, dir string, n int) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Error(err)
		return nil
	}
	if err := child.Start(); err != nil {
		t.Error(err)
		return nil
	}
	var ids []string
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if ids = append(ids, strings.TrimSpace(line)); len(ids) == n {
			if err := child.Process.Kill(); err != nil { // goes on reading what was acknowledged before it died
				t.Error(err)
			}
		}
	}
	if err := child.Wait(); len(ids) < n {
		t.Errorf("the child ended by itself after %d results: %v", len(ids), err)
	}
	return ids
}

func TestNoFinishedPictureIsLostWhenKilled(t *testing.T) {
	dir := t.TempDir()
	fake := enginetest.New(enginetest.Options{})
	b := benchAt(t, dir, fake) // stays open: a window beside the command line
	var mu sync.Mutex
	made := map[string]bool{}
	for round := 1; round <= 3; round++ {
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				ids := spawn(t, dir, 4*round)
				mu.Lock()
				defer mu.Unlock()
				for _, id := range ids {
					made[id] = true
				}
			})
		}
		all.Wait()
		v := b.try(t, uint64(round))
		made[v.ID] = true
		checkAll(t, b.Studio, made)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again := apptest.OpenAt(t, dir, fake)
	checkAll(t, again, made)
	if err := again.Check(context.Background()); err != nil {
		t.Error(err)
	}
	wantClean(t, dir)
}

// checkAll wants every acknowledged variant, and every listed one whole.
func checkAll(t *testing.T, s *app.Studio, made map[string]bool) {
	t.Helper()
	list, err := s.History(context.Background(), app.Page{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, v := range list {
		got[v.ID] = true
		if len(v.Verdicts) != 3 || len(v.Thumb) == 0 {
			t.Errorf("variant %s is half there", v.ID)
		}
		for _, p := range []string{v.Picture, v.Before} {
			if _, err := os.Stat(p); err != nil {
				t.Error(err)
			}
		}
	}
	for id := range made {
		if !got[id] {
			t.Errorf("acknowledged variant %s is lost", id)
		}
	}
}

func TestAFullDiskIsSaidAndLosesNothing(t *testing.T) {
	dir := t.TempDir()
	fake := enginetest.New(enginetest.Options{})
	b := benchAt(t, dir, fake)
	before := b.try(t, 1)
	r := b.recipe(t, 2)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	disk := &storagetest.FullDisk{}
	s, err := app.Open(context.Background(), app.Options{
		DataDir: dir, Engine: fake, Pictures: apptest.Pictures{}, Storage: storage.Options{Disk: disk},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	src := app.Source{Path: enginetest.Paint(t, "new.png", 40, 40)}
	out := s.Ingest(context.Background(), []app.Source{src}, engine.AsAuto, nil)
	wantCode(t, out[0].Err, "storage.full")
	_, err = s.TryOn(context.Background(), r, "", nil)
	wantCode(t, err, "storage.full")
	wantClean(t, dir)
	if list, err := s.History(context.Background(), app.Page{}); err != nil || len(list) != 1 || list[0].ID != before.ID {
		t.Errorf("history %+v %v", list, err)
	}
	disk.Room.Store(1 << 30)
	if _, err := s.TryOn(context.Background(), r, "", nil); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestADataFolderOfANewerVersionIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	storagetest.NewerCatalog(t, dir)
	_, err := app.Open(context.Background(), app.Options{
		DataDir: dir, Engine: enginetest.New(enginetest.Options{}), Pictures: apptest.Pictures{},
	})
	wantCode(t, err, "storage.newer")
}
