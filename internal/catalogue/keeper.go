package catalogue

import (
	"slices"
	"strings"

	"focalpoint"
)

// The list "keeper" holds the record keepers of a State: makers, dealers,
// registries, forces. It ships empty; whoever keeps them (the directory) hands
// them in by Also, and a name in an imported file is coded like any other cell.

// Keeper finds the record keeper a name means. Where nobody handed in record
// keepers there is nothing to compare with, and the answer is empty.
func (c *Catalogue) Keeper(name string, state focalpoint.Country) focalpoint.Coded {
	s := c.now.Load()
	if len(s.lists["keeper"].Entries) == 0 {
		return focalpoint.Coded{}
	}
	return s.Code("keeper", name, Hints{Country: state}).Coded(name)
}

// keeperIndex finds record keepers by name.
type keeperIndex struct {
	full  map[string][]int // folded name, in any language, or licence number
	core  map[string][]int // the same without legal form
	words map[string][]int // a word of four letters or more to those whose core holds it
	list  []Entry
	cores [][]string // of each entry: its cores
}

func newKeeperIndex(l *List) *keeperIndex {
	ix := &keeperIndex{full: map[string][]int{}, core: map[string][]int{}, words: map[string][]int{}, list: l.Entries, cores: make([][]string, len(l.Entries))}
	put := func(m map[string][]int, key string, i int) {
		if key != "" && !slices.Contains(m[key], i) {
			m[key] = append(m[key], i)
		}
	}
	for i, e := range l.Entries {
		texts := splitList(e.Attr["alias"])
		for _, lang := range Languages() {
			texts = append(texts, e.Names[lang])
		}
		for _, t := range texts {
			f := fold(t)
			put(ix.full, f, i)
			core := withoutLegalForm(f)
			put(ix.core, core, i)
			if core != "" && !slices.Contains(ix.cores[i], core) {
				ix.cores[i] = append(ix.cores[i], core)
			}
			for _, w := range strings.Fields(core) {
				if len([]rune(w)) >= 4 {
					put(ix.words, w, i)
				}
			}
		}
	}
	return ix
}

// legalForms are the words by which firms tell how they are owned, folded.
const legalForms = " ab ad ag aktiengesellschaft aps as asa bv bvba cia co company corp corporation cv doo dooel eireli eood eurl gesmbh gmbh inc incorporated jsc kft kg kk llc llp ltd ltda limited nv ohg ooo oy oyj oao pao plc private pty pte pvt sa sal sarl sas sc se sl slu snc spa spol srl sro tov zao zoo " +
	"ооо оао зао пао тов ат пат прат чп фоп ип "

// withoutLegalForm takes the legal form from the ends of a folded name; points
// between its letters have become blanks ("s p a").
func withoutLegalForm(folded string) string {
	words := strings.Fields(folded)
	strip := func() bool {
		for n := min(4, len(words)-1); n >= 1; n-- {
			if strings.Contains(legalForms, " "+strings.Join(words[len(words)-n:], "")+" ") {
				words = words[:len(words)-n]
				return true
			}
			if strings.Contains(legalForms, " "+strings.Join(words[:n], "")+" ") {
				words = words[n:]
				return true
			}
		}
		return false
	}
	for len(words) > 1 && strip() {
		continue
	}
	return strings.Join(words, " ")
}

// codeKeeper finds the record keeper a cell names: by the whole name, without
// its legal form, inside a longer text, then by likeness. Two with the same name
// are told apart by their State; a likeness alone is never sure.
func (c *snapshot) codeKeeper(raw string, h Hints) Result {
	if c.lists["keeper"].Has(raw) {
		return Result{Code: raw, Confidence: 1, Reason: "is a number of the directory"}
	}
	if r, ok := noValue(raw); ok {
		return r
	}
	ix, f := c.keepers, fold(raw)
	core := withoutLegalForm(f)
	if found := ix.full[f]; len(found) > 0 {
		return ix.one(found, h, 1, "name of ")
	}
	if found := ix.core[core]; len(found) > 0 {
		return ix.one(found, h, 0.9, "the name without its legal form: ")
	}
	if found := ix.inside(core); len(found) > 0 {
		return ix.one(found, h, 0.75, "the cell holds the whole name of ")
	}
	if found := ix.alike(core); len(found) > 0 {
		return ix.one(found, h, 0.6, "looks like ")
	}
	return Result{Reason: "no record keeper of the directory"}
}

// one chooses among entries that fit equally well.
func (ix *keeperIndex) one(found []int, h Hints, sure float64, why string) Result {
	if len(found) > 1 && h.Country != "" {
		here := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return ix.list[i].Attr["country"] != string(h.Country) })
		if len(here) == 1 {
			found, sure, why = here, sure-0.1, "of this State, "+why
		}
	}
	r := Result{Code: ix.list[found[0]].Code, Confidence: sure, Reason: why + ix.list[found[0]].Name("en")}
	if len(found) == 1 {
		return r
	}
	r.Confidence, r.Reason = 0.5, "several record keepers fit: "+why+ix.list[found[0]].Name("en")
	for _, i := range found {
		r.Alternatives = append(r.Alternatives, Candidate{Code: ix.list[i].Code, Confidence: 0.5, Reason: why + ix.list[i].Name("en")})
	}
	return r
}

// near gives the entries that share a word with a text, in list order.
func (ix *keeperIndex) near(core string) []int {
	var out []int
	for _, w := range strings.Fields(core) {
		out = append(out, ix.words[w]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inside finds names that stand whole in a longer text; of two, one within the
// other, the longer.
func (ix *keeperIndex) inside(core string) []int {
	var out []int
	longest := 0
	for _, i := range ix.near(core) {
		for _, name := range ix.cores[i] {
			if n := len(name); n >= longest && (n >= 8 || strings.Contains(name, " ")) && strings.Contains(" "+core+" ", " "+name+" ") {
				if n > longest {
					out, longest = nil, n
				}
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// alike finds names with most words in common, or one slip of the pen away.
func (ix *keeperIndex) alike(core string) []int {
	var out []int
	best := 0.5
	words := strings.Fields(core)
	for _, i := range ix.near(core) {
		for _, name := range ix.cores[i] {
			theirs := strings.Fields(name)
			common := 0
			for _, w := range words {
				if slices.Contains(theirs, w) {
					common++
				}
			}
			like := 2 * float64(common) / float64(len(words)+len(theirs))
			if like > best {
				out, best = nil, like
			}
			if like == best && like > 0.5 && !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	if len(out) > 0 || len(ix.list) > 20_000 {
		return out
	}
	squeezed := squeeze(core)
	for i, names := range ix.cores {
		if slices.ContainsFunc(names, func(name string) bool { return isASCII(name) && isASCII(core) && near(squeezed, squeeze(name)) }) {
			out = append(out, i)
		}
	}
	return out
}
