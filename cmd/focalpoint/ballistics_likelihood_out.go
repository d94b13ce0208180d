package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"focalpoint/internal/chart"
	"focalpoint/toolmark/likelihood"
)

// writeLikelihood writes the tables as likelihood.md and the diagrams of every
// table as SVG into a folder.
func writeLikelihood(dir string, all []likelihoodReport) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder for the diagrams: %w", err)
	}
	var b strings.Builder
	for _, r := range all {
		stem := strings.TrimSuffix(strings.TrimSuffix(r.File, ".gz"), ".csv")
		fmt.Fprintf(&b, "## %s\n\nReference population: %s\n\n", strings.ReplaceAll(stem, "_", " "), r.Population)
		b.WriteString("| split | scores chosen | limits (log10) | ELUB | same / different | Cllr (90 %) | Cllr min | AUC | equal error rate | misleading: same / different |\n")
		b.WriteString("|---|---|---|---|---|---|---|---|---|---|\n")
		for _, s := range r.Splits {
			fmt.Fprintf(&b, "| %s | %s | %.2f to %.2f | %.2f to %.2f | %d / %d | %s | %s | %s | %s | %.3f / %.3f |\n", s.Split, strings.Join(s.Chosen, ", "), s.Low, s.High,
				s.ELUBLow, s.ELUBHigh, s.Same, s.Different, estimate(s.Cllr), estimate(s.CllrMin), estimate(s.AUC), estimate(s.EER), s.MisleadingSame, s.MisleadingDifferent)
		}
		fmt.Fprintf(&b, "\nMean Cllr over the splits: **%s**\n\n", estimate(r.Cllr))
		for _, d := range likelihoodDiagrams(stem, r.pooled) {
			name := stem + "-" + d.kind + ".svg"
			fmt.Fprintf(&b, "![%s](%s)\n", d.title, name)
			if err := os.WriteFile(filepath.Join(dir, name), []byte(d.figure.SVG+"\n"), 0o644); err != nil {
				return fmt.Errorf("cannot write the diagram: %w", err)
			}
		}
		b.WriteString("\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "likelihood.md"), []byte(strings.TrimRight(b.String(), "\n")+"\n"), 0o644); err != nil {
		return fmt.Errorf("cannot write the table: %w", err)
	}
	return nil
}

type diagram struct {
	kind, title string
	figure      chart.Figure
}

// likelihoodDiagrams draws how a system did: cumulative shares, trade-off of
// errors, stated against observed probabilities.
func likelihoodDiagrams(stem string, r likelihood.Ratios) []diagram {
	options := func(kind, title, desc string) chart.Options {
		return chart.Options{ID: stem + "-" + kind, Title: title, Desc: desc, Width: 560, Height: 360, Number: short}
	}
	same, different := likelihood.Tippett(r)
	share := chart.Axis{Name: "share of comparisons", High: 1}
	tippett := chart.Curves(options("tippett", "Tippett diagram", "Share of comparisons with at least this log10 LR, of one source and of two"),
		chart.Axis{Name: "log10 LR at least", Low: -2.5, High: 2.5}, share,
		[]chart.Curve{{Name: "one source", Steps: true, Points: points(same)}, {Name: "two sources", Steps: true, Points: points(different)}})
	deviates := chart.Axis{Low: 0.001, High: 0.5, Deviates: true}
	x, y := deviates, deviates
	x.Name, y.Name = "false links", "missed links"
	det := chart.Curves(options("det", "DET diagram", "Missed links against false links over all thresholds, on normal deviates"), x, y,
		[]chart.Curve{{Name: "all splits", Points: points(likelihood.DET(r))}})
	var stated []chart.Point
	for _, bin := range likelihood.Reliability(r, 10, -2.001, 2.001) {
		stated = append(stated, chart.Point{X: bin.Stated, Y: bin.Observed})
	}
	reliability := chart.Curves(options("reliability", "Reliability diagram", "Share that really had one source against the probability stated at prior odds 1"),
		chart.Axis{Name: "stated probability of one source", High: 1}, chart.Axis{Name: "observed share", High: 1},
		[]chart.Curve{{Name: "observed", Scatter: true, Points: stated}, {Name: "perfect", Points: []chart.Point{{}, {X: 1, Y: 1}}}})
	return []diagram{{"tippett", "Tippett diagram", tippett}, {"det", "DET diagram", det}, {"reliability", "Reliability diagram", reliability}}
}

func points(in []likelihood.Point) []chart.Point {
	var out []chart.Point
	for _, p := range in {
		out = append(out, chart.Point(p))
	}
	return out
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
