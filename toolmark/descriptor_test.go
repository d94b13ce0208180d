package toolmark_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"focalpoint/toolmark"
)

// slideOf is the slide a Fadul scan comes from: the number before the hyphen, or that of a lettered case.
func slideOf(path string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "Fadul "), ".x3p")
	if number, _, ok := strings.Cut(name, "-"); ok {
		return number
	}
	for slide, letters := range []string{1: "F", 2: "CM", 3: "ATZ", 4: "B", 5: "HN", 6: "IO", 7: "RSY", 8: "PQX", 9: "K", 10: "EL"} {
		if strings.Contains(letters, name) {
			return fmt.Sprint(slide)
		}
	}
	return name
}

// The prefilter ranks a true mate first for the Fadul scans, among all others and generated decoys.
func TestRankFindsMates(t *testing.T) {
	dir := dataFile(t, "fadul")
	if dir == "" {
		return
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.x3p"))
	if err != nil {
		t.Fatal(err)
	}
	var gallery []toolmark.Descriptor
	for _, f := range files {
		gallery = append(gallery, toolmark.Describe(enrolled(t, surface(t, f))))
	}
	const decoys = 60
	for mark := range uint64(decoys) {
		gallery = append(gallery, toolmark.Describe(enrolled(t, toolmark.Synthetic(1000+mark, 1))))
	}
	first, worst := 0, 0
	for i, f := range files {
		rank := 0
		for _, r := range toolmark.Rank(&gallery[i], gallery, 30, len(gallery)) {
			if r.Index == i {
				continue
			}
			rank++
			if r.Index < len(files) && slideOf(files[r.Index]) == slideOf(f) {
				break
			}
		}
		if rank == 1 {
			first++
		}
		worst = max(worst, rank)
	}
	t.Logf("a mate first for %d of %d scans, at worst at place %d, among %d", first, len(files), worst, len(gallery))
	if first < 39 || worst > 5 {
		t.Errorf("a mate is first for %d of %d scans and at worst at place %d", first, len(files), worst)
	}
}

// Ranking gives the same as sorting all likenesses, and every view of a mark stands before other marks.
func TestRankIsSorting(t *testing.T) {
	var gallery []toolmark.Descriptor
	for mark := range uint64(6) {
		for view := range uint64(2) {
			gallery = append(gallery, toolmark.Describe(enrolled(t, toolmark.Synthetic(mark, view))))
		}
	}
	for i := range gallery {
		all := toolmark.Rank(&gallery[i], gallery, 30, len(gallery))
		if len(all) != len(gallery) || all[0].Index != i || all[1].Index != i^1 {
			t.Errorf("scan %d ranks %v", i, all)
		}
		if !slices.IsSortedFunc(all, func(a, b toolmark.Ranked) int {
			if a.Likeness >= b.Likeness {
				return -1
			}
			return 1
		}) {
			t.Errorf("the ranking of %d is not sorted: %v", i, all)
		}
		some := toolmark.Rank(&gallery[i], gallery, 30, 5)
		if !slices.Equal(some, all[:5]) {
			t.Errorf("the best five of %d are %v, not %v", i, some, all[:5])
		}
		if l := gallery[i].Likeness(&gallery[all[1].Index], 30); l != all[1].Likeness {
			t.Errorf("likeness %g ranks as %g", l, all[1].Likeness)
		}
	}
	if toolmark.Rank(&gallery[0], nil, 30, 3) != nil || toolmark.Rank(&gallery[0], gallery, 30, 0) != nil {
		t.Error("an empty ranking has places")
	}
	var empty toolmark.Descriptor
	if l := empty.Likeness(&gallery[0], 30); l != 0 {
		t.Errorf("nothing is alike by %g", l)
	}
}

// BenchmarkRank reports processor time for a gallery of 100,000.
func BenchmarkRank(b *testing.B) {
	var gallery []toolmark.Descriptor
	for i := range 100000 {
		var d toolmark.Descriptor
		for k := range d {
			d[k] = int8((i*31 + k*17 + i*k) % 101)
		}
		gallery = append(gallery, d)
	}
	b.ResetTimer()
	start := cpu()
	for b.Loop() {
		toolmark.Rank(&gallery[7], gallery, 30, 200)
	}
	b.ReportMetric((cpu()-start)/float64(b.N), "cpu-s/100000")
}

// BenchmarkCompare reports processor time for one pair with one, ten and twenty poses, for enrolling, and for the
// published settings in both directions.
func BenchmarkCompare(b *testing.B) {
	one, two := toolmark.Synthetic(1, 1), toolmark.Synthetic(1, 2)
	measure := func(name string, work func() error) {
		b.Run(name, func(b *testing.B) {
			start := cpu()
			for b.Loop() {
				if err := work(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(1000*(cpu()-start)/float64(b.N), "cpu-ms")
		})
	}
	for _, poses := range []int{1, 10, 20} {
		set := toolmark.FrozenFast()
		set.Poses = poses
		set.Compared = min(set.Compared, poses)
		x, err := toolmark.Enrol(one, set)
		if err != nil {
			b.Fatal(err)
		}
		y, err := toolmark.Enrol(two, set)
		if err != nil {
			b.Fatal(err)
		}
		c := toolmark.NewComparer()
		measure(fmt.Sprintf("poses=%d", poses), func() error { _, err := c.Compare(x, y); return err })
	}
	measure("enrol", func() error { _, err := toolmark.Enrol(one, toolmark.FrozenFast()); return err })
	measure("published", func() error {
		if _, err := toolmark.CompareCells(one, two, toolmark.PublishedCMC()); err != nil {
			return err
		}
		_, err := toolmark.CompareCells(two, one, toolmark.PublishedCMC())
		return err
	})
}

// An outline turned is still the same outline; a smaller one is not.
func TestOutlines(t *testing.T) {
	outline := func(s *toolmark.Surface) *toolmark.Outline {
		o, err := toolmark.NewOutline(s, toolmark.FrozenFast())
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	a := outline(breechFace(1, 1, 0, 0, 0))
	c := toolmark.NewComparer()
	if l := c.CompareOutlines(a, outline(breechFace(5, 1, 0, 0, 0))); l < 0.99 {
		t.Errorf("equal outlines share %g", l)
	}
	small, err := breechFace(1, 1, 0, 0, 0).Crop(0, 0, 220, 440)
	if err != nil {
		t.Fatal(err)
	}
	if l := c.CompareOutlines(a, outline(small)); l > 0.7 {
		t.Errorf("half an outline shares %g", l)
	}
}
