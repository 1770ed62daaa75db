package body_test

import (
	"strings"
	"testing"

	"lookbook/assets/body"
)

// maxBytes is the room that the binary grants the body.
const maxBytes = 10 << 20

func TestTheFileIsTheOneThatTheNoticeNames(t *testing.T) {
	if !strings.Contains(body.Notice(), body.Digest()) {
		t.Errorf("NOTICE.md does not name the digest %s of body.bin.gz: make the file again or correct the notice", body.Digest())
	}
	if !strings.Contains(body.Notice(), "CC0") {
		t.Error("NOTICE.md does not say under which licence the data are")
	}
	if n := len(body.Bytes()); n > maxBytes {
		t.Errorf("body.bin.gz takes %d bytes, at most %d are granted", n, maxBytes)
	}
}
