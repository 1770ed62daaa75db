package imaging

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"lookbook/engine"
)

func TestXMPTravels(t *testing.T) {
	small := []byte(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x/>ż<?xpacket end="w"?>`)
	for _, name := range []string{"plain.png", "p3.jpg", "adobe-by-exif.jpg", "gray.jpg", "animated.png"} {
		for _, packet := range [][]byte{small, bytes.Repeat([]byte("x"), maxJPEGXMP), {}} {
			file := fixture(t, name)
			if had, err := ReadXMP(file); had != nil || err != nil {
				t.Fatalf("%s: had %q %v", name, had, err)
			}
			once, err := EmbedXMP(file, []byte("old"))
			if err != nil {
				t.Fatal(err)
			}
			twice, err := EmbedXMP(once, packet)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ReadXMP(twice)
			if err != nil || !bytes.Equal(got, packet) {
				t.Errorf("%s: got %.40q %v", name, got, err)
			}
			if bytes.Contains(twice, []byte("old")) {
				t.Errorf("%s: the old packet is still there", name)
			}
			before, _ := Decode(context.Background(), file, name, Limits{})
			after, err := Decode(context.Background(), twice, name, Limits{})
			if err != nil || !bytes.Equal(before.Image.Pix, after.Image.Pix) || before.Profile != after.Profile {
				t.Errorf("%s: the picture changed: %v", name, err)
			}
		}
	}
}

func TestXMPLargeAndForeign(t *testing.T) {
	big := bytes.Repeat([]byte("<y/>"), 1<<16)
	_, err := EmbedXMP(fixture(t, "plain.jpg"), big)
	wantFault(t, err, "picture.xmp-too-large", engine.ErrUnsupported)
	out, err := EmbedXMP(fixture(t, "plain.png"), big)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ReadXMP(out); err != nil || !bytes.Equal(got, big) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := EmbedXMP([]byte("GIF89a"), nil); err == nil {
		t.Error("a GIF was taken")
	}
	if _, err := EmbedXMP(fixture(t, "plain.png")[:60], nil); err == nil {
		t.Error("a cut PNG was taken")
	}
}

func TestPackedXMPIsBounded(t *testing.T) {
	pack := func(s string) []byte {
		body := append([]byte(xmpKeyword), 0, 1, 0, 0, 0)
		chunk := pngChunk("iTXt", append(body, deflate(s)...))
		return append(append([]byte(pngSignature), chunk...), pngChunk("IEND", nil)...)
	}
	if got, err := ReadXMP(pack("<x/>")); err != nil || string(got) != "<x/>" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := ReadXMP(pack(strings.Repeat("a", maxXMP+1))); err == nil {
		t.Error("a bomb was unpacked")
	}
}
