// Package quant makes copies of weight files that take less memory: the weights
// of matrix products in 8 or 4 bits with one scale for each block, everything
// else as it is.
//
// Words: to pack is to round a weight to such numbers; the error is how far the
// packed weight is from the original, as the root of the mean square relative to
// that of the original.
package quant

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"

	"lookbook/engine"
	"lookbook/engine/graph"
	"lookbook/engine/graph/safetensors"
)

// Report says what packing did.
type Report struct {
	// Before and After are the bytes of the tensors.
	Before int64 `json:"before"`
	After  int64 `json:"after"`
	// Packed is the number of weights that were packed, Error their error
	// together, Worst the largest of one weight and WorstKey its name.
	Packed   int     `json:"packed"`
	Error    float64 `json:"error"`
	Worst    float64 `json:"worst"`
	WorstKey string  `json:"worstKey"`

	square, off float64 // sums
}

// Add joins reports of several files.
func (r *Report) Add(o Report) {
	r.Before += o.Before
	r.After += o.After
	r.Packed += o.Packed
	r.square += o.square
	r.off += o.off
	if o.Worst > r.Worst {
		r.Worst, r.WorstKey = o.Worst, o.WorstKey
	}
	if r.square > 0 {
		r.Error = math.Sqrt(r.off / r.square)
	}
}

// Row packs one row of a weight: numbers of bits with a scale for each block.
// The last block is filled up with zeros.
func Row(w []float32, bits int64) (packed []byte, scales []float32) {
	half := float64(int64(1) << (bits - 1))
	for at := 0; at < len(w); at += graph.PackedBlock {
		block := w[at:min(at+graph.PackedBlock, len(w))]
		var largest float64
		for _, v := range block {
			if math.Abs(float64(v)) > math.Abs(largest) {
				largest = float64(v)
			}
		}
		scale := float32(-largest / half)
		scales = append(scales, scale)
		var low byte
		for i := range graph.PackedBlock {
			q := half
			if i < len(block) && scale != 0 {
				q = min(max(math.RoundToEven(float64(block[i])/float64(scale))+half, 0), 2*half-1)
			}
			switch {
			case bits == 8:
				packed = append(packed, byte(q))
			case i%2 == 0:
				low = byte(q)
			default:
				packed = append(packed, low|byte(q)<<4)
			}
		}
	}
	return packed, scales
}

// Unpack is the inverse of Row for a row of n numbers.
func Unpack(packed []byte, scales []float32, bits int64, n int) []float32 {
	half := float32(int64(1) << (bits - 1))
	out := make([]float32, n)
	for i := range out {
		q := float32(0)
		if bits == 8 {
			q = float32(packed[i])
		} else {
			q = float32(packed[i/2] >> (4 * (i % 2)) & 15)
		}
		out[i] = (q - half) * scales[i/graph.PackedBlock]
	}
	return out
}

// smallest is the number of elements from which on packing a weight is worth
// while.
const smallest = 1 << 12

// entry is one tensor of the new file.
type entry struct {
	source safetensors.Tensor
	// pack tells to pack it; it then becomes two tensors.
	pack bool
}

// Write writes a copy of a set with its linear weights packed, one file at path.
// Seen is told of bytes read. Errors are *engine.Fault.
func Write(ctx context.Context, set *safetensors.Set, linears []string, bits int64, path string, seen func(n int64)) (r Report, err error) {
	if !slices.Contains(graph.PackedBits(), bits) {
		return r, engine.AsFault(fmt.Errorf("%d bits are not possible", bits))
	}
	var list []entry
	for _, key := range set.Keys() {
		t, _ := set.Get(key)
		n := t.Length / int64(t.DType.Size())
		list = append(list, entry{t, slices.Contains(linears, key) && len(t.Shape) == 2 && n >= smallest})
		r.Before += t.Length
	}
	f, err := os.Create(path)
	if err != nil {
		return r, diskFault(path, err)
	}
	w := &writer{out: f, set: set, bits: bits, report: &r, seen: seen}
	err = w.all(ctx, list)
	if e := f.Sync(); err == nil && e != nil {
		err = diskFault(path, e)
	}
	if e := f.Close(); err == nil && e != nil {
		err = diskFault(path, e)
	}
	return r, err
}

