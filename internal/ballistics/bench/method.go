package bench

import (
	"fmt"
	"strings"

	"focalpoint/toolmark"
)

// A Method is a way to compare two scans.
type Method string

// Methods. Fast looks at several coarse poses on two scales; Reference is High CMC at the published settings;
// Original and Convergence are the other published rules at the same settings.
const (
	Fast        Method = "fast"
	Reference   Method = "reference"
	Original    Method = "original"
	Convergence Method = "convergence"
)

// ParseMethod reads the name of a method.
func ParseMethod(s string) (Method, error) {
	switch m := Method(strings.ToLower(s)); m {
	case Fast, Reference, Original, Convergence:
		return m, nil
	}
	return "", fmt.Errorf("there is no method %q; methods are fast, reference, original and convergence", s)
}

// Parameters are everything that a result depends on besides the scans.
type Parameters struct {
	Preparation toolmark.Preparation
	Fast        toolmark.FastSettings
	Published   toolmark.CMCSettings
}

// Frozen are the parameters of every figure in doc/ballistics.md. The original rule is used with 15 points (93.75 um),
// at which it separated the Fadul set without overlap.
func Frozen(m Method) Parameters {
	p := Parameters{Preparation: toolmark.DefaultPreparation(), Fast: toolmark.FrozenFast(), Published: toolmark.PublishedCMC()}
	if m == Original {
		p.Published.TranslationUm = 15 * 6.25
	}
	return p
}

// A Result says how alike two scans are.
type Result struct {
	Score     float64 // the higher the more alike; its whole part is Congruent
	Congruent int     // congruent cells: of both directions by High CMC, else in the direction that has fewer
	Pose      toolmark.Pose
	AtoB      toolmark.Direction
	BtoA      toolmark.Direction
	// Correlation of the whole surfaces in the pose; only the fast method has it.
	Correlation float64
	// ByRule are the congruent cells by each of PublishedRules, in their order; only the published methods have
	// them. All rules count from the same alignments.
	ByRule []int
}

// A Rule is a published way to count congruent cells, with the thresholds that the papers and cmcR tell apart.
type Rule struct {
	Method            Method  `json:"method"`
	TranslationPoints int     `json:"translation_points"` // of 6.25 um
	ThetaDeg          float64 `json:"theta_deg"`
	Corr              float64 `json:"correlation"`
}

// String is the rule as the papers write it: name, Tx, Ttheta, Tcorr.
func (r Rule) String() string {
	return fmt.Sprintf("%s %d, %g, %.3g", r.Method, r.TranslationPoints, r.ThetaDeg, r.Corr)
}

// PublishedRules are the rules that doc/ballistics.md sets side by side. That of a published method itself is among
// them.
var PublishedRules = []Rule{
	{Reference, 20, 6, .5}, {Reference, 15, 6, .475}, {Original, 15, 6, .5}, {Original, 20, 6, .5}, {Convergence, 20, 6, .5},
}

// count applies the rule to the alignments of both directions.
func (r Rule) count(forth, back *toolmark.CellTable) int {
	one, other := *forth, *back
	for _, s := range []*toolmark.CMCSettings{&one.Settings, &other.Settings} {
		s.TranslationUm, s.ThetaDeg, s.Corr = float64(r.TranslationPoints)*6.25, r.ThetaDeg, r.Corr
	}
	n, _, _ := counted(&one, &other, r.Method)
	return n
}

// ready is a scan made ready for one method.
type ready struct {
	surface  *toolmark.Surface
	template *toolmark.Template // fast
}

func prepare(s *Scan, m Method, p Parameters) (ready, toolmark.Readiness, error) {
	surface, how, err := s.Ready(p.Preparation)
	if err != nil {
		return ready{}, "", err
	}
	r := ready{surface: surface}
	if m == Fast {
		if r.template, err = toolmark.Enrol(surface, p.Fast); err != nil {
			return ready{}, "", fmt.Errorf("cannot compare %s: %w", s.Name, err)
		}
	}
	return r, how, nil
}

// Compare compares two scans.
func Compare(a, b *Scan, m Method, p Parameters) (Result, error) {
	x, _, err := prepare(a, m, p)
	if err != nil {
		return Result{}, err
	}
	y, _, err := prepare(b, m, p)
	if err != nil {
		return Result{}, err
	}
	return compare(toolmark.NewComparer(), x, y, m, p)
}

func compare(c *toolmark.Comparer, a, b ready, m Method, p Parameters) (Result, error) {
	if m == Fast {
		r, err := c.Compare(a.template, b.template)
		return Result{Score: r.Score, Congruent: r.Congruent, Pose: r.Pose, AtoB: r.AtoB, BtoA: r.BtoA, Correlation: r.Correlation}, err
	}
	forth, err := toolmark.CompareCells(a.surface, b.surface, p.Published)
	if err != nil {
		return Result{}, err
	}
	back, err := toolmark.CompareCells(b.surface, a.surface, p.Published)
	if err != nil {
		return Result{}, err
	}
	n, there, here := counted(forth, back, m)
	r := Result{
		Congruent: n, AtoB: forth.Direction(there), BtoA: back.Direction(here),
		Pose: toolmark.Pose{ThetaDeg: there.ThetaDeg, DxUm: there.DxUm, DyUm: there.DyUm},
	}
	r.Score = float64(r.Congruent)
	for _, rule := range PublishedRules {
		r.ByRule = append(r.ByRule, rule.count(forth, back))
	}
	return r, nil
}

// counted applies the rule of a published method at the tables' own thresholds: the congruent cells of the pair, and
// those of each direction. Rules but High CMC take the direction that has fewer.
func counted(forth, back *toolmark.CellTable, m Method) (cells int, there, here toolmark.CMCCount) {
	switch m {
	case Original:
		there, here = forth.OriginalCMC(), back.OriginalCMC()
	case Convergence:
		there, here = forth.ConvergenceCMC(), back.ConvergenceCMC()
	default:
		return toolmark.HighCMCBoth(forth, back)
	}
	return min(len(there.Congruent), len(here.Congruent)), there, here
}
