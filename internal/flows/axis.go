package flows

import (
	"slices"
	"strings"
	"sync"

	"focalpoint"
)

// Population says what is counted: one record of it counts once.
type Population string

// Populations.
const (
	// Items counts an item in one occurrence in which it was seized, found,
	// surrendered or otherwise taken in.
	Items Population = "item"
	// Seizures counts one occurrence (a case of seizure).
	Seizures Population = "seizure"
	// Persons counts one person in one year, whatever the number of charges.
	Persons Population = "person"
)

// Axis names one thing a counting rule may ask about a record.
type Axis string

// Axes of the three populations.
const (
	AxisKind          Axis = "kind"          // firearm, part, ammunition, replica
	AxisRole          Axis = "role"          // of the item in the occurrence
	AxisContext       Axis = "context"       // criminal or administrative
	AxisType          Axis = "type"          // of the questionnaire
	AxisCondition     Axis = "condition"     // how the arm came to be
	AxisJustification Axis = "justification" // one answer, by precedence
	AxisOffences      Axis = "offences"      // other suspected offences, several answers
	AxisLocation      Axis = "location"
	AxisMarking       Axis = "marking"
	AxisLeaf          Axis = "leaf"    // of the tracing table
	AxisAntique       Axis = "antique" // made before 1900
	AxisRoles         Axis = "roles"   // of all items of an occurrence
	AxisKinds         Axis = "kinds"   // of all items of an occurrence
	AxisSex           Axis = "sex"
	AxisSuspected     Axis = "suspected"  // offences a person was arrested for or suspected of
	AxisProsecuted    Axis = "prosecuted" // offences a person was prosecuted for
	AxisConvicted     Axis = "convicted"  // offences a person was convicted of
)

// MadeBeforeAntique is the year of manufacture from which an arm is no
// antique (Firearms Protocol art. 3 (a): in no case made after 1899).
const MadeBeforeAntique = 1900

// axisDef says what may stand on an axis.
type axisDef struct {
	axis       Axis
	population []Population
	multi      bool
	values     []string
}

var absences = []string{focalpoint.CodeUnknown, focalpoint.CodeNone, focalpoint.CodeNotCollected, focalpoint.CodeNotApplicable}

// axisDefs is the whole list in the order in which a Profile stores the axes.
// The order is append-only: stored profiles depend on it.
func axisDefs() []axisDef { return axisTable() }

var axisTable = sync.OnceValue(listAxes)

func listAxes() []axisDef {
	item, occ, person := []Population{Items}, []Population{Seizures}, []Population{Persons}
	kinds := []string{"firearm", "part", "ammunition", "replica", "other"}
	roles := []string{"seized", "found", "surrendered", "state-owned", "lawful-owner", "recovered-stolen",
		"evidence-only", "registered", "reported-lost", "reported-stolen"}
	charges := []string{"trafficking", "possession-use", "other-arms", "drug-trafficking", "other-trafficking",
		"violent-crime", "terrorism", "other"}
	leaves := []string{}
	for _, l := range focalpoint.TracingLeaves() {
		leaves = append(leaves, string(l))
	}
	return []axisDef{
		{AxisKind, item, false, kinds},
		{AxisRole, item, false, roles},
		{AxisContext, []Population{Items, Seizures}, false, []string{"criminal", "administrative"}},
		{AxisType, item, false, []string{"pistol", "revolver", "rifle", "shotgun", "submachine-gun", "machine-gun", "other"}},
		{AxisCondition, item, false, []string{"industrial", "craft", "printed", "assembled", "converted", "reactivated", "modified", "other-illicit"}},
		{AxisJustification, item, false, []string{"possession", "use", "trafficking", "manufacture", "altered-marks", "other"}},
		{AxisOffences, item, true, []string{"drug-trafficking", "violent-crime", "other-arms", "firearms-trafficking",
			"organized-crime", "terrorism", "other-trafficking", "other"}},
		{AxisLocation, item, false, []string{"territory", "land-border", "air", "sea", "post", "other"}},
		{AxisMarking, item, false, []string{"unique", "none", "altered"}},
		{AxisLeaf, item, false, leaves},
		{AxisAntique, item, false, []string{"yes", "no"}},
		{AxisRoles, occ, true, roles},
		{AxisKinds, occ, true, kinds},
		{AxisSex, person, false, []string{"male", "female"}},
		{AxisSuspected, person, true, charges},
		{AxisProsecuted, person, true, charges},
		{AxisConvicted, person, true, charges},
	}
}

