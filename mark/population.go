package mark

import (
	"slices"
	"strings"
	"sync"
)

// A Population is what the marks of many firearms look like: which shapes they have (letters and digits by place)
// and which symbols stand at each place, for all and apart for each group, such as a maker. It gives the chance
// that a mark of a firearm nobody has on record looks like a pattern: what "none of these" is weighed with. A
// maker's fixed letters and years are learned with the shapes, so a pattern that repeats them says little.
//
// A kind of firearm is written as one text, its group first: "zastava|7.62x39|rifle". Kinds of one group share
// what its marks look like.
//
// It is immutable once made (see Sampler) and may be kept as JSON.
type Population struct {
	All    *Look            `json:"all"`
	Groups map[string]*Look `json:"groups,omitempty"`
	Kinds  map[string]int   `json:"kinds,omitempty"` // marks of each kind

	once   sync.Once
	sorted []string
}

// groupOf is the group of a kind.
func groupOf(kind string) string {
	group, _, _ := strings.Cut(kind, "|")
	return group
}

// A Look is the shapes of one group's marks.
type Look struct {
	Marks  int               `json:"marks"`
	Shapes map[string]*Shape `json:"shapes"`

	once  sync.Once
	sized map[int][]form // shapes by length, sorted
}

// A form is a shape with its name taken apart.
type form struct {
	name    string
	classes []int
	*Shape
}

// bySize gives the shapes by their length.
func (l *Look) bySize() map[int][]form {
	l.once.Do(func() {
		l.sized = map[int][]form{}
		for _, name := range sortedKeys(l.Shapes) {
			f := form{name: name, Shape: l.Shapes[name]}
			for _, r := range name {
				f.classes = append(f.classes, classAt(r))
			}
			l.sized[len(f.classes)] = append(l.sized[len(f.classes)], f)
		}
	})
	return l.sized
}

// A Shape is the marks of one form: a digit 9, a Latin letter A, any other symbol Я for each place.
type Shape struct {
	Marks int `json:"n"`
	// At lists, for each place, symbol codes and how often each stood there.
	At [][][2]int `json:"at"`
}

// A Sampler gathers marks into a Population, keeping no more than a fixed number of them, each as likely as any
// other. The zero value is ready.
type Sampler struct {
	kept  []sampled
	seen  uint64
	limit uint64 // marks whose random number is below stay; 0 stands for all
}

type sampled struct {
	random     uint64
	kind, mark string
}

// sampleSize is how many marks a Sampler keeps: enough for a few hundred makers, few enough to count at each start.
const sampleSize = 1 << 16

// Add gathers a mark in folded form, with the kind of its firearm, which may be empty.
func (s *Sampler) Add(kind, folded string) {
	s.seen++
	r := scramble(s.seen)
	if folded == "" || s.limit != 0 && r >= s.limit {
		return
	}
	s.kept = append(s.kept, sampled{r, kind, folded})
	if len(s.kept) <= sampleSize {
		return
	}
	// Half of them stay; whatever comes later is held to the same limit.
	if s.limit == 0 {
		s.limit = 1 << 63
	} else {
		s.limit /= 2
	}
	s.kept = slices.DeleteFunc(s.kept, func(k sampled) bool { return k.random >= s.limit })
}

// scramble spreads a counter over all numbers (the finalizer of splitmix64).
func scramble(n uint64) uint64 {
	n *= 0x9E3779B97F4A7C15
	n = (n ^ n>>30) * 0xBF58476D1CE4E5B9
	n = (n ^ n>>27) * 0x94D049BB133111EB
	return n ^ n>>31
}

// Population counts what was gathered.
func (s *Sampler) Population() *Population {
	p := &Population{All: &Look{Shapes: map[string]*Shape{}}, Groups: map[string]*Look{}, Kinds: map[string]int{}}
	for _, k := range s.kept {
		p.All.add(k.mark)
		p.Kinds[k.kind]++
		g := p.Groups[groupOf(k.kind)]
		if g == nil {
			g = &Look{Shapes: map[string]*Shape{}}
			p.Groups[groupOf(k.kind)] = g
		}
		g.add(k.mark)
	}
	p.All.sort()
	for _, g := range p.Groups {
		g.sort()
	}
	return p
}

// symbolClass is the class of a symbol code in a shape.
func symbolClass(c uint8) rune {
	switch {
	case isDigitCode(c):
		return '9'
	case c <= plainSymbols:
		return 'A'
	}
	return 'Я'
}

