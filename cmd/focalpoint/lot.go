package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/register"
)

func newLot(opts *options) *cobra.Command {
	var in register.Round
	var made, calibre string
	cmd := &cobra.Command{
		Use:   "lot HEADSTAMP",
		Short: "Find the ammunition lot and buyer of a round by its headstamp",
		Long: `lot compares what stands on a case head with the ammunition lots on record: the whole
headstamp, and each part of it with lot numbers. The ammunition of police and armed forces
often carries lot and buyer, so that one case leads to a force. Doubt is written as in a
search: AXA1[89], AXA?8.

Exit code 0: found; 1: no lot on record fits; 2: wrong use.`,
		Example: "  focalpoint lot \"CBC 9mm LUGER AXA18\" --calibre 9x19\n  focalpoint lot \"AXA1[89]\" --json",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Headstamp, in.Make, in.Calibre = args[0], focalpoint.Raw(made), focalpoint.Raw(calibre)
			return by(cmd.Context(), opts, func(a *app) error { return a.lot(cmd, in) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.Lot, "lot", "", "lot number of the box, when there is one")
	flags.StringVar(&made, "make", "", "maker, when known otherwise")
	flags.StringVar(&calibre, "calibre", "", "calibre, when known otherwise")
	flags.IntVar(&in.Limit, "limit", 20, "at most so many")
	return cmd
}

func (a *app) lot(cmd *cobra.Command, in register.Round) error {
	list, err := a.Register.FindLots(cmd.Context(), in)
	if err != nil {
		return err
	}
	if list == nil {
		list = []register.Lot{}
	}
	if a.opts.json {
		err = writeJSON(cmd.OutOrStdout(), list)
	} else {
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
		for _, l := range list {
			buyer := l.Buyer.Name
			if buyer == "" {
				buyer = a.partyName(cmd.Context(), "en")(string(l.Buyer.Party))
			}
			fmt.Fprintf(w, "%s\t%.2f\t%s\t%s\t%s\t%d\t%s\t%s\n", l.Item, l.Score, l.Mark, l.Make.Raw, l.Calibre.Raw, l.Rounds, strings.TrimSpace(buyer+" "+string(l.Bought)), strings.Join(l.Reasons, ", "))
		}
		err = w.Flush()
	}
	if err == nil && len(list) == 0 {
		return focalpoint.Errorf("lot", focalpoint.KindNotFound, "no ammunition lot on record fits %q", in.Headstamp)
	}
	return err
}
