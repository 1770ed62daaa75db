package vision

import (
	"image"

	"lookbook/engine/raster"
)

// personMask joins the pose network's mask with what stands out in the
// picture where they agree, gives ground to other people, and snaps the edge
// to the picture. gray is the working picture. doubt is how far the two masks
// are apart, 0..1: there colors shall decide.
func personMask(ev *evidence, gray *raster.Plane) (mask, doubt *raster.Plane) {
	m, joined := joinMasks(ev)
	doubt = raster.NewPlane(m.W, m.H)
	if joined {
		for i, v := range ev.pose.Pix {
			doubt.Pix[i] = abs32(v - ev.salient.Pix[i])
		}
	}
	for i, v := range m.Pix {
		for _, o := range ev.others {
			if ev.pose != nil && o.Pix[i] > 0.5 && o.Pix[i] > ev.pose.Pix[i] {
				v = min(v, 1-o.Pix[i])
			}
		}
		m.Pix[i] = v
	}
	reach := m.Above(0.3)
	if ev.pose != nil {
		reach = ev.pose.Above(0.3)
	}
	reach = reach.Dilate(max(2, gray.H/60))
	g := raster.Guided(gray, m, max(3, gray.H/150), 2e-4)
	for i, v := range g.Pix {
		g.Pix[i] = raster.Clip32((v-0.3)/0.4, 0, 1) * float32(reach.Pix[i])
	}
	return g, doubt
}

// joinMasks averages both masks when at least 70 % of the pose mask stands
// out; sure pose pixels keep at least 0.8 of their weight, because what
// stands out may leave out legs and feet.
func joinMasks(ev *evidence) (m *raster.Plane, joined bool) {
	if ev.pose == nil {
		return ev.salient.Clone(), false
	}
	m = ev.pose.Clone()
	if ev.salient == nil {
		return m, false
	}
	var both, own int
	for i, v := range m.Pix {
		if v > 0.5 {
			own++
			if ev.salient.Pix[i] > 0.5 {
				both++
			}
		}
	}
	if own == 0 || float64(both) <= 0.7*float64(own) {
		return m, false
	}
	m.Combine(ev.salient, func(a, b float32) float32 {
		if a > 0.9 {
			b = max(b, 0.6*a)
		}
		return 0.5*a + 0.5*b
	})
	return m, true
}

// Refine carries a plane of the working picture to the size of the full
// picture by the fast guided filter, so that its edge follows hair and cloth
// at full resolution. full and work are the grey full and working pictures
// (0..1), plane is as large as work; the result is 0..1 and as large as full.
func Refine(full, work, plane *raster.Plane) *raster.Plane {
	if full.W == plane.W && full.H == plane.H {
		return plane.Clone()
	}
	g := raster.Upsample(full, work, plane, max(2, work.H/300), 1e-4)
	coarse := plane.Linear(full.W, full.H)
	for i, v := range g.Pix {
		// Far from an edge the plane itself is right, and texture must not
		// show through.
		c := coarse.Pix[i]
		if c < 0.02 || c > 0.98 {
			v = c
		}
		g.Pix[i] = raster.Clip32(v, 0, 1)
	}
	return g
}

// GrayOf returns the mean of the three channels of an 8-bit picture, 0..1:
// the guide that Refine wants.
func GrayOf(m *image.NRGBA) *raster.Plane {
	b := m.Bounds()
	g := raster.NewPlane(b.Dx(), b.Dy())
	for y := 0; y < g.H; y++ {
		row := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
		for x := 0; x < g.W; x++ {
			g.Pix[y*g.W+x] = float32(int(row[4*x])+int(row[4*x+1])+int(row[4*x+2])) / 765
		}
	}
	return g
}

// RefineMask returns the person's mask at the size of the full picture.
func RefineMask(full *image.NRGBA, p *Person) *raster.Plane {
	return Refine(GrayOf(full), p.Image.Gray(), p.Mask)
}
