package bench

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"focalpoint/toolmark"
)

// An Evaluation is how a method does on scans whose sources are known.
type Evaluation struct {
	Method        Method     `json:"method"`
	Parameters    Parameters `json:"parameters"`
	Scans         []Taken    `json:"scans"`
	Unusable      []Unusable `json:"unusable"`
	Pairs         []Pair     `json:"pairs"`
	AUC           *float64   `json:"auc"`  // nil without pairs of both kinds
	Gap           *float64   `json:"gap"`  // lowest same-source score minus highest different-source score
	Same          int        `json:"same"` // pairs of one source
	Different     int        `json:"different"`
	SameMean      *float64   `json:"same_mean"` // of whole congruent cells
	DifferentMean *float64   `json:"different_mean"`
	VarianceRatio *float64   `json:"variance_ratio"` // of whole congruent cells, see VarianceRatio
	// Rules are the figures of each of PublishedRules; only the published methods have them.
	Rules          []RuleFigures `json:"rules,omitempty"`
	PairsPerSecond float64       `json:"pairs_per_second"`
	Seconds        float64       `json:"seconds"`
}

// RuleFigures say how a published rule does on the pairs: its AUC and variance ratio on congruent cells, and how the
// two kinds of pair lie beside each other.
type RuleFigures struct {
	Rule
	AUC           float64  `json:"auc"`
	VarianceRatio *float64 `json:"variance_ratio"` // nil when the counts do not vary
	SameLeast     int      `json:"same_least"`
	SameMedian    int      `json:"same_median"`
	DifferentMost int      `json:"different_most"`
}

// Taken is a scan that was compared.
type Taken struct {
	Scan   string             `json:"scan"`
	Digest string             `json:"sha256"`
	Ready  toolmark.Readiness `json:"ready"`
}

// Unusable is a scan that could not be compared, and why.
type Unusable struct {
	Scan   string `json:"scan"`
	Reason string `json:"reason"`
}

// A Pair is one comparison of two scans.
type Pair struct {
	A         string  `json:"a"`
	B         string  `json:"b"`
	Same      bool    `json:"same"`
	Score     float64 `json:"score"`
	Congruent int     `json:"congruent"`
	// ByRule are the congruent cells by each of PublishedRules.
	ByRule []int `json:"by_rule,omitempty"`
}

// blockSize is how many scans are held ready at once; two blocks are, at most.
const blockSize = 96

// Evaluate compares every two scans that truth names in the folder, on all cores. Pairs come in the order of the
// truth. now is only asked for the speed. Progress is told of after each
// pair, from one goroutine at a time; it may be nil.
func Evaluate(ctx context.Context, dir string, truth []Known, m Method, p Parameters, now func() time.Time, progress func(done, of int)) (*Evaluation, error) {
	for _, k := range truth {
		if k.Scan != filepath.Base(k.Scan) {
			return nil, fmt.Errorf("the truth names the scan %q; it needs file names without a folder", k.Scan)
		}
		if _, err := os.Stat(filepath.Join(dir, k.Scan)); err != nil {
			return nil, fmt.Errorf("the truth names the scan %s, which is not in %s", k.Scan, dir)
		}
	}
	e := &evaluator{dir: dir, truth: truth, method: m, params: p, progress: progress, taken: map[int]Taken{}, unusable: map[int]string{}}
	start := now()
	for i := 0; i < len(truth); i += blockSize {
		left, err := e.block(ctx, i)
		if err != nil {
			return nil, err
		}
		for j := i; j < len(truth); j += blockSize {
			right := left
			if j > i {
				if right, err = e.block(ctx, j); err != nil {
					return nil, err
				}
			}
			if err := e.compareBlocks(ctx, i, left, j, right); err != nil {
				return nil, err
			}
		}
	}
	return e.finish(now().Sub(start)), nil
}

// evaluator carries one evaluation.
type evaluator struct {
	dir      string
	truth    []Known
	method   Method
	params   Parameters
	progress func(done, of int)

	mu       sync.Mutex
	taken    map[int]Taken
	unusable map[int]string
	pairs    []indexed
}

// indexed is a pair with its places in the truth, for a fixed order.
type indexed struct {
	i, j int
	Pair
}

// each runs work for 0 to n-1 on all cores; every goroutine has a comparer of its own. The first error ends it.
func each(ctx context.Context, n int, work func(c *toolmark.Comparer, i int) error) error {
	next := make(chan int)
	var once sync.Once
	var first error
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			c := toolmark.NewComparer()
			for i := range next {
				if err := work(c, i); err != nil {
					once.Do(func() { first = err; cancel() })
				}
			}
		})
	}
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wg.Wait()
	if first != nil {
		return first
	}
	return ctx.Err()
}

