package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/casework"
)

func newCase(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "case",
		Short: "Open cases, put things into them, see how they hang together",
		Long: `case holds together what an investigation holds together: seizures, items, traces, persons,
groups and files. Things are named by their numbers (sz…, it…, tr…, pe…, gr…, cs…); of persons no
name is shown here, because names are read for a purpose only.

Exit code 0: done; 1: there is no such case; 2: wrong use or something to mend.`,
		Example: "  focalpoint case open \"Parcels by post\" sz06dw1zdgt1f654ns5xnv\n" +
			"  focalpoint case attach cs06dw… it06dw…\n" +
			"  focalpoint case show cs06dw… --timeline --json\n" +
			"  focalpoint case follow-ups --overdue",
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError(cmd, errors.New("say what to do: open, list, show, attach, merge or follow-ups"))
		},
	}
	cmd.AddCommand(newCaseOpen(opts), newCaseList(opts), newCaseShow(opts), newCaseAttach(opts), newCaseMerge(opts), newFollowUps(opts))
	return cmd
}

// linksOf turns numbers into links by their first letters.
func linksOf(cmd *cobra.Command, ids []string) ([]casework.Link, error) {
	var out []casework.Link
	for _, id := range ids {
		kind := casework.KindOfID(id)
		if kind == "" {
			return nil, usageError(cmd, fmt.Errorf("%q is no number of a seizure, item, trace, person, group or case", id))
		}
		out = append(out, casework.Link{Kind: kind, ID: id})
	}
	return out, nil
}

func atLeast(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := cobra.MinimumNArgs(n)(cmd, args); err != nil {
			return usageError(cmd, err)
		}
		return nil
	}
}

func newCaseOpen(opts *options) *cobra.Command {
	var c casework.Case
	cmd := &cobra.Command{
		Use:     "open TITLE [NUMBER...]",
		Short:   "Open a case, with what it holds",
		Example: "  focalpoint case open \"Parcels by post\" sz06dw1zdgt1f654ns5xnv --number \"C 7/2026\"",
		Args:    atLeast(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if c.Links, err = linksOf(cmd, args[1:]); err != nil {
				return err
			}
			c.Title = args[0]
			return by(cmd.Context(), opts, func(a *app) error {
				id, version, err := a.Cases.Save(cmd.Context(), operator, casework.Input{Case: c})
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), map[string]any{"id": id, "version": version})
				}
				fmt.Fprintln(cmd.OutOrStdout(), id)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&c.Number, "number", "", "number of the authority's own file")
	cmd.Flags().StringVar(&c.Authority.Name, "authority", "", "who leads")
	cmd.Flags().StringVar(&c.Summary, "summary", "", "what it is about")
	return cmd
}

