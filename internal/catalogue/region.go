package catalogue

import (
	"strings"

	"focalpoint"
)

// regionRule places a unit of a State in a region by the beginning of a word,
// or by several that must stand together; "$" ends a stem that is a whole word.
type regionRule struct {
	code   string
	stems  []string // all must begin a word of the unit, in any order
	rank   int      // 0 whole unit, 1 the region named outright, 2 a place in it, 3 a district or office
	reason string
}

// newRegionRules takes the rules of the data file, and for every list "region-…"
// the columns "stem" and "place" of its entries, by which a State adds its own.
func newRegionRules(rows []record, lists map[string]*List) map[focalpoint.Country][]regionRule {
	out := map[focalpoint.Country][]regionRule{}
	for _, name := range sortedKeys(lists) {
		state, ok := strings.CutPrefix(name, "region-")
		if !ok {
			continue
		}
		for _, e := range lists[name].Entries {
			for column, level := range map[string]string{"stem": "region", "place": "place"} {
				for _, stem := range splitList(e.Attr[column]) {
					rows = append(rows, record{"state": strings.ToUpper(state), "code": e.Code, "level": level, "stem": stem})
				}
			}
		}
	}
	for _, r := range rows {
		rank := map[string]int{"region": 1, "place": 2, "office": 3}[r["level"]]
		var stems []string
		for _, s := range strings.Fields(r["stem"]) {
			word, whole := strings.CutSuffix(s, "$")
			if word = fold(word); whole {
				word += "$"
			}
			stems = append(stems, word)
		}
		st := focalpoint.Country(r["state"])
		out[st] = append(out[st], regionRule{code: r["code"], stems: stems, rank: rank, reason: r["level"]})
	}
	return out
}

// Region is where a police or other unit stands.
type Region struct {
	Result
	Former bool // the unit's name says that it was closed, merged or renamed
}

// formerWords mark names of units that no longer exist.
var formerWords = []string{"виключено", "обєднаний", "ликвид", "ліквід"}

func (c *snapshot) Region(state focalpoint.Country, unit string) Region {
	if strings.TrimSpace(unit) == "" {
		return Region{Result: Result{Reason: "the unit is empty"}}
	}
	list := "region-" + strings.ToLower(string(state))
	if r, ok := c.taught(list, unit, Hints{}); ok {
		return Region{Result: r}
	}
	// Not the key of Code: a unit may be placed although it is no name of the list.
	if len(unit) > maxCell {
		return Region{Result: Result{Reason: "the cell is too long for the name of a unit"}}
	}
	key := cacheKey{list: "unit of " + list, raw: unit}
	if r, ok := c.cache.get(key); ok {
		return Region{Result: r, Former: isFormer(unit)}
	}
	r := placeUnit(c.regions[state], unit)
	c.cache.put(key, r)
	return Region{Result: r, Former: isFormer(unit)}
}

func isFormer(unit string) bool {
	f := fold(unit)
	for _, w := range formerWords {
		if strings.Contains(f, fold(w)) {
			return true
		}
	}
	return false
}

// placeUnit takes the last word that names a region outright; without one the
// last that names a place in it; without one an office.
func placeUnit(rules []regionRule, unit string) Result {
	tokens := strings.Fields(fold(unit))
	for rank := 1; rank <= 3; rank++ {
		at, code, stem := -1, "", ""
		for i := range rules {
			r := &rules[i]
			if r.rank != rank {
				continue
			}
			// a later word wins; at the same word the longer stem
			if p := r.last(tokens); p > at || p == at && p >= 0 && len(r.stems[0]) > len(stem) {
				at, code, stem = p, r.code, r.stems[0]
			}
		}
		if at >= 0 {
			return Result{Code: code, Confidence: []float64{0, 0.98, 0.9, 0.75}[rank], Reason: "the word \"" + tokens[at] + "\" in the unit's name"}
		}
	}
	return Result{Reason: "no word of the unit's name belongs to a region"}
}

// railway says whether a word is the adjective of a railway, which runs through
// many regions ("НА ПРИДНІПРОВСЬКІЙ ЗАЛІЗНИЦІ").
func railway(tokens []string, i int) bool {
	return i+1 < len(tokens) && (strings.HasPrefix(tokens[i+1], "залізниц") || tokens[i+1] == "зал")
}

// last returns the place of the last word that begins with the first stem,
// when every other stem begins some word too; -1 when the rule does not fit.
func (r *regionRule) last(tokens []string) int {
	at := -1
	for n, s := range r.stems {
		found := -1
		for i, t := range tokens {
			if strings.HasPrefix(t+"$", s) && !railway(tokens, i) {
				found = i
			}
		}
		if found < 0 {
			return -1
		}
		if n == 0 {
			at = found
		}
	}
	return at
}
