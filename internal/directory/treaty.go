package directory

import (
	"cmp"
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"sync"

	"focalpoint"
)

// The status files hold dates and codes only, which are facts; each row of the
// Protocol's file names where it was read and how sure it is.
//
//go:embed data/*.csv
var dataFiles embed.FS

// Treaty names an instrument whose status is kept.
type Treaty string

// Treaties.
const (
	FirearmsProtocol Treaty = "firearms-protocol" // Protocol of 31 May 2001, in force since 3 July 2005
	UNTOC            Treaty = "untoc"             // Convention of 15 November 2000, in force since 29 September 2003
)

// Treaties lists the instruments in the order of pages.
func Treaties() []Treaty { return []Treaty{FirearmsProtocol, UNTOC} }

// TreatyStatus says how a State stands to a treaty.
type TreatyStatus string

// Treaty statuses.
const (
	NotParty   TreatyStatus = "none"      // neither signed nor bound, as far as the data reach
	Signatory  TreatyStatus = "signatory" // signed, not bound
	Deposited  TreatyStatus = "deposited" // has deposited its instrument; not yet in force for it
	StateParty TreatyStatus = "party"
)

// Standing is how a State stands to a treaty at a date.
type Standing struct {
	Treaty     Treaty             `json:"treaty"`
	State      focalpoint.Country `json:"state"`
	Status     TreatyStatus       `json:"status"`
	Since      focalpoint.Date    `json:"since,omitempty"`   // signature, deposit or entry into force, as the status says
	InForce    focalpoint.Date    `json:"inForce,omitempty"` // entry into force for the State, when known
	Action     string             `json:"action,omitempty"`  // ratification, accession, approval …
	KnownUntil focalpoint.Date    `json:"knownUntil"`        // the data end here; later changes are not known
	Stale      bool               `json:"stale,omitempty"`   // asked for a later date, and the status could have changed
	Inferred   bool               `json:"inferred,omitempty"`
	Sure       string             `json:"sure,omitempty"` // how the row was read
	Source     string             `json:"source,omitempty"`
}

type statusRow struct {
	status                    string
	signature, deposit, force focalpoint.Date
	action, sure, source      string
}

type treatyData struct {
	force      focalpoint.Date // of the treaty itself
	knownUntil focalpoint.Date
	rows       map[focalpoint.Country]statusRow
}

// Article 37, paragraph 2 of the Convention lets only parties to the Convention
// be parties to a protocol, which closes gaps in the older file.
const inferenceSource = "party to the Firearms Protocol, which only parties to the Convention can be (Convention art. 37 (2))"

var treaties = sync.OnceValue(func() map[Treaty]treatyData {
	return map[Treaty]treatyData{
		FirearmsProtocol: readTreaty("data/status_firearms_protocol.csv", "2005-07-03", "2024-05-04"),
		UNTOC:            readTreaty("data/status_untoc.csv", "2003-09-29", "2014-07-10"),
	}
})

// readTreaty reads an embedded status file; a test excludes that it is broken.
func readTreaty(file string, force, known focalpoint.Date) treatyData {
	f, err := dataFiles.Open(file)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	all, err := r.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("directory: %s: %v", file, err))
	}
	at := map[string]int{}
	for i, name := range all[0] {
		at[name] = i
	}
	d := treatyData{force: force, knownUntil: known, rows: map[focalpoint.Country]statusRow{}}
	for _, rec := range all[1:] {
		get := func(name string) string { return rec[at[name]] }
		row := statusRow{status: get("status"), signature: focalpoint.Date(get("signature")), deposit: focalpoint.Date(get("deposit")),
			force: focalpoint.Date(get("entry_into_force")), action: get("action"), sure: get("confidence"), source: get("source")}
		if row.force == "" && row.deposit != "" {
			row.force = entryIntoForce(row.deposit, force)
		}
		d.rows[focalpoint.Country(get("iso3"))] = row
	}
	return d
}

