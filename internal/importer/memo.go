package importer

import (
	"focalpoint"
	"focalpoint/internal/catalogue"
)

// memo remembers what the catalogue answered for the cells of one batch, where
// the same regions, countries and words come back thousands of times. It is
// for one goroutine and lives no longer than the batch, so that what a State
// teaches holds from the next batch on.
type memo struct {
	Codes
	codes   map[memoKey]catalogue.Result
	regions map[memoKey]catalogue.Region
}

type memoKey struct {
	list, raw string
	hints     catalogue.Hints
}

// Remember gives codes with a memory for one batch.
func Remember(codes Codes) Codes {
	return &memo{codes, map[memoKey]catalogue.Result{}, map[memoKey]catalogue.Region{}}
}

// Code codes a cell of a list.
func (m *memo) Code(list, raw string, h catalogue.Hints) catalogue.Result {
	key := memoKey{list, raw, h}
	r, ok := m.codes[key]
	if !ok {
		r = m.Codes.Code(list, raw, h)
		m.codes[key] = r
	}
	return r
}

// Region places a unit of a State.
func (m *memo) Region(state focalpoint.Country, unit string) catalogue.Region {
	key := memoKey{list: string(state), raw: unit}
	r, ok := m.regions[key]
	if !ok {
		r = m.Codes.Region(state, unit)
		m.regions[key] = r
	}
	return r
}

// plainSerial reports whether a serial cell is a number beyond doubt: capital
// letters, digits and hyphens, at least four digits that are not all the same,
// no more than three letters in a row, so that it can hold no word. The
// catalogue says the same of each, only slower.
func plainSerial(cell string) bool {
	digits, letters, same := 0, 0, true
	var first byte
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			digits++
			letters = 0
			if first == 0 {
				first = c
			}
			same = same && c == first
		case c >= 'A' && c <= 'Z':
			if letters++; letters > 3 {
				return false
			}
		case c == '-' && i > 0 && i < len(cell)-1 && cell[i-1] != '-':
			letters = 0
		default:
			return false
		}
	}
	return digits >= 4 && !same && len(cell) <= 20
}
