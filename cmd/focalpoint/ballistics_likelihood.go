package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/toolmark/likelihood"
)

const likelihoodLong = `likelihood reads tables of scored comparisons whose truth is known (CSV, or CSV in gzip;
columns weapon1, weapon2, hypothesis 1 or 0, the scores, and split… with t, v or n),
calibrates likelihood ratios on the training part of every split, and measures them on the
test part: Cllr and its floor, AUC, equal error rate, misleading ratios, each with a 90 %
interval by resampling the firearms. A column n beside cmc makes it the share of cells.

--out writes a table (likelihood.md) and, for every table read, the Tippett, DET and
reliability diagrams as SVG. No data directory is needed.

A likelihood ratio holds for the population it was calibrated on and for nothing else: say
with --arms and --ammunition what that is; it is printed with every figure.`

// A likelihoodRun is what the command was asked for.
type likelihoodRun struct {
	out, arms, ammunition string
	limit                 float64
	empirical             bool
	resamples             int
	seed                  uint64
}

// newBallisticsLikelihood measures likelihood ratios on tables of scores.
func newBallisticsLikelihood(opts *options) *cobra.Command {
	var run likelihoodRun
	cmd := &cobra.Command{
		Use:     "likelihood DIR | FILE...",
		Short:   "Calibrate likelihood ratios on tables of scores and measure them",
		Long:    likelihoodLong,
		Example: "  focalpoint ballistics likelihood tables/ --arms Glock --ammunition Fiocchi\n  focalpoint ballistics likelihood firing_pin.csv --empirical --out report --json",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := scoreTables(args)
			if err != nil {
				return err
			}
			var all []likelihoodReport
			for _, f := range files {
				r, err := run.measure(f)
				if err != nil {
					return err
				}
				all = append(all, r)
			}
			if run.out != "" {
				if err := writeLikelihood(run.out, all); err != nil {
					return err
				}
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), all)
			}
			return printLikelihood(cmd.OutOrStdout(), all)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&run.out, "out", "", "folder for likelihood.md and the diagrams")
	flags.StringVar(&run.arms, "arms", "not stated", "makes of the firearms in the tables")
	flags.StringVar(&run.ammunition, "ammunition", "not stated", "brands of the ammunition in the tables")
	flags.Float64Var(&run.limit, "cap", likelihood.DefaultCap, "largest absolute log10 LR")
	flags.BoolVar(&run.empirical, "empirical", false, "keep within the empirical bounds (ELUB) of the training part too")
	flags.IntVar(&run.resamples, "resamples", 400, "draws for intervals")
	flags.Uint64Var(&run.seed, "seed", 1, "seed of the draws")
	return cmd
}

// scoreTables lists the files named, and those in folders named.
func scoreTables(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, focalpoint.Invalid("ballistics likelihood", "", "cannot read %s: %v", arg, err)
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		for _, pattern := range []string{"*.csv", "*.csv.gz"} {
			found, err := filepath.Glob(filepath.Join(arg, pattern))
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
		}
	}
	slices.Sort(files)
	if len(files) == 0 {
		return nil, focalpoint.Invalid("ballistics likelihood", "", "no score table (.csv, .csv.gz) in %s", strings.Join(args, ", "))
	}
	return files, nil
}

// readScores reads one table, unpacking it if its name ends in .gz.
func readScores(file string) (likelihood.Table, error) {
	f, err := os.Open(file)
	if err != nil {
		return likelihood.Table{}, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return likelihood.Table{}, focalpoint.Invalid("ballistics likelihood", "", "%s is not a gzip file: %v", file, err)
		}
	}
	const most = 256 << 20
	t, err := likelihood.ReadTable(io.LimitReader(r, most))
	if err != nil {
		return t, focalpoint.Invalid("ballistics likelihood", "", "%s: %v", file, err)
	}
	if len(t.Splits) == 0 {
		return t, focalpoint.Invalid("ballistics likelihood", "", "%s has no column split…: mark each comparison t (training) or v (test)", file)
	}
	return t, nil
}

