package seizure

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/register"
	"focalpoint/mark"
)

// DuplicateKind says what seems to be there already.
type DuplicateKind string

// Kinds of duplicate.
const (
	DuplicateIncident DuplicateKind = "incident" // the same occurrence, entered twice
	DuplicateItem     DuplicateKind = "item"     // another occurrence with the same item in it
)

// Duplicate is a seizure on record that may be the same incident, or hold the
// same item.
type Duplicate struct {
	Kind    DuplicateKind        `json:"kind"`
	Seizure focalpoint.SeizureID `json:"seizure"`
	Score   float64              `json:"score"`   // 0 to 1
	Reasons []string             `json:"reasons"` // number, date, place, authority, items, marks, persons
	Items   []ItemMatch          `json:"items,omitempty"`
}

// ItemMatch is an item of the seizure in hand and one on record whose marks agree.
type ItemMatch struct {
	Index int               `json:"index"` // of the item in hand
	Item  focalpoint.ItemID `json:"item"`  // on record
	Mark  string            `json:"mark"`  // as seen on the item on record
}

// Weights of what two entries of one incident share. They add up to 1. Place,
// date and authority alone (0.55) are not enough: a busy station has several
// seizures a day; what was seized has to look alike too.
const (
	weightDate      = 0.25
	weightPlace     = 0.20
	weightAuthority = 0.10
	weightItems     = 0.45

	// Likely is the likeness from which an incident is shown as a duplicate.
	Likely = 0.6
	// window is how many days apart dates of one incident may be entered.
	window = 3
	// shortest serial mark that counts as the same item by itself, in folded
	// symbols: shorter numbers stand on many firearms.
	shortestMark = 4
)

// Compare scores how alike two seizures are. It is a pure function; the second
// is on record and its items have their ids.
func Compare(in, on *Seizure) Duplicate {
	var d Duplicate
	add := func(reason string, weight, share float64) {
		d.Score += weight * share
		if share >= 0.5 {
			d.Reasons = append(d.Reasons, reason)
		}
	}
	near := nearness(in.Happened, on.Happened)
	add("date", weightDate, near)
	add("place", weightPlace, samePlace(in.Place, on.Place))
	authority := 0.0
	if sameAuthority(in, on) {
		authority = 1
	}
	add("authority", weightAuthority, authority)
	share, matches := itemsAlike(in.Items, on.Items)
	add("items", weightItems, share)
	d.Items = matches
	if len(matches) > 0 {
		d.Reasons = append(d.Reasons, "marks")
	}
	if n := foldNumber(in.Number); n != "" && n == foldNumber(on.Number) && (authority > 0 || near > 0) {
		d.Reasons = append([]string{"number"}, d.Reasons...)
		d.Score = max(d.Score, 0.9)
	}
	if sharedPersons(in, on) && near > 0 {
		d.Reasons = append(d.Reasons, "persons")
		d.Score += 0.1
	}
	d.Score = math.Round(min(1, d.Score)*1000) / 1000
	switch {
	case near > 0 && d.Score >= Likely:
		d.Kind = DuplicateIncident
	case len(matches) > 0:
		d.Kind = DuplicateItem
	}
	return d
}

// nearness of two dates: 1 when they may be the same day, less up to window days.
func nearness(a, b focalpoint.Date) float64 {
	af, al, ok1 := a.Bounds()
	bf, bl, ok2 := b.Bounds()
	if !ok1 || !ok2 {
		return 0
	}
	gap := max(int(af)-int(bl), int(bf)-int(al), 0)
	if gap > window {
		return 0
	}
	coarse := max(al-af, bl-bf)
	near := 1 - 0.2*float64(gap)
	if coarse > 7 { // "some day of 2016" says little
		near *= 0.4
	}
	return near
}

func samePlace(a, b focalpoint.Place) float64 {
	if a.HasPoint && b.HasPoint {
		switch km := distance(a, b); {
		case km <= 1:
			return 1
		case km <= 5:
			return 0.5
		default:
			return 0
		}
	}
	if ta, tb := foldText(a.Text), foldText(b.Text); ta != "" && ta == tb && (a.Country == b.Country || a.Country == "" || b.Country == "") {
		return 1
	}
	if a.Unit != "" && foldText(a.Unit) == foldText(b.Unit) {
		return 0.8
	}
	if a.Region != "" && a.Region == b.Region && a.Country == b.Country {
		return 0.3
	}
	return 0
}

