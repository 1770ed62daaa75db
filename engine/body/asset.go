package body

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// The asset is gzip over: the magic; the length of the header, uint32; the
// header, JSON; then, with n vertices and m points,
//
//	base         3 rows (x, y, z) of n+m numbers, coded
//	directions   rank blocks like base
//	coefficients targets × rank float32
//	faces        per surface 4 rows of numbers, coded
//	bones        4 rows of n bytes
//	weights      4 rows of n bytes, 255ths
//	parts        n bytes
//
// Coded numbers are differences along their row, folded (0, -1, 1, -2, 2 … as
// 0, 1, 2, 3, 4 …) into 16 bits, all low bytes of the block before all high
// bytes. Everything is little endian.
const assetMagic = "LBBODY1\n"

// Bounds of a sane asset: a damaged file must not fill memory.
const (
	maxAsset    = 64 << 20
	maxVertices = 60000
	maxRank     = 256
	maxTargets  = 2000
	maxHeader   = 1 << 20
)

// assetHeader is the JSON in front of the numbers.
type assetHeader struct {
	Vertices int      `json:"vertices"`
	Body     int      `json:"body"`
	Tights   int      `json:"tights"`
	Skirt    int      `json:"skirt"`
	Faces    [3]int   `json:"faces"`
	Bones    []string `json:"bones"`
	Parents  []int    `json:"parents"`
	Points   []struct {
		Name string `json:"name"`
		Bone int    `json:"bone"`
	} `json:"points"`
	Targets  []string `json:"targets"`
	Rank     int      `json:"rank"`
	Step     float32  `json:"step"`
	BaseStep float32  `json:"baseStep"`
}

// Load reads the body asset (assets/body). It takes about 80 ms and 20 MB; do
// it once. An error means that the bytes are not such an asset.
func Load(packed []byte) (*Model, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, maxAsset))
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	m, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	return m, nil
}

// parse reads the unpacked asset.
func parse(raw []byte) (*Model, error) {
	r := &assetReader{b: raw}
	if string(r.take(len(assetMagic))) != assetMagic {
		return nil, errors.New("not a body asset")
	}
	h, err := r.header()
	if err != nil {
		return nil, err
	}
	return r.model(h)
}

// assetReader takes bytes from the front; after the end it yields nothing and
// remembers that.
type assetReader struct {
	b     []byte
	short bool
}

func (r *assetReader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.short = true
		r.b = nil
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *assetReader) header() (assetHeader, error) {
	var h assetHeader
	n := r.take(4)
	if n == nil {
		return h, io.ErrUnexpectedEOF
	}
	size := binary.LittleEndian.Uint32(n)
	if size > maxHeader {
		return h, fmt.Errorf("header of %d bytes", size)
	}
	if err := json.Unmarshal(r.take(int(size)), &h); err != nil {
		return h, fmt.Errorf("header: %w", err)
	}
	return h, h.check()
}

// check compares the header with what this package was written for.
func (h assetHeader) check() error {
	for _, n := range []struct {
		what      string
		n, lo, hi int
	}{
		{"vertices", h.Vertices, 1, maxVertices},
		{"vertices of the body", h.Body, 1, maxVertices},
		{"vertices of the tights", h.Tights, 1, maxVertices},
		{"vertices of the skirt", h.Skirt, 1, maxVertices},
		{"vertices of all surfaces", h.Body + h.Tights + h.Skirt, h.Vertices, h.Vertices},
		{"faces of the body", h.Faces[0], 1, 2 * maxVertices},
		{"faces of the tights", h.Faces[1], 1, 2 * maxVertices},
		{"faces of the skirt", h.Faces[2], 1, 2 * maxVertices},
		{"directions", h.Rank, 1, maxRank},
		{"targets", len(h.Targets), 1, maxTargets},
		{"bones", len(h.Bones), BoneCount, BoneCount},
		{"parents", len(h.Parents), BoneCount, BoneCount},
		{"points", len(h.Points), int(PointCount), int(PointCount)},
	} {
		if n.n < n.lo || n.n > n.hi {
			return fmt.Errorf("%d %s, not %d to %d", n.n, n.what, n.lo, n.hi)
		}
	}
	for _, step := range []float32{h.Step, h.BaseStep} {
		if !(step > 0 && step < 1) {
			return fmt.Errorf("steps of %g meters", step)
		}
	}
	return h.checkNames()
}

