package graph

import (
	"fmt"

	"lookbook/engine/graph/onnx"
	"lookbook/engine/internal/ort"
)

// Dialect says in which form operations are written.
type Dialect struct {
	// Kind is the type of the bulk of the numbers: Float or Float16. Sums that
	// need more are written in Float regardless.
	Kind onnx.Type
	// FusedLinear multiplies by a transposed weight of any rank in one node;
	// else there is a Reshape before and after a Gemm.
	FusedLinear bool
	// FusedAttention never has the matrix of all scores in memory; else the
	// scores of one tile of queries at a time are.
	FusedAttention bool
	// FusedGroupNorm uses the standard operator; else instance norm over
	// reshaped groups.
	FusedGroupNorm bool
	// QueryTiles is the number of parts that queries are cut into where
	// attention is not fused; 0 means 1.
	QueryTiles int
}

// Name tells dialects apart whose numbers may differ.
func (d Dialect) Name() string { return fmt.Sprint(d) }

// ForProvider returns the dialect of a provider of package ort. Which operators
// a provider has was measured with ONNX Runtime 1.27: WebGPU has no
// FusedMatMul and no GroupNormalization, and its fused attention is wrong on
// devices with narrow subgroups, so that it gets the explicit form unless the
// self-test of ForRuntime finds the fused one right. The CPU has
// no arithmetic in 16 bits.
func ForProvider(name string) Dialect {
	if name == ort.ProviderCPU {
		return Dialect{Kind: onnx.Float, FusedLinear: true, FusedAttention: true, FusedGroupNorm: true}
	}
	return Dialect{Kind: onnx.Float16}
}
