package toolmark

import "math"

// lanes is how many transforms of one dimension run side by side. The numbers of one step of all lanes lie together,
// so that a step is a loop over neighbours with constant factors.
const lanes = 16

// A field is a square grid of complex numbers, split into real and imaginary parts, row by row: either two real
// images that are transformed together, or a spectrum.
type field struct {
	n      int
	re, im []float32
}

func newField(n int) *field { return &field{n, make([]float32, n*n), make([]float32, n*n)} }

func (f *field) clear() {
	clear(f.re)
	clear(f.im)
}

// A transform is the two-dimensional discrete Fourier transform of one size, a power of two from 16, in float32. It
// is made for correlations: forward leaves the spectrum in an order of its own (see place), inverse takes it so, and
// products of spectra in between need no order. A transform has scratch space of its own and serves one goroutine.
type transform struct {
	n      int
	stages []stage
	re, im []float32 // n rows of lanes
}

// A stage is one step of the transform with its factors.
type stage struct {
	radix, span int       // points of a butterfly, distance from its first to beyond its last
	twiddle     []float32 // per j: w1re, w1im, w2re, w2im, w3re, w3im (radix 4) or w1re, w1im (radix 2)
}

func newTransform(n int) *transform {
	if n < lanes || n&(n-1) != 0 {
		panic("toolmark: the size of a transform is a power of two from 16")
	}
	t := &transform{n: n, re: make([]float32, n*lanes), im: make([]float32, n*lanes)}
	for span := n; span > 1; {
		radix := 4
		if span == 2 {
			radix = 2
		}
		s := stage{radix: radix, span: span}
		for j := range span / radix {
			for k := 1; k < radix; k++ {
				sin, cos := math.Sincos(-2 * math.Pi * float64(j*k) / float64(span))
				s.twiddle = append(s.twiddle, float32(cos), float32(sin))
			}
		}
		t.stages = append(t.stages, s)
		span /= radix
	}
	return t
}

// forward transforms f in place. Only the first width columns hold anything but 0.
func (t *transform) forward(f *field, width int) {
	t.columns(f, width, t.down)
	for y := 0; y < t.n; y += lanes {
		t.gather(t.re, f.re[y*t.n:])
		t.gather(t.im, f.im[y*t.n:])
		t.down()
		copy(f.re[y*t.n:], t.re)
		copy(f.im[y*t.n:], t.im)
	}
}

// inverse transforms f back in place, times the number of points: whoever looks for the greatest value needs no
// division.
func (t *transform) inverse(f *field) {
	for y := 0; y < t.n; y += lanes {
		copy(t.re, f.re[y*t.n:])
		copy(t.im, f.im[y*t.n:])
		t.up()
		t.scatter(f.re[y*t.n:], t.re)
		t.scatter(f.im[y*t.n:], t.im)
	}
	t.columns(f, t.n, t.up)
}

// correlate turns f, two real images of which only the first width columns hold anything but 0, into their
// correlations with the image whose spectrum is given, times the number of points. Only the first found columns of the
// result are right. It is forward, product with the conjugate and inverse in one: a bundle of rows goes through all
// three while it is in the cache.
func (t *transform) correlate(f, spectrum *field, width, found int) {
	t.columns(f, width, t.down)
	for y := 0; y < t.n; y += lanes {
		from, to := y*t.n, (y+lanes)*t.n
		t.gather(t.re, f.re[from:to])
		t.gather(t.im, f.im[from:to])
		t.down()
		multiply(t.re, t.im, spectrum.re[from:to], spectrum.im[from:to])
		t.up()
		t.scatter(f.re[from:to], t.re)
		t.scatter(f.im[from:to], t.im)
	}
	t.columns(f, found, t.up)
}

// place is where forward leaves row y and column x of the spectrum, both digits reversed: rows lie in bundles of
// lanes, column by column, as the steps over rows leave them. To put them back would take a fifth of the time.
func place(n, y, x int) int {
	return y/lanes*lanes*n + x*lanes + y%lanes
}

// gather lays the first rows side by side, scatter takes them apart; in squares, so that both ends stay in the cache.
func (t *transform) gather(bundle, rows []float32) {
	for x := 0; x < t.n; x += lanes {
		for l := range lanes {
			for i, v := range (*[lanes]float32)(rows[l*t.n+x:]) {
				bundle[(x+i)*lanes+l] = v
			}
		}
	}
}

func (t *transform) scatter(rows, bundle []float32) {
	for x := 0; x < t.n; x += lanes {
		for l := range lanes {
			row := (*[lanes]float32)(rows[l*t.n+x:])
			for i := range row {
				row[i] = bundle[(x+i)*lanes+l]
			}
		}
	}
}

// columns runs the steps over the first columns of f, so many lanes at a time.
func (t *transform) columns(f *field, width int, steps func()) {
	n := t.n
	for x := 0; x < width; x += lanes {
		for y := range n {
			*(*[lanes]float32)(t.re[y*lanes:]) = *(*[lanes]float32)(f.re[y*n+x:])
			*(*[lanes]float32)(t.im[y*lanes:]) = *(*[lanes]float32)(f.im[y*n+x:])
		}
		steps()
		for y := range n {
			*(*[lanes]float32)(f.re[y*n+x:]) = *(*[lanes]float32)(t.re[y*lanes:])
			*(*[lanes]float32)(f.im[y*n+x:]) = *(*[lanes]float32)(t.im[y*lanes:])
		}
	}
}

