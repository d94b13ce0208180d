package link

// Record is what one office knows of a firearm. Codes are the caller's own; 0 is not known.
type Record struct {
	Office  uint8  // below 64; records of one office are never linked with each other
	Mark    string // the number in folded form (mark.Fold)
	Make    uint32
	Calibre uint32
	Year    int16 // of manufacture
}

// Options say how to link.
type Options struct {
	// Least is the probability below which a pair is no link; 0 means 0.5.
	Least float64
	// Compatible says whether two makes that differ may stand on one firearm: importer and maker, a maker and
	// its successor. Nil means that none may.
	Compatible func(a, b uint32) bool
	// Tell, when not nil, is told what is done.
	Tell func(step string)
}

// Link is two records that speak of the same firearm, with the probability of it. A is before B.
type Link struct {
	A, B     int // places in the records given
	P        float64
	Evidence Evidence
}

// Evidence is how two records agree, each field with the base-10 logarithm of its likelihood ratio: 2 means that
// such an agreement is a hundred times as common among records of one firearm as among records of two.
type Evidence struct {
	Mark    MarkLevel
	Make    Agreement
	Calibre Agreement
	Year    Agreement

	MarkLR, MakeLR, CalibreLR, YearLR float64
}

// LR is the base-10 logarithm of the likelihood ratio of all fields.
func (e Evidence) LR() float64 { return e.MarkLR + e.MakeLR + e.CalibreLR + e.YearLR }

// MarkLevel says how two marks agree.
type MarkLevel uint8

// Levels of agreement of two marks, the closest first.
const (
	Equal    MarkLevel = iota
	Alike              // one symbol stands for another of like shape
	Wrong              // one symbol stands for another
	Swapped            // two neighbours are swapped
	Missing            // one has a symbol that the other lacks
	TwoAlike           // two symbols of like shape
	Affix              // one is the other with two to four symbols glued before or behind
	Other              // none of these: not a candidate
	levels   = int(Other)
)

// Agreement says how two values of a field agree.
type Agreement uint8

// Agreements of two values.
const (
	Unknown    Agreement = iota // one of the two is not known: no evidence
	Same                        //
	Near                        // makes that may stand on one firearm; years at most two apart
	Different                   //
	agreements = int(Different) + 1
)

// Conflict is two records that the evidence links although their clusters hold records of the same office: one
// firearm would have two lives.
type Conflict struct {
	A, B int
	P    float64
}

// Result is what Find found.
type Result struct {
	Links     []Link  // most probable first
	Clusters  [][]int // of two records or more, each in order, the first records first
	Conflicts []Conflict
	Model     Model // what was estimated
	Pairs     int   // candidates compared
}
