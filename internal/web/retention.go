package web

import (
	"net/http"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
)

// retentionData is the table of rules of retention and what was sealed by them.
type retentionData struct {
	fieldSet
	Rules    []ruleRow
	National bool // the State has a rule of its own; without one nothing is ever sealed
	Seals    []person.SealEntry
	Names    map[focalpoint.UserID]string
	Lists    map[string][]choice
	Errors   []fieldError
	MayWrite bool
	MaySeals bool
}

// ruleRow is a rule with whether it is in force here today.
type ruleRow struct {
	person.Rule
	Binds bool
	Base  int64 // version of a rule of the State
	Why   string
}

const sealsShown = 200

func (s *site) retention(rq *request) error {
	d := retentionData{fieldSet: fieldSet{values: map[string][]string{}}}
	if id := rq.R.URL.Query().Get("rule"); id != "" {
		list, err := s.Persons.NationalRules(rq.R.Context())
		if err != nil {
			return err
		}
		for _, v := range list {
			if v.ID == id {
				d.values = writeRule(v.Doc, v.Version)
			}
		}
	}
	return s.showRetention(rq, http.StatusOK, d)
}

func (s *site) showRetention(rq *request, code int, d retentionData) error {
	ctx := rq.R.Context()
	d.MayWrite, d.MaySeals, d.Names, d.Lists = rq.User.May(access.WriteRetention), rq.User.May(access.UnsealPersons), map[focalpoint.UserID]string{}, map[string][]choice{}
	rules, err := s.Persons.Rules(ctx)
	if err != nil {
		return err
	}
	own, err := s.Persons.NationalRules(ctx)
	if err != nil {
		return err
	}
	today := s.today()
	for _, r := range rules {
		row := ruleRow{Rule: r, Binds: r.Binds(s.Home, today)}
		for _, v := range own {
			if v.ID == r.ID {
				row.Base, row.Why, d.National = v.Version, v.Reason, true
			}
		}
		d.Rules = append(d.Rules, row)
	}
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return exportRules(rq, rules, as)
	}
	if d.MaySeals {
		if d.Seals, err = s.Persons.SealEntries(ctx, "", sealsShown); err != nil {
			return err
		}
		for _, e := range d.Seals {
			d.Names[e.Actor] = s.userName(rq, string(e.Actor))
		}
	}
	for _, c := range person.Classes() {
		d.Lists["class"] = append(d.Lists["class"], choice{string(c), rq.P.T("person.class-" + string(c))})
	}
	for _, a := range []person.Anchor{person.AnchorRecord, person.AnchorDestruction} {
		d.Lists["anchor"] = append(d.Lists["anchor"], choice{string(a), rq.P.T("person.anchor-" + string(a))})
	}
	return s.render(rq, code, "retention", rq.P.T("persons.retention"), d)
}

func exportRules(rq *request, rules []person.Rule, as string) error {
	cells := make([][]string, len(rules))
	for i, r := range rules {
		var states []string
		for _, c := range r.States {
			states = append(states, string(c))
		}
		years := count(int64(r.Years))
		if r.Forever {
			years = ""
		}
		cells[i] = []string{r.ID, string(r.Class), string(r.Basis), years, string(r.Anchor), string(r.Since), string(r.Until), strings.Join(states, " "), r.Source}
	}
	return rq.export("retention", as, []string{"id", "class", "basis", "years", "anchor", "since", "until", "states", "source"}, cells, rules)
}

// retentionSave enters a rule of the State, or a new version of one.
func (s *site) retentionSave(rq *request) error {
	f, base, err := rq.posted()
	if err != nil {
		return err
	}
	r := person.Rule{ID: f.get("id"), Class: person.Class(f.get("class")), Basis: person.BasisNational, Forever: f.get("forever") != "", Anchor: person.Anchor(f.get("anchor")), Since: focalpoint.Date(f.get("since")), Until: focalpoint.Date(f.get("until")), Source: f.get("source")}
	years, ok := f.number("years")
	if r.Years = int(years); !ok || years != float64(r.Years) {
		r.Years = -1 // the check says which years there are
	}
	if r.Forever {
		r.Years = 0
	}
	own, err := s.Persons.NationalRules(rq.R.Context())
	if err != nil {
		return err
	}
	if base == 0 && slices.ContainsFunc(own, func(v ledger.Version[person.Rule]) bool { return v.ID == r.ID }) {
		err = &focalpoint.Error{Op: "web.retention", Kind: focalpoint.KindInvalid, Field: "id", Key: "persons.rule-taken", Args: []any{"id", r.ID}, Msg: rq.P.T("persons.rule-taken", "id", r.ID)}
	} else {
		_, err = s.Persons.PutRule(rq.R.Context(), rq.User.ID, base, r, f.get("reason"))
	}
	if err != nil {
		if !mendable(err) {
			return err
		}
		return s.showRetention(rq, status(err), retentionData{fieldSet: fieldSet{values: f.values}, Errors: rq.fieldErrors(err)})
	}
	return rq.redirect("/retention?done=saved")
}

func writeRule(r person.Rule, version int64) map[string][]string {
	v := map[string][]string{"base": {count(version)}}
	for name, value := range map[string]string{"id": r.ID, "class": string(r.Class), "anchor": string(r.Anchor), "since": string(r.Since), "until": string(r.Until), "source": r.Source} {
		v[name] = []string{value}
	}
	if r.Forever {
		v["forever"] = []string{"1"}
	} else {
		v["years"] = []string{count(int64(r.Years))}
	}
	return v
}
