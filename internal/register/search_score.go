package register

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"focalpoint/mark"
)

// How often what an officer or record says of a firearm agrees with another
// record of the same firearm. Start values by judgement, from the error rates
// a study of four offices assumes (wrong make 1 to 8 %); to be replaced by
// rates estimated from a State's own confirmed matches.
const (
	fieldSame    = 0.90
	fieldRelated = 0.05 // the importer for the maker, another calibre or type of the same class
	yearSame     = 0.60
	yearNear     = 0.10 // a year off on either side
	yearSpan     = 60   // years a firearm in circulation is spread over
)

// weigh computes how well the fields of a query agree with a candidate.
func (c *Candidate) weigh(fields []asked, s *snapshot) {
	c.weight, c.Fields = 0, nil
	chances := s.chances(fields)
	for i, f := range fields {
		a := Agreement{Field: f.name, Asked: f.raw}
		a.Recorded, a.Result = c.compare(f)
		likelihood := likelihoodOf(f, a.Result, chances[i])
		a.Log10LR = log10(likelihood) - log10(chances[i])
		c.weight += math.Log(likelihood)
		c.Fields = append(c.Fields, a)
	}
}

// likelihoodOf is the probability of a field being said so, given how it
// agrees with the record of the firearm meant; chance is how often it is said
// of any.
func likelihoodOf(f asked, result string, chance float64) float64 {
	rate := mark.FieldRate{Same: fieldSame, Related: fieldRelated}
	if f.name == "year" {
		rate = mark.FieldRate{Same: yearSame, Related: 2 * yearNear}
		if result == "related" {
			return yearNear // one of the two years beside
		}
	}
	return rate.Likelihood(mark.Agreement(result), chance)
}

// compare says what is recorded for a field and how it agrees with what was asked.
func (c *Candidate) compare(f asked) (recorded, result string) {
	code, raw, related := "", "", false
	switch f.name {
	case "make":
		code, raw = c.MakeCode, c.Make
		related = c.importer != "" && c.importer == f.code
	case "model":
		code, raw = c.modelCode, c.Model
	case "calibre":
		code, raw = c.CalibreCode, c.Calibre
		if f.class != "" && f.class == c.calibreClass {
			if code == f.class || f.code == f.class {
				return cmp.Or(raw, code), "same" // "12 gauge" does not contradict 12/70: one says less
			}
			related = true
		}
	case "type":
		code, raw = c.Type, c.Type
		related = f.class != "" && f.class == c.TypeClass || f.raw == c.TypeClass
	case "country":
		code, raw = c.Country, c.Country
	case "year":
		switch d := distance(c.Year, f.from, f.to); {
		case c.Year == 0:
			return "", "unknown"
		case d == 0:
			return year(c.Year), "same"
		case d == 1:
			return year(c.Year), "related"
		default:
			return year(c.Year), "different"
		}
	}
	recorded = cmp.Or(raw, code)
	switch {
	case code != "" && code == f.code, raw != "" && strings.EqualFold(raw, f.raw):
		return recorded, "same"
	case related:
		return recorded, "related"
	case code == "" || code == "unknown" || f.code == "":
		return recorded, "unknown"
	}
	return recorded, "different"
}

func year(y int64) string { return strconv.FormatInt(y, 10) }

// distance is how many years y lies outside from..to.
func distance(y, from, to int64) int64 {
	switch {
	case y < from:
		return from - y
	case y > to:
		return y - to
	}
	return 0
}

// chance is how often a field says this of a firearm taken at random.
func (s *snapshot) chance(f asked) float64 {
	counts, share := map[string]int64(nil), 1.0/50
	switch f.name {
	case "make":
		counts = s.Makes
	case "calibre":
		counts = s.Calibre
	case "type":
		counts, share = s.Types, 1.0/8
		if n := counts[cmp.Or(f.class, f.raw)]; s.Items > 0 {
			return min(0.95, (float64(n)+1)/(float64(s.Items)+8))
		}
	case "year":
		return float64(f.to-f.from+1) / yearSpan
	}
	if n, ok := counts[f.code]; ok && f.code != "" && s.Items > 0 {
		return min(0.95, (float64(n)+1)/(float64(s.Items)+50))
	}
	return share
}

