package trace

import (
	"context"
	"slices"

	"focalpoint/internal/register"
	"focalpoint/mark"
)

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
	}
	return out, nil
}

// struck says whether an item bears a text sign for sign, nothing in doubt.
func struck(it register.Item, text string) bool {
	folded := mark.Fold(text)
	return slices.ContainsFunc(it.Marks, func(m register.ItemMark) bool { return m.Reading == "" && mark.Fold(m.Text) == folded })
}
