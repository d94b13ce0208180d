package linkage

import (
	"context"
	"database/sql"
	"slices"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/mark"
	"focalpoint/mark/link"
)

// SeparateRecords is the office, in a Run, of registers that may not be merged.
const SeparateRecords Office = "separate"

// separates is the logged table of what such registers handed over.
var separates = ledger.Logged("link_separate", 1, "id:s party:s batch:i fold:s make:s calibre:s made:i")

// Separate is what a register that may not be merged hands over of one firearm to be compared by: a number and codes.
type Separate struct {
	Mark    string // as written
	Make    string // code
	Calibre string // code
	Year    int64  // 0: not known
}

// Held says that a register which may not be merged probably has a record of an item. Nothing else of the record is told:
// who needs it asks there.
type Held struct {
	Item  focalpoint.ItemID  `json:"item"`
	Party focalpoint.PartyID `json:"party"`
}

// mostSeparate is how many such registers can be compared at once: offices of a comparison are numbered below 64.
const mostSeparate = 50

// TakeSeparate takes what the register of a party, which may not be merged with others, hands over for comparison, in
// place of what it handed over before. It returns how many records can be compared.
func (r *Room) TakeSeparate(ctx context.Context, by focalpoint.UserID, party focalpoint.PartyID, list []Separate) (int, error) {
	if _, err := r.dir.Get(ctx, party); err != nil {
		return 0, err
	}
	taken := 0
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "linkage.separate", Subject: string(party)}, func(tx *ledger.Tx) error {
		rows := make([][]any, 0, len(list))
		for _, s := range list {
			fold := mark.Fold(s.Mark)
			if fold == "" {
				continue
			}
			var made any
			if s.Year > 0 {
				made = s.Year
			}
			rows = append(rows, []any{tx.NewID("ls"), string(party), tx.Leaf, fold, s.Make, s.Calibre, made})
		}
		if taken = len(rows); taken == 0 {
			return focalpoint.Invalid("linkage.TakeSeparate", "file", "no row holds a number that can be compared")
		}
		return tx.Insert(ctx, separates, rows...)
	})
	return taken, err
}

// readSeparate adds the records of separate registers behind those of items: each register is an office of its own.
func (r *Room) readSeparate(ctx context.Context, out *records) error {
	rows, err := r.log.DB.QueryContext(ctx, `SELECT s.party, s.fold, s.make, s.calibre, s.made FROM link_separate s
		JOIN (SELECT party, MAX(batch) AS batch FROM link_separate GROUP BY party) l ON l.party = s.party AND l.batch = s.batch ORDER BY s.party, s.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var party focalpoint.PartyID
		var fold, maker, calibre string
		var made sql.NullInt64
		if err := rows.Scan(&party, &fold, &maker, &calibre, &made); err != nil {
			return err
		}
		if n := len(out.separate); n == 0 || out.separate[n-1] != party {
			if n == mostSeparate {
				return focalpoint.Invalid("linkage.Find", "", "more than %d registers that may not be merged cannot be compared at once", mostSeparate)
			}
			out.separate = append(out.separate, party)
		}
		rec := link.Record{Mark: fold, Make: out.makes.of(maker), Calibre: out.calibres.of(calibre), Office: uint8(len(AllOffices()) + len(out.separate) - 1)}
		if made.Int64 > 1500 && made.Int64 < 3000 {
			rec.Year = int16(made.Int64)
		}
		out.list, out.ids, out.notable = append(out.list, rec), append(out.ids, ""), append(out.notable, false)
	}
	return rows.Err()
}

// office names the office of a record.
func (s *records) office(i int) Office {
	if n := int(s.list[i].Office); n < len(AllOffices()) {
		return AllOffices()[n]
	}
	return SeparateRecords
}

// heldBy takes the links with records of separate registers out of what was found: which items are held by whom.
func (s *records) heldBy(found []link.Link) (rest []link.Link, held map[Held]bool) {
	held = map[Held]bool{}
	for _, l := range found {
		a, b := s.ids[l.A], s.ids[l.B]
		switch {
		case a != "" && b != "":
			rest = append(rest, l)
		case a != "":
			held[Held{a, s.separate[int(s.list[l.B].Office)-len(AllOffices())]}] = true
		case b != "":
			held[Held{b, s.separate[int(s.list[l.A].Office)-len(AllOffices())]}] = true
		}
	}
	return rest, held
}

// keepHeld writes who holds a record of which item, where it differs from before.
func (r *Room) keepHeld(ctx context.Context, run *Run, held map[Held]bool) error {
	before, err := r.Held(ctx, "")
	if err != nil {
		return err
	}
	var gone, fresh []Held
	for _, h := range before {
		if !held[h] {
			gone = append(gone, h)
		}
		delete(held, h)
	}
	for h := range held {
		fresh = append(fresh, h)
	}
	if len(gone)+len(fresh) == 0 {
		return nil
	}
	_, err = r.log.Write(ctx, ledger.Entry{Actor: run.By, Action: "linkage.held", Subject: run.Version}, func(tx *ledger.Tx) error {
		tx.Enter()
		for _, h := range gone {
			if _, err := tx.Exec(ctx, `DELETE FROM link_held WHERE item = $1 AND party = $2`, string(h.Item), string(h.Party)); err != nil {
				return err
			}
		}
		rows := make([][]any, len(fresh))
		for i, h := range fresh {
			rows[i] = []any{string(h.Item), string(h.Party), tx.Leaf}
		}
		return tx.InsertDerived(ctx, "link_held", []string{"item", "party", "changed"}, rows...)
	})
	return err
}

// Held lists the items of which a register that may not be merged probably has a record; item "" means all.
func (r *Room) Held(ctx context.Context, item focalpoint.ItemID) ([]Held, error) {
	rows, err := r.log.DB.QueryContext(ctx, `SELECT item, party FROM link_held WHERE $1 = '' OR item = $1 ORDER BY item, party`, string(item))
	list, err := store.Collect(rows, err, func(rows *sql.Rows) (h Held, err error) { return h, rows.Scan(&h.Item, &h.Party) })
	return slices.Clip(list), err
}
