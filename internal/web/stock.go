package web

import (
	"net/http"
	"net/url"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

// stockRoutes are the pages of State stock and of the lots that rounds come from.
func (s *site) stockRoutes() []route {
	return []route{
		{"GET /stock", access.ReadItems, false, s.stock},
		{"GET /stock/new", access.WriteItems, false, s.stockNew},
		{"POST /stock/new", access.WriteItems, false, s.stockTake},
	}
}

// stockData is the stock of police and armed forces, and the lots that a round
// in hand may come from.
type stockData struct {
	fieldSet
	Asked bool // a headstamp or lot was looked for
	Lots  []register.Lot
	Kind  string
	listing
	Total  int64
	Items  []register.Item // of the page: a list of stock shows the marks
	Errors []fieldError
}

func (s *site) stock(rq *request) error {
	ctx, q := rq.R.Context(), rq.R.URL.Query()
	f := register.Filter{Status: string(focalpoint.StatusStateStock), Own: true, Kind: q.Get("kind"), Sort: q.Get("sort"), After: q.Get("after")}
	if as := q.Get("as"); as != "" {
		return s.exportItems(rq, f, as)
	}
	page, err := s.Register.List(ctx, f)
	if err != nil {
		return err
	}
	d := stockData{fieldSet: fieldSet{values: q}, Kind: f.Kind, Total: page.Total, listing: rq.listing(register.Sortable(), "web.sort-", f.After, page.Next)}
	d.Filters = []filterField{{"kind", rq.P.T("web.f-kind"), f.Kind, s.choices(rq.P, "kind")}}
	for _, row := range page.Rows {
		it, err := s.Register.Item(ctx, row.ID)
		if err != nil {
			return err
		}
		d.Items = append(d.Items, it)
	}
	in := register.Round{Headstamp: strings.TrimSpace(q.Get("headstamp")), Lot: strings.TrimSpace(q.Get("lot")), Make: focalpoint.Raw(strings.TrimSpace(q.Get("make"))), Calibre: focalpoint.Raw(strings.TrimSpace(q.Get("calibre")))}
	code := http.StatusOK
	if _, asked := q["headstamp"]; asked {
		d.Lots, err = s.Register.FindLots(ctx, in)
		if d.Asked = err == nil; err != nil {
			if !mendable(err) {
				return err
			}
			code, d.Errors = status(err), rq.fieldErrors(err)
		}
	}
	var refs []*focalpoint.Ref
	for i := range d.Items {
		refs = append(refs, &d.Items[i].Holder)
	}
	for i := range d.Lots {
		refs = append(refs, &d.Lots[i].Buyer, &d.Lots[i].Holder)
	}
	if err := s.nameRefs(rq, refs...); err != nil {
		return err
	}
	return s.render(rq, code, "stock", rq.P.T("stock.title"), d)
}

// stockForm is the form of an entry into State stock.
type stockForm struct {
	fieldSet
	Lists     map[string][]choice
	Countries []choice
	Parties   []choice
	Errors    []fieldError
}

func (s *site) stockNew(rq *request) error {
	return s.showStockForm(rq, http.StatusOK, stockForm{fieldSet: fieldSet{values: url.Values{"kind": {string(focalpoint.Ammunition)}, "state": {string(s.Home)}, "marks.0.kind": {string(focalpoint.MarkLot)}}}})
}

func (s *site) showStockForm(rq *request, code int, d stockForm) error {
	d.Countries, d.Lists = s.countries(rq.P), map[string][]choice{"type": s.allChoices(rq.P, "type")}
	for _, list := range []string{"kind", "mark-kind"} {
		d.Lists[list] = s.choices(rq.P, list)
	}
	var err error
	if d.Parties, err = s.partyChoices(rq, directory.Filter{}); err != nil {
		return err
	}
	return s.render(rq, code, "stock_form", rq.P.T("stock.new"), d)
}

// stockTake records an item of State stock: a new item with one event.
func (s *site) stockTake(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	d := stockForm{fieldSet: fieldSet{values: f.values}}
	if reshape(f.values) {
		return s.showStockForm(rq, http.StatusOK, d)
	}
	entry, err := s.readStock(rq, f)
	var ids []focalpoint.ItemID
	if err == nil {
		_, err = s.Log.Write(rq.R.Context(), ledger.Entry{Actor: rq.User.ID, Action: "item.stock"}, func(tx *ledger.Tx) (err error) {
			ids, err = s.Register.TakeStock(rq.R.Context(), tx, []register.Stock{entry})
			return err
		})
	}
	if err != nil {
		if !mendable(err) {
			return err
		}
		d.Errors = rq.fieldErrors(err)
		return s.showStockForm(rq, status(err), d)
	}
	return rq.redirect("/items/" + string(ids[0]) + "?done=saved")
}

func (s *site) readStock(rq *request, f form) (register.Stock, error) {
	e := register.Stock{Force: s.ref(rq, f.get("force")), From: s.ref(rq, f.get("from")), Since: focalpoint.Date(f.get("since")), State: focalpoint.Country(f.get("state")), Document: f.get("document"), Note: f.get("note"),
		Describes: focalpoint.Description{Kind: focalpoint.ItemKind(f.get("kind")), Make: f.coded("make"), Model: f.coded("model"), Calibre: f.coded("calibre"), Type: f.chosen("type"), Country: f.coded("made-in"), Year: f.get("year")}}
	n, ok := f.number("quantity")
	if !ok || n != float64(int64(n)) || n < 0 {
		return e, focalpoint.Invalid("web.stock", "quantity", "%q is no whole number", f.get("quantity"))
	}
	e.Describes.Quantity = int64(n)
	for _, b := range f.blocks("marks") {
		if m := (focalpoint.Mark{Kind: focalpoint.MarkKind(b.get("kind")), Text: b.get("text"), Position: b.get("position")}); m.Text != "" {
			e.Marks = append(e.Marks, m)
		}
	}
	return e, nil
}