// distance in kilometres on a sphere.
func distance(a, b focalpoint.Place) float64 {
	rad := math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Sin(dLat/2)*math.Sin(dLat/2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Sin(dLon/2)*math.Sin(dLon/2)
	return 2 * 6371 * math.Asin(math.Sqrt(min(1, h)))
}

func sameAuthority(a, b *Seizure) bool {
	if a.Authority.Party != "" && b.Authority.Party != "" {
		return a.Authority.Party == b.Authority.Party
	}
	name := foldText(a.Authority.Name)
	return name != "" && name == foldText(b.Authority.Name)
}

func sharedPersons(a, b *Seizure) bool {
	for _, p := range a.Persons {
		if slices.ContainsFunc(b.Persons, func(q Involved) bool { return q.Person == p.Person && p.Person != "" }) {
			return true
		}
	}
	return false
}

// itemsAlike pairs the items of two seizures, the likeliest pairs first, and
// returns the share that fits (0 to 1) and the pairs whose marks agree.
func itemsAlike(in, on []Item) (float64, []ItemMatch) {
	type pair struct {
		i, j  int
		score float64
		mark  string
	}
	var pairs []pair
	for i := range in {
		for j := range on {
			if s, m := itemAlike(&in[i], &on[j]); s > 0 {
				pairs = append(pairs, pair{i, j, s, m})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	usedIn, usedOn := map[int]bool{}, map[int]bool{}
	var matches []ItemMatch
	total := 0.0
	for _, p := range pairs {
		if usedIn[p.i] || usedOn[p.j] {
			continue
		}
		usedIn[p.i], usedOn[p.j] = true, true
		total += p.score
		if p.mark != "" {
			matches = append(matches, ItemMatch{Index: p.i, Item: on[p.j].ID, Mark: p.mark})
		}
	}
	if len(in) == 0 || len(on) == 0 {
		return 0, nil
	}
	slices.SortFunc(matches, func(a, b ItemMatch) int { return a.Index - b.Index })
	return total / float64(max(len(in), len(on))), matches
}

// itemAlike is 1 when serial marks agree and the makes do not contradict, 0
// when anything contradicts, and in between by what the descriptions share.
func itemAlike(a, b *Item) (float64, string) {
	da, db := &a.Describes, &b.Describes
	if da.Kind != "" && db.Kind != "" && da.Kind != db.Kind {
		return 0, ""
	}
	make := sameCell(da.Make, db.Make)
	if make < 0 {
		return 0, ""
	}
	agree, differ, text := compareSerials(a.Marks, b.Marks)
	switch {
	case agree:
		return 1, text
	case differ:
		return 0, ""
	}
	score, parts := 0.3, 0
	for _, c := range []int{make, sameCell(da.Calibre, db.Calibre), sameCell(da.Type, db.Type), sameCell(da.Model, db.Model)} {
		if c < 0 {
			return 0, ""
		}
		parts += c
	}
	if da.Kind == focalpoint.Ammunition && da.Quantity != db.Quantity {
		return 0.1, ""
	}
	return min(0.9, score+0.2*float64(parts)), ""
}

// sameCell is 1 when two cells say the same, -1 when they contradict, 0 when
// one is silent.
func sameCell(a, b focalpoint.Coded) int {
	if a.Code != "" && b.Code != "" && !focalpoint.Absent(a.Code) && !focalpoint.Absent(b.Code) {
		if a.Code == b.Code {
			return 1
		}
		return -1
	}
	x, y := foldText(a.Raw), foldText(b.Raw)
	switch {
	case x == "" || y == "":
		return 0
	case x == y || strings.HasPrefix(x, y) || strings.HasPrefix(y, x):
		return 1
	}
	return 0 // two spellings may mean one thing
}

// compareSerials compares identifying marks in their folded forms. Marks in
// doubt (a reading in the notation) agree when the pattern allows the other
// text without an error.
func compareSerials(a, b []focalpoint.Mark) (agree, differ bool, text string) {
	for _, x := range a {
		for _, y := range b {
			if x.Kind != y.Kind || !identifying(x.Kind) {
				continue
			}
			fx, fy := register.FoldMark(x), register.FoldMark(y)
			switch {
			case fx == "" || fy == "":
			case fx == fy && x.Reading == "" && y.Reading == "" && len([]rune(fx)) >= shortestMark:
				return true, false, y.Text
			case y.Reading == "" && fits(x, fy) || x.Reading == "" && fits(y, fx):
				return true, false, y.Text
			case fx != fy && x.Reading == "" && y.Reading == "":
				differ = true
			}
		}
	}
	return false, differ, ""
}

func identifying(k focalpoint.MarkKind) bool {
	return k == focalpoint.MarkSerial || k == focalpoint.MarkTag || k == focalpoint.MarkState
}

func fits(m focalpoint.Mark, folded string) bool {
	if m.Reading == "" || len([]rune(folded)) < shortestMark {
		return false
	}
	p, err := mark.Parse(m.Reading)
	if err != nil || sure(p) < shortestMark {
		return false
	}
	return mark.MatchWithin(p, folded, 0, mark.DefaultChannel()).OK
}

// sure counts the places of a pattern that were read without doubt.
func sure(p mark.Pattern) int {
	n := 0
	for _, place := range p.Reading {
		if place.Kind == mark.One {
			n++
		}
	}
	return n
}
