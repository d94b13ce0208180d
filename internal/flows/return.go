package flows

import (
	"fmt"
	"time"

	"focalpoint"
)

// Tally is how many records of one year share a profile, and their quantity.
type Tally struct {
	Profile  Profile
	Records  int64
	Quantity int64
}

// Return is a filled questionnaire for a year: blocks of cells, the indicator,
// what was found odd, and what a reader needs to judge it.
type Return struct {
	Rule       string             `json:"rule"`
	Version    string             `json:"version"`
	Source     string             `json:"source"`
	Edition    Edition            `json:"edition"`
	Year       int                `json:"year"`
	State      focalpoint.Country `json:"state,omitempty"`
	AsOf       time.Time          `json:"asOf"`                // what was known then
	Precedence string             `json:"precedence"`          // rule that chose one legal justification
	LogSize    int64              `json:"logSize,omitempty"`   // of the log when it was computed
	LogRoot    string             `json:"logRoot,omitempty"`   // hexadecimal
	Blocks     []Block            `json:"blocks"`              //
	Indicator  []Indicator        `json:"indicator,omitempty"` //
	Findings   []Finding          `json:"findings,omitempty"`  //
}

// Block is one filled block.
type Block struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Source      string     `json:"source,omitempty"`
	Population  Population `json:"population"`
	MultiAnswer bool       `json:"multiAnswer,omitempty"`
	Indicator   string     `json:"indicator"`
	Dimension   string     `json:"dimension"`
	Cells       []Cell     `json:"cells"`
}

// Cell is one filled cell.
type Cell struct {
	ID       string `json:"id"`
	Category string `json:"category"`
	Sex      string `json:"sex"`
	Age      string `json:"age"`
	Sum      string `json:"sum,omitempty"` // "", "subtotal" or "total"
	Rule     string `json:"rule"`          // the condition in words
	Value    Value  `json:"value"`
	Records  int64  `json:"records"`        // how many records stand behind it
	Note     string `json:"note,omitempty"` //
	// Override is what somebody proposed or two persons decided to report in place of Value.
	Override *Override `json:"override,omitempty"`
}

// Declared is what a State says of a block or cell for a year when counting
// cannot say it: nothing was collected, there was none, it does not apply.
type Declared struct {
	Status Status `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// Options of a return.
type Options struct {
	Edition  Edition
	State    focalpoint.Country
	AsOf     time.Time
	Declared map[string]Declared // by block or cell
	// Overrides are figures proposed and approved in place of computed ones, by cell.
	Overrides map[string]Override
}

// Fill computes every block of the rulebook from the tallies of one year. It
// takes values and returns values; the same tallies give the same return.
func (b *Rulebook) Fill(year int, tallies []Tally, o Options) Return {
	r := Return{Rule: b.ID, Version: b.Version, Source: b.Source, Edition: o.Edition, Year: year, State: o.State, AsOf: o.AsOf}
	p := JustificationPrecedence()
	r.Precedence = p.ID + " version " + p.Version
	recorded := map[Population]bool{}
	for _, t := range tallies {
		if t.Records > 0 && !onlyReported(t.Profile) {
			recorded[t.Profile.Population] = true
		}
	}
	for i := range b.Blocks {
		r.Blocks = append(r.Blocks, b.Blocks[i].fill(tallies, o, recorded))
	}
	r.Findings = b.Check(r.Reported())
	r.Findings = append(r.Findings, contradictions(r, o.Declared)...)
	r.Findings = append(r.Findings, overridden(r)...)
	return r
}

// onlyReported says whether a record is a report of a loss or theft: a year in
// which nothing else was recorded is no year without seizures.
func onlyReported(p Profile) bool {
	switch focalpoint.Role(p.Get(AxisRole)) {
	case focalpoint.RoleReportedLost, focalpoint.RoleReportedStolen, focalpoint.RoleRegistered:
		return true
	}
	return false
}

// Values returns the return's values by cell.
func (r Return) Values() map[string]Value {
	out := map[string]Value{}
	for _, blk := range r.Blocks {
		for _, c := range blk.Cells {
			out[c.ID] = c.Value
		}
	}
	return out
}

// Cell finds a filled cell.
func (r Return) Cell(id string) (Cell, bool) {
	for _, blk := range r.Blocks {
		for _, c := range blk.Cells {
			if c.ID == id {
				return c, true
			}
		}
	}
	return Cell{}, false
}

func (b *BlockRule) fill(tallies []Tally, o Options, recorded map[Population]bool) Block {
	out := Block{ID: b.ID, Title: b.Title, Source: b.Source, Population: b.Population, MultiAnswer: b.MultiAnswer,
		Indicator: b.Indicator, Dimension: b.Dimension}
	base := b.base(tallies)
	for _, c := range b.Cells {
		cell := Cell{ID: c.FullID(), Category: c.Label(o.Edition), Sex: orNA(c.Sex), Age: orNA(b.Age), Sum: c.Sum, Rule: c.predicate.String(), Note: c.Note}
		var count, unasked int64
		for _, t := range base {
			if !c.predicate.Holds(t.Profile) {
				continue
			}
			cell.Records += t.Records
			count += b.amount(t)
			if c.Sum == "" && b.Axis != "" && t.Profile.Get(b.Axis) == focalpoint.CodeNotCollected {
				unasked += t.Records
			}
		}
		cell.Value = Count(count)
		switch {
		case !recorded[b.Population]:
			cell.Value = Absent(StatusNotCollected)
		case c.Sum != "total" && b.nobodyAsked(base):
			cell.Value = Absent(StatusNotCollected)
		case unasked > 0:
			cell.Note = join(cell.Note, fmt.Sprintf("%d of these were never asked.", unasked))
		}
		if d, ok := declared(o.Declared, b.ID, cell.ID); ok {
			cell.Note = join(cell.Note, d.Reason)
			if cell.Records == 0 {
				cell.Value = Absent(d.Status)
			}
		}
		if given, ok := o.Overrides[cell.ID]; ok {
			cell.Override = &given
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}

// base keeps the tallies that meet the block's own condition.
func (b *BlockRule) base(tallies []Tally) []Tally {
	where, err := ParsePredicate(b.Where)
	if err != nil { // compile has read it once already
		return nil
	}
	var out []Tally
	for _, t := range tallies {
		if t.Profile.Population == b.Population && where.Holds(t.Profile) {
			out = append(out, t)
		}
	}
	return out
}

func (b *BlockRule) amount(t Tally) int64 {
	if b.Measure == ByQuantity {
		return t.Quantity
	}
	return t.Records
}

// nobodyAsked says whether there are records and none has an answer on the
// block's axis because it was never collected.
func (b *BlockRule) nobodyAsked(base []Tally) bool {
	if b.Axis == "" || len(base) == 0 {
		return false
	}
	for _, t := range base {
		if t.Profile.Get(b.Axis) != focalpoint.CodeNotCollected && t.Records > 0 {
			return false
		}
	}
	return true
}

func declared(all map[string]Declared, block, cell string) (Declared, bool) {
	if d, ok := all[cell]; ok {
		return d, true
	}
	d, ok := all[block]
	return d, ok
}

func orNA(s string) string {
	if s == "" {
		return "na"
	}
	return s
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
