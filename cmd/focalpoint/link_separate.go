package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/linkage"
	"focalpoint/internal/sheet"
)

const linkSeparateLong = `separate takes the register of a record keeper that the law keeps apart from others, for
comparison only: of each row the number, make, calibre and year, from columns of these
names. Whatever else stands in the file is not read. What is taken is shown by no page,
operation or command; the comparison says of an item that this keeper probably has a
record of it, and nothing else of the record: who needs it asks there.

PARTY is the number of the keeper in the directory. A further file takes the place of
the one before.`

// separateColumns are the columns that are read of the file of a separate register.
var separateColumns = []string{"serial", "make", "calibre", "year"}

func newLinkSeparate(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "separate PARTY FILE",
		Short:   "Take a register that may not be merged, for comparison only",
		Long:    linkSeparateLong,
		Example: "  focalpoint link separate pa06dwq0hse2mtvwh2s7kg forces.csv --data DIR",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				list, err := a.readSeparate(args[1])
				if err != nil {
					return err
				}
				n, err := a.Links.TakeSeparate(cmd.Context(), operator, focalpoint.PartyID(args[0]), list)
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d rows read, %d can be compared; run focalpoint link to compare them\n", len(list), n)
				return nil
			})
		},
	}
}

// readSeparate reads the numbers of a file and codes what else is compared.
func (a *app) readSeparate(path string) (list []linkage.Separate, err error) {
	r, err := sheet.Open(path, sheet.Options{Columns: separateColumns})
	if err != nil {
		return nil, &focalpoint.Error{Op: "link separate", Kind: focalpoint.KindInvalid, Err: err}
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	at := make([]int, len(separateColumns))
	for i, name := range separateColumns {
		at[i] = slices.IndexFunc(r.Header(), func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
	}
	if at[0] < 0 {
		return nil, focalpoint.Invalid("link separate", "file", "%s has no column %s; name the columns %s", path, separateColumns[0], strings.Join(separateColumns, ", "))
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		cell := func(i int) string {
			if at[i] < 0 || at[i] >= len(row.Cells) {
				return ""
			}
			return strings.TrimSpace(row.Cells[at[i]])
		}
		d := a.Codes.Describe(focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(cell(1)), Calibre: focalpoint.Raw(cell(2))})
		s := linkage.Separate{Mark: strings.Clone(cell(0)), Make: d.Make.Code, Calibre: d.Calibre.Code}
		if y, ok := focalpoint.ParseYear(cell(3)); ok {
			s.Year = int64(y)
		}
		list = append(list, s)
	}
}

func newLinkHeld(opts *options) *cobra.Command {
	var item string
	cmd := &cobra.Command{
		Use:     "held",
		Short:   "List items of which a register that may not be merged probably has a record",
		Example: "  focalpoint link held\n  focalpoint link held --item it06dwq0hse2mtvwh2s7kg",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				list, err := a.Links.Held(cmd.Context(), focalpoint.ItemID(item))
				if err != nil {
					return err
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), list)
				}
				name := a.partyName(cmd.Context(), "en")
				for _, h := range list {
					fmt.Fprintf(cmd.OutOrStdout(), "%s is held by %s (%s): ask there\n", h.Item, name(string(h.Party)), h.Party)
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&item, "item", "", "of this item only")
	return cmd
}