// down runs the stages from natural to digit-reversed order (decimation in frequency).
func (t *transform) down() {
	for i := range t.stages {
		s := &t.stages[i]
		q := s.span / s.radix
		for b := 0; b < t.n; b += s.span {
			for j := range q {
				if s.radix == 4 {
					w := (*[6]float32)(s.twiddle[6*j:])
					down4(t.quad(t.re, b+j, q), t.quad(t.im, b+j, q), w)
				} else {
					down2(t.lane(t.re, b), t.lane(t.im, b), t.lane(t.re, b+1), t.lane(t.im, b+1))
				}
			}
		}
	}
}

// up runs the stages back (decimation in time, conjugate factors).
func (t *transform) up() {
	for i := len(t.stages) - 1; i >= 0; i-- {
		s := &t.stages[i]
		q := s.span / s.radix
		for b := 0; b < t.n; b += s.span {
			for j := range q {
				if s.radix == 4 {
					w := (*[6]float32)(s.twiddle[6*j:])
					up4(t.quad(t.re, b+j, q), t.quad(t.im, b+j, q), w)
				} else {
					down2(t.lane(t.re, b), t.lane(t.im, b), t.lane(t.re, b+1), t.lane(t.im, b+1))
				}
			}
		}
	}
}

func (t *transform) lane(v []float32, row int) *[lanes]float32 {
	return (*[lanes]float32)(v[row*lanes:])
}

func (t *transform) quad(v []float32, row, q int) [4]*[lanes]float32 {
	return [4]*[lanes]float32{t.lane(v, row), t.lane(v, row+q), t.lane(v, row+2*q), t.lane(v, row+3*q)}
}

// down2 is a butterfly of two rows; its factor is 1.
func down2(ar, ai, br, bi *[lanes]float32) {
	for l := range lanes {
		a, b := ar[l], br[l]
		ar[l], br[l] = a+b, a-b
		c, d := ai[l], bi[l]
		ai[l], bi[l] = c+d, c-d
	}
}

// down4 is a butterfly of four rows followed by its factors.
func down4(r, i [4]*[lanes]float32, w *[6]float32) {
	r0, r1, r2, r3 := r[0], r[1], r[2], r[3]
	i0, i1, i2, i3 := i[0], i[1], i[2], i[3]
	w1r, w1i, w2r, w2i, w3r, w3i := w[0], w[1], w[2], w[3], w[4], w[5]
	_, _, _, _, _, _, _, _ = *r0, *r1, *r2, *r3, *i0, *i1, *i2, *i3 // one look for nil, not one a point
	for l := range lanes {
		ar, br := r0[l]+r2[l], r0[l]-r2[l]
		cr, dr := r1[l]+r3[l], r1[l]-r3[l]
		ai, bi := i0[l]+i2[l], i0[l]-i2[l]
		ci, di := i1[l]+i3[l], i1[l]-i3[l]
		r0[l], i0[l] = ar+cr, ai+ci
		xr, xi := br+di, bi-dr
		r1[l], i1[l] = xr*w1r-xi*w1i, xr*w1i+xi*w1r
		xr, xi = ar-cr, ai-ci
		r2[l], i2[l] = xr*w2r-xi*w2i, xr*w2i+xi*w2r
		xr, xi = br-di, bi+dr
		r3[l], i3[l] = xr*w3r-xi*w3i, xr*w3i+xi*w3r
	}
}

// up4 undoes down4 but for a factor of four.
func up4(r, i [4]*[lanes]float32, w *[6]float32) {
	r0, r1, r2, r3 := r[0], r[1], r[2], r[3]
	i0, i1, i2, i3 := i[0], i[1], i[2], i[3]
	w1r, w1i, w2r, w2i, w3r, w3i := w[0], w[1], w[2], w[3], w[4], w[5]
	_, _, _, _, _, _, _, _ = *r0, *r1, *r2, *r3, *i0, *i1, *i2, *i3 // one look for nil, not one a point
	for l := range lanes {
		x0r, x0i := r0[l], i0[l]
		x1r, x1i := r1[l]*w1r+i1[l]*w1i, i1[l]*w1r-r1[l]*w1i
		x2r, x2i := r2[l]*w2r+i2[l]*w2i, i2[l]*w2r-r2[l]*w2i
		x3r, x3i := r3[l]*w3r+i3[l]*w3i, i3[l]*w3r-r3[l]*w3i
		ar, br := x0r+x2r, x0r-x2r
		ai, bi := x0i+x2i, x0i-x2i
		cr, dr := x1r+x3r, x1r-x3r
		ci, di := x1i+x3i, x1i-x3i
		r0[l], i0[l] = ar+cr, ai+ci
		r1[l], i1[l] = br-di, bi+dr
		r2[l], i2[l] = ar-cr, ai-ci
		r3[l], i3[l] = br+di, bi-dr
	}
}

// multiply sets b to conj(a) times b, point by point.
func multiply(bre, bim, are, aim []float32) {
	bim, are, aim = bim[:len(bre)], are[:len(bre)], aim[:len(bre)]
	for i := range bre {
		ar, ai, br, bi := are[i], aim[i], bre[i], bim[i]
		bre[i] = ar*br + ai*bi
		bim[i] = ar*bi - ai*br
	}
}
