package toolmark

import (
	"cmp"
	"container/heap"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Sizes of a Descriptor.
const (
	rings     = 20 // of wavelength
	harmonics = 30 // along each ring
	shifts    = 60 // rotations told apart over half a turn, 3 degrees each

	longestUm  = 400.0 // wavelengths of the first and of the last ring
	shortestUm = 55.0
)

// DescriptorSize is the number of bytes of a Descriptor.
const DescriptorSize = rings * harmonics * 2

// A Descriptor is a surface in 1,200 bytes for ranking very many: how strong its waves are by wavelength and
// direction, which does not change when the surface is shifted. It holds the harmonics of that strength along rings of
// equal wavelength, so that two of them are compared at all rotations at once. What it cannot tell apart, a comparison
// can: it only decides what is compared first.
type Descriptor [DescriptorSize]int8

// Describe makes the descriptor of a template.
func Describe(t *Template) Descriptor {
	const spacing = 25.0
	s := t.fine
	if r, err := Resample(s, spacing); err == nil {
		s = r
	}
	n := 128
	for n < max(s.Width, s.Height) {
		n *= 2
	}
	f := newField(n)
	standardise(f.re, n, s, 0, 0, s.Width, s.Height, 1)
	newTransform(n).forward(f, s.Width)
	order := frequencies(n)
	strength := make([]float64, n*n) // by frequency, natural order
	for y := range n {
		for x := range n {
			re, im := float64(f.re[place(n, y, x)]), float64(f.im[place(n, y, x)])
			strength[order[y]*n+order[x]] = re*re + im*im
		}
	}
	var ring [rings][shifts]float64
	for r := range rings {
		wave := longestUm * math.Pow(shortestUm/longestUm, float64(r)/(rings-1))
		radius := float64(n) * s.PitchXUm / wave
		for a := range shifts {
			ring[r][a] = around(strength, n, radius, (float64(a)+0.5)*math.Pi/shifts)
		}
	}
	return quantise(&ring)
}

// frequencies says which frequency stands at each place of a row of the spectrum: digits reversed, see transform.
func frequencies(n int) []int {
	out := make([]int, n)
	for i := range out {
		rest, span := i, n
		for span > 1 {
			radix := 4
			if span == 2 {
				radix = 2
			}
			span /= radix
			out[i] += rest / span * (n / (span * radix))
			rest %= span
		}
	}
	return out
}

// around is the logarithm of the mean strength near one wave: over a patch as wide as the rings lie apart.
func around(strength []float64, n int, radius, angle float64) float64 {
	sin, cos := math.Sincos(angle)
	sum := 0.0
	for i := -1; i <= 1; i++ {
		for j := -1; j <= 1; j++ {
			r := radius * (1 + 0.035*float64(i))
			turn := float64(j) * math.Pi / shifts / 2
			c, s := cos*math.Cos(turn)-sin*math.Sin(turn), sin*math.Cos(turn)+cos*math.Sin(turn)
			sum += bilinear(strength, n, r*c, r*s)
		}
	}
	return math.Log(sum + 1e-9)
}

// bilinear reads between frequencies; negative ones wrap.
func bilinear(v []float64, n int, x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j := (int(fx)%n+n)%n, (int(fy)%n+n)%n
	k, l := (i+1)%n, (j+1)%n
	u, w := x-fx, y-fy
	return (v[j*n+i]*(1-u)+v[j*n+k]*u)*(1-w) + (v[l*n+i]*(1-u)+v[l*n+k]*u)*w
}

// quantise turns rings into harmonics: every ring about its mean, all together of length one but for rounding.
func quantise(ring *[rings][shifts]float64) Descriptor {
	var h [rings * harmonics * 2]float64
	square := 0.0
	for r := range rings {
		mean := 0.0
		for _, v := range ring[r] {
			mean += v / shifts
		}
		for k := range harmonics {
			var re, im float64
			for a, v := range ring[r] {
				sin, cos := math.Sincos(2 * math.Pi * float64((k+1)*a) / shifts)
				re += (v - mean) * cos
				im -= (v - mean) * sin
			}
			i := 2 * (r*harmonics + k)
			h[i], h[i+1] = re, im
			square += re*re + im*im
		}
	}
	var d Descriptor
	if square == 0 {
		return d
	}
	// The greatest harmonics of real surfaces are some seven times the root mean square; what is beyond is cut.
	scale := 127 / (7 * math.Sqrt(square/float64(len(h))))
	for i, v := range h {
		d[i] = int8(math.Round(min(max(v*scale, -127), 127)))
	}
	return d
}

// Likeness of two descriptors at the best rotation up to so many degrees, at most about 1.
func (d *Descriptor) Likeness(o *Descriptor, thetaDeg float64) float64 {
	q := newQuery(d, thetaDeg)
	return q.likeness(o)
}

// query is a descriptor made ready for many comparisons.
type query struct {
	value  [DescriptorSize]int32
	length float64
	reach  int
	turn   [shifts][harmonics][2]float32
}

func newQuery(d *Descriptor, thetaDeg float64) *query {
	q := &query{reach: min(int(thetaDeg*shifts/180+0.5), shifts/2)}
	for i, v := range d {
		q.value[i] = int32(v)
	}
	q.length = d.length()
	for s := range shifts {
		for k := range harmonics {
			sin, cos := math.Sincos(2 * math.Pi * float64((k+1)*s) / shifts)
			q.turn[s][k] = [2]float32{float32(cos), float32(sin)}
		}
	}
	return q
}

func (d *Descriptor) length() float64 {
	sum := 0
	for _, v := range d {
		sum += int(v) * int(v)
	}
	return math.Sqrt(float64(sum))
}

// likeness sums over the rings how the harmonics agree, then looks at every rotation.
func (q *query) likeness(o *Descriptor) float64 {
	var cross [harmonics][2]float32
	square := int32(0)
	for k := range harmonics {
		var re, im int32
		for i := 2 * k; i < DescriptorSize; i += 2 * harmonics {
			a, b := q.value[i], q.value[i+1]
			c, d := int32(o[i]), int32(o[i+1])
			re += a*c + b*d
			im += a*d - b*c
			square += c*c + d*d
		}
		cross[k] = [2]float32{float32(re), float32(im)}
	}
	best := float32(math.Inf(-1))
	for s := -q.reach; s <= q.reach; s++ {
		turn := &q.turn[(s+shifts)%shifts]
		sum := float32(0)
		for k := range harmonics {
			sum += cross[k][0]*turn[k][0] - cross[k][1]*turn[k][1]
		}
		best = max(best, sum)
	}
	if square == 0 || q.length == 0 {
		return 0
	}
	return float64(best) / (q.length * math.Sqrt(float64(square)))
}

// Ranked is one place in a ranking.
type Ranked struct {
	Index    int // in the gallery
	Likeness float64
}

// Rank gives the most alike of a gallery, at most n, the most alike first, for rotations up to so many degrees. It
// uses all cores; equal ones come in the order of the gallery.
func Rank(d *Descriptor, gallery []Descriptor, thetaDeg float64, n int) []Ranked {
	if n <= 0 || len(gallery) == 0 {
		return nil
	}
	q := newQuery(d, thetaDeg)
	workers := min(runtime.GOMAXPROCS(0), len(gallery))
	tops := make([]top, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			t := top{}
			for i := w * len(gallery) / workers; i < (w+1)*len(gallery)/workers; i++ {
				t.offer(Ranked{i, q.likeness(&gallery[i])}, n)
			}
			tops[w] = t
		})
	}
	wg.Wait()
	all := slices.SortedFunc(slices.Values(slices.Concat(tops...)), byLikeness)
	return all[:min(n, len(all))]
}

func byLikeness(a, b Ranked) int {
	return cmp.Or(cmp.Compare(b.Likeness, a.Likeness), cmp.Compare(a.Index, b.Index))
}

// top is a heap of the best seen so far, the worst of them first.
type top []Ranked

func (t top) Len() int           { return len(t) }
func (t top) Less(i, j int) bool { return byLikeness(t[i], t[j]) > 0 }
func (t top) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }

// Push and Pop serve container/heap.
func (t *top) Push(x any) { *t = append(*t, x.(Ranked)) }

// Pop takes the last element off.
func (t *top) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

func (t *top) offer(r Ranked, n int) {
	switch {
	case len(*t) < n:
		heap.Push(t, r)
	case byLikeness(r, (*t)[0]) < 0:
		(*t)[0] = r
		heap.Fix(t, 0)
	}
}
