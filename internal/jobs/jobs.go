package jobs

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"focalpoint"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the queue's table.
func Schema() store.Schema { return store.Schema{Name: "jobs", Files: schemaFiles} }

// State is where a job stands.
type State string

// States of a job.
const (
	Ready   State = "ready"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed" // gave up after maxAttempts
)

const (
	defaultLease = 30 * time.Second
	maxAttempts  = 5
)

func (q *Queue) lease() int64 { return q.Now().Add(cmp.Or(q.Lease, defaultLease)).UnixMicro() }

// Job is one piece of work.
type Job struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Body     json.RawMessage `json:"body"`
	State    State           `json:"state"`
	Node     string          `json:"node,omitempty"`
	Attempts int64           `json:"attempts"`
	Done     int64           `json:"done"`  // steps done
	Total    int64           `json:"total"` // steps in all, 0 when not known
	Message  string          `json:"message,omitempty"`
	Created  time.Time       `json:"created"`
}

// Handler does a job. report keeps progress and renews the lease; its error
// means that the lease was lost and the handler must stop.
type Handler func(ctx context.Context, j Job, report func(done, total int64, message string) error) error

// Queue puts jobs in and works them off. Clock and randomness are handed in.
type Queue struct {
	DB   *store.DB
	Now  func() time.Time
	Rand io.Reader
	Node string // name of this node, unique among those on one database

	// Lease is how long a job stays with a node that says nothing; 0 is half a minute.
	Lease time.Duration

	mu       sync.Mutex
	handlers map[string]Handler
}

// Handle names the handler of a kind of job. Kinds without one stay in the
// queue for a node that has it.
func (q *Queue) Handle(kind string, h Handler) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.handlers == nil {
		q.handlers = map[string]Handler{}
	}
	q.handlers[kind] = h
}

// Put adds a job inside a transaction. once, when not empty, is a key under
// which the job is taken only one time for ever; a second Put is a no-op.
func (q *Queue) Put(ctx context.Context, tx *store.Tx, kind, once string, due time.Time, body any) (string, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return "", fmt.Errorf("cannot write job %s as JSON: %w", kind, err)
	}
	id := focalpoint.NewID("jb", q.Now(), q.Rand)
	var key any
	if once != "" {
		key = once
	}
	_, err = tx.Exec(ctx, `INSERT INTO job (id, kind, once, body, state, due, lease, node, attempts, done, total, message, created)
		VALUES ($1, $2, $3, $4, 'ready', $5, 0, '', 0, 0, 0, '', $6) ON CONFLICT DO NOTHING`, id, kind, key, string(data), due.UnixMicro(), q.Now().UnixMicro())
	return id, err
}

// Work claims and does jobs until ctx ends, looking for new ones every poll.
func (q *Queue) Work(ctx context.Context, poll time.Duration, log *slog.Logger) {
	for ctx.Err() == nil {
		did, err := q.Step(ctx)
		if err != nil && ctx.Err() == nil {
			log.Error("job", "err", err)
		}
		if did {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(poll):
		}
	}
}

// Step claims and does one job; did is false when none was ready.
func (q *Queue) Step(ctx context.Context) (did bool, err error) {
	j, ok, err := q.claim(ctx)
	if err != nil || !ok {
		return false, err
	}
	q.mu.Lock()
	h := q.handlers[j.Kind]
	q.mu.Unlock()
	report := func(done, total int64, message string) error {
		return q.touch(ctx, j, `done = $1, total = $2, message = $3, lease = $4`, done, total, message, q.lease())
	}
	if err := h(ctx, j, report); err != nil {
		return true, q.failed(ctx, j, err)
	}
	return true, q.touch(context.WithoutCancel(ctx), j, `state = 'done', lease = 0, message = $1, ended = $2`, "", q.Now().UnixMicro())
}

func (q *Queue) failed(ctx context.Context, j Job, cause error) error {
	ctx = context.WithoutCancel(ctx)
	if j.Attempts >= maxAttempts {
		return q.touch(ctx, j, `state = 'failed', lease = 0, message = $1, ended = $2`, cause.Error(), q.Now().UnixMicro())
	}
	due := q.Now().Add(time.Duration(j.Attempts*j.Attempts) * time.Second)
	return q.touch(ctx, j, `state = 'ready', lease = 0, message = $1, due = $2`, cause.Error(), due.UnixMicro())
}

// claim takes one ready job, or one whose node let its lease run out.
func (q *Queue) claim(ctx context.Context) (j Job, ok bool, err error) {
	q.mu.Lock()
	kinds := make([]any, 0, len(q.handlers)+4)
	now := q.Now()
	kinds = append(kinds, q.lease(), q.Node, now.UnixMicro())
	list := ""
	for k := range q.handlers {
		kinds = append(kinds, k)
		list += fmt.Sprintf(",$%d", len(kinds))
	}
	q.mu.Unlock()
	if list == "" {
		return Job{}, false, nil
	}
	skip := ""
	if q.DB.Engine() == store.Postgres {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	query := `UPDATE job SET state = 'running', lease = $1, node = $2, attempts = attempts + 1 WHERE id = (
		SELECT id FROM job WHERE ((state = 'ready' AND due <= $3) OR (state = 'running' AND lease < $3)) AND kind IN (` + list[1:] + `)
		ORDER BY due, id LIMIT 1` + skip + `) RETURNING id, kind, body, attempts, created`
	err = q.DB.Update(ctx, func(tx *store.Tx) error {
		var created int64
		var body string
		err := tx.QueryRowContext(ctx, query, kinds...).Scan(&j.ID, &j.Kind, &body, &j.Attempts, &created)
		if store.Missing(err) {
			return nil
		}
		j.Body, j.State, j.Node, j.Created, ok = json.RawMessage(body), Running, q.Node, time.UnixMicro(created).UTC(), err == nil
		return err
	})
	return j, ok, err
}

// touch changes a job that this node still holds.
func (q *Queue) touch(ctx context.Context, j Job, set string, args ...any) error {
	return q.DB.Update(ctx, func(tx *store.Tx) error {
		n := len(args)
		res, err := tx.Exec(ctx, fmt.Sprintf("UPDATE job SET %s WHERE id = $%d AND node = $%d AND attempts = $%d AND state = 'running'", set, n+1, n+2, n+3),
			append(args, j.ID, q.Node, j.Attempts)...)
		if err != nil {
			return err
		}
		if changed, err := res.RowsAffected(); err != nil || changed == 1 {
			return err
		}
		return focalpoint.Errorf("jobs.touch", focalpoint.KindConflict, "job %s was taken over by another node", j.ID)
	})
}

// List returns the latest jobs, newest first; kind "" means every kind.
func (q *Queue) List(ctx context.Context, kind string, limit int) ([]Job, error) {
	rows, err := q.DB.QueryContext(ctx, fmt.Sprintf(`SELECT id, kind, body, state, node, attempts, done, total, message, created FROM job
		WHERE $1 = '' OR kind = $1 ORDER BY created DESC, id DESC LIMIT %d`, max(1, limit)), kind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		var j Job
		var body string
		var created int64
		if err := rows.Scan(&j.ID, &j.Kind, &body, &j.State, &j.Node, &j.Attempts, &j.Done, &j.Total, &j.Message, &created); err != nil {
			return nil, err
		}
		j.Body, j.Created = json.RawMessage(body), time.UnixMicro(created).UTC()
		out = append(out, j)
	}
	return out, rows.Err()
}
