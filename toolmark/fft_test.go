package toolmark

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"syscall"
	"testing"
)

func noise(f *field, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := range f.re {
		f.re[i], f.im[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
	}
}

// The transform has the same numbers as the definition, in some order.
func TestTransformIsTheDefinition(t *testing.T) {
	for _, n := range []int{16, 32, 64} {
		f := newField(n)
		noise(f, 3)
		want := slowTransform(f)
		newTransform(n).forward(f, n)
		for y := range n {
			for x := range n {
				w := want[reversed(y, n)*n+reversed(x, n)]
				got := complex(float64(f.re[place(n, y, x)]), float64(f.im[place(n, y, x)]))
				if cmplx.Abs(got-w) > 1e-5*float64(n)*math.Log2(float64(n)) {
					t.Fatalf("size %d: %v instead of %v at %d, %d", n, got, w, x, y)
				}
			}
		}
	}
}

// reversed turns an index of the spectrum in the order of forward into a frequency.
func reversed(i, n int) int {
	out := 0
	for span := n; span > 1; {
		radix := 4
		if span == 2 {
			radix = 2
		}
		span /= radix
		digit := i / span
		i %= span
		out += digit * (n / (span * radix))
	}
	return out
}

// slowTransform sums the definition row by row and column by column in float64.
func slowTransform(f *field) []complex128 {
	n := f.n
	a := make([]complex128, n*n)
	for i := range a {
		a[i] = complex(float64(f.re[i]), float64(f.im[i]))
	}
	for range 2 {
		b := make([]complex128, n*n)
		for y := range n {
			for k := range n {
				sum := complex(0, 0)
				for x := range n {
					sum += a[y*n+x] * cmplx.Rect(1, -2*math.Pi*float64(k*x%n)/float64(n))
				}
				b[k*n+y] = sum // transposed
			}
		}
		a = b
	}
	return a
}

func TestInverseUndoesForward(t *testing.T) {
	for _, n := range []int{16, 32, 64, 128, 256, 512} {
		f, g := newField(n), newField(n)
		noise(f, 5)
		noise(g, 5)
		tr := newTransform(n)
		tr.forward(f, n)
		tr.inverse(f)
		for i := range f.re {
			scale := float32(n * n)
			if d := math.Abs(float64(f.re[i]/scale-g.re[i])) + math.Abs(float64(f.im[i]/scale-g.im[i])); d > 1e-5 {
				t.Fatalf("size %d: point %d is off by %g", n, i, d)
			}
		}
	}
}

// A correlation through spectra has its greatest value at the shift between two images.
func TestCorrelationFindsShift(t *testing.T) {
	const n = 64
	a, b := newField(n), newField(n)
	noise(a, 7)
	clear(a.im)
	for y := range n {
		for x := range n {
			b.re[(y+5)%n*n+(x+60)%n] = a.re[y*n+x]
		}
	}
	tr := newTransform(n)
	tr.forward(a, n)
	tr.correlate(b, a, n, n)
	best := 0
	for i, v := range b.re {
		if v > b.re[best] {
			best = i
		}
	}
	if best != 5*n+60 {
		t.Errorf("the best shift is %d, %d", best%n, best/n)
	}
}

// cpuSeconds is the processor time this program has used; on a shared machine the clock says nothing.
func cpuSeconds(t testing.TB) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// BenchmarkTransform reports processor time for one transform and the usual count of operations, 5 N N log2(N N).
func BenchmarkTransform(b *testing.B) {
	for _, n := range []int{64, 128, 256, 512} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := newField(n)
			noise(f, 1)
			tr := newTransform(n)
			start := cpuSeconds(b)
			for b.Loop() {
				tr.forward(f, n)
				tr.inverse(f)
				for i := range f.re { // keep the numbers small
					f.re[i], f.im[i] = 1, 0
				}
			}
			one := (cpuSeconds(b) - start) / float64(2*b.N)
			b.ReportMetric(one*1e6, "cpu-us/transform")
			b.ReportMetric(10*float64(n*n)*math.Log2(float64(n))/one/1e9, "GF/s")
		})
	}
}
