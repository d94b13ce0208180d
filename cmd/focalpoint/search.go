package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/register"
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

What else is known may be added. A value that ends in "?" is a hint and moves the
probabilities; others must hold. Exit code 0: candidates found; 1: none; 2: wrong use.`

func newSearch(opts *options) *cobra.Command {
	var q register.Query
	var status []string
	var kind string
	cmd := &cobra.Command{
		Use:   "search PATTERN",
		Short: "Find items by what is left of a mark",
		Long:  searchLong,
		Example: `  focalpoint search 'AB?12[38]4' --data DIR
  focalpoint search AB1234 --make 'zastava?' --calibre 7.62x39 --json
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
			return by(cmd.Context(), opts, func(a *app) error { return a.search(cmd, q) })
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
	flags.StringVar(&kind, "kind", "", "firearm, part, ammunition, replica or other")
	flags.StringSliceVar(&status, "status", nil, "statuses: lawful, lost, stolen, held, forfeited, deactivated, destroyed, exported, state-stock, unknown")
	return cmd
}

func (a *app) search(cmd *cobra.Command, q register.Query) error {
	found, err := a.Register.Search(cmd.Context(), q)
	if err != nil {
		return err
	}
	if a.opts.json {
		err = writeJSON(cmd.OutOrStdout(), found.Candidates)
	} else {
		err = printFound(cmd, found)
	}
	if err == nil && len(found.Candidates) == 0 {
		err = exitError{exitNo}
	}
	return err
}

func printFound(cmd *cobra.Command, found register.Found) error {
	if len(found.Candidates) == 0 {
		fmt.Fprintf(cmd.OutOrStdout(), "nothing in %d items fits %s\n", found.Items, found.Query)
		return nil
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PROBABILITY\tMARK\tMAKE\tMODEL\tCALIBRE\tYEAR\tSTATUS\tITEM")
	for _, c := range found.Candidates {
		year := ""
		if c.Year != 0 {
			year = fmt.Sprint(c.Year)
		}
		fmt.Fprintf(w, "%.4f\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.Probability, c.Mark, c.Make, c.Model, c.Calibre, year, c.Status, c.Item)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "none of these: %.4f, of %d items\n", found.None, found.Items)
	if found.More {
		fmt.Fprintln(cmd.OutOrStdout(), "there are more; add what else is known, or raise --limit")
	}
	return nil
}
