package web

import (
	"focalpoint"
	"focalpoint/internal/store"
)

// maxExport bounds the rows of one export of a list; a whole register leaves by backup.
const maxExport = 100000

// listing is what stands around the rows of a list: the filters, the orders and
// the ways to other pages.
type listing struct {
	Filters     []filterField
	Sorts       []choice
	Next, First string // addresses; "" where there is none
}

// listing offers the columns a list can be sorted by, each both ways, named by
// the message of the prefix and the column, and the pages before and behind.
func (rq *request) listing(columns []string, prefix, after, next string) listing {
	var l listing
	for _, c := range columns {
		name := rq.P.T(prefix + c)
		l.Sorts = append(l.Sorts, choice{c, rq.P.T("web.sort-by", "column", name)}, choice{"-" + c, rq.P.T("web.sort-by-down", "column", name)})
	}
	here := rq.R.URL.RequestURI()
	if next != "" {
		l.Next = withQuery(here, "after", next)
	}
	if after != "" {
		l.First = withQuery(here, "after", "")
	}
	return l
}

// everyRow reads a list page by page, for an export. A list longer than one
// export may be is refused before it is read: a file that ends early would be
// taken for the whole.
func everyRow[T any](read func(s store.Slice) (store.Page[T], error)) ([]T, error) {
	s := store.Slice{Limit: 1000}
	var rows []T
	for {
		page, err := read(s)
		if err != nil {
			return nil, err
		}
		if page.Total > maxExport {
			return nil, tooLong(page.Total)
		}
		rows = append(rows, page.Rows...)
		if s.After = page.Next; s.After == "" {
			return rows, nil
		}
	}
}

// tooLong refuses an export of more rows than one may have.
func tooLong(rows int64) error {
	return &focalpoint.Error{Op: "web.export", Kind: focalpoint.KindTooLarge, Key: "web.err.export", Args: []any{"n", rows, "most", maxExport},
		Msg: "these are more rows than one export may have; narrow the filter"}
}
