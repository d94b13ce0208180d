package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/i18n"
	"focalpoint/internal/ledger"
	"focalpoint/internal/pdf"
	"focalpoint/internal/trace"
)

// homeTrace is the actor of home traces that run by themselves.
const homeTrace = focalpoint.UserID("home-trace")

const traceLong = `trace follows one item to its last legal record: it looks for the item in the
register unless somebody has decided what it is, walks its life, names the gaps and
who should have reported, and keeps the result. ITEM is the number of an item (it…)
or of a trace (tr…). An item whose number you do not know is found by "search".

Exit code 0: the trace has a result; 1: it is still under way, or there is no such
item; 2: wrong use.`

func newTrace(opts *options) *cobra.Command {
	var report, lang string
	var preview bool
	cmd := &cobra.Command{
		Use:   "trace ITEM",
		Short: "Follow an item to its last legal record",
		Long:  traceLong,
		Example: `  focalpoint trace it06dwq0hse2mtvwh2s7kg --json
  focalpoint trace it06dwq0hse2mtvwh2s7kg --report report.pdf --lang ar
  focalpoint trace list --need overdue
  focalpoint trace check report.json`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, ok := i18n.ParseLang(lang)
			if !ok {
				return usageError(cmd, fmt.Errorf("--lang is %q; choose one of %s", lang, strings.Join(trace.Letters(), ", ")))
			}
			return by(cmd.Context(), opts, func(a *app) error { return a.trace(cmd, args[0], report, l, preview) })
		},
	}
	cmd.Flags().StringVar(&report, "report", "", "write the report to this file: .json with proofs, .pdf, .html or .docx")
	cmd.Flags().StringVar(&lang, "lang", "en", "language of the text: "+strings.Join(trace.Letters(), ", "))
	cmd.Flags().BoolVar(&preview, "preview", false, "walk only, write nothing")
	cmd.AddCommand(newTraceList(opts), newTraceSweep(opts), newTraceCheck(opts), newTraceLetter(opts))
	return cmd
}

func (a *app) trace(cmd *cobra.Command, id, report string, lang i18n.Lang, preview bool) error {
	ctx := cmd.Context()
	item := focalpoint.ItemID(id)
	switch focalpoint.IDPrefix(id) {
	case focalpoint.PrefixTrace:
		v, err := a.Traces.Get(ctx, focalpoint.TraceID(id))
		if err != nil {
			return err
		}
		item = v.Doc.Item
	case focalpoint.PrefixItem:
	default:
		return usageError(cmd, fmt.Errorf("%q is no number of an item; find it with: focalpoint search %s", id, id))
	}
	sp := trace.Speaker{P: i18n.For(lang), Codes: a.Codes, Party: a.partyName(ctx, string(lang))}
	if preview {
		f, err := a.Traces.Preview(ctx, item)
		if err != nil {
			return err
		}
		return a.printFinding(cmd, trace.Version{Doc: trace.Trace{Item: item, Finding: f}}, f, sp)
	}
	list, err := a.Traces.Run(ctx, operator, item)
	if err != nil {
		return err
	}
	v := list[0]
	if report != "" {
		if err := a.writeReport(ctx, v.Doc.ID, report, string(lang)); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "written to %s\n", report)
	}
	return a.printFinding(cmd, v, v.Doc.Finding, sp)
}

// partyName names parties of the directory; persons stay numbers.
func (a *app) partyName(ctx context.Context, lang string) func(string) string {
	return func(id string) string {
		if focalpoint.IDPrefix(id) != focalpoint.PrefixParty {
			return ""
		}
		v, err := a.Parties.Get(ctx, focalpoint.PartyID(id))
		if err != nil {
			return ""
		}
		return v.Doc.NameIn(lang)
	}
}

func (a *app) printFinding(cmd *cobra.Command, v trace.Version, f trace.Finding, sp trace.Speaker) error {
	if a.opts.json {
		var out any = v
		if v.ID == "" {
			out = f
		}
		if err := writeJSON(cmd.OutOrStdout(), out); err != nil {
			return err
		}
	} else if err := sayFinding(cmd, v, f, sp); err != nil {
		return err
	}
	if f.Result == focalpoint.ResultUndecided {
		return exitError{exitNo}
	}
	return nil
}

func sayFinding(cmd *cobra.Command, v trace.Version, f trace.Finding, sp trace.Speaker) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	p := sp.P
	for _, st := range f.Timeline {
		mark := ""
		if st.Event == f.Taking {
			mark = "◆"
		} else if f.LastLegal != nil && st.Event == f.LastLegal.Event {
			mark = "●"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", mark, cmp.Or(string(st.Happened), "?"), sp.Name("event", string(st.Kind)), sp.Ref(st.From), sp.Ref(st.To), sp.State(st.State))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	for _, g := range f.Gaps {
		fmt.Fprintf(out, "%s: %s\n", p.T("trace.report.gap-mark"), sp.Say(g.Reason))
	}
	result := p.T("trace.report.undecided")
	if f.Result != "" {
		result = string(f.Result) + " " + sp.Name("result", string(f.Result))
	}
	fmt.Fprintf(out, "%s: %s\n%s: %s %s\n", p.T("trace.report.result"), result, p.T("trace.report.leaf"), f.Leaf, sp.Name("tracing-leaf", string(f.Leaf)))
	for _, r := range append(append([]trace.Reason{}, f.Reasons...), f.Indicators...) {
		fmt.Fprintf(out, "  %s\n", sp.Say(r))
	}
	if f.Diversion.Way != "" {
		fmt.Fprintf(out, "%s: %s\n", p.T("trace.report.diversion"), sp.Say(f.Diversion.Reason))
	}
	for _, n := range f.Next {
		fmt.Fprintf(out, "→ %s\n", sp.Say(n.Why))
	}
	if v.ID != "" {
		fmt.Fprintf(out, "%s: %s, %s %d\n", p.T("trace.report.trace"), v.ID, p.T("trace.report.version"), v.Version)
	}
	return nil
}

