package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
)

// Most and usual number of rows of one page of a list.
const (
	maxPage   = 1000
	usualPage = 50
)

// Column is one that a list can be sorted by. By is its SQL expression, where
// that is not the name itself. Rows in which an Open column has no value stand
// last either way: an empty cell is neither early nor late.
type Column struct {
	Name string
	By   string
	Open bool
}

// Columns makes columns whose names are their expressions and which always have a value.
func Columns(names ...string) []Column {
	out := make([]Column, len(names))
	for i, n := range names {
		out[i] = Column{Name: n}
	}
	return out
}

// Names returns the names of columns, in order.
func Names(columns []Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return out
}

// Slice says which stretch of a list is wanted: Sort is the name of a column,
// with "-" before it for descending, "" for the list's own order; After is the
// cursor of the page before, "" for the first; Limit is 50 unless given, at
// most 1,000.
type Slice struct {
	Sort  string
	After string
	Limit int
}

// Page is a stretch of a list. Next is the cursor of the following page, empty
// at the end; Total counts the rows of all pages.
type Page[T any] struct {
	Rows  []T    `json:"rows"`
	Next  string `json:"next,omitempty"`
	Total int64  `json:"total"`
}

// List tells how the rows of a table are listed: what is selected, how a row is
// read, what they can be sorted by. Pages are cut by the value of the last row
// (keyset), so a page deep in a list costs what the first one does, and a row
// that comes or goes meanwhile neither repeats nor hides another.
type List[T any] struct {
	Op     string // for errors: "seizure.List"
	Select string // columns
	From   string // table, with its alias where Select uses one
	ID     string // what makes every order total: "s.id"
	Sorts  []Column
	Usual  string // the sort word when none is given
	Scan   func(scan func(into ...any) error) (T, error)
}

// Page returns a stretch of the rows that fit.
func (l List[T]) Page(ctx context.Context, q Queryer, w Where, s Slice) (Page[T], error) {
	var page Page[T]
	order, err := l.order(s.Sort)
	if err != nil {
		return page, err
	}
	from := w.clone()
	if s.After != "" {
		if err := l.after(&from, order, s.After); err != nil {
			return page, err
		}
	}
	if err := q.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+l.From+w.String(), w.Args()...).Scan(&page.Total); err != nil {
		return page, err
	}
	limit := s.Limit
	if limit <= 0 {
		limit = usualPage
	}
	limit = min(limit, maxPage)
	var at key
	err = l.read(ctx, q, from, order, limit+1, func(row T, k key) error {
		if len(page.Rows) == limit {
			page.Next = order.cursor(at)
			return nil
		}
		page.Rows, at = append(page.Rows, row), k
		return nil
	})
	return page, err
}

// Each calls fn with every row that fits, in order: for an export.
func (l List[T]) Each(ctx context.Context, q Queryer, w Where, sort string, fn func(T) error) error {
	order, err := l.order(sort)
	if err != nil {
		return err
	}
	return l.read(ctx, q, w, order, 0, func(row T, _ key) error { return fn(row) })
}

