package register

import (
	"strings"
	"unicode"

	"focalpoint"
)

// The one-line form of a query, the same on pages, in the API and on the
// command line: a mark in the mark notation, and beside it, in any order, what
// else is known.
//
//	AB?12[38]4 make:zastava? cal:7.62x39 year:1980-1990 mark:importer
//
// A value with blanks stands in quotes. One that ends in "?" is a hint, others
// must hold. mark: names the kind of mark that is meant: serial, importer (or
// import), state, any, or another kind of the list mark-kind.

// queryFields are the names a value may stand behind, and where it goes.
func queryFields(q *Query) map[string]*string {
	return map[string]*string{
		"make": &q.Make, "maker": &q.Make, "model": &q.Model, "cal": &q.Calibre, "calibre": &q.Calibre, "caliber": &q.Calibre,
		"type": &q.Type, "country": &q.Country, "year": &q.Year, "mark": &q.Mark,
	}
}

// ReadQuery takes the fields out of the pattern of a query. A field said twice
// is refused; what the caller has set already stands.
func ReadQuery(q Query) (Query, error) {
	fields := queryFields(&q)
	said := map[*string]bool{}
	var rest []string
	words, err := queryWords(q.Pattern)
	if err != nil {
		return q, err
	}
	for _, w := range words {
		name, value, ok := strings.Cut(w.text, ":")
		name = strings.ToLower(name)
		to, known := fields[name]
		switch {
		case !ok || w.quoted || !known && name != "kind" && name != "status":
			rest = append(rest, w.text)
			continue
		case value == "":
			return q, focalpoint.Invalid("register.Search", "pattern", "nothing stands behind %q; write a value, as in make:zastava", name+":")
		case name == "kind":
			q.Kind = focalpoint.ItemKind(value)
			continue
		case name == "status":
			for s := range strings.SplitSeq(value, ",") {
				q.Status = append(q.Status, focalpoint.Status(s))
			}
			continue
		case said[to]:
			return q, focalpoint.Invalid("register.Search", "pattern", "%q is said twice; keep one", name)
		}
		said[to] = true
		if *to == "" {
			*to = value
		}
	}
	q.Pattern = strings.Join(rest, " ")
	return q, nil
}

type queryWord struct {
	text   string
	quoted bool // stands in quotes as a whole: part of the mark
}

// queryWords splits at blanks, but not inside quotes, brackets and braces.
func queryWords(text string) ([]queryWord, error) {
	var out []queryWord
	var b strings.Builder
	depth, quote, whole := 0, false, false
	end := func() {
		if b.Len() > 0 {
			out = append(out, queryWord{b.String(), whole})
		}
		b.Reset()
		whole = false
	}
	for _, r := range text {
		switch {
		case r == '"' || r == '“' || r == '”' || r == '«' || r == '»':
			if !quote && b.Len() == 0 {
				whole = true
			}
			quote = !quote
			continue
		case !quote && (r == '[' || r == '{'):
			depth++
		case !quote && (r == ']' || r == '}'):
			depth = max(0, depth-1)
		case unicode.IsSpace(r) && !quote && depth == 0:
			end()
			continue
		}
		b.WriteRune(r)
	}
	if quote {
		return nil, focalpoint.Invalid("register.Search", "pattern", "a quotation mark is not closed; put one after the value, as in model:\"PX4 Storm\"")
	}
	end()
	return out, nil
}

// markKind is the kind of mark a word after "mark:" stands for; "" for any.
func (r *Register) markKind(word string) (focalpoint.MarkKind, error) {
	switch w := strings.ToLower(strings.TrimSpace(word)); w {
	case "", "any":
		return "", nil
	case "importer":
		return focalpoint.MarkImport, nil
	case "state":
		return focalpoint.MarkState, nil
	default:
		if n, ok := r.codes.(numbers); ok {
			if _, known := n.Entry("mark-kind", w); known {
				return focalpoint.MarkKind(w), nil
			}
		}
		return "", focalpoint.Invalid("register.Search", "pattern", "%q is no kind of mark; write serial, importer, state, any or another code of the list mark-kind", word)
	}
}
