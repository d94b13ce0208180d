package flows

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"focalpoint/internal/sheet"
)

// Country describes the reporting State in the columns of the dataUNODC layout.
type Country struct {
	ISO3, Name, Region, Subregion string
}

// WriteJSON writes the return as one JSON object, indented, with statuses and
// null counts kept apart.
func (r Return) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// tidyColumns are those of dataUNODC, then ours, so that programs made for the
// published file read it as it is.
func tidyColumns() []string {
	return append(datasetColumns[:], "Status", "Cell", "Records", "Rule", "Rulebook", "Edition", "As of", "Computed", "Computed status", "Override reason", "Proposed by", "Approved by")
}

// WriteCSV writes the return as a tidy table in the dataUNODC layout: one row
// for each cell, VALUE empty where there is no count and Status saying why.
func (r Return) WriteCSV(w io.Writer, c Country) error {
	out := sheet.NewCSV(w, sheet.CSVOptions{})
	if err := r.tidy(out, "data", c); err != nil {
		return err
	}
	return out.Close()
}

func (r Return) tidy(out sheet.Writer, name string, c Country) error {
	if err := out.Sheet(name, tidyColumns()...); err != nil {
		return err
	}
	for _, blk := range r.Blocks {
		for _, x := range blk.Cells {
			if err := out.Row(c.ISO3, c.Name, c.Region, c.Subregion, blk.Indicator, blk.Dimension, x.Category, x.Sex, x.Age, r.Year, "Counts",
				x.Reported().number(), "focalpoint", string(x.Reported().Status), x.ID, x.Records, x.Rule, r.Rule+" "+r.Version, string(r.Edition), stamp(r.AsOf),
				x.Value.number(), string(x.Value.Status), x.why(), x.proposed(), x.approved()); err != nil {
				return err
			}
		}
	}
	return nil
}

// why, proposed and approved tell of an override that is reported.
func (c Cell) why() any {
	if c.Override == nil || !c.Override.Holds() {
		return nil
	}
	return c.Override.Reason
}

func (c Cell) proposed() any {
	if c.why() == nil {
		return nil
	}
	return string(c.Override.By)
}

func (c Cell) approved() any {
	if c.why() == nil {
		return nil
	}
	return string(c.Override.Approved)
}

// number is the value as a cell of a table: a number, or an empty cell.
func (v Value) number() any {
	if v.Counted() {
		return v.Count
	}
	return nil
}

// WriteXLSX writes the return as a workbook: how it was made, a worksheet for
// each block, the indicator by method with its reasons why not, what did not
// add up, and the tidy table.
func (r Return) WriteXLSX(w io.Writer, c Country) error {
	out := sheet.NewXLSX(w)
	steps := []func() error{
		func() error { return r.sheetAbout(out, c) },
		func() error { return r.sheetBlocks(out) },
		func() error { return r.sheetIndicator(out) },
		func() error { return r.sheetFindings(out) },
		func() error { return r.tidy(out, "data", c) },
		out.Close,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (r Return) sheetAbout(out sheet.Writer, c Country) error {
	if err := out.Sheet("About", "What", "Value"); err != nil {
		return err
	}
	rows := [][2]string{
		{"State", strings.TrimSpace(c.ISO3 + " " + c.Name)},
		{"Year", fmt.Sprint(r.Year)},
		{"Questionnaire", r.Rule + " version " + r.Version + ", edition " + string(r.Edition)},
		{"Source", r.Source},
		{"Legal justification chosen by", r.Precedence},
		{"As known on", stamp(r.AsOf)},
		{"Log size", fmt.Sprint(r.LogSize)},
		{"Log root", r.LogRoot},
		{"Values", "A number counts records; zero is zero. Otherwise Status says: unknown, none, not-collected or not-applicable."},
	}
	for _, x := range r.Indicator {
		rows = append(rows, [2]string{"Indicator 16.4.2", x.Label})
	}
	for _, row := range rows {
		if err := out.Row(row[0], row[1]); err != nil {
			return err
		}
	}
	return nil
}

func (r Return) sheetBlocks(out sheet.Writer) error {
	for _, blk := range r.Blocks {
		if err := out.Sheet(blk.ID, "Cell", "Category", "Sex", "Value", "Status", "Records", "Rule", "Note", "Computed", "Computed status", "Override reason", "Proposed by", "Approved by"); err != nil {
			return err
		}
		for _, x := range blk.Cells {
			if err := out.Row(x.ID, x.Category, x.Sex, x.Reported().number(), string(x.Reported().Status), x.Records, x.Rule, x.Note,
				x.Value.number(), string(x.Value.Status), x.why(), x.proposed(), x.approved()); err != nil {
				return err
			}
		}
		if err := out.Row(nil, blk.Title); err != nil {
			return err
		}
		if blk.MultiAnswer {
			if err := out.Row(nil, "Several answers for one record: the cells may add up to more than the total."); err != nil {
				return err
			}
		}
		if err := out.Row(nil, blk.Source); err != nil {
			return err
		}
	}
	return nil
}

func (r Return) sheetIndicator(out sheet.Writer) error {
	if err := out.Sheet("16.4.2", "Method", "Version", "Year", "Numerator", "Denominator", "Years used", "Percent", "Low", "High", "Interval",
		"Reason", "Leaf", "Arms", "Counted in denominator", "Source"); err != nil {
		return err
	}
	for _, x := range r.Indicator {
		if err := out.Row(x.Method, x.Version, x.Year, x.Numerator, x.Denominator, x.N, optional(x.Value), optional(x.Low), optional(x.High), x.Interval,
			nil, nil, nil, nil, x.Source); err != nil {
			return err
		}
		for _, w := range append(append([]Reason{}, x.WhyNot...), x.LeftOut...) {
			if err := out.Row(x.Method, x.Version, x.Year, nil, nil, nil, nil, nil, nil, nil, w.Reason, string(w.Leaf), w.Arms, w.InDenominator, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r Return) sheetFindings(out sheet.Writer) error {
	if err := out.Sheet("Checks", "Level", "Check", "Cell", "Left", "Right", "What and how to mend"); err != nil {
		return err
	}
	for _, f := range r.Findings {
		if err := out.Row(string(f.Level), f.Check, f.Cell, f.Left, f.Right, f.Text); err != nil {
			return err
		}
	}
	return nil
}

func optional(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
