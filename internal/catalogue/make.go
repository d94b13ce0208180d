package catalogue

import (
	"strings"

	"focalpoint"
)

// makeIndex finds makers by name, alias and misspelling.
type makeIndex struct {
	byName map[string]string // squeezed folded name -> code
	byWord map[string]string // folded name of one word, six letters or more -> code, for misspellings
	ncic   map[string]string // squeezed first words of a NCIC definition -> NCIC code, "" when several
	entry  map[string]Entry
	words  []string // keys of byWord, in list order
}

func newMakeIndex(l, ncic *List) *makeIndex {
	ix := &makeIndex{byName: map[string]string{}, byWord: map[string]string{}, ncic: map[string]string{}, entry: map[string]Entry{}}
	claimed := map[string]bool{}
	for _, e := range l.Entries {
		ix.entry[e.Code] = e
		claimed[e.Attr["ncic"]] = true
		plain, _, _ := strings.Cut(e.Names["en"], "(")
		for _, t := range append(splitList(e.Attr["alias"]), e.Names["en"], plain) {
			f := fold(t)
			k := squeeze(f)
			if _, taken := ix.byName[k]; !taken && k != "" {
				ix.byName[k] = e.Code
			}
			if _, taken := ix.byWord[k]; !taken && len(k) >= 6 && isASCII(k) && !strings.Contains(f, " ") {
				ix.byWord[k] = e.Code
				ix.words = append(ix.words, k)
			}
		}
	}
	for _, e := range ncic.Entries {
		if claimed[e.Code] {
			continue
		}
		k := squeeze(fold(ncicMaker(e.Names["en"])))
		if len(k) < 3 {
			continue
		}
		if _, taken := ix.ncic[k]; taken {
			ix.ncic[k] = ""
			continue
		}
		ix.ncic[k] = e.Code
	}
	return ix
}

// ncicMaker takes the maker out of a definition, which goes on with the place
// or a note after the first comma, bracket or semicolon.
func ncicMaker(def string) string {
	if i := strings.IndexAny(def, ",;("); i > 0 {
		def = def[:i]
	}
	return def
}

// codeMake finds the maker a cell names. The confidence is lower for a name
// found inside a longer text, for a misspelling, and for a name that only the
// NCIC list holds.
func (c *snapshot) codeMake(raw string, h Hints) Result {
	if c.lists["make"].Has(raw) {
		return Result{Code: raw, Confidence: 1, Reason: "is a code of the list"}
	}
	if r, ok := noValue(raw); ok {
		return r
	}
	f := fold(raw)
	ix := c.makes
	if code, ok := ix.byName[squeeze(f)]; ok {
		if ix.entry[code].Attr["role"] == "place" {
			return Result{Code: focalpoint.CodeUnknown, Confidence: 0.9, Reason: "tells domestic from foreign, names no maker"}
		}
		return ix.named(code, len([]rune(squeeze(f))), h)
	}
	if r, ok := ix.inside(f); ok {
		return r
	}
	if r, ok := ix.misspelt(squeeze(f)); ok {
		return r
	}
	if code := ix.ncic[squeeze(f)]; code != "" {
		return Result{Code: "ncic:" + code, Confidence: 0.8, Reason: "a maker of the NCIC list (" + code + ")"}
	}
	return Result{Reason: "no maker of the list"}
}

func (ix *makeIndex) named(code string, letters int, h Hints) Result {
	r := Result{Code: code, Confidence: 1, Reason: "name of " + ix.entry[code].Names["en"]}
	switch role := ix.entry[code].Attr["role"]; {
	case letters <= 2:
		r.Confidence, r.Reason = 0.85, r.Reason+"; a very short name"
	case role == "pattern" || role == "marking":
		r.Confidence, r.Reason = 0.72, "names a pattern or a marking, not a maker"
	case role == "ammunition" && h.Kind == focalpoint.Firearm:
		r.Confidence, r.Reason = 0.6, ix.entry[code].Names["en"]+" makes ammunition"
	}
	return r
}

// inside looks for a maker's name among the words of a longer text.
func (ix *makeIndex) inside(folded string) (Result, bool) {
	words := strings.Fields(folded)
	for n := min(4, len(words)-1); n >= 1; n-- {
		for i := 0; i+n <= len(words); i++ {
			k := strings.Join(words[i:i+n], "")
			code, ok := ix.byName[k]
			if !ok || len([]rune(k)) < 3 || ix.entry[code].Attr["role"] == "place" {
				continue
			}
			conf := 0.85
			if i == 0 {
				conf = 0.9
			}
			return Result{Code: code, Confidence: conf, Reason: "the words \"" + strings.Join(words[i:i+n], " ") + "\" in the cell"}, true
		}
	}
	return Result{}, false
}

func (ix *makeIndex) misspelt(k string) (Result, bool) {
	if len(k) < 6 || !isASCII(k) {
		return Result{}, false
	}
	code, count := "", 0
	for _, w := range ix.words {
		if near(k, w) && ix.byWord[w] != code {
			code = ix.byWord[w]
			count++
		}
	}
	if count != 1 {
		return Result{}, false
	}
	return Result{Code: code, Confidence: 0.75, Reason: "looks like a misspelling of " + ix.entry[code].Names["en"]}, true
}

func (c *snapshot) MakerCountries(makeCode string) []focalpoint.Country {
	e, ok := c.makes.entry[makeCode]
	if !ok || e.Attr["country"] == "" {
		return nil
	}
	out := []focalpoint.Country{focalpoint.Country(e.Attr["country"])}
	for _, s := range splitList(e.Attr["also"]) {
		out = append(out, focalpoint.Country(s))
	}
	return out
}

func (c *snapshot) IsImporter(makeCode string) bool {
	return c.makes.entry[makeCode].Attr["role"] == "importer"
}
