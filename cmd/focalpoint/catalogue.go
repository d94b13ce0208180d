package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
)

func newCatalogue(opts *options) *cobra.Command {
	cmd := &cobra.Command{Use: "catalogue", Short: "Show code lists, code words, add your own, decide what waits for review"}
	cmd.AddCommand(newCatalogueList(opts), newCatalogueShow(opts), newCatalogueCode(opts), newCatalogueImport(opts), newCatalogueReview(opts), newCatalogueDecide(opts))
	return cmd
}

func newCatalogueList(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the code lists with edition, source and licence",
		Example: "  focalpoint catalogue list",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				type row struct {
					Name    string `json:"list"`
					Edition string `json:"edition"`
					Entries int    `json:"entries"`
					Source  string `json:"source"`
					Licence string `json:"licence"`
				}
				var out []row
				for _, l := range a.Codes.Lists() {
					out = append(out, row{l.Name, l.Edition, len(l.Entries), l.Source, l.Licence})
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), out)
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
				for _, r := range out {
					fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", r.Name, r.Edition, r.Entries, r.Licence)
				}
				return w.Flush()
			})
		},
	}
}

func newCatalogueShow(opts *options) *cobra.Command {
	var language, text string
	var asCSV bool
	var limit int
	cmd := &cobra.Command{
		Use:     "show LIST",
		Short:   "Show the entries of a code list",
		Example: "  focalpoint catalogue show make --find tau\n  focalpoint catalogue show type --language ru\n  focalpoint catalogue show calibre --csv > calibre.csv",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				l, err := a.Codes.List(args[0])
				if err != nil {
					return err
				}
				if asCSV {
					return l.WriteCSV(cmd.OutOrStdout())
				}
				found := a.Codes.Search(args[0], text, language, "", limit)
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), found)
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
				for _, e := range found {
					fmt.Fprintf(w, "%s\t%s\t%s\n", e.Code, e.Parent, e.Name(language))
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&language, "language", "en", "ar, zh, en, fr, ru or es")
	cmd.Flags().StringVar(&text, "find", "", "only entries that fit this text")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "write the whole list in the form that import takes")
	cmd.Flags().IntVar(&limit, "limit", 10000, "at most so many entries")
	return cmd
}

func newCatalogueCode(opts *options) *cobra.Command {
	var h catalogue.Hints
	cmd := &cobra.Command{
		Use:     "code LIST TEXT",
		Short:   "Say what the coder of a list makes of a text, how sure it is and why",
		Example: "  focalpoint catalogue code calibre '9 MM LUGER (9X19MM)'\n  focalpoint catalogue code mark-status 'parcialmente raspado'\n  focalpoint catalogue code country Brunei --make taurus",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				if _, err := a.Codes.List(args[0]); err != nil {
					return err
				}
				r := a.Codes.Code(args[0], args[1], h)
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), r)
				}
				code := r.Code
				if code == "" {
					code = "(no code)"
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s %.2f %s\n", code, r.Confidence, r.Reason)
				for _, alt := range r.Alternatives {
					fmt.Fprintf(cmd.OutOrStdout(), "  or %s %.2f %s\n", alt.Code, alt.Confidence, alt.Reason)
				}
				if r.Unsure() {
					fmt.Fprintln(cmd.OutOrStdout(), "waits for review: below", catalogue.ReviewThreshold)
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&h.Make, "make", "", "code of the maker of the same item")
	cmd.Flags().StringVar(&h.Type, "type", "", "code of the type of the same item")
	return cmd
}

