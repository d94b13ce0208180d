package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/flows"
)

func newReturnRules(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "rules [NAME]",
		Short:   "Print the counting rules: what each cell, method and national count asks",
		Example: "  focalpoint return rules\n  focalpoint return rules seized.tracing\n  focalpoint return rules as-published",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), map[string]any{"questionnaire": flows.IAFQ(), "indicator": flows.Methods(), "national": flows.NationalRules(),
					"precedence": flows.JustificationPrecedence(), "published": flows.PublishedTables()})
			}
			if !printRules(cmd.OutOrStdout(), name) {
				return focalpoint.Errorf("return", focalpoint.KindNotFound, "no rule is named %q; focalpoint return rules lists them all", name)
			}
			return nil
		},
	}
}

// printRules prints the rules whose name is, or begins with, the one given.
func printRules(w io.Writer, name string) bool {
	found := false
	named := func(id string) bool {
		ok := name == "" || id == name || strings.HasPrefix(id, name+".") || strings.HasPrefix(name, id+".")
		found = found || ok
		return ok
	}
	book := flows.IAFQ()
	for _, blk := range book.Blocks {
		if !named(blk.ID) {
			continue
		}
		fmt.Fprintf(w, "%s (%s version %s): %s\n", blk.ID, book.ID, book.Version, blk.Title)
		if blk.Source != "" {
			fmt.Fprintf(w, "  %s\n", blk.Source)
		}
		for _, c := range blk.Cells {
			if len(name) <= len(blk.ID) || c.FullID() == name {
				fmt.Fprintf(w, "  %s: %s\n", c.FullID(), c.Predicate())
			}
		}
	}
	if p := flows.JustificationPrecedence(); named(p.ID) {
		fmt.Fprintf(w, "%s (version %s): %s\n  %s\n", p.ID, p.Version, strings.Join(p.Order, " > "), p.Source)
	}
	for _, m := range flows.Methods() {
		if named(m.ID) {
			fmt.Fprintf(w, "%s (version %s): %s\n  %s\n  %s\n  %s\n", m.ID, m.Version, m.Title, m.Text, m.Where, m.Source)
		}
	}
	for _, r := range flows.NationalRules() {
		if named(r.ID) {
			fmt.Fprintf(w, "%s (version %s): %s\n  %s\n  %s\n  %s\n", r.ID, r.Version, r.Title, r.Text, r.Where, r.Source)
		}
	}
	return found
}

func newReturnItem(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "item ITEM",
		Short:   "Print which cells an item or a seizure feeds",
		Example: "  focalpoint return item it06m1d9c8zgk3v7q2xa5w",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				list, err := a.Figures.CellsOfItem(cmd.Context(), focalpoint.ItemID(args[0]))
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), list)
				}
				if len(list) == 0 {
					return focalpoint.Errorf("return", focalpoint.KindNotFound, "no record of %s is counted: it was never seized, found, surrendered, lost or stolen here", args[0])
				}
				for _, f := range list {
					fmt.Fprintf(cmd.OutOrStdout(), "%s, return %d: %s\n", f.ID, f.Year, strings.Join(f.Cells, ", "))
				}
				return nil
			})
		},
	}
}

func newReturnDeclare(opts *options) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "declare YEAR CELL STATUS",
		Short: "Say why a block or cell has no count: none, not-collected, not-applicable, unknown",
		Long: `declare says of a block or cell of a year what counting cannot say. STATUS is one of
none, not-collected, not-applicable, unknown; or withdraw, which takes it back. It is
logged. Records that speak against it are counted all the same, and reported.`,
		Example: "  focalpoint return declare 2024 found.type not-collected --reason \"No office records finds.\"",
		Args:    exactly(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			year, err := parseYear(args[0])
			if err != nil {
				return err
			}
			d := flows.Declared{Status: flows.Status(args[2]), Reason: reason}
			if args[2] == "withdraw" {
				d.Status = ""
			}
			return by(cmd.Context(), opts, func(a *app) error { return a.Figures.Declare(cmd.Context(), operator, year, args[1], d) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "a sentence that stands beside the cell")
	return cmd
}

func newReturnRebuild(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "rebuild",
		Short:   "Derive what every record counts as again, after rules or codes changed",
		Example: "  focalpoint return rebuild --data DIR",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				done, err := a.Figures.Rebuild(cmd.Context())
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), done)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "log followed up to entry %d: %d records new or changed, %d no longer counted\n", done.Upto, done.Added, done.Removed)
				return nil
			})
		},
	}
}
