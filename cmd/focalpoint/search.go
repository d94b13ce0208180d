package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/register"
	"focalpoint/mark"
	"focalpoint/tag"
)

const searchLong = `search answers: is it ours, and where is it now? It looks at every mark of every
item in the register, whatever became of the item, and gives the likeliest first.

PATTERN is what can be read:

  AB1234         a number as typed. Case, separators and look-alike alphabets do not
                 matter; near misses (0 for O, one symbol wrong, missing, too many or
                 swapped, a year glued on) stand below what fits exactly
  AB?234         one unknown symbol
  AB12*          any number of unknown symbols, at either end or between
  AB[38]4        one of these; [0-9] a range; [^38] none of these
  AB{8:.7,B:.2}  these with their certainty
  AB1234~1       at most so many reading errors (0 to 3)
  =AB-1234       exactly as struck
  AB12 script:cyrl   the letters are Cyrillic (latn, cyrl, grek, arab)
  3074257BF719…  what a reader of radio tags or a scanner gave: the items that bear the tag
  A{8:.7}12 by:etched   how it was read: eye, photo, etched, magnetic, ocr, handwritten …

What else is known may be added, as flags or in the pattern itself, the same as on pages
and in the API:

  'AB?12[38]4 make:zastava? cal:7.62x39 year:1980-1990 mark:importer'

A value that ends in "?" is a hint and moves the probabilities; others must hold.
--explain tells, symbol by symbol and field by field, why each candidate stands where it
does. LOG10 LR is the evidence alone, as a power of ten; the probability also reckons with
how many items there are and how likely it is that the firearm is on record at all.
Exit code 0: candidates found; 1: none; 2: wrong use.`

func newSearch(opts *options) *cobra.Command {
	var q register.Query
	var status []string
	var kind string
	var explain bool
	cmd := &cobra.Command{
		Use:   "search PATTERN",
		Short: "Find items by what is left of a mark",
		Long:  searchLong,
		Example: `  focalpoint search 'AB?12[38]4' --data DIR
  focalpoint search AB1234 --make 'zastava?' --calibre 7.62x39 --json
  focalpoint search 'AB1234 make:zastava? cal:7.62x39 year:1980-1990' --explain
  focalpoint search '*2345' --status stolen,lost --limit 20`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Pattern, q.Kind = args[0], focalpoint.ItemKind(kind)
			for _, s := range status {
				q.Status = append(q.Status, focalpoint.Status(s))
			}
			if q.Limit < 1 {
				return usageError(cmd, fmt.Errorf("--limit is %d; ask for at least one candidate", q.Limit))
			}
			return by(cmd.Context(), opts, func(a *app) error { return a.search(cmd, q, explain) })
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&q.Limit, "limit", register.DefaultLimit, "most candidates to give")
	flags.StringVar(&q.Make, "make", "", "maker, by name or code")
	flags.StringVar(&q.Model, "model", "", "model")
	flags.StringVar(&q.Calibre, "calibre", "", "calibre, in any usual writing")
	flags.StringVar(&q.Type, "type", "", "type, by name or code")
	flags.StringVar(&q.Country, "country", "", "country of manufacture")
	flags.StringVar(&q.Year, "year", "", "year of manufacture: 1974 or 1970-1980")
	flags.StringVar(&q.Mark, "mark", "", "which mark is meant: serial, importer, any or another code of the list mark-kind")
	flags.BoolVar(&explain, "explain", false, "tell why, symbol by symbol and field by field")
	flags.StringVar(&kind, "kind", "", "firearm, part, ammunition, replica or other")
	flags.StringSliceVar(&status, "status", nil, "statuses: lawful, lost, stolen, held, forfeited, deactivated, destroyed, exported, state-stock, unknown")
	return cmd
}

