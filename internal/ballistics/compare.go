package ballistics

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"focalpoint"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

const (
	jobCompare = "ballistics.compare"
	partSize   = 64  // pairs of one job
	batchSize  = 16  // pairs between two commits of a job
	keptRanks  = 100 // places of the list that is logged
)

// ComparisonStatus says where a comparison stands.
type ComparisonStatus string

// Statuses of a comparison.
const (
	ComparisonRunning ComparisonStatus = "running"
	ComparisonDone    ComparisonStatus = "done"
)

// Comparison is one exhibit compared with the open case file.
type Comparison struct {
	Exhibit    ExhibitID         `json:"exhibit"`
	Region     Region            `json:"region"`
	Method     string            `json:"method"`
	Params     json.RawMessage   `json:"params"`
	Version    string            `json:"version"` // of the program
	Scope      Scope             `json:"scope"`
	Status     ComparisonStatus  `json:"status"`
	Candidates int               `json:"candidates"`
	Started    time.Time         `json:"started"`
	By         focalpoint.UserID `json:"by"`
	Ended      time.Time         `json:"ended,omitzero"`
	Ranked     []Candidate       `json:"ranked,omitempty"` // best first, at most 100
	Failed     int               `json:"failed,omitempty"` // pairs that could not be compared; see Pairs
}

// Scope says what an exhibit is compared with.
type Scope struct {
	SameCalibre bool        `json:"sameCalibre,omitempty"` // only exhibits of its calibre, or of none stated
	Against     []ExhibitID `json:"against,omitempty"`     // only these; empty: the whole open case file
	Closed      bool        `json:"closed,omitempty"`      // also exhibits that left the open case file
}

// Candidate is one place of a ranked list.
type Candidate struct {
	Rank    int             `json:"rank"`
	Exhibit ExhibitID       `json:"exhibit"`
	Score   float64         `json:"score"`
	Detail  json.RawMessage `json:"detail,omitempty"`
}

// part is the body of a job.
type part struct {
	Comparison ComparisonID `json:"comparison"`
	Part       int          `json:"part"`
}

// Compare starts comparing an exhibit with the file. The work is cut into jobs that
// any node takes; the ranked list is there when the last is done. An empty method is
// the first one for the region.
func (r *Room) Compare(ctx context.Context, by focalpoint.UserID, id ExhibitID, region Region, method string, scope Scope) (ledger.Version[Comparison], error) {
	m, err := r.method(region, method)
	if err != nil {
		return ledger.Version[Comparison]{}, err
	}
	params, err := json.Marshal(m.Params)
	if err != nil {
		return ledger.Version[Comparison]{}, fmt.Errorf("the parameters of %s cannot be written as JSON: %w", m.Name, err)
	}
	c := change{action: "comparison.start", prefix: PrefixComparison}
	var candidates []string
	return write(ctx, r, by, comparisons, c, func(tx *ledger.Tx, _ Comparison) (Comparison, error) {
		var err error
		if candidates, err = r.candidates(ctx, tx, id, region, scope); err != nil {
			return Comparison{}, err
		}
		return Comparison{Exhibit: id, Region: region, Method: m.Name, Params: params, Version: r.Version, Scope: scope, Status: ComparisonRunning,
			Candidates: len(candidates), Started: tx.At, By: by}, nil
	}, func(ctx context.Context, tx *ledger.Tx, v ledger.Version[Comparison]) error {
		rows := make([][]any, len(candidates))
		for n, e := range candidates {
			rows[n] = []any{v.ID, n, e, n / partSize, 0, nil, "", ""}
		}
		if err := tx.InsertDerived(ctx, "lab_pair", []string{"comparison", "n", "exhibit", "part", "done", "score", "detail", "problem"}, rows...); err != nil {
			return err
		}
		for p := 0; p*partSize < len(candidates); p++ {
			if _, err := r.Jobs.Put(ctx, tx.Tx, jobCompare, fmt.Sprintf("%s/%d", v.ID, p), tx.At, part{ComparisonID(v.ID), p}); err != nil {
				return err
			}
		}
		return deriveComparison(ctx, tx, v)
	})
}

