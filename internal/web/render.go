package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/flows"
	"focalpoint/internal/i18n"
	"focalpoint/internal/importer"
	"focalpoint/mark"
	assets "focalpoint/web"
)

// view is what the layout sees; Data is the page's own.
type view struct {
	Title     string
	P         *i18n.Printer
	Lang      i18n.Lang
	Dir       string
	Languages []i18n.Lang
	Here      string // this address without the language, for the language links
	Query     string // what stands in the search box
	User      access.User
	Nav       []navItem
	Exercise  bool
	Flash     string // message key of what was just done
	Data      any
}

// navItem is one entry of the navigation.
type navItem struct {
	Href, Key string
	Current   bool
}

// nav lists the pages a user may open, in the order of the golden path.
func (s *site) nav(rq *request) []navItem {
	var out []navItem
	for _, n := range []struct {
		href, key string
		need      access.Permission
	}{
		{"/", "web.nav-home", ""},
		{"/seizures", "web.nav-seizures", access.ReadSeizures},
		{"/traces", "web.nav-traces", access.ReadTraces},
		{"/items", "web.nav-items", access.ReadItems},
		{"/cases", "web.nav-cases", access.ReadCases},
		{"/persons", "web.persons", access.ReadPersons},
		{"/returns", "web.nav-returns", access.ReadFigures},
		{"/directory", "web.nav-directory", access.ReadItems},
		{"/review", "web.nav-review", access.Review},
		{"/links", "web.nav-links", access.WriteItems},
		{"/imports", "web.nav-imports", access.Import},
		{"/catalogue", "web.nav-catalogue", access.ReadItems},
		{"/log", "web.nav-log", access.ReadLog},
		{"/access", "web.nav-access", access.ReadAccess},
		{"/users", "web.nav-users", access.ManageUsers},
	} {
		if n.need == "" || rq.User.May(n.need) {
			here := rq.R.URL.Path
			out = append(out, navItem{n.href, n.key, here == n.href || (n.href != "/" && strings.HasPrefix(here, n.href+"/"))})
		}
	}
	return out
}

// load parses every page once for each language, with functions that speak it.
func (s *site) load() error {
	names, err := fs.Glob(pageFiles, "page/*.html")
	if err != nil {
		return err
	}
	s.pages = map[i18n.Lang]map[string]*template.Template{}
	for _, lang := range i18n.Languages() {
		s.pages[lang] = map[string]*template.Template{}
		base, err := template.New("layout.html").Funcs(s.funcs(i18n.For(lang))).ParseFS(pageFiles, "page/layout.html", "page/parts*.html")
		if err != nil {
			return err
		}
		for _, name := range names {
			short := strings.TrimSuffix(path.Base(name), ".html")
			if short == "layout" || strings.HasPrefix(short, "parts") {
				continue
			}
			t, err := template.Must(base.Clone()).ParseFS(pageFiles, name)
			if err != nil {
				return err
			}
			s.pages[lang][short] = t
		}
	}
	return nil
}

// funcs are the functions of templates in one language.
func (s *site) funcs(p *i18n.Printer) template.FuncMap {
	return template.FuncMap{
		"t":            func(key string, args ...any) string { return p.T(key, args...) },
		"n":            func(key string, n int64, args ...any) string { return p.N(key, int(n), args...) },
		"date":         func(d focalpoint.Date) string { return p.Date(string(d)) },
		"instant":      func(t time.Time) string { return p.DateTime(t) },
		"number":       func(v any) string { return number(p, v) },
		"percent":      func(v float64) string { return p.Decimal(v, 2) + " %" },
		"chance":       func(v float64) string { return chance(p, v) },
		"decimal":      func(v float64, places int) string { return p.Decimal(v, places) },
		"country":      func(c any) string { return s.countryName(p, fmt.Sprint(c)) },
		"code":         func(list string, code any) string { return s.codeName(p, list, fmt.Sprint(code)) },
		"coded":        func(list string, c focalpoint.Coded) string { return s.codedName(p, list, c) },
		"asset":        s.asset,
		"html":         func(svg string) template.HTML { return template.HTML(svg) }, // only for drawings made by chart and worldmap, which escape all text
		"dict":         dict,
		"query":        withQuery,
		"lower":        strings.ToLower,
		"mul":          func(a, b float64) float64 { return a * b },
		"deref":        func(v *float64) float64 { return *v },
		"blockof":      s.blockOf,
		"plus":         func(a, b int) int { return a + b },
		"listTitle":    func(name string) string { return s.listName(p, name) },
		"questionHref": questionHref,
		"findingText":  func(f importer.Finding) string { return findingText(p, f) },
		"findingSaid":  func(r flows.Return, f flows.Finding) string { return s.findingSaid(p, r, f) },
		"figure":       func(kind, id, english string) string { return s.figureName(p, kind, id, english) },
		"minus":        func(a, b int) int { return a - b },
		"href":         hrefOf,
		"int64":        func(n int) int64 { return int64(n) },
		"join":         strings.Join,
		"list":         func(v ...any) []any { return v },
		"follow":       func(v *int64) int64 { return *v },
		"said":         func(reason string) string { return saidIn(p, reason) },
		"region":       func(code string) string { return s.regionName(p, code) },
		"short":        shortID,
		"today":        s.today,
		"value":        func(v flows.Value) string { return s.valueText(p, v) },
		"day":          func(t time.Time) string { return day(p, t) },
		"language":     languageName,
		"methods":      mark.Methods,
		"alike":        func(m mark.Method) string { return alikes()[m] },
		"tagFacts":     tagFacts,
	}
}

