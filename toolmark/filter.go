package toolmark

import "math"

// gaussAlpha is the constant of the Gaussian filter of ISO 16610-61: its transmission at the cutoff wavelength is
// one half.
var gaussAlpha = math.Sqrt(math.Ln2 / math.Pi)

// gaussKernel is the weight function of the Gaussian filter for a cutoff wavelength, from its middle outwards, cut
// at one cutoff (where it has fallen below one part in a million).
func gaussKernel(cutoffUm, pitchUm float64) []float32 {
	n := int(cutoffUm/pitchUm) + 1
	k := make([]float32, n)
	for i := range k {
		d := float64(i) * pitchUm / (gaussAlpha * cutoffUm)
		k[i] = float32(math.Exp(-math.Pi * d * d))
	}
	return k
}

// LowPass smooths s with the Gaussian filter of that cutoff wavelength (ISO 16610-61). Missing points have no weight
// and stay missing, so that edges are not pulled to zero: the regression filter of order 0 (ISO 16610-31). A cutoff
// far above the spacing is carried out on a coarser grid, which differs by less than a thousandth of the height.
func LowPass(s *Surface, cutoffUm float64) *Surface { return lowPass(s, cutoffUm, false) }

// lowPass takes missing points as height 0 when zero is true, the way of programs that filter through the Fourier
// transform: near edges less is taken for the long waves, and more of the shape stays.
func lowPass(s *Surface, cutoffUm float64, zero bool) *Surface {
	const fine = 16 // points of a cutoff from which a coarser grid is exact enough
	pitch := max(s.PitchXUm, s.PitchYUm)
	if step := int(cutoffUm / pitch / fine); step > 1 {
		return coarseLowPass(s, cutoffUm, step, zero)
	}
	num, den := masked(s)
	smooth(num, den, s.Width, s.Height, cutoffUm, s.PitchXUm, s.PitchYUm)
	if zero {
		fill(den, kernelSum(cutoffUm, s.PitchXUm)*kernelSum(cutoffUm, s.PitchYUm))
	}
	out := s.Clone()
	for i, z := range out.HeightUm {
		if z == z {
			out.HeightUm[i] = num[i] / den[i]
		}
	}
	return out
}

func fill(v []float32, with float32) {
	for i := range v {
		v[i] = with
	}
}

// kernelSum is what a kernel weighs in all.
func kernelSum(cutoffUm, pitchUm float64) float32 {
	k := gaussKernel(cutoffUm, pitchUm)
	sum := k[0]
	for _, w := range k[1:] {
		sum += 2 * w
	}
	return sum
}

// masked gives heights with 0 for missing points, and 1 or 0 for there or missing.
func masked(s *Surface) (num, den []float32) {
	num, den = make([]float32, len(s.HeightUm)), make([]float32, len(s.HeightUm))
	for i, z := range s.HeightUm {
		if z == z {
			num[i], den[i] = z, 1
		}
	}
	return num, den
}

// smooth runs the kernel over both grids, along rows and then along columns, in place.
func smooth(num, den []float32, width, height int, cutoffUm, pitchXUm, pitchYUm float64) {
	kx, ky := gaussKernel(cutoffUm, pitchXUm), gaussKernel(cutoffUm, pitchYUm)
	for _, v := range [][]float32{num, den} {
		tmp := make([]float32, len(v))
		smoothRows(tmp, v, width, height, kx)
		smoothColumns(v, tmp, width, height, ky)
	}
}

// smoothRows convolves each row: the middle by neighbours as pairs, which is exact at the edges too.
func smoothRows(dst, src []float32, width, height int, k []float32) {
	for y := range height {
		in, out := src[y*width:(y+1)*width], dst[y*width:(y+1)*width]
		for x, v := range in {
			out[x] = v * k[0]
		}
		for d := 1; d < len(k) && d < width; d++ {
			w := k[d]
			a, b := in[d:], out[:width-d]
			for i, v := range a {
				b[i] += w * v
			}
			a, b = in[:width-d], out[d:]
			for i, v := range a {
				b[i] += w * v
			}
		}
	}
}

func smoothColumns(dst, src []float32, width, height int, k []float32) {
	for y := range height {
		out := dst[y*width : (y+1)*width]
		clear(out)
		for d := -len(k) + 1; d < len(k); d++ {
			if y+d < 0 || y+d >= height {
				continue
			}
			w := k[max(d, -d)]
			in := src[(y+d)*width : (y+d+1)*width]
			for i, v := range in {
				out[i] += w * v
			}
		}
	}
}

// coarseLowPass smooths block sums and interpolates between them.
func coarseLowPass(s *Surface, cutoffUm float64, step int, zero bool) *Surface {
	w, h := (s.Width+step-1)/step, (s.Height+step-1)/step
	num, den := make([]float32, w*h), make([]float32, w*h)
	for y := range s.Height {
		row := s.HeightUm[y*s.Width : (y+1)*s.Width]
		for x, z := range row {
			if z == z {
				i := y/step*w + x/step
				num[i] += z
				den[i]++
			}
		}
	}
	// The means over blocks add their own variance, step*step-1 over 12 points squared, and so does the interpolation
	// between them (a sixth of a step squared); the kernel is narrowed by both.
	pitch := max(s.PitchXUm, s.PitchYUm)
	sigma2 := gaussAlpha * gaussAlpha * cutoffUm * cutoffUm / (2 * math.Pi)
	own := pitch * pitch * (float64(step*step-1)/12 + float64(step*step)/6)
	narrow := cutoffUm * math.Sqrt(1-own/sigma2)
	smooth(num, den, w, h, narrow, s.PitchXUm*float64(step), s.PitchYUm*float64(step))
	if zero {
		pitchX, pitchY := s.PitchXUm*float64(step), s.PitchYUm*float64(step)
		fill(den, float32(step*step)*kernelSum(narrow, pitchX)*kernelSum(narrow, pitchY))
	}
	out := s.Clone()
	middle := float64(step-1) / 2
	for y := range s.Height {
		v0, fv := blockAt(float64(y)-middle, step, h)
		for x, z := range out.HeightUm[y*s.Width : (y+1)*s.Width] {
			if z != z {
				continue
			}
			u0, fu := blockAt(float64(x)-middle, step, w)
			u1, v1 := min(u0+1, w-1), min(v0+1, h-1)
			a, b, c, d := v0*w+u0, v0*w+u1, v1*w+u0, v1*w+u1
			n := (num[a]*(1-fu)+num[b]*fu)*(1-fv) + (num[c]*(1-fu)+num[d]*fu)*fv
			m := (den[a]*(1-fu)+den[b]*fu)*(1-fv) + (den[c]*(1-fu)+den[d]*fu)*fv
			out.HeightUm[y*s.Width+x] = n / m
		}
	}
	return out
}

// blockAt gives the block before a position and how far beyond its middle the position lies.
func blockAt(at float64, step, blocks int) (int, float32) {
	p := at / float64(step)
	i := min(max(0, int(math.Floor(p))), blocks-1)
	return i, float32(min(max(0, p-float64(i)), 1))
}

// HighPass takes out of s what LowPass of that cutoff keeps.
func HighPass(s *Surface, cutoffUm float64) *Surface { return highPass(s, cutoffUm, false) }

func highPass(s *Surface, cutoffUm float64, zero bool) *Surface {
	out := lowPass(s, cutoffUm, zero)
	for i, z := range s.HeightUm {
		out.HeightUm[i] = z - out.HeightUm[i]
	}
	return out
}
