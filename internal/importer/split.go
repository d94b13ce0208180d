package importer

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Piece is one value of a cell that holds several.
type Piece struct {
	Index string // what the source numbers it by, "" when it does not
	Text  string
}

// Split takes a cell with several values apart. It knows the notations met in
// real files: "a /// b", "a||b", "0::a||1::b", "0::a|1::b", "1) a 2) b", and a
// JSON list. A cell in none of them is one piece. Empty values keep their
// place, so that the pieces of two cells can be matched.
func Split(cell string) []Piece {
	text := strings.TrimSpace(cell)
	switch {
	case text == "":
		return nil
	case strings.HasPrefix(text, "["):
		var list []any
		if json.Unmarshal([]byte(text), &list) == nil {
			return jsonPieces(list)
		}
	case strings.Contains(text, "///"):
		return plainPieces(strings.Split(text, "///"))
	case strings.Contains(text, "||"):
		return indexedPieces(strings.Split(text, "||"))
	case strings.Contains(text, "::"):
		return indexedPieces(strings.Split(text, "|"))
	}
	if list := numberedPieces(text); len(list) > 1 {
		return list
	}
	return []Piece{{Text: text}}
}

// SplitBy takes a cell apart at a separator the mapping names.
func SplitBy(cell, separator string) []Piece {
	if separator == "" || separator == "auto" {
		return Split(cell)
	}
	if strings.TrimSpace(cell) == "" {
		return nil
	}
	return plainPieces(strings.Split(cell, separator))
}

func plainPieces(parts []string) []Piece {
	out := make([]Piece, len(parts))
	for i, p := range parts {
		out[i].Text = strings.TrimSpace(p)
	}
	return out
}

func indexedPieces(parts []string) []Piece {
	out := make([]Piece, len(parts))
	for i, p := range parts {
		index, text, ok := strings.Cut(p, "::")
		if !ok {
			index, text = "", p
		}
		out[i] = Piece{strings.TrimSpace(index), strings.TrimSpace(text)}
	}
	return out
}

func jsonPieces(list []any) []Piece {
	out := make([]Piece, len(list))
	for i, v := range list {
		switch v := v.(type) {
		case nil:
		case string:
			out[i].Text = strings.TrimSpace(v)
		default:
			b, err := json.Marshal(v)
			if err == nil {
				out[i].Text = string(b)
			}
		}
	}
	return out
}

// numberedPieces reads "1) a 2) b 3) c": the numbers must begin at 1 and rise
// by one, so that a bracket inside a text does not cut it.
func numberedPieces(text string) []Piece {
	var out []Piece
	rest := text
	for n := 1; ; n++ {
		head := strconv.Itoa(n) + ")"
		if n == 1 && !strings.HasPrefix(rest, head) {
			return nil
		}
		if n == 1 {
			rest = rest[len(head):]
		}
		next := strconv.Itoa(n+1) + ")"
		i := boundary(rest, next)
		if i < 0 {
			return append(out, Piece{strconv.Itoa(n), strings.TrimSpace(rest)})
		}
		out = append(out, Piece{strconv.Itoa(n), strings.Trim(rest[:i], " \t\r\n;,")})
		rest = rest[i+len(next):]
	}
}

// boundary finds mark where it begins the text or follows a blank or comma, and
// does not close a bracket. It looks at the text once, however long it is.
func boundary(s, mark string) int {
	depth := 0
	for i := 0; i+len(mark) <= len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')' && depth > 0:
			depth--
		case s[i] == mark[0] && strings.HasPrefix(s[i:], mark) && depth == 0 && (i == 0 || strings.IndexByte(" \t\r\n;,", s[i-1]) >= 0):
			return i
		}
	}
	return -1
}

// mostItems and mostValues bound what one row may be cut into: more is no list
// but a mistake or an attack.
const (
	mostItems  = 1000
	mostValues = 500
)

// align matches the pieces of several cells of one row: by their indexes where
// every cell has them, else by place when all cells with more than one piece
// have the same number. A cell with one piece holds for every item. ok is
// false when the cells contradict each other; nothing is guessed then.
func align(cells map[string][]Piece) (items []map[string]string, ok bool) {
	count, indexed := 1, true
	for _, list := range cells {
		if len(list) > 1 && count > 1 && len(list) != count {
			return nil, false
		}
		count = max(count, len(list))
		for _, p := range list {
			indexed = indexed && p.Index != ""
		}
	}
	if count > mostItems {
		return nil, false
	}
	items = make([]map[string]string, count)
	for i := range items {
		items[i] = map[string]string{}
	}
	var order []string
	for column, list := range cells {
		if len(list) <= 1 {
			for i := range items {
				if len(list) == 1 {
					items[i][column] = list[0].Text
				}
			}
			continue
		}
		if !indexed {
			for i, p := range list {
				items[i][column] = p.Text
			}
			continue
		}
		if order == nil {
			order = indexes(cells, count)
		}
		for _, p := range list {
			at := place(order, p.Index)
			if at < 0 {
				return nil, false
			}
			items[at][column] = p.Text
		}
	}
	return items, true
}

// indexes gives the indexes of the longest cell, in its order; of several
// equally long ones the one that sorts first decides, so that the answer is
// always the same.
func indexes(cells map[string][]Piece, count int) []string {
	best := ""
	for column, list := range cells {
		if len(list) == count && (best == "" || column < best) {
			best = column
		}
	}
	out := make([]string, count)
	for i, p := range cells[best] {
		out[i] = p.Index
	}
	return out
}

func place(order []string, index string) int {
	for i, o := range order {
		if o == index {
			return i
		}
	}
	return -1
}
