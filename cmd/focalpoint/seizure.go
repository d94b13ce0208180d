package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/seizure"
)

const seizureLong = `seizure takes in occurrences in which items were seized, found or surrendered, one at
a time; a whole file comes in by "import seizure". A seizure is a JSON object:

  {"number": "PN 45/2025", "happened": "2025-11-02T22:10", "context": "criminal",
   "place": {"text": "Puerto Norte", "country": "XAA", "location": "territory"},
   "authority": {"name": "National Police"},
   "offences": [{"raw": "possession"}],
   "items": [{"role": "seized",
              "describes": {"kind": "firearm", "make": {"raw": "Taurus"}, "calibre": {"raw": "9 mm"}},
              "marks": [{"kind": "serial", "text": "AB?12[38]4", "condition": "partly-erased"}]}]}

Marks are written as seen; doubt is written into them (? one symbol not read, [38] one of
these). What may be on record already is named and not saved; put the numbers of those
that are others into "notDuplicateOf".

Exit code 0: done; 1: it may be a duplicate, or there is no such seizure; 2: wrong use or
something to mend.`

func newSeizure(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "seizure",
		Short: "Take in a seizure, list seizures, show one",
		Long:  seizureLong,
		Example: "  focalpoint seizure add night.json --data DIR\n" +
			"  focalpoint seizure list --year 2025 --role seized --json\n" +
			"  focalpoint seizure show sz06dw1zdgt1f654ns5xnv",
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError(cmd, errors.New("say what to do: add, list or show"))
		},
	}
	cmd.AddCommand(newSeizureAdd(opts), newSeizureList(opts), newSeizureShow(opts))
	return cmd
}

func newSeizureAdd(opts *options) *cobra.Command {
	var id, reason string
	cmd := &cobra.Command{
		Use:     "add FILE|-",
		Short:   "Take in one seizure from JSON, or correct one",
		Example: "  focalpoint seizure add night.json\n  focalpoint seizure add - --correct sz06dw1zdgt1f654ns5xnv --reason \"read the marks again\" < mended.json",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readSeizure(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			return by(cmd.Context(), opts, func(a *app) error { return a.addSeizure(cmd, focalpoint.SeizureID(id), reason, s) })
		},
	}
	cmd.Flags().StringVar(&id, "correct", "", "number of the seizure on record that this one corrects")
	cmd.Flags().StringVar(&reason, "reason", "", "why it is corrected")
	return cmd
}

// readSeizure reads one JSON object and nothing else.
func readSeizure(stdin io.Reader, name string) (seizure.Seizure, error) {
	var s seizure.Seizure
	in := stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return s, focalpoint.Invalid("seizure", "file", "cannot read the file: %v", err)
		}
		defer file.Close()
		in = file
	}
	dec := json.NewDecoder(io.LimitReader(in, 16<<20))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return s, focalpoint.Invalid("seizure", "file", "this is no seizure in JSON: %v; focalpoint seizure --help shows one", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return s, focalpoint.Invalid("seizure", "file", "something follows the seizure; write one object in one file")
	}
	return s, nil
}

func (a *app) addSeizure(cmd *cobra.Command, id focalpoint.SeizureID, reason string, s seizure.Seizure) error {
	in := seizure.Input{ID: id, Reason: reason, Seizure: s}
	if id != "" {
		v, err := a.Seizures.Get(cmd.Context(), id)
		if err != nil {
			return err
		}
		in.Base = v.Version
	}
	out, err := a.Seizures.Save(cmd.Context(), operator, in)
	for _, d := range seizure.AsDuplicates(err) {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s\t%s\t%.2f\t%s\n", d.Seizure, d.Kind, d.Score, strings.Join(d.Reasons, ", "))
	}
	if err != nil {
		return err
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), out)
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s\tversion %d\tlog entry %d\n", out.ID, out.Version, out.Receipt.Leaf)
	for _, item := range out.Items {
		fmt.Fprintf(w, "%s\n", item)
		for _, hit := range out.Screened[item] {
			fmt.Fprintf(w, "  on file as lost or stolen: %s %s %s (%.0f %%)\n", hit.Item, hit.Make, hit.Mark, 100*hit.Probability)
		}
	}
	for _, alarm := range out.Alarms {
		fmt.Fprintf(w, "  alarm: %s %s against %s\n", alarm.Item, alarm.Kind, alarm.Against)
	}
	return nil
}

