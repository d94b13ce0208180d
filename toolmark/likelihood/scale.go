package likelihood

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"sync"
)

// A Scale puts likelihood ratios into words: data with edition, date and source,
// so that an old report can be read with the scale of its day.
type Scale struct {
	Name    string `json:"name"`
	Edition string `json:"edition"`
	Dated   string `json:"dated"`  // ISO 8601
	Source  string `json:"source"` // where it was published
	Steps   []Step `json:"steps"`  // ascending
}

// A Step is one degree of support: for ratios from From (inclusive) up to the next
// step, and for ratios below 1 by their inverse, in favour of the other
// proposition.
type Step struct {
	From float64 `json:"from"`
	Code string  `json:"code"` // none, weak, moderate, moderately_strong, strong, very_strong, extremely_strong
}

//go:embed enfsi.json
var enfsi []byte

var enfsiScale = sync.OnceValues(func() (Scale, error) {
	var s Scale
	if err := json.Unmarshal(enfsi, &s); err != nil {
		return s, fmt.Errorf("reading the scale of ENFSI: %w", err)
	}
	return s, s.check()
})

// ENFSI is the scale of the European Network of Forensic Science Institutes.
func ENFSI() (Scale, error) { return enfsiScale() }

// ParseScale reads a laboratory's own scale from JSON.
func ParseScale(data []byte) (Scale, error) {
	var s Scale
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("reading the verbal scale: %w", err)
	}
	return s, s.check()
}

func (s Scale) check() error {
	if s.Name == "" || s.Dated == "" || s.Source == "" {
		return fmt.Errorf("the verbal scale %q lacks name, date or source", s.Name)
	}
	if len(s.Steps) == 0 || s.Steps[0].From != 1 {
		return fmt.Errorf("the verbal scale %q must start at a ratio of 1", s.Name)
	}
	for i := 1; i < len(s.Steps); i++ {
		if s.Steps[i].From <= s.Steps[i-1].From {
			return fmt.Errorf("the steps of the verbal scale %q do not ascend at %v", s.Name, s.Steps[i].From)
		}
	}
	return nil
}

// Words gives the step for a base-10 logarithm of a ratio, and whether the support
// is for one source (true) or for two.
func (s Scale) Words(log10 float64) (step Step, forSame bool) {
	// A ratio stated as exactly 100 must not fall below 100 by rounding of its logarithm.
	support := math.Pow(10, math.Abs(log10)) * (1 + 1e-12)
	step = s.Steps[0]
	for _, q := range s.Steps {
		if support >= q.From {
			step = q
		}
	}
	return step, log10 >= 0
}
