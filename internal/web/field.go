package web

import (
	"strconv"
	"strings"

	"focalpoint"
)

// fieldKey is the message that names a field, by its name in the vocabulary.
// Fields of requests are named by "trace.field.*".
func fieldKey(name string) string {
	return map[string]string{
		"members": "groups.member", "activity": "groups.activity", "relations": "groups.relation", "person": "groups.person", "group": "groups.group", "aliases": "groups.aliases",
		"countries": "groups.countries", "territory": "groups.territory", "names": "web.person-name", "name": "directory.name", "title": "cases.title", "since": "directory.since", "until": "groups.until", "summary": "web.summary",
		"addresses": "persons.address", "documents": "persons.document", "nationalities": "persons.nationality", "born": "web.person-born", "died": "persons.died", "number": "persons.number", "text": "persons.address",
		"expires": "persons.expires", "country": "persons.country", "sex": "web.person-sex", "stage": "web.person-stage", "stages": "web.person-stage", "offences": "web.offences",
		"reason": "web.reason", "role": "web.f-role", "kind": "web.f-kind", "to": "cases.investigates", "due": "cases.due", "decision": "cases.decision", "result": "cases.outcome", "words": "follow.words", "case": "traces.case",
		"steps": "follow.step", "date": "trace.letter.date", "told": "follow.told", "decided": "follow.decided", "ended": "cases.ended", "opened": "cases.opened", "outcome": "cases.outcome", "status": "web.col-status",
		"id": "persons.number", "class": "persons.class", "years": "persons.years", "anchor": "persons.anchor", "source": "directory.source", "states": "persons.rule-states", "days": "persons.days", "basis": "persons.basis",
		"purpose": "web.access-purpose", "document": "persons.document", "headstamp": "stock.headstamp", "force": "stock.force", "marks": "web.item-marks", "quantity": "web.f-quantity",
		"happened": "web.seizure-when", "place": "web.seizure-place", "authority": "web.seizure-authority", "items": "web.item-one", "reading": "web.mark-reading", "describes": "web.item-what",
		"goods": "web.goods", "persons": "web.persons", "route": "web.route", "make": "web.f-make", "model": "web.f-model", "calibre": "web.f-calibre", "condition": "web.mark-condition", "context": "web.f-context",
		"roles": "web.user-roles", "password": "web.password", "language": "web.language", "display": "web.user-display", "links": "cases.holds", "followUp": "trace.report.follow-up", "choice": "traces.decision",
		"contacts": "directory.contacts", "value": "directory.contact-value", "hours": "directory.hours", "successor": "directory.successor", "parent": "directory.parent", "zone": "directory.zone", "licence": "directory.licence", "stock": "stock.entry",
	}[name]
}

// place names the path of a field for people: "members[1].person" is the second
// member's person. What has no name here stands as it is.
func (rq *request) place(path string) string {
	var out []string
	for _, part := range strings.Split(path, ".") {
		name, index, _ := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		if key := fieldKey(name); key != "" && rq.P.Has(key) {
			name = rq.P.T(key)
		}
		if n, err := strconv.Atoi(index); err == nil {
			name += " " + rq.P.Number(float64(n+1))
		}
		out = append(out, name)
	}
	if path == "id" { // of the only form where people name a record themselves
		return rq.P.T("persons.rule-id")
	}
	if path == "" {
		return ""
	}
	return strings.Join(out, " · ")
}

// fieldErrors writes findings in the reader's language, each with the name of its field.
func (rq *request) fieldErrors(err error) []fieldError {
	list := focalpoint.FieldErrors(err)
	if len(list) == 0 {
		return []fieldError{{"", rq.P.Said(err.Error())}}
	}
	out := make([]fieldError, len(list))
	for i, e := range list {
		out[i] = fieldError{rq.place(e.Field), rq.sentence(e)}
		if e.Op == "ledger.Insert" && e.Kind == focalpoint.KindConflict {
			out[i] = fieldError{"", rq.P.T("web.error-conflict")}
		}
	}
	return out
}
