package trace

import (
	"context"

	"focalpoint"
	"focalpoint/mark"
)

// Dup is an earlier question that asks the same.
type Dup struct {
	Trace  focalpoint.TraceID `json:"trace"`
	Hop    focalpoint.HopID   `json:"hop"`
	Item   focalpoint.ItemID  `json:"item"`
	Same   bool               `json:"same"` // the very same item of the register; otherwise the same number
	Near   bool               `json:"near"` // a number that one look-alike symbol tells apart
	Number string             `json:"number,omitempty"`
	To     Addressee          `json:"to"`
	Status HopStatus          `json:"status"`
}

// duplicatesMost bounds how many earlier questions to one addressee are compared.
const duplicatesMost = 20000

// Duplicates lists earlier questions to the same addressee, of this trace or
// another, about the same item of the register, the same number whatever its
// spelling, or a number that differs by one symbol of like shape. A question
// that did not leave or was withdrawn does not count.
func (s *Service) Duplicates(ctx context.Context, id focalpoint.TraceID, hop focalpoint.HopID) ([]Dup, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	h, err := v.Doc.hop(hop)
	if err != nil {
		return nil, err
	}
	return s.duplicates(ctx, v.Doc, *h)
}

func (s *Service) duplicates(ctx context.Context, t Trace, h Hop) ([]Dup, error) {
	same := map[focalpoint.ItemID]bool{t.Item: true}
	life, err := s.reg.Life(ctx, t.Item)
	if err != nil {
		return nil, err
	}
	for _, other := range life.Same {
		same[other] = true
	}
	rows, err := s.log.DB.QueryContext(ctx, `SELECT id, trace, item, sought, status FROM trace_hop WHERE id <> $1 AND status NOT IN ('draft', 'checked', 'withdrawn')
		AND ((party <> '' AND party = $2) OR (party = '' AND kind = $3 AND country = $4 AND name = $5)) ORDER BY id DESC LIMIT $6`,
		string(h.ID), string(h.To.Party), string(h.To.Kind), string(h.To.Country), h.To.Name, duplicatesMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	number := sought(serialOf(t.Request))
	var out []Dup
	for rows.Next() {
		d := Dup{To: h.To}
		if err := rows.Scan(&d.Hop, &d.Trace, &d.Item, &d.Number, &d.Status); err != nil {
			return nil, err
		}
		d.Same = same[d.Item]
		agrees, near := number.agrees(d.Number)
		if d.Near = near; d.Same || agrees {
			out = append(out, d)
		}
	}
	return out, rows.Err()
}

// number is a number as it is asked about, with what is in doubt.
type number struct {
	pattern mark.Pattern
	ok      bool
}

func sought(text string) number {
	p, err := mark.Parse(text)
	return number{p, err == nil && mark.Fold(text) != ""}
}

// alikeFrom is the chance from which on one symbol is taken for another as one
// of like shape; symbols of other shapes stay far below it, so that sister
// numbers of a batch are not held to be one.
const alikeFrom = .001

// agrees says whether the number may be a folded one: as it stands, or (near)
// with one symbol taken for another of like shape.
func (n number) agrees(folded string) (agrees, near bool) {
	if !n.ok || folded == "" {
		return false, false
	}
	c := mark.MatchWithin(n.pattern, folded, 1, nil)
	if !c.OK || c.Errors == 0 {
		return c.OK, false
	}
	for _, st := range c.Steps {
		switch st.Op {
		case mark.Misread:
			if mark.DefaultChannel().Seen(st.Seen, st.Recorded) < alikeFrom {
				return false, false
			}
		case mark.Missed, mark.Extra, mark.Swapped:
			return false, false
		}
	}
	return true, true
}
