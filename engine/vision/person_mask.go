package vision

import (
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
