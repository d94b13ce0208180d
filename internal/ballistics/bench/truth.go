package bench

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A Known is a scan whose source is known.
type Known struct {
	Scan   string // file name with its ending
	Source string // whatever names the firearm
}

// ReadTruth reads the sources of scans from CSV with the columns scan and source, in any order and among others.
func ReadTruth(r io.Reader) ([]Known, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	in.TrimLeadingSpace = true
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("cannot read the first line of the truth (it names the columns scan and source): %w", err)
	}
	scan, source := -1, -1
	for i, h := range head {
		switch strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))) {
		case "scan":
			scan = i
		case "source":
			source = i
		}
	}
	if scan < 0 || source < 0 {
		return nil, fmt.Errorf("the truth has the columns %s; it needs scan and source", strings.Join(head, ", "))
	}
	var all []Known
	line := map[string]int{}
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("cannot read the truth: %w", err)
		}
		at, _ := in.FieldPos(0)
		if max(scan, source) >= len(rec) {
			return nil, fmt.Errorf("line %d of the truth has %d columns; it needs scan and source", at, len(rec))
		}
		k := Known{strings.TrimSpace(rec[scan]), strings.TrimSpace(rec[source])}
		if k.Scan == "" || k.Source == "" {
			return nil, fmt.Errorf("line %d of the truth lacks a scan or its source", at)
		}
		if line[k.Scan] > 0 {
			return nil, fmt.Errorf("line %d of the truth names %s again, after line %d", at, k.Scan, line[k.Scan])
		}
		line[k.Scan] = at
		all = append(all, k)
	}
	if len(all) < 2 {
		return nil, fmt.Errorf("the truth names %d scans; at least two are needed to compare", len(all))
	}
	return all, nil
}
