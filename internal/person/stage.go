package person

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// Stage is how far the law has come with a person.
type Stage string

// Stages (questionnaire: persons arrested or suspected, prosecuted, convicted).
const (
	Suspected  Stage = "suspected" // arrested or suspected
	Prosecuted Stage = "prosecuted"
	Convicted  Stage = "convicted"
	Acquitted  Stage = "acquitted"
	Witness    Stage = "witness" // witness or victim: no stage of the law, never counted
)

// Stages lists the stages in order.
func Stages() []Stage { return []Stage{Suspected, Prosecuted, Convicted, Acquitted, Witness} }

// StageEntry says that a person came to a stage: when, in which matter, for
// which offences. It is never changed; a mistake is withdrawn and entered anew.
type StageEntry struct {
	ID        string               `json:"id"`
	Person    focalpoint.PersonID  `json:"person"`
	Stage     Stage                `json:"stage"`
	Happened  focalpoint.Date      `json:"happened,omitempty"`
	Case      focalpoint.CaseID    `json:"case,omitempty"`
	Seizure   focalpoint.SeizureID `json:"seizure,omitempty"`
	Offences  []focalpoint.Coded   `json:"offences,omitempty"`
	Authority focalpoint.Ref       `json:"authority,omitzero"` // police, prosecutor, court
	Document  string               `json:"document,omitempty"` // number of the charge or judgment
	At        time.Time            `json:"at,omitzero"`        // when it was entered
	Actor     focalpoint.UserID    `json:"actor,omitempty"`
}

// AddStages enters stages, in the caller's write, and returns them with their ids.
func (s *Store) AddStages(ctx context.Context, tx *ledger.Tx, codes Coder, list []StageEntry) ([]StageEntry, error) {
	list = slices.Clone(list)
	var f findings
	var rows [][]any
	touched := map[focalpoint.PersonID]bool{}
	for i := range list {
		e := &list[i]
		path := fmt.Sprintf("stages[%d].", i)
		if !slices.Contains(Stages(), e.Stage) {
			f.add(path+"stage", "choice", "value", string(e.Stage))
		}
		if _, err := focalpoint.ParseDate(string(e.Happened)); err != nil {
			f.add(path+"happened", "date", "value", string(e.Happened))
		}
		for j := range e.Offences {
			e.Offences[j] = codes.Offence(e.Offences[j])
		}
		e.ID, e.At, e.Actor = tx.NewID("ps"), tx.At, tx.Entry.Actor
		body, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		touched[e.Person] = true
		rows = append(rows, []any{e.ID, string(e.Person), string(e.Stage), string(e.Happened), string(e.Case), string(e.Seizure), string(body), "", "", tx.At, string(tx.Entry.Actor)})
	}
	if unknown, err := Unknown(ctx, tx, slices.Sorted(maps.Keys(touched))); err != nil {
		return nil, err
	} else if len(unknown) > 0 {
		f.add("stages", "missing", "id", string(unknown[0]))
	}
	if err := f.list.Err("person.AddStages"); err != nil {
		return nil, err
	}
	if err := tx.Insert(ctx, entries, rows...); err != nil {
		return nil, err
	}
	return list, s.countAll(ctx, tx, touched)
}

// Coder fills the code of an offence; the catalogue is one.
type Coder interface {
	Offence(focalpoint.Coded) focalpoint.Coded
}

// WithdrawStages takes back entries that were mistakes; they stay on record.
func (s *Store) WithdrawStages(ctx context.Context, tx *ledger.Tx, ids []string, reason string) error {
	if len(ids) == 0 {
		return nil
	}
	if strings.TrimSpace(reason) == "" {
		return reasonMissing("person.WithdrawStages")
	}
	touched := map[focalpoint.PersonID]bool{}
	for _, id := range ids {
		list, err := stageEntries(ctx, tx, `id = $1`, id)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return failure("person.WithdrawStages", focalpoint.KindConflict, "stage-gone", "id", id)
		}
		e := list[0]
		touched[e.Person] = true
		if err := tx.Insert(ctx, entries, []any{tx.NewID("ps"), string(e.Person), string(e.Stage), "", string(e.Case), string(e.Seizure), "", id, reason, tx.At, string(tx.Entry.Actor)}); err != nil {
			return err
		}
	}
	return s.countAll(ctx, tx, touched)
}

// stageEntries reads the entries that hold, oldest first, narrowed by a
// condition on the columns person, id, seizure or casefile.
func stageEntries(ctx context.Context, q store.Queryer, cond string, args ...any) ([]StageEntry, error) {
	return readStages(q.QueryContext(ctx, `SELECT body FROM person_stage_entry e WHERE `+cond+` AND withdraws = ''
		AND NOT EXISTS (SELECT 1 FROM person_stage_entry w WHERE w.person = e.person AND w.withdraws = e.id) ORDER BY id`, args...))
}

// readStages reads entries from the texts a query returns.
func readStages(rows *sql.Rows, err error) ([]StageEntry, error) {
	return store.Collect(rows, err, func(rows *sql.Rows) (e StageEntry, err error) {
		var body string
		if err := rows.Scan(&body); err != nil {
			return e, err
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			return e, fmt.Errorf("the stored text of a stage cannot be read: %w", err)
		}
		return e, nil
	})
}

