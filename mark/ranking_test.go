package mark_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"focalpoint/mark"
)

// foreign is a matrix of confusions that is not the channel's own: each symbol of a pair is taken for the other
// alike, and any other symbol for a random one.
var foreign = map[rune]string{'0': "ODQ", 'O': "0DQ", '1': "I7", 'I': "1L", '2': "Z", 'Z': "2", '5': "S6", 'S': "5", '6': "5G", '8': "B3", 'B': "8",
	'3': "8", '7': "1", 'G': "6C", 'C': "G", 'D': "0", 'N': "M", 'M': "N", 'Б': "6", 'Ч': "4", '4': "Ч"}

// misread copies a mark as a reader might, with wrong being the chance of each symbol to come out wrong.
func misread(text string, wrong float64, r *rand.Rand) string {
	var out []rune
	for _, c := range text {
		switch {
		case r.Float64() < wrong:
			list := []rune(foreign[c])
			if len(list) == 0 || r.Float64() < .3 {
				list = []rune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
			}
			c = list[r.IntN(len(list))]
		case r.Float64() < .003:
			continue
		case r.Float64() < .003:
			out = append(out, '0'+rune(r.IntN(10)))
		}
		out = append(out, c)
		if n := len(out); n > 1 && r.Float64() < .003 {
			out[n-1], out[n-2] = out[n-2], out[n-1]
		}
	}
	return string(out)
}

// A ranking is what many searches for known marks came to.
type ranking struct {
	first, ten, searches int
	// By tenths of the probability stated for the first answer: how many, the sum stated, how many right.
	n, right [10]int
	stated   [10]float64
	none     float64 // mean probability of "none of these" where the mark is not there
}

// error is the expected calibration error: the mean distance between stated and observed.
func (k *ranking) error() float64 {
	sum, n := 0.0, 0
	for i := range k.n {
		sum += math.Abs(k.stated[i] - float64(k.right[i]))
		n += k.n[i]
	}
	return sum / float64(max(1, n))
}

// rank searches for marks as misread, a fifth of which are not in the index.
func rank(x *mark.Index, entries []mark.Entry, searches int, wrong float64) ranking {
	r := rand.New(rand.NewPCG(5, 6))
	strangers := generate(searches, 99)
	var k ranking
	absent := 0
	for i := range searches {
		truth := entries[r.IntN(len(entries))]
		present := i%5 != 0
		if !present {
			truth = mark.Entry{ID: math.MaxUint64, Mark: strangers[i].Mark}
		}
		p, err := mark.Parse(misread(truth.Mark, wrong, r))
		if err != nil {
			continue
		}
		q := mark.Query{Pattern: p, Errors: 2, Cut: 11500}
		a := x.Search(q)
		probability, none := x.Rank(q, a, .8)
		at := slices.IndexFunc(a.Hits, func(h mark.Hit) bool { return h.ID == truth.ID })
		if present {
			k.searches++
			if at == 0 {
				k.first++
			}
			if at >= 0 && at < 10 {
				k.ten++
			}
		} else {
			absent++
			k.none += none
		}
		if len(a.Hits) > 0 {
			b := min(9, int(probability[0]*10))
			k.n[b]++
			k.stated[b] += probability[0]
			if at == 0 {
				k.right[b]++
			}
		}
	}
	k.none /= float64(max(1, absent))
	return k
}

// TestRanking: the right mark comes first, and the probability stated is the share of times it is right, under
// errors of another kind than the channel expects.
func TestRanking(t *testing.T) {
	entries := generate(20000, 21)
	k := rank(mark.NewIndex(entries), entries, 1500, .023)
	if k.first*100 < k.searches*90 || k.ten*100 < k.searches*97 {
		t.Errorf("of %d marks %d come first and %d in the first ten", k.searches, k.first, k.ten)
	}
	if k.error() > .08 {
		t.Errorf("calibration error %.3f: by tenths, searches %v, stated %.1f, right %v", k.error(), k.n, k.stated, k.right)
	}
	if k.none < .5 {
		t.Errorf("where the mark is not there, none of these gets %.2f", k.none)
	}
}

// BenchmarkRanking reports how good the ranking is over a million marks, for marks read by eye and for etched
// ones with more errors.
func BenchmarkRanking(b *testing.B) {
	entries := generate(benchMarks(), 11)
	x := benchIndex()
	for _, c := range []struct {
		name  string
		wrong float64
	}{{"eye", .023}, {"poor", .10}} {
		b.Run(c.name, func(b *testing.B) {
			var k ranking
			for b.Loop() {
				k = rank(x, entries, 2500, c.wrong)
			}
			b.ReportMetric(100*float64(k.first)/float64(k.searches), "%first")
			b.ReportMetric(100*float64(k.ten)/float64(k.searches), "%inten")
			b.ReportMetric(k.error(), "calibration-error")
			b.ReportMetric(k.none, "none-when-absent")
		})
	}
}
