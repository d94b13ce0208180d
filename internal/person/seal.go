package person

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// SealJob is the kind of the job that seals what is past its time.
const SealJob = "person.seal"

// TieFunc tells why a person is on record in a place this package does not
// know: as a holder in the register, in an open case. Inside a transaction.
type TieFunc func(ctx context.Context, q store.Queryer, id focalpoint.PersonID) ([]Tie, error)

// Keeper applies the rules of retention of one State.
type Keeper struct {
	Persons *Store
	State   focalpoint.Country // whose rules apply
	Ties    []TieFunc
}

// Handle is the handler of SealJob.
func (k *Keeper) Handle(ctx context.Context, _ jobs.Job, report func(done, total int64, message string) error) error {
	_, err := k.SealDue(ctx, func(done, total int64) error { return report(done, total, "") })
	return err
}

// sealStep is how many persons one write looks at.
const sealStep = 200

// SealDue seals every person whose data is past its time and returns how many.
// Each step commits, so it can be cut off and run again. progress may be nil.
func (k *Keeper) SealDue(ctx context.Context, progress func(done, total int64) error) (sealed int, err error) {
	var total, done int64
	if err := k.Persons.log.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM person WHERE sealed = 0`).Scan(&total); err != nil {
		return 0, err
	}
	after := ""
	for {
		var looked, n int
		_, err := k.Persons.log.Write(ctx, ledger.Entry{Action: "person.seal", Subject: after}, func(tx *ledger.Tx) (err error) {
			looked, n, after, err = k.step(ctx, tx, after)
			return err
		})
		if err != nil {
			return sealed, err
		}
		sealed, done = sealed+n, done+int64(looked)
		if progress != nil {
			if err := progress(done, total); err != nil {
				return sealed, err
			}
		}
		if looked < sealStep {
			return sealed, k.Persons.closeOpened(ctx)
		}
	}
}

func (k *Keeper) step(ctx context.Context, tx *ledger.Tx, after string) (looked, sealed int, last string, err error) {
	ids, err := store.Values[string](tx.QueryContext(ctx, `SELECT id FROM person WHERE sealed = 0 AND id > $1 ORDER BY id LIMIT `+strconv.Itoa(sealStep), after))
	if err != nil || len(ids) == 0 {
		return 0, 0, after, err
	}
	rules, err := k.Persons.rulesIn(ctx, tx)
	if err != nil {
		return 0, 0, after, err
	}
	today := focalpoint.DayOf(tx.At)
	for _, id := range ids {
		d, err := k.decide(ctx, tx, focalpoint.PersonID(id), rules, today)
		if err != nil {
			return 0, 0, after, err
		}
		if d.Never || d.Due >= today {
			continue
		}
		if err := seal(ctx, tx, focalpoint.PersonID(id), d); err != nil {
			return 0, 0, after, err
		}
		sealed++
	}
	return len(ids), sealed, ids[len(ids)-1], nil
}

// Decide says what the rules in force say of one person today.
func (k *Keeper) Decide(ctx context.Context, id focalpoint.PersonID, today focalpoint.Day) (Decision, error) {
	rules, err := k.Persons.rulesIn(ctx, k.Persons.log.DB)
	if err != nil {
		return Decision{}, err
	}
	return k.decide(ctx, k.Persons.log.DB, id, rules, today)
}

func (k *Keeper) decide(ctx context.Context, q store.Queryer, id focalpoint.PersonID, rules []Rule, today focalpoint.Day) (Decision, error) {
	list, err := stageEntries(ctx, q, `person = $1`, string(id))
	if err != nil {
		return Decision{}, err
	}
	ties := stageTies(list)
	for _, fn := range k.Ties {
		more, err := fn(ctx, q, id)
		if err != nil {
			return Decision{}, err
		}
		ties = append(ties, more...)
	}
	if len(ties) == 0 {
		var at int64
		if err := q.QueryRowContext(ctx, `SELECT at FROM person WHERE id = $1`, string(id)).Scan(&at); err != nil {
			return Decision{}, err
		}
		ties = []Tie{{Class: ClassNamed, From: focalpoint.DayOf(time.UnixMicro(at).UTC())}}
	}
	return Decide(rules, ties, k.State, today), nil
}

// seal closes a person's data: an entry in the log, and no words to be found by.
func seal(ctx context.Context, tx *ledger.Tx, id focalpoint.PersonID, d Decision) error {
	reason := string(d.Tie.Class) + " since " + string(d.Tie.From.Date()) + ", open up to " + string(d.Due.Date())
	if err := tx.Insert(ctx, seals, []any{tx.NewID("se"), string(id), tx.At, string(tx.Entry.Actor), "seal", d.Rule.ID, reason, int64(0)}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_word WHERE person = $1`, string(id)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE person SET sealed = $1, sealed_by = $2, open_until = 0, changed = $3 WHERE id = $4`, tx.At.UnixMicro(), d.Rule.ID, tx.Leaf, string(id))
	return err
}

// UnsealDays is for how long an unsealed person stays open when nothing else
// is said, and the most that can be asked for.
const UnsealDays, MaxUnsealDays = 30, 365

// Unseal opens a sealed person again for some days, with a reason. Only an
// inspector or the focal point may.
func (s *Store) Unseal(ctx context.Context, by access.User, id focalpoint.PersonID, reason string, days int) error {
	const op = "person.Unseal"
	switch {
	case !by.May(access.UnsealPersons):
		return failure(op, focalpoint.KindForbidden, "unseal-role")
	case strings.TrimSpace(reason) == "":
		return reasonMissing(op)
	case days == 0:
		days = UnsealDays
	case days < 0 || days > MaxUnsealDays:
		return &focalpoint.Error{Op: op, Kind: focalpoint.KindInvalid, Field: "days", Key: "person.err.unseal-days", Args: []any{"most", MaxUnsealDays}, Msg: english("unseal-days", "most", MaxUnsealDays)}
	}
	_, err := s.log.Write(ctx, ledger.Entry{Actor: by.ID, Action: "person.unseal", Subject: string(id)}, func(tx *ledger.Tx) error {
		row, err := s.sealOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if !row.shut(tx.At) {
			return failure(op, focalpoint.KindConflict, "not-sealed", "id", string(id))
		}
		until := focalpoint.DayOf(tx.At) + focalpoint.Day(days)
		if err := tx.Insert(ctx, seals, []any{tx.NewID("se"), string(id), tx.At, string(by.ID), "unseal", row.rule, reason, int64(until)}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE person SET open_until = $1, changed = $2 WHERE id = $3`, int64(until), tx.Leaf, string(id)); err != nil {
			return err
		}
		v, err := book.Get(ctx, tx, string(id))
		if err != nil {
			return err
		}
		return index(ctx, tx, id, v.Doc)
	})
	return err
}