// StagesOf returns the stages of one person that hold, oldest first.
func (s *Store) StagesOf(ctx context.Context, id focalpoint.PersonID) ([]StageEntry, error) {
	return stageEntries(ctx, s.log.DB, `person = $1`, string(id))
}

// SeizureStages returns the stages entered with a seizure, inside or outside a
// transaction.
func (s *Store) SeizureStages(ctx context.Context, q store.Queryer, id focalpoint.SeizureID) ([]StageEntry, error) {
	return stageEntries(ctx, q, `seizure = $1`, string(id))
}

// CaseStages returns the stages entered in a case.
func (s *Store) CaseStages(ctx context.Context, q store.Queryer, id focalpoint.CaseID) ([]StageEntry, error) {
	return stageEntries(ctx, q, `casefile = $1`, string(id))
}

func (s *Store) countAll(ctx context.Context, tx *ledger.Tx, ids map[focalpoint.PersonID]bool) error {
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if err := s.count(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// StageRow is a person at a stage in a year, counted once, whatever the number
// of entries. Year is 0 when it is not known.
type StageRow struct {
	Person   focalpoint.PersonID `json:"person"`
	Stage    Stage               `json:"stage"`
	Year     int                 `json:"year"`
	Sex      Sex                 `json:"sex,omitempty"`
	Offences []string            `json:"offences,omitempty"` // codes of the catalogue's offences, sorted
	Entries  int                 `json:"entries"`
	Changed  int64               `json:"changed"` // leaf of the log that last changed it
}

// count makes the rows of one person again.
func (s *Store) count(ctx context.Context, tx *ledger.Tx, id focalpoint.PersonID) error {
	list, err := stageEntries(ctx, tx, `person = $1`, string(id))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_stage WHERE person = $1`, string(id)); err != nil {
		return err
	}
	var sex Sex
	if err := tx.QueryRowContext(ctx, `SELECT sex FROM person WHERE id = $1`, string(id)).Scan(&sex); err != nil {
		return err
	}
	var rows [][]any
	for _, r := range countStages(list) {
		rows = append(rows, []any{string(id), string(r.Stage), int64(r.Year), string(sex), strings.Join(r.Offences, " "), int64(r.Entries), tx.Leaf})
	}
	return tx.InsertDerived(ctx, "person_stage", []string{"person", "stage", "year", "sex", "offences", "entries", "changed"}, rows...)
}

// countStages folds one person's entries into one row for each stage and year.
func countStages(list []StageEntry) []StageRow {
	type key struct {
		stage Stage
		year  int
	}
	rows := map[key]*StageRow{}
	for _, e := range list {
		if e.Stage == Witness {
			continue
		}
		year, _ := e.Happened.Year()
		r := rows[key{e.Stage, year}]
		if r == nil {
			r = &StageRow{Person: e.Person, Stage: e.Stage, Year: year}
			rows[key{e.Stage, year}] = r
		}
		r.Entries++
		for _, o := range e.Offences {
			if o.Code != "" && !slices.Contains(r.Offences, o.Code) {
				r.Offences = append(r.Offences, o.Code)
			}
		}
	}
	out := make([]StageRow, 0, len(rows))
	for _, r := range rows {
		slices.Sort(r.Offences)
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b StageRow) int {
		if a.Year != b.Year {
			return a.Year - b.Year
		}
		return slices.Index(Stages(), a.Stage) - slices.Index(Stages(), b.Stage)
	})
	return out
}

// EachStage calls fn with every counted row of a year (-1: of every year), in
// order of person. fn must not write.
func EachStage(ctx context.Context, q store.Queryer, year int, fn func(StageRow) error) error {
	rows, err := q.QueryContext(ctx, `SELECT person, stage, year, sex, offences, entries, changed FROM person_stage WHERE $1 < 0 OR year = $1 ORDER BY person, year, stage`, year)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r StageRow
		var offences string
		if err := rows.Scan(&r.Person, &r.Stage, &r.Year, &r.Sex, &offences, &r.Entries, &r.Changed); err != nil {
			return err
		}
		r.Offences = strings.Fields(offences)
		if err := fn(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// stageTies says what stages keep a person on record. Who was acquitted in a
// matter is no longer a suspect in it.
func stageTies(list []StageEntry) []Tie {
	type matter struct {
		c focalpoint.CaseID
		s focalpoint.SeizureID
	}
	acquitted := map[matter]bool{}
	for _, e := range list {
		if e.Stage == Acquitted {
			acquitted[matter{e.Case, e.Seizure}] = true
		}
	}
	var out []Tie
	for _, e := range list {
		if (e.Stage == Suspected || e.Stage == Prosecuted) && acquitted[matter{e.Case, e.Seizure}] {
			continue
		}
		from := focalpoint.DayOf(e.At)
		if _, last, ok := e.Happened.Bounds(); ok {
			from = last
		}
		out = append(out, Tie{Class: Class(e.Stage), From: from, What: string(e.Case) + string(e.Seizure)})
	}
	return out
}
