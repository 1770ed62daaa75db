package bridge_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"lookbook/ui/bridge"
)

// TestAtMostTwentyPostsASecond floods the bridge for two seconds of virtual time.
func TestAtMostTwentyPostsASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		posts, shown := 0, 0
		b := bridge.NewWith(func(f func()) { posts++; f() })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); b.Run(ctx) }()
		last := 0
		for i := range 2000 {
			b.Put("state", func() { last = i; shown++ })
			time.Sleep(time.Millisecond)
		}
		time.Sleep(bridge.Interval)
		synctest.Wait()
		cancel()
		<-done
		if posts > 42 || posts < 35 {
			t.Errorf("%d posts in two seconds", posts)
		}
		if last != 1999 {
			t.Errorf("the newest state was lost: last shown %d", last)
		}
		if shown != posts {
			t.Errorf("%d states shown in %d posts: old ones were kept", shown, posts)
		}
	})
}

func TestOneBatchKeepsTheOrderOfKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		b := bridge.NewWith(func(f func()) { f() })
		for _, k := range []string{"a", "b", "a", "c"} {
			b.Put(k, func() { got = append(got, k) })
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); b.Run(ctx) }()
		synctest.Wait()
		cancel()
		<-done
		if !slices.Equal(got, []string{"a", "b", "c"}) {
			t.Errorf("ran %q", got)
		}
	})
}
