package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint/internal/flows"
)

const indicatorLong = `indicator computes SDG indicator 16.4.2 from the records: the share of arms whose
illicit origin was traced or established. It is computed by named methods (focalpoint
return rules lists them): un-2018-metadata follows the text of the metadata,
as-published the values UNODC publishes. Each value comes with numerator, denominator,
years used, a 95 % interval and the reasons why the other arms were not established.`

func newIndicator(opts *options) *cobra.Command {
	var s span
	var year int
	var method, asOf string
	cmd := &cobra.Command{
		Use:   "indicator",
		Short: "Compute SDG indicator 16.4.2 by named methods",
		Long:  indicatorLong,
		Example: "  focalpoint indicator --data DIR\n" +
			"  focalpoint indicator --year 2024 --method as-published --json\n" +
			"  focalpoint indicator check data_iafq.xlsx vc_arm_sztrace.csv",
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				if year != 0 {
					s = span{year, year}
				}
				return indicator(cmd, a, s, method, asOf)
			})
		},
	}
	s.flags(cmd)
	cmd.Flags().IntVar(&year, "year", 0, "one year (default: every year on record)")
	cmd.Flags().StringVar(&method, "method", "", "one method (default: all)")
	cmd.Flags().StringVar(&asOf, "as-of", "", "as known at the end of this day")
	cmd.AddCommand(newIndicatorCheck(opts))
	return cmd
}

func indicator(cmd *cobra.Command, a *app, s span, method, asOf string) error {
	at, err := endOf(asOf)
	if err != nil {
		return err
	}
	methods := flows.Methods()
	if method != "" {
		m, err := flows.FindMethod(method)
		if err != nil {
			return err
		}
		methods = []flows.Method{m}
	}
	if err := s.fill(cmd, a); err != nil {
		return err
	}
	list := []flows.Indicator{}
	for y := s.from; y <= s.to; y++ {
		for _, m := range methods {
			x, err := a.Figures.Indicator(cmd.Context(), m.ID, y, at)
			if err != nil {
				return err
			}
			list = append(list, x)
		}
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), list)
	}
	return printIndicator(cmd.OutOrStdout(), list)
}

func printIndicator(w io.Writer, list []flows.Indicator) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, x := range list {
		fmt.Fprintln(out, x.Label)
		for _, r := range append(append([]flows.Reason{}, x.WhyNot...), x.LeftOut...) {
			if r.Arms == 0 {
				continue
			}
			counted := "not counted"
			if r.InDenominator {
				counted = "in the denominator"
			}
			fmt.Fprintf(out, "  %s\t%s\t%d\t%s\n", r.Reason, r.Leaf, r.Arms, counted)
		}
	}
	return out.Flush()
}

func newIndicatorCheck(opts *options) *cobra.Command {
	var method string
	var tolerance float64
	cmd := &cobra.Command{
		Use:   "check DATASET PUBLISHED",
		Short: "Recompute published values of 16.4.2 from the published country table",
		Long: `check computes the indicator from a country table in the layout of data.unodc.org and
holds it against published values (columns SERIES, REF_AREA_ISO3, TIME_PERIOD,
OBS_VALUE, SOURCE, FOOTNOTE). It says how many agree within the tolerance.`,
		Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := flows.FindMethod(method)
			if err != nil {
				return err
			}
			d, err := flows.OpenDataset(args[0])
			if err != nil {
				return err
			}
			published, err := flows.OpenObservations(args[1])
			if err != nil {
				return err
			}
			list := flows.Recompute(m, d.ByCell(flows.IAFQ()), published, tolerance)
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), list)
			}
			return printRecomputed(cmd.OutOrStdout(), m, list, tolerance)
		},
	}
	cmd.Flags().StringVar(&method, "method", "as-published", "the method to recompute by")
	cmd.Flags().Float64Var(&tolerance, "tolerance", 0.02, "percentage points within which values agree")
	return cmd
}

func printRecomputed(w io.Writer, m flows.Method, list []flows.Recomputed, tolerance float64) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	can, agree := 0, 0
	for _, x := range list {
		state := "nothing to compute from"
		value := "-"
		if x.Indicator.Value != nil {
			can++
			value = fmt.Sprintf("%.2f", *x.Indicator.Value)
			if state = "differs"; x.Agrees {
				state = "agrees"
				agree++
			}
		}
		fmt.Fprintf(out, "%s\t%d\t%.2f\t%s\t%s\n", x.ISO3, x.Year, x.Percent, value, state)
	}
	fmt.Fprintf(out, "method %s (%s): %d published, %d can be recomputed, %d agree within %g points\n", m.ID, m.Version, len(list), can, agree, tolerance)
	return out.Flush()
}
