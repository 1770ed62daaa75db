package body

// Overlap says that one part lies in front of another.
type Overlap struct {
	Front, Behind Part
	// Share of the front part's area in the picture that lies before the other.
	Share float64
	// Gap is the median distance between them there, meters.
	Gap float64
}

// overlapHeight is the height of the picture in which overlaps are looked for.
const overlapHeight = 256

// leastShare is the smallest overlap that counts, leastGap the smallest
// distance: at a joint both parts always meet.
const leastShare, leastGap = .04, .01

// Overlaps lists which parts lie in front of which, parts that meet at a joint
// left out; about 10 ms.
func (f *Fitted) Overlaps() []Overlap {
	h := min(overlapHeight, f.H)
	w := max(1, f.W*h/f.H)
	var drawn [PartCount]*Drawn
	var area [PartCount]int
	for p := range PartCount {
		drawn[p] = f.Draw(w, h, p)
		for _, t := range drawn[p].Triangle {
			if t >= 0 {
				area[p]++
			}
		}
	}
	var out []Overlap
	for a := range PartCount {
		for b := range PartCount {
			if a == b || meet(a, b) || area[a] == 0 {
				continue
			}
			var gaps []float64
			for i, t := range drawn[a].Triangle {
				if t >= 0 && drawn[b].Triangle[i] >= 0 && drawn[a].Depth[i] < drawn[b].Depth[i] {
					gaps = append(gaps, float64(drawn[b].Depth[i]-drawn[a].Depth[i]))
				}
			}
			o := Overlap{a, b, float64(len(gaps)) / float64(area[a]), median(gaps)}
			if o.Share >= leastShare && o.Gap >= leastGap {
				out = append(out, o)
			}
		}
	}
	return out
}

// meet tells whether two parts share a joint.
func meet(a, b Part) bool {
	if a > b {
		a, b = b, a
	}
	switch {
	case a == Torso:
		return b == Head || b == LeftUpperArm || b == RightUpperArm || b == LeftThigh || b == RightThigh
	case a.Arm() && b.Arm(), a.Leg() && b.Leg():
		return b-a == 2
	}
	return false
}

// BeforeTrunk returns, for each arm of the body (0 left, 1 right), the share of
// forearm and hand that lies before the trunk in the picture.
func (f *Fitted) BeforeTrunk() (share [2]float64) {
	h := min(overlapHeight, f.H)
	w := max(1, f.W*h/f.H)
	trunk := f.Draw(w, h, Torso, LeftThigh, RightThigh)
	for side := range share {
		arm := f.Draw(w, h, LeftForearm+Part(side), LeftHand+Part(side))
		var all, front float64
		for i, t := range arm.Triangle {
			if t < 0 {
				continue
			}
			all++
			if trunk.Triangle[i] >= 0 && arm.Depth[i] < trunk.Depth[i] {
				front++
			}
		}
		if all > 0 {
			share[side] = front / all
		}
	}
	return share
}