func (a *app) search(cmd *cobra.Command, q register.Query, explain bool) error {
	if tag.Looks(q.Pattern) {
		found, err := a.Register.ByTagHere(cmd.Context(), a.Log, operator, q.Pattern)
		if err != nil {
			return err
		}
		return a.printTagged(cmd, found)
	}
	found, err := a.Register.SearchHere(cmd.Context(), a.Log, operator, q)
	if err != nil {
		return err
	}
	if a.opts.json {
		err = writeJSON(cmd.OutOrStdout(), found.Candidates)
	} else {
		err = printFound(cmd, found, explain)
	}
	if err == nil && len(found.Candidates) == 0 {
		err = exitError{exitNo}
	}
	return err
}

func printFound(cmd *cobra.Command, found register.Found, explain bool) error {
	defer printDoubts(cmd.OutOrStdout(), found)
	if len(found.Candidates) == 0 {
		fmt.Fprintf(cmd.OutOrStdout(), "nothing in %d items fits %s\n", found.Items, found.Query)
		return nil
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PROBABILITY\tLOG10 LR\tMARK\tMAKE\tMODEL\tCALIBRE\tYEAR\tSTATUS\tITEM")
	for _, c := range found.Candidates {
		year := ""
		if c.Year != 0 {
			year = fmt.Sprint(c.Year)
		}
		fmt.Fprintf(w, "%.4f\t%+.1f\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.Probability, c.Log10LR, c.Mark, c.Make, c.Model, c.Calibre, year, c.Status, c.Item)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if explain {
		for _, c := range found.Candidates {
			printWhy(cmd.OutOrStdout(), c)
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "none of these: %.4f, of %d items\n", found.None, found.Items)
	if found.More {
		fmt.Fprintln(cmd.OutOrStdout(), "there are more; add what else is known, or raise --limit")
	}
	return nil
}

// printWhy tells why a candidate stands where it does.
func printWhy(w io.Writer, c register.Candidate) {
	fmt.Fprintf(w, "\n%s (%s), log10 LR %+.2f, probability %.4f\n", c.Mark, c.Item, c.Log10LR, c.Probability)
	for _, s := range c.Symbols {
		fmt.Fprintf(w, "  %-8s", s.Op)
		switch {
		case s.Seen != "" && s.Recorded != "" && s.Seen != s.Recorded:
			fmt.Fprintf(w, " %s seen, %s on record", s.Seen, s.Recorded)
		case s.Recorded != "":
			fmt.Fprintf(w, " %s", s.Recorded)
		default:
			fmt.Fprintf(w, " %s seen, nothing on record", s.Seen)
		}
		if s.P < .9995 {
			fmt.Fprintf(w, " (probability %.2g)", s.P)
		}
		fmt.Fprintln(w)
	}
	if c.Form != "" {
		fmt.Fprintf(w, "  form: %s\n", c.Form)
	}
	for _, f := range c.Fields {
		fmt.Fprintf(w, "  %s: asked %s, on record %s: %s, log10 LR %+.2f\n", f.Field, f.Asked, orNone(f.Recorded), f.Result, f.Log10LR)
	}
	if c.Fit != "" {
		fmt.Fprintf(w, "  the number on record, by its maker's formats: %s\n", c.Fit)
	}
}

// printDoubts tells what the formats of numbers say of what was asked, and what else it may be.
func printDoubts(w io.Writer, found register.Found) {
	if v := found.Verdict; v != nil && v.Result != mark.FormatFits && len(v.Records) > 0 {
		fmt.Fprintf(w, "for this maker the number is %s (%s), by %d records, the first %s of trust %s: %s\n", v.Result, v.Reason, len(v.Records), v.Records[0].Template, v.Records[0].Trust, v.Records[0].Source)
	}
	if len(found.Mend) > 0 {
		fmt.Fprintf(w, "look again: with one look-alike symbol it would fit as %s\n", strings.Join(found.Mend, ", "))
	}
	for _, m := range found.Meanings {
		if m.Kind == catalogue.MeansImporter {
			fmt.Fprintf(w, "look for another maker: %s\n", m.Text)
			continue
		}
		fmt.Fprintf(w, "it may be no serial number; it reads as a %s: %s\n", m.Kind, m.Text)
	}
}
