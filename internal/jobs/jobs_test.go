package jobs_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"testing/fstest"
	"time"

	"focalpoint/internal/jobs"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

var schema = []store.Schema{jobs.Schema(), {Name: "test", Files: fstest.MapFS{"001.sql": {Data: []byte(
	`CREATE TABLE effect (job TEXT NOT NULL, node TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (job, node, at))`)}}}}

func queue(db *store.DB, node string, now func() time.Time) *jobs.Queue {
	return &jobs.Queue{DB: db, Now: now, Rand: rand.Reader, Node: node}
}

func put(t *testing.T, q *jobs.Queue, kind, once string, body any) {
	t.Helper()
	err := q.DB.Update(context.Background(), func(tx *store.Tx) error {
		_, err := q.Put(context.Background(), tx, kind, once, q.Now(), body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestQueue(t *testing.T) {
	storetest.Run(t, schema, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		now := storetest.Epoch
		clock := func() time.Time { return now }
		a, b := queue(db, "a", clock), queue(db, "b", clock)
		runs := map[string]int{}
		fail := errors.New("not this time")
		for _, q := range []*jobs.Queue{a, b} {
			q.Handle("good", func(_ context.Context, j jobs.Job, report func(int64, int64, string) error) error {
				runs[string(j.Body)]++
				return report(1, 2, "half")
			})
			q.Handle("bad", func(context.Context, jobs.Job, func(int64, int64, string) error) error { runs["bad"]++; return fail })
		}
		put(t, a, "good", "", 1)
		put(t, a, "good", "key", 2)
		put(t, b, "good", "key", 2) // the same work twice is one job
		put(t, a, "bad", "", nil)
		put(t, a, "unknown", "", nil)
		for range 30 {
			for _, q := range []*jobs.Queue{a, b} {
				if _, err := q.Step(ctx); err != nil {
					t.Fatal(err)
				}
			}
			now = now.Add(10 * time.Second)
		}
		if runs["1"] != 1 || runs["2"] != 1 || runs["bad"] != 5 {
			t.Errorf("runs: %v, want each good job once and the bad one five times", runs)
		}
		list, err := a.List(ctx, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		states := map[string]jobs.State{}
		for _, j := range list {
			states[j.Kind] = j.State
		}
		if states["good"] != jobs.Done || states["bad"] != jobs.Failed || states["unknown"] != jobs.Ready {
			t.Errorf("states: %v", states)
		}
	})
}

// TestLeaseIsTakenOver: a node that stops saying anything loses its job, and
// learns it when it comes back.
func TestLeaseIsTakenOver(t *testing.T) {
	storetest.Run(t, schema, func(t *testing.T, db *store.DB) {
		now := storetest.Epoch
		clock := func() time.Time { return now }
		a, b := queue(db, "a", clock), queue(db, "b", clock)
		done := 0
		b.Handle("work", func(context.Context, jobs.Job, func(int64, int64, string) error) error { done++; return nil })
		a.Handle("work", func(ctx context.Context, _ jobs.Job, report func(int64, int64, string) error) error {
			now = now.Add(time.Minute) // asleep
			if _, err := b.Step(ctx); err != nil {
				return err
			}
			if err := report(1, 1, ""); err == nil {
				t.Error("a node that had lost its lease went on")
			}
			return nil
		})
		put(t, a, "work", "", nil)
		if _, err := a.Step(context.Background()); err == nil {
			t.Error("finishing a job that another node had done was not refused")
		}
		if done != 1 {
			t.Errorf("the other node did the job %d times", done)
		}
	})
}

const total = 120

// TestTwoProcesses lets two real processes work on one PostgreSQL database:
// every job is done once. Then one of them is killed at work: nothing is lost.
func TestTwoProcesses(t *testing.T) {
	if url := os.Getenv("JOBS_TEST_NODE_DB"); url != "" {
		child(t, url, os.Getenv("JOBS_TEST_NODE"))
		return
	}
	url := storetest.PostgresURL(t)
	db, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Migrate(context.Background(), time.Now(), schema); err != nil {
		t.Fatal(err)
	}
	q := queue(db, "parent", time.Now)
	for i := range total {
		put(t, q, "count", "", i)
	}
	first, second := node(t, url, "first"), node(t, url, "second")
	wait(t, db, total)
	var twice, nodes int
	if err := db.QueryRowContext(context.Background(), `SELECT (SELECT COUNT(*) FROM (SELECT job FROM effect GROUP BY job HAVING COUNT(*) > 1) x), (SELECT COUNT(DISTINCT node) FROM effect)`).Scan(&twice, &nodes); err != nil {
		t.Fatal(err)
	}
	if twice != 0 || nodes != 2 {
		t.Errorf("%d jobs were done twice, by %d nodes", twice, nodes)
	}
	for i := range total {
		put(t, q, "count", "", i)
	}
	wait(t, db, total+total/4)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	wait(t, db, 2*total)
	if err := second.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = second.Wait() // it was killed
}

func node(t *testing.T, url, name string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestTwoProcesses$")
	cmd.Env = append(os.Environ(), "JOBS_TEST_NODE_DB="+url, "JOBS_TEST_NODE="+name)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it may be gone already
	return cmd
}

// child works until it is killed.
func child(t *testing.T, url, name string) {
	db, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	q := queue(db, name, time.Now)
	q.Lease = 2 * time.Second
	q.Handle("count", func(ctx context.Context, j jobs.Job, _ func(int64, int64, string) error) error {
		time.Sleep(10 * time.Millisecond)
		return db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO effect (job, node, at) VALUES ($1, $2, $3)`, j.ID, name, time.Now().UnixNano())
			return err
		})
	})
	q.Work(context.Background(), 20*time.Millisecond, slog.New(slog.DiscardHandler))
}

// wait waits until so many different jobs have had their effect.
func wait(t *testing.T, db *store.DB, want int) {
	t.Helper()
	for range 1200 {
		var n int
		if err := db.QueryRowContext(context.Background(), `SELECT COUNT(DISTINCT job) FROM effect`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n >= want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("after a minute not %d jobs are done", want)
}
