package x3p_test

import (
	"bytes"
	"fmt"
	"math"

	"focalpoint/x3p"
)

// A surface of three by two points, one of them missing, is written and read again.
func Example() {
	f := &x3p.File{
		Header: x3p.Header{
			SizeX: 3, SizeY: 2, SizeZ: 1,
			X: x3p.Axis{Incremental: true, Increment: 3.125e-6},
			Y: x3p.Axis{Incremental: true, Increment: 3.125e-6},
			Z: x3p.Axis{Type: x3p.Int16, Increment: 1e-9},
		},
		ZM: []float64{0, 1e-6, 2e-6, 3e-6, math.NaN(), 5e-6},
	}
	var file bytes.Buffer
	if err := x3p.Encode(&file, f); err != nil {
		fmt.Println(err)
	}
	back, err := x3p.Decode(bytes.NewReader(file.Bytes()), int64(file.Len()), x3p.Limits{})
	if err != nil {
		fmt.Println(err)
	}
	grid, err := back.Grid(0)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(grid.Width, grid.Height, grid.PitchXUm, grid.HeightUm)
	// Output: 3 2 3.125 [-3 -2 -1 0 NaN 2]
}