func diskFault(path string, err error) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultDisk, Code: "pack.folder", Args: map[string]string{"path": path},
		What: "The folder of the packs cannot be used: " + path + ".",
		Next: "Check that you may write there and that the disk is not full.", Cause: err.Error(),
	}
}

// writer writes one file.
type writer struct {
	out    *os.File
	set    *safetensors.Set
	bits   int64
	report *Report
	seen   func(n int64)
}

// sizes of the two parts of a packed tensor.
func (w *writer) sizes(t safetensors.Tensor) (shape []int64, numbers, scales int64) {
	blocks := (t.Shape[1] + graph.PackedBlock - 1) / graph.PackedBlock
	shape = []int64{t.Shape[0], blocks, graph.PackedBlock * w.bits / 8}
	return shape, shape[0] * shape[1] * shape[2], shape[0] * blocks
}

// all writes header and data, tensor after tensor.
func (w *writer) all(ctx context.Context, list []entry) error {
	header, at := map[string]any{}, int64(0)
	add := func(key string, kind safetensors.DType, shape []int64, length int64) {
		header[key] = map[string]any{"dtype": kind, "shape": shape, "data_offsets": []int64{at, at + length}}
		at += length
	}
	for _, e := range list {
		if !e.pack {
			add(e.source.Key, e.source.DType, e.source.Shape, e.source.Length)
			continue
		}
		shape, numbers, scales := w.sizes(e.source)
		q, s := graph.PackedKeys(e.source.Key, w.bits)
		add(q, safetensors.U8, shape, numbers)
		add(s, safetensors.F32, []int64{scales}, 4*scales)
	}
	w.report.After = at
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	for len(text)%8 != 0 { // data begins aligned
		text = append(text, ' ')
	}
	head := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	if _, err := w.out.Write(head); err != nil {
		return diskFault(w.out.Name(), err)
	}
	for _, e := range list {
		if ctx.Err() != nil {
			return engine.AsFault(ctx.Err())
		}
		write := w.copy
		if e.pack {
			write = w.pack
		}
		if err := write(e.source); err != nil {
			return err
		}
		if w.seen != nil {
			w.seen(e.source.Length)
		}
	}
	return nil
}

// copy takes a tensor as it is.
func (w *writer) copy(t safetensors.Tensor) error {
	f, err := os.Open(filepath.Join(w.set.Root(), filepath.FromSlash(t.File)))
	if err != nil {
		return w.set.Mismatch(t.Key, "cannot be read any more")
	}
	defer f.Close()
	if _, err := io.Copy(w.out, io.NewSectionReader(f, t.Offset, t.Length)); err != nil {
		return diskFault(w.out.Name(), err)
	}
	return nil
}

// chunk is how many numbers are read at once.
const chunk = 1 << 22

// pack writes the numbers of all rows, then their scales.
func (w *writer) pack(t safetensors.Tensor) error {
	rows, width := t.Shape[0], t.Shape[1]
	var scales []byte
	one := Report{Packed: 1, WorstKey: t.Key}
	step := max(1, chunk/width)
	for from := int64(0); from < rows; from += step {
		n := min(step, rows-from)
		numbers, err := w.set.Range(t.Key, from*width, n*width)
		if err != nil {
			return err
		}
		var packed []byte
		for i := range n {
			row := numbers[i*width : (i+1)*width]
			q, s := Row(row, w.bits)
			packed = append(packed, q...)
			for _, v := range s {
				scales = binary.LittleEndian.AppendUint32(scales, math.Float32bits(v))
			}
			for k, v := range Unpack(q, s, w.bits, len(row)) {
				d := float64(v) - float64(row[k])
				one.off += d * d
				one.square += float64(row[k]) * float64(row[k])
			}
		}
		if _, err := w.out.Write(packed); err != nil {
			return diskFault(w.out.Name(), err)
		}
	}
	if _, err := w.out.Write(scales); err != nil {
		return diskFault(w.out.Name(), err)
	}
	if one.square > 0 {
		one.Worst = math.Sqrt(one.off / one.square)
	}
	w.report.Add(one)
	return nil
}
