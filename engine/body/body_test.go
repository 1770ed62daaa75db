package body

import (
	"math"
	"sync"
	"testing"

	asset "lookbook/assets/body"
)

// theModel is loaded once for all tests.
var theModel = sync.OnceValues(func() (*Model, error) { return Load(asset.Bytes()) })

func model(t testing.TB) *Model {
	t.Helper()
	m, err := theModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestStaturesOfPeople(t *testing.T) {
	m := model(t)
	for _, c := range []struct {
		who       string
		male, age float64
		want, tol float64
	}{
		{"man", 1, 25, 1.75, .03},
		{"woman", 0, 25, 1.61, .03},
		{"boy of 9", 1, 9, 1.31, .05},
		{"girl of 9", 0, 9, 1.26, .05},
		{"child of 4", .5, 4, 1, .04},
		{"child of 6", .5, 6, 1.13, .04},
		{"boy of 15", 1, 15, 1.66, .05},
		{"man of 70", 1, 70, 1.70, .06},
	} {
		s := Shape{Male: c.male, Age: c.age, Muscle: .5, Weight: .5, Height: .5, Proportions: .5}
		got := m.Stature(m.Rest(s))
		t.Logf("%s: %.3f m", c.who, got)
		if math.Abs(got-c.want) > c.tol {
			t.Errorf("a %s is %.2f m tall, expected %.2f", c.who, got, c.want)
		}
	}
}

func TestRestPoseChangesNothing(t *testing.T) {
	m := model(t)
	r := m.Rest(Average())
	p := r.RestPose(Vec{0, 0, -3})
	f := m.Figure(r, &p)
	shift := Vec{0, 0, -3}.Sub(r.Points[BoneRoot])
	for i, v := range f.V {
		for c := range 3 {
			if d := float64(v[c]-r.V[i][c]) - shift[c]; math.Abs(d) > 1e-5 {
				t.Fatalf("vertex %d moved by %g along axis %d", i, d, c)
			}
		}
	}
}
