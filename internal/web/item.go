package web

import (
	"net/http"

	"focalpoint"
	"focalpoint/internal/register"
)

// itemData is one item with its whole life.
type itemData struct {
	Item  register.Item
	Life  register.Life
	Parts []register.Row
}

func (s *site) item(rq *request) error {
	id := focalpoint.ItemID(rq.R.PathValue("id"))
	it, err := s.Register.Item(rq.R.Context(), id)
	if err != nil {
		return err
	}
	life, err := s.Register.Life(rq.R.Context(), id)
	if err != nil {
		return err
	}
	parts, err := s.Register.List(rq.R.Context(), register.Filter{PartOf: id, Limit: 50})
	if err != nil {
		return err
	}
	return s.render(rq, http.StatusOK, "item", s.itemTitle(rq, it), itemData{it, life, parts.Rows})
}

// itemTitle names an item for people: make, model and serial as seen.
func (s *site) itemTitle(rq *request, it register.Item) string {
	d := it.Describes
	title := s.codedName(rq.P, "make", d.Make)
	if d.Make.IsZero() {
		title = s.codeName(rq.P, "kind", string(d.Kind))
	}
	if it.Serial != "" {
		title += " " + rq.P.Isolate(it.Serial)
	}
	return title
}
