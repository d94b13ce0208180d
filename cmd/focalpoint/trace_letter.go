package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/letter"
	"focalpoint/internal/trace"
)

const traceLetterLong = `letter writes one letter to one addressee about 2 to 200 traced items. The file (or -
for standard input) is what POST /api/v1/letters takes, for example

  {"traces": ["tr06…", "tr07…"], "to": {"party": "pa05…"},
   "common": {"why": "imported without licence", "use": "investigation"},
   "sending": {"means": "post"}}

Alone, it says what each item still lacks and writes nothing. --out LETTER.docx or
LETTER.html writes the letter as it would leave; --send records that it left, which
starts the clock of each question.`

func newTraceLetter(opts *options) *cobra.Command {
	var out string
	var send bool
	cmd := &cobra.Command{
		Use:     "letter FILE.json",
		Short:   "Ask one addressee about several items in one letter",
		Long:    traceLetterLong,
		Example: "  focalpoint trace letter dealer.json\n  focalpoint trace letter dealer.json --out dealer.docx --send",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			j, err := readJoint(cmd, args[0])
			if err != nil {
				return err
			}
			return by(cmd.Context(), opts, func(a *app) error {
				if out != "" {
					l, err := a.Traces.PreviewJoint(cmd.Context(), j)
					if err != nil {
						return err
					}
					if err := writeLetter(out, l); err != nil {
						return err
					}
					fmt.Fprintf(cmd.ErrOrStderr(), "written to %s\n", out)
				}
				if send {
					list, err := a.Traces.SendJoint(cmd.Context(), operator, j)
					if err != nil {
						return err
					}
					return printSent(cmd, opts, list)
				}
				_, items, err := a.Traces.PrepareJoint(cmd.Context(), j)
				if err != nil {
					return err
				}
				return printLacks(cmd, opts, items)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the letter to this file, .docx or .html")
	cmd.Flags().BoolVar(&send, "send", false, "record that the letter left")
	return cmd
}

func readJoint(cmd *cobra.Command, name string) (j trace.Joint, err error) {
	const op = "trace.letter"
	in := cmd.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return j, focalpoint.Invalid(op, "file", "%v", err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil {
		return j, focalpoint.Invalid(op, "file", "%v", err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return j, focalpoint.Invalid(op, "file", "%s is no letter in JSON: %v; see focalpoint trace letter --help", name, err)
	}
	return j, nil
}

func writeLetter(name string, l *letter.Letter) error {
	render := map[string]func() ([]byte, error){".docx": l.DOCX, ".html": l.HTML}[filepath.Ext(name)]
	if render == nil {
		return focalpoint.Invalid("trace.letter", "out", "a letter is written as .docx or .html; %s is neither", name)
	}
	data, err := render()
	if err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o600)
}

// lacks is what one item of a letter lacks, as the command tells it.
type lacks struct {
	Trace   focalpoint.TraceID `json:"trace"`
	Missing []trace.Missing    `json:"missing"`
	Asked   int                `json:"asked"` // earlier questions that ask the same
}

func printLacks(cmd *cobra.Command, opts *options, items []trace.JointItem) error {
	list, open := make([]lacks, len(items)), 0
	for i, it := range items {
		list[i] = lacks{it.Version.Doc.ID, it.Missing, len(it.Dups)}
		open += it.Open()
	}
	if opts.json {
		return writeJSON(cmd.OutOrStdout(), list)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "TRACE\tLACKS\tSTATED REASON\tASKED BEFORE")
	for _, l := range list {
		if len(l.Missing) == 0 {
			fmt.Fprintf(w, "%s\t-\t\t%d\n", l.Trace, l.Asked)
		}
		for _, m := range l.Missing {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", l.Trace, m.Field, m.Waived, l.Asked)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%d items, %d fields without a reason\n", len(list), open)
	return err
}

func printSent(cmd *cobra.Command, opts *options, list []trace.Version) error {
	if opts.json {
		return writeJSON(cmd.OutOrStdout(), list)
	}
	for _, v := range list {
		h := v.Doc.Hops[len(v.Doc.Hops)-1]
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  answer due %s\n", v.Doc.ID, h.Reference, h.Due.Format("2006-01-02")); err != nil {
			return err
		}
	}
	return nil
}
