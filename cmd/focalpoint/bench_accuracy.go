package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/chart"
	"focalpoint/mark"
	"focalpoint/mark/trial"
)

const accuracyLong = `accuracy generates firearms with numbers in makers' formats, lets clerks and
laboratories err at published rates, and asks for firearms by what is left of their numbers.
It needs no database. Beside each figure stands the oracle's, a look at every record
that knows how the generator errs, and those of three simpler rules, on the same questions.

The search believes one table of confusions (--estimate), the world errs by another
(--truth); the same name for both measures it under its own noise. --tables reads further
tables (columns table,recorded,seen,rate), --formats other formats of numbers (the columns
of the code list serial-format).`

// accuracyPlan is what the command line says of a trial.
type accuracyPlan struct {
	trial.Options
	estimate, truth, tables, formats, plot string
}

func newBenchAccuracy(opts *options) *cobra.Command {
	p := accuracyPlan{Options: trial.DefaultOptions()}
	cmd := &cobra.Command{
		Use:   "accuracy",
		Short: "Measure how well damaged numbers are identified, beside an oracle",
		Long:  accuracyLong,
		Example: "  focalpoint bench accuracy --marks 1000000 --queries 2000\n" +
			"  focalpoint bench accuracy --marks 100000 --queries 300 --estimate ocr --truth print --only etched --json",
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := p.prepare(); err != nil {
				return err
			}
			tell, done := progress(cmd.ErrOrStderr(), "accuracy")
			p.Tell = func(n, of int) { tell("classes of reports", n, of) }
			rows := trial.Run(p.Options)
			done()
			if p.plot != "" {
				if err := os.WriteFile(p.plot, []byte(reliability(rows)), 0o644); err != nil {
					return focalpoint.Invalid("bench accuracy", "plot", "the drawing cannot be written: %v", err)
				}
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), rows)
			}
			p.print(cmd.OutOrStdout(), rows)
			return nil
		},
	}
	f := cmd.Flags()
	f.IntVar(&p.Marks, "marks", p.Marks, "firearms on record")
	f.IntVar(&p.Queries, "queries", p.Queries, "questions of each class")
	f.Uint64Var(&p.Seed, "seed", p.Seed, "seed of everything drawn, makers' shares included")
	f.StringVar(&p.estimate, "estimate", "print", "table of confusions the search was estimated on")
	f.StringVar(&p.truth, "truth", "ocr", "table of confusions by which the world errs")
	f.StringVar(&p.tables, "tables", "", "file of further tables of confusions")
	f.StringVar(&p.formats, "formats", "", "file of formats of numbers to use in place of the shipped ones")
	f.Float64Var(&p.Clerk, "clerk", p.Clerk, "share of records with a clerk's error")
	f.Float64Var(&p.Wrong, "wrong", p.Wrong, "chance of a symbol to be misread")
	f.Float64Var(&p.Hint, "hint", p.Hint, "chance that the maker told is right")
	f.Float64Var(&p.Absent, "absent", p.Absent, "share of questions for firearms that are not on record")
	f.StringSliceVar(&p.Only, "only", nil, "classes to ask, by name")
	f.StringVar(&p.plot, "plot", "", "file to draw stated against observed probability in (SVG)")
	return cmd
}

// prepare reads the files and finds the tables named.
func (p *accuracyPlan) prepare() error {
	tables := mark.Tables()
	if p.tables != "" {
		more, err := readFile(p.tables, mark.ReadConfusions)
		if err != nil {
			return err
		}
		for name, t := range more {
			tables[name] = t
		}
	}
	if p.formats != "" {
		list, err := readFile(p.formats, mark.ReadFormats)
		if err != nil {
			return err
		}
		p.Formats = list
	}
	for _, name := range []string{p.estimate, p.truth} {
		if tables[name] == nil {
			return focalpoint.Invalid("bench accuracy", "table", "there is no table of confusions %q; the shipped ones are ocr, print, hand and bell", name)
		}
	}
	classes := make([]string, 0, 16)
	for _, c := range trial.Classes() {
		classes = append(classes, c.Name)
	}
	for _, name := range p.Only {
		if !slices.Contains(classes, name) {
			return focalpoint.Invalid("bench accuracy", "only", "there is no class %q; there are %s", name, strings.Join(classes, ", "))
		}
	}
	if p.Marks < 1 || p.Queries < 1 || len(p.Formats) == 0 {
		return focalpoint.Invalid("bench accuracy", "marks", "ask for at least one firearm, one question and one format")
	}
	for name, share := range map[string]float64{"clerk": p.Clerk, "wrong": p.Wrong, "hint": p.Hint, "absent": p.Absent} {
		if share < 0 || share >= 1 {
			return focalpoint.Invalid("bench accuracy", name, "%v is no share; write a number from 0 to below 1", share)
		}
	}
	p.Truth = tables[p.truth]
	p.Channel = mark.Estimate(mark.EyeRates(), "", tables[p.estimate]).With(mark.NewChannel(mark.KeyedRates()))
	return nil
}