// method finds a way to compare a region.
func (r *Room) method(region Region, name string) (Method, error) {
	for _, m := range r.Methods {
		if m.Region == region && (name == "" || m.Name == name) {
			return m, nil
		}
	}
	return Method{}, focalpoint.Invalid("ballistics.Compare", "method", "this program has no method %q for %s; a score made by an older version can be looked at and not computed again", name, region)
}

// candidates lists what an exhibit is compared with, in order of their ids.
func (r *Room) candidates(ctx context.Context, tx *ledger.Tx, id ExhibitID, region Region, scope Scope) ([]string, error) {
	e, err := exhibits.Get(ctx, tx, string(id))
	if err != nil {
		return nil, err
	}
	var own int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM lab_scan WHERE exhibit = $1 AND region = $2 AND withdrawn = 0`, string(id), string(region)).Scan(&own); err != nil {
		return nil, err
	}
	if own == 0 {
		return nil, focalpoint.Invalid("ballistics.Compare", "exhibit", "exhibit %s has no scan of its %s; take one in first", e.Doc.Number, region)
	}
	var w store.Where
	w.And("s.region = ? AND s.withdrawn = 0 AND s.exhibit <> ?", string(region), string(id))
	if !scope.Closed {
		w.And("x.open = 1")
	}
	if c := e.Doc.Class.Calibre; scope.SameCalibre && c != "" {
		w.And("(x.calibre = ? OR x.calibre = '')", c)
	}
	all, err := store.Values[string](tx.QueryContext(ctx, `SELECT DISTINCT s.exhibit FROM lab_scan s JOIN lab_exhibit x ON x.id = s.exhibit`+w.String()+` ORDER BY s.exhibit`, w.Args()...))
	if err != nil {
		return nil, err
	}
	if len(scope.Against) > 0 {
		all = slices.DeleteFunc(all, func(x string) bool { return !slices.Contains(scope.Against, ExhibitID(x)) })
	}
	if len(all) == 0 {
		return nil, focalpoint.Errorf("ballistics.Compare", focalpoint.KindNotFound, "the file holds no other exhibit with a scan of its %s in that scope", region)
	}
	return all, nil
}

func deriveComparison(ctx context.Context, tx *ledger.Tx, v ledger.Version[Comparison]) error {
	c := v.Doc
	return replace(ctx, tx, "lab_comparison", "id exhibit region method status candidates started changed",
		[]any{v.ID, string(c.Exhibit), string(c.Region), c.Method, string(c.Status), c.Candidates, c.Started, tx.Leaf})
}

// pair is one row of work.
type pair struct {
	n       int
	exhibit ExhibitID
	score   sql.NullFloat64
	detail  string
	problem string
}

// work does one part of a comparison; it goes on where a killed node stopped.
func (r *Room) work(ctx context.Context, j jobs.Job, report func(done, total int64, message string) error) error {
	var p part
	if err := json.Unmarshal(j.Body, &p); err != nil {
		return fmt.Errorf("job %s cannot be read: %w", j.ID, err)
	}
	v, err := comparisons.Get(ctx, r.Log.DB, string(p.Comparison))
	if err != nil || v.Doc.Status == ComparisonDone {
		return err
	}
	m, err := r.method(v.Doc.Region, v.Doc.Method)
	if err != nil {
		return err
	}
	todo, err := r.pairs(ctx, r.Log.DB, p.Comparison, `part = $2 AND done = 0`, p.Part)
	if err != nil {
		return err
	}
	query, err := r.enrolled(ctx, m, v.Doc.Exhibit)
	if err != nil {
		return err
	}
	for at := 0; at < len(todo) || at == 0; at += batchSize {
		batch := todo[at:min(at+batchSize, len(todo))]
		r.score(ctx, m, query, batch)
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.store(ctx, v.Doc.By, p.Comparison, batch); err != nil {
			return err
		}
		if err := report(int64(at+len(batch)), int64(len(todo)), ""); err != nil {
			return err
		}
	}
	return nil
}

// score compares a batch of pairs on all processors.
func (r *Room) score(ctx context.Context, m Method, query any, batch []pair) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range batch {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			q := &batch[i]
			if ctx.Err() != nil {
				return
			}
			score, detail, err := r.one(ctx, m, query, q.exhibit)
			if err != nil {
				q.problem = err.Error()
				return
			}
			q.score, q.detail = sql.NullFloat64{Float64: score, Valid: true}, string(detail)
		})
	}
	wg.Wait()
}

// one compares an enrolled exhibit with another.
func (r *Room) one(ctx context.Context, m Method, query any, other ExhibitID) (float64, json.RawMessage, error) {
	b, err := r.enrolled(ctx, m, other)
	if err != nil {
		return 0, nil, err
	}
	score, detail, err := m.Compare(query, b)
	if err != nil {
		return 0, nil, err
	}
	data, err := json.Marshal(detail)
	return score, data, err
}

// store commits a batch, and with the last one of a comparison its ranked list.
func (r *Room) store(ctx context.Context, by focalpoint.UserID, id ComparisonID, batch []pair) error {
	_, err := r.Log.Write(ctx, ledger.Entry{Actor: by, Action: "comparison.done", Subject: string(id)}, func(tx *ledger.Tx) error {
		for _, q := range batch {
			if _, err := tx.Exec(ctx, `UPDATE lab_pair SET done = 1, score = $1, detail = $2, problem = $3 WHERE comparison = $4 AND n = $5`, q.score, q.detail, q.problem, string(id), q.n); err != nil {
				return err
			}
		}
		var left int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM lab_pair WHERE comparison = $1 AND done = 0`, string(id)).Scan(&left); err != nil || left > 0 {
			return err
		}
		return r.finish(ctx, tx, id)
	})
	return err
}

