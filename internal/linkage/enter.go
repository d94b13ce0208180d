package linkage

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/mark"
)

// levelRead is the level of marks that agree as far as the one was read.
const levelRead = "read"

// searchName begins the name of the model of links that were proposed at entry: the register's search.
const searchName = "search"

// unknown stands for an entry of the log that was not asked for yet.
const unknown = -1

// mostAlike is how many records a new item is compared with in earnest.
const mostAlike = 20

// Enter proposes links of items that were entered or changed since the last comparison, by the register's own search,
// which also reads marks in doubt. Items of files wait for the next comparison of all records; before the first one
// nothing is looked at. At most limit items are taken; it returns how many there were. It may be called at any time,
// from any node.
func (r *Room) Enter(ctx context.Context, by focalpoint.UserID, limit int) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	head, err := ledger.HeadOf(ctx, r.log.DB)
	if err != nil {
		return 0, err
	}
	if r.seen == unknown {
		if r.seen, err = r.compared(ctx, head.Size); err != nil {
			return 0, err
		}
	}
	if r.seen >= head.Size-1 {
		return 0, nil
	}
	type news struct {
		item    focalpoint.ItemID
		changed int64
	}
	rows, err := r.log.DB.QueryContext(ctx, `SELECT id, changed FROM item WHERE changed > $1 AND kind = 'firearm' AND import = '' AND same_as = '' ORDER BY changed, id LIMIT $2`, r.seen, limit)
	list, err := store.Collect(rows, err, func(rows *sql.Rows) (n news, err error) { return n, rows.Scan(&n.item, &n.changed) })
	if err != nil {
		return 0, err
	}
	for _, n := range list {
		if err := r.enter(ctx, by, n.item, head.Size); err != nil {
			return 0, err
		}
	}
	if r.seen = head.Size - 1; len(list) == limit {
		r.seen = list[limit-1].changed - 1 // others of that entry may be left; what is known already costs little
		if list[0].changed == list[limit-1].changed {
			r.seen++ // one entry with more than can be taken at once: the next comparison of all records has them
		}
	}
	return len(list), nil
}

// compared is the entry of the log that the last comparison had seen; the newest where there was none.
func (r *Room) compared(ctx context.Context, size int64) (int64, error) {
	run, ok, err := r.LastRun(ctx)
	if err != nil || !ok {
		return size - 1, err
	}
	return run.Seen - 1, nil
}

// enter proposes the links of one item.
func (r *Room) enter(ctx context.Context, by focalpoint.UserID, id focalpoint.ItemID, size int64) error {
	it, err := r.reg.Item(ctx, id)
	if err != nil {
		return err
	}
	cands, err := r.reg.Alike(ctx, it, mostAlike)
	if err != nil || len(cands) == 0 || cands[0].Probability < DefaultLeast {
		return err
	}
	life, err := r.reg.Life(ctx, id)
	if err != nil {
		return err
	}
	joined := map[focalpoint.ItemID]bool{}
	for _, same := range life.Same {
		joined[same] = true
	}
	known := parties{}
	own, err := r.office(ctx, known, id)
	if err != nil {
		return err
	}
	var list []Link
	for _, c := range cands {
		if c.Probability < DefaultLeast || joined[c.Item] || c.Kind != focalpoint.Firearm {
			continue
		}
		office, err := r.office(ctx, known, c.Item)
		if err != nil {
			return err
		}
		if office == own {
			continue // a firearm stands once in an office; the door has shown it
		}
		l := Link{A: c.Item, B: id, OfficeA: office, OfficeB: own, Probability: c.Probability, Model: modelAt(searchName, size), State: Proposed, Evidence: searched(c)}
		if own.rank() < office.rank() {
			l.A, l.B, l.OfficeA, l.OfficeB = l.B, l.A, own, office
			for i := range l.Evidence {
				e := &l.Evidence[i]
				e.A, e.B = e.B, e.A
			}
		}
		l.ID = IDOf(l.A, l.B)
		if l.Alarms, err = r.contradictions(ctx, l.A, l.B); err != nil {
			return err
		}
		list = append(list, l)
	}
	ids := make([]string, len(list))
	for i, l := range list {
		ids[i] = l.ID
	}
	have, err := linksOf(ctx, r.log.DB, ids)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(l Link) bool { _, there := have[l.ID]; return there })
	return r.store(ctx, &Run{By: by, Version: modelAt(searchName, size)}, list)
}

// office says whose record an item is.
func (r *Room) office(ctx context.Context, known parties, id focalpoint.ItemID) (Office, error) {
	own, err := r.reg.Events(ctx, id)
	if err != nil || len(own) == 0 {
		return Police, err
	}
	return r.officeOf(ctx, known, own)
}

// searched writes the explanation of a search as evidence: the mark has what the fields leave of the whole.
func searched(c register.Candidate) []Evidence {
	seen, recorded := strings.Builder{}, strings.Builder{}
	errors, doubt := 0, false
	for _, s := range c.Symbols {
		recorded.WriteString(s.Recorded)
		switch s.Op {
		case mark.Unknown, mark.Allowed:
			doubt = true
			seen.WriteString("?")
		default:
			seen.WriteString(s.Seen)
		}
		switch s.Op {
		case mark.Misread, mark.Missed, mark.Extra, mark.Swapped:
			errors++
		}
	}
	m := Evidence{Field: "mark", A: recorded.String(), B: seen.String(), Log10LR: c.Log10LR}
	out := make([]Evidence, 0, len(c.Fields)+1)
	for _, f := range c.Fields {
		result := f.Result
		if result == string(mark.AgreeRelated) {
			result = "near"
		}
		out = append(out, Evidence{Field: f.Field, Result: result, A: f.Recorded, B: f.Asked, Log10LR: f.Log10LR})
		m.Log10LR -= f.Log10LR
	}
	m.Result = levelOf(c.Symbols, errors, doubt)
	return append([]Evidence{m}, out...)
}

// levelOf says how two marks agree by the steps of a comparison.
func levelOf(symbols []register.Symbol, errors int, doubt bool) string {
	switch {
	case errors == 0 && doubt:
		return levelRead
	case errors == 0:
		return "equal"
	case errors == 1 && !doubt:
		for _, s := range symbols {
			switch s.Op {
			case mark.Misread:
				return "wrong"
			case mark.Missed, mark.Extra:
				return "missing"
			}
		}
	case errors == 2 && !doubt && symbols[0].Op == mark.Swapped:
		return "swapped"
	}
	return "other"
}