// writeReport writes a report in the form that the file's name asks for.
func (a *app) writeReport(ctx context.Context, id focalpoint.TraceID, file, lang string) error {
	r, err := a.Traces.Report(ctx, id)
	if err != nil {
		return err
	}
	l := a.Traces.ReportLetter(r, lang, nil)
	if a.Exercise {
		if p, ok := i18n.ParseLang(lang); ok {
			l.Banner = i18n.For(p).T("trace.letter.exercise")
		}
	}
	var out []byte
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		if out, err = json.MarshalIndent(r, "", " "); err == nil {
			out = append(out, '\n')
		}
	case ".html":
		out, err = l.HTML()
	case ".docx":
		out, err = l.DOCX()
	case ".pdf":
		if out, err = l.HTML(); err == nil {
			out, err = pdf.Print(ctx, out)
		}
	default:
		return focalpoint.Invalid("trace", "report", "%s: a report is written as .json, .pdf, .html or .docx", file)
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, out, 0o600); err != nil {
		return focalpoint.Invalid("trace", "report", "the report cannot be written: %v", err)
	}
	return nil
}

func newTraceList(opts *options) *cobra.Command {
	var f trace.Filter
	var need, status, leaf string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List traces: what waits, what is overdue",
		Example: "  focalpoint trace list --need identify\n  focalpoint trace list --result T3 --sort -due --json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.Need, f.Status, f.Leaf = trace.Need(need), trace.HopStatus(status), focalpoint.TracingLeaf(leaf)
			return by(cmd.Context(), opts, func(a *app) error {
				page, err := a.Traces.List(cmd.Context(), f)
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), page)
				}
				return printTraces(cmd, page)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&need, "need", "", "what it waits for: reply, data, identify, overdue, followup, ask")
	flags.StringVar(&status, "status", "", "walked, draft, sent, acknowledged, needs-data, answered, refused, silent, followed-up, closed …")
	flags.StringVar(&f.Result, "result", "", "result code such as T3; none for those under way")
	flags.StringVar(&leaf, "leaf", "", "leaf of the tracing table, such as 1.2")
	flags.StringVar(&f.Text, "number", "", "beginning of the item's number")
	flags.BoolVar(&f.Open, "open", false, "only those that are not closed")
	flags.StringVar(&f.Sort, "sort", "", "column, with - before it for descending: "+strings.Join(trace.Sortable(), ", "))
	flags.IntVar(&f.Limit, "limit", 50, "most rows to give")
	flags.StringVar(&f.After, "after", "", "page: the value of next of the page before")
	return cmd
}

func printTraces(cmd *cobra.Command, page trace.Page) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "TRACE\tSTATUS\tRESULT\tLEAF\tNEED\tDUE\tNUMBER\tMAKE\tITEM")
	for _, r := range page.Rows {
		due := ""
		if !r.Due.IsZero() {
			due = r.Due.Format("2006-01-02")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Status, cmp.Or(string(r.Result), "-"), r.Leaf, cmp.Or(string(r.Need), "-"), due, r.Serial, r.Make, r.Item)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%d of %d\n", len(page.Rows), page.Total)
	return err
}

func newTraceSweep(opts *options) *cobra.Command {
	var what trace.Sweeping
	cmd := &cobra.Command{
		Use:   "sweep",
		Short: "Run the home trace of every item that waits for one",
		Long: `sweep runs the home trace of items that turned up and were not traced yet, and
again of those that changed since. A serving node does this by itself; items of
imported files wait until --imported asks for them.`,
		Example: "  focalpoint trace sweep --imported --limit 1000",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				n, err := a.Traces.Sweep(cmd.Context(), operator, what)
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), map[string]int{"traced": n})
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d items traced\n", n)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&what.Imported, "imported", false, "also items of imported files")
	cmd.Flags().IntVar(&what.Limit, "limit", 0, "at most so many items; 0 for all")
	return cmd
}

func newTraceCheck(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE.json",
		Short: "Check the proofs of a trace report, without any database",
		Long: `check reads a report written with --report FILE.json and checks that each record in
it leads to the root of the log that the report names. Compare that root with one
you trust: of a printed report, of a backup, or told by the focal point.`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return focalpoint.Invalid("trace.check", "file", "%v", err)
			}
			var r trace.Report
			if err := json.Unmarshal(data, &r); err != nil {
				return focalpoint.Invalid("trace.check", "file", "%s is no trace report in JSON: %v", args[0], err)
			}
			if err := r.Check(); err != nil {
				return &focalpoint.Error{Op: "trace.check", Kind: focalpoint.KindMismatch, Err: err}
			}
			answer := struct {
				Proofs int         `json:"proofs"`
				Log    ledger.Head `json:"log"`
			}{len(r.Proofs), r.Log}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), answer)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d proofs lead to the log of %d entries with root %s\n", len(r.Proofs), r.Log.Size, r.Log.Root)
			return nil
		},
	}
}
