package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/flows"
)

// returnFlags are the flags of the return command.
type returnFlags struct {
	edition, state, format, out, asOf string
	cell, after                       string
	limit                             int
	records                           bool
}

const returnLong = `return fills the illicit arms flows questionnaire for a year from the records: cases,
arms seized, found and surrendered by type, condition, legal justification, other
offences, location and marking, the tracing tables 5.1 to 5.3, parts, ammunition and
persons, with indicator 16.4.2 by every method and what does not add up.

Every cell opens its records: --cell seized.type.pistol --records. A record's cells:
focalpoint return item ITEM. A cell without a number says why: not-collected, unknown,
none, not-applicable; zero is zero.

The counting rules are text: focalpoint return rules.`

func newReturn(opts *options) *cobra.Command {
	f := &returnFlags{}
	cmd := &cobra.Command{
		Use:   "return YEAR",
		Short: "Fill the illicit arms flows questionnaire from the records",
		Long:  returnLong,
		Example: "  focalpoint return 2024 --data DIR\n" +
			"  focalpoint return 2024 --edition 2022 --format xlsx --out return-2024.xlsx\n" +
			"  focalpoint return 2024 --as-of 2025-03-31 --json\n" +
			"  focalpoint return 2024 --cell seized.tracing.1.2 --records",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			year, err := parseYear(args[0])
			if err != nil {
				return err
			}
			return by(cmd.Context(), opts, func(a *app) error {
				if f.cell != "" {
					return returnCell(cmd, a, f, year)
				}
				return returnYear(cmd, a, f, year)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.edition, "edition", "", "edition of the questionnaire's wording: 2022 or 2024 (default the newest)")
	flags.StringVar(&f.state, "state", "", "reporting State, three letters (ISO 3166)")
	flags.StringVar(&f.format, "format", "table", "table, json, csv or xlsx")
	flags.StringVar(&f.out, "out", "", "write to this file instead of standard output")
	flags.StringVar(&f.asOf, "as-of", "", "as known at the end of this day, for example 2025-03-31")
	flags.StringVar(&f.cell, "cell", "", "one cell only, for example seized.type.pistol")
	flags.BoolVar(&f.records, "records", false, "with --cell: list the records behind it")
	flags.StringVar(&f.after, "after", "", "with --records: the cursor of the page before")
	flags.IntVar(&f.limit, "limit", 100, "with --records: records of one page")
	for _, add := range []func(*options) *cobra.Command{newReturnRules, newReturnItem, newReturnCount, newReturnCompare, newReturnDeclare, newReturnOverride, newReturnRead, newReturnRebuild} {
		cmd.AddCommand(add(opts))
	}
	return cmd
}

func parseYear(text string) (int, error) {
	year, err := strconv.Atoi(text)
	if err != nil {
		return 0, focalpoint.Invalid("return", "year", "%q is not a year; write one such as 2024", text)
	}
	return year, nil
}

// endOf returns the last instant of the stretch a date names; zero for "".
func endOf(text string) (time.Time, error) {
	d, err := focalpoint.ParseDate(text)
	if err != nil || d == "" {
		return time.Time{}, err
	}
	_, last, _ := d.Bounds()
	return last.Time().AddDate(0, 0, 1).Add(-time.Microsecond), nil
}

// output calls fn with standard output, or with the file that was named.
func output(cmd *cobra.Command, path string, fn func(io.Writer) error) (err error) {
	if path == "" {
		return fn(cmd.OutOrStdout())
	}
	f, err := os.Create(path)
	if err != nil {
		return focalpoint.Invalid(cmd.Name(), "out", "cannot write the file: %v", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	return fn(f)
}

func returnYear(cmd *cobra.Command, a *app, f *returnFlags, year int) error {
	asOf, err := endOf(f.asOf)
	if err != nil {
		return err
	}
	r, err := a.Figures.Return(cmd.Context(), flows.Query{Year: year, Edition: f.edition, State: focalpoint.Country(strings.ToUpper(f.state)), AsOf: asOf})
	if err != nil {
		return err
	}
	c := flows.Country{ISO3: string(r.State)}
	if r.State != "" {
		c.Name = a.Codes.Name("country", string(r.State), "en")
	}
	if a.opts.json {
		f.format = "json"
	}
	write, ok := map[string]func(io.Writer) error{
		"table": func(w io.Writer) error { return printReturn(w, r) },
		"json":  r.WriteJSON,
		"csv":   func(w io.Writer) error { return r.WriteCSV(w, c) },
		"xlsx":  func(w io.Writer) error { return r.WriteXLSX(w, c) },
	}[f.format]
	if !ok {
		return focalpoint.Invalid("return", "format", "%q is no format; choose table, json, csv or xlsx", f.format)
	}
	return output(cmd, f.out, write)
}

func printReturn(w io.Writer, r flows.Return) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "Return %d, edition %s, as known on %s, log %d %.16s\n", r.Year, r.Edition, r.AsOf.UTC().Format("2006-01-02 15:04"), r.LogSize, r.LogRoot)
	for _, blk := range r.Blocks {
		fmt.Fprintf(out, "\n%s\n", blk.Title)
		for _, c := range blk.Cells {
			label := c.Category
			if c.Sex != "na" {
				label += ", " + strings.ToLower(c.Sex)
			}
			note := c.Note
			if o := c.Override; o != nil && o.Holds() {
				note = strings.TrimSpace(fmt.Sprintf("computed %s: %s (proposed by %s, approved by %s) %s", c.Value, o.Reason, o.By, o.Approved, c.Note))
			}
			fmt.Fprintf(out, "  %s\t%s\t%s\t%s\n", c.ID, label, c.Reported(), note)
		}
	}
	fmt.Fprintln(out, "\nIndicator 16.4.2")
	for _, x := range r.Indicator {
		fmt.Fprintf(out, "  %s\n", x.Label)
	}
	if len(r.Findings) > 0 {
		fmt.Fprintln(out, "\nTo be looked at")
	}
	for _, f := range r.Findings {
		text := f.Text
		if f.Open != "" {
			text += " Its records: --cell " + f.Open + " --records"
		}
		fmt.Fprintf(out, "  %s\t%s\t%s\n", f.Level, f.Cell, text)
	}
	return out.Flush()
}

func returnCell(cmd *cobra.Command, a *app, f *returnFlags, year int) error {
	limit := f.limit
	if !f.records {
		limit = 1
	}
	page, err := a.Figures.Records(cmd.Context(), f.cell, year, f.after, limit)
	if err != nil {
		return err
	}
	if !f.records {
		page.Records, page.Next = nil, ""
	}
	if a.opts.json || f.format == "json" {
		return output(cmd, f.out, func(w io.Writer) error { return writeJSON(w, page) })
	}
	return output(cmd, f.out, func(w io.Writer) error {
		out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintf(out, "%s %d: %d (%d records)\n%s\n", page.Cell, page.Year, page.Value, page.Total, page.Rule)
		if o := page.Override; o != nil {
			state := "proposed"
			if o.Holds() {
				state = "reported, approved by " + string(o.Approved)
			}
			fmt.Fprintf(out, "override %s: %s (by %s): %s\n", o.Value, state, o.By, o.Reason)
		}
		for _, r := range page.Records {
			who := string(r.Item)
			if r.Person != "" {
				who = string(r.Person)
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%d\n", r.ID, who, r.Seizure, r.Unit, r.Control, r.Quantity)
		}
		if page.Next != "" {
			fmt.Fprintf(out, "more: --after %s\n", page.Next)
		}
		return out.Flush()
	})
}
