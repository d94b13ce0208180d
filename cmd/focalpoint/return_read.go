package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"focalpoint/internal/flows"
)

// readReport is what return read says of a published country table.
type readReport struct {
	File       string            `json:"file"`
	Agency     string            `json:"agency"`
	Published  string            `json:"published"`
	Rows       int               `json:"rows"`
	Areas      int               `json:"areas"`
	Duplicates []flows.Duplicate `json:"duplicates"` // keys on more than one row
	Defects    []flows.Defect    `json:"defects"`    // labels that do not say what they should
	Findings   []areaFinding     `json:"findings"`   // what does not add up
	Revision   *flows.Revision   `json:"revision,omitempty"`
}

type areaFinding struct {
	Area string `json:"area"`
	Year int    `json:"year"`
	flows.Finding
}

func newReturnRead(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "read FILE [NEWER]",
		Short: "Read a country table published by UNODC, check it, and compare two editions",
		Long: `read takes a table in the layout of data.unodc.org (XLSX or CSV), lists keys that stand
on several rows, labels that do not say what they should, and what does not add up,
country by country. With a second, newer file it lists what changed between them.`,
		Example: "  focalpoint return read data_iafq_firearms_trafficking.xlsx\n  focalpoint return read edition-2022.xlsx edition-2024.xlsx --json",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := flows.OpenDataset(args[0])
			if err != nil {
				return err
			}
			r := reportOn(args[0], d)
			if len(args) == 2 {
				newer, err := flows.OpenDataset(args[1])
				if err != nil {
					return err
				}
				rev := flows.Compare(d, newer)
				r.Revision = &rev
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), r)
			}
			printRead(cmd.OutOrStdout(), r)
			return nil
		},
	}
}

func reportOn(file string, d *flows.Dataset) readReport {
	book := flows.IAFQ()
	r := readReport{File: file, Agency: d.Agency, Published: d.Published, Rows: len(d.Rows), Duplicates: d.Duplicates(), Defects: d.Defects(book)}
	areas := map[string]bool{}
	for _, rep := range d.ByCell(book) {
		areas[rep.ISO3] = true
		for _, f := range book.Check(rep.Values) {
			r.Findings = append(r.Findings, areaFinding{rep.ISO3, rep.Year, f})
		}
	}
	r.Areas = len(areas)
	return r
}

func printRead(w io.Writer, r readReport) {
	fmt.Fprintf(w, "%s: %s, %s, %d rows, %d areas\n", r.File, r.Agency, r.Published, r.Rows, r.Areas)
	fmt.Fprintf(w, "%d keys stand on more than one row; --json lists them\n", len(r.Duplicates))
	for _, d := range r.Defects {
		if d.Meant == "" {
			fmt.Fprintf(w, "no cell of ours: %s (%d rows)\n", d.Label, d.Rows)
			continue
		}
		fmt.Fprintf(w, "label: %s, read as %s (%d rows)\n", d.Label, d.Meant, d.Rows)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(w, "%s %d, %s: %s\n", f.Area, f.Year, f.Level, f.Text)
	}
	if v := r.Revision; v != nil {
		fmt.Fprintf(w, "from %s to %s: %d keys in both, %d changed, %d dropped, %d new\n", v.Before, v.After, v.Common, len(v.Changed), len(v.Dropped), len(v.New))
		for _, c := range v.Changed {
			fmt.Fprintf(w, "changed: %s: %v to %v\n", c.Key, c.Before, c.After)
		}
	}
}
