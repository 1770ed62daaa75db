package provenance_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lookbook/app/provenance"
	"lookbook/engine/recipe"
)

func marks(t testing.TB) provenance.Marks {
	t.Helper()
	r := recipe.Recipe{Task: recipe.ModelBased, Pack: "starter <&> ]]> \"é\"", Seed: 1<<63 + 1}
	body, err := r.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	id, err := r.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return provenance.Marks{
		SourceType: provenance.SourceType, Tool: "Lookbook", Description: "A <preview> & more: 上衣",
		Created: time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC), Recipe: body, RecipeDigest: id,
		Verdicts: []string{"color pass 1.5 (limit 3 ΔE2000)", "outside pass 0 (limit 0 px)"},
	}
}

func TestMarksComeBack(t *testing.T) {
	want := marks(t)
	packet, err := want.Packet()
	if err != nil {
		t.Fatal(err)
	}
	got, err := provenance.Parse(packet)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v want\n%+v %v", got, want, err)
	}
	if len(packet) > 4096 {
		t.Errorf("a simple packet takes %d bytes", len(packet))
	}
}

// TestPacketIsTheXMPThatOthersRead looks at the packet as an XML reader with
// namespaces sees it, not as text.
func TestPacketIsTheXMPThatOthersRead(t *testing.T) {
	packet, err := marks(t).Packet()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(packet, []byte("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>")) ||
		!bytes.HasSuffix(packet, []byte(`<?xpacket end="r"?>`)) {
		t.Error("the packet wrapper is missing")
	}
	seen := map[xml.Name]bool{}
	for d := xml.NewDecoder(bytes.NewReader(packet)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			seen[e.Name] = true
		}
	}
	for _, n := range []xml.Name{
		{Space: "adobe:ns:meta/", Local: "xmpmeta"},
		{Space: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", Local: "RDF"},
		{Space: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", Local: "DigitalSourceType"},
		{Space: "http://ns.adobe.com/xap/1.0/", Local: "CreatorTool"},
		{Space: "http://purl.org/dc/elements/1.1/", Local: "description"},
	} {
		if !seen[n] {
			t.Errorf("%v is missing", n)
		}
	}
}

// TestFilesOfOthers reads packets as other programs write and rewrite them.
func TestFilesOfOthers(t *testing.T) {
	files, err := filepath.Glob("testdata/*.xmp")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			m, err := provenance.Parse(b)
			switch kind, _, _ := strings.Cut(filepath.Base(path), "-"); kind {
			case "ours":
				if err != nil || m.SourceType != provenance.SourceType || !bytes.Equal(m.Recipe, []byte(`{"version":1}`)) {
					t.Errorf("%+v %v", m, err)
				}
			case "other":
				if !errors.Is(err, provenance.ErrNoMarks) {
					t.Errorf("%+v %v", m, err)
				}
			default:
				if err == nil || errors.Is(err, provenance.ErrNoMarks) {
					t.Errorf("%+v %v", m, err)
				}
			}
		})
	}
}

func TestMarksThatSayTooLittleAreNotWritten(t *testing.T) {
	for name, spoil := range map[string]func(*provenance.Marks){
		"no source type": func(m *provenance.Marks) { m.SourceType = "" },
		"no tool":        func(m *provenance.Marks) { m.Tool = "" },
		"no recipe":      func(m *provenance.Marks) { m.Recipe = nil },
		"wrong digest":   func(m *provenance.Marks) { m.RecipeDigest = "00" },
		"not UTF-8":      func(m *provenance.Marks) { m.Description = "\xff" },
	} {
		m := marks(t)
		spoil(&m)
		if _, err := m.Packet(); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

func TestBombsAreRefused(t *testing.T) {
	for name, packet := range map[string]string{
		"deep":      strings.Repeat("<a>", 1000),
		"wide":      "<a>" + strings.Repeat("<b/>", 30_000) + "</a>",
		"entities":  `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`,
		"huge":      "<a>" + strings.Repeat(" ", 5<<20) + "</a>",
		"encoding":  `<?xml version="1.0" encoding="utf-7"?><a/>`,
		"truncated": "<a><b>",
	} {
		if _, err := provenance.Parse([]byte(packet)); err == nil || errors.Is(err, provenance.ErrNoMarks) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzParse shows that no packet makes the reader fail in any other way than
// by an error, and that what it accepts can be written again.
func FuzzParse(f *testing.F) {
	packet, err := marks(f).Packet()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packet)
	files, err := filepath.Glob("testdata/*.xmp")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := provenance.Parse(b)
		if err != nil {
			return
		}
		again, err := m.Packet()
		if err != nil {
			t.Fatalf("accepted marks cannot be written: %v", err)
		}
		if back, err := provenance.Parse(again); err != nil || !bytes.Equal(back.Recipe, m.Recipe) {
			t.Errorf("written marks cannot be read: %v", err)
		}
	})
}
