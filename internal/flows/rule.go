package flows

import (
	"embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"focalpoint"
)

//go:embed rules/*.json
var ruleFiles embed.FS

// Edition names an edition of the questionnaire's labels, for example "2024".
type Edition string

// Measure says what a cell adds up.
type Measure string

// Measures. The empty Measure counts records.
const (
	ByRecord   Measure = ""
	ByQuantity Measure = "quantity" // pieces or rounds
)

// Rulebook is one named, versioned set of blocks.
type Rulebook struct {
	ID       string        `json:"id"`
	Version  string        `json:"version"`
	Title    string        `json:"title"`
	Source   string        `json:"source"`
	Text     string        `json:"text"`
	Editions []EditionInfo `json:"editions"`
	Blocks   []BlockRule   `json:"blocks"`
}

// EditionInfo dates an edition.
type EditionInfo struct {
	ID        Edition `json:"id"`
	Published string  `json:"published"`
}

// BlockRule defines one block of a return.
type BlockRule struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Source      string     `json:"source,omitempty"` // legal source and remarks
	Population  Population `json:"population"`
	Where       string     `json:"where"`
	Axis        Axis       `json:"axis,omitempty"`        // the axis its parts divide
	Measure     Measure    `json:"measure,omitempty"`     //
	MultiAnswer bool       `json:"multiAnswer,omitempty"` // parts may add up to more than the total
	Loose       bool       `json:"loose,omitempty"`       // parts may add up to less than the total
	Total       string     `json:"total,omitempty"`       // cell of another block that must give the same total
	Indicator   string     `json:"indicator"`             // labels of the dataUNODC layout
	Dimension   string     `json:"dimension"`
	Age         string     `json:"age,omitempty"`
	Cells       []CellRule `json:"cells"`

	rest *CellRule // what stands in no part
}

// CellRule defines one cell of a block.
type CellRule struct {
	ID       string             `json:"id"` // within the block
	Where    string             `json:"where,omitempty"`
	Category string             `json:"category"`
	Sex      string             `json:"sex,omitempty"`
	Sum      string             `json:"sum,omitempty"` // "", "subtotal" or "total"
	Of       []string           `json:"of,omitempty"`  // the parts of a subtotal
	Note     string             `json:"note,omitempty"`
	Labels   map[Edition]string `json:"labels,omitempty"` // category where an edition words it otherwise
	Read     []string           `json:"read,omitempty"`   // misspellings taken when reading

	block     string
	predicate Predicate
}

// FullID names the cell within the whole return, for example "seized.type.pistol".
func (c CellRule) FullID() string { return c.block + "." + c.ID }

// Predicate returns the whole condition of the cell, its block's included.
func (c CellRule) Predicate() Predicate { return c.predicate }

// Label returns the category as an edition words it.
func (c CellRule) Label(e Edition) string {
	if l := c.Labels[e]; l != "" {
		return l
	}
	return c.Category
}

// ParseRulebook reads a rulebook written as JSON and checks every condition,
// name and reference in it.
func ParseRulebook(data []byte) (*Rulebook, error) {
	const op = "flows.ParseRulebook"
	var b Rulebook
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, focalpoint.Invalid(op, "", "the rulebook is not JSON as expected: %v", err)
	}
	seen := map[string]bool{}
	for i := range b.Blocks {
		if err := b.Blocks[i].compile(seen); err != nil {
			return nil, err
		}
	}
	for _, blk := range b.Blocks {
		if blk.Total != "" && !seen[blk.Total] {
			return nil, focalpoint.Invalid(op, blk.ID, "the block's total names the cell %q, which the rulebook does not have", blk.Total)
		}
	}
	return &b, nil
}

func (b *BlockRule) compile(seen map[string]bool) error {
	for j := range b.Cells {
		c := &b.Cells[j]
		c.block = b.ID
		text := b.Where
		if c.Where != "" {
			text = strings.TrimPrefix("("+b.Where+") and ("+c.Where+")", "() and ")
		}
		p, err := ParsePredicate(text)
		if err != nil {
			return focalpoint.E("flows.ParseRulebook "+c.FullID(), err)
		}
		c.predicate = p
		if seen[c.FullID()] {
			return focalpoint.Invalid("flows.ParseRulebook", c.FullID(), "two cells have this name; rename one")
		}
		seen[c.FullID()] = true
	}
	return b.compileRest()
}