// axisIndex finds an axis; -1 when there is none of that name.
func axisIndex(a Axis) int {
	return slices.IndexFunc(axisDefs(), func(d axisDef) bool { return d.axis == a })
}

// axisCount is the length of a Profile; a test holds it against axisDefs.
const axisCount = 17

// Profile is all that counting rules can ask about one record: its population
// and one value on each axis (several joined by "|" on an axis of several
// answers, sorted). Records with equal profiles count alike in every rule, so
// a table over a million records is a sum over some thousand profiles.
type Profile struct {
	Population Population
	values     [axisCount]string
}

// NewProfile makes a profile in which every axis of the population says "not
// collected" and every other axis "not applicable".
func NewProfile(p Population) Profile {
	out := Profile{Population: p}
	for i, d := range axisDefs() {
		out.values[i] = focalpoint.CodeNotApplicable
		if slices.Contains(d.population, p) {
			out.values[i] = focalpoint.CodeNotCollected
		}
	}
	return out
}

// With returns the profile with an axis set. Values the axis does not know
// become "unknown"; on an axis of one answer the first value counts; no value
// at all leaves the axis as it is.
func (p Profile) With(a Axis, values ...string) Profile {
	i := axisIndex(a)
	if i < 0 || len(values) == 0 {
		return p
	}
	d := axisDefs()[i]
	var kept []string
	for _, v := range values {
		if !slices.Contains(d.values, v) && !slices.Contains(absences, v) {
			v = focalpoint.CodeUnknown
		}
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	if !d.multi {
		p.values[i] = kept[0]
		return p
	}
	kept = realAnswers(kept)
	slices.Sort(kept)
	p.values[i] = strings.Join(kept, "|")
	return p
}

// realAnswers drops "none", "unknown" and the like where a real answer stands
// beside them, and keeps the first of them where none does.
func realAnswers(values []string) []string {
	var real []string
	for _, v := range values {
		if !slices.Contains(absences, v) {
			real = append(real, v)
		}
	}
	if len(real) == 0 {
		return values[:1]
	}
	return real
}

// Get returns the value on an axis of one answer.
func (p Profile) Get(a Axis) string {
	if i := axisIndex(a); i >= 0 {
		return p.values[i]
	}
	return ""
}

// All returns the values on an axis.
func (p Profile) All(a Axis) []string { return strings.Split(p.Get(a), "|") }

// Key writes the profile as one text that ParseProfile reads back, with the
// axes of its population only: "item;kind=firearm;role=seized;…".
func (p Profile) Key() string {
	var b strings.Builder
	b.WriteString(string(p.Population))
	for i, d := range axisDefs() {
		if slices.Contains(d.population, p.Population) {
			b.WriteString(";" + string(d.axis) + "=" + p.values[i])
		}
	}
	return b.String()
}

// ParseProfile reads the text of Key. Axes it does not name are not collected.
func ParseProfile(key string) (Profile, error) {
	parts := strings.Split(key, ";")
	pop := Population(parts[0])
	if pop != Items && pop != Seizures && pop != Persons {
		return Profile{}, focalpoint.Invalid("flows.ParseProfile", "profile", "%q does not begin with item, seizure or person; rebuild the tally with: focalpoint return rebuild", key)
	}
	p := NewProfile(pop)
	for _, part := range parts[1:] {
		a, v, ok := strings.Cut(part, "=")
		if !ok || axisIndex(Axis(a)) < 0 {
			return Profile{}, focalpoint.Invalid("flows.ParseProfile", "profile", "%q holds %q, which is no axis; rebuild the tally with: focalpoint return rebuild", key, part)
		}
		p = p.With(Axis(a), strings.Split(v, "|")...)
	}
	return p, nil
}
