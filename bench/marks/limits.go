package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"focalpoint/mark"
)

// opening measures how long a file takes to open and to give its first answer.
func opening(dir string) error {
	start := time.Now()
	x, _, err := mark.OpenFile(filepath.Join(dir, "marks.index"))
	if err != nil {
		return err
	}
	opened := time.Since(start)
	x.Search(mark.Query{Pattern: mark.MustParse("AB1234")})
	fmt.Printf("\nopened in %s, first answer after %s\n", opened.Round(10*time.Microsecond), time.Since(start).Round(10*time.Microsecond))
	return nil
}

// bound asks fuzzed questions and holds their cost against the cheapest exhaustive scan that answers each.
func bound(e engine, rs *records, fuzzed int, seed uint64) error {
	if fuzzed == 0 {
		return nil
	}
	s := newScanner(rs)
	r := rand.New(rand.NewPCG(seed, 99))
	var ratios []float64
	var over []string
	var longest time.Duration
	for range fuzzed {
		q := fuzz(rs, r)
		a, _, err := e.ask(&q, false)
		if err != nil {
			return err
		}
		b, _, err := e.ask(&q, false)
		if err != nil {
			return err
		}
		took := min(a.cpu, b.cpu)
		scan, n := s.best(&q)
		if a.count < n {
			return fmt.Errorf("%s~%d: %d answers, the scan finds %d", q.pattern, q.errors, a.count, n)
		}
		longest = max(longest, took)
		ratio := float64(took) / float64(scan)
		if ratios = append(ratios, ratio); ratio > 2.5 {
			over = append(over, fmt.Sprintf("%s~%d: %.2f, %d answers, %s", q.pattern, q.errors, ratio, a.count, took))
		}
	}
	slices.Sort(ratios)
	at := func(p float64) float64 { return ratios[min(len(ratios)-1, int(p*float64(len(ratios))))] }
	fmt.Printf("\n%d fuzzed patterns, up to 3 errors, first 100 answers and their count, against the cheapest exhaustive scan:\n", fuzzed)
	fmt.Printf("p50 %.4f, p90 %.3f, p99 %.2f, p99.9 %.2f, longest %s; %d above 2.5\n", at(.5), at(.9), at(.99), at(.999), longest.Round(time.Millisecond), len(over))
	for _, o := range over[:min(len(over), 12)] {
		fmt.Println("  " + o)
	}
	return nil
}

// grow measures how long new marks take until they are found and on the disk.
func grow(engines []engine, rs *records, n int, seed uint64) error {
	more := draw(n, seed+1)
	entries := make([]mark.Entry, n)
	for i := range entries {
		entries[i] = mark.Entry{ID: uint64(rs.len() + i), Mark: more.at(i)}
	}
	o := engines[0].(*ours)
	wall, start := time.Now(), process()
	x := o.x.With(entries, nil)
	if err := x.Save(o.path(), nil); err != nil {
		return err
	}
	ours, oursWall := process()-start, time.Since(wall)
	fmt.Printf("\n%d new marks found and on the disk: focalpoint %s processor time, %s in all", n, ours.Round(time.Millisecond), oursWall.Round(time.Millisecond))
	defer os.Remove(o.path() + ".new")
	for _, e := range engines {
		p, ok := e.(*postgres)
		if !ok {
			continue
		}
		ctx := context.Background()
		if _, err := p.db.Exec(ctx, "ALTER TABLE bench_mark SET LOGGED"); err != nil {
			return err
		}
		wall, start := time.Now(), p.cpu()
		if err := p.copy(ctx, more, 0, n); err != nil {
			return err
		}
		fmt.Printf("; PostgreSQL %s, %s in all", (p.cpu() - start).Round(time.Millisecond), time.Since(wall).Round(time.Millisecond))
	}
	fmt.Println()
	return nil
}
