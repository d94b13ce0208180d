package trial

import (
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"focalpoint/mark"
)

// A Context is what is known beside the mark.
type Context struct {
	Name           string `json:"name"`
	maker, calibre bool
}

// Contexts lists what is known beside the mark.
func Contexts() []Context {
	return []Context{{"number alone", false, false}, {"maker told", true, false}, {"maker and calibre told", true, true}}
}

// Methods of ranking, in the order of a Row's Scores.
const (
	Ours        = "focalpoint"
	Oracle      = "oracle"
	NCIC        = "NCIC rule"
	SameSerial  = "same serial"
	Levenshtein = "Levenshtein"
)

func methods() []string { return []string{Ours, Oracle, NCIC, SameSerial, Levenshtein} }

// A Score is how one method did.
type Score struct {
	Method string  `json:"method"`
	First  float64 `json:"first"` // right firearms ranked first, ties sharing
	Ten    float64 `json:"ten"`   // in the first ten
}

// A Row is one class of reports in one context.
type Row struct {
	Class   string  `json:"class"`
	Given   bool    `json:"given,omitempty"`
	Context string  `json:"context"`
	Present int     `json:"present"` // questions for firearms on record
	Absent  int     `json:"absent"`
	Scores  []Score `json:"scores"` // counts, of Present
	// Stated against observed, by tenths of the probability stated for the first answer and, alike, for "none of these".
	First, None Bins
	Brier       float64 `json:"brier"`       // of the first answer
	NonePresent float64 `json:"nonePresent"` // mean probability of "none of these" where the firearm is on record
	NoneAbsent  float64 `json:"noneAbsent"`  // and where it is not
}

// Bins compare stated with observed.
type Bins struct {
	N      [10]int     `json:"n"`
	Stated [10]float64 `json:"stated"` // sums
	Right  [10]float64 `json:"right"`
}

func (b *Bins) add(p, right float64) {
	i := min(9, int(p*10))
	b.N[i]++
	b.Stated[i] += p
	b.Right[i] += right
}

// Sum adds the counts of another.
func (b *Bins) Sum(o Bins) {
	for i := range b.N {
		b.N[i] += o.N[i]
		b.Stated[i] += o.Stated[i]
		b.Right[i] += o.Right[i]
	}
}

// Error is the expected calibration error: the mean distance between stated and observed.
func (b *Bins) Error() float64 {
	sum, n := 0.0, 0
	for i := range b.N {
		sum += math.Abs(b.Stated[i] - b.Right[i])
		n += b.N[i]
	}
	return sum / float64(max(1, n))
}

// Wilson is the 95 % interval of a share of n.
func Wilson(count float64, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := count/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, mid-half), min(1, mid+half)
}

// run is one trial under way.
type run struct {
	o       Options
	w       *World
	rs      *records
	x       *mark.Index
	pop     *mark.Population
	makers  []float64 // share of records of each maker
	calibre []float64
}

// Run draws a world, asks and measures. The rows stand in the order of Classes, then Contexts.
func Run(o Options) []Row {
	t := &run{o: o, w: NewWorld(o)}
	t.rs = pack(t.w.Recorded)
	t.index()
	classes := o.classes()
	rows := make([]Row, 0, len(classes)*len(Contexts()))
	for c, class := range classes {
		rows = append(rows, t.class(class)...)
		if o.Tell != nil {
			o.Tell(c+1, len(classes))
		}
	}
	return rows
}

// index gives the search under trial what it may know: the records.
func (t *run) index() {
	entries := make([]mark.Entry, len(t.w.Recorded))
	var s mark.Sampler
	t.makers, t.calibre = make([]float64, len(t.w.makers)), make([]float64, t.w.calibres)
	each := 1 / float64(max(1, len(entries)))
	for i, text := range t.w.Recorded {
		entries[i] = mark.Entry{ID: uint64(i + 1), Mark: text}
		s.Add(kind(int(t.w.maker[i]), int(t.w.calibre[i])), text)
		t.makers[t.w.maker[i]] += each
		t.calibre[t.w.calibre[i]] += each
	}
	t.x, t.pop = mark.NewIndex(entries), s.Population()
}

func kind(maker, calibre int) string { return strconv.Itoa(maker) + "|" + strconv.Itoa(calibre) }

func unkind(kind string) (maker, calibre int) {
	m, c, _ := strings.Cut(kind, "|")
	maker, _ = strconv.Atoi(m) //nolint:errcheck // written by kind
	calibre, _ = strconv.Atoi(c)
	return maker, calibre
}

// class asks all questions of one class.
func (t *run) class(class Class) []Row {
	contexts := Contexts()
	results := make([][]result, t.o.Queries)
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		wg.Go(func() {
			for i := worker; i < t.o.Queries; i += workers {
				q := t.w.ask(class, t.w.dice(uint64(1000+class.number)<<32|uint64(i)))
				results[i] = t.question(&q)
			}
		})
	}
	wg.Wait()
	rows := make([]Row, len(contexts))
	for c := range contexts {
		row := &rows[c]
		*row = Row{Class: class.Name, Given: class.Given, Context: contexts[c].Name}
		for _, m := range methods() {
			row.Scores = append(row.Scores, Score{Method: m})
		}
		for i := range results {
			row.add(&results[i][c])
		}
		n := float64(max(1, t.o.Queries))
		row.Brier /= n
		row.NonePresent /= float64(max(1, row.Present))
		row.NoneAbsent /= float64(max(1, row.Absent))
	}
	return rows
}

// result is how one question went in one context.
type result struct {
	present             bool
	first, ten          [5]float64 // by method
	stated, right, none float64
}

func (row *Row) add(r *result) {
	absent := 1.0
	if r.present {
		absent = 0
		row.Present++
		row.NonePresent += r.none
		for m := range row.Scores {
			row.Scores[m].First += r.first[m]
			row.Scores[m].Ten += r.ten[m]
		}
	} else {
		row.Absent++
		row.NoneAbsent += r.none
	}
	row.First.add(r.stated, r.right)
	row.None.add(r.none, absent)
	row.Brier += r.right*(1-r.stated)*(1-r.stated) + (1-r.right)*r.stated*r.stated
}

// candidate is a record with its score under one method.
type candidate struct {
	at    int
	score float64
}

// tie is how close scores must be to count as the same: less is the rounding of one method or the other.
const tie = .02

// credit is the share of a place among the first n that the true record earns, ties sharing evenly.
func credit(list []candidate, truth, n int) float64 {
	i := slices.IndexFunc(list, func(c candidate) bool { return c.at == truth })
	if truth < 0 || i < 0 || list[i].score <= 0 {
		return 0
	}
	better, ties := 0, 0
	for _, c := range list {
		switch {
		case c.score > list[i].score*(1+tie):
			better++
		case c.score >= list[i].score*(1-tie):
			ties++
		}
	}
	return min(1, max(0, float64(n-better)/float64(ties)))
}

// best is the highest score and the share of those that have it who are the truth.
func best(list []candidate, truth int) (score, right float64) {
	ties, hit := 0, false
	for _, c := range list {
		switch {
		case c.score > score*(1+tie):
			score, ties, hit = c.score, 1, c.at == truth
		case c.score >= score*(1-tie):
			ties++
			hit = hit || c.at == truth
		}
	}
	if hit {
		right = 1 / float64(ties)
	}
	return score, right
}