// chances is chance for each field, given those before it: who has named the
// maker and the model has told calibre and type with them, so that these say
// little more about a firearm taken at random from that maker. The shares are
// start values by judgement; taking the fields for independent would make
// every firearm of the right maker look certain.
func (s *snapshot) chances(fields []asked) []float64 {
	const modelOfMake, calibreOfModel, calibreOfMake, typeOfModel, typeOfMake, countryOfMake = 0.3, 0.8, 0.35, 0.9, 0.6, 0.9
	out := make([]float64, len(fields))
	told := map[string]bool{}
	for i, f := range fields {
		p := s.chance(f)
		switch {
		case f.name == "model" && told["make"]:
			p = max(p, modelOfMake)
		case f.name == "calibre" && told["model"]:
			p = max(p, calibreOfModel)
		case f.name == "calibre" && told["make"]:
			p = max(p, calibreOfMake)
		case f.name == "type" && told["model"]:
			p = max(p, typeOfModel)
		case f.name == "type" && (told["make"] || told["calibre"]):
			p = max(p, typeOfMake)
		case f.name == "country" && told["make"]:
			p = max(p, countryOfMake)
		}
		out[i] = p
		told[f.name] = f.code != ""
	}
	return out
}

// likelihood of everything asked, were this candidate the item.
func (c *collection) likelihood(cand *Candidate) float64 {
	return cand.cost.Likelihood() * math.Exp(cand.weight)
}

// none is the likelihood of everything asked, were the item not in the
// register: over the kinds of firearm on record, how often one of that kind is
// described so and bears a mark that looks so.
func (c *collection) none() float64 {
	if c.s.Population == nil {
		return 1
	}
	fields, chances := c.known.fields, c.s.chances(c.known.fields)
	return c.s.Population.Chance(c.pattern, c.channel, func(kind string) float64 {
		like := candidateOf(kind)
		like.calibreClass = c.r.codes.Class("calibre", like.CalibreCode)
		p := 1.0
		for i, f := range fields {
			chance := chances[i]
			if kindSays(f.name) {
				chance = c.s.chance(f) // the kind itself tells what goes with what
			}
			_, result := like.compare(f)
			p *= likelihoodOf(f, result, chance)
		}
		return p
	})
}

// kindOf writes what marks of firearms are counted by: make, calibre and type.
func kindOf(maker, calibre, class string) string { return maker + "|" + calibre + "|" + class }

func kindSays(field string) bool { return field == "make" || field == "calibre" || field == "type" }

// candidateOf is a firearm of which nothing but the kind is known.
func candidateOf(kind string) Candidate {
	maker, rest, _ := strings.Cut(kind, "|")
	calibre, class, _ := strings.Cut(rest, "|")
	return Candidate{MakeCode: maker, CalibreCode: calibre, TypeClass: class}
}

func log10(p float64) float64 { return math.Log10(max(p, 1e-300)) }

// compareCandidates orders the likeliest first, equal ones by fewer errors, by
// mark, by item.
func compareCandidates(a, b Candidate) int {
	return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Errors, b.Errors),
		mark.CompareEntries(mark.Entry{Mark: a.fold}, mark.Entry{Mark: b.fold}), strings.Compare(string(a.Item), string(b.Item)))
}

// explain adds to each candidate the comparison of its mark, symbol by symbol.
func (c *collection) explain(list []Candidate) {
	type key struct {
		fold, why string
	}
	known := map[key][]Symbol{}
	for i := range list {
		cand := &list[i]
		a := c.asked[cand.Item]
		k := key{cand.fold, a.why}
		symbols, ok := known[k]
		if !ok {
			symbols = symbolsOf(mark.MatchWithin(a.pattern, cand.fold, a.errors, c.channel))
			known[k] = symbols
		}
		cand.Symbols = slices.Clone(symbols)
	}
}

func symbolsOf(m mark.Comparison) []Symbol {
	out := make([]Symbol, 0, len(m.Steps))
	for _, s := range m.Steps {
		symbol := Symbol{Op: s.Op, P: s.Cost.Likelihood()}
		if s.Seen != 0 {
			symbol.Seen = string(s.Seen)
		}
		if s.Recorded != 0 {
			symbol.Recorded = string(s.Recorded)
		}
		out = append(out, symbol)
	}
	return out
}
