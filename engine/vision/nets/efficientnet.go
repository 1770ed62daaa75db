package nets

import (
	"context"
	_ "embed"
	"image"
	"math"
	"slices"
	"strings"
	"sync"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
)

const (
	featureSize    = 224
	embeddingSize  = 1280
	featureClasses = 1000
	featureTop     = 5
)

// Each line of the table is a group's letter and the English name of one
// ImageNet class, in the usual order.
//
//go:embed imagenet.txt
var imageNetText string

// groupLetters are the first letters of the table's lines, by Group.
const groupLetters = "cbsapo"

type imageNetClass struct {
	name  string
	group Group
}

var imageNetClasses = sync.OnceValue(func() []imageNetClass {
	lines := strings.Split(strings.TrimSpace(imageNetText), "\n")
	classes := make([]imageNetClass, len(lines))
	for i, line := range lines {
		letter, name, _ := strings.Cut(line, " ")
		classes[i] = imageNetClass{name, Group(strings.Index(groupLetters, letter))}
	}
	return classes
})

// EfficientNet says what kind of thing a picture shows.
type EfficientNet struct{ network }

// NewEfficientNet loads the network.
func NewEfficientNet(rt *ort.Runtime) (*EfficientNet, error) {
	n, err := open(rt, networks.EfficientNet, ort.SessionOptions{})
	return &EfficientNet{n}, err
}

// Run looks at the whole picture, padded with white to a square. Shoes and
// bags are recognized much better after cutting out and cropping.
func (n *EfficientNet) Run(ctx context.Context, img *image.NRGBA) (*Features, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	l := fitSquare(img, featureSize, 255)
	const g = 1. / 128
	in := l.nchw([3]float32{g, g, g}, [3]float32{-127 * g, -127 * g, -127 * g})
	out, err := n.run(ctx, in, embeddingSize, featureClasses)
	if err != nil {
		return nil, err
	}
	f := &Features{Embedding: unitLength(out[0])}
	p := softmax(out[1])
	f.P = p
	classes := imageNetClasses()
	order := make([]int, featureClasses)
	for i := range order {
		order[i] = i
		f.Groups[classes[i].group] += p[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] > p[b]:
			return -1
		case p[a] < p[b]:
			return 1
		}
		return 0
	})
	for _, i := range order[:featureTop] {
		f.Top = append(f.Top, Class{i, classes[i].name, p[i]})
	}
	return f, nil
}

func softmax(logits []float32) []float64 {
	hi := slices.Max(logits)
	p, sum := make([]float64, len(logits)), 0.0
	for i, l := range logits {
		p[i] = math.Exp(float64(l - hi))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

func unitLength(v []float32) []float32 {
	var s float64
	for _, x := range v {
		s += float64(x) * float64(x)
	}
	k := float32(1 / math.Max(math.Sqrt(s), 1e-12))
	for i := range v {
		v[i] *= k
	}
	return v
}
