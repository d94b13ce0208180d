package ballistics

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/attachment"
)

// Taken is what became of one row of an intake.
type Taken struct {
	Row     int       `json:"row"` // of the list, from 2; its head is 1
	File    string    `json:"file"`
	Number  string    `json:"number"`
	Exhibit ExhibitID `json:"exhibit,omitempty"`
	Scan    ScanID    `json:"scan,omitempty"`
	New     bool      `json:"new"`               // the exhibit was made by this row
	Problem string    `json:"problem,omitempty"` // why the row was not taken
}

// IntakeColumns are the columns of an intake list: file, exhibit (its number) and
// region are needed, the others may be absent or empty.
func IntakeColumns() []string {
	return []string{"file", "exhibit", "region", "land", "kind", "calibre", "ammunition", "manufacturer", "item", "seizure", "case", "request", "found", "incident", "instrument", "shot"}
}

// Intake takes a folder of scans in by a list (CSV with a head, IntakeColumns). Each
// row is a write of its own; a row that cannot be taken says why and the others
// go on. Running it again takes only what is new.
func (r *Room) Intake(ctx context.Context, by focalpoint.UserID, folder fs.FS, list io.Reader) ([]Taken, error) {
	const op = "ballistics.Intake"
	rows := csv.NewReader(list)
	head, err := rows.Read()
	if err != nil {
		return nil, focalpoint.Invalid(op, "list", "the list cannot be read: %v", err)
	}
	column := map[string]int{}
	for k, name := range head {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		if !slices.Contains(IntakeColumns(), name) {
			return nil, focalpoint.Invalid(op, "list", "the list has a column %q; possible are %s", name, strings.Join(IntakeColumns(), ", "))
		}
		column[name] = k
	}
	for _, need := range IntakeColumns()[:3] {
		if _, ok := column[need]; !ok {
			return nil, focalpoint.Invalid(op, "list", "the list has no column %q", need)
		}
	}
	var out []Taken
	for n := 2; ; n++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, focalpoint.Invalid(op, "list", "row %d of the list cannot be read: %v", n, err)
		}
		cell := func(name string) string {
			if k, ok := column[name]; ok {
				return strings.TrimSpace(row[k])
			}
			return ""
		}
		t := Taken{Row: n, File: cell("file"), Number: cell("exhibit")}
		if err := r.takeRow(ctx, by, folder, cell, &t); err != nil {
			if ctx.Err() != nil || focalpoint.KindOf(err) == focalpoint.KindInternal && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
				return out, err
			}
			t.Problem = err.Error()
		}
		out = append(out, t)
	}
}

// takeRow takes one row: its exhibit, made where the number is new, and its scan.
func (r *Room) takeRow(ctx context.Context, by focalpoint.UserID, folder fs.FS, cell func(string) string, t *Taken) error {
	const op = "ballistics.Intake"
	content, err := readScan(folder, t.File)
	if err != nil {
		return err
	}
	n := NewScan{Region: Region(cell("region")), Name: t.File, Content: content, Instrument: InstrumentID(cell("instrument"))}
	if text := cell("land"); text != "" {
		if n.Land, err = strconv.Atoi(text); err != nil {
			return focalpoint.Invalid(op, "land", "the land %q is no number", text)
		}
	}
	if _, err := n.read(); err != nil { // before an exhibit is made for it
		return err
	}
	if t.Exhibit, t.New, err = r.numbered(ctx, by, cell); err != nil {
		return err
	}
	n.Exhibit = t.Exhibit
	v, err := r.AddScan(ctx, by, n)
	t.Scan = ScanID(v.ID)
	return err
}

func readScan(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, attachment.MaxSize+1))
	if err == nil && len(content) > attachment.MaxSize {
		err = focalpoint.Errorf("ballistics.Intake", focalpoint.KindTooLarge, "the scan %q is larger than 24 MB; store its heights as 16-bit numbers", name)
	}
	return content, err
}

// numbered finds the exhibit with a number, or makes it.
func (r *Room) numbered(ctx context.Context, by focalpoint.UserID, cell func(string) string) (id ExhibitID, made bool, err error) {
	if id, err = r.Numbered(ctx, cell("exhibit")); focalpoint.KindOf(err) != focalpoint.KindNotFound {
		return id, false, err
	}
	e := Exhibit{Number: cell("exhibit"), Kind: ExhibitKind(cell("kind")), Found: focalpoint.Date(cell("found")), Incident: cell("incident"), Item: focalpoint.ItemID(cell("item")),
		Seizure: focalpoint.SeizureID(cell("seizure")), Case: focalpoint.CaseID(cell("case")), Request: RequestID(cell("request")),
		Class: Class{Calibre: cell("calibre"), Ammunition: cell("ammunition"), Manufacturer: cell("manufacturer")}}
	if e.Kind == "" {
		if e.Kind = CartridgeCase; Region(cell("region")) == Land {
			e.Kind = Bullet
		}
	}
	if shot := cell("shot"); shot != "" {
		n, err := strconv.Atoi(shot)
		if err != nil {
			return "", false, focalpoint.Invalid("ballistics.Intake", "shot", "the shot %q is no number", shot)
		}
		e.TestFire = &TestFire{Shot: n, By: by}
	}
	v, err := r.SaveExhibit(ctx, by, "", 0, e, "")
	return ExhibitID(v.ID), true, err
}