// entryIntoForce is the thirtieth day after deposit, and not before the treaty
// itself came into force (Convention art. 38 (2), Protocol art. 18 (2)).
func entryIntoForce(deposit, treaty focalpoint.Date) focalpoint.Date {
	_, last, ok := deposit.Bounds()
	first, _, _ := treaty.Bounds()
	if !ok {
		return ""
	}
	return max(last+30, first).Date()
}

// Status returns how a State stands to a treaty on a date; an empty date means
// as far as the data reach.
func Status(state focalpoint.Country, treaty Treaty, date focalpoint.Date) Standing {
	d := treaties()[treaty]
	s := Standing{Treaty: treaty, State: state, Status: NotParty, KnownUntil: d.knownUntil}
	_, day, ok := date.Bounds()
	known, _, _ := d.knownUntil.Bounds()
	if !ok {
		day = known
	}
	row, listed := d.rows[state]
	s.Action, s.Sure, s.Source, s.InForce = row.action, row.sure, row.source, row.force
	by := func(date focalpoint.Date) bool {
		_, last, ok := date.Bounds()
		return ok && last <= day
	}
	switch {
	case !listed:
	case by(row.force):
		s.Status, s.Since = StateParty, row.force
	case by(row.deposit):
		s.Status, s.Since = Deposited, row.deposit
	case by(row.signature):
		s.Status, s.Since = Signatory, row.signature
	case row.status == string(StateParty) && row.force == "":
		s.Status = StateParty // known as a party, the date is not known
	case row.status == string(Signatory) && row.signature == "":
		s.Status = Signatory
	}
	s.Stale = day > known && s.Status != StateParty
	if treaty == UNTOC && s.Status != StateParty {
		if p := Status(state, FirearmsProtocol, date); p.Status == StateParty {
			return Standing{Treaty: UNTOC, State: state, Status: StateParty, Since: p.Since, KnownUntil: d.knownUntil, Inferred: true, Sure: p.Sure, Source: inferenceSource}
		}
	}
	return s
}

// StatusList returns the standing of every State in the data to a treaty at a
// date, in order of country code.
func StatusList(treaty Treaty, date focalpoint.Date) []Standing {
	out := make([]Standing, 0, 200)
	for state := range treaties()[treaty].rows {
		out = append(out, Status(state, treaty, date))
	}
	slices.SortFunc(out, func(a, b Standing) int { return cmp.Compare(a.State, b.State) })
	return out
}

// Basis is a legal basis that can be offered for a question to another State.
type Basis struct {
	Code   string    `json:"code"` // "firearms-protocol-12", "untoc-18", "iti", "domestic", "agreement"
	Both   bool      `json:"both"` // both States are bound by it on the date
	Ours   *Standing `json:"ours,omitempty"`
	Theirs *Standing `json:"theirs,omitempty"`
}

// Bases offers the legal bases for a question from one State to another on a
// date, those by which both are bound first. The International Tracing
// Instrument is politically binding on all States; inside one State its own
// law is the basis.
func Bases(ours, theirs focalpoint.Country, date focalpoint.Date) []Basis {
	if theirs == "" || ours == theirs {
		return []Basis{{Code: "domestic", Both: true}}
	}
	var out []Basis
	for _, b := range []struct {
		code   string
		treaty Treaty
	}{{"firearms-protocol-12", FirearmsProtocol}, {"untoc-18", UNTOC}} {
		o, t := Status(ours, b.treaty, date), Status(theirs, b.treaty, date)
		out = append(out, Basis{Code: b.code, Both: o.Status == StateParty && t.Status == StateParty, Ours: &o, Theirs: &t})
	}
	slices.SortStableFunc(out, func(a, b Basis) int {
		switch {
		case a.Both == b.Both:
			return 0
		case a.Both:
			return -1
		}
		return 1
	})
	return append(out, Basis{Code: "iti", Both: true}, Basis{Code: "agreement"}, Basis{Code: "domestic"})
}
