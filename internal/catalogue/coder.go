package catalogue

import (
	"slices"
	"strings"

	"focalpoint"
)

// ReviewThreshold is the confidence below which a coded cell goes to the
// review queue.
const ReviewThreshold = 0.7

// maxCell bounds what a coder looks at, in bytes: longer cells are no values of
// a list but texts, or an attempt to keep us busy. maxKept bounds what is
// remembered, so that strange files do not fill the memory.
const (
	maxCell = 2000
	maxKept = 200
)

// Candidate is one code a cell may mean.
type Candidate struct {
	Code       string
	Confidence float64
	Reason     string
}

// Result is what a coder makes of one cell: the best code (empty when it has
// none), how sure it is and why, and what else the cell may mean, best first.
type Result struct {
	Code         string
	Confidence   float64 // 0 to 1
	Reason       string
	Alternatives []Candidate
	bySize       bool // a cartridge measured by bore and length, which weighs more than a name
}

// Coded puts the result beside the raw cell.
func (r Result) Coded(raw string) focalpoint.Coded {
	return focalpoint.Coded{Raw: raw, Code: r.Code, Confidence: r.Confidence, Reason: r.Reason}
}

// Unsure says whether the result of a cell that was not empty should be looked
// at by a person.
func (r Result) Unsure() bool {
	return r.Code == focalpoint.CodeUncoded || r.Confidence < ReviewThreshold
}

// Hints are what is known of the same item already, as codes; empty fields
// are unknown. They only ever raise or lower a confidence or choose between
// meanings of one word ("32" on a shotgun is a gauge, on a revolver a calibre).
type Hints struct {
	Kind    focalpoint.ItemKind
	Type    string
	Make    string
	Model   string
	Calibre string
	Country focalpoint.Country
	Bore    string // word of the source for smooth or rifled, if it has such a column
}

// Coder turns one reported cell of a list into a code.
type Coder interface {
	Code(raw string, h Hints) Result
}

// CoderFunc makes a Coder of a function.
type CoderFunc func(raw string, h Hints) Result

// Code calls the function.
func (f CoderFunc) Code(raw string, h Hints) Result { return f(raw, h) }

func (c *snapshot) Code(list, raw string, h Hints) Result {
	if strings.TrimSpace(raw) == "" {
		return Result{Reason: "the cell is empty"}
	}
	if len(raw) > maxCell {
		return Result{Reason: "the cell is too long for a value of a list"}
	}
	key := cacheKey{list: list, raw: raw, hints: h}
	if r, ok := c.cache.get(key); ok {
		return r
	}
	r := c.code(list, raw, h)
	if len(raw) <= maxKept {
		c.cache.put(key, r)
	}
	return r
}

func (c *snapshot) code(list, raw string, h Hints) Result {
	if r, ok := c.taught(list, raw, h); ok {
		return r
	}
	if coder := c.coders[list]; coder != nil {
		return coder.Code(raw, h)
	}
	return c.lookup(list, raw)
}

func (c *snapshot) Coder(list string) Coder {
	return CoderFunc(func(raw string, h Hints) Result { return c.Code(list, raw, h) })
}

func (c *snapshot) CodedLists() []string {
	var out []string
	for n := range c.coders {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// taught answers from a State's own synonyms, which go before every rule of ours.
func (c *snapshot) taught(list, raw string, h Hints) (Result, bool) {
	if h.Make != "" {
		if r, ok := c.taughtFor(list, raw, h.Make); ok {
			return r, true
		}
	}
	return c.taughtFor(list, raw, "")
}

func (c *snapshot) taughtFor(list, raw, maker string) (Result, bool) {
	if s, ok := c.exactSyn[synKey{list, strings.TrimSpace(raw), maker}]; ok {
		return Result{Code: s.Code, Confidence: s.sure(), Reason: s.reason()}, true
	}
	if s, ok := c.foldSyn[synKey{list, fold(raw), maker}]; ok && fold(raw) != "" {
		return Result{Code: s.Code, Confidence: s.sure(), Reason: s.reason()}, true
	}
	return Result{}, false
}

// lookup finds a cell among codes and names of a list.
func (c *snapshot) lookup(list, raw string) Result {
	l, ok := c.lists[list]
	if !ok {
		return Result{Reason: "there is no code list " + list}
	}
	if l.Has(raw) {
		return Result{Code: raw, Confidence: 1, Reason: "is a code of the list"}
	}
	if code, ok := c.names[synKey{list, fold(raw), ""}]; ok {
		return Result{Code: code, Confidence: 0.98, Reason: "is a name in the list"}
	}
	if w := absence(fold(raw)); w != "" {
		return Result{Code: w, Confidence: 0.95, Reason: "says that there is no value"}
	}
	return Result{Reason: "not in the list"}
}