func newCaseList(opts *options) *cobra.Command {
	var f casework.Filter
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List cases, the latest changed first",
		Example: "  focalpoint case list --status open --holds it06dwq0hse2mtvwh2s7kg",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				page, err := a.Cases.List(cmd.Context(), f)
				if err != nil || a.opts.json {
					return errors.Join(err, writeUnless(cmd, err, page))
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
				for _, r := range page.Rows {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d held\t%d followed up\n", r.ID, r.Status, r.Opened, r.Number, r.Title, r.Links, r.FollowUps)
				}
				return w.Flush()
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar((*string)(&f.Status), "status", "", "open, suspended, closed")
	flags.StringVar(&f.Text, "text", "", "with these words")
	flags.StringVar(&f.Ref, "holds", "", "that holds this seizure, item, trace, person or group")
	flags.StringVar(&f.Sort, "sort", "", "one of "+strings.Join(casework.Sortable(), ", ")+"; - before it for descending")
	flags.IntVar(&f.Limit, "limit", 50, "at most so many, up to 1000")
	flags.StringVar(&f.After, "after", "", "cursor of the page before")
	return cmd
}

// writeUnless writes an answer as JSON unless there was an error.
func writeUnless(cmd *cobra.Command, err error, v any) error {
	if err != nil {
		return nil
	}
	return writeJSON(cmd.OutOrStdout(), v)
}

func newCaseShow(opts *options) *cobra.Command {
	var timeline, graph, persons, overlaps bool
	cmd := &cobra.Command{
		Use:     "show CASE",
		Short:   "Show a case as JSON, or its timeline, link graph, persons, overlaps",
		Example: "  focalpoint case show cs06dw1zdgt1f654ns5xnv --graph",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := focalpoint.CaseID(args[0])
			return by(cmd.Context(), opts, func(a *app) error {
				var out any
				var err error
				switch {
				case timeline:
					out, err = a.Cases.Timeline(cmd.Context(), id)
				case graph:
					out, err = a.Cases.Graph(cmd.Context(), id)
				case overlaps:
					out, err = a.Cases.Overlaps(cmd.Context(), id)
				case persons:
					list, table, perr := a.Cases.Persons(cmd.Context(), id)
					out, err = map[string]any{"persons": list, "stages": table}, perr
				default:
					out, err = a.Cases.Get(cmd.Context(), id)
				}
				if err != nil {
					return err
				}
				return writeJSON(cmd.OutOrStdout(), out)
			})
		},
	}
	cmd.Flags().BoolVar(&timeline, "timeline", false, "everything that happened, oldest first")
	cmd.Flags().BoolVar(&graph, "graph", false, "nodes and edges")
	cmd.Flags().BoolVar(&persons, "persons", false, "persons by stage and sex, without names")
	cmd.Flags().BoolVar(&overlaps, "overlaps", false, "other cases that hold something in common")
	return cmd
}

func newCaseAttach(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "attach CASE NUMBER...",
		Short:   "Put seizures, items, traces, persons or groups into a case",
		Example: "  focalpoint case attach cs06dw… it06dw… tr06dw…",
		Args:    atLeast(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			links, err := linksOf(cmd, args[1:])
			if err != nil {
				return err
			}
			return by(cmd.Context(), opts, func(a *app) error {
				version, err := a.Cases.Attach(cmd.Context(), operator, focalpoint.CaseID(args[0]), links...)
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%s version %d\n", args[0], version)
				}
				return err
			})
		},
	}
}

func newCaseMerge(opts *options) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:     "merge CASE INTO",
		Short:   "Make one case of two; both stay readable",
		Example: "  focalpoint case merge cs06dw… cs06dx… --reason \"one pistol in both\"",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				return a.Cases.Merge(cmd.Context(), operator, focalpoint.CaseID(args[0]), focalpoint.CaseID(args[1]), reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why the two are one")
	return cmd
}

func newFollowUps(opts *options) *cobra.Command {
	var f casework.FollowFilter
	var overdue bool
	var decision string
	cmd := &cobra.Command{
		Use:     "follow-ups",
		Short:   "List the follow-ups: investigations where the last legal record is",
		Example: "  focalpoint case follow-ups --open\n  focalpoint case follow-ups --overdue --json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.Decision = casework.Decision(decision); decision != "" && !slices.Contains(casework.Decisions(), f.Decision) {
				return usageError(cmd, fmt.Errorf("--decision is pending, open, abroad or none, not %q", decision))
			}
			return by(cmd.Context(), opts, func(a *app) error {
				if overdue {
					f.OverdueAt = focalpoint.DayOf(a.Log.Now().UTC())
				}
				page, err := a.Cases.FollowUps(cmd.Context(), f)
				if err != nil || a.opts.json {
					return errors.Join(err, writeUnless(cmd, err, page))
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
				for _, r := range page.Rows {
					fmt.Fprintf(w, "%s\t%s\tdue %s\t%s\t%s\t%s\t%s\n", r.ID, r.Decision, r.Due, r.Item, r.State, r.Case, r.Result)
				}
				return w.Flush()
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.Open, "open", false, "only those that are not done")
	flags.BoolVar(&overdue, "overdue", false, "only those past their day")
	flags.StringVar(&decision, "decision", "", "pending, open, abroad, none")
	flags.StringVar((*string)(&f.Case), "case", "", "of this case")
	flags.IntVar(&f.Limit, "limit", 50, "at most so many, up to 1000")
	flags.StringVar(&f.After, "after", "", "cursor of the page before")
	return cmd
}
