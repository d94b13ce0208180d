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
	Same   bool               `json:"same"` // the very same item; otherwise the same number
	To     Addressee          `json:"to"`
	Status HopStatus          `json:"status"`
}

// Duplicates lists earlier questions of other traces, or of this one, to the
// same addressee about the same item or the same number, and traces of the
// same item of the register under another number of ours. A question that was
// withdrawn does not count.
func (s *Service) Duplicates(ctx context.Context, id focalpoint.TraceID, hop focalpoint.HopID) ([]Dup, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	t := v.Doc
	h, err := t.hop(hop)
	if err != nil {
		return nil, err
	}
	same := map[focalpoint.ItemID]bool{t.Item: true}
	life, err := s.reg.Life(ctx, t.Item)
	if err != nil {
		return nil, err
	}
	for _, other := range life.Same {
		same[other] = true
	}
	number := mark.Fold(serialOf(t.Request))
	where := ` WHERE id <> $1 AND status NOT IN ('draft', 'checked', 'withdrawn') AND ((party <> '' AND party = $2) OR (party = '' AND kind = $3 AND country = $4 AND name = $5)) ORDER BY id DESC LIMIT 1000`
	rows, err := hopRows(ctx, s.log.DB, where, string(h.ID), string(h.To.Party), string(h.To.Kind), string(h.To.Country), h.To.Name)
	if err != nil {
		return nil, err
	}
	sought, err := s.soughtOf(ctx, number, h.ID)
	if err != nil {
		return nil, err
	}
	var out []Dup
	for _, r := range rows {
		if same[r.Item] || sought[r.ID] {
			out = append(out, Dup{Trace: r.Trace, Hop: r.ID, Item: r.Item, Same: same[r.Item], To: r.To, Status: r.Status})
		}
	}
	return out, nil
}

// soughtOf names the hops that ask about a folded number.
func (s *Service) soughtOf(ctx context.Context, number string, not focalpoint.HopID) (map[focalpoint.HopID]bool, error) {
	out := map[focalpoint.HopID]bool{}
	if number == "" {
		return out, nil
	}
	rows, err := s.log.DB.QueryContext(ctx, `SELECT id FROM trace_hop WHERE sought = $1 AND id <> $2`, number, string(not))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id focalpoint.HopID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}