// chance writes a probability. What is not certain is never written as 100 %, nor what is possible as 0 %.
func chance(p *i18n.Printer, v float64) string {
	const edge = .00005 // half of the last digit shown
	switch {
	case v < 1 && v > 1-edge:
		return "> " + p.Decimal(99.99, 2) + " %"
	case v > 0 && v < edge:
		return "< " + p.Decimal(.01, 2) + " %"
	}
	return p.Decimal(100*v, 2) + " %"
}

// valueText writes a figure, or why there is none, in words.
func (s *site) valueText(p *i18n.Printer, v flows.Value) string {
	if v.Counted() {
		return number(p, v.Count)
	}
	return s.codeName(p, "absence", string(v.Status))
}

func (s *site) today() focalpoint.Day { return focalpoint.DayOf(s.Log.Now().UTC()) }

// languageName is a language's name in itself; one that is none of the six stands
// by its code.
func languageName(code string) string {
	if l, ok := i18n.ParseLang(code); ok {
		return l.Name()
	}
	return code
}

// day writes an instant as a date, nothing for none.
func day(p *i18n.Printer, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.Date(string(focalpoint.DateOf(t)))
}

func number(p *i18n.Printer, v any) string {
	switch x := v.(type) {
	case int:
		return p.Number(float64(x))
	case int64:
		return p.Number(float64(x))
	case float64:
		return p.Number(x)
	}
	return fmt.Sprint(v)
}

// codeName is the name of a code in the reader's language: from the code
// lists, else from the messages "code.LIST-CODE", else the code itself.
func (s *site) codeName(p *i18n.Printer, list, code string) string {
	if code == "" {
		return p.T("web.not-said")
	}
	if list == "country" {
		return s.countryName(p, code)
	}
	if key := "code." + list + "-" + code; p.Has(key) {
		return p.T(key)
	}
	if name := s.Codes.Name(list, code, string(p.Lang())); name != "" {
		if list == "calibre" {
			return calibreName(p, name)
		}
		return name
	}
	return code
}

// gauge is the English name of a calibre of smooth bores.
var gauge = regexp.MustCompile(`^(\S+) gauge(?:, (\d+) mm chamber)?$`)

// calibreName words what of a calibre's name is language: cartridges are called the
// same everywhere, classes and gauges are not.
func calibreName(p *i18n.Printer, name string) string {
	if of, ok := strings.CutSuffix(name, " class"); ok {
		return p.T("code.calibre-class", "of", of)
	}
	if m := gauge.FindStringSubmatch(name); m != nil && m[2] != "" {
		return p.T("code.calibre-chamber", "gauge", m[1], "mm", m[2])
	} else if m != nil {
		return p.T("code.calibre-gauge", "gauge", m[1])
	}
	return name
}

// countryName is the name of a country, of the world's or of an exercise's own.
func (s *site) countryName(p *i18n.Printer, code string) string {
	if name := p.Country(code); name != code {
		return name
	}
	if name := s.Codes.Name("country", code, string(p.Lang())); name != "" {
		return name
	}
	return code
}

// saidIn words the reason of a record: a sentence of the program's, a code that
// stands for one, or what a person wrote, as it is.
func saidIn(p *i18n.Printer, reason string) string {
	for _, area := range []string{"trace.choice.", "trace.answer.", "trace.refusal."} {
		if p.Has(area + reason) {
			return p.T(area + reason)
		}
	}
	return p.Said(reason)
}

// regionName is the name of a region, where the State's code lists have it.
func (s *site) regionName(p *i18n.Printer, code string) string {
	if name := s.Codes.Name("region", code, string(p.Lang())); name != "" {
		return name
	}
	return code
}

// codedName shows the coded value, or the raw cell when there is no code.
func (s *site) codedName(p *i18n.Printer, list string, c focalpoint.Coded) string {
	switch {
	case c.Code != "":
		return s.codeName(p, list, c.Code)
	case c.Raw != "":
		return "“" + c.Raw + "”"
	}
	return p.T("web.not-said")
}

