package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/store"
)

// Book is a logged collection of documents with versions: seizures, traces,
// cases, parties. A document is never changed; a new version stands beside the
// old ones with who wrote it and why. The table of a book is made by
// BookSchema; what rooms search by goes into derived tables of their own.
type Book[T any] struct {
	Table Table
}

// NewBook declares the book kept in the table of the given name.
func NewBook[T any](table string) Book[T] {
	return Book[T]{Table: Logged(table, 2, "id:s version:i at:i actor:s reason:s body:s")}
}

// BookSchema writes the CREATE statements of a book's table, for a migration's
// reader to compare: every book has the same columns.
func BookSchema(table string) string {
	return strings.ReplaceAll(`CREATE TABLE TBL (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX TBL_leaf ON TBL (leaf, id, version);`, "TBL", table)
}

// Version is one version of a document.
type Version[T any] struct {
	ID      string            `json:"id"`
	Version int64             `json:"version"` // from 1
	At      time.Time         `json:"at"`
	Actor   focalpoint.UserID `json:"actor"`
	Reason  string            `json:"reason,omitempty"` // why it was changed; empty for the first
	Doc     T                 `json:"doc"`
	Leaf    int64             `json:"leaf"`
}

// Put writes the version after base: base 0 makes the document, otherwise it is
// the version the change was made from, which must be the latest. Somebody else's
// change meanwhile, and a version that was never there, are errors of
// KindConflict. It returns the new version's number.
func (b Book[T]) Put(ctx context.Context, tx *Tx, id string, base int64, doc T, reason string) (int64, error) {
	if base > 0 {
		var latest int64
		if err := tx.QueryRowContext(ctx, "SELECT COALESCE(MAX(version), 0) FROM "+b.Table.Name+" WHERE id = $1", id).Scan(&latest); err != nil {
			return 0, err
		}
		if latest != base {
			return 0, changedMeanwhile()
		}
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return 0, fmt.Errorf("cannot write %s as JSON: %w", id, err)
	}
	return base + 1, tx.Insert(ctx, b.Table, []any{id, base + 1, tx.At, string(tx.Entry.Actor), reason, string(body)})
}

// changedMeanwhile is the error of a change that was made from something else
// than what is on record now.
func changedMeanwhile() error {
	return &focalpoint.Error{Op: "ledger.Insert", Kind: focalpoint.KindConflict, Msg: "somebody else has changed this meanwhile; look at it again and repeat your change"}
}

const bookColumns = "id, version, at, actor, reason, body, leaf"

// Get returns the latest version.
func (b Book[T]) Get(ctx context.Context, q store.Queryer, id string) (Version[T], error) {
	list, err := b.query(ctx, q, "WHERE id = $1 ORDER BY version DESC LIMIT 1", id)
	if err != nil {
		return Version[T]{}, err
	}
	if len(list) == 0 {
		return Version[T]{}, focalpoint.Errorf("ledger.Get", focalpoint.KindNotFound, "there is no %s %s", strings.TrimSuffix(b.Table.Name, "_book"), id)
	}
	return list[0], nil
}

// History returns every version, oldest first.
func (b Book[T]) History(ctx context.Context, q store.Queryer, id string) ([]Version[T], error) {
	return b.query(ctx, q, "WHERE id = $1 ORDER BY version", id)
}

// Many returns the latest versions of the given documents, in the order asked;
// ids that are not there are left out.
func (b Book[T]) Many(ctx context.Context, q store.Queryer, ids []string) ([]Version[T], error) {
	found := map[string]Version[T]{}
	for at := 0; at < len(ids); at += 200 {
		chunk := ids[at:min(at+200, len(ids))]
		marks := make([]string, len(chunk))
		args := make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
		}
		list, err := b.query(ctx, q, "WHERE id IN ("+strings.Join(marks, ",")+") ORDER BY id, version", args...)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			found[v.ID] = v
		}
	}
	out := make([]Version[T], 0, len(found))
	for _, id := range ids {
		if v, ok := found[id]; ok {
			out = append(out, v)
		}
	}
	return out, nil
}

// All calls fn with the latest version of every document, in order of id.
func (b Book[T]) All(ctx context.Context, q store.Queryer, fn func(Version[T]) error) error {
	after := ""
	for {
		list, err := b.query(ctx, q, "AS o WHERE id > $1 AND version = (SELECT MAX(version) FROM "+b.Table.Name+" i WHERE i.id = o.id) ORDER BY id LIMIT 500", after)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, v := range list {
			if err := fn(v); err != nil {
				return err
			}
		}
		after = list[len(list)-1].ID
	}
}

func (b Book[T]) query(ctx context.Context, q store.Queryer, rest string, args ...any) ([]Version[T], error) {
	rows, err := q.QueryContext(ctx, "SELECT "+bookColumns+" FROM "+b.Table.Name+" "+rest, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Version[T]
	for rows.Next() {
		var v Version[T]
		var at int64
		var body string
		if err := rows.Scan(&v.ID, &v.Version, &at, &v.Actor, &v.Reason, &body, &v.Leaf); err != nil {
			return nil, err
		}
		v.At = time.UnixMicro(at).UTC()
		if err := json.Unmarshal([]byte(body), &v.Doc); err != nil {
			return nil, fmt.Errorf("the stored text of %s version %d cannot be read: %w", v.ID, v.Version, err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
