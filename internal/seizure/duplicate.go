package seizure

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/register"
)

// maxCandidates bounds how many seizures on record are compared with the one in
// hand, and maxDuplicates how many are shown.
const maxCandidates, maxDuplicates = 300, 20

// Duplicates returns what on record may be the same incident or hold the same
// item, likeliest first. id is the seizure itself when it is on record already.
func (r *Room) Duplicates(ctx context.Context, id focalpoint.SeizureID, s Seizure) ([]Duplicate, error) {
	s.Clean()
	ids, err := r.candidates(ctx, id, &s)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	list, err := book.Many(ctx, r.log.DB, ids)
	if err != nil {
		return nil, err
	}
	var out []Duplicate
	for _, v := range list {
		if v.Doc.Withdrawn {
			continue
		}
		if d := Compare(&s, &v.Doc); d.Kind != "" {
			d.Seizure = focalpoint.SeizureID(v.ID)
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Duplicate) int { // "incident" sorts before "item"
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), cmp.Compare(b.Score, a.Score), strings.Compare(string(a.Seizure), string(b.Seizure)))
	})
	return out[:min(len(out), maxDuplicates)], nil
}

// candidates asks the database for seizures with the same number, a mark in
// common, or a near day and a place or authority in common.
func (r *Room) candidates(ctx context.Context, self focalpoint.SeizureID, s *Seizure) ([]string, error) {
	var out []string
	ask := func(query string, args ...any) error {
		rows, err := r.log.DB.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			if id != string(self) && !slices.Contains(out, id) && len(out) < maxCandidates {
				out = append(out, id)
			}
		}
		return rows.Err()
	}
	if n := foldNumber(s.Number); n != "" {
		if err := ask(`SELECT id FROM seizure WHERE number_fold = $1 AND withdrawn = 0 ORDER BY changed DESC, id LIMIT 100`, n); err != nil {
			return nil, err
		}
	}
	if folds := s.folds(); len(folds) > 0 {
		marks := make([]string, len(folds))
		args := make([]any, len(folds))
		for i, f := range folds {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), f
		}
		if err := ask(`SELECT DISTINCT o.seizure FROM mark m JOIN occurrence o ON o.item = m.item WHERE m.fold IN (`+strings.Join(marks, ",")+`) AND o.seizure <> '' ORDER BY o.seizure DESC LIMIT 200`, args...); err != nil {
			return nil, err
		}
	}
	first, last, ok := s.Happened.Bounds()
	if !ok || last-first > 31 {
		return out, nil
	}
	return out, ask(`SELECT id FROM seizure WHERE first_day <= $1 AND last_day >= $2 AND withdrawn = 0 AND last_day - first_day <= 31
		AND ((place <> '' AND place = $3) OR (unit <> '' AND unit = $4) OR (region <> '' AND region = $5) OR (authority <> '' AND authority = $6)
		OR (authority_name <> '' AND authority_name = $7) OR lat IS NOT NULL) ORDER BY changed DESC, id LIMIT 200`,
		int64(last)+window, int64(first)-window, s.Place.Text, s.Place.Unit, s.Place.Region, string(s.Authority.Party), s.Authority.Name)
}

// folds are the identifying marks that are long enough to ask for.
func (s *Seizure) folds() []string {
	var out []string
	for _, it := range s.Items {
		for _, m := range it.Marks {
			f := register.FoldMark(m)
			if identifying(m.Kind) && m.Reading == "" && len([]rune(f)) >= shortestMark && !slices.Contains(out, f) && len(out) < 200 {
				out = append(out, f)
			}
		}
	}
	slices.Sort(out)
	return out
}