// compileRest makes the cell "rest" of a block that divides: the records that
// stand in none of its parts. It is no figure of the return; it explains why
// the parts do not make the total.
func (b *BlockRule) compileRest() error {
	var parts []string
	for _, c := range b.Cells {
		if c.Sum == "" {
			parts = append(parts, "("+c.Where+")")
		}
	}
	if len(parts) == 0 || b.Axis == "" {
		return nil
	}
	p, err := ParsePredicate("(" + b.Where + ") and not (" + strings.Join(parts, " or ") + ")")
	if err != nil {
		return focalpoint.E("flows.ParseRulebook "+b.ID+".rest", err)
	}
	b.rest = &CellRule{ID: "rest", Category: "in no cell", block: b.ID, predicate: p}
	return nil
}

// IAFQ returns the rulebook of the illicit arms flows questionnaire.
func IAFQ() *Rulebook { return iafq() }

var iafq = sync.OnceValue(func() *Rulebook {
	b, err := ParseRulebook(mustRead("rules/iafq.json"))
	if err != nil {
		panic("flows: the shipped rulebook does not load: " + err.Error())
	}
	return b
})

func mustRead(name string) []byte {
	data, err := ruleFiles.ReadFile(name)
	if err != nil {
		panic("flows: " + err.Error())
	}
	return data
}

// Edition finds an edition by name; "" is the newest.
func (b *Rulebook) Edition(name string) (Edition, error) {
	var have []string
	for _, e := range b.Editions {
		if string(e.ID) == name {
			return e.ID, nil
		}
		have = append(have, string(e.ID))
	}
	if name == "" && len(have) > 0 {
		return b.Editions[len(have)-1].ID, nil
	}
	return "", focalpoint.Invalid("flows.Edition", "edition", "%q is no edition of %s; choose one of %s", name, b.ID, strings.Join(have, ", "))
}

// Block finds a block by name.
func (b *Rulebook) Block(id string) (*BlockRule, bool) {
	i := slices.IndexFunc(b.Blocks, func(x BlockRule) bool { return x.ID == id })
	if i < 0 {
		return nil, false
	}
	return &b.Blocks[i], true
}

// Cell finds a cell by its full name, for example "seized.tracing.1.2"; the
// name "rest" within a block finds what stands in none of its parts.
func (b *Rulebook) Cell(id string) (*BlockRule, *CellRule, error) {
	for i := range b.Blocks {
		if r := b.Blocks[i].rest; r != nil && r.FullID() == id {
			return &b.Blocks[i], r, nil
		}
		for j := range b.Blocks[i].Cells {
			if c := &b.Blocks[i].Cells[j]; c.FullID() == id {
				return &b.Blocks[i], c, nil
			}
		}
	}
	return nil, nil, focalpoint.Errorf("flows.Cell", focalpoint.KindNotFound, "%s has no cell %q; the cells are named like seized.type.pistol, see: focalpoint return rules", b.ID, id)
}

// CellsOf names every cell a record of this profile feeds, in the order of
// the rulebook. It asks the very predicates the figures are counted by.
func (b *Rulebook) CellsOf(p Profile) []string {
	var out []string
	for _, blk := range b.Blocks {
		if blk.Population != p.Population {
			continue
		}
		for _, c := range blk.Cells {
			if c.predicate.Holds(p) {
				out = append(out, c.FullID())
			}
		}
	}
	return out
}

// Precedence is the rule that gives an arm with several offences its one
// legal justification.
type Precedence struct {
	ID      string   `json:"id"`
	Version string   `json:"version"`
	Source  string   `json:"source"`
	Order   []string `json:"order"`
}

// JustificationPrecedence returns the shipped order of precedence.
func JustificationPrecedence() Precedence { return precedence() }

var precedence = sync.OnceValue(func() Precedence {
	var p Precedence
	if err := json.Unmarshal(mustRead("rules/precedence.json"), &p); err != nil {
		panic("flows: the shipped order of precedence does not load: " + err.Error())
	}
	return p
})

// Choose returns the first of the answers in the order of precedence, and
// "not-collected" when there is none.
func (p Precedence) Choose(answers []string) string {
	for _, v := range p.Order {
		if slices.Contains(answers, v) {
			return v
		}
	}
	if len(answers) > 0 {
		return focalpoint.CodeUnknown
	}
	return focalpoint.CodeNotCollected
}
