package web

import (
	"net/http"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/directory"
	"focalpoint/internal/flows"
	"focalpoint/internal/register"
)

// itemData is one item with its whole life.
type itemData struct {
	fieldSet // what was typed into a form that must be mended
	Item     register.Item
	Life     register.Life
	Parts    []register.Row
	Desk     itemDesk
	Parties  []choice
	Errors   []fieldError
	Feeds    []flows.Fed // figures the item stands in
	Called   names       // the parties of its events
}

func (s *site) item(rq *request) error {
	return s.showItem(rq, http.StatusOK, focalpoint.ItemID(rq.R.PathValue("id")), fieldSet{}, nil)
}

func (s *site) showItem(rq *request, code int, id focalpoint.ItemID, typed fieldSet, wrong []fieldError) error {
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
	d := itemData{fieldSet: typed, Item: it, Life: life, Parts: parts.Rows, Errors: wrong}
	if d.Desk, err = s.itemDeskOf(rq, it, life); err != nil {
		return err
	}
	if d.Desk.MayMove {
		if d.Parties, err = s.partyChoices(rq, directory.Filter{}); err != nil {
			return err
		}
	}
	var ids []string
	for _, e := range life.Effective {
		ids = append(ids, refIDs(e.From, e.To, e.Keeper)...)
	}
	if d.Called, err = s.namesOf(rq, ids...); err != nil {
		return err
	}
	if rq.User.May(access.ReadFigures) {
		if d.Feeds, err = s.Figures.CellsOfItem(rq.R.Context(), id); err != nil {
			return err
		}
	}
	return s.render(rq, code, "item", s.itemTitle(rq, it), d)
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

// splitNames reads several names from one box.
func splitNames(text string) []string {
	var out []string
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' || r == '؛' || r == '；' }) {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}