// ByID returns the rows with the given ids in the order asked; ids without a row are left out.
func (l List[T]) ByID(ctx context.Context, q Queryer, ids []string) ([]T, error) {
	found := make(map[string]T, len(ids))
	for chunk := range slices.Chunk(ids, 500) {
		var w Where
		w.In(l.ID, chunk...)
		err := l.read(ctx, q, w, order{Column: Column{By: l.ID}}, 0, func(row T, k key) error { found[k.id] = row; return nil })
		if err != nil {
			return nil, err
		}
	}
	out := make([]T, 0, len(found))
	for _, id := range ids {
		if row, ok := found[id]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}

// key is where a row stands in an order.
type key struct {
	value any // nil, int64, float64 or string
	id    string
}

type order struct {
	Column
	word string // as asked for
	down bool
}

func (l List[T]) order(word string) (order, error) {
	if word == "" {
		word = l.Usual
	}
	name, down := strings.CutPrefix(word, "-")
	at := slices.IndexFunc(l.Sorts, func(c Column) bool { return c.Name == name })
	if at < 0 {
		list := strings.Join(Names(l.Sorts), ", ")
		return order{}, &focalpoint.Error{Op: l.Op, Kind: focalpoint.KindInvalid, Field: "sort", Key: "list.err.sort", Args: []any{"value", name, "list", list},
			Msg: fmt.Sprintf("the list cannot be sorted by %q; choose one of %s", name, list)}
	}
	c := l.Sorts[at]
	if c.By == "" {
		c.By = c.Name
	}
	return order{c, word, down}, nil
}

func (o order) by(id string) string {
	direction := " ASC"
	if o.down {
		direction = " DESC"
	}
	keys := o.By + direction + ", " + id + direction
	if o.By == id {
		keys = id + direction
	}
	if o.Open {
		keys = "CASE WHEN " + o.By + " IS NULL THEN 1 ELSE 0 END, " + keys
	}
	return " ORDER BY " + keys
}

func (l List[T]) read(ctx context.Context, q Queryer, w Where, o order, limit int, fn func(T, key) error) error {
	query := "SELECT " + l.Select + ", " + o.By + ", " + l.ID + " FROM " + l.From + w.String() + o.by(l.ID)
	if limit > 0 {
		query += " LIMIT " + strconv.Itoa(limit)
	}
	rows, err := q.QueryContext(ctx, query, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		row, err := l.Scan(func(into ...any) error { return rows.Scan(append(into, &k.value, &k.id)...) })
		if err != nil {
			return err
		}
		if b, ok := k.value.([]byte); ok {
			k.value = string(b)
		}
		if err := fn(row, k); err != nil {
			return err
		}
	}
	return rows.Err()
}

// cursor writes where a page ended, for the next to begin there.
func (o order) cursor(k key) string {
	text, err := json.Marshal([]any{o.word, k.value, k.id})
	if err != nil {
		panic(err) // database values are numbers and texts
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(text, crc32.ChecksumIEEE(text)))
}

// after narrows to the rows behind a cursor.
func (l List[T]) after(w *Where, o order, cursor string) error {
	k, err := o.parse(cursor)
	if err != nil {
		return &focalpoint.Error{Op: l.Op, Kind: focalpoint.KindInvalid, Field: "after", Key: "list.err.cursor", Args: []any{"value", cursor},
			Msg: fmt.Sprintf("%q is no page of this list in this order; start again from the first", cursor)}
	}
	sign := " > "
	if o.down {
		sign = " < "
	}
	switch {
	case o.By == l.ID:
		w.And(l.ID+sign+"?", k.id)
	case k.value == nil:
		w.And(o.By+" IS NULL AND "+l.ID+sign+"?", k.id)
	case o.Open:
		w.And("("+o.By+" IS NULL OR ("+o.By+", "+l.ID+")"+sign+"(?, ?))", k.value, k.id)
	default:
		w.And("("+o.By+", "+l.ID+")"+sign+"(?, ?)", k.value, k.id)
	}
	return nil
}

func (o order) parse(cursor string) (key, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return key{}, err
	}
	n := len(text) - 4
	if n < 0 || binary.BigEndian.Uint32(text[n:]) != crc32.ChecksumIEEE(text[:n]) {
		return key{}, errors.New("not as it was given") // a value of another type would reach the database
	}
	var word string
	var k key
	d := json.NewDecoder(bytes.NewReader(text[:n]))
	d.UseNumber()
	if err := d.Decode(&[]any{&word, &k.value, &k.id}); err != nil {
		return key{}, err
	}
	if word != o.word || k.id == "" {
		return key{}, errors.New("made for another order")
	}
	if n, ok := k.value.(json.Number); ok {
		if k.value, err = n.Int64(); err != nil {
			k.value, err = n.Float64()
		}
	}
	return k, err
}

// Collect reads every row of a query.
func Collect[T any](rows *sql.Rows, err error, scan func(rows *sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Values reads the only column of every row of a query: store.Values[focalpoint.ItemID](q.QueryContext(…)).
func Values[T any](rows *sql.Rows, err error) ([]T, error) {
	return Collect(rows, err, func(rows *sql.Rows) (T, error) {
		var v T
		err := rows.Scan(&v)
		return v, err
	})
}

// Texts writes typed ids as the texts they are.
func Texts[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
