package trace

import (
	"context"
	"fmt"
	"focalpoint/internal/store"
	"slices"
	"strconv"

	"focalpoint"
)

// Sweeping says what Sweep takes up.
type Sweeping struct {
	Imported bool // also items of imported files, which otherwise wait until somebody asks for a trace
	Limit    int  // at most so many items; 0: all
}

// Sweep runs the home trace of every item that turned up and was not traced
// yet, and again of those that changed since: new readings of marks, new
// events, corrections. It is what makes the home trace run by itself, and may be
// called at any time, from any node; after the first time it only looks at what
// the log has brought since. It returns how many items it ran. An item that
// cannot be traced does not keep the others waiting; the error names the first.
func (s *Service) Sweep(ctx context.Context, by focalpoint.UserID, what Sweeping) (int, error) {
	since := int64(-1)
	if !what.Imported {
		s.mu.Lock()
		since = s.swept
		s.mu.Unlock()
	}
	var head int64
	if err := s.log.DB.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), -1) FROM ledger_leaf`).Scan(&head); err != nil {
		return 0, err
	}
	if since == head {
		return 0, nil
	}
	done, failed, first := 0, map[focalpoint.ItemID]bool{}, error(nil)
	bereaved, err := s.bereaved(ctx, since)
	if err != nil {
		return 0, err
	}
	for chunk := range slices.Chunk(bereaved, runStep) {
		n, err := s.runEach(ctx, by, chunk, failed)
		if done += n; err != nil && first == nil {
			first = err
		}
	}
	for {
		limit := runStep
		if what.Limit > 0 {
			limit = min(limit, what.Limit-done)
		}
		if limit <= 0 {
			return done, first
		}
		ids, err := s.waiting(ctx, what.Imported, since, limit+len(failed))
		if err != nil {
			return done, err
		}
		ids = slices.DeleteFunc(ids, func(id focalpoint.ItemID) bool { return failed[id] })
		if len(ids) == 0 {
			break
		}
		n, err := s.runEach(ctx, by, ids, failed)
		if done += n; err != nil && first == nil {
			first = err
		}
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
	}
	if !what.Imported && len(failed) == 0 {
		s.mu.Lock()
		s.swept = max(s.swept, head)
		s.mu.Unlock()
	}
	return done, first
}

// bereaved lists the traced items whose last holder has died or closed since an
// entry of the log: nothing changed in the life of the item itself.
func (s *Service) bereaved(ctx context.Context, since int64) ([]focalpoint.ItemID, error) {
	day := int64(focalpoint.DayOf(s.log.Now()))
	items, err := s.itemIDs(ctx, `SELECT t.item FROM trace t JOIN party p ON p.id = t.holder WHERE p.changed > $1 AND p.last_day < $2 AND t.result = 'T1' AND t.status <> 'closed' ORDER BY t.item`, since, day)
	if err != nil || s.deaths == nil {
		return items, err
	}
	dead, err := s.deaths.DiedSince(ctx, s.log.DB, since)
	if err != nil {
		return nil, err
	}
	for _, id := range dead {
		more, err := s.itemIDs(ctx, `SELECT item FROM trace WHERE holder = $1 AND result = 'T1' AND status <> 'closed' ORDER BY item`, string(id))
		if err != nil {
			return nil, err
		}
		items = append(items, more...)
	}
	return items, nil
}

// runEach runs items together, and when that fails one by one, keeping those
// that cannot be traced in failed.
func (s *Service) runEach(ctx context.Context, by focalpoint.UserID, ids []focalpoint.ItemID, failed map[focalpoint.ItemID]bool) (int, error) {
	if _, err := s.Run(ctx, by, ids...); err == nil {
		return len(ids), nil
	}
	done, first := 0, error(nil)
	for _, id := range ids {
		if _, err := s.Run(ctx, by, id); err != nil {
			failed[id] = true
			if first == nil {
				first = fmt.Errorf("item %s cannot be traced: %w", id, err)
			}
			continue
		}
		done++
	}
	return done, first
}

// waiting lists items whose home trace is owed and that changed after an entry
// of the log: those traced before first, for a stale finding is worse than none.
func (s *Service) waiting(ctx context.Context, imported bool, since int64, limit int) ([]focalpoint.ItemID, error) {
	// Parts and ammunition are traced when somebody asks: the questionnaire's table is of arms.
	const counted = `o.kind IN ('seizure', 'find', 'surrender', 'observe') AND o.item_kind = 'firearm'`
	query := `SELECT t.item FROM item i JOIN trace t ON t.item = i.id WHERE i.changed > $1 AND i.changed > t.seen AND i.changed <> t.changed AND t.status <> 'closed' ORDER BY t.item LIMIT ` + strconv.Itoa(limit)
	ids, err := s.itemIDs(ctx, query, since)
	if err != nil || len(ids) >= limit {
		return ids, err
	}
	query = `SELECT DISTINCT o.item FROM occurrence o WHERE o.changed > $1 AND ` + counted + ` AND o.role IN ('seized', 'found', 'surrendered', 'recovered-stolen', 'state-owned', 'lawful-owner')
		AND NOT EXISTS (SELECT 1 FROM trace t WHERE t.item = o.item)`
	if !imported {
		query += ` AND o.import = ''`
	}
	more, err := s.itemIDs(ctx, query+` ORDER BY o.item LIMIT `+strconv.Itoa(limit-len(ids)), since)
	return append(ids, more...), err
}

func (s *Service) itemIDs(ctx context.Context, query string, args ...any) ([]focalpoint.ItemID, error) {
	return store.Values[focalpoint.ItemID](s.log.DB.QueryContext(ctx, query, args...))
}
