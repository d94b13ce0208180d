package flows

import "focalpoint/internal/catalogue"

// Catalogue lets the catalogue say what offences count as, by the columns
// "justification" and "other" of its list of offences.
type Catalogue struct{ *catalogue.Catalogue }

// OffenceClass implements Codes.
func (c Catalogue) OffenceClass(code string) (justification, other string) {
	e, ok := c.Entry("offence", code)
	if !ok {
		return "unknown", ""
	}
	return e.Attr["justification"], e.Attr["other"]
}
