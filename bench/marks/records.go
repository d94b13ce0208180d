package main

import (
	"math/rand/v2"
	"slices"
	"unicode/utf8"
	"unsafe"

	"focalpoint/mark"
)

// records are the marks on record, folded, one behind the other.
type records struct {
	text []byte
	from []uint32
}

func (r *records) len() int { return len(r.from) - 1 }

func (r *records) at(i int) string {
	b := r.text[r.from[i]:r.from[i+1]]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// clerks is the share of records that hold one copying error (doc/search.md).
const clerks = .038

// draw makes n records: makers have shares that fall off with their place in a random order, and each of their
// formats one.
func draw(n int, seed uint64) *records {
	r := rand.New(rand.NewPCG(seed, 1))
	byMaker := map[string][]mark.Format{}
	var makers []string
	for _, f := range mark.BuiltinFormats() {
		if len(byMaker[f.Maker]) == 0 {
			makers = append(makers, f.Maker)
		}
		byMaker[f.Maker] = append(byMaker[f.Maker], f)
	}
	slices.Sort(makers)
	r.Shuffle(len(makers), func(i, j int) { makers[i], makers[j] = makers[j], makers[i] })
	var bag []*mark.Format // a thousand and more places, filled by share
	for rank, m := range makers {
		formats := byMaker[m]
		for range 1 + 6000/(rank+3) {
			bag = append(bag, &formats[r.IntN(len(formats))])
		}
	}
	out := &records{from: make([]uint32, 1, n+1), text: make([]byte, 0, 9*n)}
	for range n {
		text := bag[r.IntN(len(bag))].Make(r.IntN)
		if r.Float64() < clerks {
			text = slip(text, r)
		}
		out.text = append(out.text, mark.Fold(text)...)
		out.from = append(out.from, uint32(len(out.text)))
	}
	return out
}

const symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func symbol(r *rand.Rand) rune { return rune(symbols[r.IntN(len(symbols))]) }

// slip is a copying error: mostly one wrong symbol, else a swap, one lost or one too many (Verhoeff's shares).
func slip(text string, r *rand.Rand) string {
	s := []rune(text)
	i := r.IntN(len(s))
	switch p := r.Float64(); {
	case p < .79 || len(s) < 3:
		s[i] = symbol(r)
	case p < .89:
		i = r.IntN(len(s) - 1)
		s[i], s[i+1] = s[i+1], s[i]
	case p < .95:
		s = slices.Delete(s, i, i+1)
	default:
		s = slices.Insert(s, i, symbol(r))
	}
	return string(s)
}

func runes(s string) int { return utf8.RuneCountInString(s) }
