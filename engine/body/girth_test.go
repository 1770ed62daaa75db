package body

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"lookbook/engine/raster"
)

// girth is the length of a tape around the trunk at a height of the rest pose,
// meters: the hull of the cut through all triangles of the trunk.
func (m *Model) girth(r *Rest, y float64) float64 {
	var cut []raster.Pt
	for i, t := range m.Triangles {
		if p := m.trianglePart(i); p != Torso && p != LeftThigh && p != RightThigh {
			continue
		}
		for k := range t {
			a, b := r.V[t[k]], r.V[t[(k+1)%3]]
			u, v := float64(a[1])-y, float64(b[1])-y
			if u < 0 == (v < 0) {
				continue
			}
			s := float32(u / (u - v))
			cut = append(cut, raster.Pt{X: float64(a[0] + s*(b[0]-a[0])), Y: float64(a[2] + s*(b[2]-a[2]))})
		}
	}
	slices.SortFunc(cut, func(p, q raster.Pt) int {
		return cmp.Compare(math.Atan2(p.Y, p.X), math.Atan2(q.Y, q.X))
	})
	hull := raster.Hull(cut)
	var sum float64
	for i := range hull {
		sum += cut[hull[i]].Sub(cut[hull[(i+1)%len(hull)]]).Len()
	}
	return sum
}

// tape returns waist and hips: the least girth between hips and chest, and the largest
// around the hip joints.
func (m *Model) tape(r *Rest) (waist, hips float64) {
	p := &r.Points
	waist = math.Inf(1)
	for t := .2; t < .6; t += .05 {
		waist = math.Min(waist, m.girth(r, p[BoneLeftThigh][1]+t*(p[BoneLeftUpperArm][1]-p[BoneLeftThigh][1])))
	}
	for t := -.1; t < .15; t += .05 {
		hips = math.Max(hips, m.girth(r, p[BoneLeftThigh][1]+t*(p[BoneLeftUpperArm][1]-p[BoneLeftThigh][1])))
	}
	return waist, hips
}

func TestGirthsOfBuilds(t *testing.T) {
	m := model(t)
	for _, c := range []struct {
		who                string
		male, build        float64
		waistMin, waistMax float64
		hipsMin, hipsMax   float64
	}{
		{"slim woman", 0, -1, .5, .7, .7, .95},
		{"woman", 0, 0, .6, .8, .85, 1.05},
		{"plus-size woman", 0, 1, .87, 1, 1.05, 1.2},
		{"man", 1, 0, .75, .95, .85, 1.1},
		{"plus-size man", 1, 1, .97, 1.1, 1.05, 1.2},
	} {
		s := Average()
		s.Male = c.male
		waist, hips := m.tape(m.Rest(s.Built(c.build)))
		t.Logf("%s: waist %.2f m, hips %.2f m", c.who, waist, hips)
		if waist < c.waistMin || waist > c.waistMax || hips < c.hipsMin || hips > c.hipsMax {
			t.Errorf("%s: waist %.2f m, hips %.2f m", c.who, waist, hips)
		}
	}
}
