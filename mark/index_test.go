package mark_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint/mark"
)

// scan answers a query by comparing every entry, one by one.
func scan(entries []mark.Entry, q mark.Query) []mark.Hit {
	errors := q.Pattern.Errors
	if !q.Pattern.Stated {
		errors = max(errors, q.Errors)
	}
	ideal := 0
	if q.Cut > 0 {
		ideal = idealCost(q.Pattern)
	}
	var hits []mark.Hit
	m := mark.Compile(q.Pattern, errors, q.Channel)
	for _, e := range entries {
		cost, n, ok := m.Cost(e.Mark)
		if ok && (q.Cut == 0 || int(cost) <= ideal+int(q.Cut)) {
			hits = append(hits, mark.Hit{ID: e.ID, Mark: e.Mark, Cost: cost, Errors: n})
		}
	}
	slices.SortFunc(hits, func(a, b mark.Hit) int {
		if a.Cost != b.Cost {
			return int(a.Cost - b.Cost)
		}
		return mark.CompareEntries(mark.Entry{ID: a.ID, Mark: a.Mark}, mark.Entry{ID: b.ID, Mark: b.Mark})
	})
	return hits
}

// testSymbols holds every symbol a test draws or generates, and one more.
const testSymbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZБГДЖЗИЛПФЦЧШЭЮЯΩΨ"

// idealCost is the cost of a perfect reading: the least over all marks of what each place costs.
func idealCost(p mark.Pattern) int {
	sum := 0
	for _, pl := range p.Reading {
		o := oracle{p: mark.Pattern{Reading: mark.Reading{pl}}, ch: mark.DefaultChannel()}
		if pl.Kind == mark.Run {
			continue
		}
		best := o.extra(0)
		for _, r := range testSymbols {
			best = min(best, o.hit(0, r))
		}
		sum += best
	}
	return sum
}

func drawEntries() *rapid.Generator[[]mark.Entry] {
	return rapid.Custom(func(t *rapid.T) []mark.Entry {
		marks := rapid.SliceOfN(drawMark(14), 0, 60).Draw(t, "marks")
		entries := make([]mark.Entry, len(marks))
		for i, m := range marks {
			entries[i] = mark.Entry{ID: uint64(rapid.IntRange(1, 80).Draw(t, "id")), Mark: m}
		}
		slices.SortFunc(entries, mark.CompareEntries)
		return slices.Compact(entries)
	})
}

func drawQuery(entries []mark.Entry) *rapid.Generator[mark.Query] {
	return rapid.Custom(func(t *rapid.T) mark.Query {
		p := drawPattern(8).Draw(t, "pattern")
		if len(entries) > 0 && rapid.IntRange(0, 2).Draw(t, "near") > 0 {
			p = drawNear(strings.ReplaceAll(rapid.SampledFrom(entries).Draw(t, "entry").Mark, "Ω", "W")).Draw(t, "pattern near")
		}
		q := mark.Query{Pattern: p, Errors: rapid.IntRange(0, 3).Draw(t, "errors")}
		if rapid.Bool().Draw(t, "cuts") {
			q.Cut = mark.Cost(rapid.IntRange(1, 14000).Draw(t, "cut"))
		}
		return q
	})
}

// drawNear draws a pattern made from a mark: places lost, left open, changed.
func drawNear(text string) *rapid.Generator[mark.Pattern] {
	return rapid.Custom(func(t *rapid.T) mark.Pattern {
		out := ""
		for _, r := range text {
			switch rapid.IntRange(0, 11).Draw(t, "change") {
			case 0:
				out += "?"
			case 1:
				out += "[" + string(r) + "7]"
			case 2:
				out += "{" + string(r) + ":.6,Ω:.2}"
			case 3:
				out += "*"
			case 4:
				out += drawPlace().Draw(t, "other")
			default:
				out += string(r)
			}
		}
		return mark.MustParse(out)
	})
}

func compareHits(t *rapid.T, q mark.Query, got mark.Answer, want []mark.Hit, limit int) {
	more := len(want) > limit
	if more {
		want = want[:limit]
	}
	if len(want) == 0 {
		want = nil
	}
	if d := cmp.Diff(want, got.Hits); d != "" {
		t.Fatalf("%s errors %d cut %d (-scan +index):\n%s", q.Pattern, q.Errors, q.Cut, d)
	}
	if got.More != more {
		t.Fatalf("%s errors %d cut %d: more is %v, want %v", q.Pattern, q.Errors, q.Cut, got.More, more)
	}
}

// TestSearchIsComplete compares the index with a scan of every mark.
func TestSearchIsComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries().Draw(t, "entries")
		q := drawQuery(entries).Draw(t, "query")
		compareHits(t, q, mark.NewIndex(entries).Search(q), scan(entries, q), mark.DefaultLimit)
	})
}

// TestSearchGivesTheBest asks for few answers of many.
func TestSearchGivesTheBest(t *testing.T) {
	entries := generate(17000, 1)
	x := mark.NewIndex(entries)
	slices.SortFunc(entries, mark.CompareEntries)
	entries = slices.Compact(entries)
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(entries).Draw(t, "query")
		q.Limit = rapid.IntRange(1, 30).Draw(t, "limit")
		got := x.Search(q)
		want := scan(entries, q)
		if len(got.Hits) != min(q.Limit, len(want)) {
			t.Fatalf("%s: %d answers, want %d", q.Pattern, len(got.Hits), min(q.Limit, len(want)))
		}
		more := len(want) > q.Limit
		want = want[:len(got.Hits)]
		if len(want) == 0 {
			want = nil
		}
		if d := cmp.Diff(want, got.Hits); d != "" {
			t.Fatalf("%s errors %d cut %d limit %d (-scan +index):\n%s", q.Pattern, q.Errors, q.Cut, q.Limit, d)
		}
		if more && !got.More && len(want) == q.Limit {
			t.Fatalf("%s: the index does not say that there are more", q.Pattern)
		}
	})
}

// TestIndexWithChanges adds and drops at random and compares with a list that did the same.
func TestIndexWithChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := mark.NewIndex(nil)
		var kept []mark.Entry
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			drop := rapid.SliceOfN(rapid.Uint64Range(1, 80), 0, 3).Draw(t, "drop")
			add := drawEntries().Draw(t, "add")
			x = x.With(add, drop)
			kept = slices.DeleteFunc(kept, func(e mark.Entry) bool { return slices.Contains(drop, e.ID) })
			kept = append(kept, add...)
		}
		slices.SortFunc(kept, mark.CompareEntries)
		kept = slices.Compact(kept)
		q := drawQuery(kept).Draw(t, "query")
		want := scan(kept, q)
		one := mustCompact(t, x)
		compareHits(t, q, one.Search(q), want, mark.DefaultLimit)
		got := x.Search(q)
		got.Hits = slices.Compact(got.Hits) // the same entry added twice is in two parts
		if len(got.Hits) == 0 {
			got.Hits = nil
		}
		compareHits(t, q, got, want, mark.DefaultLimit)
		listed := mustList(t, one)
		if len(kept) == 0 {
			kept = nil
		}
		if d := cmp.Diff(kept, listed); d != "" {
			t.Fatal(d)
		}
	})
}

func mustCompact(t interface{ Fatal(...any) }, x *mark.Index) *mark.Index {
	one, err := x.Compact()
	if err != nil {
		t.Fatal(err)
	}
	return one
}

func mustList(t interface{ Fatal(...any) }, x *mark.Index) (all []mark.Entry) {
	for e, err := range x.Entries() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}
