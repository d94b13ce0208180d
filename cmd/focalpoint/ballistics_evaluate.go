package main

import (
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"focalpoint/internal/ballistics/bench"
)

const evaluateLong = `evaluate compares every two scans that the truth names and says how well the method
tells one source from two. The truth is CSV with the columns scan (file name with its
ending) and source (whatever names the firearm). Parameters are frozen: nothing is
tuned on the scans. It needs no data directory and uses all cores.`

const controlsLong = `bench is evaluate with its controls beside it: the outlines of the scans alone, without
any height, and noise instead of heights inside the true outlines. A method that tells
sources apart by these has seen the mask and not the mark. With --out it writes the
table, the histogram and the Tippett and DET plots into a folder.`

// judged are the flags both commands have.
type judged struct{ truth, method, out string }

func (j *judged) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&j.truth, "truth", "", "CSV file with the columns scan and source")
	cmd.Flags().StringVar(&j.method, "method", string(bench.Fast), "fast, reference, original or convergence")
	cmd.Flags().StringVar(&j.out, "out", "", "folder for the table and plots; made when it is not there")
}

func newBallisticsEvaluate(opts *options) *cobra.Command {
	var j judged
	cmd := &cobra.Command{
		Use: "evaluate DIR --truth FILE", Short: "Compare all scans of a folder whose sources are known", Long: evaluateLong,
		Example: "  focalpoint ballistics evaluate scans --truth sources.csv --json\n  focalpoint ballistics evaluate scans --truth sources.csv --method reference",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := j.evaluate(cmd, opts, args[0])
			if err != nil {
				return err
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), v)
			}
			return printEvaluation(cmd, v, nil)
		},
	}
	j.flags(cmd)
	return cmd
}

// benchAnswer is an evaluation with its controls.
type benchAnswer struct {
	*bench.Evaluation
	Controls []bench.Control `json:"controls"`
}

func newBallisticsBench(opts *options) *cobra.Command {
	var j judged
	cmd := &cobra.Command{
		Use: "bench DIR --truth FILE", Short: "Evaluate a method beside the controls that see no mark", Long: controlsLong,
		Example: "  focalpoint ballistics bench scans --truth sources.csv --out doc/ballistics",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := j.evaluate(cmd, opts, args[0])
			if err != nil {
				return err
			}
			known, err := j.known(cmd)
			if err != nil {
				return err
			}
			controls, err := bench.Controls(cmd.Context(), args[0], known, bench.Frozen(v.Method))
			if err != nil {
				return err
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), benchAnswer{v, controls})
			}
			return printEvaluation(cmd, v, controls)
		},
	}
	j.flags(cmd)
	return cmd
}

func (j *judged) known(cmd *cobra.Command) ([]bench.Known, error) {
	if j.truth == "" {
		return nil, usageError(cmd, fmt.Errorf("--truth is missing: name the CSV file with the columns scan and source"))
	}
	f, err := os.Open(j.truth)
	if err != nil {
		return nil, fmt.Errorf("cannot open the truth: %w", err)
	}
	defer f.Close()
	return bench.ReadTruth(f)
}

func (j *judged) evaluate(cmd *cobra.Command, opts *options, dir string) (*bench.Evaluation, error) {
	m, err := bench.ParseMethod(j.method)
	if err != nil {
		return nil, usageError(cmd, err)
	}
	known, err := j.known(cmd)
	if err != nil {
		return nil, err
	}
	v, err := bench.Evaluate(cmd.Context(), dir, known, m, bench.Frozen(m), time.Now, func(done, of int) {
		if done%100 == 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d pairs\n", done, of)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, u := range v.Unusable {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s was not compared: %s\n", u.Scan, u.Reason)
	}
	if j.out != "" {
		return v, v.WriteReport(j.out)
	}
	return v, nil
}

func printEvaluation(cmd *cobra.Command, v *bench.Evaluation, controls []bench.Control) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, row := range v.Table() {
		fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
	}
	for _, c := range controls {
		fmt.Fprintf(w, "control: %s\tauc %.5f\n", c.Name, c.AUC)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), limitsOfScores)
	return nil
}
