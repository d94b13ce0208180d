package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/linkage"
)

const linkLong = `link compares the records of all offices on record - registers, stock, lost and stolen,
police, customs, laboratory, other States - and proposes which of them speak of one
firearm, each with its probability and the evidence for it. Nothing is joined by it: an
officer confirms or rejects a link, and may undo that.

It can be cut off and run again; over the same records a second run changes nothing, and
what was decided is not proposed again.`

func newLink(opts *options) *cobra.Command {
	least := linkage.DefaultLeast
	cmd := &cobra.Command{
		Use:   "link",
		Short: "Find records of different offices that speak of one firearm",
		Long:  linkLong,
		Example: `  focalpoint link --data DIR
  focalpoint link --least 0.8 --json
  focalpoint link list --state proposed --office registry --other police
  focalpoint link show LINK
  focalpoint link confirm LINK --reason "both numbers read under a lens"`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error { return a.link(cmd, least) })
		},
	}
	cmd.Flags().Float64Var(&least, "least", least, "probability from which a link is proposed")
	cmd.AddCommand(newLinkList(opts), newLinkShow(opts), newLinkSeparate(opts), newLinkHeld(opts), newLinkDecide(opts, "confirm", linkage.Confirmed, "Hold the two records to be one firearm: their lives are joined"),
		newLinkDecide(opts, "reject", linkage.Rejected, "Hold the two records to be two firearms; the link is not proposed again"),
		newLinkDecide(opts, "undo", linkage.Undone, "Take a confirmation back: the lives are parted"))
	return cmd
}

func (a *app) link(cmd *cobra.Command, least float64) error {
	tell, done := progress(cmd.ErrOrStderr(), "link")
	run, err := a.Links.Find(cmd.Context(), operator, least, func(step string, n, total int64) error {
		tell(step, int(n), int(total))
		return nil
	})
	done()
	if err != nil {
		return err
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), run)
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%d records compared:", run.Records)
	for _, o := range linkage.AllOffices() {
		if n := run.Offices[o]; n > 0 {
			fmt.Fprintf(out, " %s %d", o, n)
		}
	}
	if n := run.Offices[linkage.SeparateRecords]; n > 0 {
		fmt.Fprintf(out, " separate %d", n)
	}
	fmt.Fprintf(out, "\n%d links of probability %g or more: %d new, %d weighed anew, %d decided or joined before; %d no longer hold\n", run.Links, run.Least, run.Added, run.Changed, run.Known, run.Dropped)
	if run.Held > 0 {
		fmt.Fprintf(out, "%d items are probably held in registers that may not be merged; see focalpoint link held\n", run.Held)
	}
	return nil
}

func newLinkList(opts *options) *cobra.Command {
	var f linkage.Filter
	var state, office, other, item string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List links, the likeliest first",
		Example: "  focalpoint link list --state proposed\n  focalpoint link list --alarmed --json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.State, f.Office, f.Other, f.Item = linkage.State(state), linkage.Office(office), linkage.Office(other), focalpoint.ItemID(item)
			return by(cmd.Context(), opts, func(a *app) error {
				page, err := a.Links.List(cmd.Context(), f)
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), page)
				}
				return printLinks(cmd.OutOrStdout(), page)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&state, "state", "", "proposed, confirmed, rejected or undone")
	flags.StringVar(&office, "office", "", "office of one of the two: registry, stock, foreign, missing, police, customs, laboratory")
	flags.StringVar(&other, "other", "", "office of the other one")
	flags.StringVar(&item, "item", "", "number of one of the two items")
	flags.StringVar(&f.Text, "number", "", "beginning of the number of one of the two")
	flags.StringVar(&f.Level, "level", "", "how the marks agree: equal, alike, wrong, swapped, missing, two-alike, affix")
	flags.BoolVar(&f.Alarmed, "alarmed", false, "only links whose joined life holds a contradiction")
	flags.BoolVar(&f.Conflict, "conflict", false, "only links that would bring two records of one office together")
	flags.StringVar(&f.Sort, "sort", "", "column, with - before it for descending: "+strings.Join(linkage.Sortable(), ", "))
	flags.StringVar(&f.After, "after", "", "cursor of the page before")
	flags.IntVar(&f.Limit, "limit", 50, "most rows to give")
	return cmd
}

func printLinks(out io.Writer, page linkage.Page) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PROBABILITY\tSTATE\tNUMBER\tOFFICE\tNUMBER\tOFFICE\tMARKS\tLINK")
	for _, r := range page.Rows {
		fmt.Fprintf(w, "%.4f\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Probability, r.State, r.A.Serial, r.A.Office, r.B.Serial, r.B.Office, r.Level, r.ID)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d of %d links\n", len(page.Rows), page.Total)
	return nil
}

func newLinkShow(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "show LINK",
		Short:   "Show one link with its evidence, symbol by symbol and field by field",
		Example: "  focalpoint link show it06dwq0hse2mtvwh2s7kg-it06dwq0hse2mtvwh2s7kh",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				l, err := a.Links.Get(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), l)
				}
				list, err := a.Links.History(cmd.Context(), l.ID)
				if err != nil {
					return err
				}
				printLink(cmd.OutOrStdout(), l, list)
				return nil
			})
		},
	}
}

func printLink(out io.Writer, l linkage.Link, decided []linkage.Decision) {
	fmt.Fprintf(out, "%s (%s) and %s (%s): %s, probability %.4f by %s\n", l.A, l.OfficeA, l.B, l.OfficeB, l.State, l.Probability, l.Model)
	var a, b, signs strings.Builder
	for _, s := range l.Aligned() {
		sign := " "
		if s.Op != linkage.StepSame {
			sign = "^"
		}
		fmt.Fprintf(&a, "%1s", s.A)
		fmt.Fprintf(&b, "%1s", s.B)
		signs.WriteString(sign)
	}
	fmt.Fprintf(out, "  %s\n  %s\n  %s\n", a.String(), b.String(), strings.TrimRight(signs.String(), " "))
	for _, e := range l.Evidence {
		fmt.Fprintf(out, "  %-8s %-9s %+6.1f bits  %s / %s\n", e.Field, e.Result, e.Bits(), orNone(e.A), orNone(e.B))
	}
	fmt.Fprintf(out, "  together %+15.1f bits\n", l.Bits())
	for _, k := range l.Alarms {
		fmt.Fprintf(out, "  contradiction: %s\n", k)
	}
	if l.Conflict {
		fmt.Fprintln(out, "  surer links bring two records of one office together with this one")
	}
	for _, d := range decided {
		fmt.Fprintf(out, "  %s %s by %s: %s\n", d.At.Format("2006-01-02 15:04"), d.Decision, d.By, d.Reason)
	}
}

func newLinkDecide(opts *options, name string, to linkage.State, short string) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:     name + " LINK",
		Short:   short,
		Example: "  focalpoint link " + name + ` it06dwq0hse2mtvwh2s7kg-it06dwq0hse2mtvwh2s7kh --reason "what shows it"`,
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				l, err := a.Links.Decide(cmd.Context(), operator, args[0], "", to, reason)
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), l)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", l.ID, l.State)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "what shows it; must be given")
	return cmd
}
