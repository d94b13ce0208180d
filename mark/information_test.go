package mark_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"focalpoint/mark"
)

// numbered is a population of two makers: one strikes two letters and four digits, the other five digits.
func numbered(rnd *rand.Rand, n int) (*mark.Population, []string) {
	var s mark.Sampler
	var all []string
	for i := range n {
		kind, text := "colt|9|pistol", fmt.Sprintf("%c%c%04d", 'A'+rnd.IntN(4), 'A'+rnd.IntN(26), rnd.IntN(10000))
		if i%4 == 0 {
			kind, text = "tula|7|rifle", fmt.Sprintf("%05d", rnd.IntN(100000))
		}
		s.Add(kind, text)
		all = append(all, text)
	}
	return s.Population(), all
}

func TestInformationAgreesWithACount(t *testing.T) {
	p, all := numbered(rand.New(rand.NewPCG(4, 2)), 20000)
	for _, c := range []struct {
		pattern string
		slack   float64 // bits
	}{{"*", .05}, {"??????", .05}, {"?????", .05}, {"A*", .1}, {"A?????", .1}, {"*7", .1}, {"[01]????", .1}, {"AB??[38]?", .7}, {"*12*", .3}, {"A?12*", .5}, {"AB12??~1", 1.2}, {"A123~3", 1}} {
		q, err := mark.Parse(c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		m, fits := mark.Compile(q, q.Errors, nil), 0
		for _, text := range all {
			if _, _, ok := m.Cost(text); ok {
				fits++
			}
		}
		want, got := -math.Log2(float64(fits)/float64(len(all))), p.Information(q, q.Errors, nil)
		if math.Abs(got-want) > c.slack {
			t.Errorf("%s tells %.2f bits, of %d marks %d fit: %.2f", c.pattern, got, len(all), fits, want)
		}
	}
}

func TestInformationOfWhatElseIsSaid(t *testing.T) {
	p, _ := numbered(rand.New(rand.NewPCG(4, 2)), 20000)
	bits := func(pattern string, weight func(string) float64) float64 {
		q, err := mark.Parse(pattern)
		if err != nil {
			t.Fatal(err)
		}
		return p.Information(q, q.Errors, weight)
	}
	tula := func(kind string) float64 {
		if kind == "tula|7|rifle" {
			return 1
		}
		return 0
	}
	if got := bits("*", tula); math.Abs(got-2) > .05 {
		t.Errorf("a maker of one mark in four tells %.2f bits", got)
	}
	if a, b := bits("*7", nil), bits("*7", tula); b < a+1.9 {
		t.Errorf("with the maker %.2f bits, without %.2f", b, a)
	}
	if got := bits("AB1234", nil); got < 18 || got > 23 {
		t.Errorf("a whole number tells %.2f bits", got)
	}
	if sure, half := bits("A{8:.98}????", nil), bits("A{8:.1,7:.1,6:.1}????", nil); sure < half+1 {
		t.Errorf("a certain symbol tells %.2f bits, a doubtful one %.2f", sure, half)
	}
	var none *mark.Population
	q, _ := mark.Parse("AB1234")
	if got := none.Information(q, 0, nil); got < 15 {
		t.Errorf("without a register a whole number tells %.2f bits", got)
	}
}