// closeOpened takes the words of persons whose unsealed days are over out of
// the search again. Reading is refused from the day after by itself.
func (s *Store) closeOpened(ctx context.Context) error {
	return s.log.DB.Update(ctx, func(tx *store.Tx) error {
		today := int64(focalpoint.DayOf(s.log.Now().UTC()))
		if _, err := tx.Exec(ctx, `DELETE FROM person_word WHERE person IN (SELECT id FROM person WHERE sealed > 0 AND open_until > 0 AND open_until < $1)`, today); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE person SET open_until = 0 WHERE sealed > 0 AND open_until > 0 AND open_until < $1`, today)
		return err
	})
}

// SealEntry is one sealing or unsealing.
type SealEntry struct {
	ID     string              `json:"id"`
	Person focalpoint.PersonID `json:"person"`
	At     time.Time           `json:"at"`
	Actor  focalpoint.UserID   `json:"actor,omitempty"` // empty: the job
	Action string              `json:"action"`          // seal, unseal
	Rule   string              `json:"rule"`
	Reason string              `json:"reason"`
	Until  focalpoint.Date     `json:"until,omitempty"` // of an unsealing: the last open day
}

// SealEntries lists sealings and unsealings, newest first; person may be empty.
func (s *Store) SealEntries(ctx context.Context, person focalpoint.PersonID, limit int) ([]SealEntry, error) {
	rows, err := s.log.DB.QueryContext(ctx, `SELECT id, person, at, actor, action, rule, reason, open_until FROM person_seal
		WHERE $1 = '' OR person = $1 ORDER BY leaf DESC, id DESC LIMIT `+strconv.Itoa(max(1, min(limit, 1000))), string(person))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []SealEntry
	for rows.Next() {
		var e SealEntry
		var at, until int64
		if err := rows.Scan(&e.ID, &e.Person, &at, &e.Actor, &e.Action, &e.Rule, &e.Reason, &until); err != nil {
			return nil, err
		}
		e.At = time.UnixMicro(at).UTC()
		if until > 0 {
			e.Until = focalpoint.Day(until).Date()
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// PutRule writes a rule of the State: new (base 0) or changed.
func (s *Store) PutRule(ctx context.Context, by focalpoint.UserID, base int64, r Rule, reason string) (int64, error) {
	if err := r.Check(); err != nil {
		return 0, err
	}
	if base > 0 && strings.TrimSpace(reason) == "" {
		return 0, reasonMissing("person.PutRule")
	}
	var version int64
	_, err := s.log.Write(ctx, ledger.Entry{Actor: by, Action: "retention.save", Subject: r.ID}, func(tx *ledger.Tx) (err error) {
		version, err = rules.Put(ctx, tx, r.ID, base, r, reason)
		return err
	})
	return version, err
}

// Rules lists the treaties' minimums and then the State's own rules.
func (s *Store) Rules(ctx context.Context) ([]Rule, error) { return s.rulesIn(ctx, s.log.DB) }

// NationalRules lists the State's own rules with their versions.
func (s *Store) NationalRules(ctx context.Context) ([]ledger.Version[Rule], error) {
	var out []ledger.Version[Rule]
	err := rules.All(ctx, s.log.DB, func(v ledger.Version[Rule]) error { out = append(out, v); return nil })
	return out, err
}

func (s *Store) rulesIn(ctx context.Context, q store.Queryer) ([]Rule, error) {
	out := slices.Clone(treatyRules())
	err := rules.All(ctx, q, func(v ledger.Version[Rule]) error { out = append(out, v.Doc); return nil })
	return out, err
}
