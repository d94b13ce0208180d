package flows

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// Row is one row of a published country table in the dataUNODC layout.
type Row struct {
	ISO3, Country, Region, Subregion string
	Indicator, Dimension, Category   string
	Sex, Age                         string
	Year                             int
	Unit                             string
	Value                            Value
	Source                           string
	Line                             int // row of the file
}

// Key is what should name a row and does not always (Dataset.Duplicates).
type Key struct {
	ISO3, Indicator, Dimension, Category, Sex, Age string
	Year                                           int
}

// String writes the key in one line.
func (k Key) String() string {
	return fmt.Sprintf("%s %d / %s / %s / %s / %s", k.ISO3, k.Year, k.Indicator, k.Dimension, k.Category, k.Sex)
}

// Key returns the row's key.
func (r Row) Key() Key {
	return Key{r.ISO3, r.Indicator, r.Dimension, r.Category, r.Sex, r.Age, r.Year}
}

// Dataset is a published country table of one date.
type Dataset struct {
	Agency    string // first cell of the first title row
	Published string // date of the second title row, as 2024-08-26 where it can be read
	Rows      []Row
}

// datasetColumns are the columns of the layout, in its order.
var datasetColumns = [...]string{"Iso3_code", "Country", "Region", "Subregion", "Indicator", "Dimension", "Category",
	"Sex", "Age", "Year", "Unit of measurement", "VALUE", "Source"}

// OpenDataset reads a country table from a file: XLSX, CSV or gzip of it, with
// or without the two title rows.
func OpenDataset(path string) (*Dataset, error) {
	r, err := sheet.Open(path, sheet.Options{Columns: datasetColumns[:]})
	if err != nil {
		return nil, focalpoint.E("flows.OpenDataset", err)
	}
	defer r.Close()
	return readDataset(r)
}

// ReadDataset reads a country table through ra; name is used in messages.
func ReadDataset(ra io.ReaderAt, size int64, name string) (*Dataset, error) {
	r, err := sheet.New(ra, size, name, sheet.Options{Columns: datasetColumns[:]})
	if err != nil {
		return nil, focalpoint.E("flows.ReadDataset", err)
	}
	defer r.Close()
	return readDataset(r)
}

func readDataset(r *sheet.Reader) (*Dataset, error) {
	const op = "flows.ReadDataset"
	var d Dataset
	for i, t := range r.Title() {
		if len(t) > 0 && i == 0 {
			d.Agency = strings.TrimSpace(t[0])
		} else if len(t) > 0 && d.Published == "" {
			d.Published = titleDate(t[0])
		}
	}
	at, err := columnsOf(r.Header())
	if err != nil {
		return nil, focalpoint.E(op, err)
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return &d, nil
		}
		if err != nil {
			return nil, focalpoint.E(op, err)
		}
		x, err := parseRow(row, at)
		if err != nil {
			return nil, focalpoint.E(op, err)
		}
		d.Rows = append(d.Rows, x)
	}
}

// columnsOf finds the layout's columns in a header, in any order and case.
func columnsOf(header []string) ([len(datasetColumns)]int, error) {
	var at [len(datasetColumns)]int
	var missing []string
	for i, want := range datasetColumns {
		at[i] = -1
		for j, have := range header {
			if strings.EqualFold(strings.TrimSpace(have), want) {
				at[i] = j
			}
		}
		if at[i] < 0 {
			missing = append(missing, want)
		}
	}
	if missing != nil {
		return at, focalpoint.Invalid("", "header", "the table lacks the columns %s; it must be in the layout of data.unodc.org: %s", strings.Join(missing, ", "), strings.Join(datasetColumns[:], ", "))
	}
	return at, nil
}

func parseRow(row sheet.Row, at [len(datasetColumns)]int) (Row, error) {
	cell := func(i int) string {
		if at[i] < len(row.Cells) {
			return strings.TrimSpace(row.Cells[at[i]])
		}
		return ""
	}
	x := Row{ISO3: cell(0), Country: cell(1), Region: cell(2), Subregion: cell(3), Indicator: cell(4), Dimension: cell(5),
		Category: cell(6), Sex: cell(7), Age: cell(8), Unit: cell(10), Source: cell(12), Line: row.Number}
	year, err := strconv.Atoi(sheet.Whole(cell(9)))
	if err != nil {
		return x, focalpoint.Invalid("", fmt.Sprintf("row %d, Year", row.Number), "%q is not a year", cell(9))
	}
	x.Year = year
	x.Value, err = parseValue(cell(11))
	if err != nil {
		return x, focalpoint.Invalid("", fmt.Sprintf("row %d, VALUE", row.Number), "%v", err)
	}
	return x, nil
}

// parseValue reads a published cell: a whole number, or a sign for none.
func parseValue(s string) (Value, error) {
	switch strings.ToLower(s) {
	case "":
		return Absent(StatusNotCollected), nil
	case "na", "n/a", "not applicable":
		return Absent(StatusNotApplicable), nil
	case "nan", "#n/a", "unknown", "..", "…":
		return Absent(StatusUnknown), nil
	case "none", "-":
		return Absent(StatusNone), nil
	}
	n, err := strconv.ParseInt(sheet.Whole(strings.ReplaceAll(s, " ", "")), 10, 64)
	if err != nil {
		return Value{}, fmt.Errorf("%q is not a whole number; write the count, or leave the cell empty", s)
	}
	return Count(n), nil
}

// titleDate turns 26/08/2024, or the serial number of a spreadsheet date, into 2024-08-26.
func titleDate(s string) string {
	s = strings.TrimSpace(s)
	if p := strings.Split(s, "/"); len(p) == 3 && len(p[2]) == 4 {
		return p[2] + "-" + p[1] + "-" + p[0]
	}
	if t, ok := sheet.Serial(s, false); ok {
		return t.Format("2006-01-02")
	}
	return s
}
