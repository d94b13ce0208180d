package mark_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"focalpoint/mark"
)

// TestPopulationChance: the chance stated for a pattern is how likely it is over fresh marks of the same makers, also
// where a maker's format fixes part of the number: what the mean letter and digit say would be far too little.
func TestPopulationChance(t *testing.T) {
	makers := map[string]string{"zastava|7.62x39": "M92PV0#####", "glock|9x19": "@@@###", "ruger|9x19": "###-#####"}
	r := rand.New(rand.NewPCG(3, 3))
	fresh := func(n int) (kinds, marks []string) {
		for range n {
			for _, k := range []string{"zastava|7.62x39", "glock|9x19", "ruger|9x19"} {
				f, err := mark.NewFormat(mark.Format{Maker: k, Template: makers[k], Source: "test", Trust: mark.Memory})
				if err != nil {
					t.Fatal(err)
				}
				kinds, marks = append(kinds, k), append(marks, mark.Fold(f.Make(r.IntN)))
			}
		}
		return kinds, marks
	}
	var s mark.Sampler
	kinds, marks := fresh(4000)
	for i := range kinds {
		s.Add(kinds[i], marks[i])
	}
	p := s.Population()
	kinds, marks = fresh(60_000)
	for _, c := range []struct {
		pattern string
		maker   string // all when empty
	}{
		{"M92PV04[1-5]???", ""}, {"M92PV012???", "zastava|7.62x39"}, {"?????1[0-4]?", "ruger|9x19"}, {"*12", ""}, {"A[A-M]?1[0-5]?", "glock|9x19"}, {"M92*", ""},
	} {
		pattern := mark.MustParse(c.pattern)
		weight := func(kind string) float64 {
			if c.maker == "" || c.maker == kind {
				return 1
			}
			return 0
		}
		m := mark.Compile(pattern, 1, nil)
		observed := 0.0
		for i := range marks {
			if cost, errors, ok := m.Cost(marks[i]); ok && errors == 0 {
				observed += weight(kinds[i]) * cost.Likelihood() / float64(len(marks))
			}
		}
		if stated := p.Chance(pattern, nil, weight); math.Abs(math.Log(stated/observed)) > .25 {
			t.Errorf("%s of %q: stated %.3g, over fresh marks %.3g", c.pattern, c.maker, stated, observed)
		}
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var back mark.Population
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(p, &back, cmpopts.IgnoreUnexported(mark.Population{}, mark.Look{})); d != "" {
		t.Errorf("a population does not survive being kept:\n%s", d)
	}
	if a, b := p.Chance(mark.MustParse("AB?12*"), nil, nil), back.Chance(mark.MustParse("AB?12*"), nil, nil); a != b {
		t.Errorf("kept, it says %v for %v", b, a)
	}
}

// TestSamplerKeepsTheShares: a long list is thinned without favour.
func TestSamplerKeepsTheShares(t *testing.T) {
	var s mark.Sampler
	for i := range 300_000 {
		if i%4 == 0 {
			s.Add("few", "1234")
		} else {
			s.Add("many", "AB1234")
		}
	}
	p := s.Population()
	share := float64(p.Kinds["few"]) / float64(p.All.Marks)
	if p.All.Marks > 1<<16 || p.All.Marks < 1<<14 || math.Abs(share-.25) > .01 {
		t.Errorf("of %d kept, the share of one in four is %.3f", p.All.Marks, share)
	}
}

// TestChannelWith: the errors of reader and clerk add up, and what a clerk left out is seen and not recorded.
func TestChannelWith(t *testing.T) {
	reader, clerk := mark.NewChannel(mark.Rates{Wrong: .02, Alike: .5, Missed: .001, Extra: .002, Swapped: .003, Embedded: .01}),
		mark.NewChannel(mark.Rates{Wrong: .01, Alike: .5, Missed: .004, Extra: .005, Swapped: .006, Embedded: .01})
	got := reader.With(clerk).Rates()
	want := mark.Rates{Wrong: .03, Alike: .5, Missed: .006, Extra: .006, Swapped: .009, Embedded: .02}
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); d != "" {
		t.Error(d)
	}
	sum := reader.Seen('8', 'B') + clerk.Seen('B', '8')
	if p := reader.With(clerk).Seen('8', 'B'); math.Abs(p-sum) > .01*sum {
		t.Errorf("8 for B: %v, want %v", p, sum)
	}
}
