package targets_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"lookbook/assets/targets"
)

func TestTheFileIsSmallAndNamed(t *testing.T) {
	b := targets.Bytes()
	if !bytes.HasPrefix(b, []byte("LBTARGETS1\n")) || len(b) > 600_000 {
		t.Errorf("%d bytes, begins with %q", len(b), b[:min(len(b), 11)])
	}
	notice, err := os.ReadFile("NOTICE.md")
	if err != nil || !strings.Contains(string(notice), "CC0") {
		t.Errorf("%v: %s", err, notice)
	}
}
