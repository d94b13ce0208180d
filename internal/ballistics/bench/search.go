package bench

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"focalpoint/toolmark"
)

// A Depth says how far each step of a search goes.
type Depth struct {
	Compared  int // best of the prefilter that are compared with the fast method
	Reference int // best of these that are compared with the published method too
}

// DefaultDepth are the steps of doc/ballistics.md.
func DefaultDepth() Depth { return Depth{Compared: 200, Reference: 10} }

// A Lead is one place of a hit list.
type Lead struct {
	Index     int     // in the gallery
	Likeness  float64 // of the descriptors
	Score     float64 // of the fast method
	Congruent int
	Pose      toolmark.Pose // lays the found scan over the query
	Reference *int          // congruent cells of the published method, where it was used
}

// Search ranks an open-case file: the descriptors of all of it first, then the fast comparison of the best, then the
// published method on the top. Leads come best first: by the fast score, whatever the published method counts, which is
// shown beside it. open gives the prepared surface of a scan of the gallery; it is called from several goroutines.
func Search(ctx context.Context, query *toolmark.Surface, gallery []toolmark.Descriptor, p Parameters, d Depth, open func(index int) (*toolmark.Surface, error)) ([]Lead, error) {
	template, err := toolmark.Enrol(query, p.Fast)
	if err != nil {
		return nil, fmt.Errorf("cannot search for the scan: %w", err)
	}
	descriptor := toolmark.Describe(template)
	var leads []Lead
	for _, r := range toolmark.Rank(&descriptor, gallery, p.Fast.ThetaDeg, d.Compared) {
		leads = append(leads, Lead{Index: r.Index, Likeness: r.Likeness})
	}
	err = each(ctx, len(leads), func(c *toolmark.Comparer, i int) error {
		s, err := open(leads[i].Index)
		if err != nil {
			return err
		}
		t, err := toolmark.Enrol(s, p.Fast)
		if err != nil {
			return err
		}
		r, err := c.Compare(template, t)
		leads[i].Score, leads[i].Congruent, leads[i].Pose = r.Score, r.Congruent, r.Pose
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(leads, func(a, b Lead) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Likeness, a.Likeness), cmp.Compare(a.Index, b.Index))
	})
	return leads, reference(ctx, query, leads[:min(d.Reference, len(leads))], p, open)
}

// reference counts the top of a list by High CMC at the published settings, each direction on a core of its own.
func reference(ctx context.Context, query *toolmark.Surface, leads []Lead, p Parameters, open func(int) (*toolmark.Surface, error)) error {
	tables := make([][2]*toolmark.CellTable, len(leads))
	var mu sync.Mutex
	err := each(ctx, 2*len(leads), func(_ *toolmark.Comparer, k int) error {
		s, err := open(leads[k/2].Index)
		if err != nil {
			return err
		}
		a, b := query, s
		if k%2 == 1 {
			a, b = s, query
		}
		table, err := toolmark.CompareCells(a, b, p.Published)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		tables[k/2][k%2] = table
		return nil
	})
	if err != nil {
		return err
	}
	for i := range leads {
		n, _, _ := toolmark.HighCMCBoth(tables[i][0], tables[i][1])
		leads[i].Reference = &n
	}
	return nil
}
