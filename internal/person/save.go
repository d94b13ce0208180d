package person

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
)

// Save writes a new person (id and base zero) or a changed one, in a write of
// its own. Base is the version the change was made from; a change says why.
func (s *Store) Save(ctx context.Context, by focalpoint.UserID, id focalpoint.PersonID, base int64, p Person, reason string) (focalpoint.PersonID, int64, error) {
	version := int64(0)
	_, err := s.log.Write(ctx, ledger.Entry{Actor: by, Action: "person.save", Subject: string(id)}, func(tx *ledger.Tx) (err error) {
		id, version, err = s.SaveIn(ctx, tx, id, base, p, reason)
		return err
	})
	return id, version, err
}

// SaveIn is Save inside a write of the caller.
func (s *Store) SaveIn(ctx context.Context, tx *ledger.Tx, id focalpoint.PersonID, base int64, p Person, reason string) (focalpoint.PersonID, int64, error) {
	if err := p.Check(); err != nil {
		return id, 0, err
	}
	if id == "" {
		list, err := s.SaveNew(ctx, tx, []Person{p})
		if err != nil {
			return "", 0, err
		}
		return list[0], 1, nil
	}
	if base < 1 {
		return id, 0, failure("person.Save", focalpoint.KindConflict, "base")
	}
	if reason == "" {
		return id, 0, reasonMissing("person.Save")
	}
	row, err := s.sealOf(ctx, tx, id)
	if err != nil {
		return id, 0, err
	}
	if row.shut(tx.At) {
		return id, 0, row.refusal("person.Save")
	}
	version, err := book.Put(ctx, tx, string(id), base, p, reason)
	if err != nil {
		return id, 0, err
	}
	if _, err := tx.Exec(ctx, `UPDATE person SET version = $1, sex = $2, died = $3, at = $4, changed = $5 WHERE id = $6`,
		version, string(p.Sex), string(p.Died), tx.At.UnixMicro(), tx.Leaf, string(id)); err != nil {
		return id, 0, err
	}
	if err := index(ctx, tx, id, p); err != nil {
		return id, 0, err
	}
	return id, version, s.count(ctx, tx, id)
}

// SaveNew writes many new persons fast: nothing is read, and what Check would
// find is the caller's to look at. It returns their ids in the same order.
func (s *Store) SaveNew(ctx context.Context, tx *ledger.Tx, list []Person) ([]focalpoint.PersonID, error) {
	ids := make([]focalpoint.PersonID, len(list))
	for i := range list {
		ids[i] = focalpoint.PersonID(tx.NewID(focalpoint.PrefixPerson))
	}
	return ids, s.SaveNewAs(ctx, tx, ids, list)
}

// SaveNewAs is SaveNew for persons whose ids the caller has made.
func (s *Store) SaveNewAs(ctx context.Context, tx *ledger.Tx, ids []focalpoint.PersonID, list []Person) error {
	var logged, derived, named [][]any
	for i, p := range list {
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		logged = append(logged, []any{string(ids[i]), int64(1), tx.At, string(tx.Entry.Actor), "", string(body)})
		derived = append(derived, []any{string(ids[i]), int64(1), string(p.Sex), string(p.Died), tx.At.UnixMicro(), int64(0), "", int64(0), tx.Leaf})
		named = append(named, wordRows(ids[i], p)...)
	}
	if err := tx.Insert(ctx, book.Table, logged...); err != nil {
		return err
	}
	if err := tx.InsertDerived(ctx, "person", []string{"id", "version", "sex", "died", "at", "sealed", "sealed_by", "open_until", "changed"}, derived...); err != nil {
		return err
	}
	return tx.InsertDerived(ctx, "person_word", wordColumns(), named...)
}

func wordColumns() []string { return []string{"word", "person", "kind"} }

// longestWord bounds, in bytes, what an index of the database holds of a word.
const longestWord = 400

// wordRows are what a person is found by.
func wordRows(id focalpoint.PersonID, p Person) [][]any {
	seen := map[[2]string]bool{}
	var keys [][2]string
	add := func(word, kind string) {
		if len(word) > longestWord {
			word = strings.ToValidUTF8(word[:longestWord], "")
		}
		if k := [2]string{word, kind}; word != "" && !seen[k] {
			seen[k], keys = true, append(keys, k)
		}
	}
	for _, n := range p.Names {
		for _, w := range words(n.Full + " " + n.Given + " " + n.Family) {
			add(w, "name")
		}
	}
	for _, d := range p.Documents {
		add(numberOf(d.Number), "document")
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{k[0], string(id), k[1]}
	}
	return rows
}

// index makes the words a person is found by again.
func index(ctx context.Context, tx *ledger.Tx, id focalpoint.PersonID, p Person) error {
	if _, err := tx.Exec(ctx, `DELETE FROM person_word WHERE person = $1`, string(id)); err != nil {
		return err
	}
	return tx.InsertDerived(ctx, "person_word", wordColumns(), wordRows(id, p)...)
}

func reasonMissing(op string) error {
	return &focalpoint.Error{Op: op, Kind: focalpoint.KindInvalid, Field: "reason", Msg: english("reason"), Key: "person.err.reason"}
}

// mayRead refuses users whose roles do not include reading persons. The door
// asks too; personal data is worth two locks.
func mayRead(u access.User) error {
	if !u.May(access.ReadPersons) {
		return failure("person.Read", focalpoint.KindForbidden, "role")
	}
	return nil
}