// finish ranks a comparison whose pairs are all done; it does so once.
func (r *Room) finish(ctx context.Context, tx *ledger.Tx, id ComparisonID) error {
	v, err := comparisons.Get(ctx, tx, string(id))
	if err != nil || v.Doc.Status == ComparisonDone {
		return err
	}
	all, err := r.pairs(ctx, tx, id, `done = 1`)
	if err != nil {
		return err
	}
	c := v.Doc
	for _, q := range ranked(all) {
		if !q.score.Valid {
			c.Failed++
		} else if len(c.Ranked) < keptRanks {
			c.Ranked = append(c.Ranked, Candidate{len(c.Ranked) + 1, q.exhibit, q.score.Float64, json.RawMessage(q.detail)})
		}
	}
	c.Status, c.Ended = ComparisonDone, tx.At
	_, err = writeIn(ctx, tx, comparisons, change{id: string(id), reason: "done"}, func(*ledger.Tx, Comparison) (Comparison, error) { return c, nil }, deriveComparison)
	return err
}

// ranked orders pairs: the highest score first, equal ones by their exhibits,
// those that could not be compared last.
func ranked(all []pair) []pair {
	slices.SortFunc(all, func(a, b pair) int {
		if a.score.Valid != b.score.Valid {
			if a.score.Valid {
				return -1
			}
			return 1
		}
		if c := cmp.Compare(b.score.Float64, a.score.Float64); c != 0 {
			return c
		}
		return cmp.Compare(a.exhibit, b.exhibit)
	})
	return all
}

func (r *Room) pairs(ctx context.Context, q store.Queryer, id ComparisonID, where string, args ...any) ([]pair, error) {
	rows, err := q.QueryContext(ctx, `SELECT n, exhibit, score, detail, problem FROM lab_pair WHERE comparison = $1 AND `+where+` ORDER BY n`, append([]any{string(id)}, args...)...)
	return store.Collect(rows, err, func(rows *sql.Rows) (p pair, err error) {
		err = rows.Scan(&p.n, &p.exhibit, &p.score, &p.detail, &p.problem)
		return p, err
	})
}
