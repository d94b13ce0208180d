package flows

import (
	"fmt"
	"maps"
	"slices"
)

// Level says how grave a finding is.
type Level string

// Levels. A hard finding cannot be true of any country; a soft one may be and
// wants a look.
const (
	Hard Level = "hard"
	Soft Level = "soft"
)

// Finding is one thing that does not add up, with both sides and what to do.
type Finding struct {
	Level Level    `json:"level"`
	Check string   `json:"check"` // name of the check: parts-total, subtotal, same-total, multi-answer, declared, undated, coverage
	Cell  string   `json:"cell"`  // where to look first
	Cells []string `json:"cells,omitempty"`
	Open  string   `json:"open,omitempty"` // in a return of ours: the cell whose records explain it
	Left  int64    `json:"left"`
	Right int64    `json:"right"`
	Text  string   `json:"text"`
}

// Check holds the values of a return, ours or a published one, against the
// additivity of the questionnaire. Cells without a count are passed over, and
// so is a block of which no part is known. Several answers and blocks without
// a cell for "unknown" are allowed for and said.
func (b *Rulebook) Check(values map[string]Value) []Finding {
	var out []Finding
	for i := range b.Blocks {
		blk := &b.Blocks[i]
		out = append(out, blk.checkSubtotals(values)...)
		out = append(out, blk.checkTotal(values)...)
		out = append(out, blk.checkOther(b, values)...)
	}
	return out
}

// checkSubtotals: 1 = 1.1 + … + 1.7 and 2 = 2.1 + 2.2 + 2.3.
func (b *BlockRule) checkSubtotals(values map[string]Value) []Finding {
	var out []Finding
	for _, c := range b.Cells {
		if c.Sum != "subtotal" || !values[c.FullID()].Counted() {
			continue
		}
		sum, known := b.add(values, c.Of)
		if !known || sum == values[c.FullID()].Count {
			continue
		}
		out = append(out, Finding{Level: Hard, Check: "subtotal", Cell: c.FullID(), Cells: b.names(c.Of), Left: sum, Right: values[c.FullID()].Count,
			Text: fmt.Sprintf("%s: the leaves add up to %d and the subtotal %s says %d. Look for arms without a leaf, or correct the subtotal.", b.Title, sum, c.ID, values[c.FullID()].Count)})
	}
	return out
}

// checkTotal: the parts of a block against its own total, or against the cell
// of another block that gives the total.
func (b *BlockRule) checkTotal(values map[string]Value) []Finding {
	id, ok := b.totalCell(values)
	if !ok {
		return nil
	}
	total := values[id].Count
	parts := b.parts(values)
	sum, known := b.add(values, parts)
	if !known {
		return nil
	}
	f := Finding{Cell: id, Cells: b.names(parts), Left: sum, Right: total}
	switch {
	case b.MultiAnswer:
		return b.checkAnswers(values, parts, id, total)
	case sum > total:
		f.Level, f.Check = Hard, "parts-total"
		f.Text = fmt.Sprintf("%s: the parts add up to %d, more than the total of %d. An arm stands in two cells, or the total is too low.", b.Title, sum, total)
	case sum < total && b.Loose:
		f.Level, f.Check = Soft, "parts-total"
		f.Text = fmt.Sprintf("%s: the parts add up to %d of %d. The questionnaire has no cell here for %d of unknown condition; name the condition where it can be known.", b.Title, sum, total, total-sum)
	case sum < total:
		f.Level, f.Check = Soft, "parts-total"
		f.Text = fmt.Sprintf("%s: the parts add up to %d of a total of %d; %d stand in no cell. Give them an answer, or count them as unknown.", b.Title, sum, total, total-sum)
	default:
		return nil
	}
	if sum < total && b.rest != nil {
		f.Open = b.rest.FullID()
	}
	return []Finding{f}
}

// checkAnswers: with several answers the sum may exceed the total, one answer may not.
func (b *BlockRule) checkAnswers(values map[string]Value, parts []string, id string, total int64) []Finding {
	var out []Finding
	for _, name := range b.names(parts) {
		if v := values[name]; v.Counted() && v.Count > total {
			out = append(out, Finding{Level: Hard, Check: "multi-answer", Cell: name, Cells: []string{id}, Left: v.Count, Right: total,
				Text: fmt.Sprintf("%s: %d in one cell is more than the total of %d. Several answers may add up to more, a single one cannot.", b.Title, v.Count, total)})
		}
	}
	return out
}

// checkOther: the block's own total against the total of the block it divides.
func (b *BlockRule) checkOther(book *Rulebook, values map[string]Value) []Finding {
	own := b.ID + ".total"
	if b.Total == "" || b.Total == own || !values[own].Counted() || !values[b.Total].Counted() || b.MultiAnswer {
		return nil
	}
	l, r := values[own].Count, values[b.Total].Count
	if l == r {
		return nil
	}
	level := Soft
	if l > r {
		level = Hard
	}
	return []Finding{{Level: level, Check: "same-total", Cell: own, Cells: []string{b.Total}, Left: l, Right: r,
		Text: fmt.Sprintf("%s has the total %d, and %s has %d. Both count the same arms; see which records one of them misses.", b.Title, l, b.Total, r)}}
}

// totalCell names the cell that holds the total of the block.
func (b *BlockRule) totalCell(values map[string]Value) (string, bool) {
	if own := b.ID + ".total"; values[own].Counted() {
		return own, true
	}
	return b.Total, b.Total != "" && values[b.Total].Counted()
}

// parts names the cells that together make the total: those that are no sums,
// and a subtotal in place of its leaves where only the subtotal is known.
func (b *BlockRule) parts(values map[string]Value) []string {
	var out, covered []string
	for _, c := range b.Cells {
		if c.Sum == "subtotal" {
			if _, known := b.add(values, c.Of); !known {
				out = append(out, c.ID)
				covered = append(covered, c.Of...)
			}
		}
		if c.Sum == "" && !slices.Contains(covered, c.ID) {
			out = append(out, c.ID)
		}
	}
	return out
}

func (b *BlockRule) names(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = b.ID + "." + c
	}
	return out
}

// add sums cells; known is false when none of them has a count.
func (b *BlockRule) add(values map[string]Value, cells []string) (sum int64, known bool) {
	for _, name := range b.names(cells) {
		if v := values[name]; v.Counted() {
			sum += v.Count
			known = true
		}
	}
	return sum, known
}

// contradictions reports declarations that records speak against.
func contradictions(r Return, all map[string]Declared) []Finding {
	var out []Finding
	for _, id := range slices.Sorted(maps.Keys(all)) {
		for _, blk := range r.Blocks {
			for _, c := range blk.Cells {
				if (c.ID == id || blk.ID == id) && c.Records > 0 {
					out = append(out, Finding{Level: Hard, Check: "declared", Cell: c.ID, Left: c.Records,
						Text: fmt.Sprintf("%s is declared as %s, and %d records stand behind it. The records are counted; withdraw the declaration or correct the records.", c.ID, all[id].Status, c.Records)})
				}
			}
		}
	}
	return out
}
