package link

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func runes(s string) []rune { return []rune(s) }

func TestMarkLevels(t *testing.T) {
	s := newShapes()
	for _, c := range []struct {
		a, b string
		want MarkLevel
	}{
		{"AB1234", "AB1234", Equal}, {"AB1234", "A81234", Alike}, {"AB1234", "AB1294", Wrong}, {"AB1234", "AB1243", Swapped}, {"AB1234", "AB124", Missing}, {"B1234", "AB1234", Missing},
		{"AB1238", "A8123B", TwoAlike}, {"AB1234", "78AB1234", Affix}, {"AB1234", "AB123478", Affix}, {"AB1234", "AB1234567", Affix}, {"AB1234", "AB12345678", Affix}, {"AB1234", "XAB1234X", Other},
		{"123", "12345", Other}, {"AB1234", "AB9294", Other}, {"AB1234", "AB", Other}, {"ЖК1234", "ЖК1234", Equal}, {"ЖК1234", "ЖК1235", Wrong}, {"", "1", Missing},
	} {
		for _, swap := range []bool{false, true} {
			a, b := runes(c.a), runes(c.b)
			if swap {
				a, b = b, a
			}
			if got := compareMarks(a, b, s); got != c.want {
				t.Errorf("%s and %s (swapped %v): %d, want %d", c.a, c.b, swap, got, c.want)
			}
		}
	}
}

// Every pair whose marks are equal or one edit apart is a candidate, found against a look at all pairs.
func TestCandidatesAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := make([]Record, rapid.IntRange(2, 40).Draw(t, "n"))
		for i := range records {
			records[i] = Record{Office: rapid.Uint8Range(0, 2).Draw(t, "office"), Mark: rapid.StringMatching(`[018BЖ]{1,6}`).Draw(t, "mark"),
				Make: rapid.Uint32Range(0, 2).Draw(t, "make"), Calibre: rapid.Uint32Range(0, 2).Draw(t, "calibre")}
		}
		f := prepared(records)
		var want []uint64
		for i := range records {
			for j := i + 1; j < len(records); j++ {
				a, b := &records[i], &records[j]
				level := compareMarks(f.marks[i], f.marks[j], f.shapes)
				makes, calibres := compareCodes(a.Make, b.Make), compareCodes(a.Calibre, b.Calibre)
				if a.Office != b.Office && level <= Missing && !(makes == Different && calibres == Different) {
					want = append(want, uint64(i)<<32|uint64(j))
				}
			}
		}
		got := f.candidates()
		for _, p := range want {
			if !slices.Contains(got, p) {
				t.Fatalf("%q and %q are no candidates", records[p>>32].Mark, records[uint32(p)].Mark)
			}
		}
	})
}

func prepared(records []Record) *finder {
	f := &finder{records: records, shapes: newShapes(), marks: make([][]rune, len(records)), width: 64}
	for i := range records {
		f.marks[i] = []rune(records[i].Mark)
	}
	return f
}

// A cluster never holds two records of one office, and the order of the records does not change what is linked.
func TestOnceInAnOfficeAndOrderFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := make([]Record, rapid.IntRange(2, 120).Draw(t, "n"))
		for i := range records {
			records[i] = Record{Office: rapid.Uint8Range(0, 3).Draw(t, "office"), Mark: fmt.Sprintf("AB%04d", rapid.IntRange(0, 60).Draw(t, "mark")), Make: rapid.Uint32Range(0, 3).Draw(t, "make"), Year: rapid.Int16Range(1990, 1995).Draw(t, "year")}
		}
		res := Find(records, Options{Least: .3})
		for _, c := range res.Clusters {
			seen := map[uint8]bool{}
			for _, i := range c {
				if seen[records[i].Office] {
					t.Fatalf("office %d twice in %v", records[i].Office, c)
				}
				seen[records[i].Office] = true
			}
		}
		for _, l := range res.Links {
			if l.P < .3 || l.P > 1 || math.IsNaN(l.P) || l.A >= l.B || records[l.A].Office == records[l.B].Office {
				t.Fatalf("%+v", l)
			}
		}
		if again := Find(records, Options{Least: .3}); !cmp.Equal(res, again) {
			t.Fatal("a second run differs")
		}
		turned := slices.Clone(records)
		slices.Reverse(turned)
		other := Find(turned, Options{Least: .3})
		chance := map[[2]int]float64{}
		for _, l := range res.Links {
			chance[[2]int{l.A, l.B}] = l.P
		}
		for _, l := range other.Links {
			at := [2]int{len(records) - 1 - l.B, len(records) - 1 - l.A}
			if p, ok := chance[at]; l.P > .3001 && !ok || ok && math.Abs(p-l.P) > 1e-6 {
				t.Fatalf("%v: %v forward, %v backward", at, p, l.P)
			}
		}
	})
}

// A firearm that two records of one office both fit would have two lives: one is linked, the other told.
func TestTwoLives(t *testing.T) {
	records := []Record{{0, "XK48213", 1, 1, 1990}, {1, "XK48213", 1, 1, 1990}, {1, "XK48213", 1, 1, 1990}, {2, "XK48213", 1, 1, 1990}}
	for i := range 4000 {
		records = append(records, Record{uint8(i % 3), fmt.Sprintf("%c%c%05d", 'A'+i%7, 'A'+i%11, (i*7919)%100000), uint32(2 + i%5), uint32(1 + i%3), int16(1960 + i%60)})
	}
	res := Find(records, Options{Least: .2})
	var mine []Conflict
	for _, c := range res.Conflicts {
		if c.B < 4 {
			mine = append(mine, c)
		}
	}
	if len(mine) == 0 || len(res.Clusters) == 0 || len(res.Clusters[0]) != 3 || res.Clusters[0][0] != 0 {
		t.Errorf("clusters %v, conflicts %v", res.Clusters[:min(3, len(res.Clusters))], mine)
	}
}

func TestFindNothing(t *testing.T) {
	for _, records := range [][]Record{nil, {{}}, {{}, {Office: 1}}, {{Mark: "1"}, {Mark: "1"}}} {
		if res := Find(records, Options{}); len(res.Links) > 0 || len(res.Clusters) > 0 {
			t.Errorf("%v: %+v", records, res)
		}
	}
}