// figureName is the name of a block, cell, method or reason of the figures:
// from the messages "figure.KIND-ID", else as the questionnaire's English
// edition words it.
func (s *site) figureName(p *i18n.Printer, kind, id, english string) string {
	if kind == "cell" {
		return s.cellName(p, id)
	}
	id = strings.ReplaceAll(id, ".", "-")
	if key := "figure." + kind + "-" + id; p.Has(key) {
		return p.T(key)
	}
	return english
}

// cellList names the code list whose words a block of the questionnaire uses.
func cellList(block string) string {
	return map[string]string{"type": "type", "condition": "origin", "justification": "legal-justification", "offences": "other-offence",
		"location": "location", "marking": "mark-status", "tracing": "tracing-leaf"}[block]
}

// cellName is the name of a cell of the questionnaire: its own message, the
// word of a code list (seized.type.pistol, found.type.pistol), or "total".
func (s *site) cellName(p *i18n.Printer, id string) string {
	if key := "figure.cell-" + strings.ReplaceAll(id, ".", "-"); p.Has(key) {
		return p.T(key)
	}
	parts := strings.SplitN(id, ".", 3)
	last := parts[len(parts)-1]
	if last == "rest" {
		return p.T("lists.no-cell")
	}
	if len(parts) == 3 && parts[0] != "persons" {
		if list := cellList(parts[1]); list != "" && s.Codes.Name(list, last, "en") != "" && last != "total" {
			return s.codeName(p, list, last)
		}
	}
	if parts[0] == "persons" && last != "total" {
		return s.codeName(p, "sex", last)
	}
	return p.T("figure.cell-total")
}

// blockOf names the block of a cell.
func (s *site) blockOf(cell string) string {
	if b, _, err := s.Figures.Rulebook().Cell(cell); err == nil {
		return b.ID
	}
	return cell
}

// dict makes a map for a part: dict "a" 1 "b" 2.
func dict(kv ...any) (map[string]any, error) {
	if len(kv)%2 != 0 {
		return nil, fmt.Errorf("dict takes pairs")
	}
	m := map[string]any{}
	for i := 0; i < len(kv); i += 2 {
		k, ok := kv[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict key %v is no text", kv[i])
		}
		m[k] = kv[i+1]
	}
	return m, nil
}

// withQuery returns an address with one query value changed, for sort and page links.
func withQuery(address, key, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	if value == "" {
		q.Del(key)
	} else {
		q.Set(key, value)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// render writes a page.
func (s *site) render(rq *request, code int, name, title string, data any) error {
	lang := rq.P.Lang()
	t := s.pages[lang][name]
	if t == nil {
		return fmt.Errorf("there is no page %q", name)
	}
	v := view{Title: title, P: rq.P, Lang: lang, Dir: rq.P.Dir(), Languages: i18n.Languages(), Here: withQuery(rq.R.URL.RequestURI(), "lang", ""),
		Query: "", User: rq.User, Exercise: s.Exercise, Flash: rq.R.URL.Query().Get("done"), Data: data}
	if rq.User.ID != "" {
		v.Nav = s.nav(rq)
	}
	if rq.R.URL.Path == "/search" {
		v.Query = rq.R.URL.Query().Get("q")
	}
	if v.Flash != "" && !rq.P.Has("web.done-"+v.Flash) {
		v.Flash = ""
	}
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, "layout.html", v); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	if c := rq.R.URL.Query().Get("lang"); c != "" {
		if l, ok := i18n.ParseLang(c); ok {
			http.SetCookie(rq.W, &http.Cookie{Name: languageCookie, Value: string(l), Path: "/", MaxAge: 365 * 86400, SameSite: http.SameSiteLaxMode, Secure: s.Secure, HttpOnly: true})
		}
	}
	h := rq.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(lang))
	if err := rq.write(code, buf.Bytes()); err != nil {
		s.Logger.Debug("page not taken", "err", err) // the reader went away
	}
	return nil
}

// write sends a page, compressed where the browser takes that: lines are bad. A page
// holds no secret beside what its reader typed, so its length gives nothing away.
func (rq *request) write(code int, page []byte) error {
	h := rq.W.Header()
	h.Add("Vary", "Accept-Encoding")
	if !assets.AcceptsGzip(rq.R.Header.Get("Accept-Encoding")) {
		rq.W.WriteHeader(code)
		_, err := rq.W.Write(page)
		return err
	}
	h.Set("Content-Encoding", "gzip")
	rq.W.WriteHeader(code)
	z := gzip.NewWriter(rq.W)
	if _, err := z.Write(page); err != nil {
		return err
	}
	return z.Close()
}

// redirect sends the reader on after a form was taken.
func (rq *request) redirect(to string) error {
	http.Redirect(rq.W, rq.R, to, http.StatusSeeOther)
	return nil
}
