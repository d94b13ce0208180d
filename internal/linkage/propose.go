package linkage

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/mark/link"
)

// step bounds how many links are written in one transaction.
const step = 1000

// propose writes the links that were found, and drops proposals of earlier runs that were not found again.
func (r *Room) propose(ctx context.Context, run *Run, recs *records, found link.Result, tell Progress) error {
	conflicts := map[[2]int]bool{}
	for _, c := range found.Conflicts {
		conflicts[[2]int{c.A, c.B}] = true
	}
	meant := make(map[string]bool, len(found.Links))
	total := int64(len(found.Links))
	done := int64(0)
	for part := range slices.Chunk(found.Links, step) {
		if err := tell("proposals", done, total); err != nil {
			return err
		}
		done += int64(len(part))
		var list []Link
		for _, l := range part {
			if recs.joined.first(recs.ids[l.A]) == recs.joined.first(recs.ids[l.B]) {
				run.Known++
				continue
			}
			p := recs.linkOf(l, run.Version, conflicts[[2]int{l.A, l.B}])
			meant[p.ID] = true
			if recs.notable[l.A] || recs.notable[l.B] {
				var err error
				if p.Alarms, err = r.contradictions(ctx, p.A, p.B); err != nil {
					return err
				}
			}
			list = append(list, p)
		}
		if err := r.store(ctx, run, list); err != nil {
			return err
		}
	}
	return r.drop(ctx, run, meant)
}

// store writes proposals that are new or weigh otherwise than before.
func (r *Room) store(ctx context.Context, run *Run, list []Link) error {
	if len(list) == 0 {
		return nil
	}
	var before Run
	_, err := r.log.Write(ctx, ledger.Entry{Actor: run.By, Action: "linkage.propose", Subject: run.Version}, func(tx *ledger.Tx) error {
		before = *run
		ids := make([]string, len(list))
		for i, l := range list {
			ids[i] = l.ID
		}
		have, err := linksOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		var fresh []Link
		for _, l := range list {
			old, there := have[l.ID]
			switch {
			case !there:
				before.Added++
			case old.State != Proposed:
				before.Known++
				continue
			case l.weighs(old):
				continue
			default:
				before.Changed++
			}
			fresh = append(fresh, l)
		}
		return putLinks(ctx, tx, fresh)
	})
	*run = before
	return err
}

// weighs says whether a proposal says the same as an older one of the same records.
func (l Link) weighs(old Link) bool {
	return math.Abs(l.Probability-old.Probability) < 1e-9 && l.Conflict == old.Conflict && slices.Equal(l.Alarms, old.Alarms) &&
		slices.EqualFunc(l.Evidence, old.Evidence, func(a, b Evidence) bool {
			return math.Abs(a.Log10LR-b.Log10LR) < 1e-9 && a.Result == b.Result && a.A == b.A && a.B == b.B
		})
}

// drop takes away proposals of earlier runs that this one did not find.
func (r *Room) drop(ctx context.Context, run *Run, meant map[string]bool) error {
	ids, err := store.Values[string](r.log.DB.QueryContext(ctx, `SELECT id FROM link WHERE state = $1 AND model LIKE $2 ORDER BY id`, string(Proposed), modelName+"-%"))
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return meant[id] })
	for part := range slices.Chunk(ids, step) {
		_, err := r.log.Write(ctx, ledger.Entry{Actor: run.By, Action: "linkage.drop", Subject: run.Version}, func(tx *ledger.Tx) error {
			tx.Enter()
			var w store.Where
			w.In("id", part...)
			w.And("state = ?", string(Proposed))
			_, err := tx.Exec(ctx, "DELETE FROM link"+w.String(), w.Args()...)
			return err
		})
		if err != nil {
			return err
		}
		run.Dropped += len(part)
	}
	return nil
}

var linkColumns = strings.Fields(`id a b office_a office_b p level alarms conflict state model body changed`)

// putLinks writes links as they stand now.
func putLinks(ctx context.Context, tx *ledger.Tx, list []Link) error {
	if len(list) == 0 {
		return nil
	}
	tx.Enter()
	ids, rows := make([]string, len(list)), make([][]any, len(list))
	for i, l := range list {
		body, err := json.Marshal(l.Evidence)
		if err != nil {
			return err
		}
		level := ""
		if len(l.Evidence) > 0 {
			level = l.Evidence[0].Result
		}
		ids[i] = l.ID
		rows[i] = []any{l.ID, string(l.A), string(l.B), string(l.OfficeA), string(l.OfficeB), l.Probability, level, alarmWords(l.Alarms), l.Conflict, string(l.State), l.Model, string(body), tx.Leaf}
	}
	for part := range slices.Chunk(ids, 500) {
		var w store.Where
		w.In("id", part...)
		if _, err := tx.Exec(ctx, "DELETE FROM link"+w.String(), w.Args()...); err != nil {
			return err
		}
	}
	return tx.InsertDerived(ctx, "link", linkColumns, rows...)
}

func distinct(list []register.AlarmKind) []register.AlarmKind {
	slices.Sort(list)
	return slices.Compact(list)
}
