package focalpoint

// Coded is a cell as it was reported beside what a coder made of it. Raw is
// kept for ever; Code, Confidence and Reason are derived and can be made again.
// A reporter who picks from a list fills Code himself, with Confidence 1.
type Coded struct {
	Raw        string  `json:"raw,omitempty"`
	Code       string  `json:"code,omitempty"`
	Confidence float64 `json:"confidence,omitempty"` // 0 to 1
	Reason     string  `json:"reason,omitempty"`
}

// Codes that say why there is no value. They stay distinct from each other,
// from zero and from an empty cell to the last export.
const (
	CodeUnknown       = "unknown"        // looked for, not to be known
	CodeNone          = "none"           // known to be absent
	CodeNotCollected  = "not-collected"  // nobody asked
	CodeNotApplicable = "not-applicable" // the question makes no sense here
	CodeUncoded       = ""               // a raw value waits for a code
)

// Absent says whether a code states the absence of a value.
func Absent(code string) bool {
	switch code {
	case CodeUnknown, CodeNone, CodeNotCollected, CodeNotApplicable, CodeUncoded:
		return true
	}
	return false
}

// Raw makes a Coded that waits for a coder.
func Raw(text string) Coded { return Coded{Raw: text} }

// Chosen makes a Coded that a person picked from a list.
func Chosen(code string) Coded { return Coded{Code: code, Confidence: 1, Reason: "chosen"} }

// IsZero says whether nothing at all was reported.
func (c Coded) IsZero() bool { return c.Raw == "" && c.Code == "" }
