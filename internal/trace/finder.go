package trace

import (
	"context"
	"slices"
	"strconv"

	"focalpoint/internal/register"
	"focalpoint/mark"
)

// explained is for how many candidates a trace keeps the reason of each
// character; the rest are explained when they are looked at.
const explained = 5

// SearchFinder finds candidates by the register's tolerant search: reading
// errors, doubtful and restored characters, years and series glued on, with
// make, model, calibre, type and year weighed in.
type SearchFinder struct{ Register *register.Register }

// Candidates implements Finder.
func (f *SearchFinder) Candidates(ctx context.Context, it register.Item, limit int) ([]Candidate, error) {
	found, err := f.Register.Resembling(ctx, it, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Candidate, len(found))
	for i, c := range found {
		out[i] = Candidate{Item: c.Item, Probability: c.Probability, Mark: c.Mark, Make: c.Make, Model: c.Model, Calibre: c.Calibre, Status: c.Status,
			Exact: c.Errors == 0 && c.Form == "" && struck(it, c.Mark), Consistent: true}
		for _, a := range c.Fields {
			if a.Result == "different" {
				out[i].Consistent = false
			}
		}
		out[i].Reasons = why(c)
		if i < explained {
			out[i].Symbols, out[i].Fields = c.Symbols, c.Fields
		}
	}
	return out, nil
}

// why says in sentences what speaks for and against a candidate.
func why(c register.Candidate) []Reason {
	var out []Reason
	if c.Errors > 0 {
		out = append(out, reason("trace.candidate.errors", "errors", strconv.Itoa(c.Errors)))
	} else {
		out = append(out, reason("trace.candidate.fits"))
	}
	if c.Form != "" {
		out = append(out, reason("trace.candidate.form"))
	}
	for _, a := range c.Fields {
		switch a.Result {
		case "same", "related", "different":
			out = append(out, reason("trace.candidate."+a.Result, "field", a.Field, "asked", a.Asked, "recorded", a.Recorded))
		}
	}
	return out
}

// struck says whether an item bears a text sign for sign, nothing in doubt.
func struck(it register.Item, text string) bool {
	folded := mark.Fold(text)
	return slices.ContainsFunc(it.Marks, func(m register.ItemMark) bool { return m.Reading == "" && mark.Fold(m.Text) == folded })
}
