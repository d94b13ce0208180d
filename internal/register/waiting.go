package register

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
)

// Cell is a coded cell with the code list it belongs to.
type Cell struct {
	List string `json:"list"`
	focalpoint.Coded
}

// cells are the cells of a description that a person may be asked about.
func cells(d *focalpoint.Description) []Cell {
	return []Cell{{"make", d.Make}, {"calibre", d.Calibre}, {"type", d.Type}, {"country", d.Country}, {"origin", d.Origin}, {"mark-status", d.Marking}}
}

// longestQuestion bounds, in bytes, what a person is asked about and what an
// index of the database holds.
const longestQuestion = 400

// wait puts a cell into the queue when its coder is unsure.
func (it *Item) wait(c Cell) {
	if c.Raw == "" || c.Code != "" && c.Confidence >= ReviewBelow {
		return
	}
	if len(c.Raw) > longestQuestion {
		c.Raw = strings.ToValidUTF8(c.Raw[:longestQuestion], "") + " …" // no value of a list; the event has it whole
	}
	if slices.ContainsFunc(it.Waiting, func(w Cell) bool { return w.List == c.List && w.Raw == c.Raw }) {
		return
	}
	it.Waiting = append(it.Waiting, c)
	it.Queued = true
}

// given is the maker when the doubt about a cell of a list may rest on it.
func given(list, maker string) string {
	if list == "country" {
		return maker
	}
	return ""
}

// Question is one entry of the review queue: a text in a list that the coder
// is unsure of, with what it proposes and how many items carry it.
type Question struct {
	List       string              `json:"list"`
	Raw        string              `json:"raw"`
	Make       string              `json:"make,omitempty"` // the maker the doubt rests on, for countries
	Code       string              `json:"code,omitempty"` // proposed, "" when the coder has none
	Confidence float64             `json:"confidence"`     // the lowest among the items
	Reason     string              `json:"reason"`
	Items      int64               `json:"items"`
	Examples   []focalpoint.ItemID `json:"examples"` // the first and the last
}

// Questions returns the review queue, what concerns most items first; list ""
// means all lists.
func (r *Register) Questions(ctx context.Context, list string, limit int) ([]Question, error) {
	var out []Question
	err := r.eachQuestion(ctx, `$1 = '' OR list = $1`, limit, func(q Question) error { out = append(out, q); return nil }, list)
	return out, err
}

// EachQuestion calls fn with every text of the queue, in the order of Questions.
// fn must not write.
func (r *Register) EachQuestion(ctx context.Context, list string, fn func(Question) error) error {
	return r.eachQuestion(ctx, `$1 = '' OR list = $1`, math.MaxInt32, fn, list)
}

// Question returns one text of the queue; ok is false when it does not wait.
func (r *Register) Question(ctx context.Context, list, raw, maker string) (q Question, ok bool, err error) {
	err = r.eachQuestion(ctx, `list = $1 AND raw = $2 AND given = $3`, 1, func(found Question) error { q, ok = found, true; return nil }, list, raw, maker)
	return q, ok, err
}

func (r *Register) eachQuestion(ctx context.Context, cond string, limit int, fn func(Question) error, args ...any) error {
	rows, err := r.db.QueryContext(ctx, `SELECT list, raw, given, MAX(code), MIN(confidence), MAX(reason), COUNT(*), MIN(item), MAX(item)
		FROM waiting WHERE `+cond+` GROUP BY list, raw, given ORDER BY COUNT(*) DESC, list, raw, given LIMIT `+strconv.Itoa(max(1, limit)), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var q Question
		var first, last focalpoint.ItemID
		if err := rows.Scan(&q.List, &q.Raw, &q.Make, &q.Code, &q.Confidence, &q.Reason, &q.Items, &first, &last); err != nil {
			return err
		}
		if q.Examples = []focalpoint.ItemID{first}; last != first {
			q.Examples = append(q.Examples, last)
		}
		if err := fn(q); err != nil {
			return err
		}
	}
	return rows.Err()
}

// QuestionCount says how many different texts wait.
func (r *Register) QuestionCount(ctx context.Context) (n int64, err error) {
	err = r.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM waiting GROUP BY list, raw, given) AS q`).Scan(&n)
	return n, err
}