func (l *Look) add(folded string) {
	var form strings.Builder
	n := 0
	for _, r := range folded {
		if n++; n > MaxPlaces {
			return
		}
		form.WriteRune(symbolClass(codeOf(r)))
	}
	l.Marks++
	s := l.Shapes[form.String()]
	if s == nil {
		s = &Shape{At: make([][][2]int, n)}
		l.Shapes[form.String()] = s
	}
	s.Marks++
	i := 0
	for _, r := range folded {
		c := int(codeOf(r))
		at := slices.IndexFunc(s.At[i], func(x [2]int) bool { return x[0] == c })
		if at < 0 {
			at = len(s.At[i])
			s.At[i] = append(s.At[i], [2]int{c, 0})
		}
		s.At[i][at][1]++
		i++
	}
}

func (l *Look) sort() {
	for _, s := range l.Shapes {
		for _, at := range s.At {
			slices.SortFunc(at, func(a, b [2]int) int { return a[0] - b[0] })
		}
	}
}

// How much the wider opinion counts for: a group's shape against all marks of that shape, a group against all
// groups, and all marks seen against a mark of any form at all; in marks.
const (
	placePrior = 4.0
	groupPrior = 2.0
	formPrior  = 10.0
)

// Chance is the probability that a firearm taken at random bears a mark reported as this pattern and is what else
// is said of it: weight gives, for a kind, the probability of everything said beside the mark of a firearm of that
// kind. A nil weight means that nothing is said. Of missing and added symbols one is reckoned with.
func (p *Population) Chance(pattern Pattern, ch *Channel, weight func(kind string) float64) float64 {
	if p.All.Marks == 0 {
		return (&Background{}).Chance(pattern, ch)
	}
	return p.See(pattern, ch).Chance(weight)
}

// A Sight is a pattern compared with a population: Chance may be asked for many opinions of what else is said.
type Sight struct {
	p      *Population
	all    float64
	groups map[string]float64
	v      *viewer
}

// See compares a pattern with the population; a nil channel means DefaultChannel.
func (p *Population) See(pattern Pattern, ch *Channel) *Sight {
	v := newViewer(pattern, ch)
	return &Sight{p: p, all: v.all(p.All), groups: map[string]float64{}, v: v}
}

// Chance is Population.Chance for the pattern.
func (s *Sight) Chance(weight func(kind string) float64) float64 {
	if weight == nil {
		return s.all
	}
	byGroup := map[string]float64{}
	marks := 0
	for _, kind := range s.p.kinds() {
		n := s.p.Kinds[kind]
		marks += n
		byGroup[groupOf(kind)] += float64(n) * weight(kind)
	}
	sum := 0.0
	for _, name := range sortedKeys(byGroup) {
		w := byGroup[name]
		if w <= 0 {
			continue
		}
		chance, ok := s.groups[name]
		if !ok {
			chance = s.v.group(s.p.Groups[name], s.all)
			s.groups[name] = chance
		}
		sum += w * chance
	}
	return sum / float64(max(1, marks))
}

