package person

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"focalpoint"
)

// Class says why a person is on record; rules of retention speak of classes.
type Class string

// Classes of persons on record.
const (
	ClassHolder     Class = "holder"     // held a firearm lawfully, or a licence
	ClassSuspected  Class = "suspected"  //
	ClassProsecuted Class = "prosecuted" //
	ClassConvicted  Class = "convicted"  //
	ClassAcquitted  Class = "acquitted"  //
	ClassWitness    Class = "witness"    //
	ClassMember     Class = "member"     // of an organized criminal group
	ClassNamed      Class = "named"      // entered, and tied to nothing
)

// Classes lists the classes in the order in which pages show them.
func Classes() []Class {
	return []Class{ClassHolder, ClassSuspected, ClassProsecuted, ClassConvicted, ClassAcquitted, ClassWitness, ClassMember, ClassNamed}
}

// Anchor is the day from which the years of a rule run.
type Anchor string

// Anchors.
const (
	AnchorRecord      Anchor = "record"      // the last record that ties the person to the class
	AnchorDestruction Anchor = "destruction" // the destruction of the firearm
)

// Basis says what a rule of retention rests on.
type Basis string

// Bases of rules. A treaty's rule is a minimum and never seals by itself.
const (
	BasisTreaty   Basis = "treaty"
	BasisNational Basis = "national"
)

// Rule is one dated rule of law on how long personal data stays open.
type Rule struct {
	ID      string               `json:"id"`
	Class   Class                `json:"class"`
	States  []focalpoint.Country `json:"states,omitempty"` // where it binds; none: everywhere
	Basis   Basis                `json:"basis"`
	Years   int                  `json:"years"`
	Forever bool                 `json:"forever,omitempty"`
	Anchor  Anchor               `json:"anchor"`
	Since   focalpoint.Date      `json:"since,omitempty"` // in force from
	Until   focalpoint.Date      `json:"until,omitempty"` // in force up to and with
	Source  string               `json:"source"`          // the law, so that a reader can look it up
}

//go:embed data/retention.csv
var retentionFile string

// treatyRules are the minimums of treaties, read once.
var treatyRules = sync.OnceValue(func() []Rule {
	rows, err := csv.NewReader(strings.NewReader(retentionFile)).ReadAll()
	if err != nil {
		panic("person: retention.csv: " + err.Error())
	}
	var out []Rule
	for _, r := range rows[1:] {
		years, err := strconv.Atoi(r[4])
		if err != nil {
			panic("person: retention.csv: years of " + r[0])
		}
		rule := Rule{ID: r[0], Class: Class(r[1]), Basis: Basis(r[3]), Years: years, Anchor: Anchor(r[5]),
			Since: focalpoint.Date(r[6]), Until: focalpoint.Date(r[7]), Source: r[8]}
		for _, s := range strings.Fields(r[2]) {
			rule.States = append(rule.States, focalpoint.Country(s))
		}
		out = append(out, rule)
	}
	return out
})

// TreatyRules returns the minimums that treaties set.
func TreatyRules() []Rule { return slices.Clone(treatyRules()) }

// Binds says whether the rule is in force in a State on a day.
func (r Rule) Binds(state focalpoint.Country, on focalpoint.Day) bool {
	if len(r.States) > 0 && !slices.Contains(r.States, state) {
		return false
	}
	if first, _, ok := r.Since.Bounds(); ok && on < first {
		return false
	}
	_, last, ok := r.Until.Bounds()
	return !ok || on <= last
}

// Tie says why a person is on record and since when nothing was added.
type Tie struct {
	Class     Class           `json:"class"`
	From      focalpoint.Day  `json:"from"`                // day of the last record
	Destroyed *focalpoint.Day `json:"destroyed,omitempty"` // of the firearm held; nil: it is still there
	Open      bool            `json:"open,omitempty"`      // still going on: an open case, a firearm still held
	What      string          `json:"what,omitempty"`      // id of the case, item or trace
}

// Decision is what the rules say of one person on a day.
type Decision struct {
	Never bool           `json:"never"` // nothing allows sealing as things stand
	Due   focalpoint.Day `json:"due"`   // the last day on which the data stays open
	Rule  Rule           `json:"rule"`  // the rule that decided
	Tie   Tie            `json:"tie"`   // the tie that decided
}

// Decide applies the rules to a person's ties: for each tie the longest of the
// treaty minimums and the State's own rules, and over all ties the latest day.
// Without a rule of the State for each of the ties nothing is ever sealed
// (Protocol art. 7 and the instrument ask for records to be kept "as long as
// possible"). It is a pure function.
func Decide(rules []Rule, ties []Tie, state focalpoint.Country, today focalpoint.Day) Decision {
	var latest Decision
	for i, tie := range ties {
		d := decideTie(rules, tie, state, today)
		if d.Never {
			return d
		}
		if i == 0 || d.Due > latest.Due {
			latest = d
		}
	}
	if len(ties) == 0 {
		latest.Never = true
	}
	return latest
}

func decideTie(rules []Rule, tie Tie, state focalpoint.Country, today focalpoint.Day) Decision {
	d := Decision{Tie: tie, Never: true}
	if tie.Open {
		return d
	}
	national, found := false, false
	for _, r := range rules {
		if r.Class != tie.Class || !r.Binds(state, today) {
			continue
		}
		from := tie.From
		if r.Anchor == AnchorDestruction {
			if tie.Destroyed == nil {
				return Decision{Tie: tie, Never: true, Rule: r}
			}
			from = *tie.Destroyed
		}
		if r.Forever {
			return Decision{Tie: tie, Never: true, Rule: r}
		}
		national = national || r.Basis == BasisNational
		if due := addYears(from, r.Years); !found || due > d.Due {
			d.Due, d.Rule, found = due, r, true
		}
	}
	d.Never = !national
	return d
}

func addYears(d focalpoint.Day, years int) focalpoint.Day {
	t := d.Time()
	y := time.Date(t.Year()+years, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return focalpoint.DayOf(y)
}

// Check finds what is wrong with a State's own rule.
func (r Rule) Check() error {
	var f findings
	if r.ID == "" || len(r.ID) > 60 || strings.ContainsAny(r.ID, " \t\n/") {
		f.add("id", "rule-id")
	}
	if slices.ContainsFunc(treatyRules(), func(t Rule) bool { return t.ID == r.ID }) || r.Basis != BasisNational {
		f.add("basis", "rule-treaty")
	}
	if !slices.Contains(Classes(), r.Class) {
		f.add("class", "choice", "value", string(r.Class))
	}
	if !r.Forever && (r.Years < 1 || r.Years > 200) {
		f.add("years", "rule-years")
	}
	if r.Anchor != AnchorRecord && r.Anchor != AnchorDestruction {
		f.add("anchor", "choice", "value", string(r.Anchor))
	}
	if strings.TrimSpace(r.Source) == "" {
		f.add("source", "rule-source")
	}
	for path, d := range map[string]focalpoint.Date{"since": r.Since, "until": r.Until} {
		if _, err := focalpoint.ParseDate(string(d)); err != nil {
			f.add(path, "date", "value", string(d))
		}
	}
	slices.SortFunc(f.list, func(a, b *focalpoint.Error) int { return cmp.Compare(a.Field, b.Field) })
	for i, s := range r.States {
		country(&f, "states["+strconv.Itoa(i)+"]", s)
	}
	return f.list.Err("person.Rule")
}
