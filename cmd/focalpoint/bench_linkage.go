package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/mark"
	linkage "focalpoint/mark/link"
	"focalpoint/mark/trial"
)

const linkageLong = `linkage generates the records that a registry, police, a laboratory and customs
keep of the same firearms, each with its own errors, links them, and holds the links
against the truth: precision and recall over pairs of records, and how often links of a
stated probability are true. Two rules in use stand in the same table: the same serial
number, and the same number and make. It needs no database.`

func newBenchLinkage(opts *options) *cobra.Command {
	o := trial.DefaultOptions()
	o.Marks, o.Clerk = 100000, 0 // the offices err, each by its own rate
	truth := "hand"
	cmd := &cobra.Command{
		Use:     "linkage",
		Short:   "Measure how well records of several offices are linked",
		Long:    linkageLong,
		Example: "  focalpoint bench linkage\n  focalpoint bench linkage --firearms 670000 --json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			tables := mark.Tables()
			if tables[truth] == nil {
				return focalpoint.Invalid("bench linkage", "truth", "there is no table of confusions %q; the shipped ones are ocr, print, hand and bell", truth)
			}
			if o.Marks < 2 {
				return focalpoint.Invalid("bench linkage", "firearms", "ask for at least two firearms")
			}
			o.Truth = tables[truth]
			records, gun := trial.OfficeRecords(o, trial.Offices())
			tell, done := progress(cmd.ErrOrStderr(), "linkage")
			steps := 0
			report, _ := trial.Linkage(records, gun, linkage.Options{Tell: func(step string) { steps++; tell(step, steps, 4) }})
			done()
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), report)
			}
			printLinkage(cmd.OutOrStdout(), report)
			return nil
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Marks, "firearms", o.Marks, "firearms that the offices may have on record")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "seed of everything drawn")
	f.StringVar(&truth, "truth", truth, "table of confusions by which clerks err")
	return cmd
}

func printLinkage(w io.Writer, r trial.LinkReport) {
	fmt.Fprintf(w, "%d records of %d firearms, %d true pairs; %d candidates compared, %.2f %% of the true pairs among them\n\n",
		r.Records, r.Firearms, r.Truth, r.Pairs, 100*r.Completeness)
	fmt.Fprintf(w, "%-22s %9s %7s %7s\n", "rule", "precision", "recall", "F1")
	for _, s := range r.Scores {
		fmt.Fprintf(w, "%-22s %9.4f %7.4f %7.4f\n", s.Rule, s.Precision, s.Recall, s.F1)
	}
	fmt.Fprintf(w, "\n%-8s %8s %8s\n", "stated", "true", "links")
	for _, b := range r.Bins {
		fmt.Fprintf(w, "%-8.3f %8.3f %8d\n", b.Stated, b.True, b.N)
	}
	fmt.Fprintf(w, "\nexpected calibration error %.4f; clusters with two records of one office: %d\n", r.Calibration, r.Twice)
}
