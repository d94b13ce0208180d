package mark

import (
	"cmp"
	"slices"
	"strings"
	"unsafe"
)

// An Entry is one mark to be found: the caller's number for it and its folded form.
type Entry struct {
	ID   uint64
	Mark string
}

// CompareEntries is the order in which equally likely answers stand: by symbols, then by ID.
func CompareEntries(a, b Entry) int {
	ka, sa := keyOf(a.Mark)
	kb, sb := keyOf(b.Mark)
	if c := cmp.Compare(ka, kb); c != 0 {
		return c
	}
	if sa || sb {
		if c := strings.Compare(a.Mark, b.Mark); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.ID, b.ID)
}

// A segment is an immutable set of marks in its orders, in memory or in a mapped file.
type segment struct {
	forward  order
	backward order
	fragments
	ids packed // by forward position
	// spilled marks are those a key does not give back: more than ten symbols, or a symbol without a code.
	spilled   packed  // their forward positions, ascending
	spillFrom packed  // where each begins in spillText; one more than there are
	spillText section // read it through spillAt
	stats     Background
	file      *mapping // nil in memory
}

func (s *segment) len() int { return len(s.forward.keys) }

// sections are the parts of a segment that are checked when first touched.
func (s *segment) sections() []*section {
	return []*section{&s.forward.section, &s.backward.section, &s.backward.pos.section, &s.refs.section, &s.ids.section, &s.spilled.section, &s.spillFrom.section, &s.spillText}
}

// spillAt gives the text of a spilled mark, valid while the segment is in use.
func (s *segment) spillAt(n int) string {
	from, to := int(s.spillFrom.at(n)), int(s.spillFrom.at(n+1))
	if from > to || to > len(s.spillText.data) {
		panic(damage{})
	}
	s.spillText.touch(from, to)
	return unsafe.String(unsafe.SliceData(s.spillText.data[from:to]), to-from)
}

// markAt gives the folded mark at a forward position.
func (s *segment) markAt(pos uint32) string {
	key := s.keyAt(pos)
	if text, ok := s.spillOf(pos, key); ok {
		return strings.Clone(text)
	}
	return textOf(key)
}

func (s *segment) keyAt(pos uint32) uint64 {
	s.forward.enter(int(pos), int(pos)+1)
	return s.forward.keys[pos]
}

// spillOf gives the text of a spilled mark by its forward position and key.
func (s *segment) spillOf(pos uint32, key uint64) (string, bool) {
	if key&15 != longMark && !hasOther(key) {
		return "", false
	}
	return s.spillAt(s.spillNumber(pos)), true
}

// spillNumber is the number of a spilled mark by its forward position.
func (s *segment) spillNumber(pos uint32) int {
	lo, hi := 0, s.spilled.n
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if uint32(s.spilled.at(mid)) < pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == s.spilled.n || uint32(s.spilled.at(lo)) != pos {
		panic(damage{})
	}
	return lo
}

// each calls visit for every mark in forward order, until it returns false. The text is empty where the key
// tells all, and valid during the call.
func (s *segment) each(visit func(pos uint32, key, id uint64, text string) bool) {
	spill := 0
	for i := range s.forward.keys {
		key, text := s.keyAt(uint32(i)), ""
		if key&15 == longMark || hasOther(key) {
			text = s.spillAt(spill)
			spill++
		}
		if !visit(uint32(i), key, s.ids.at(i), text) {
			return
		}
	}
}

// count gathers the frequencies of lengths and symbols.
func (s *segment) count() Background {
	var b Background
	s.each(func(_ uint32, key, _ uint64, text string) bool {
		if text != "" {
			b.add(text)
			return true
		}
		n := int(key & 15)
		b.Lengths[n]++
		for d := range n {
			b.Symbols[codeAt(key, d)]++
		}
		return true
	})
	return b
}

// living hands the marks whose ID is not dead to a builder.
func (s *segment) living(b *Builder, dead map[uint64]bool) {
	s.each(func(_ uint32, key, id uint64, text string) bool {
		switch {
		case dead[id]:
		case text != "":
			b.spill(key, id, text)
		default:
			b.all = append(b.all, pair{key, id})
		}
		return true
	})
}

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}
