package networks

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

func TestSumsMatchBytes(t *testing.T) {
	var want strings.Builder
	for _, name := range Names() {
		b, err := Bytes(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		fmt.Fprintf(&want, "%s  %s.onnx\n", hex.EncodeToString(sum[:]), name)
	}
	if sums != want.String() {
		t.Errorf("SHA256SUMS says\n%s\nthe embedded bytes are\n%s", sums, want.String())
	}
}

func TestEveryNetworkHasANotice(t *testing.T) {
	for _, name := range Names() {
		if !strings.Contains(Notice(), "`"+name+"`") {
			t.Errorf("NOTICE.md does not mention %s", name)
		}
	}
	for _, text := range []string{"Apache License", "converted to ONNX, weights stored as float16"} {
		if !strings.Contains(Notice(), text) {
			t.Errorf("NOTICE.md lacks %q", text)
		}
	}
}

func TestUnknownName(t *testing.T) {
	if _, err := Bytes("resnet"); err == nil || !strings.Contains(err.Error(), "u2netp") {
		t.Errorf("got %v, want an error that lists the names", err)
	}
}

func TestDigest(t *testing.T) {
	if d := Digest(); len(d) != 64 || d != Digest() {
		t.Errorf("digest %q", d)
	}
}