// A likelihoodReport is what one table gave.
type likelihoodReport struct {
	File       string              `json:"file"`
	Population string              `json:"population"`
	Scores     []string            `json:"scores"`
	Splits     []likelihoodSplit   `json:"splits"`
	Cllr       likelihood.Estimate `json:"mean_cllr"`
	pooled     likelihood.Ratios   // of all splits, for the diagrams
}

type likelihoodSplit struct {
	Split    string   `json:"split"`
	Trained  [2]int   `json:"trained_on"` // of one source, of two
	Chosen   []string `json:"scores_chosen"`
	Low      float64  `json:"limit_low"`
	High     float64  `json:"limit_high"`
	ELUBLow  float64  `json:"elub_low"`
	ELUBHigh float64  `json:"elub_high"`
	likelihood.Evaluation
}

// measure calibrates on the training part of every split and measures on its test
// part.
func (run likelihoodRun) measure(file string) (likelihoodReport, error) {
	t, err := readScores(file)
	if err != nil {
		return likelihoodReport{}, err
	}
	name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".gz"), ".csv")
	p := likelihood.Population{
		Name: fmt.Sprintf("%s; firearms: %s; ammunition: %s; %d comparisons", name, run.arms, run.ammunition, len(t.Rows)),
		Mark: strings.ReplaceAll(name, "_", " "), Arms: []string{run.arms}, Ammunition: []string{run.ammunition},
		Method: "the table's scores", Scores: t.Scores, Source: file,
	}
	report := likelihoodReport{File: filepath.Base(file), Population: p.Name, Scores: t.Scores}
	var costs []likelihood.Estimate
	for k, split := range t.Splits {
		training, test := t.Split(k)
		draws := func(use uint64) *rand.Rand { return rand.New(rand.NewPCG(run.seed, 2*uint64(k)+use)) }
		s, err := likelihood.Calibrate(training, p, likelihood.Options{Cap: run.limit, Tighten: run.empirical, Resamples: 20, Rand: draws(0)})
		if err != nil {
			return report, focalpoint.Invalid("ballistics likelihood", "", "%s, training part of %s: %v", file, split, err)
		}
		e, err := s.Evaluate(test, run.resamples, draws(1))
		if err != nil {
			return report, focalpoint.Invalid("ballistics likelihood", "", "%s, test part of %s: %v", file, split, err)
		}
		line := likelihoodSplit{Split: split, Trained: [2]int{s.Same, s.Different}, Low: s.Bounds.Low, High: s.Bounds.High,
			ELUBLow: s.Empirical.Low, ELUBHigh: s.Empirical.High, Evaluation: e}
		for _, u := range s.Model.Use {
			line.Chosen = append(line.Chosen, t.Scores[u])
		}
		report.Splits, costs = append(report.Splits, line), append(costs, e.Cllr)
		report.pooled.Same = append(report.pooled.Same, e.Ratios.Same...)
		report.pooled.Different = append(report.pooled.Different, e.Ratios.Different...)
	}
	report.Cllr = likelihood.Mean(costs)
	return report, nil
}

func printLikelihood(w io.Writer, all []likelihoodReport) error {
	for _, r := range all {
		fmt.Fprintf(w, "%s\n", r.Population)
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "split\tscores\tlimits\tELUB\tsame/different\tCllr\tCllr min\tAUC\tEER")
		for _, s := range r.Splits {
			fmt.Fprintf(tw, "%s\t%s\t%.2f to %.2f\t%.2f to %.2f\t%d/%d\t%s\t%s\t%s\t%s\n", s.Split, strings.Join(s.Chosen, "+"), s.Low, s.High, s.ELUBLow, s.ELUBHigh,
				s.Same, s.Different, estimate(s.Cllr), estimate(s.CllrMin), estimate(s.AUC), estimate(s.EER))
		}
		if err := tw.Flush(); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "mean Cllr %s\n\n", estimate(r.Cllr)); err != nil {
			return err
		}
	}
	return nil
}

// estimate writes a measure with its 90 % interval.
func estimate(e likelihood.Estimate) string {
	return fmt.Sprintf("%.4f (%.4f–%.4f)", e.Value, e.Low, e.High)
}
