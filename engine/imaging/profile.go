package imaging

import (
	"image"
	"strings"

	"lookbook/engine"
	"lookbook/engine/imaging/internal/icc"
)

// toSRGB converts the pixels to 8-bit sRGB and notes what was done.
func (p *Picture) toSRGB(s straight, h head) *image.NRGBA {
	t := p.transform(h)
	switch {
	case s.eight != nil && t != nil:
		m := s.eight
		parallelRows(m.Rect.Dy(), func(y0, y1 int) { t.Apply8(m.Pix[y0*m.Stride : y1*m.Stride]) })
		return m
	case s.eight != nil:
		return s.eight
	case t == nil:
		return toEight(s.sixteen)
	}
	out, deep := image.NewNRGBA(s.sixteen.Rect), t.Deep()
	parallelRows(out.Rect.Dy(), func(y0, y1 int) {
		deep.Apply(out.Pix[y0*out.Stride:y1*out.Stride], s.sixteen.Pix[y0*s.sixteen.Stride:y1*s.sixteen.Stride])
	})
	return out
}

// transform decides how the colours are converted; nil means not at all. It
// sets Profile and adds notices.
func (p *Picture) transform(h head) *icc.Transform {
	prof := h.space
	if h.icc != nil {
		parsed, err := icc.Parse(h.icc)
		if err != nil {
			p.note(engine.Warn("picture.profile-damaged",
				"The embedded colour profile is damaged; the colours were taken as sRGB."), "")
			return nil
		}
		prof = parsed
	}
	if h.srgb {
		p.Profile = "sRGB"
	}
	if prof != nil {
		p.Profile = profileName(prof)
	}
	if h.ink {
		return p.inkNotice(prof)
	}
	if prof == nil {
		return nil
	}
	t, ok := icc.NewTransform(prof)
	if !ok {
		p.note(engine.Warn("picture.profile-tables",
			"The colour profile %q works with tables, which Lookbook does not apply; colours may be off. Convert the picture to sRGB for exact colours.", p.Profile), p.Profile)
		return nil
	}
	if t.Identity() {
		return nil
	}
	p.note(engine.Info("picture.profile-converted", "Colours were converted from %s to sRGB.", p.Profile), p.Profile)
	return t
}

// inkNotice says that print colours were converted without their profile.
func (p *Picture) inkNotice(prof *icc.Profile) *icc.Transform {
	if prof == nil {
		p.Profile = "CMYK"
	}
	p.note(engine.Warn("picture.cmyk",
		"The picture is in print colours (CMYK) and was converted roughly; colours may be off. Convert it to sRGB for exact colours."), p.Profile)
	return nil
}

func (p *Picture) note(n engine.Notice, profile string) {
	if profile != "" {
		n.Args = map[string]string{"profile": profile}
	}
	p.Notices = append(p.Notices, n)
}

// profileName shortens the descriptions that profiles give themselves to what
// people call them.
func profileName(p *icc.Profile) string {
	name := printable(p.Name)
	switch {
	case strings.HasPrefix(name, "sRGB"):
		return "sRGB"
	case strings.HasPrefix(name, "ProPhoto") || strings.HasPrefix(name, "ROMM"):
		return "ProPhoto RGB"
	case name != "":
		return name
	case p.Kind == icc.Gray:
		return "grey without a name"
	}
	return p.Space + " without a name"
}
