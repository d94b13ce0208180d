package register

import (
	"context"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/mark"
)

// likeMost bounds the candidates weighed for one mark when an item is compared
// with the register.
const likeMost = 300

// Resembling finds the items on record that an item which turned up may be, by
// its serial, lot and State marks, with make, model, calibre, type and year as
// hints; likeliest first. On record is an item with a lawful event, a report of
// loss or theft, or a destruction: what merely turned up once as well is not
// one, and an item held to be another is found as that other. Probabilities
// share what is left after items that cannot be meant are set aside.
func (r *Register) Resembling(ctx context.Context, it Item, limit int) ([]Candidate, error) {
	return r.like(ctx, it, limit, r.onRecord)
}

// Alike is Resembling among all items, whatever is on record of them: also what
// turned up before.
func (r *Register) Alike(ctx context.Context, it Item, limit int) ([]Candidate, error) {
	return r.like(ctx, it, limit, func(ctx context.Context, q Query) ([]Candidate, error) {
		found, err := r.Search(ctx, q)
		return found.Candidates, err
	})
}

func (r *Register) like(ctx context.Context, it Item, limit int, ask func(context.Context, Query) ([]Candidate, error)) ([]Candidate, error) {
	d := it.Describes
	q := Query{Make: hint(d.Make), Model: hint(d.Model), Calibre: hint(d.Calibre), Type: hint(d.Type), Kind: d.Kind, Limit: likeMost, except: []focalpoint.ItemID{it.ID}}
	if _, ok := focalpoint.ParseYear(d.Year); ok {
		q.Year = d.Year + "?"
	}
	best := map[focalpoint.ItemID]Candidate{}
	for _, m := range it.Marks {
		switch m.Kind {
		case focalpoint.MarkSerial, focalpoint.MarkLot, focalpoint.MarkState:
		default:
			continue
		}
		q.Pattern = m.Pattern()
		if p, err := mark.Parse(q.Pattern); err != nil || tells(p) < 2 {
			continue // words in place of a number, or nothing legible
		}
		if m.Reading != "" && !strings.ContainsAny(m.Reading, "~=*") {
			q.Pattern += "~1" // what is in doubt has been said; clerks err all the same
		}
		list, err := ask(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if have, ok := best[c.Item]; !ok || c.Probability > have.Probability {
				best[c.Item] = c
			}
		}
	}
	out := make([]Candidate, 0, len(best))
	for _, c := range best {
		out = append(out, c)
	}
	slices.SortFunc(out, compareCandidates)
	return out[:min(len(out), limit)], nil
}

// onRecord searches and keeps what is on record, sharing the probability of
// what is set aside among the rest.
func (r *Register) onRecord(ctx context.Context, q Query) ([]Candidate, error) {
	found, err := r.Search(ctx, q)
	if err != nil || len(found.Candidates) == 0 {
		return nil, err
	}
	args := make([]any, len(found.Candidates))
	for i, c := range found.Candidates {
		args[i] = string(c.Item)
	}
	rows, err := r.db.QueryContext(ctx, "SELECT id FROM item WHERE id IN "+placeholders(1, len(args))+
		" AND same_as = '' AND (last_legal <> '' OR status IN ('lost', 'stolen', 'destroyed'))", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	meant := map[focalpoint.ItemID]bool{}
	for rows.Next() {
		var id focalpoint.ItemID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		meant[id] = true
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	out, sum := found.Candidates[:0], found.None
	for _, c := range found.Candidates {
		if meant[c.Item] {
			out = append(out, c)
			sum += c.Probability
		}
	}
	for i := range out {
		if sum > 0 {
			out[i].Probability /= sum
		}
	}
	return out, nil
}
