package bullet

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkPrepare(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	s := fire(barrel(r, 1)[0], 0.05, 0, r)
	for b.Loop() {
		if _, err := Prepare(s, Defaults()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompareBullets(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	one := barrel(r, 6)
	x, y := shoot(b, one, 0, 0, r), shoot(b, one, 2, 0, r)
	for b.Loop() {
		if _, err := CompareBullets(x, y, Defaults()); err != nil {
			b.Fatal(err)
		}
	}
}
