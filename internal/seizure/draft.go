package seizure

import (
	"context"
	"encoding/json"
	"time"

	"focalpoint"
	"focalpoint/internal/store"
)

// Draft is a seizure as it is being typed. It belongs to one user, is checked
// by nobody and is no record: it is not in the log.
type Draft struct {
	ID      string            `json:"id"`
	Owner   focalpoint.UserID `json:"owner"`
	Title   string            `json:"title,omitempty"`
	Body    json.RawMessage   `json:"body"` // what the form holds: a Seizure, or the form's own shape
	Created time.Time         `json:"created"`
	Updated time.Time         `json:"updated"`
}

// maxDraft bounds one draft and maxDrafts the drafts of one user.
const maxDraft, maxDrafts = 1 << 20, 200

// SaveDraft keeps a draft; an empty id makes a new one. It returns the id.
func (r *Room) SaveDraft(ctx context.Context, owner focalpoint.UserID, id, title string, body json.RawMessage) (string, error) {
	const op = "seizure.SaveDraft"
	if len(body) > maxDraft || !json.Valid(body) {
		return "", failure(op, focalpoint.KindTooLarge, "", "draft")
	}
	now := r.log.Now().UTC().UnixMicro()
	fresh := focalpoint.NewID("dr", r.log.Now().UTC(), r.log.Rand)
	err := r.log.DB.Update(ctx, func(tx *store.Tx) error {
		if id != "" {
			res, err := tx.Exec(ctx, `UPDATE seizure_draft SET title = $1, body = $2, updated = $3 WHERE id = $4 AND owner = $5`, title, string(body), now, id, string(owner))
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 1 {
				return err
			}
			return failure(op, focalpoint.KindNotFound, "", "draft-gone")
		}
		var have int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM seizure_draft WHERE owner = $1`, string(owner)).Scan(&have); err != nil {
			return err
		}
		if have >= maxDrafts {
			return failure(op, focalpoint.KindTooLarge, "", "drafts", "most", maxDrafts)
		}
		_, err := tx.Exec(ctx, `INSERT INTO seizure_draft (id, owner, title, body, created, updated) VALUES ($1, $2, $3, $4, $5, $6)`, fresh, string(owner), title, string(body), now, now)
		return err
	})
	if id == "" {
		id = fresh
	}
	return id, err
}

// Drafts lists a user's drafts, latest first, without their bodies.
func (r *Room) Drafts(ctx context.Context, owner focalpoint.UserID) ([]Draft, error) {
	rows, err := r.log.DB.QueryContext(ctx, `SELECT id, title, created, updated FROM seizure_draft WHERE owner = $1 ORDER BY updated DESC, id DESC`, string(owner))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Draft
	for rows.Next() {
		d := Draft{Owner: owner}
		var created, updated int64
		if err := rows.Scan(&d.ID, &d.Title, &created, &updated); err != nil {
			return nil, err
		}
		d.Created, d.Updated = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
		out = append(out, d)
	}
	return out, rows.Err()
}

// Draft returns one draft of a user.
func (r *Room) Draft(ctx context.Context, owner focalpoint.UserID, id string) (Draft, error) {
	d := Draft{ID: id, Owner: owner}
	var body string
	var created, updated int64
	err := r.log.DB.QueryRowContext(ctx, `SELECT title, body, created, updated FROM seizure_draft WHERE id = $1 AND owner = $2`, id, string(owner)).Scan(&d.Title, &body, &created, &updated)
	if store.Missing(err) {
		return Draft{}, failure("seizure.Draft", focalpoint.KindNotFound, "", "draft-gone")
	}
	d.Body, d.Created, d.Updated = json.RawMessage(body), time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
	return d, err
}

// DropDraft throws a draft away; one that is gone already is no error.
func (r *Room) DropDraft(ctx context.Context, owner focalpoint.UserID, id string) error {
	return r.log.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM seizure_draft WHERE id = $1 AND owner = $2`, id, string(owner))
		return err
	})
}
