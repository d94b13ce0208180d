package main

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"
	"github.com/blevesearch/vellum/regexp"
)

// transducer asks an FST of the distinct marks by vellum's automata, the way Bleve does; the records of a mark stand in
// a list behind it.
type transducer struct {
	dir   string
	fst   *vellum.FST
	order []uint32 // record numbers by mark
	from  []uint32 // where those of a mark begin
	one   *levenshtein.LevenshteinAutomatonBuilder
	two   *levenshtein.LevenshteinAutomatonBuilder
}

func (t *transducer) name() string { return "vellum" }
func (t *transducer) path() string { return filepath.Join(t.dir, "marks.fst") }

func (t *transducer) load(rs *records) (l loaded, err error) {
	start := process()
	t.order = make([]uint32, rs.len())
	for i := range t.order {
		t.order[i] = uint32(i)
	}
	slices.SortFunc(t.order, func(a, b uint32) int { return cmp.Or(cmp.Compare(rs.at(int(a)), rs.at(int(b))), cmp.Compare(a, b)) })
	f, err := os.Create(t.path())
	if err != nil {
		return l, err
	}
	b, err := vellum.New(f, nil)
	if err != nil {
		return l, err
	}
	for i, id := range t.order {
		if i == 0 || rs.at(int(id)) != rs.at(int(t.order[i-1])) {
			if err := b.Insert([]byte(rs.at(int(id))), uint64(len(t.from))); err != nil {
				return l, err
			}
			t.from = append(t.from, uint32(i))
		}
	}
	t.from = append(t.from, uint32(len(t.order)))
	if err := b.Close(); err != nil {
		return l, err
	}
	info, err := f.Stat()
	if err != nil {
		return l, err
	}
	l.cpu, l.bytes, l.note = process()-start, info.Size()+4*int64(len(t.order)+len(t.from)), "with the lists of records"
	if err := f.Close(); err != nil {
		return l, err
	}
	if t.one, err = levenshtein.NewLevenshteinAutomatonBuilder(1, true); err != nil {
		return l, err
	}
	if t.two, err = levenshtein.NewLevenshteinAutomatonBuilder(2, true); err != nil {
		return l, err
	}
	t.fst, err = vellum.Open(t.path())
	return l, err
}

func (t *transducer) ask(q *question, all bool) (a answer, ok bool, err error) {
	most := 100
	if all {
		most = len(t.order)
	}
	take := func(n uint64) {
		list := t.order[t.from[n]:t.from[n+1]]
		a.count += len(list)
		if room := most - len(a.ids); room > 0 {
			a.ids = append(a.ids, list[:min(room, len(list))]...)
		}
	}
	text := q.pattern.Text()
	if q.errors > 0 && (text == "" || q.errors > 2) {
		return a, false, nil
	}
	a.cpu = timed(func() {
		a.ids, a.count = a.ids[:0], 0
		if text != "" && q.errors == 0 {
			var n uint64
			var found bool
			if n, found, err = t.fst.Get([]byte(text)); found {
				take(n)
			}
			return
		}
		var automaton vellum.Automaton
		switch q.errors {
		case 0:
			automaton, err = regexp.New(regex(q.pattern))
		case 1:
			automaton, err = t.one.BuildDfa(text, 1)
		default:
			automaton, err = t.two.BuildDfa(text, 2)
		}
		if err != nil {
			return
		}
		var it *vellum.FSTIterator
		for it, err = t.fst.Search(automaton, nil, nil); err == nil; err = it.Next() {
			_, n := it.Current()
			take(n)
		}
		if err == vellum.ErrIteratorDone {
			err = nil
		}
	})
	return a, true, err
}

func (t *transducer) close() {
	if t.fst != nil {
		t.fst.Close()
		os.Remove(t.path())
	}
}