func readFile[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(path)
	if err != nil {
		var none T
		return none, focalpoint.Invalid("bench accuracy", "file", "cannot open the file: %v", err)
	}
	defer f.Close()
	v, err := read(f)
	if err != nil {
		return v, focalpoint.Invalid("bench accuracy", "file", "%s: %v", path, err)
	}
	return v, nil
}

// print writes the figures as a table in Markdown, as the documentation holds it.
func (p *accuracyPlan) print(w io.Writer, rows []trial.Row) {
	fmt.Fprintf(w, "%d firearms on record, %d questions a class, seed %d; estimated on %s, the world errs by %s\n\n", p.Marks, p.Queries, p.Seed, p.estimate, p.truth)
	fmt.Fprintln(w, "| class | told | first % (95 %) | oracle | ratio | in ten % | oracle | ratio | NCIC | same | Levenshtein | error of stated | of none | Brier | none when there | when not |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	var first, none trial.Bins
	for _, r := range rows {
		s, n := r.Scores, float64(max(1, r.Present))
		low, high := trial.Wilson(s[0].First, r.Present)
		name := r.Class
		if r.Given {
			name += " (given)"
		} else {
			first.Sum(r.First)
			none.Sum(r.None)
		}
		pct := func(x float64) string { return fmt.Sprintf("%.1f", 100*x/n) }
		fmt.Fprintf(w, "| %s | %s | %s (%.1f to %.1f) | %s | %.3f | %s | %s | %.3f | %s | %s | %s | %.3f | %.3f | %.3f | %.2f | %.2f |\n", name, r.Context,
			pct(s[0].First), 100*low, 100*high, pct(s[1].First), ratio(s[0].First, s[1].First), pct(s[0].Ten), pct(s[1].Ten), ratio(s[0].Ten, s[1].Ten),
			pct(s[2].First), pct(s[3].First), pct(s[4].First), r.First.Error(), r.None.Error(), r.Brier, r.NonePresent, r.NoneAbsent)
	}
	fmt.Fprintf(w, "\nover all classes not given: error of the stated probability %.3f, of none of these %.3f\n", first.Error(), none.Error())
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

// reliability draws the share observed over the probability stated, of the classes not given.
func reliability(rows []trial.Row) string {
	var first, none trial.Bins
	for _, r := range rows {
		if !r.Given {
			first.Sum(r.First)
			none.Sum(r.None)
		}
	}
	curve := func(name string, b trial.Bins) chart.Curve {
		c := chart.Curve{Name: name}
		for i, n := range b.N {
			if n > 0 {
				c.Points = append(c.Points, chart.Point{X: b.Stated[i] / float64(n), Y: b.Right[i] / float64(n)})
			}
		}
		return c
	}
	share := func(name string) chart.Axis { return chart.Axis{Name: name, Low: 0, High: 1} }
	figure := chart.Curves(chart.Options{ID: "reliability", Title: "Probability stated against share observed", Desc: "Points on the diagonal mean that what is stated is what happens.", Height: 420},
		share("stated"), share("observed"), []chart.Curve{
			{Name: "perfect", Points: []chart.Point{{X: 0, Y: 0}, {X: 1, Y: 1}}}, curve("first answer", first), curve("none of these", none)})
	return string(figure.SVG)
}
