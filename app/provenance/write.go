package provenance

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"
)

// Namespaces of the packet. Ours is a name, not an address.
const (
	nsMeta     = "adobe:ns:meta/"
	nsRDF      = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsDC       = "http://purl.org/dc/elements/1.1/"
	nsXMP      = "http://ns.adobe.com/xap/1.0/"
	nsIPTC     = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
	nsLookbook = "urn:lookbook:provenance:1#"
)

// The packet wrapper of ISO 16684-1, section 7.3.2: a fixed identifier, and
// "r" because padding for changes in place is not provided.
const (
	packetBegin = "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	packetEnd   = "\n<?xpacket end=\"r\"?>"
)

// The types below are the packet as encoding/xml writes it: prefixes are
// spelled out in the names and declared in attributes, because that encoder
// would invent prefixes and some readers know only the usual ones.

type xmpMeta struct {
	XMLName xml.Name `xml:"x:xmpmeta"`
	NS      string   `xml:"xmlns:x,attr"`
	RDF     xmpRDF   `xml:"rdf:RDF"`
}

type xmpRDF struct {
	NS          string         `xml:"xmlns:rdf,attr"`
	Description xmpDescription `xml:"rdf:Description"`
}

type xmpDescription struct {
	About        string  `xml:"rdf:about,attr"`
	NSDC         string  `xml:"xmlns:dc,attr"`
	NSXMP        string  `xml:"xmlns:xmp,attr"`
	NSIPTC       string  `xml:"xmlns:Iptc4xmpExt,attr"`
	NSLookbook   string  `xml:"xmlns:lookbook,attr"`
	SourceType   string  `xml:"Iptc4xmpExt:DigitalSourceType"`
	Tool         string  `xml:"xmp:CreatorTool"`
	Created      string  `xml:"xmp:CreateDate,omitempty"`
	Description  xmpAlt  `xml:"dc:description"`
	RecipeDigest string  `xml:"lookbook:RecipeDigest"`
	Recipe       string  `xml:"lookbook:Recipe"`
	Verdicts     *xmpSeq `xml:"lookbook:Verdicts,omitempty"`
}

type xmpAlt struct {
	Item xmpLangItem `xml:"rdf:Alt>rdf:li"`
}

type xmpLangItem struct {
	Lang string `xml:"xml:lang,attr"`
	Text string `xml:",chardata"`
}

type xmpSeq struct {
	Items []string `xml:"rdf:Seq>rdf:li"`
}

// Packet writes the marks as an XMP packet. It refuses marks that say less
// than an export must.
func (m Marks) Packet() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	packed, err := pack(m.Recipe)
	if err != nil {
		return nil, fmt.Errorf("pack recipe: %w", err)
	}
	d := xmpDescription{
		NSDC: nsDC, NSXMP: nsXMP, NSIPTC: nsIPTC, NSLookbook: nsLookbook,
		SourceType: m.SourceType, Tool: m.Tool,
		Description:  xmpAlt{Item: xmpLangItem{Lang: "x-default", Text: m.Description}},
		RecipeDigest: m.RecipeDigest, Recipe: packed,
	}
	if !m.Created.IsZero() {
		d.Created = m.Created.UTC().Format(time.RFC3339)
	}
	if len(m.Verdicts) > 0 {
		d.Verdicts = &xmpSeq{Items: m.Verdicts}
	}
	var b bytes.Buffer
	b.WriteString(packetBegin)
	e := xml.NewEncoder(&b)
	e.Indent("", " ")
	if err := e.Encode(xmpMeta{NS: nsMeta, RDF: xmpRDF{NS: nsRDF, Description: d}}); err != nil {
		return nil, fmt.Errorf("encode marks: %w", err)
	}
	b.WriteString(packetEnd)
	return b.Bytes(), nil
}
