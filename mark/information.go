package mark

import "math"

// Information is how many bits a pattern tells of a mark of the population: minus the binary logarithm of the share
// of marks that fit it with at most so many errors. weight gives, for a kind, the share of its firearms that meet
// what is asked beside the mark; nil asks nothing. "?????" tells next to nothing, and so does "AB~2", for with
// errors it fits nearly every short mark.
//
// Symbols are taken to be independent but for the shapes of marks, and ways to fit are added up, so errors and runs
// are told a little less than they say: it is a bound for those who limit what may be asked, not an estimate.
func (p *Population) Information(pattern Pattern, errors int, weight func(kind string) float64) float64 {
	a := newAligner(pattern, errors)
	if p == nil || p.All.Marks == 0 {
		return told(a.background(&Background{}))
	}
	all := a.look(p.All, a.background(p.All.background()), formPrior)
	if weight == nil {
		return told(all)
	}
	byGroup, marks := map[string]float64{}, 0
	for _, kind := range p.kinds() {
		n := p.Kinds[kind]
		marks += n
		byGroup[groupOf(kind)] += float64(n) * weight(kind)
	}
	sum := 0.0
	for _, name := range sortedKeys(byGroup) {
		if w := byGroup[name]; w > 0 {
			sum += w * a.look(p.Groups[name], all, groupPrior)
		}
	}
	return told(sum / float64(max(1, marks)))
}

// told turns a share into the information of being in it; nothing that can be asked tells more than a long mark.
func told(share float64) float64 { return -math.Log2(min(1, max(share, 0x1p-100))) }

// An aligner lays a pattern along marks of a shape.
type aligner struct {
	reading Reading
	errors  int
	// fit[j][c] is 1 where symbol c may stand at place j, less where a certainty makes it less likely than another.
	fit [][codeCount]float64
}

func newAligner(p Pattern, errors int) *aligner {
	a := &aligner{reading: p.Reading[:min(len(p.Reading), MaxPlaces)], errors: min(max(errors, 0), MaxErrors)}
	a.fit = make([][codeCount]float64, len(a.reading))
	for j, pl := range a.reading {
		a.fit[j] = fitOf(pl)
	}
	return a
}

// fitOf says which symbols may stand at a place.
func fitOf(pl Place) (fit [codeCount]float64) {
	rest := 0.0
	switch pl.Kind {
	case Any, Run, Not:
		rest = 1
	case Weighted:
		best := 0.0
		for _, c := range pl.Choices {
			best = max(best, c.P)
		}
		if best > 0 {
			rest = min(1, pl.Rest()/float64(max(1, plainSymbols-len(pl.Choices)))/best)
		}
		for _, c := range pl.Choices {
			fit[codeOf(c.Symbol)] = c.P / max(best, c.P)
		}
	}
	for c := 1; c < codeCount; c++ {
		if fit[c] == 0 {
			fit[c] = rest
		}
	}
	for _, c := range pl.Choices {
		switch pl.Kind {
		case One, Set:
			fit[codeOf(c.Symbol)] = 1
		case Not:
			fit[codeOf(c.Symbol)] = 0
		}
	}
	return fit
}

// look is the share of a group's marks that fit; wider is that of the wider group, which counts for so many marks.
func (a *aligner) look(l *Look, wider, prior float64) float64 {
	sum := 0.0
	for length, forms := range l.bySize() {
		if !a.reaches(length) {
			continue
		}
		for _, f := range forms {
			sum += float64(f.Marks) * a.share(length, func(i, j int) float64 {
				n := placePrior * a.mean(f.classes[i], j)
				for _, x := range f.At[i] {
					n += float64(x[1]) * a.fit[j][x[0]]
				}
				return n / (float64(f.Marks) + placePrior)
			})
		}
	}
	return (sum + prior*wider) / (float64(l.Marks) + prior)
}

// mean is how many of the symbols of a class may stand at a place.
func (a *aligner) mean(class, j int) float64 {
	codes := [3][2]int{{1, 10}, {11, plainSymbols}, {plainSymbols + 1, lastCode}}[class]
	sum := 0.0
	for c := codes[0]; c <= codes[1]; c++ {
		sum += a.fit[j][c]
	}
	return sum / float64(codes[1]-codes[0]+1)
}

// background is the share among marks of which only lengths and symbols are known.
func (a *aligner) background(b *Background) float64 {
	f := b.frequencies()
	place := make([]float64, len(a.reading))
	for j := range place {
		for c := 1; c < codeCount; c++ {
			place[j] += f[c] * a.fit[j][c]
		}
	}
	sum := 0.0
	for n := 1; n <= MaxPlaces; n++ {
		if a.reaches(n) {
			sum += b.Length(n) * a.share(n, func(_, j int) float64 { return place[j] })
		}
	}
	return sum
}

// reaches says whether a mark of n symbols can fit at all.
func (a *aligner) reaches(n int) bool {
	runs := 0
	for _, pl := range a.reading {
		if pl.Kind == Run {
			runs++
		}
	}
	least := len(a.reading) - runs - a.errors
	return n >= least && (runs > 0 || n <= len(a.reading)+a.errors)
}

// share adds up the ways to lay the pattern along marks of n symbols with the errors allowed: fit(i, j) is the
// chance that symbol i may stand at place j.
func (a *aligner) share(n int, fit func(i, j int) float64) float64 {
	places := len(a.reading)
	type cells [MaxErrors + 1]float64
	cur, next := make([]cells, places+1), make([]cells, places+1)
	cur[0][0] = 1
	for i := 0; i <= n; i++ {
		for j := 0; j < places; j++ { // what stands for no symbol: a run that ends, a place too many
			for e := 0; e <= a.errors; e++ {
				if a.reading[j].Kind == Run {
					cur[j+1][e] += cur[j][e]
				} else if e < a.errors {
					cur[j+1][e+1] += cur[j][e]
				}
			}
		}
		if i == n {
			break
		}
		clear(next)
		for j := 0; j <= places; j++ {
			q, run := 0.0, j < places && a.reading[j].Kind == Run
			if j < places && !run && cur[j] != (cells{}) {
				q = fit(i, j)
			}
			for e := 0; e <= a.errors; e++ {
				p := cur[j][e]
				switch {
				case p == 0:
				case run:
					next[j][e] += p
				default:
					if j < places {
						next[j+1][e] += p * q
					}
					if e < a.errors {
						next[j][e+1] += p // a symbol overlooked
						if j < places {
							next[j+1][e+1] += p * (1 - q)
						}
					}
				}
			}
		}
		cur, next = next, cur
	}
	sum := 0.0
	for _, p := range cur[places] {
		sum += p
	}
	return min(1, sum)
}
