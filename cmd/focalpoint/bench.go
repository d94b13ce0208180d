package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"focalpoint/internal/demo"
)

const benchLong = `bench generates a register and a seizure base from a seed, and measures the import, the
search by mark and a year's return on this machine. Beside each figure stands its peer:
a plain table with the same rows in the same database, filled by INSERT or COPY, asked by
LIKE and counted by a scan, in the same run. A ratio above 1 means that we are faster.

The embedded database goes to a temporary folder unless --data names an empty one; with
--db the database must be empty. The rows stay there.`

// newBench measures this machine.
func newBench(opts *options) *cobra.Command {
	var rows, queries int
	var seed uint64
	cmd := &cobra.Command{
		Use:     "bench",
		Short:   "Measure import, search and yearly tables against plain SQL",
		Long:    benchLong,
		Example: "  focalpoint bench\n  focalpoint bench --rows 1000000 --json\n  focalpoint bench --db postgres://… --rows 200000",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "focalpoint-bench-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			if !cmd.Flags().Changed("data") {
				opts.data = dir
			}
			opts.exercise = true
			return by(cmd.Context(), opts, func(a *app) error {
				return runBench(cmd, a, demo.BenchOptions{Seed: seed, Rows: rows, Queries: max(1, queries), Dir: dir, Today: time.Now()})
			})
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&rows, "rows", 50_000, "firearms on the register; a quarter as many seizures")
	flags.IntVar(&queries, "queries", 100, "searches of each class")
	flags.Uint64Var(&seed, "seed", 1, "seed of the rows")
	cmd.AddCommand(newBenchAccuracy(opts), newBenchLinkage(opts))
	return cmd
}

func runBench(cmd *cobra.Command, a *app, o demo.BenchOptions) error {
	ctx := cmd.Context()
	if err := a.vacant(ctx); err != nil {
		return err
	}
	tell, done := progress(cmd.ErrOrStderr(), "bench")
	h := a.demoHouse()
	if err := h.Teach(ctx); err != nil {
		return err
	}
	b := &demo.Bench{BenchOptions: o, DB: a.DB, Register: a.Register, Importer: a.Importer, Figures: a.Figures, Tell: tell, Clock: time.Now}
	r, err := b.Run(ctx)
	done()
	if err != nil {
		return err
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), r)
	}
	printBench(cmd.OutOrStdout(), r)
	return nil
}

func printBench(w io.Writer, r demo.BenchReport) {
	fmt.Fprintf(w, "%s, %d firearms, seed %d\n\n", r.Engine, r.Rows, r.Seed)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "import\trows\tseconds\trows/s\tplain rows/s\tratio\t")
	for _, i := range r.Imports {
		fmt.Fprintf(t, "%s\t%d\t%.1f\t%.0f\t%.0f\t%.2f\t\n", i.Target, i.Rows, i.Seconds, i.Rate, i.Peer, i.Ratio)
	}
	fmt.Fprintf(t, "\t\t\t\t\t\t\nsearch (ms)\tp50\tp95\tp99\tfound\tplain p50\tfound\tratio\t\n")
	for _, s := range r.Search {
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.2f\t%.0f %%\t%.2f\t%.0f %%\t%.1f\t\n", s.Class, s.P50/1000, s.P95/1000, s.P99/1000, 100*s.Found, s.Peer.P50/1000, 100*s.PeerFound, s.Ratio)
	}
	t.Flush()
	fmt.Fprintf(w, "\nindex of marks: %d marks in %.1f s\n", r.Index.Marks, r.Index.Seconds)
	fmt.Fprintf(w, "a year's return, %d cells over %d records: p50 %.1f ms, worst %.1f ms; one table of it by a scan: %.1f ms; ratio %.2f; tally once %.1f s\n",
		r.Tables.Cells, r.Tables.Records, r.Tables.Return.P50/1000, r.Tables.Return.Max/1000, r.Tables.Peer.P50/1000, r.Tables.Ratio, r.Tables.Sync)
}
