package mark

import "math"

// Agreement says how what is said of a field agrees with a record.
type Agreement string

// Degrees of agreement.
const (
	AgreeSame      Agreement = "same"
	AgreeRelated   Agreement = "related"   // the importer for the maker, another calibre of the class
	AgreeUnknown   Agreement = "unknown"   // one side says nothing
	AgreeDifferent Agreement = "different" // the two contradict each other
)

// A FieldRate is how often what is said of a field of a firearm is what stands on record of the same firearm
// (Same), and how often it is related to it (Related); the rest names any other value, as often as it is common.
type FieldRate struct {
	Same    float64 `json:"same"`
	Related float64 `json:"related,omitempty"`
}

// Likelihood is the probability of what is said, were the record that of the firearm meant; chance is how often
// that value stands on record anywhere. Where one side says nothing it is the chance itself: no evidence.
func (r FieldRate) Likelihood(a Agreement, chance float64) float64 {
	rest := max(0, 1-r.Same-r.Related) * chance
	p := chance
	switch a {
	case AgreeSame:
		p = r.Same + rest
	case AgreeRelated:
		p = r.Related + rest
	case AgreeDifferent:
		p = rest
	}
	return max(p, 1e-9)
}

// Log10LR is the weight of evidence: how much likelier what is said is, were this the firearm meant, than by
// chance, as a power of ten.
func (r FieldRate) Log10LR(a Agreement, chance float64) float64 {
	return math.Log10(r.Likelihood(a, chance) / max(chance, 1e-9))
}
