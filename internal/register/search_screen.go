package register

import (
	"context"
	"slices"

	"focalpoint"
	"focalpoint/mark"
)

// Screened is a report of loss or theft that a seized, found or surrendered
// item may answer.
type Screened struct {
	Event focalpoint.EventID `json:"event"` // the report
	Candidate
}

// Bounds of a screening. A number alone is no identity: the same number stands
// on dozens of firearms of other kinds, so a report counts only when mark and
// description together make it likely.
const (
	screenPresent = 0.05 // chance beforehand that a seized item is on file
	screenLeast   = 0.02 // reports less likely than this are not shown
	screenMost    = 20   // reports shown for an item
	screenWide    = 300  // reports weighed for an item
)

// Screen compares items with everything on file as lost or stolen, by their
// serial marks and by make, model, calibre, type and year as hints. The
// likeliest report stands first. Items without a usable mark give nothing.
func (r *Register) Screen(ctx context.Context, ids []focalpoint.ItemID) (map[focalpoint.ItemID][]Screened, error) {
	out := map[focalpoint.ItemID][]Screened{}
	for _, id := range ids {
		it, err := r.Item(ctx, id)
		if err != nil {
			return nil, err
		}
		marks := make([]focalpoint.Mark, len(it.Marks))
		for i, m := range it.Marks {
			marks[i] = m.Mark
		}
		except := []focalpoint.ItemID{id}
		if it.SameAs != "" {
			except = append(except, it.SameAs)
		}
		found, err := r.ScreenMarks(ctx, marks, it.Describes, except...)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			out[id] = found
		}
	}
	return out, nil
}

// ScreenMarks is Screen for marks and a description not yet recorded; the
// excepted items are not looked at.
func (r *Register) ScreenMarks(ctx context.Context, marks []focalpoint.Mark, d focalpoint.Description, except ...focalpoint.ItemID) ([]Screened, error) {
	q := Query{
		Make: hint(d.Make), Model: hint(d.Model), Calibre: hint(d.Calibre), Type: hint(d.Type),
		Status: []focalpoint.Status{focalpoint.StatusLost, focalpoint.StatusStolen}, Limit: screenWide, Present: screenPresent, except: except,
	}
	if _, ok := focalpoint.ParseYear(d.Year); ok {
		q.Year = d.Year + "?"
	}
	best := map[focalpoint.ItemID]Candidate{}
	for _, m := range marks {
		if m.Kind != focalpoint.MarkSerial && m.Kind != focalpoint.MarkState && m.Kind != focalpoint.MarkImport && m.Kind != "" {
			continue
		}
		q.Pattern = m.Pattern()
		if mark.Fold(q.Pattern) == "" && m.Reading == "" {
			continue
		}
		if p, err := mark.Parse(q.Pattern); err != nil || tells(p) < 2 {
			continue // words in place of a number, or nothing legible
		}
		found, err := r.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, c := range found.Candidates {
			if have, ok := best[c.Item]; c.Probability >= screenLeast && (!ok || c.Probability > have.Probability) {
				best[c.Item] = c
			}
		}
	}
	list := make([]Candidate, 0, len(best))
	for _, c := range best {
		list = append(list, c)
	}
	slices.SortFunc(list, compareCandidates)
	return r.reports(ctx, list[:min(len(list), screenMost)])
}

// hint writes a cell as a hint: its code when it has one, else what was written.
func hint(c focalpoint.Coded) string {
	switch {
	case c.Raw != "":
		return c.Raw + "?"
	case c.Code != "":
		return c.Code + "?"
	}
	return ""
}

// tells counts the places of a pattern that say something.
func tells(p mark.Pattern) int {
	n := 0
	for _, pl := range p.Reading {
		if pl.Kind != mark.Any && pl.Kind != mark.Run {
			n++
		}
	}
	return n
}

// reports adds the event of loss or theft to each candidate.
func (r *Register) reports(ctx context.Context, list []Candidate) ([]Screened, error) {
	if len(list) == 0 {
		return nil, nil
	}
	args := make([]any, len(list))
	for i, c := range list {
		args[i] = string(c.Item)
	}
	rows, err := r.db.QueryContext(ctx, "SELECT item, event FROM occurrence WHERE item IN "+placeholders(1, len(args))+
		" AND kind IN ('loss', 'theft') ORDER BY item, first_day, event", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	event := map[focalpoint.ItemID]focalpoint.EventID{}
	for rows.Next() {
		var item focalpoint.ItemID
		var e focalpoint.EventID
		if err := rows.Scan(&item, &e); err != nil {
			return nil, err
		}
		event[item] = e // the latest report stands
	}
	out := make([]Screened, 0, len(list))
	for _, c := range list {
		if e, ok := event[c.Item]; ok {
			out = append(out, Screened{e, c})
		}
	}
	return out, rows.Err()
}
