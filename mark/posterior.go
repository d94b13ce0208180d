package mark

import (
	"math"
	"sync"
)

// Posterior turns evidence into probabilities. logLikelihood[i] is the natural logarithm of the probability of
// everything observed, were candidate i the thing looked for, and logPrior[i] that of its being so before
// anything was observed; logNone is the sum of both for "none of these". It returns the probability of each
// candidate and of none; together they are 1.
func Posterior(logLikelihood, logPrior []float64, logNone float64) (p []float64, none float64) {
	top := logNone
	for i, l := range logLikelihood {
		top = math.Max(top, l+logPrior[i])
	}
	p = make([]float64, len(logLikelihood))
	if math.IsInf(top, -1) {
		return p, 1
	}
	none = math.Exp(logNone - top)
	sum := none
	for i, l := range logLikelihood {
		p[i] = math.Exp(l + logPrior[i] - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p, none / sum
}

// Rank gives the probability of each hit of an answer, every mark of the index being as likely beforehand, and
// that of none of them. present is the chance, before searching, that the mark looked for is in the index at
// all. Answers beyond the limit keep their share, so the probabilities of the hits and none need not reach 1.
func (x *Index) Rank(q Query, a Answer, present float64) (p []float64, none float64) {
	chance := x.Population().Chance(q.Pattern, q.Channel, nil)
	each := present / float64(max(1, x.Len()))
	found := each * a.Mass
	lost := (1 - present) * chance
	p = make([]float64, len(a.Hits))
	if found+lost <= 0 {
		return p, 1
	}
	for i, h := range a.Hits {
		p[i] = each * h.Cost.Likelihood() / (found + lost)
	}
	return p, lost / (found + lost)
}

// lookOf is the population of an index, counted when it is first asked for.
type lookOf struct {
	once sync.Once
	p    *Population
}

// Population is what the marks of the index look like, learned from a sample when first asked for.
func (x *Index) Population() *Population {
	x.look.once.Do(func() {
		var s Sampler
		for e, err := range x.Entries() {
			if err != nil {
				break // what was read before a damaged page is a sample all the same
			}
			s.Add("", e.Mark)
		}
		x.look.p = s.Population()
	})
	return x.look.p
}