// kinds lists the kinds, sorted.
func (p *Population) kinds() []string {
	p.once.Do(func() { p.sorted = sortedKeys(p.Kinds) })
	return p.sorted
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// A viewer computes how likely marks of a shape are to be reported as one pattern.
type viewer struct {
	m *matcher
	// seen[j][c] is the probability of place j being reported when symbol c stands there.
	seen   [][codeCount]float64
	single float64 // a symbol overlooked
	ofAll  map[string][]float64
	any    [3][]float64 // by class: the mean over its symbols, for each place
}

func newViewer(p Pattern, ch *Channel) *viewer {
	m := newMatcher(p, 1, ch)
	v := &viewer{m: m, seen: make([][codeCount]float64, len(m.places)), single: m.ch.missed.Likelihood(), ofAll: map[string][]float64{}}
	for j := range m.places {
		pl := &m.places[j]
		for c := 1; c < codeCount; c++ {
			l := 0.0
			if pl.hit[c] < impossible {
				l = pl.hit[c].Likelihood()
			} else if pl.sub[c] < impossible {
				l = pl.sub[c].Likelihood()
			}
			v.seen[j][c] = l
		}
	}
	for k, codes := range [3][2]int{{1, 10}, {11, plainSymbols}, {plainSymbols + 1, lastCode}} {
		v.any[k] = make([]float64, len(m.places))
		for j := range v.any[k] {
			for c := codes[0]; c <= codes[1]; c++ {
				v.any[k][j] += v.seen[j][c] / float64(codes[1]-codes[0]+1)
			}
		}
	}
	return v
}

// classAt is which of the three classes stands at a place of a form.
func classAt(r rune) int {
	switch r {
	case '9':
		return 0
	case 'A':
		return 1
	}
	return 2
}

// all is the chance of the pattern over all marks of a population, with a rest for forms never seen.
func (v *viewer) all(l *Look) float64 {
	sum := 0.0
	v.of(l, func(f form) {
		q := v.places(f, nil)
		v.ofAll[f.name] = q
		sum += float64(f.Marks) * v.whole(q, len(f.At))
	})
	return (sum + formPrior*l.background().chance(v.m)) / (float64(l.Marks) + formPrior)
}

// background counts the lengths and symbols of the marks.
func (l *Look) background() *Background {
	var b Background
	for length, forms := range l.bySize() {
		for _, f := range forms {
			b.Lengths[length] += uint64(f.Marks)
			for _, at := range f.At {
				for _, x := range at {
					b.Symbols[x[0]] += uint64(x[1])
				}
			}
		}
	}
	return &b
}

// group is the chance over the marks of one group, all being the chance over all marks.
func (v *viewer) group(l *Look, all float64) float64 {
	sum := 0.0
	v.of(l, func(f form) {
		sum += float64(f.Marks) * v.whole(v.places(f, v.ofAll[f.name]), len(f.At))
	})
	return (sum + groupPrior*all) / (float64(l.Marks) + groupPrior)
}

// of visits the forms whose length the pattern can have.
func (v *viewer) of(l *Look, visit func(form)) {
	n := len(v.m.places)
	low, high := n-1, n+1
	if v.m.runs > 0 {
		low, high = n-v.m.runs, MaxPlaces
	}
	sized := l.bySize()
	for length := max(1, low); length <= high; length++ {
		for _, f := range sized[length] {
			visit(f)
		}
	}
}

// places gives, for place i of a shape and place j of the pattern, the probability that j is reported where i
// stands, at i*places+j. wider are those of all marks of the form, nil for all marks themselves.
func (v *viewer) places(f form, wider []float64) []float64 {
	n := len(v.m.places)
	out := make([]float64, len(f.At)*n)
	for i, at := range f.At {
		from, to := 0, n
		if v.m.runs == 0 {
			from, to = max(0, i-1), min(n, i+2)
		}
		for j := from; j < to; j++ {
			prior := v.any[f.classes[i]][j]
			if wider != nil {
				prior = wider[i*n+j]
			}
			sum := placePrior * prior
			for _, x := range at {
				sum += float64(x[1]) * v.seen[j][x[0]]
			}
			out[i*n+j] = sum / (float64(f.Marks) + placePrior)
		}
	}
	return out
}

// whole is the chance of the whole pattern for marks of one shape.
func (v *viewer) whole(q []float64, length int) float64 {
	n := len(v.m.places)
	if v.m.runs > 0 {
		return v.withRuns(q, length)
	}
	switch length {
	case n:
		p := 1.0
		for i := range n {
			p *= q[i*n+i]
		}
		return p
	case n + 1: // one symbol of the mark was overlooked
		return v.shifted(length, func(i int) float64 { return v.single }, func(i, j int) float64 { return q[i*n+j] })
	case n - 1: // one place of the pattern stands for nothing
		return v.shifted(n, func(j int) float64 { return v.m.places[j].extra.Likelihood() }, func(j, i int) float64 { return q[i*n+j] })
	}
	return 0
}

// shifted sums over where one of longer symbols has no partner: price(k) that it is k, at(a, b) that a of the
// longer row stands with b of the shorter.
func (v *viewer) shifted(longer int, price func(int) float64, at func(a, b int) float64) float64 {
	tail := make([]float64, longer+1) // of the symbols from k on, shifted by one
	tail[longer] = 1
	for k := longer - 1; k > 0; k-- {
		tail[k] = tail[k+1] * at(k, k-1)
	}
	sum, head := 0.0, 1.0
	for k := range longer {
		sum += head * price(k) * tail[k+1]
		if k < longer-1 {
			head *= at(k, k)
		}
	}
	return sum
}

// withRuns sums over all ways to lay a pattern with runs along a mark.
func (v *viewer) withRuns(q []float64, length int) float64 {
	n := len(v.m.places)
	cur := make([]float64, n+1)
	next := make([]float64, n+1)
	open := func(row []float64) {
		for j := range n {
			if v.m.places[j].kind == Run {
				row[j+1] += row[j]
			}
		}
	}
	cur[0] = 1
	open(cur)
	for i := range length {
		clear(next)
		for j := range n {
			if v.m.places[j].kind == Run {
				next[j] += cur[j]
			} else {
				next[j+1] += cur[j] * q[i*n+j]
			}
		}
		open(next)
		cur, next = next, cur
	}
	return min(1, cur[n])
}
