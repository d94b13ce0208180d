package mark_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"focalpoint/mark"
)

// benchMarks is how many marks the benchmarks search: FOCALPOINT_BENCH_MARKS, or a million.
var benchMarks = sync.OnceValue(func() int {
	if n, err := strconv.Atoi(os.Getenv("FOCALPOINT_BENCH_MARKS")); err == nil && n > 0 {
		return n
	}
	return 1_000_000
})

var benchIndex = sync.OnceValue(func() *mark.Index { return mark.NewIndex(generate(benchMarks(), 11)) })

// benchQueries makes queries of a class from marks of the collection.
func benchQueries(class string, n int) []mark.Query {
	r := rand.New(rand.NewPCG(3, 3))
	source := generate(4*n, 11)
	var out []mark.Query
	for _, e := range source {
		if len([]rune(e.Mark)) < 5 || len(out) == n {
			continue
		}
		p, errors := damage(e.Mark, class, r)
		out = append(out, mark.Query{Pattern: mark.MustParse(p), Errors: errors})
		if class == "certainties" {
			out[len(out)-1].Limit, out[len(out)-1].Cut = 20, 12000
		}
	}
	return out
}

// BenchmarkSearch measures each class of query over a million generated marks.
func BenchmarkSearch(b *testing.B) {
	x := benchIndex()
	for _, class := range damages() {
		b.Run(strings.ReplaceAll(class, " ", "_"), func(b *testing.B) {
			queries := benchQueries(class, 200)
			answers := 0
			for _, q := range queries {
				x.Search(q)
			}
			start := cpuTime()
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				answers += x.Search(queries[i%len(queries)]).Total
			}
			b.ReportMetric(float64(answers)/float64(b.N), "answers/op")
			b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
		})
	}
}

// BenchmarkScan compares every mark with the pattern: the peer of BenchmarkSearch in the same run.
func BenchmarkScan(b *testing.B) {
	entries := generate(benchMarks(), 11)
	for _, class := range []string{"exact", "3 unknown", "1 wrong"} {
		b.Run(strings.ReplaceAll(class, " ", "_"), func(b *testing.B) {
			q := benchQueries(class, 1)[0]
			for b.Loop() {
				scan(entries, q)
			}
		})
	}
}

// BenchmarkBuild measures building from a list, adding one mark, and reading the file.
func BenchmarkBuild(b *testing.B) {
	entries := generate(benchMarks(), 11)
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			mark.NewIndex(entries)
		}
	})
	x := benchIndex()
	b.Run("add_one", func(b *testing.B) {
		y := x
		for i := 0; b.Loop(); i++ {
			y = y.With([]mark.Entry{{ID: uint64(benchMarks() + i), Mark: "AB1234"}}, nil)
		}
	})
	path := b.TempDir() + "/marks"
	if err := x.WriteFile(path, nil); err != nil {
		b.Fatal(err)
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := mark.OpenFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	runtime.KeepAlive(x)
}

// BenchmarkVague measures patterns that say next to nothing: what bounds every search.
func BenchmarkVague(b *testing.B) {
	x := benchIndex()
	for _, p := range []string{"*3*?[^K]~3", "S[^K]4*88~2", "B*?9*?43*1~2", "9?*?0~3", "[^M]XB?~3", "*?7*5?*", "[^J]*[^V]16NE~3", "*J[^W]?~1"} {
		b.Run(p, func(b *testing.B) {
			q := mark.Query{Pattern: mark.MustParse(p), Limit: 100}
			start := cpuTime()
			for b.Loop() {
				x.Search(q)
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
		})
	}
}
