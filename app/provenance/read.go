package provenance

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Parse reads an XMP packet, ours or one that another program has rewritten
// (which may turn elements into attributes and change prefixes).
//
// ErrNoMarks: well-formed, but without a recipe of ours. Any other error: our
// marks are there but damaged, or it is no XML. Bounded in size, depth and
// number of parts; document type declarations are refused.
func Parse(packet []byte) (Marks, error) {
	if len(packet) > maxPacket {
		return Marks{}, fmt.Errorf("XMP of %d bytes is larger than any that is read", len(packet))
	}
	p := reader{d: xml.NewDecoder(bytes.NewReader(packet))}
	p.d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("XMP in %q instead of UTF-8", charset)
	}
	if err := p.read(); err != nil {
		return Marks{}, err
	}
	return p.marks()
}

// reader collects the properties that matter, wherever they stand.
type reader struct {
	d      *xml.Decoder
	path   []xml.Name
	tokens int
	text   strings.Builder
	values map[xml.Name][]string
}

func (p *reader) read() error {
	p.values = map[xml.Name][]string{}
	for {
		t, err := p.d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read XMP: %w", err)
		}
		if p.tokens++; p.tokens > maxTokens {
			return fmt.Errorf("XMP with more than %d parts", maxTokens)
		}
		if err := p.token(t); err != nil {
			return err
		}
	}
}

func (p *reader) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		return errors.New("XMP with a document type declaration")
	case xml.StartElement:
		if p.path = append(p.path, t.Name); len(p.path) > maxDepth {
			return fmt.Errorf("XMP deeper than %d", maxDepth)
		}
		p.text.Reset()
		if t.Name == (xml.Name{Space: nsRDF, Local: "Description"}) {
			for _, a := range t.Attr {
				p.add(a.Name, a.Value)
			}
		}
	case xml.EndElement:
		p.add(p.property(), p.text.String())
		p.text.Reset()
		p.path = p.path[:len(p.path)-1]
	case xml.CharData:
		p.text.Write(t) // bounded by the packet
	}
	return nil
}

// property is the innermost open element that is not RDF's own list syntax.
func (p *reader) property() xml.Name {
	for i := len(p.path) - 1; i >= 0; i-- {
		if p.path[i].Space != nsRDF {
			return p.path[i]
		}
	}
	return xml.Name{}
}

// add keeps a value of a property that we know; blank text between elements
// is none.
func (p *reader) add(n xml.Name, v string) {
	switch n.Space {
	case nsDC, nsXMP, nsIPTC, nsLookbook:
		if v = strings.TrimSpace(v); v != "" && len(p.values[n]) < maxList {
			p.values[n] = append(p.values[n], v)
		}
	}
}

func (p *reader) first(space, local string) string {
	if v := p.values[xml.Name{Space: space, Local: local}]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (p *reader) marks() (Marks, error) {
	packed := p.first(nsLookbook, "Recipe")
	if packed == "" {
		return Marks{}, ErrNoMarks
	}
	recipe, err := unpack(packed)
	if err != nil {
		return Marks{}, err
	}
	m := Marks{
		SourceType: p.first(nsIPTC, "DigitalSourceType"), Tool: p.first(nsXMP, "CreatorTool"),
		Description: p.first(nsDC, "description"),
		Recipe:      recipe, RecipeDigest: p.first(nsLookbook, "RecipeDigest"),
		Verdicts: p.values[xml.Name{Space: nsLookbook, Local: "Verdicts"}],
	}
	// A date that another program spelled differently is no damage.
	m.Created, _ = time.Parse(time.RFC3339, p.first(nsXMP, "CreateDate")) //nolint:errcheck // see above
	return m, m.check()
}
