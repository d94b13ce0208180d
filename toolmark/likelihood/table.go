package likelihood

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Table is a table of scored comparisons, with the splits into training and
// test that were published with it.
type Table struct {
	Scores []string // names of the scores
	Splits []string // names of the splits
	Rows   []Comparison
	Part   [][]string // Part[row][split]: "t" training, "v" test, "n" neither
}

// ReadTable reads a table as the Netherlands Forensic Institute publishes them
// (CSV with a head): two columns that name the sources, weapon1 and weapon2; the
// truth, hypothesis, 1 for one source and 0 for two; columns split… with t, v or n;
// every other column is a score. Counts of congruent cells (cmc) out of n cells
// become the share cmc/n, so that comparisons with different numbers of cells are
// on one scale.
func ReadTable(r io.Reader) (Table, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return Table{}, fmt.Errorf("reading the score table: %w", err)
	}
	if len(rows) < 2 {
		return Table{}, errors.New("the score table is empty: it needs a head and at least one comparison")
	}
	var t Table
	column := map[string]int{}
	var scores []int
	for k, name := range rows[0] {
		name = strings.ToLower(strings.TrimSpace(name))
		column[name] = k
		switch {
		case name == "weapon1" || name == "weapon2" || name == "hypothesis" || name == "n":
		case strings.HasPrefix(name, "split"):
			t.Splits = append(t.Splits, name)
		default:
			t.Scores, scores = append(t.Scores, name), append(scores, k)
		}
	}
	for _, need := range []string{"weapon1", "weapon2", "hypothesis"} {
		if _, ok := column[need]; !ok {
			return Table{}, fmt.Errorf("the score table has no column %q; its columns are %s", need, strings.Join(rows[0], ", "))
		}
	}
	if len(scores) == 0 {
		return Table{}, errors.New("the score table has no column with scores")
	}
	cells, perCell := column["n"]
	for i, row := range rows[1:] {
		c := Comparison{A: row[column["weapon1"]], B: row[column["weapon2"]]}
		switch row[column["hypothesis"]] {
		case "1":
			c.Same = true
		case "0":
		default:
			return Table{}, fmt.Errorf("row %d: the hypothesis is %q, want 1 (one source) or 0 (two)", i+2, row[column["hypothesis"]])
		}
		for j, k := range scores {
			v, err := number(row[k])
			if err == nil && perCell && t.Scores[j] == "cmc" {
				var n float64
				if n, err = number(row[cells]); err == nil && n <= 0 {
					err = errors.New("no cells were compared")
				}
				v /= n
			}
			if err != nil {
				return Table{}, fmt.Errorf("row %d, column %s: %w", i+2, t.Scores[j], err)
			}
			c.Scores = append(c.Scores, v)
		}
		part := make([]string, len(t.Splits))
		for j, s := range t.Splits {
			part[j] = row[column[s]]
		}
		t.Rows, t.Part = append(t.Rows, c), append(t.Part, part)
	}
	if k := slices.Index(t.Scores, "cmc"); k >= 0 && perCell {
		t.Scores[k] = "cmc/n"
	}
	return t, nil
}

func number(s string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	return v, nil
}

// Split gives the training and the test comparisons of one split.
func (t Table) Split(k int) (training, test []Comparison) {
	for i, c := range t.Rows {
		switch t.Part[i][k] {
		case "t":
			training = append(training, c)
		case "v":
			test = append(test, c)
		}
	}
	return training, test
}
