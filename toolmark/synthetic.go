package toolmark

import (
	"math"
	"math/rand/v2"
)

// Synthetic makes a prepared surface of a breech face that never was, for demonstrations, decoys and tests: a ring
// with random relief of the wavelengths and heights of real ones (0.05 to 0.5 mm, some 1.6 um). The same mark gives
// the same relief; every view of it is turned by up to 15 degrees, shifted by up to 0.1 mm, seen through an outline of
// its own and with noise of its own. It is no model of any firearm: real marks share tool and subclass features.
func Synthetic(mark, view uint64) *Surface {
	const n, pitch = 420, 8.0
	relief := NewSurface(n, n, pitch, pitch)
	rng := rand.New(rand.NewPCG(mark, 0x6d61726b))
	for _, band := range [...]struct{ cutoffUm, heightUm float64 }{{45, 0.6}, {110, 1}, {260, 1}} {
		layer := NewSurface(n, n, pitch, pitch)
		for i := range layer.HeightUm {
			layer.HeightUm[i] = float32(rng.NormFloat64())
		}
		layer = LowPass(layer, band.cutoffUm)
		scale := float32(band.heightUm / layer.Heights().SdUm)
		for i, z := range layer.HeightUm {
			if v := relief.HeightUm[i]; v == v {
				relief.HeightUm[i] = v + z*scale
			} else {
				relief.HeightUm[i] = z * scale
			}
		}
	}
	own := rand.New(rand.NewPCG(view, mark^0x76696577))
	spread := func(most float64) float64 { return most * (2*own.Float64() - 1) }
	pose := Pose{ThetaDeg: spread(15), DxUm: spread(100), DyUm: spread(100)}
	out := layOver(relief, relief, pose, 0)
	hole := circle{x: n/2 + spread(15), y: n/2 + spread(15), r: 150 + spread(12)}
	rim := circle{x: n/2 + spread(4), y: n/2 + spread(4), r: 205 + spread(4)}
	for i := range out.HeightUm {
		x, y := i%n, i/n
		if hole.distance(x, y) < 0 || rim.distance(x, y) > 0 {
			out.HeightUm[i] = float32(math.NaN())
		} else {
			out.HeightUm[i] += float32(0.15 * own.NormFloat64())
		}
	}
	return out
}
