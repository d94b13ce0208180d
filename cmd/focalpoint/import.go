package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/importer"
	"focalpoint/internal/sheet"
)

// importFlags are the flags of the import command.
type importFlags struct {
	mapping  string
	save     bool
	dryRun   bool
	preview  bool
	mappings bool
	sheet    sheet.Options
	comma    string
}

const importLong = `import loads registers, lost and stolen files and seizure bases: CSV, XLSX or JSON
Lines, any separator, encoding and line end, packed with gzip or not. The kind of
file (TARGET) is one of register, lost, seizure.

A file whose columns are known is loaded without more ado: a plain register with the
headers make, model, calibre, year, serial, country, keeper; the sources for which a
mapping is shipped or was saved (focalpoint import --mappings lists them). Otherwise
the columns are taken by their names, and what has no meaning is kept beside the row.

The key of a row is the file's digest and the row's number: a second import of the
same file adds nothing, and an import that was cut off goes on where it stood. A row
whose make or calibre is not in the catalogue is stored and waits for review. Rows
that were not taken are named with the reason.

A mapping is a JSON file:

  {"name": "my-source", "target": "register",
   "match": ["Marca", "Nº"],
   "columns": [{"column": "Marca", "field": "make"},
               {"column": "Nº", "field": "serial", "as": "whole"},
               {"column": "Fecha", "field": "date", "as": "date", "dates": "dmy"},
               {"column": "Estado", "field": "event", "values": {"Vendida": "sale"}},
               {"column": "Delitos", "field": "offence", "split": " /// "}],
   "constants": {"state": "PER"}}`

func newImport(opts *options) *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:   "import TARGET FILE...",
		Short: "Load a register, a lost and stolen file or a seizure base",
		Long:  importLong,
		Example: "  focalpoint import register makers.csv --data DIR\n" +
			"  focalpoint import lost stolen.xlsx --dry-run\n" +
			"  focalpoint import seizure base.xlsx --mapping mine.json --save",
		Args: func(cmd *cobra.Command, args []string) error {
			if !f.mappings && len(args) < 2 {
				return usageError(cmd, errors.New("name the kind of file and at least one file"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				if f.mappings {
					return listMappings(cmd, a)
				}
				return importFiles(cmd, a, f, args[0], args[1:])
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.mapping, "mapping", "", "name of a mapping, or a JSON file that holds one; found by the header otherwise")
	flags.BoolVar(&f.save, "save", false, "keep the mapping of --mapping FILE.json for later files of the same source")
	flags.BoolVar(&f.dryRun, "dry-run", false, "do everything but store")
	flags.BoolVar(&f.preview, "preview", false, "show the first rows and the mapping, and stop")
	flags.BoolVar(&f.mappings, "mappings", false, "list the known mappings, and stop")
	flags.StringVar(&f.sheet.Encoding, "encoding", "", "encoding of a text file: "+strings.Join(sheet.Encodings(), ", "))
	flags.StringVar(&f.comma, "separator", "", "separator of a CSV file; \"tab\" for a tabulator")
	flags.StringVar(&f.sheet.Sheet, "sheet", "", "worksheet of a workbook")
	flags.IntVar(&f.sheet.HeaderRow, "header-row", 0, "row that names the columns; 0 looks for it")
	flags.BoolVar(&f.sheet.NoQuotes, "no-quotes", false, "take quotation marks in CSV as ordinary characters")
	flags.IntVar(&f.sheet.MaxCell, "max-cell", sheet.DefaultMaxCell, "longest line or cell in bytes")
	return cmd
}

func listMappings(cmd *cobra.Command, a *app) error {
	saved, err := a.Importer.Mappings(cmd.Context())
	if err != nil {
		return err
	}
	all := append(saved, importer.Shipped()...)
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), all)
	}
	for _, m := range all {
		fmt.Fprintf(cmd.OutOrStdout(), "%-26s %-9s %s\n", m.Name, m.Target, m.About)
	}
	return nil
}

// request makes the importer's request of the flags.
func (f *importFlags) request(cmd *cobra.Command, a *app, target string) (importer.Request, error) {
	req := importer.Request{Target: target, Actor: operator, DryRun: f.dryRun, Sheet: f.sheet}
	switch f.comma {
	case "":
	case "tab", `\t`:
		req.Sheet.Comma = '\t'
	default:
		if len(f.comma) != 1 {
			return req, usageError(cmd, fmt.Errorf("the separator is one character, not %q", f.comma))
		}
		req.Sheet.Comma = rune(f.comma[0])
	}
	if !strings.HasSuffix(f.mapping, ".json") {
		req.Mapping = f.mapping
		return req, nil
	}
	text, err := os.ReadFile(f.mapping)
	if err != nil {
		return req, focalpoint.Invalid("import", "mapping", "the mapping cannot be read: %v", err)
	}
	m, err := importer.ParseMapping(text)
	if err != nil {
		return req, fmt.Errorf("%s: %w", filepath.Base(f.mapping), err)
	}
	if f.save {
		if err := a.Importer.SaveMapping(cmd.Context(), operator, m, "saved from the command line"); err != nil {
			return req, err
		}
	}
	req.Use = &m
	return req, nil
}