// checkNames compares bones and points.
func (h assetHeader) checkNames() error {
	for i, name := range h.Bones {
		if name != boneNames[i] || h.Parents[i] >= i || h.Parents[i] < min(i, 1)-1 {
			return fmt.Errorf("bone %d is %q below %d, not %q", i, name, h.Parents[i], boneNames[i])
		}
	}
	for i, p := range h.Points {
		want := "joint-" + boneNames[min(i, BoneCount-1)]
		if i >= BoneCount {
			want = pointNames[i-BoneCount]
		}
		if p.Name != want || p.Bone < 0 || p.Bone >= BoneCount {
			return fmt.Errorf("point %d is %q on %d, not %q", i, p.Name, p.Bone, want)
		}
	}
	return nil
}

// model reads what follows the header.
func (r *assetReader) model(h assetHeader) (*Model, error) {
	n := h.Vertices + len(h.Points)
	m := &Model{Vertices: h.Vertices, rank: h.Rank, step: h.Step, targets: map[string][]float32{}}
	if len(r.b) < 2*3*n*(h.Rank+1) {
		return nil, io.ErrUnexpectedEOF
	}
	m.Parent = [BoneCount]int(h.Parents)
	for i, p := range h.Points {
		m.PointBone[i] = uint8(p.Bone)
	}
	m.base = make([]float32, 3*n)
	for i, q := range r.coded(3, n) {
		m.base[i] = float32(q) * h.BaseStep
	}
	m.directions = make([]int16, h.Rank*3*n)
	for k := range h.Rank {
		copy(m.directions[k*3*n:], r.coded(3, n))
	}
	for _, name := range h.Targets {
		m.targets[name] = r.floats(h.Rank)
	}
	first := 0
	for i, s := range []*Surface{&m.Body, &m.Tights, &m.Skirt} {
		s.First, s.Count = first, [3]int{h.Body, h.Tights, h.Skirt}[i]
		first += s.Count
		if err := r.faces(s, h.Faces[i]); err != nil {
			return nil, err
		}
	}
	if err := r.skin(m); err != nil {
		return nil, err
	}
	if r.short || len(r.b) > 0 {
		return nil, errors.New("the file is too short or too long")
	}
	m.Triangles = m.Body.Triangulate()
	m.setRings()
	return m, nil
}

// coded reads rows of n numbers and returns them interleaved.
func (r *assetReader) coded(rows, n int) []int16 {
	b := r.take(2 * rows * n)
	if b == nil {
		return nil
	}
	out := make([]int16, rows*n)
	low, high := b[:rows*n], b[rows*n:]
	for c := range rows {
		var v int16
		for i := range n {
			u := uint16(low[c*n+i]) | uint16(high[c*n+i])<<8
			v += int16(u>>1) ^ -int16(u&1)
			out[i*rows+c] = v
		}
	}
	return out
}

func (r *assetReader) floats(n int) []float32 {
	b := r.take(4 * n)
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

// faces reads the quads of a surface; they may use its own vertices only.
func (r *assetReader) faces(s *Surface, n int) error {
	q := r.coded(4, n)
	s.Faces = make([][4]uint16, len(q)/4)
	for i := range s.Faces {
		for c := range 4 {
			v := int(uint16(q[4*i+c]))
			if v < s.First || v >= s.First+s.Count {
				return fmt.Errorf("face %d uses vertex %d", i, v)
			}
			s.Faces[i][c] = uint16(v)
		}
	}
	return nil
}

// skin reads bones, weights and parts of all vertices.
func (r *assetReader) skin(m *Model) error {
	n := m.Vertices
	bones, weights, parts := r.take(4*n), r.take(4*n), r.take(n)
	if parts == nil {
		return io.ErrUnexpectedEOF
	}
	m.Bones, m.Weights, m.Part = make([][4]uint8, n), make([][4]float32, n), make([]Part, n)
	for i := range n {
		sum := 0
		for k := range 4 {
			m.Bones[i][k] = bones[k*n+i]
			m.Weights[i][k] = float32(weights[k*n+i]) / 255
			sum += int(weights[k*n+i])
			if bones[k*n+i] >= BoneCount {
				return fmt.Errorf("vertex %d follows bone %d", i, bones[k*n+i])
			}
		}
		m.Part[i] = Part(parts[i])
		if sum != 255 || m.Part[i] >= PartCount {
			return fmt.Errorf("vertex %d has weights of %d/255 and part %d", i, sum, parts[i])
		}
	}
	return nil
}
