package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/chart"
	"focalpoint/internal/flows"
	"focalpoint/internal/i18n"
)

type returnsData struct {
	Years     []yearRow
	Trend     chart.Figure
	Indicator []flows.Indicator
}

type yearRow struct {
	Year    int
	Records int64
}

// returns lists the years with records, their trend and the indicator of the
// latest year that has one.
func (s *site) returns(rq *request) error {
	years, records, err := s.Figures.Years(rq.R.Context())
	if err != nil {
		return err
	}
	d := returnsData{}
	for i := len(years) - 1; i >= 0; i-- {
		d.Years = append(d.Years, yearRow{years[i], records[years[i]]})
	}
	if len(years) > 0 {
		if d.Trend, err = s.trend(rq, years); err != nil {
			return err
		}
		latest, err := s.Figures.Return(rq.R.Context(), flows.Query{Year: years[len(years)-1], State: s.Home})
		if err != nil {
			return err
		}
		d.Indicator = latest.Indicator
	}
	return s.render(rq, http.StatusOK, "returns", rq.P.T("web.nav-returns"), d)
}

// trend draws arms seized, found and surrendered over the last years.
func (s *site) trend(rq *request, years []int) (chart.Figure, error) {
	if len(years) > 12 {
		years = years[len(years)-12:]
	}
	var names []string
	series := []chart.Series{{Name: s.codeName(rq.P, "role", "seized")}, {Name: s.codeName(rq.P, "role", "found")}, {Name: s.codeName(rq.P, "role", "surrendered")}}
	for _, y := range years {
		names = append(names, strconv.Itoa(y))
		r, err := s.Figures.Return(rq.R.Context(), flows.Query{Year: y})
		if err != nil {
			return chart.Figure{}, err
		}
		for i, cell := range []string{"seized.total", "found.type.total", "surrendered.type.total"} {
			v := chart.Missing()
			if c, ok := r.Cell(cell); ok && c.Value.Counted() {
				v = chart.Value{Y: float64(c.Value.Count), Href: fmt.Sprintf("/returns/%d/cells/%s", y, cell)}
			}
			series[i].Values = append(series[i].Values, v)
		}
	}
	return chart.Stacked(chart.Options{ID: "trend", Title: rq.P.T("web.trend"), RTL: rq.P.Dir() == "rtl", Number: func(v float64) string { return rq.P.Number(v) }}, names, series), nil
}

type returnData struct {
	Return   flows.Return
	Editions []flows.EditionInfo
	Edition  flows.Edition
	Declare  declarations
}

func (s *site) returnPage(rq *request) error {
	year, err := strconv.Atoi(rq.R.PathValue("year"))
	if err != nil {
		return focalpoint.Invalid("web.return", "year", "%q is no year", rq.R.PathValue("year"))
	}
	return s.showReturn(rq, http.StatusOK, year, "", nil)
}

// showReturn renders a year; block and wrong are of a declaration that could
// not be taken.
func (s *site) showReturn(rq *request, code, year int, block string, wrong []fieldError) error {
	q := rq.R.URL.Query()
	r, err := s.Figures.Return(rq.R.Context(), flows.Query{Year: year, Edition: q.Get("edition"), State: s.Home})
	if err != nil {
		return err
	}
	if as := q.Get("as"); as != "" {
		return rq.exportReturn(as, r, flows.Country{ISO3: string(s.Home), Name: rq.P.Country(string(s.Home))})
	}
	d := returnData{Return: r, Editions: s.Figures.Rulebook().Editions, Edition: r.Edition}
	if d.Declare, err = s.declarationsOf(rq, year); err != nil {
		return err
	}
	d.Declare.Block, d.Declare.Errors, d.Declare.Reason = block, wrong, rq.R.PostFormValue("reason")
	return s.render(rq, code, "return", rq.P.T("web.return-of", "year", strconv.Itoa(year)), d)
}

func (rq *request) exportReturn(as string, r flows.Return, c flows.Country) error {
	h := rq.W.Header()
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", fmt.Sprintf("return-%d.%s", r.Year, as)))
	switch as {
	case "json":
		h.Set("Content-Type", "application/json")
		return r.WriteJSON(rq.W)
	case "csv":
		h.Set("Content-Type", "text/csv; charset=utf-8")
		return r.WriteCSV(rq.W, c)
	case "xlsx":
		h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		return r.WriteXLSX(rq.W, c)
	}
	h.Del("Content-Disposition")
	return focalpoint.Invalid("web.export", "as", "%q is no format of a return; choose csv, xlsx or json", as)
}

type cellData struct {
	Page                   flows.Page
	Category               string
	Block, BlockTitle      string
	Next                   string
	Called                 names
	MayPropose, MayApprove bool
	Given                  map[string]string // of a proposal that could not be taken
	Errors                 []fieldError
}

// cell opens a figure: the records behind it.
func (s *site) cell(rq *request) error { return s.showCell(rq, http.StatusOK, nil, nil) }

