package ortlib

import (
	"regexp"
	"strings"
	"testing"
)

func TestSources(t *testing.T) {
	digest := regexp.MustCompile(`^[0-9a-f]{64}$`)
	covered := map[string]bool{}
	for _, s := range Sources() {
		if !digest.MatchString(s.SHA256) || s.Package == "" || s.Providers == "" || !strings.Contains(s.File, Version) {
			t.Errorf("incomplete: %+v", s)
		}
		if s.Kind == "wheel" && s.Tag == "" {
			t.Errorf("%s has no platform tag", s.File)
		}
		for platform, members := range s.Members {
			covered[platform] = true
			goos, _, _ := strings.Cut(platform, "/")
			if members[0].Name != LibraryName(goos) {
				t.Errorf("%s: the first member for %s is %s", s.File, platform, members[0].Name)
			}
			for _, m := range members {
				if !digest.MatchString(m.SHA256) || m.Size < 1e6 || m.Path == "" || strings.ContainsAny(m.Name, `/\`) {
					t.Errorf("%s: incomplete member %+v", s.File, m)
				}
			}
		}
	}
	for _, p := range []string{"linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64", "darwin/arm64"} {
		if !covered[p] {
			t.Errorf("no library for %s", p)
		}
	}
}

func TestCacheDirHoldsTheVersion(t *testing.T) {
	dir, err := CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(dir, "lookbook") || !strings.HasSuffix(dir, Version) {
		t.Error(dir)
	}
}
