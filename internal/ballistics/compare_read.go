package ballistics

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/toolmark"
)

// Comparison returns the latest version: running, or done with its ranked list.
func (r *Room) Comparison(ctx context.Context, id ComparisonID) (ledger.Version[Comparison], error) {
	return comparisons.Get(ctx, r.Log.DB, string(id))
}

// Progress is how many pairs of a comparison are done.
func (r *Room) Progress(ctx context.Context, id ComparisonID) (done, total int64, err error) {
	err = r.Log.DB.QueryRowContext(ctx, `SELECT COALESCE(SUM(done), 0), COUNT(*) FROM lab_pair WHERE comparison = $1`, string(id)).Scan(&done, &total)
	return done, total, err
}

// Pair is one pair of a comparison with its score, or why there is none.
type Pair struct {
	Exhibit ExhibitID       `json:"exhibit"`
	Done    bool            `json:"done"`
	Score   *float64        `json:"score"`
	Detail  json.RawMessage `json:"detail,omitempty"`
	Problem string          `json:"problem,omitempty"`
}

// Pairs lists every pair of a comparison that was compared so far, the best first,
// those that could not be compared last.
func (r *Room) Pairs(ctx context.Context, id ComparisonID) ([]Pair, error) {
	all, err := r.pairs(ctx, r.Log.DB, id, `done = 1`)
	if err != nil {
		return nil, err
	}
	out := make([]Pair, 0, len(all))
	for _, q := range ranked(all) {
		p := Pair{Exhibit: q.exhibit, Done: true, Problem: q.problem}
		if q.score.Valid {
			p.Score, p.Detail = &q.score.Float64, json.RawMessage(q.detail)
		}
		out = append(out, p)
	}
	return out, nil
}

// ComparisonFilter chooses comparisons for a list.
type ComparisonFilter struct {
	Exhibit ExhibitID
	Region  Region
	Status  ComparisonStatus
	store.Slice
}

var comparisonList = store.List[string]{Op: "ballistics.Comparisons", Select: "id", From: "lab_comparison", ID: "id",
	Sorts: store.Columns("started", "region", "status", "candidates"), Usual: "-started", Scan: scanID}

// Comparisons returns a page of comparisons, the latest first.
func (r *Room) Comparisons(ctx context.Context, f ComparisonFilter) (store.Page[ledger.Version[Comparison]], error) {
	var w store.Where
	w.Equal("exhibit", string(f.Exhibit))
	w.Equal("region", string(f.Region))
	w.Equal("status", string(f.Status))
	return pageOf(ctx, r, comparisonList, comparisons, w, f.Slice)
}

// Recompute computes one score of a comparison again, from the stored files, with
// its method and parameters. It fails when this program has other parameters for
// the method than the comparison was made with.
func (r *Room) Recompute(ctx context.Context, id ComparisonID, other ExhibitID) (score float64, detail json.RawMessage, err error) {
	v, err := r.Comparison(ctx, id)
	if err != nil {
		return 0, nil, err
	}
	m, err := r.method(v.Doc.Region, v.Doc.Method)
	if err != nil {
		return 0, nil, err
	}
	params, err := json.Marshal(m.Params)
	if err != nil {
		return 0, nil, err
	}
	if string(params) != string(v.Doc.Params) {
		return 0, nil, focalpoint.Errorf("ballistics.Recompute", focalpoint.KindMismatch, "the comparison was made with other parameters (program %s); compute it again with that version", v.Doc.Version)
	}
	query, err := r.enrolled(ctx, m, v.Doc.Exhibit)
	if err != nil {
		return 0, nil, err
	}
	return r.one(ctx, m, query, other)
}

// enrolled makes the scans of an exhibit ready for a method. The result is kept
// for a while under the digests of the files, so a changed scan is never used in
// place of a new one.
func (r *Room) enrolled(ctx context.Context, m Method, id ExhibitID) (any, error) {
	list, err := r.Scans(ctx, id)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(v ledger.Version[Scan]) bool { return v.Doc.Region != m.Region || v.Doc.Withdrawn != "" })
	key, last := m.Name+"\x00"+string(m.Region), 0
	for _, v := range list {
		key += fmt.Sprintf("\x00%d %s", v.Doc.Land, v.Doc.File)
		last = max(last, v.Doc.Land)
	}
	return r.cache.get(key, func() (any, error) {
		surfaces := make([]*toolmark.Surface, max(last, 1))
		for _, v := range list { // of two scans of one land the later one counts
			_, content, err := r.Files.Read(ctx, v.Doc.File)
			if err != nil {
				return nil, err
			}
			_, s, err := decode(v.Doc.Name, content)
			if err != nil {
				return nil, err
			}
			surfaces[max(v.Doc.Land, 1)-1] = s
		}
		return m.Enrol(surfaces)
	})
}

// cache keeps what was made ready for comparison, at most so many entries; the
// oldest goes first.
type cache struct {
	mu    sync.Mutex
	most  int
	order []string
	kept  map[string]any
}

func newCache(most int) *cache { return &cache{most: most, kept: map[string]any{}} }

func (c *cache) get(key string, make func() (any, error)) (any, error) {
	c.mu.Lock()
	v, ok := c.kept[key]
	c.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := make()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.kept[key]; !ok {
		if len(c.order) >= c.most {
			delete(c.kept, c.order[0])
			c.order = c.order[1:]
		}
		c.kept[key], c.order = v, append(c.order, key)
	}
	return v, nil
}
