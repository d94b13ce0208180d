package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgres asks a table with a B-tree and a pg_trgm GIN index on the mark. Errors are asked by similarity, the way
// pg_trgm offers; its processor time is that of the backend, as the system counts it.
type postgres struct {
	address string
	db      *pgx.Conn
	backend string // its file of times
}

func (p *postgres) name() string { return "PostgreSQL" }

func (p *postgres) load(rs *records) (l loaded, err error) {
	ctx := context.Background()
	config, err := pgx.ParseConfig(p.address)
	if err != nil {
		return l, err
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	if p.db, err = pgx.ConnectConfig(ctx, config); err != nil {
		return l, err
	}
	var pid int
	if err := p.db.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return l, err
	}
	p.backend = "/proc/" + strconv.Itoa(pid) + "/schedstat"
	for _, s := range []string{"SET max_parallel_workers_per_gather = 0", "SET max_parallel_maintenance_workers = 0", "SET maintenance_work_mem = '1GB'", "SET jit = off",
		"CREATE EXTENSION IF NOT EXISTS pg_trgm", "DROP TABLE IF EXISTS bench_mark", `CREATE UNLOGGED TABLE bench_mark (id int, mark text COLLATE "C")`} {
		if _, err := p.db.Exec(ctx, s); err != nil {
			return l, fmt.Errorf("%s: %w", s, err)
		}
	}
	start := p.cpu()
	if err := p.copy(ctx, rs, 0, rs.len()); err != nil {
		return l, err
	}
	copied := p.cpu()
	if _, err := p.db.Exec(ctx, "CREATE INDEX ON bench_mark (mark)"); err != nil {
		return l, err
	}
	sorted := p.cpu()
	if _, err := p.db.Exec(ctx, "CREATE INDEX bench_mark_gin ON bench_mark USING gin (mark gin_trgm_ops)"); err != nil {
		return l, err
	}
	l.cpu = p.cpu() - sorted
	l.note = fmt.Sprintf("GIN alone; rows %s, B-tree %s more", (copied - start).Round(time.Millisecond), (sorted - copied).Round(time.Millisecond))
	if _, err := p.db.Exec(ctx, "VACUUM ANALYZE bench_mark"); err != nil {
		return l, err
	}
	return l, p.db.QueryRow(ctx, "SELECT pg_indexes_size('bench_mark')").Scan(&l.bytes)
}

// copy loads the records from one to another.
func (p *postgres) copy(ctx context.Context, rs *records, from, to int) error {
	i := from - 1
	_, err := p.db.CopyFrom(ctx, pgx.Identifier{"bench_mark"}, []string{"id", "mark"}, pgx.CopyFromFunc(func() ([]any, error) {
		if i++; i >= to {
			return nil, nil
		}
		return []any{int32(i), rs.at(i)}, nil
	}))
	return err
}

// cpu is the processor time of the backend.
func (p *postgres) cpu() time.Duration {
	text, err := os.ReadFile(p.backend)
	if err != nil {
		return 0
	}
	ns, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(ns)
}

// where is the condition of a question.
func (p *postgres) where(q *question) string {
	if q.errors > 0 {
		return "mark % '" + q.pattern.Text() + "'"
	}
	if text := q.pattern.Text(); text != "" {
		return "mark = '" + text + "'"
	}
	if text, ok := like(q.pattern, "_", "%", false); ok {
		return "mark LIKE '" + text + "'"
	}
	return "mark ~ '^" + regex(q.pattern) + "$'"
}

func (p *postgres) ask(q *question, all bool) (a answer, ok bool, err error) {
	if q.errors > 0 && q.pattern.Text() == "" {
		return a, false, nil
	}
	sql := "SELECT count(*), (array_agg(id))[1:100] FROM bench_mark WHERE " + p.where(q)
	if all {
		sql = "SELECT count(*), array_agg(id) FROM bench_mark WHERE " + p.where(q)
	}
	start := p.cpu()
	var ids []int32
	if err := p.db.QueryRow(context.Background(), sql).Scan(&a.count, &ids); err != nil {
		return a, true, err
	}
	a.cpu = p.cpu() - start
	for _, id := range ids {
		a.ids = append(a.ids, uint32(id))
	}
	return a, true, nil
}

func (p *postgres) close() {
	if p.db != nil {
		_, _ = p.db.Exec(context.Background(), "DROP TABLE bench_mark")
		_ = p.db.Close(context.Background())
	}
}
