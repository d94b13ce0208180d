package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	marks := flag.Int("marks", 1_000_000, "records")
	queries := flag.Int("queries", 60, "questions of each class")
	checked := flag.Int("checked", 5, "of these, questions whose answers are compared with an exhaustive look")
	fuzzed := flag.Int("fuzzed", 500, "fuzzed questions")
	seed := flag.Uint64("seed", 1, "of everything drawn")
	peers := flag.String("peers", "", "engines to measure beside: postgres, sqlite, vellum, lucene")
	address := flag.String("postgres", os.Getenv("FOCALPOINT_TEST_POSTGRES"), "database for the peer postgres; a table bench_mark is made and dropped")
	dir := flag.String("dir", "", "folder for the files; a temporary one when empty")
	update := flag.Int("update", 100_000, "new marks to add; 0 for none")
	flag.Parse()
	if err := run(*marks, *queries, *checked, *fuzzed, *update, *seed, *peers, *address, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "marks:", err)
		os.Exit(1)
	}
}

func run(marks, queries, checked, fuzzed, update int, seed uint64, peers, address, dir string) error {
	if dir == "" {
		temp, err := os.MkdirTemp("", "bench-marks-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	rs := draw(marks, seed)
	engines := []engine{&ours{dir: dir}}
	for _, p := range strings.FieldsFunc(peers, func(r rune) bool { return r == ',' }) {
		switch p {
		case "postgres":
			engines = append(engines, &postgres{address: address})
		case "sqlite":
			engines = append(engines, &sqlite{dir: dir})
		case "vellum":
			engines = append(engines, &transducer{dir: dir})
		case "lucene":
			engines = append(engines, &lucene{dir: dir})
		default:
			return fmt.Errorf("the peer %q is not known; name postgres, sqlite, vellum or lucene", p)
		}
	}
	fmt.Printf("%d marks, seed %d, %d questions a class, processor time\n\n", marks, seed, queries)
	fmt.Println("| engine | made ready in | bytes a mark | |\n|---|---|---|---|")
	for _, e := range engines {
		defer e.close()
		l, err := e.load(rs)
		if err != nil {
			return fmt.Errorf("%s: %w", e.name(), err)
		}
		fmt.Printf("| %s | %s | %.1f | %s |\n", e.name(), l.cpu.Round(10*time.Millisecond), float64(l.bytes)/float64(marks), l.note)
	}
	if err := opening(dir); err != nil {
		return err
	}
	if err := compare(engines, rs, queries, checked, seed); err != nil {
		return err
	}
	if err := bound(engines[0], rs, fuzzed, seed); err != nil {
		return err
	}
	if update > 0 {
		return grow(engines, rs, update, seed)
	}
	return nil
}

// compare asks every engine the same questions.
func compare(engines []engine, rs *records, queries, checked int, seed uint64) error {
	fmt.Print("\n| class | answers |")
	for _, e := range engines {
		fmt.Printf(" %s |", e.name())
	}
	fmt.Println("\n|---|---|" + strings.Repeat("---|", len(engines)))
	for i, class := range classes() {
		r := rand.New(rand.NewPCG(seed, uint64(100+i)))
		list := make([]question, queries)
		for j := range list {
			list[j] = ask(class, rs, r)
			if j < checked {
				look(&list[j], rs)
			}
		}
		fmt.Printf("| %s |", class)
		for n, e := range engines {
			cell, answers, err := measure(e, list)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", e.name(), class, err)
			}
			if n == 0 {
				fmt.Printf(" %.0f |", answers)
			}
			fmt.Printf(" %s |", cell)
		}
		fmt.Println()
	}
	return nil
}

// measure gives p50 and p99 in microseconds and, in brackets, the share of right answers found.
func measure(e engine, list []question) (cell string, answers float64, err error) {
	var times []time.Duration
	found, right := 0.0, 0
	for i := range list {
		q := &list[i]
		best := time.Duration(1 << 62)
		for range 3 {
			a, ok, err := e.ask(q, false)
			if err != nil {
				return "", 0, err
			}
			if !ok {
				return "–", 0, nil
			}
			best = min(best, a.cpu)
			answers += float64(a.count) / 3
			if a.cpu > 2*time.Second {
				break // it will not get much better
			}
		}
		times = append(times, best)
		if q.truth == nil || len(q.truth) == 0 {
			continue
		}
		a, _, err := e.ask(q, true)
		if err != nil {
			return "", 0, err
		}
		found += share(q, a.ids)
		right++
	}
	slices.Sort(times)
	at := func(p float64) time.Duration { return times[min(len(times)-1, int(p*float64(len(times))))] }
	cell = micro(at(.5)) + " / " + micro(at(.99))
	if right > 0 {
		cell += fmt.Sprintf(" (%.2f)", found/float64(right))
	}
	return cell, answers / float64(len(list)), nil
}

// share is how many of the right answers are among those found; of the best, how many of as many as were asked for.
func share(q *question, ids []uint32) float64 {
	got := map[uint32]bool{}
	for _, id := range ids {
		got[id] = true
	}
	n := 0
	for _, id := range q.truth {
		if got[id] {
			n++
		}
	}
	want := len(q.truth)
	if q.best {
		want = min(want, q.limit)
	}
	return min(1, float64(n)/float64(want))
}

func micro(d time.Duration) string {
	us := float64(d) / 1000
	switch {
	case us < 10:
		return fmt.Sprintf("%.1f", us)
	case us < 1e4:
		return fmt.Sprintf("%.0f", us)
	}
	return fmt.Sprintf("%.0f k", us/1000)
}