func newSeizureList(opts *options) *cobra.Command {
	var f seizure.Filter
	var country, location, kindOf, person, batch string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List seizures",
		Example: "  focalpoint seizure list --from 2025-06 --region XAA-03 --sort -first_day\n  focalpoint seizure list --text \"glock harbour\" --all --json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.Country, f.Location, f.Context = focalpoint.Country(country), focalpoint.LocationKind(location), focalpoint.LegalContext(kindOf)
			f.Person, f.Import = focalpoint.PersonID(person), focalpoint.ImportID(batch)
			return by(cmd.Context(), opts, func(a *app) error { return a.listSeizures(cmd, f) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar((*string)(&f.From), "from", "", "that may have happened on or after this date")
	flags.StringVar((*string)(&f.To), "to", "", "that may have happened on or before this date")
	flags.IntVar(&f.Year, "year", 0, "of this year")
	flags.StringVar(&country, "country", "", "in this State, three letters")
	flags.StringVar(&f.Region, "region", "", "in this region")
	flags.StringVar(&location, "location", "", "territory, land-border, air, sea, post, other")
	flags.StringVar(&kindOf, "context", "", "criminal, administrative, unknown")
	flags.StringVar(&f.Offence, "offence", "", "with this offence code")
	flags.StringVar(&f.Role, "role", "", "with an item in this role: seized, found, surrendered …")
	flags.StringVar(&f.Kind, "kind", "", "with an item of this kind: firearm, part, ammunition, replica")
	flags.StringVar(&person, "person", "", "with this person involved")
	flags.StringVar(&batch, "import", "", "that came in by this import")
	flags.StringVar(&f.Text, "text", "", "with these words")
	flags.BoolVar(&f.Withdrawn, "withdrawn", false, "also those taken back")
	flags.StringVar(&f.Sort, "sort", "", "one of "+strings.Join(seizure.Sortable(), ", ")+"; - before it for descending")
	flags.IntVar(&f.Limit, "limit", 50, "at most so many, up to 1000")
	flags.StringVar(&f.After, "after", "", "cursor of the page before")
	return cmd
}

func (a *app) listSeizures(cmd *cobra.Command, f seizure.Filter) error {
	page, err := a.Seizures.List(cmd.Context(), f)
	if err != nil {
		return err
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), page)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
	for _, r := range page.Rows {
		place := strings.TrimSpace(r.Place.Text + " " + r.Place.Unit)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d items\t%s\n", r.ID, r.Happened, r.Number, place, r.Items, strings.Join(r.Roles, " "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if page.Next != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d; the next page: --after %s\n", len(page.Rows), page.Total, page.Next)
	}
	return nil
}

func newSeizureShow(opts *options) *cobra.Command {
	var history bool
	cmd := &cobra.Command{
		Use:     "show SEIZURE",
		Short:   "Show a seizure as JSON, with the custody of its items",
		Example: "  focalpoint seizure show sz06dw1zdgt1f654ns5xnv --history",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error { return a.showSeizure(cmd, focalpoint.SeizureID(args[0]), history) })
		},
	}
	cmd.Flags().BoolVar(&history, "history", false, "every version, oldest first")
	return cmd
}

func (a *app) showSeizure(cmd *cobra.Command, id focalpoint.SeizureID, history bool) error {
	if history {
		list, err := a.Seizures.History(cmd.Context(), id)
		if err == nil && len(list) == 0 {
			_, err = a.Seizures.Get(cmd.Context(), id)
		}
		if err != nil {
			return err
		}
		return writeJSON(cmd.OutOrStdout(), list)
	}
	v, err := a.Seizures.Get(cmd.Context(), id)
	if err != nil {
		return err
	}
	out := struct {
		ID      string                               `json:"id"`
		Version int64                                `json:"version"`
		Seizure seizure.Seizure                      `json:"seizure"`
		Custody map[focalpoint.ItemID][]seizure.Link `json:"custody"`
	}{v.ID, v.Version, v.Doc, map[focalpoint.ItemID][]seizure.Link{}}
	for _, it := range v.Doc.Items {
		if out.Custody[it.ID], err = a.Seizures.Custody(cmd.Context(), it.ID); err != nil {
			return err
		}
	}
	return writeJSON(cmd.OutOrStdout(), out)
}
