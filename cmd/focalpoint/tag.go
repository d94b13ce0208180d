package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"focalpoint/internal/register"
	"focalpoint/tag"
)

const tagLong = `tag reads what a reader of radio tags or a scanner of two-dimensional codes hands over:
Electronic Product Codes (SGTIN, GIAI, USDoD) as hexadecimal or URI, GS1 element strings and
Digital Link, ISO/IEC 15434 envelopes with the unique item identifier, identifiers of chips.
"decode" needs no database; "find" looks for the items that bear the tag.

The separator that scanners send between fields may be typed as <GS>. A tag is a claim; the
struck mark is the identity.`

func newTag(opts *options) *cobra.Command {
	cmd := &cobra.Command{Use: "tag", Short: "Read radio tags and two-dimensional codes, find the items that bear them", Long: tagLong}
	decode := &cobra.Command{
		Use:     "decode TEXT",
		Short:   "Say what a tag says",
		Example: "  focalpoint tag decode 3074257BF7194E4000001A85\n  focalpoint tag decode '(01)70614141123451(21)32a/b' --json",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := tag.Decode(args[0])
			if err != nil {
				return usageError(cmd, err)
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), t)
			}
			printTag(cmd.OutOrStdout(), t)
			return nil
		},
	}
	find := &cobra.Command{
		Use:     "find TEXT",
		Short:   "Find the items that bear a tag",
		Example: "  focalpoint tag find 3074257BF7194E4000001A85 --data DIR",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				found, err := a.Register.ByTagHere(cmd.Context(), a.Log, operator, args[0])
				if err != nil {
					return err
				}
				return a.printTagged(cmd, found)
			})
		},
	}
	cmd.AddCommand(decode, find)
	return cmd
}

func (a *app) printTagged(cmd *cobra.Command, found register.Tagged) (err error) {
	out := cmd.OutOrStdout()
	if a.opts.json {
		err = writeJSON(out, found)
	} else {
		printTag(out, found.Tag)
		for _, r := range found.Items {
			fmt.Fprintf(out, "%s %s %s %s\n", r.ID, r.Serial, r.Make.Code, r.Status)
		}
	}
	if err == nil && len(found.Items) == 0 {
		err = exitError{exitNo}
	}
	return err
}

func printTag(out io.Writer, t tag.Tag) {
	fmt.Fprintf(out, "%s\n", t.Scheme)
	for _, f := range []struct{ name, value string }{{"names", t.Key}, {"URI", t.URI}, {"GTIN", t.GTIN}, {"company", t.Company}, {"part", t.Part}, {"lot", t.Lot}, {"serial", t.Serial}, {"UII", t.UII}, {"chip by", t.Maker}} {
		if f.value != "" {
			fmt.Fprintf(out, "  %-8s %s\n", f.name, f.value)
		}
	}
	for _, e := range t.Elements {
		fmt.Fprintf(out, "  (%s) %s\n", e.ID, e.Value)
	}
	for _, f := range t.Faults {
		fmt.Fprintln(out, strings.TrimSpace(fmt.Sprintf("  against the standard: %s %s %q, not %q", f.Code, f.ID, f.Value, f.Want)))
	}
	if t.Changeable {
		fmt.Fprintln(out, "  the number is drawn anew or can be written again: it names nothing")
	}
}
