package mark

import (
	"errors"
	"iter"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
)

// An Index answers patterns over a collection of marks. It is immutable: With gives a new one that shares what
// did not change, so any number of readers may keep searching the old one while the next is made.
type Index struct {
	parts []part // oldest and largest first
	look  lookOf
}

// A part is a segment and the entries of it that were dropped since.
type part struct {
	seg  *segment
	dead map[uint64]bool
}

// NewIndex builds an index of the entries, in any order. Entries with an empty mark are not kept; an ID may
// have several marks.
func NewIndex(entries []Entry) *Index {
	b := NewBuilder(len(entries))
	for _, e := range entries {
		b.Add(e)
	}
	return b.Index()
}

// mergeRatio is how much smaller than its elder a part must stay; otherwise the two are merged. An entry is so
// merged a few times in its life, and a search visits few parts.
const mergeRatio = 8

// With returns the index after every mark of the dropped IDs is gone and the added ones are in. The cost is
// that of the additions, with a merge from time to time; what is mapped from a file is never merged here, see
// Save.
func (x *Index) With(add []Entry, drop []uint64) *Index {
	parts := slices.Clone(x.parts)
	if len(drop) > 0 {
		for i := range parts {
			dead := maps.Clone(parts[i].dead)
			if dead == nil {
				dead = make(map[uint64]bool, len(drop))
			}
			for _, id := range drop {
				dead[id] = true
			}
			parts[i].dead = dead
		}
	}
	if len(add) > 0 {
		parts = append(parts, part{seg: newSegment(add)})
	}
	for n := len(parts); n > 1 && parts[n-2].seg.file == nil && parts[n-1].seg.len()*mergeRatio >= parts[n-2].seg.len(); n = len(parts) {
		parts = append(parts[:n-2:n-2], part{seg: mergeParts(parts[n-2:])})
	}
	return &Index{parts: parts}
}

// Compact returns the same index in one part in memory, without the dropped entries. A damaged file gives an
// error that is ErrDamaged.
func (x *Index) Compact() (*Index, error) {
	if len(x.parts) == 0 || len(x.parts) == 1 && len(x.parts[0].dead) == 0 {
		return x, nil
	}
	y := &Index{}
	err := x.guard(func() { y.parts = []part{{seg: mergeParts(x.parts)}} })
	return y, err
}

// guard runs what reads the index. Damage in a mapped file, and a file cut short while it is mapped, end it
// with ErrDamaged.
func (x *Index) guard(read func()) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case damage:
			err = ErrDamaged
		case interface{ Addr() uintptr }: // a fault
			if !x.mapped(r.Addr()) {
				panic(r)
			}
			err = ErrDamaged
		default:
			// Somebody may have written into the file after it was checked.
			if !x.changed() {
				panic(r)
			}
			err = ErrDamaged
		}
		runtime.KeepAlive(x) // what is mapped stays so until here
	}()
	read()
	return nil
}

func (x *Index) mapped(addr uintptr) bool {
	return slices.ContainsFunc(x.parts, func(p part) bool { return p.seg.file != nil && p.seg.file.holds(addr) })
}

// changed reports whether a file no longer holds what was written, what has been checked before included.
func (x *Index) changed() bool {
	files := slices.DeleteFunc(slices.Clone(x.parts), func(p part) bool { return p.seg.file == nil })
	for _, p := range files {
		for _, s := range p.seg.sections() {
			s.forget()
		}
	}
	return (&Index{parts: files}).Check() != nil
}

// Len is the number of marks kept, dropped ones not yet cleared away included.
func (x *Index) Len() int {
	n := 0
	for _, p := range x.parts {
		n += p.seg.len()
	}
	return n
}

// Background counts the lengths and symbols of the marks kept.
func (x *Index) Background() *Background {
	var b Background
	for _, p := range x.parts {
		b.sum(&p.seg.stats)
	}
	return &b
}

// Entries yields every mark, part by part in order. An error ends it: ErrDamaged, when a file does not hold what
// was written.
func (x *Index) Entries() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		err := x.guard(func() {
			for _, p := range x.parts {
				more := true
				p.seg.each(func(pos uint32, _, id uint64, _ string) bool {
					more = p.dead[id] || yield(Entry{ID: id, Mark: p.seg.markAt(pos)}, nil)
					return more
				})
				if !more {
					return
				}
			}
		})
		if err != nil {
			yield(Entry{}, err)
		}
	}
}

// Check reads the whole index and compares it with its checksums. The error is ErrDamaged.
func (x *Index) Check() error {
	return x.guard(func() {
		for _, p := range x.parts {
			p.seg.pieces(nil, nil)
		}
	})
}

// ErrStale says that an index file was written under another format or another FormVersion. Build it again.
var ErrStale = errors.New("the index file has another format; build the index again")

// ErrDamaged says that an index file does not hold what was written. Build it again.
var ErrDamaged = errors.New("the index file is damaged; build the index again")
