package web

import (
	"net/http"
	"strings"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/i18n"
	"focalpoint/internal/register"
	"focalpoint/internal/trace"
)

// traceNewData is the page that opens a trace: of an item on record, or of a
// question that a partner put to us.
type traceNewData struct {
	fieldSet
	Items     []register.Row // found for the words of the box
	Asked     bool
	Errors    []fieldError
	Lists     map[string][]choice
	Parties   []choice
	Countries []choice
}

func (s *site) traceNew(rq *request) error {
	d := traceNewData{}
	q := strings.TrimSpace(rq.R.URL.Query().Get("q"))
	d.values = map[string][]string{"q": {q}}
	if q != "" {
		d.Asked = true
		f := register.Filter{Text: q, Limit: 20}
		if focalpoint.IDPrefix(q) == focalpoint.PrefixItem {
			rows, err := s.Register.RowsOf(rq.R.Context(), []focalpoint.ItemID{focalpoint.ItemID(q)})
			if err != nil {
				return err
			}
			d.Items = rows
		} else {
			page, err := s.Register.List(rq.R.Context(), f)
			if err != nil {
				return err
			}
			d.Items = page.Rows
		}
	}
	return s.showTraceNew(rq, http.StatusOK, d)
}

func (s *site) showTraceNew(rq *request, code int, d traceNewData) error {
	var err error
	if d.Parties, err = s.partyChoices(rq, directory.Filter{}); err != nil {
		return err
	}
	d.Countries = s.countries(rq.P)
	d.Lists = map[string][]choice{"language": languageChoices(), "type": s.allChoices(rq.P, "type")}
	for _, list := range []string{"kind", "mark-kind", "mark-condition"} {
		d.Lists[list] = s.choices(rq.P, list)
	}
	for _, k := range trace.AddresseeKinds() {
		d.Lists["to"] = append(d.Lists["to"], choice{string(k), rq.P.T("trace.kind." + string(k))})
	}
	for _, u := range trace.Uses() {
		d.Lists["use"] = append(d.Lists["use"], choice{string(u), rq.P.T("trace.use." + string(u))})
	}
	return s.render(rq, code, "trace_new", rq.P.T("traces.new"), d)
}

// languageChoices are the six languages by their own names.
func languageChoices() []choice {
	var out []choice
	for _, l := range i18n.Languages() {
		out = append(out, choice{string(l), l.Name()})
	}
	return out
}

// findParty reads a party from what was typed: the number of an entry of the
// directory, or a name or part of one that fits one entry only. Where several
// fit they are named, so that nobody needs a list as long as the directory.
func (s *site) findParty(rq *request, field, text string) (focalpoint.PartyID, error) {
	if text == "" || focalpoint.IDPrefix(text) == focalpoint.PrefixParty {
		return focalpoint.PartyID(text), nil
	}
	page, err := s.Directory.List(rq.R.Context(), directory.Filter{Text: text, Limit: partiesNamed})
	if err != nil {
		return "", err
	}
	var names []string
	var same []focalpoint.PartyID
	for _, r := range page.Rows {
		names = append(names, r.Name+" ("+string(r.ID)+")")
		if strings.EqualFold(r.Name, text) {
			same = append(same, r.ID)
		}
	}
	switch {
	case page.Total == 1:
		return page.Rows[0].ID, nil
	case len(same) == 1 && page.Total <= partiesNamed:
		return same[0], nil
	case page.Total == 0:
		return "", &focalpoint.Error{Op: "web.party", Kind: focalpoint.KindInvalid, Field: field, Key: "directory.err-none", Args: []any{"name", text}, Msg: rq.P.T("directory.err-none", "name", text)}
	}
	args := []any{"name", text, "n", page.Total, "list", strings.Join(names, "; ")}
	return "", &focalpoint.Error{Op: "web.party", Kind: focalpoint.KindInvalid, Field: field, Key: "directory.err-several", Args: args, Msg: rq.P.T("directory.err-several", args...)}
}

// partiesNamed is how many entries are named when several fit, partiesOffered how
// many are offered while somebody types.
const partiesNamed, partiesOffered = 12, 200