func newCatalogueImport(opts *options) *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use:   "import LIST FILE.csv",
		Short: "Add your own codes or synonyms to a list",
		Long: `import reads a CSV with a header line. With a column "text" each row is a synonym
(text, code, and if wanted exact, make, confidence, reason, source); else each row is an
entry (code, en, and if wanted parent, fr, es, ru, ar, zh, from, to, source, alias
and any further column). A list that does not exist yet is made. Items recorded
earlier are coded again by "focalpoint catalogue decide" or a rebuild.`,
		Example: "  focalpoint catalogue import make makers.csv --source 'Gazette 12 of 2026'",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := os.Open(args[1])
			if err != nil {
				return focalpoint.Invalid("catalogue", "file", "cannot open the file: %v", err)
			}
			defer f.Close()
			return by(cmd.Context(), opts, func(a *app) error { return a.importCodes(cmd, args[0], source, f) })
		},
	}
	cmd.Flags().StringVar(&source, "source", "", "where the rows come from, for rows that do not say")
	return cmd
}

func (a *app) importCodes(cmd *cobra.Command, list, source string, f io.Reader) error {
	add, err := catalogue.ReadAddition(f, list, source)
	if err != nil {
		return err
	}
	_, err = a.Log.Write(cmd.Context(), ledger.Entry{Actor: operator, Action: "catalogue.import", Subject: list}, func(tx *ledger.Tx) error {
		return a.Added.AddAll(cmd.Context(), tx, a.Codes, add)
	})
	if err != nil {
		return err
	}
	if _, err := a.Added.Refresh(cmd.Context(), a.Codes); err != nil {
		return err
	}
	n := map[string]int{"entries": len(add.Entries[list]), "synonyms": len(add.Synonyms)}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), n)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %d entries, %d synonyms added\n", list, n["entries"], n["synonyms"])
	return nil
}

func newCatalogueReview(opts *options) *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:     "review [LIST]",
		Short:   "List the texts that wait for a person, what concerns most items first",
		Example: "  focalpoint catalogue review calibre --limit 20",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list := ""
			if len(args) == 1 {
				list = args[0]
			}
			return by(cmd.Context(), opts, func(a *app) error {
				questions, err := a.Review.Questions(cmd.Context(), list, limit)
				if err != nil {
					return err
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), questions)
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
				for _, q := range questions {
					fmt.Fprintf(w, "%d\t%s\t%q\t%s\t%s\t%s\n", q.Items, q.List, q.Raw, q.Make, q.Code, q.Reason)
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "at most so many")
	return cmd
}

func newCatalogueDecide(opts *options) *cobra.Command {
	var d catalogue.Decision
	var dry bool
	cmd := &cobra.Command{
		Use:   "decide LIST TEXT CODE",
		Short: "Decide what a text means; show the change, store it, code the items again",
		Example: "  focalpoint catalogue decide make 'H.O.' orbea --reason 'stamp of the workshop' --dry-run\n" +
			"  focalpoint catalogue decide country Brunei BRA --make taurus --reason 'slip in the list'\n" +
			"  focalpoint catalogue decide make 'H.O.' '' --reason 'taken back'",
		Args: exactly(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			d.List, d.Raw, d.Code = args[0], args[1], args[2]
			return by(cmd.Context(), opts, func(a *app) error {
				changes, err := a.Review.Preview(cmd.Context(), d)
				if err == nil && !dry {
					d, changes, err = a.Review.Decide(cmd.Context(), operator, d)
				}
				if err != nil {
					return err
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), map[string]any{"decision": d, "changes": changes, "stored": !dry})
				}
				for _, c := range changes {
					fmt.Fprintf(cmd.OutOrStdout(), "%d items %q: %s -> %s\n", c.Items, c.Raw, orNone(c.From), orNone(c.To))
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&d.Reason, "reason", "", "why (needed)")
	cmd.Flags().StringVar(&d.Source, "source", "", "document or person it rests on")
	cmd.Flags().StringVar(&d.Make, "make", "", "only on items of this maker (its code), as for a slip in a list of countries")
	cmd.Flags().BoolVar(&d.Exact, "exact", false, "only this very spelling")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show the change and store nothing")
	return cmd
}

func orNone(code string) string {
	if code == "" {
		return "(no code)"
	}
	return code
}