func importFiles(cmd *cobra.Command, a *app, f *importFlags, target string, files []string) error {
	req, err := f.request(cmd, a, target)
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		// A load makes much short-lived memory; collecting half as often is
		// worth the few dozen megabytes.
		defer debug.SetGCPercent(debug.SetGCPercent(200))
	}
	reports := []any{}
	for _, path := range files {
		report, err := importFile(cmd, a, f, req, path)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		reports = append(reports, report)
	}
	if !f.dryRun && !f.preview {
		fmt.Fprintln(cmd.ErrOrStderr(), "counting what was loaded")
		if _, err := a.Figures.Sync(cmd.Context()); err != nil {
			return err
		}
		if err := a.Register.FollowIndex(cmd.Context()); err != nil {
			return err
		}
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), reports)
	}
	return nil
}

func importFile(cmd *cobra.Command, a *app, f *importFlags, req importer.Request, path string) (any, error) {
	src, err := importer.FileSource(path)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	req.Source = src
	if f.preview {
		p, err := a.Importer.Preview(cmd.Context(), req)
		if err == nil && !a.opts.json {
			printPreview(cmd.OutOrStdout(), p)
		}
		return p, err
	}
	last := time.Time{}
	req.Progress = func(p importer.Progress) {
		if p.Read != p.Total && time.Since(last) < 500*time.Millisecond {
			return
		}
		last = time.Now()
		fmt.Fprintf(cmd.ErrOrStderr(), "\r%s: %s %d of %d rows, %.0f a second ", src.Name, p.Stage, p.Read, p.Total, float64(p.Read)/max(p.Elapsed.Seconds(), 0.001))
	}
	report, err := a.Importer.Import(cmd.Context(), req)
	if last != (time.Time{}) {
		fmt.Fprintln(cmd.ErrOrStderr())
	}
	if importer.Interrupted(err) {
		return nil, focalpoint.Errorf("import", focalpoint.KindBusy, "stopped; what was stored stays, and the same command goes on there")
	}
	if err == nil && !a.opts.json {
		printImport(cmd.OutOrStdout(), src.Name, report)
	}
	return report, err
}

// printed is how many findings and cells the command line shows; --json has more.
const printed = 20

func printImport(out io.Writer, name string, r importer.Report) {
	c := r.Added
	switch {
	case r.Repeated:
		fmt.Fprintf(out, "%s: was imported on %s (%s, %d rows); nothing was added\n", name, r.Run.At.Format(time.DateOnly), r.Run.ID, r.Run.Counts.Read)
		return
	case r.DryRun:
		fmt.Fprintf(out, "%s: dry run, nothing was stored\n", name)
	case r.Resumed:
		fmt.Fprintf(out, "%s: went on after row %d\n", name, r.Run.Counts.LastRow)
	}
	fmt.Fprintf(out, "%s: mapping %s, import %s\n", name, r.Run.Mapping.Name, r.Run.ID)
	fmt.Fprintf(out, "  %d rows read, %d taken as %d items, %d not taken, %d wait for review, %d cells not understood, %.1f s\n",
		c.Read, c.Taken, c.Items, c.Refused, c.Queued, c.Doubts, r.Elapsed)
	for _, n := range r.Notes {
		fmt.Fprintf(out, "  note: %s\n", n)
	}
	printFindings(out, "not taken", r.Refused)
	printFindings(out, "taken, but", r.Doubts)
	for i, w := range r.Waiting {
		if i == printed {
			fmt.Fprintf(out, "  … and %d more texts (--json names them)\n", len(r.Waiting)-printed)
			break
		}
		guess := "no code"
		if w.Code != "" {
			guess = "perhaps " + w.Code
		}
		fmt.Fprintf(out, "  review: %q (%d times): %s\n", w.Raw, w.Count, guess)
	}
}

func printFindings(out io.Writer, head string, list []importer.Finding) {
	for i, f := range list {
		if i == printed {
			fmt.Fprintf(out, "  … and more (--json names %d)\n", len(list))
			return
		}
		fmt.Fprintf(out, "  row %d %s: ", f.Row, head)
		if f.Column != "" {
			fmt.Fprintf(out, "%s ", f.Column)
		}
		if f.Cell != "" {
			fmt.Fprintf(out, "%q ", f.Cell)
		}
		fmt.Fprintln(out, f.Message)
	}
}

func printPreview(out io.Writer, p importer.Preview) {
	fmt.Fprintf(out, "%s %s, header in row %d, mapping %s\n", p.Info.Format, p.Info.Encoding, p.HeaderRow, p.Mapping.Name)
	for _, c := range p.Mapping.Columns {
		fmt.Fprintf(out, "  %-28s %s\n", c.Column, c.Field)
	}
	for _, name := range p.Unmapped {
		fmt.Fprintf(out, "  %-28s (kept beside the row)\n", name)
	}
	for _, r := range p.Rows[:min(5, len(p.Rows))] {
		fmt.Fprintf(out, "  row %d: %s\n", r.Number, strings.Join(r.Cells, " | "))
	}
	for _, n := range p.Notes {
		fmt.Fprintf(out, "  note: %s\n", n)
	}
}
