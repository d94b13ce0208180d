package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"focalpoint/internal/ledger"
)

func newVerify(opts *options) *cobra.Command {
	var tables bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the whole log against the stored rows",
		Long: `verify reads every entry of the log and every row it commits to, and names the
first row that does not match. Exit code 0 means that all match, 1 that one does
not. Compare the printed root with one noted elsewhere: a printed trace report,
a backup's manifest.`,
		Example: "  focalpoint verify --data DIR\n  focalpoint verify --tables",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if tables {
				return listTables(cmd, opts)
			}
			return by(cmd.Context(), opts, func(a *app) error { return verify(cmd, a) })
		},
	}
	cmd.Flags().BoolVar(&tables, "tables", false, "list the logged tables and their columns, and stop")
	return cmd
}

func listTables(cmd *cobra.Command, opts *options) error {
	list := loggedTables()
	if opts.json {
		return writeJSON(cmd.OutOrStdout(), list)
	}
	for _, t := range list {
		fmt.Fprint(cmd.OutOrStdout(), t.Name)
		for _, c := range t.Columns {
			fmt.Fprint(cmd.OutOrStdout(), " ", c.Name)
		}
		fmt.Fprintln(cmd.OutOrStdout())
	}
	return nil
}

func verify(cmd *cobra.Command, a *app) error {
	report, err := ledger.Verify(cmd.Context(), a.DB, loggedTables(), func(done, all int64) {
		fmt.Fprintf(cmd.ErrOrStderr(), "\rchecked %d of %d log entries", done, all)
		if done == all {
			fmt.Fprintln(cmd.ErrOrStderr())
		}
	})
	var bad *ledger.Mismatch
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	if a.opts.json {
		if err := writeJSON(cmd.OutOrStdout(), report); err != nil {
			return err
		}
	} else {
		printReport(cmd, report)
	}
	if bad != nil {
		return exitError{exitNo}
	}
	return nil
}

func printReport(cmd *cobra.Command, r *ledger.Report) {
	out := cmd.OutOrStdout()
	if r.Mismatch != nil {
		fmt.Fprintln(out, "does not match:", r.Mismatch.Error())
		return
	}
	names := make([]string, 0, len(r.Rows))
	for n := range r.Rows {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		fmt.Fprintf(out, "%-20s %d rows\n", n, r.Rows[n])
	}
	fmt.Fprintf(out, "log: %d entries, root %s: all rows match\n", r.Size, r.Root)
}