// block makes the scans from one place on ready; an unusable one is nil.
func (e *evaluator) block(ctx context.Context, from int) ([]*ready, error) {
	n := min(blockSize, len(e.truth)-from)
	out := make([]*ready, n)
	err := each(ctx, n, func(_ *toolmark.Comparer, i int) error {
		s, err := ReadScan(filepath.Join(e.dir, e.truth[from+i].Scan))
		var r ready
		var how toolmark.Readiness
		if err == nil {
			r, how, err = prepare(s, e.method, e.params)
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		if err != nil {
			e.unusable[from+i] = err.Error()
			return nil
		}
		out[i] = &r
		e.taken[from+i] = Taken{Scan: s.Name, Digest: s.Digest, Ready: how}
		return nil
	})
	return out, err
}

// compareBlocks compares the scans of two blocks, or within one.
func (e *evaluator) compareBlocks(ctx context.Context, i int, left []*ready, j int, right []*ready) error {
	type job struct{ a, b int }
	var jobs []job
	for a := range left {
		for b := range right {
			if (i != j || a < b) && left[a] != nil && right[b] != nil {
				jobs = append(jobs, job{a, b})
			}
		}
	}
	all := len(e.truth) * (len(e.truth) - 1) / 2
	return each(ctx, len(jobs), func(c *toolmark.Comparer, k int) error {
		a, b := jobs[k].a, jobs[k].b
		r, err := compare(c, *left[a], *right[b], e.method, e.params)
		if err != nil {
			return fmt.Errorf("cannot compare %s with %s: %w", e.truth[i+a].Scan, e.truth[j+b].Scan, err)
		}
		x, y := e.truth[i+a], e.truth[j+b]
		e.mu.Lock()
		defer e.mu.Unlock()
		e.pairs = append(e.pairs, indexed{i + a, j + b, Pair{A: x.Scan, B: y.Scan, Same: x.Source == y.Source, Score: r.Score, Congruent: r.Congruent, ByRule: r.ByRule}})
		if e.progress != nil {
			e.progress(len(e.pairs), all)
		}
		return nil
	})
}

func (e *evaluator) finish(took time.Duration) *Evaluation {
	slices.SortFunc(e.pairs, func(a, b indexed) int { return cmp.Or(cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j)) })
	v := &Evaluation{Method: e.method, Parameters: e.params, Pairs: []Pair{}, Scans: []Taken{}, Unusable: []Unusable{}, Seconds: took.Seconds()}
	for i, k := range e.truth {
		if why, bad := e.unusable[i]; bad {
			v.Unusable = append(v.Unusable, Unusable{k.Scan, why})
		} else {
			v.Scans = append(v.Scans, e.taken[i])
		}
	}
	for _, p := range e.pairs {
		v.Pairs = append(v.Pairs, p.Pair)
	}
	v.PairsPerSecond = float64(len(v.Pairs)) / max(took.Seconds(), 1e-9)
	v.measure()
	return v
}

// measure computes the figures from the pairs.
func (v *Evaluation) measure() {
	same, different := v.split(func(p Pair) float64 { return p.Score })
	v.Same, v.Different = len(same), len(different)
	if v.Same == 0 || v.Different == 0 {
		return
	}
	auc := AUC(same, different)
	gap := slices.Min(same) - slices.Max(different)
	v.AUC, v.Gap = &auc, &gap
	same, different = v.split(func(p Pair) float64 { return float64(p.Congruent) })
	m1, m2 := mean(same), mean(different)
	v.SameMean, v.DifferentMean = &m1, &m2
	v.VarianceRatio = finite(VarianceRatio(same, different))
	v.measureRules()
}

// measureRules computes the figures of each published rule, where the pairs have them.
func (v *Evaluation) measureRules() {
	if len(v.Pairs[0].ByRule) == 0 {
		return
	}
	for k, rule := range PublishedRules {
		same, different := v.split(func(p Pair) float64 { return float64(p.ByRule[k]) })
		slices.Sort(same)
		v.Rules = append(v.Rules, RuleFigures{Rule: rule, AUC: AUC(same, different), VarianceRatio: finite(VarianceRatio(same, different)),
			SameLeast: int(same[0]), SameMedian: int(same[len(same)/2]), DifferentMost: int(slices.Max(different))})
	}
}

// finite is nil for what is no number.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// split gives a number of each pair, those of one source first.
func (v *Evaluation) split(of func(Pair) float64) (same, different []float64) {
	for _, p := range v.Pairs {
		if p.Same {
			same = append(same, of(p))
		} else {
			different = append(different, of(p))
		}
	}
	return same, different
}

// AUC is the share of pairs of one score each from same and different in which the first is higher; equal ones count
// half.
func AUC(same, different []float64) float64 {
	sorted := slices.Clone(different)
	slices.Sort(sorted)
	sum := 0.0
	for _, s := range same {
		below, _ := slices.BinarySearch(sorted, s)
		upTo := below
		for upTo < len(sorted) && sorted[upTo] == s {
			upTo++
		}
		sum += float64(below) + float64(upTo-below)/2
	}
	return sum / float64(len(same)) / float64(len(different))
}

// VarianceRatio is how far the two kinds lie apart against how far they scatter: the squared distances of both means
// from the mean of all, over the sum of both variances.
func VarianceRatio(same, different []float64) float64 {
	m1, m2 := mean(same), mean(different)
	m := mean(slices.Concat(same, different))
	return ((m1-m)*(m1-m) + (m2-m)*(m2-m)) / (variance(same) + variance(different))
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

func variance(v []float64) float64 {
	m, sum := mean(v), 0.0
	for _, x := range v {
		sum += (x - m) * (x - m)
	}
	return sum / float64(len(v)-1)
}
