package mark

// How much costlier than a perfect reading an answer may be, for a number typed in full, for one with places left
// open, and for one with certainties, whose likeliest reading is seldom all right: two errors of the common kinds,
// or one of any kind.
const (
	typedCut    Cost = 17_000
	openCut     Cost = 13_000
	weightedCut Cost = 18_000
)

// Tolerance is how many reading errors, and at what cost above a perfect reading, are worth looking for when a
// firearm is to be identified from a pattern: two in a number of six symbols seen and more, one in a shorter one,
// none where hardly anything was seen. A pattern that states its errors keeps them.
//
// Rare errors count too, for readers err in one symbol of forty and clerks in one record of twenty-five: with
// patterns that are only taken at their word, that share of firearms would never be found.
func Tolerance(p Pattern) (errors int, cut Cost) {
	if p.Stated {
		return p.Errors, 0
	}
	seen, weighted := 0, false
	for _, pl := range p.Reading {
		weighted = weighted || pl.Kind == Weighted
		if pl.Kind == One || pl.Kind == Set || pl.Kind == Weighted {
			seen++
		}
	}
	switch {
	case weighted && seen >= 4:
		return 1, weightedCut
	case p.literal() && seen >= 4, seen >= 6:
		return 2, typedCut
	case seen >= 3:
		return 1, openCut
	}
	return 0, 0
}
