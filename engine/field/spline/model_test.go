package spline

import (
	"math"
	"math/rand/v2"
	"testing"

	assets "lookbook/assets/targets"
	"lookbook/engine/raster"
)

func TestEveryFamilyIsLearned(t *testing.T) {
	all, err := networks()
	if err != nil {
		t.Fatal(err)
	}
	for family, points := range map[string]int{
		FamilyTorso: atLevels + 4*levelSize, FamilyDress: atLevels + 6*levelSize, FamilySleeve: sleevePoints,
		FamilyLong: longPoints, FamilySkirt: 6 * levelSize, FamilyLegs: atStations + 5*stationSize,
	} {
		n := all[family]
		if n == nil {
			t.Errorf("nothing is known of %q", family)
			continue
		}
		if len(n.center) != 2*points {
			t.Errorf("%s: %d moves for %d points", family, len(n.center), points)
		}
	}
}

// features of n that lie k spreads off the mean in directions that do not change.
func (n *network) features(k float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 2))
	x := make([]float64, len(n.mean))
	for i := range x {
		x[i] = n.mean[i] + k*n.spread[i]*r.NormFloat64()
	}
	return x
}

func TestMovesStayWithinWhatWasSeen(t *testing.T) {
	all, err := networks()
	if err != nil {
		t.Fatal(err)
	}
	for family, n := range all {
		for seed := range uint64(20) {
			for i, v := range n.moves(n.features(1, seed)) {
				if math.IsNaN(v) || v < math.Min(0, n.least[i]) || v > math.Max(0, n.most[i]) {
					t.Fatalf("%s: move %d is %v, seen %v to %v", family, i, v, n.least[i], n.most[i])
				}
			}
		}
		for i, v := range n.moves(n.features(1e3, 1)) {
			if v != 0 {
				t.Fatalf("%s: nobody was like this, yet move %d is %v", family, i, v)
			}
		}
		if n.moves(make([]float64, 3)) != nil || n.moves(append(n.features(1, 1)[1:], math.NaN())) != nil {
			t.Errorf("%s: moves of features that are none", family)
		}
	}
}

func TestReadNetworksRefusesPieces(t *testing.T) {
	data := assets.Bytes()
	for _, n := range []int{0, 5, len(magic) + 1, len(magic) + 9, len(data) / 2, len(data) - 1} {
		if _, err := readNetworks(data[:n]); err == nil {
			t.Errorf("the first %d bytes are taken for all", n)
		}
	}
}

func FuzzReadNetworks(f *testing.F) {
	f.Add([]byte(magic))
	f.Add([]byte(magic + "\x01\x00a\x01\x00\x01\x00\x01\x00\x01\x00"))
	f.Add(assets.Bytes()[:4000])
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			t.Skip()
		}
		all, err := readNetworks(data)
		if err == nil {
			for _, n := range all {
				n.moves(make([]float64, len(n.mean)))
			}
		}
	})
}

// sheet is a garment of three levels that lies as it is.
func sheet() *controls {
	c := &controls{}
	for y := 0.0; y <= 200; y += 100 {
		at := [2]raster.Pt{{X: 0, Y: y}, {X: 100, Y: y}}
		c.level(at, at, flatAcross)
	}
	return c
}

func TestMovesThatWouldFoldAreHeldBack(t *testing.T) {
	for name, by := range map[string]struct {
		down float64 // of the middle level
		all  bool    // is moved all the way
	}{"little": {30, true}, "below the hem": {130, false}, "far up": {-300, false}} {
		c := sheet()
		tri := grid(c.levels(0)...)
		if c.folded(tri) != 0 {
			t.Fatal("a flat sheet is folded")
		}
		moves := make([]raster.Pt, len(c.dst))
		for i := range levelSize {
			moves[levelSize+i].Y = by.down
		}
		was := c.dst[levelSize].Y
		c.move(moves, tri)
		moved := c.dst[levelSize].Y - was
		if c.folded(tri) != 0 {
			t.Errorf("%s: folded", name)
		}
		if by.all != (moved == by.down) {
			t.Errorf("%s: moved by %v of %v", name, moved, by.down)
		}
	}
}

func TestTwinsAreEachOthers(t *testing.T) {
	c := sheet()
	for i, j := range c.twin {
		if c.twin[j] != i || math.Abs(c.dst[i].X+c.dst[j].X-100) > 1e-9 || c.dst[i].Y != c.dst[j].Y {
			t.Errorf("%d and %d", i, j)
		}
	}
}

func TestNearAnOutline(t *testing.T) {
	square := []raster.Pt{{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 10, Y: 10}, {X: 0, Y: 10}}
	for q, want := range map[raster.Pt]bool{{X: 5, Y: 5}: true, {X: 11, Y: 5}: true, {X: 13, Y: 5}: false, {X: -1, Y: -1}: true, {X: 5, Y: -4}: false} {
		if near(q, square, 2) != want {
			t.Errorf("%v: %v", q, !want)
		}
	}
}
