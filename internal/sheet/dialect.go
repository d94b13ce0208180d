package sheet

import "bytes"

// dialect is how a separated text file is written.
type dialect struct {
	comma  byte
	cr     bool // lines end in CR alone
	skip   int  // lines to pass over before the first row (an Excel "sep=" line)
	quotes bool
}

// separators are tried in this order; the first wins a tie.
const separators = ",;\t|"

// findDialect judges a decoded sample from the beginning of a file.
func findDialect(sample []byte, o Options) dialect {
	d := dialect{comma: ',', quotes: !o.NoQuotes}
	d.cr = bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0
	if len(sample) >= 5 && bytes.EqualFold(sample[:4], []byte("sep=")) {
		end := bytes.IndexAny(sample, "\r\n")
		if end == 5 {
			d.comma, d.skip = sample[4], 1
		}
	}
	switch {
	case o.Comma != 0 && o.Comma < 0x80:
		d.comma = byte(o.Comma)
	case d.skip == 0:
		d.comma = findComma(sample, d)
	}
	return d
}

// findComma takes the separator that cuts the most rows into the same number
// of cells. Decimal commas in a ";" file cut only some rows, so they lose.
func findComma(sample []byte, d dialect) byte {
	best, bestScore := byte(','), 0.0
	for i := range len(separators) {
		d.comma = separators[i]
		score := regularity(sample, d)
		if score > bestScore*1.0001 {
			best, bestScore = d.comma, score
		}
	}
	return best
}

// regularity is the share of rows that have the most frequent number of cells
// (two or more), weighed slightly by that number so that a separator used
// throughout beats one that occurs once in each row.
func regularity(sample []byte, d dialect) float64 {
	counts := map[int]int{}
	rows := 0
	for width := range widths(sample, d) {
		rows++
		if width > 1 {
			counts[width]++
		}
	}
	best := 0.0
	for width, n := range counts {
		score := float64(n) / float64(rows) * (1 - 1/float64(1+width)/4)
		best = max(best, score)
	}
	return best
}

// widths yields the number of cells of each whole row of the sample.
func widths(sample []byte, d dialect) func(func(int) bool) {
	end := byte('\n')
	if d.cr {
		end = '\r'
	}
	return func(yield func(int) bool) {
		width, state, empty := 1, atStart, true
		for _, c := range sample {
			if c == end && state != inQuotes {
				if !empty && !yield(width) {
					return
				}
				width, state, empty = 1, atStart, true
				continue
			}
			if c == '\r' && !d.cr {
				continue
			}
			empty = false
			if d.quotes {
				state = state.step(c, d.comma)
			}
			if c == d.comma && state != inQuotes {
				width++
			}
		}
		if !empty {
			yield(width)
		}
	}
}
