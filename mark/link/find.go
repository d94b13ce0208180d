package link

import (
	"cmp"
	"math"
	"slices"
)

// finder is one run of Find.
type finder struct {
	records []Record
	marks   [][]rune
	o       Options
	shapes  shapes
	freq    *frequency
	width   int // one more than the highest office
}

// Find links the records of different offices.
func Find(records []Record, o Options) Result {
	if o.Least == 0 {
		o.Least = .5
	}
	tell := o.Tell
	if tell == nil {
		tell = func(string) {}
	}
	f := &finder{records: records, o: o, shapes: newShapes(), marks: make([][]rune, len(records))}
	var symbols []rune
	for i := range records {
		from := len(symbols)
		symbols = append(symbols, []rune(records[i].Mark)...)
		f.marks[i] = symbols[from:len(symbols):len(symbols)]
		f.width = max(f.width, int(records[i].Office)+1)
	}
	f.freq = newFrequency(records, f.marks, f.shapes)
	tell("candidates")
	keys := f.candidates()
	tell("comparison")
	pairs := make([]pairing, len(keys))
	for i, k := range keys {
		c := pairing{a: uint32(k >> 32), b: uint32(k)}
		a, b := &records[c.a], &records[c.b]
		c.mark = compareMarks(f.marks[c.a], f.marks[c.b], f.shapes)
		c.agree = [3]Agreement{f.compareMakes(a.Make, b.Make), compareCodes(a.Calibre, b.Calibre), compareYears(a.Year, b.Year)}
		f.chances(&c)
		pairs[i] = c
	}
	tell("estimate")
	res := Result{Model: f.estimate(pairs), Pairs: len(pairs)}
	tell("clusters")
	for i := range pairs {
		if c := &pairs[i]; c.p >= o.Least {
			res.Links = append(res.Links, Link{int(c.a), int(c.b), c.p, res.Model.explain(c)})
		}
	}
	slices.SortFunc(res.Links, func(x, y Link) int {
		return cmp.Or(-cmp.Compare(x.P, y.P), -cmp.Compare(x.Evidence.LR(), y.Evidence.LR()), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	res.Clusters, res.Conflicts = join(records, res.Links)
	return res
}

func (m *Model) explain(c *pairing) Evidence {
	r := m.evidence(c)
	return Evidence{Mark: c.mark, Make: c.agree[0], Calibre: c.agree[1], Year: c.agree[2],
		MarkLR: math.Log10(r[0]), MakeLR: math.Log10(r[1]), CalibreLR: math.Log10(r[2]), YearLR: math.Log10(r[3])}
}

// Clusters joins records along links, which come the surest first, as long as no cluster holds two records of one
// office.
func Clusters(records []Record, links []Link) [][]int {
	clusters, _ := join(records, links)
	return clusters
}

func join(records []Record, links []Link) (clusters [][]int, conflicts []Conflict) {
	parent := make([]int32, len(records))
	held := make([]uint64, len(records)) // offices of the cluster, by its root
	for i := range parent {
		parent[i], held[i] = int32(i), 1<<records[i].Office
	}
	root := func(i int) int32 {
		r := int32(i)
		for parent[r] != r {
			parent[r] = parent[parent[r]]
			r = parent[r]
		}
		return r
	}
	for _, l := range links {
		a, b := root(l.A), root(l.B)
		switch {
		case a == b:
		case held[a]&held[b] != 0:
			conflicts = append(conflicts, Conflict{l.A, l.B, l.P})
		default:
			a, b = min(a, b), max(a, b)
			parent[b] = a
			held[a] |= held[b]
		}
	}
	at := make([]int32, len(records)) // one more than the cluster's place, by its root
	for i := range records {
		r := root(i)
		if held[r] == 1<<records[i].Office {
			continue // alone
		}
		if at[r] == 0 {
			clusters = append(clusters, nil)
			at[r] = int32(len(clusters))
		}
		clusters[at[r]-1] = append(clusters[at[r]-1], i)
	}
	return clusters, conflicts
}
