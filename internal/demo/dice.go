package demo

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"focalpoint"
)

// dice are thrown for one purpose: each thing of the world has its own, so that adding a throw somewhere changes
// nothing elsewhere.
type dice struct{ *rand.Rand }

// dice returns the dice of the n-th thing of a kind.
func (w *World) dice(kind string, n int) dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(kind)) // never fails
	return dice{rand.New(rand.NewPCG(w.Seed, h.Sum64()+uint64(n)*0x9e3779b97f4a7c15))}
}

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between returns a number from a to b, both included.
func (d dice) between(a, b int) int {
	if b <= a {
		return a
	}
	return a + d.IntN(b-a+1)
}

// of returns one of a list.
func of[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// weighted returns an index with a probability proportional to its weight.
func (d dice) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	at := d.IntN(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// Read fills p, so that dice can make identifiers.
func (d dice) Read(p []byte) (int, error) {
	var b [8]byte
	for i := range p {
		if i%8 == 0 {
			binary.LittleEndian.PutUint64(b[:], d.Uint64())
		}
		p[i] = b[i%8]
	}
	return len(p), nil
}

// id makes the identifier of the n-th thing of a kind.
func (w *World) id(prefix, kind string, n int, at time.Time) string {
	return focalpoint.NewID(prefix, at, w.dice("id "+kind, n))
}

// day returns a day from a to b.
func (d dice) day(a, b focalpoint.Day) focalpoint.Day {
	if b <= a {
		return a
	}
	return a + focalpoint.Day(d.IntN(int(b-a)+1))
}
