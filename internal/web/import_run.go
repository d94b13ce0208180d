package web

import (
	"iter"
	"maps"
	"net/http"
	"strconv"

	"focalpoint"
	"focalpoint/internal/i18n"
	"focalpoint/internal/importer"
)

func mapsKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// importRunData is what became of a file.
type importRunData struct {
	Run      importer.Run
	Who      string
	Report   *importer.Report // of an import through the pages
	Findings []findingRow
	Refused  bool // only rows not taken
	Next     string
	First    string
	Kinds    []choice
	Seizures bool
}

// findingRow is a finding in the reader's language.
type findingRow struct {
	importer.Finding
	Text    string
	English bool
}

const findingPage = 100

func (s *site) importRun(rq *request) error {
	ctx, q := rq.R.Context(), rq.R.URL.Query()
	run, err := s.Importer.Run(ctx, focalpoint.ImportID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	d := importRunData{Run: run, Who: s.userName(rq, string(run.Actor)), Refused: q.Get("show") != "all", Seizures: run.Target == "seizure"}
	if as := q.Get("as"); as != "" {
		return s.exportFindings(rq, run, d.Refused, as)
	}
	if d.Report, err = s.Importer.ReportOf(ctx, run); err != nil {
		return err
	}
	after := int64(0)
	if text := q.Get("after"); text != "" {
		if after, err = strconv.ParseInt(text, 10, 64); err != nil {
			return focalpoint.Invalid("web.import", "after", "%q is no row of the file", text)
		}
		d.First = withQuery(rq.R.URL.RequestURI(), "after", "")
	}
	list, more, err := s.Importer.FindingsPage(ctx, run.ID, d.Refused, after, findingPage)
	if err != nil {
		return err
	}
	for _, f := range list {
		d.Findings = append(d.Findings, rq.finding(f))
	}
	if more {
		d.Next = withQuery(rq.R.URL.RequestURI(), "after", count(list[len(list)-1].Row))
	}
	d.Kinds = []choice{{"refused", rq.P.T("imports.show-refused")}, {"all", rq.P.T("imports.show-all")}}
	return s.render(rq, http.StatusOK, "import", rq.P.T("imports.run-title", "name", run.Name), d)
}

func (rq *request) finding(f importer.Finding) findingRow {
	if text := findingText(rq.P, f); text != "" {
		return findingRow{f, text, false}
	}
	return findingRow{f, f.Message, true}
}

// findingText is what a finding says in the reader's language, "" where only
// its own sentence tells: what rule of the register a row breaks.
func findingText(p *i18n.Printer, f importer.Finding) string {
	if key := "import.finding." + f.Code; f.Code != importer.FindingWrong && p.Has(key) {
		return p.T(key)
	}
	return ""
}

func (s *site) exportFindings(rq *request, run importer.Run, refused bool, as string) error {
	var all []importer.Finding
	var cells [][]string
	for after, more := int64(0), true; more; {
		list, next, err := s.Importer.FindingsPage(rq.R.Context(), run.ID, refused, after, 5000)
		if err != nil {
			return err
		}
		for _, f := range list {
			taken := "no"
			if f.Taken {
				taken = "yes"
			}
			cells = append(cells, []string{count(f.Row), f.Column, f.Cell, f.Code, rq.finding(f).Text, taken})
		}
		if all = append(all, list...); len(all) > maxExport {
			return tooLong(int64(len(all)))
		}
		if more = next; more {
			after = list[len(list)-1].Row
		}
	}
	return rq.export("import-findings", as, []string{"row", "column", "cell", "code", "what", "taken"}, cells, all)
}
