package web

import (
	"net/http"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
)

const codePage = 100

type codeListsData struct {
	Lists []listRow
	Text  string
}

type listRow struct {
	*catalogue.List
	Name string
	Text string
	N    int
}

// codeLists shows every code list with edition, source and licence.
func (s *site) codeLists(rq *request) error {
	d := codeListsData{Text: strings.TrimSpace(rq.R.URL.Query().Get("text"))}
	var cells [][]string
	for _, l := range s.Codes.Lists() {
		row := listRow{l, l.Name, s.listName(rq.P, l.Name), len(l.Entries)}
		if d.Text != "" && !strings.Contains(strings.ToLower(l.Name+" "+row.Text), strings.ToLower(d.Text)) {
			continue
		}
		d.Lists = append(d.Lists, row)
		cells = append(cells, []string{l.Name, row.Text, l.Edition, count(int64(row.N)), l.Source, l.Licence})
	}
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return rq.export("code-lists", as, []string{"list", "title", "edition", "entries", "source", "licence"}, cells, cells)
	}
	return s.render(rq, http.StatusOK, "codelists", rq.P.T("web.nav-catalogue"), d)
}

type codeListData struct {
	fieldSet
	List    *catalogue.List
	Text    string
	Sort    string
	Entries []catalogue.Found
	Own     map[string]bool // added by this State
	Lang    string
	Total   int64
	First   string
	Next    string
	MayAdd  bool
	Errors  []fieldError
	Langs   []string
}

func (s *site) codeList(rq *request) error {
	return s.showCodeList(rq, http.StatusOK, fieldSet{}, nil)
}

func (s *site) showCodeList(rq *request, code int, typed fieldSet, wrong []fieldError) error {
	q := rq.R.URL.Query()
	l, err := s.Codes.List(rq.R.PathValue("list"))
	if err != nil {
		return err
	}
	d := codeListData{fieldSet: typed, List: l, Text: strings.TrimSpace(q.Get("text")), Sort: q.Get("sort"), Lang: string(rq.P.Lang()), Errors: wrong, MayAdd: rq.User.May(access.Review), Langs: catalogue.Languages()}
	found := s.Codes.Search(l.Name, d.Text, d.Lang, "", len(l.Entries))
	switch order := rq.P.Compare(); d.Sort {
	case "code":
		slices.SortStableFunc(found, func(a, b catalogue.Found) int { return strings.Compare(a.Code, b.Code) })
	case "name":
		slices.SortStableFunc(found, func(a, b catalogue.Found) int { return order(a.Name(d.Lang), b.Name(d.Lang)) })
	}
	if as := q.Get("as"); as != "" {
		return exportCodes(rq, l, found, as)
	}
	own, _, err := s.Added.Load(rq.R.Context())
	if err != nil {
		return err
	}
	d.Own = map[string]bool{}
	for _, e := range own.Entries[l.Name] {
		d.Own[e.Code] = true
	}
	d.Total = int64(len(found))
	d.Entries, d.First, d.Next = window(rq, found, codePage)
	return s.render(rq, code, "codelist", s.listName(rq.P, l.Name), d)
}

// exportCodes writes the entries that fit; csv of a whole list is in the form
// that "catalogue import" takes.
func exportCodes(rq *request, l *catalogue.List, found []catalogue.Found, as string) error {
	if as == "csv" && rq.R.URL.Query().Get("text") == "" {
		rq.W.Header().Set("Content-Disposition", `attachment; filename="`+l.Name+`.csv"`)
		rq.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
		return l.WriteCSV(rq.W)
	}
	head := append([]string{"code", "parent"}, catalogue.Languages()...)
	cells := make([][]string, len(found))
	entries := make([]catalogue.Entry, len(found))
	for i, e := range found {
		cells[i] = []string{e.Code, e.Parent}
		for _, lang := range catalogue.Languages() {
			cells[i] = append(cells[i], e.Names[lang])
		}
		entries[i] = e.Entry
	}
	return rq.export(l.Name, as, append(head, "from", "to"), withDates(cells, found), entries)
}

func withDates(cells [][]string, found []catalogue.Found) [][]string {
	for i, e := range found {
		cells[i] = append(cells[i], string(e.From), string(e.To))
	}
	return cells
}

// codeAdd adds an entry of the State's own, or a new version of one.
func (s *site) codeAdd(rq *request) error {
	if err := rq.R.ParseForm(); err != nil {
		return err
	}
	ctx, f, list := rq.R.Context(), form{values: rq.R.PostForm}, rq.R.PathValue("list")
	l, err := s.Codes.List(list)
	if err != nil {
		return err
	}
	e := catalogue.Entry{Code: f.get("code"), Parent: f.get("parent"), Names: catalogue.Names{}, From: focalpoint.Date(f.get("from")), To: focalpoint.Date(f.get("to")), Source: f.get("source")}
	for _, lang := range catalogue.Languages() {
		if name := f.get("name-" + lang); name != "" {
			e.Names[lang] = name
		}
	}
	var wrong focalpoint.Fields
	if l.Has(e.Code) && f.get("change") == "" {
		wrong.Add("code", "%s", rq.P.T("lists.code-taken", "code", e.Code))
	}
	if e.Parent != "" && !l.Has(e.Parent) {
		wrong.Add("parent", "%s", rq.P.T("lists.no-parent", "code", e.Parent))
	}
	if e.Source == "" {
		wrong.Add("source", "%s", rq.P.T("lists.source-why"))
	}
	if err = wrong.Err("web.catalogue"); err == nil {
		_, err = s.Log.Write(ctx, ledger.Entry{Actor: rq.User.ID, Action: "catalogue.add", Subject: list}, func(tx *ledger.Tx) error { return s.Added.Add(ctx, tx, list, e) })
	}
	if kind := focalpoint.KindOf(err); err != nil && kind == focalpoint.KindInvalid {
		return s.showCodeList(rq, status(err), fieldSet{values: rq.R.PostForm}, rq.fieldErrors(err))
	}
	if err != nil {
		return err
	}
	if _, err := s.Added.Refresh(ctx, s.Codes); err != nil {
		return err
	}
	return rq.redirect(withQuery(withQuery("/catalogue/"+list, "text", e.Code), "done", "saved"))
}
