package bench

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"focalpoint/internal/chart"
)

// Table is the figures of an evaluation, ready to be printed: what, and how much.
func (v *Evaluation) Table() [][2]string {
	number := func(p *float64, format string) string {
		if p == nil {
			return "not defined: pairs of one source and of two are both needed"
		}
		return fmt.Sprintf(format, *p)
	}
	rows := [][2]string{
		{"method", string(v.Method)},
		{"scans", fmt.Sprintf("%d, %d unusable", len(v.Scans), len(v.Unusable))},
		{"pairs of one source", fmt.Sprint(v.Same)},
		{"pairs of two sources", fmt.Sprint(v.Different)},
		{"auc", number(v.AUC, "%.5f")},
		{"gap (lowest of one source less highest of two)", number(v.Gap, "%.3f")},
		{"congruent cells, one source, mean", number(v.SameMean, "%.2f")},
		{"congruent cells, two sources, mean", number(v.DifferentMean, "%.2f")},
		{"variance ratio of congruent cells", number(v.VarianceRatio, "%.1f")},
		{"pairs a second", fmt.Sprintf("%.1f", v.PairsPerSecond)},
	}
	for _, r := range v.Rules {
		rows = append(rows, [2]string{r.String(), fmt.Sprintf("auc %.5f, variance ratio %s, one source least %d, median %d, two sources most %d",
			r.AUC, number(r.VarianceRatio, "%.1f"), r.SameLeast, r.SameMedian, r.DifferentMost)})
	}
	return rows
}

// WriteReport writes the table (Markdown), all pairs (CSV), the histogram and the Tippett and DET plots (SVG) into a
// folder, named after the method. The speed is left out of the table, so that the files depend on scans and method
// alone.
func (v *Evaluation) WriteReport(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder for the report: %w", err)
	}
	var table strings.Builder
	table.WriteString("| figure | value |\n|---|---|\n")
	for _, row := range v.Table() {
		if row[0] != "pairs a second" {
			fmt.Fprintf(&table, "| %s | %s |\n", row[0], row[1])
		}
	}
	var pairs strings.Builder
	pairs.WriteString("a,b,same,congruent,score\n")
	for _, p := range v.Pairs {
		fmt.Fprintf(&pairs, "%q,%q,%t,%d,%.4f\n", p.A, p.B, p.Same, p.Congruent, p.Score)
	}
	files := map[string]string{
		"table.md": table.String(), "pairs.csv": pairs.String(),
		"histogram.svg": string(v.histogram().SVG), "tippett.svg": string(v.tippett().SVG), "det.svg": string(v.det().SVG),
	}
	for _, name := range []string{"table.md", "pairs.csv", "histogram.svg", "tippett.svg", "det.svg"} {
		text := files[name]
		if strings.HasPrefix(text, "<svg ") && !strings.Contains(text, "xmlns=") {
			text = `<svg xmlns="http://www.w3.org/2000/svg" ` + text[len("<svg "):]
		}
		path := filepath.Join(dir, string(v.Method)+"-"+name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
	}
	return nil
}

// histogram is the share of the pairs of each kind at every count of congruent cells.
func (v *Evaluation) histogram() chart.Figure {
	same, different := v.split(func(p Pair) float64 { return float64(p.Congruent) })
	most := 0
	for _, c := range slices.Concat(same, different) {
		most = max(most, int(c))
	}
	var counts []string
	shares := [2][]chart.Value{}
	for n := range most + 1 {
		counts = append(counts, fmt.Sprint(n))
		for k, all := range [2][]float64{same, different} {
			hits := 0
			for _, c := range all {
				if int(c) == n {
					hits++
				}
			}
			shares[k] = append(shares[k], chart.Value{Y: math.Round(1e4*float64(hits)/float64(max(len(all), 1))) / 100})
		}
	}
	return chart.Bars(chart.Options{ID: "histogram", Title: "Pairs by congruent cells", Desc: "Share in percent of the pairs of one source and of two sources with each number of congruent cells", Width: 900},
		counts, []chart.Series{{Name: "one source, %", Values: shares[0]}, {Name: "two sources, %", Values: shares[1]}})
}

// tippett is the share of the pairs of each kind with at least a score.
func (v *Evaluation) tippett() chart.Figure {
	same, different := v.split(func(p Pair) float64 { return p.Score })
	curve := func(name string, scores []float64) chart.Curve {
		s := slices.Clone(scores)
		slices.Sort(s)
		c := chart.Curve{Name: name, Steps: true, Points: []chart.Point{{X: 0, Y: 1}}}
		for i, x := range s {
			c.Points = append(c.Points, chart.Point{X: x, Y: 1 - float64(i+1)/float64(len(s))})
		}
		return c
	}
	return chart.Curves(chart.Options{ID: "tippett", Title: "Share of pairs above a score", Desc: "Tippett plot: for each score the share of pairs of one source and of two sources that score more"},
		chart.Axis{Name: "score"}, chart.Axis{Name: "share above", Low: 0, High: 1},
		[]chart.Curve{curve("one source", same), curve("two sources", different)})
}

// det is the trade-off of the two errors over all thresholds, at normal deviates.
func (v *Evaluation) det() chart.Figure {
	same, different := v.split(func(p Pair) float64 { return p.Score })
	slices.Sort(same)
	slices.Sort(different)
	c := chart.Curve{Name: string(v.Method), Steps: true}
	thresholds := slices.Concat(same, different)
	slices.Sort(thresholds)
	for _, t := range slices.Compact(thresholds) {
		missed, _ := slices.BinarySearch(same, t)
		below, _ := slices.BinarySearch(different, t)
		c.Points = append(c.Points, chart.Point{
			X: 1 - float64(below)/float64(max(len(different), 1)),
			Y: float64(missed) / float64(max(len(same), 1)),
		})
	}
	return chart.Curves(chart.Options{ID: "det", Title: "Errors at every threshold", Desc: "DET plot: share of pairs of two sources let through against share of pairs of one source missed; a method without errors on these pairs stays at the edges"},
		chart.Axis{Name: "two sources let through", Low: 0.001, High: 0.5, Deviates: true}, chart.Axis{Name: "one source missed", Low: 0.001, High: 0.5, Deviates: true},
		[]chart.Curve{c})
}
