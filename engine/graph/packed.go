package graph

import (
	"fmt"

	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

// Packed weights: each row of a weight is cut into blocks of PackedBlock
// numbers; a number is (q − half)·scale with q of some bits, half being the
// middle of their range, and scale one of each block. Of 4 bits the first number
// is the lower half of a byte. This is what MatMulNBits of ONNX Runtime reads.

// PackedBlock is the number of weights with one scale.
const PackedBlock = 32

// PackedBits lists the sizes of a packed number.
func PackedBits() []int64 { return []int64{8, 4} }

// PackedKeys are the keys under which a packed weight is kept in place of key:
// its numbers, U8 of [out, blocks, PackedBlock·bits/8], and its scales, F32 of
// [out·blocks].
func PackedKeys(key string, bits int64) (numbers, scales string) {
	return fmt.Sprintf("%s.q%d", key, bits), key + ".scales"
}

// packedProduct is x·Wᵀ where the file has W packed.
func (b *Builder) packedProduct(x Value, key string, in, out int64) (Value, bool) {
	for _, bits := range PackedBits() {
		numbers, scales := PackedKeys(key, bits)
		t, ok := b.set.Get(numbers)
		if !ok {
			continue
		}
		blocks := (in + PackedBlock - 1) / PackedBlock
		shape := []int64{out, blocks, PackedBlock * bits / 8}
		if t.DType != safetensors.U8 || fmt.Sprint(t.Shape) != fmt.Sprint(shape) || b.used[numbers] {
			b.Fail(b.set.Mismatch(numbers, fmt.Sprintf("is %s of the shape %v, expected was U8 of %v", t.DType, t.Shape, shape)))
			return x, true
		}
		b.used[numbers] = true
		b.model.Graph.Initializers = append(b.model.Graph.Initializers, onnx.Tensor{
			Name: numbers, Type: onnx.Uint8, Shape: shape, Location: t.File, Offset: t.Offset, Length: t.Length,
		})
		s := b.Weight(scales, x.kind, []int64{out * blocks}, nil)
		return b.contrib("MatMulNBits", onnx.Microsoft, List{x, {numbers, onnx.Uint8}, s},
			onnx.Int("K", in), onnx.Int("N", out), onnx.Int("bits", bits), onnx.Int("block_size", PackedBlock)), true
	}
	return Value{}, false
}
