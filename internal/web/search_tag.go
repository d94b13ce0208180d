package web

import (
	"net/http"

	"focalpoint/internal/register"
	"focalpoint/tag"
)

// searchTag answers for a text that a scanner or reader put into the search box: what the tag says, the items that
// bear it, and what else on record bears the number it names. One item that bears it is opened by a link, not by
// itself: a tag is a claim.
func (s *site) searchTag(rq *request, d searchData) error {
	found, err := s.Register.ByTag(rq.R.Context(), d.Query.Pattern)
	if err != nil {
		d.Error = rq.P.T("tags.unreadable")
		return s.render(rq, http.StatusUnprocessableEntity, "search", rq.P.T("web.search"), d)
	}
	d.Tagged = &found
	if text := found.Tag.Serial; text != "" {
		q := register.Query{Pattern: "=" + text, Limit: searchLimit}
		if marks, err := s.Register.Search(rq.R.Context(), q); err == nil { // a number no mark could be is no answer
			d.Found = marks
		}
	}
	return s.render(rq, http.StatusOK, "search", rq.P.T("web.search"), d)
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