// partyChoices lists parties of the directory to choose from, by name: as many as
// a form can carry. The others are found by name (findParty).
func (s *site) partyChoices(rq *request, f directory.Filter) ([]choice, error) {
	f.Limit = partiesOffered
	page, err := s.Directory.List(rq.R.Context(), f)
	if err != nil {
		return nil, err
	}
	out := make([]choice, len(page.Rows))
	for i, r := range page.Rows {
		out[i] = choice{string(r.ID), r.Name}
		if r.Country != "" {
			out[i].Name += " (" + s.countryName(rq.P, string(r.Country)) + ")"
		}
	}
	return out, nil
}

// traceRun opens the trace of an item, or runs it again, and goes there.
func (s *site) traceRun(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	var ids []focalpoint.ItemID
	for _, id := range f.all("item") {
		ids = append(ids, focalpoint.ItemID(id))
	}
	if len(ids) == 0 {
		return focalpoint.Invalid("web.trace", "item", "choose the item to be traced")
	}
	list, err := s.Traces.Run(rq.R.Context(), rq.User.ID, ids...)
	if err != nil {
		return err
	}
	if len(list) == 1 {
		return rq.redirect("/traces/" + list[0].ID)
	}
	return rq.redirect("/traces?seizure=" + string(list[0].Doc.Seizure))
}

// traceReceive takes a partner's question that came by letter or message, with
// its file.
func (s *site) traceReceive(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	if reshape(f.values) {
		return s.showTraceNew(rq, http.StatusOK, traceNewData{fieldSet: fieldSet{values: f.values}})
	}
	in, err := s.readReceived(rq, f)
	if err == nil {
		var v trace.Version
		if v, err = s.Traces.Receive(rq.R.Context(), rq.User.ID, in); err == nil {
			return rq.redirect("/traces/" + v.ID + "?done=saved")
		}
	}
	if !mendable(err) {
		return err
	}
	return s.showTraceNew(rq, status(err), traceNewData{fieldSet: fieldSet{values: f.values}, Errors: rq.deskErrors(err)})
}

func (s *site) readReceived(rq *request, f form) (trace.In, error) {
	in := trace.In{Reference: f.get("reference"), Text: f.get("text"), Use: trace.Use(f.get("use")), Limits: f.get("limits"), Language: f.get("language"),
		FoundOn: focalpoint.Date(f.get("found-on")), FoundAt: focalpoint.Place{Text: f.get("found-at"), Country: focalpoint.Country(f.get("found-country"))},
		Describes: focalpoint.Description{Kind: focalpoint.ItemKind(f.get("item-kind")), Make: f.coded("make"), Model: f.coded("model"), Calibre: f.coded("calibre"), Type: f.chosen("type"), Country: f.coded("made-in"), Year: f.get("year")}}
	in.From = trace.Addressee{Name: f.get("name"), Kind: trace.AddresseeKind(f.get("kind")), Country: focalpoint.Country(f.get("country"))}
	party, err := s.findParty(rq, "to.party", f.get("party"))
	if err != nil {
		return in, err
	}
	if party != "" {
		v, err := s.Directory.Get(rq.R.Context(), party)
		if focalpoint.KindOf(err) == focalpoint.KindNotFound {
			return in, &focalpoint.Error{Op: "web.trace", Kind: focalpoint.KindInvalid, Field: "to.party", Key: "traces.err-to-party", Msg: rq.P.T("traces.err-to-party")}
		}
		if err != nil {
			return in, err
		}
		in.From = trace.AddresseeOf(v.Doc)
	}
	for _, m := range f.blocks("marks") {
		mk := focalpoint.Mark{Kind: focalpoint.MarkKind(m.get("kind")), Text: m.get("text"), Condition: focalpoint.MarkCondition(m.get("condition")), Position: m.get("position")}
		if mk.Text != "" || mk.Condition != "" {
			in.Marks = append(in.Marks, mk)
		}
	}
	files, err := s.storeLetters(rq, "file")
	in.Files = append(f.all("stored"), files...)
	f.values["stored"] = in.Files // a second try does not ask for the file again
	return in, err
}
