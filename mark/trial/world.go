package trial

import (
	"math/rand/v2"
	"slices"
	"strings"

	"focalpoint/mark"
)

// Options say what to measure.
type Options struct {
	Marks   int    // firearms on record
	Queries int    // questions of each class
	Seed    uint64 // of everything drawn
	Clerk   float64
	Wrong   float64 // chance that a reader takes one symbol for another
	Hint    float64 // chance that the maker named is right
	Absent  float64 // share of questions for firearms that are not on record
	// Truth is the table of confusions by which the world's readers and clerks err.
	Truth *mark.Confusions
	// Channel is what the search under trial believes of them.
	Channel *mark.Channel
	Formats []mark.Format
	Only    []string // names of the classes to ask; empty for all
	// Tell, when not nil, is told what is done: a step of so many.
	Tell func(done, of int)
}

// DefaultOptions are the published rates, for a million records and two thousand questions of each class: clerks'
// errors in 3.8 % of records and symbols misread in 2.3 % of cases (research report on serial numbers, section 2),
// the maker named rightly in 90 %. The world errs by one published table, the search was estimated on another.
func DefaultOptions() Options {
	return Options{Marks: 1_000_000, Queries: 2000, Seed: 1, Clerk: .038, Wrong: .023, Hint: .9, Absent: .2, Formats: mark.BuiltinFormats()}
}

// calibreRate is how often the calibre told is right.
const calibreRate = .95

// A maker of the world, with its share of all firearms.
type maker struct {
	name     string
	formats  []mark.Format
	share    []float64 // of the formats, adding up
	most     []float64 // how far the highest digit of each format has come, 0 to 1
	calibres []int
	calShare []float64
}

// World is the firearms on record, with what is truly struck on them.
type World struct {
	o        Options
	makers   []maker
	share    []float64 // of the makers, adding up
	calibres int
	calShare []float64 // of the calibres over all firearms

	Recorded []string // folded, by number of the record
	maker    []uint16
	calibre  []uint8
	struck   map[int]string // where it is not what is recorded
	reader   *reader
}

// NewWorld draws makers and firearms.
func NewWorld(o Options) *World {
	w := &World{o: o, calibres: 14, struck: map[int]string{}, reader: newReader(o.Truth, o.Wrong)}
	r := w.dice(1)
	w.drawMakers(r)
	w.Recorded, w.maker, w.calibre = make([]string, o.Marks), make([]uint16, o.Marks), make([]uint8, o.Marks)
	counts := make([]float64, w.calibres)
	r = w.dice(2)
	for i := range w.Recorded {
		m, c, struck := w.firearm(r)
		text := struck
		if r.Float64() < o.Clerk {
			if text = w.reader.copyWrongly(struck, r); text != struck {
				w.struck[i] = struck
			}
		}
		w.Recorded[i], w.maker[i], w.calibre[i] = text, uint16(m), uint8(c)
		counts[c]++
	}
	for c := range counts {
		counts[c] /= float64(max(1, o.Marks))
	}
	w.calShare = counts
	return w
}

func (w *World) dice(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(w.o.Seed, stream)) }

// drawMakers gives each maker with a format a share that falls off with its place in a random order, and each of
// its formats and calibres one.
func (w *World) drawMakers(r *rand.Rand) {
	byMaker := map[string][]mark.Format{}
	for _, f := range w.o.Formats {
		byMaker[f.Maker] = append(byMaker[f.Maker], f)
	}
	var names []string
	for n := range byMaker {
		names = append(names, n)
	}
	slices.Sort(names)
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var weights []float64
	for rank, n := range names {
		m := maker{name: n, formats: byMaker[n]}
		fw := make([]float64, len(m.formats))
		for i := range fw {
			fw[i] = .2 + r.Float64()
			m.most = append(m.most, .3+.7*r.Float64())
		}
		m.share = adding(fw)
		for range 1 + r.IntN(4) {
			// Squared: some calibres are far commoner than others.
			if c := int(float64(w.calibres) * r.Float64() * r.Float64()); !slices.Contains(m.calibres, c) {
				m.calibres = append(m.calibres, c)
			}
		}
		cw := make([]float64, len(m.calibres))
		for i := range cw {
			cw[i] = .1 + r.Float64()
		}
		m.calShare = adding(cw)
		w.makers = append(w.makers, m)
		weights = append(weights, 1/float64(rank+3))
	}
	w.share = adding(weights)
}

// adding turns weights into shares that add up to 1, each with those before it.
func adding(weights []float64) []float64 {
	sum := 0.0
	for _, x := range weights {
		sum += x
	}
	out, at := make([]float64, len(weights)), 0.0
	for i, x := range weights {
		at += x / sum
		out[i] = at
	}
	return out
}

func choose(shares []float64, r *rand.Rand) int {
	at, _ := slices.BinarySearch(shares, r.Float64())
	return min(at, len(shares)-1)
}

// shareOf is the share at a place of shares that add up.
func shareOf(shares []float64, i int) float64 {
	if i == 0 {
		return shares[0]
	}
	return shares[i] - shares[i-1]
}

// firearm draws one: its maker, its calibre and the number struck on it, folded.
func (w *World) firearm(r *rand.Rand) (m, calibre int, struck string) {
	m = choose(w.share, r)
	mk := &w.makers[m]
	f := choose(mk.share, r)
	text := mk.formats[f].Make(func(n int) int {
		if n == 10 && mk.most[f] < 1 {
			return int(float64(n) * r.Float64()) // digits
		}
		return r.IntN(n)
	})
	// The series has not run out: its first digit stays below what has been reached.
	if at := strings.IndexFunc(text, func(c rune) bool { return c >= '0' && c <= '9' }); at >= 0 && text[at] != '0' && mk.formats[f].Note == "" {
		if high := int(10 * mk.most[f]); int(text[at]-'0') > high {
			text = text[:at] + string(rune('0'+r.IntN(high+1))) + text[at+1:]
		}
	}
	return m, mk.calibres[choose(mk.calShare, r)], mark.Fold(text)
}

// truth is the number struck on a firearm on record.
func (w *World) truth(i int) string {
	if s, ok := w.struck[i]; ok {
		return s
	}
	return w.Recorded[i]
}
