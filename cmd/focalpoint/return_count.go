package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/flows"
)

// span are the years of a count.
type span struct{ from, to int }

func (s *span) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&s.from, "from", 0, "first year (default: the first on record)")
	cmd.Flags().IntVar(&s.to, "to", 0, "last year (default: the last on record)")
}

// fill puts the years on record where none were given.
func (s *span) fill(cmd *cobra.Command, a *app) error {
	if s.from != 0 && s.to != 0 {
		return nil
	}
	years, _, err := a.Figures.Years(cmd.Context())
	if err != nil {
		return err
	}
	if len(years) == 0 {
		return focalpoint.Errorf("return", focalpoint.KindNotFound, "nothing is on record that could be counted; import or enter seizures first")
	}
	if s.from == 0 {
		s.from = years[0]
	}
	if s.to == 0 {
		s.to = years[len(years)-1]
	}
	return nil
}

func newReturnCount(opts *options) *cobra.Command {
	var s span
	var divide []string
	var asCSV bool
	cmd := &cobra.Command{
		Use:   "count RULE",
		Short: "Count by a national rule, divided as asked",
		Long: `count applies one of the named national rules (focalpoint return rules) and divides
the count by year, month, region, unit, type-code, or any axis of the rules.`,
		Example: "  focalpoint return count seized-arms-one-per-control-number --by year,unit\n" +
			"  focalpoint return count lost-and-stolen --by year,region,role --csv",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				t, err := countBy(cmd, a, args[0], divide, s)
				if err != nil {
					return err
				}
				if asCSV {
					return t.WriteCSV(cmd.OutOrStdout())
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), t)
				}
				return printCount(cmd.OutOrStdout(), t)
			})
		},
	}
	s.flags(cmd)
	cmd.Flags().StringSliceVar(&divide, "by", []string{"year"}, "divisions, separated by commas")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "write CSV")
	return cmd
}

func countBy(cmd *cobra.Command, a *app, name string, divide []string, s span) (flows.CountTable, error) {
	rule, err := flows.FindNationalRule(name)
	if err != nil {
		return flows.CountTable{}, err
	}
	if err := s.fill(cmd, a); err != nil {
		return flows.CountTable{}, err
	}
	return a.Figures.Count(cmd.Context(), rule, divide, s.from, s.to)
}

func printCount(w io.Writer, t flows.CountTable) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "%s, version %s: %s\n", t.Rule.ID, t.Rule.Version, t.Rule.Where)
	fmt.Fprintf(out, "%s\tcount\n", strings.Join(t.By, "\t"))
	for _, r := range t.Rows {
		fmt.Fprintf(out, "%s\t%d\n", strings.Join(r.Keys, "\t"), r.Count)
	}
	fmt.Fprintf(out, "total %d of %d records\n", t.Total, t.Records)
	return out.Flush()
}

const compareLong = `compare holds a count by a national rule against a table published by others, year by
year and unit by unit, and prints both totals, the correlation over all pairs of unit
and year in the published table, the pairs that differ most, and units of ours that
the table does not have.

The layout of a table is named (--layout br-isp-rj) or given by its columns; its rows
are added up by unit and year. --unit-pattern is a regular expression whose first
group is the published unit in the text of ours: ^0*([0-9]+) makes 134 of "134A. DP".`

func newReturnCompare(opts *options) *cobra.Command {
	var s span
	var layout, file string
	var t flows.PublishedTable
	cmd := &cobra.Command{
		Use:   "compare RULE",
		Short: "Hold a count against a published table",
		Long:  compareLong,
		Example: "  focalpoint import seizure base-2015.xlsx base-2016.xlsx base-2017.xlsx --data DIR\n" +
			"  focalpoint return compare seized-arms-one-per-control-number --published ArmasApreendidasEvolucaoCisp.csv --layout br-isp-rj --data DIR\n" +
			"  focalpoint return compare seized-arms --published table.csv --year-column year --unit-column station --value-column arms",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			table := t
			if layout != "" {
				var err error
				if table, err = flows.FindPublishedTable(layout); err != nil {
					return err
				}
			}
			if file == "" || table.Year == "" || table.Value == "" {
				return usageError(cmd, fmt.Errorf("name the published table with --published, and its layout with --layout or --year-column and --value-column"))
			}
			return by(cmd.Context(), opts, func(a *app) error { return compare(cmd, a, args[0], file, table, s) })
		},
	}
	s.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&file, "published", "", "the published table: CSV or XLSX")
	flags.StringVar(&layout, "layout", "", "a known layout: br-isp-rj")
	flags.StringVar(&t.Year, "year-column", "", "column of the year")
	flags.StringVar(&t.Unit, "unit-column", "", "column of the unit; without it only years are compared")
	flags.StringVar(&t.Value, "value-column", "", "column of the count")
	flags.StringVar(&t.UnitPattern, "unit-pattern", "", "regular expression that finds the published unit in ours")
	return cmd
}

func compare(cmd *cobra.Command, a *app, rule, file string, table flows.PublishedTable, s span) error {
	published, err := flows.OpenPublished(file, table)
	if err != nil {
		return err
	}
	divide := []string{"year"}
	if table.Unit != "" {
		divide = append(divide, "unit")
	}
	ours, err := countBy(cmd, a, rule, divide, s)
	if err != nil {
		return err
	}
	c, err := flows.CompareCounts(ours, table, published)
	if err != nil {
		return err
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), c)
	}
	return printComparison(cmd.OutOrStdout(), c)
}

func printComparison(w io.Writer, c flows.Comparison) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "%s, version %s: %s", c.Rule.ID, c.Rule.Version, c.Rule.Where)
	if c.Rule.Distinct != "" {
		fmt.Fprintf(out, "; one for each %s number and year", c.Rule.Distinct)
	}
	fmt.Fprintf(out, "\nyear\tours\tpublished\tdifference\n")
	for _, p := range c.Years {
		fmt.Fprintf(out, "%d\t%d\t%d\t%s\n", p.Year, p.Ours, p.Published, percent(p.Ours-p.Published, p.Published))
	}
	fmt.Fprintf(out, "correlation %.4f over %d pairs, mean difference %.1f\n", c.Correlation, c.Pairs, c.MeanOff)
	for _, p := range c.Farthest {
		fmt.Fprintf(out, "differs\t%s %d\t%d\t%d\n", p.Unit, p.Year, p.Ours, p.Published)
	}
	for _, r := range c.Unmatched {
		fmt.Fprintf(out, "not in the published table\t%s\t%d\n", strings.Join(r.Keys, " "), r.Count)
	}
	return out.Flush()
}

func percent(part, whole int64) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%+.1f %%", 100*float64(part)/float64(whole))
}
