package store

import (
	"strconv"
	"strings"

	"focalpoint"
)

// Where collects the conditions of a query with their values, in the order of
// the placeholders. The zero Where holds none.
type Where struct {
	parts []string
	args  []any
}

// And adds a condition. Each "?" in it stands for the value in the same place.
func (w *Where) And(condition string, values ...any) {
	var b strings.Builder
	for _, v := range values {
		before, after, _ := strings.Cut(condition, "?")
		w.args = append(w.args, v)
		b.WriteString(before + "$" + strconv.Itoa(len(w.args)))
		condition = after
	}
	w.parts = append(w.parts, b.String()+condition)
}

// Equal narrows to rows whose column holds a value; "" does not narrow.
func (w *Where) Equal(column, value string) {
	if value != "" {
		w.And(column+" = ?", value)
	}
}

// Holds narrows to rows whose column has a text somewhere in it; "" does not
// narrow. Signs that LIKE reads as wild cards stand for themselves.
func (w *Where) Holds(column, text string) {
	if text != "" {
		w.And(column+" LIKE ? ESCAPE '!'", "%"+Literal(text)+"%")
	}
}

// Word narrows to rows whose column, a list of words with blanks between, has the word.
func (w *Where) Word(column, word string) {
	if word != "" {
		w.And("' ' || "+column+" || ' ' LIKE ? ESCAPE '!'", "% "+Literal(word)+" %")
	}
}

// Between narrows to rows whose stretch of days, kept in two columns, touches
// the one from the first day of from to the last of to; "" leaves an end open.
func (w *Where) Between(firstColumn, lastColumn string, from, to focalpoint.Date) error {
	for _, end := range []struct {
		field string
		date  focalpoint.Date
	}{{"from", from}, {"to", to}} {
		if end.date == "" {
			continue
		}
		first, last, ok := end.date.Bounds()
		switch {
		case !ok:
			return &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: end.field, Key: "list.err.date", Args: []any{"value", string(end.date)},
				Msg: strconv.Quote(string(end.date)) + " is not a date; write 2016-03-05, 2016-03 or 2016"}
		case end.field == "from":
			w.And(lastColumn+" >= ?", int64(first))
		default:
			w.And(firstColumn+" <= ?", int64(last))
		}
	}
	return nil
}

// In narrows to rows whose column holds one of the values; none at all fits no row.
func (w *Where) In(column string, values ...string) {
	if len(values) == 0 {
		w.And("1 = 0")
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	w.And(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

// String returns the clause with a blank before it, or "" when there is no condition.
func (w *Where) String() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.parts, " AND ")
}

// Args returns the values of the placeholders.
func (w *Where) Args() []any { return w.args }

func (w *Where) clone() Where {
	return Where{append([]string(nil), w.parts...), append([]any(nil), w.args...)}
}

// Literal writes a text so that LIKE … ESCAPE '!' takes its signs as they are.
func Literal(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}