// override proposes, approves or withdraws a figure in place of the computed one.
func (s *site) override(rq *request) error {
	if err := rq.R.ParseForm(); err != nil {
		return err
	}
	f := form{values: rq.R.PostForm}
	year, err := strconv.Atoi(rq.R.PathValue("year"))
	if err != nil {
		return focalpoint.Invalid("web.return", "year", "%q is no year", rq.R.PathValue("year"))
	}
	cell := rq.R.PathValue("cell")
	switch f.get("do") {
	case "approve":
		if !rq.User.May(access.ApproveFigures) {
			return focalpoint.Errorf("web.override", focalpoint.KindForbidden, "your role does not approve figures")
		}
		err = s.Figures.Approve(rq.R.Context(), rq.User.ID, year, cell)
	case "withdraw":
		err = s.Figures.Withdraw(rq.R.Context(), rq.User.ID, year, cell, f.get("reason"))
	default:
		v := flows.Absent(flows.Status(f.get("value")))
		if n, nerr := strconv.ParseInt(f.get("value"), 10, 64); nerr == nil {
			v = flows.Count(n)
		}
		err = s.Figures.Propose(rq.R.Context(), rq.User.ID, year, cell, v, f.get("reason"))
	}
	switch focalpoint.KindOf(err) {
	case focalpoint.KindInvalid, focalpoint.KindForbidden, focalpoint.KindConflict:
		if err != nil {
			return s.showCell(rq, http.StatusUnprocessableEntity, map[string]string{"value": f.get("value"), "reason": f.get("reason")}, rq.fieldErrors(err))
		}
	}
	if err != nil {
		return err
	}
	return rq.redirect("/returns/" + strconv.Itoa(year) + "/cells/" + cell + "?done=saved#override")
}

func (s *site) showCell(rq *request, code int, given map[string]string, wrong []fieldError) error {
	year, err := strconv.Atoi(rq.R.PathValue("year"))
	if err != nil {
		return focalpoint.Invalid("web.return", "year", "%q is no year", rq.R.PathValue("year"))
	}
	id := rq.R.PathValue("cell")
	block, cell, err := s.Figures.Rulebook().Cell(id)
	if err != nil {
		return err
	}
	page, err := s.Figures.Records(rq.R.Context(), id, year, rq.R.URL.Query().Get("after"), 100)
	if err != nil {
		return err
	}
	if block.Population == flows.Persons && !rq.User.May(access.ReadPersons) {
		page.Records = nil // the number is open, who stands behind it is not
	}
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return s.exportCell(rq, id, year, as, block)
	}
	d := cellData{Page: page, Category: cell.Category, Block: block.ID, BlockTitle: block.Title, MayPropose: rq.User.May(access.ProposeFigures), MayApprove: rq.User.May(access.ApproveFigures),
		Given: map[string]string{"value": given["value"], "reason": given["reason"]}, Errors: wrong}
	var ids []string
	for _, r := range page.Records {
		ids = append(ids, r.ID, string(r.Item), string(r.Seizure))
	}
	if d.Called, err = s.namesOf(rq, ids...); err != nil {
		return err
	}
	if page.Next != "" {
		d.Next = withQuery(rq.R.URL.RequestURI(), "after", page.Next)
	}
	return s.render(rq, code, "cell", rq.P.T("web.cell-of", "year", strconv.Itoa(year)), d)
}

func (s *site) exportCell(rq *request, id string, year int, as string, block *flows.BlockRule) error {
	if block.Population == flows.Persons && !rq.User.May(access.ReadPersons) {
		return focalpoint.Errorf("web.export", focalpoint.KindForbidden, "your role does not open who stands behind this figure")
	}
	var records []flows.Record
	var cells [][]string
	for after := ""; ; {
		page, err := s.Figures.Records(rq.R.Context(), id, year, after, 10000)
		if err != nil {
			return err
		}
		if page.Total > maxExport {
			return tooLong(page.Total)
		}
		for _, r := range page.Records {
			records = append(records, r)
			cells = append(cells, []string{string(r.Population), r.ID, string(r.Item), string(r.Seizure), string(r.Person), strconv.Itoa(r.Year), r.Region, r.Unit, r.Control, strconv.FormatInt(r.Quantity, 10)})
		}
		if after = page.Next; after == "" {
			break
		}
	}
	return rq.export("cell", as, []string{"population", "id", "item", "seizure", "person", "year", "region", "unit", "control", "quantity"}, cells, records)
}

// findingSaid words a finding of a return, with the block named as on the page.
func (s *site) findingSaid(p *i18n.Printer, r flows.Return, f flows.Finding) string {
	text := p.Said(f.Text)
	for _, b := range r.Blocks {
		if strings.HasPrefix(f.Text, b.Title) {
			return strings.Replace(text, b.Title, s.figureName(p, "block", b.ID, b.Title), 1)
		}
	}
	return text
}
