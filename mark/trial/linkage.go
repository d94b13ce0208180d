package trial

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"focalpoint/mark/link"
)

// LinkScore is how well links agree with the truth.
type LinkScore struct {
	Rule      string  `json:"rule"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// LinkReport is the outcome of a trial of linkage.
type LinkReport struct {
	Records      int         `json:"records"`
	Firearms     int         `json:"firearms"`
	Truth        int         `json:"truePairs"`
	Pairs        int         `json:"candidatePairs"`
	Completeness float64     `json:"pairCompleteness"` // share of the true pairs among the candidates linked at any probability
	Scores       []LinkScore `json:"scores"`
	Calibration  float64     `json:"calibrationError"` // expected calibration error over the links
	Bins         []LinkBin   `json:"bins"`
	Twice        int         `json:"clustersWithOneOfficeTwice"`
}

// LinkBin is how often links of like probability are true.
type LinkBin struct {
	Stated float64 `json:"stated"`
	True   float64 `json:"true"`
	N      int     `json:"n"`
}

// Linkage measures links against the truth and two rules in use: the same serial number, and the same number and
// make. Each office has a firearm once, so precision and recall count pairs of records of different offices.
func Linkage(records []link.Record, gun []int32, o link.Options) (LinkReport, link.Result) {
	o.Least = 1e-4
	res := link.Find(records, o)
	rep := LinkReport{Records: len(records), Pairs: res.Pairs}
	byGun := map[int32]int{}
	for _, g := range gun {
		byGun[g]++
	}
	rep.Firearms = len(byGun)
	for _, n := range byGun {
		rep.Truth += n * (n - 1) / 2
	}
	same := func(l link.Link) bool { return gun[l.A] == gun[l.B] }
	found := 0
	for _, l := range res.Links {
		if same(l) {
			found++
		}
	}
	rep.Completeness = float64(found) / float64(max(1, rep.Truth))
	rep.Scores = append(rep.Scores, ruleScore("same serial", records, gun, rep.Truth, false), ruleScore("same serial and make", records, gun, rep.Truth, true))
	for _, least := range []float64{.99, .9, .85, .8, .7, .5} {
		o.Least = least
		rep.Scores = append(rep.Scores, clusterScore(least, records, gun, res.Links, rep.Truth))
	}
	rep.Bins, rep.Calibration = reliability(res.Links, same)
	for _, c := range res.Clusters {
		var seen uint64
		for _, i := range c {
			if seen>>records[i].Office&1 == 1 {
				rep.Twice++
			}
			seen |= 1 << records[i].Office
		}
	}
	return rep, res
}

func scoreOf(rule string, hit, said, truth int) LinkScore {
	s := LinkScore{Rule: rule, Precision: float64(hit) / float64(max(1, said)), Recall: float64(hit) / float64(max(1, truth))}
	s.F1 = 2 * s.Precision * s.Recall / math.Max(s.Precision+s.Recall, 1e-9)
	return s
}

// ruleScore links every two records of different offices with the same number.
func ruleScore(rule string, records []link.Record, gun []int32, truth int, withMake bool) LinkScore {
	type key struct {
		mark string
		make uint32
	}
	groups := map[key][]int{}
	for i, r := range records {
		k := key{mark: r.Mark}
		if withMake {
			k.make = r.Make
		}
		groups[k] = append(groups[k], i)
	}
	hit, said := 0, 0
	for _, g := range groups {
		h, s := pairsOf(g, records, gun)
		hit, said = hit+h, said+s
	}
	return scoreOf(rule, hit, said, truth)
}

func pairsOf(group []int, records []link.Record, gun []int32) (hit, said int) {
	for i, a := range group {
		for _, b := range group[i+1:] {
			if records[a].Office != records[b].Office {
				said++
				if gun[a] == gun[b] {
					hit++
				}
			}
		}
	}
	return hit, said
}

// clusterScore joins records along the links of at least a probability and counts the pairs inside the clusters.
func clusterScore(least float64, records []link.Record, gun []int32, links []link.Link, truth int) LinkScore {
	n := slices.IndexFunc(links, func(l link.Link) bool { return l.P < least })
	if n < 0 {
		n = len(links)
	}
	hit, said := 0, 0
	for _, c := range link.Clusters(records, links[:n]) {
		h, s := pairsOf(c, records, gun)
		hit, said = hit+h, said+s
	}
	return scoreOf(fmt.Sprintf("linked, p >= %.2f", least), hit, said, truth)
}

// reliability puts links into ten bins of stated probability. The error is the mean distance of stated and true,
// each bin weighing as many links as it has, over links of at least one in a hundred.
func reliability(links []link.Link, same func(link.Link) bool) ([]LinkBin, float64) {
	bins := make([]LinkBin, 10)
	total := 0
	for _, l := range links {
		if l.P < .01 {
			continue
		}
		b := &bins[min(int(l.P*10), 9)]
		b.N++
		b.Stated += l.P
		if same(l) {
			b.True++
		}
		total++
	}
	off := 0.0
	for i := range bins {
		b := &bins[i]
		if b.N == 0 {
			continue
		}
		b.Stated, b.True = b.Stated/float64(b.N), b.True/float64(b.N)
		off += math.Abs(b.Stated-b.True) * float64(b.N) / float64(total)
	}
	return slices.DeleteFunc(bins, func(b LinkBin) bool { return cmp.Compare(b.N, 0) == 0 }), off
}
