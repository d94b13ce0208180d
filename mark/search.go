package mark

import (
	"cmp"
	"iter"
	"slices"
	"unicode/utf8"
)

// A Query asks an Index for the marks a pattern fits.
type Query struct {
	Pattern Pattern
	// Errors is the number of reading errors allowed. It counts only when it is more than the pattern itself
	// allows and the pattern states none.
	Errors int
	// Cut leaves out answers that are costlier than a perfect reading by more than this. 0 leaves out none.
	// With Errors 2 and a Cut between two likely errors and one unlikely one, the likely pairs alone are found.
	Cut Cost
	// Limit is how many answers to give, best first; 0 means DefaultLimit.
	Limit int
	// Channel prices the errors; nil means DefaultChannel.
	Channel *Channel
}

// DefaultLimit is how many answers a Query gives that names no limit.
const DefaultLimit = 1000

// A Hit is one mark that fits.
type Hit struct {
	ID     uint64
	Mark   string // folded form
	Cost   Cost
	Errors int
}

// An Answer is what an Index found.
type Answer struct {
	// Hits are the answers, cheapest first, equal ones by mark and ID.
	Hits []Hit
	// More says that there are answers beyond the limit.
	More bool
	// Total counts the answers, those beyond the limit included. With More it is a lower bound where the query
	// has a Cut or a Weighted place: then the search stops where nothing likelier can follow.
	Total int
	// Mass is the sum of the likelihoods of the answers counted in Total; those beyond the limit count as much
	// as the ones priced with as many errors.
	Mass float64
	// Err is ErrDamaged when the file of the index does not hold what was written. Then there are no Hits.
	Err error
}

// Search finds every mark the pattern fits within its errors and the cut, and gives the best of them. Script
// hints and exactness ("=…") are not looked at, since the index holds folded forms: see Pattern.Accepts.
//
// No search takes much longer than two looks at every mark: see the file plan.go.
func (x *Index) Search(q Query) Answer {
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	if len(q.Pattern.Reading) == 0 || len(x.parts) == 0 {
		return Answer{}
	}
	var a Answer
	err := x.guard(func() {
		if text := q.Pattern.Text(); text != "" && q.errors() == 0 {
			x.exact(&a, text, q.Channel, limit)
			return
		}
		m := q.matcher()
		for _, p := range x.parts {
			c := collector{part: p, limit: limit, m: m, exhaustive: !m.weighted && q.Cut == 0}
			c.run()
			c.finish(&a)
		}
	})
	if err != nil {
		return Answer{Err: err}
	}
	if len(x.parts) > 1 {
		a.sort(limit)
	}
	return a
}

func (q Query) errors() int {
	if q.Pattern.Stated {
		return q.Pattern.Errors
	}
	return max(q.Errors, q.Pattern.Errors)
}

func (q Query) matcher() *matcher {
	m := newMatcher(q.Pattern, q.errors(), q.Channel)
	if q.Cut > 0 {
		m.limit = m.rest[0] + q.Cut
	}
	return m
}

// All yields every answer of a query as it is found, in no order worth relying on but always the same, and needs
// no room for them: for complete lists. Limit is not looked at. An error ends it: ErrDamaged.
func (x *Index) All(q Query) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		if len(q.Pattern.Reading) == 0 {
			return
		}
		enough := false
		err := x.guard(func() {
			m := q.matcher()
			for _, p := range x.parts {
				c := collector{part: p, m: m, exhaustive: !m.weighted && q.Cut == 0}
				c.stream = func(h Hit) bool {
					enough = enough || !yield(h, nil)
					return !enough
				}
				if c.run(); enough {
					return
				}
			}
		})
		if err != nil {
			yield(Hit{}, err)
		}
	}
}

// sort brings the answers of several parts, each in order, into one.
func (a *Answer) sort(limit int) {
	slices.SortFunc(a.Hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), CompareEntries(Entry{a.ID, a.Mark}, Entry{b.ID, b.Mark}))
	})
	if len(a.Hits) > limit {
		a.Hits, a.More = a.Hits[:limit:limit], true
	}
}

// exact looks one text up: it needs no walk and no prices but one.
func (x *Index) exact(a *Answer, text string, ch *Channel, limit int) {
	if ch == nil {
		ch = DefaultChannel()
	}
	cost := Cost(utf8.RuneCountInString(text)) * ch.same
	key, _ := keyOf(text)
	for _, p := range x.parts {
		room := len(a.Hits) + limit
		for i := range p.seg.equal(key, text) {
			id := p.seg.ids.at(i)
			if p.dead[id] {
				continue
			}
			if a.Total++; len(a.Hits) < room {
				a.Hits = append(a.Hits, Hit{ID: id, Mark: text, Cost: cost})
			}
		}
	}
	a.Mass, a.More = float64(a.Total)*cost.Likelihood(), a.Total > limit
}

// equal yields the forward positions of a text, whose key is given.
func (s *segment) equal(key uint64, text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := s.forward.lookup(key); i < s.len() && s.keyAt(uint32(i)) == key; i++ {
			if whole, ok := s.spillOf(uint32(i), key); ok && whole != text {
				continue
			}
			if !yield(i) {
				return
			}
		}
	}
}

// IDs yields the IDs kept under exactly this folded form, part by part, each as often as it was added. It stops
// early where the file is damaged: Search tells.
func (x *Index) IDs(folded string) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		key, _ := keyOf(folded)
		_ = x.guard(func() {
			for _, p := range x.parts {
				for i := range p.seg.equal(key, folded) {
					if id := p.seg.ids.at(i); !p.dead[id] && !yield(id) {
						return
					}
				}
			}
		})
	}
}
