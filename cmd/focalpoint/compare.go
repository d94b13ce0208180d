package main

import (
	"fmt"
	"math"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint/internal/ballistics/bench"
	"focalpoint/toolmark"
)

// limitsOfScores stands under every score.
const limitsOfScores = "A score is a lead for an examiner. It says how alike two surfaces are under this method, not that one firearm made both marks; marks of parts made one after the other can be alike. Compare the exhibits."

const compareScansLong = `compare says how alike two measured surfaces of cartridge cases are. A raw scan is
prepared first: the breech-face impression is found, its shape and the noise of the
instrument are taken out.

  fast         poses searched on two scales, cells compared both ways in the best
               ones; some hundredths of a second
  reference    High CMC at the published settings (20 points, 6 degrees, 0.50)
  original     the first published rule (15 points, 6 degrees, 0.50)
  convergence  cells that converge on one place

The score is the number of congruent cells in the direction that has fewer; the fast
method adds a part below 1 for the likeness of the whole surfaces.`

// comparisonAnswer is what compare writes as JSON.
type comparisonAnswer struct {
	Method      bench.Method     `json:"method"`
	Parameters  bench.Parameters `json:"parameters"`
	A           scanAnswer       `json:"a"`
	B           scanAnswer       `json:"b"`
	Score       float64          `json:"score"`
	Congruent   int              `json:"congruent"`
	Correlation *float64         `json:"correlation,omitempty"`
	Pose        poseAnswer       `json:"pose"`
	AtoB        []cellAnswer     `json:"a_to_b"`
	BtoA        []cellAnswer     `json:"b_to_a"`
	Limits      string           `json:"limits"`
}

type scanAnswer struct {
	Scan    string   `json:"scan"`
	Digest  string   `json:"sha256"`
	Notices []string `json:"notices"`
}

// poseAnswer lays B over A.
type poseAnswer struct {
	ThetaDeg float64 `json:"theta_deg"`
	DxUm     float64 `json:"dx_um"`
	DyUm     float64 `json:"dy_um"`
}

type cellAnswer struct {
	Column    int      `json:"column"`
	Row       int      `json:"row"`
	XUm       float64  `json:"x_um"`
	YUm       float64  `json:"y_um"`
	DxUm      float64  `json:"dx_um"`
	DyUm      float64  `json:"dy_um"`
	Corr      *float64 `json:"corr"`
	Congruent bool     `json:"congruent"`
}

func newCompare(opts *options) *cobra.Command {
	var method string
	cmd := &cobra.Command{
		Use:     "compare A.x3p B.x3p",
		Short:   "Say how alike two measured surfaces are",
		Long:    compareScansLong,
		Example: "  focalpoint compare exhibit-7.x3p test-fire-2.x3p\n  focalpoint compare A.x3p B.x3p --method reference --json",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := bench.ParseMethod(method)
			if err != nil {
				return usageError(cmd, err)
			}
			return compareScans(cmd, opts, m, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&method, "method", string(bench.Fast), "fast, reference, original or convergence")
	return cmd
}

func compareScans(cmd *cobra.Command, opts *options, m bench.Method, a, b string) error {
	x, err := readScan(cmd, a)
	if err != nil {
		return err
	}
	y, err := readScan(cmd, b)
	if err != nil {
		return err
	}
	p := bench.Frozen(m)
	r, err := bench.Compare(x, y, m, p)
	if err != nil {
		return err
	}
	if opts.json {
		answer := comparisonAnswer{
			Method: m, Parameters: p, A: scanOf(x), B: scanOf(y), Score: r.Score, Congruent: r.Congruent,
			Pose: poseAnswer(r.Pose), AtoB: cellsOf(r.AtoB), BtoA: cellsOf(r.BtoA), Limits: limitsOfScores,
		}
		if m == bench.Fast {
			answer.Correlation = &r.Correlation
		}
		return writeJSON(cmd.OutOrStdout(), answer)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "method\t%s\n", m)
	fmt.Fprintf(w, "score\t%.3f\n", r.Score)
	fmt.Fprintf(w, "congruent cells\t%d of %d of A on B, %d of %d of B on A\n", r.AtoB.Found, len(r.AtoB.Cells), r.BtoA.Found, len(r.BtoA.Cells))
	if m == bench.Fast {
		fmt.Fprintf(w, "correlation of the surfaces\t%.3f\n", r.Correlation)
	}
	fmt.Fprintf(w, "B over A\tturned by %.1f degrees, shifted by %.0f and %.0f micrometres\n", r.Pose.ThetaDeg+0, r.Pose.DxUm+0, r.Pose.DyUm+0) // no minus before zero
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), limitsOfScores)
	return nil
}

// readScan reads a scan and tells of what was odd about it on standard error.
func readScan(cmd *cobra.Command, path string) (*bench.Scan, error) {
	s, err := bench.ReadScan(path)
	if err != nil {
		return nil, err
	}
	for _, n := range s.Notices {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", s.Name, n.Text)
	}
	return s, nil
}

func scanOf(s *bench.Scan) scanAnswer {
	a := scanAnswer{Scan: s.Name, Digest: s.Digest, Notices: []string{}}
	for _, n := range s.Notices {
		a.Notices = append(a.Notices, n.Text)
	}
	return a
}

func cellsOf(d toolmark.Direction) []cellAnswer {
	out := []cellAnswer{}
	for _, c := range d.Cells {
		a := cellAnswer{Column: c.Column, Row: c.Row, XUm: c.XUm, YUm: c.YUm, DxUm: c.DxUm, DyUm: c.DyUm, Congruent: c.Congruent}
		if !math.IsNaN(c.Corr) {
			corr := c.Corr
			a.Corr = &corr
		}
		out = append(out, a)
	}
	return out
}

// create makes a file that did not exist before, so that no scan is ever overwritten.
func create(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", path, err)
	}
	return f, nil
}
