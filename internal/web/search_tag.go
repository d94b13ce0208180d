package web

import (
	"net/http"

	"focalpoint"
	"focalpoint/internal/register"
	"focalpoint/tag"
)

// searchTag answers for a text that a scanner or reader put into the search box: what the tag says, the items that
// bear it, and what else on record bears the number it names. One item that bears it is opened by a link, not by
// itself: a tag is a claim.
func (s *site) searchTag(rq *request, d searchData) error {
	found, err := s.Register.ByTagFor(rq.R.Context(), s.Log, rq.User, d.Why, d.Query.Pattern)
	if err != nil {
		if focalpoint.KindOf(err) == focalpoint.KindTooOften {
			d.Error = rq.sentence(focalpoint.FieldErrors(err)[0])
		} else {
			d.Error = rq.P.T("tags.unreadable")
		}
		return s.showSearch(rq, status(err), d)
	}
	d.Tagged = &found
	if text := found.Tag.Serial; text != "" {
		q := register.Query{Pattern: "=" + text, Limit: searchLimit}
		if marks, err := s.Register.SearchFor(rq.R.Context(), s.Log, rq.User, d.Why, q); err == nil { // a number no mark could be is no answer
			d.Found = marks
		}
	}
	return s.showSearch(rq, http.StatusOK, d)
}

// tagFacts are the fields of a tag with their names, those it speaks of.
func tagFacts(t tag.Tag) []struct{ Name, Value string } {
	var out []struct{ Name, Value string }
	for _, f := range []struct{ Name, Value string }{{"serial", t.Serial}, {"company", t.Company}, {"gtin", t.GTIN}, {"part", t.Part}, {"lot", t.Lot}, {"uii", t.UII}, {"uri", t.URI}, {"key", t.Key}, {"chip", t.Maker}} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}
