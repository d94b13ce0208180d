package trace

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/store"
)

// Filter chooses traces for a list. Empty fields do not narrow. Sort is one of
// Sortable, with a leading "-" for descending; the default is newest first.
type Filter struct {
	Direction Direction
	Item      focalpoint.ItemID
	Seizure   focalpoint.SeizureID
	Case      focalpoint.CaseID
	Status    HopStatus
	Need      Need
	Result    string // a result code; "none" for undecided
	Leaf      focalpoint.TracingLeaf
	Way       string
	Priority  Priority
	Make      string
	State     focalpoint.Country // of the last legal record
	Asked     focalpoint.PartyID // a question went to this party
	Asks      string             // whom to ask next: a party or the code of a State
	Text      string             // begins the number, or is the id
	From, To  focalpoint.Date    // of the occurrence
	OverdueAt time.Time          // an answer was due before
	Open      bool               // not closed
	Sort      string
	After     string // cursor of the page before
	Limit     int    // default 50, at most 1000
}

// Row is a trace in a list. Times are zero when there is none.
type Row struct {
	ID        focalpoint.TraceID     `json:"id"`
	Version   int64                  `json:"version"`
	Direction Direction              `json:"direction"`
	Item      focalpoint.ItemID      `json:"item"`
	Seizure   focalpoint.SeizureID   `json:"seizure,omitempty"`
	Case      focalpoint.CaseID      `json:"case,omitempty"`
	Taken     focalpoint.Date        `json:"taken,omitempty"`
	Opened    time.Time              `json:"opened"`
	Status    HopStatus              `json:"status"`
	Need      Need                   `json:"need,omitempty"`
	Result    focalpoint.ResultCode  `json:"result"`
	Leaf      focalpoint.TracingLeaf `json:"leaf"`
	Way       string                 `json:"way,omitempty"`
	Priority  Priority               `json:"priority"`
	Make      string                 `json:"make,omitempty"` // code, or as reported
	Model     string                 `json:"model,omitempty"`
	Calibre   string                 `json:"calibre,omitempty"`
	Serial    string                 `json:"serial,omitempty"`
	State     focalpoint.Country     `json:"state,omitempty"`
	Days      *int64                 `json:"days,omitempty"` // time-to-crime
	Hops      int                    `json:"hops"`
	HopsOpen  int                    `json:"hopsOpen"`
	Due       time.Time              `json:"due,omitzero"`
	Changed   int64                  `json:"changed"`
}

// Page is a stretch of a list of traces.
type Page = store.Page[Row]

// Sortable lists the columns a list of traces can be sorted by.
func Sortable() []string { return store.Names(listAt(time.Time{}).Sorts) }

// listAt is the list as it stands at an instant: the stored need is that of the
// last change, and answers fall due without anybody changing anything.
func listAt(now time.Time) store.List[Row] {
	need := needSQL(now)
	return store.List[Row]{
		Op: "trace.List",
		Select: `id, version, direction, item, seizure, casefile, taken_first, taken_last, opened, status, ` + need + `, result, tracing, way, priority, make, model, calibre, serial,
			state, days, hops, hops_open, due, changed`,
		From: "trace",
		ID:   "id",
		Sorts: []store.Column{{Name: "opened"}, {Name: "due", Open: true}, {Name: "status"}, {Name: "need", By: need}, {Name: "result"}, {Name: "leaf", By: "tracing"}, {Name: "way"}, {Name: "make"}, {Name: "serial"},
			{Name: "state"}, {Name: "days", Open: true}, {Name: "hops"}, {Name: "taken", By: "taken_last", Open: true}, {Name: "priority"}, {Name: "id"}},
		Usual: "-opened",
		Scan:  scanRow,
	}
}

func needSQL(now time.Time) string {
	return "(CASE WHEN hops_open > 0 AND due < " + strconv.FormatInt(now.UnixMicro(), 10) + " AND need IN ('', 'followup', 'ask') THEN 'overdue' ELSE need END)"
}

// List returns a page of traces, with what each waits for now.
func (s *Service) List(ctx context.Context, f Filter) (Page, error) {
	now := s.log.Now()
	w, err := f.where(now)
	if err != nil {
		return Page{}, err
	}
	return listAt(now).Page(ctx, s.log.DB, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

func scanRow(scan func(...any) error) (Row, error) {
	var r Row
	var first, last, days, due sql.NullInt64
	var opened int64
	err := scan(&r.ID, &r.Version, &r.Direction, &r.Item, &r.Seizure, &r.Case, &first, &last, &opened, &r.Status, &r.Need, &r.Result, &r.Leaf, &r.Way, &r.Priority,
		&r.Make, &r.Model, &r.Calibre, &r.Serial, &r.State, &days, &r.Hops, &r.HopsOpen, &due, &r.Changed)
	r.Opened = time.UnixMicro(opened).UTC()
	if due.Valid {
		r.Due = time.UnixMicro(due.Int64).UTC()
	}
	if days.Valid {
		r.Days = &days.Int64
	}
	if first.Valid {
		r.Taken = focalpoint.Day(first.Int64).Date()
		if last.Int64 != first.Int64 {
			r.Taken += "/" + focalpoint.Day(last.Int64).Date()
		}
	}
	return r, err
}

func (f Filter) where(now time.Time) (w store.Where, err error) {
	for _, c := range []struct{ column, value string }{{"direction", string(f.Direction)}, {"item", string(f.Item)}, {"seizure", string(f.Seizure)}, {"casefile", string(f.Case)},
		{"status", string(f.Status)}, {needSQL(now), string(f.Need)}, {"tracing", string(f.Leaf)}, {"way", f.Way}, {"priority", string(f.Priority)}, {"make", f.Make}, {"state", string(f.State)}, {"asks", f.Asks}} {
		w.Equal(c.column, c.value)
	}
	if f.Result == "none" {
		w.And("result = ''")
	} else {
		w.Equal("result", f.Result)
	}
	if f.Asked != "" {
		w.And("EXISTS (SELECT 1 FROM trace_hop h WHERE h.trace = trace.id AND h.party = ?)", string(f.Asked))
	}
	if t := strings.TrimSpace(f.Text); t != "" {
		w.And("(id = ? OR item = ? OR LOWER(serial) LIKE LOWER(?) ESCAPE '!')", t, t, store.Literal(t)+"%")
	}
	if !f.OverdueAt.IsZero() {
		w.And("due < ?", f.OverdueAt.UnixMicro())
	}
	if f.Open {
		w.And("status <> 'closed'")
	}
	return w, focalpoint.E("trace.List", w.Between("taken_first", "taken_last", f.From, f.To))
}

// HopRow is a question in a list.
type HopRow struct {
	ID        focalpoint.HopID   `json:"id"`
	Trace     focalpoint.TraceID `json:"trace"`
	Item      focalpoint.ItemID  `json:"item"`
	To        Addressee          `json:"to"`
	Status    HopStatus          `json:"status"`
	Clock     string             `json:"clock,omitempty"`
	Reference string             `json:"reference"`
	Joint     string             `json:"joint,omitempty"` // reference of the letter that asks about several items
	Sent      time.Time          `json:"sent,omitzero"`
	Due       time.Time          `json:"due,omitzero"`
	Remind    time.Time          `json:"remind,omitzero"` // when the next reminder is owed
	Answered  time.Time          `json:"answered,omitzero"`
	Refusal   string             `json:"refusal,omitempty"`
}

// HopFilter chooses questions. Zero fields do not narrow.
type HopFilter struct {
	Party    focalpoint.PartyID
	Status   HopStatus
	Joint    string    // reference of the letter that asks about several items
	DueBy    time.Time // open and due before
	RemindBy time.Time // a reminder is owed before
	Limit    int
}

// Hops lists questions, the earliest due first.
func (s *Service) Hops(ctx context.Context, f HopFilter) ([]HopRow, error) {
	var w store.Where
	w.Equal("party", string(f.Party))
	w.Equal("status", string(f.Status))
	w.Equal("joint", f.Joint)
	if !f.DueBy.IsZero() {
		w.And("status IN ('sent', 'acknowledged', 'needs-data', 'in-progress') AND due < ?", f.DueBy.UnixMicro())
	}
	if !f.RemindBy.IsZero() {
		w.And("remind < ?", f.RemindBy.UnixMicro())
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 200
	}
	return hopRows(ctx, s.log.DB, w.String()+" ORDER BY CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, id LIMIT "+strconv.Itoa(limit), w.Args()...)
}

func hopRows(ctx context.Context, q store.Queryer, rest string, args ...any) ([]HopRow, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, trace, item, party, name, kind, country, status, clock, reference, joint, sent, due, remind, answered, refusal FROM trace_hop`+rest, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []HopRow
	for rows.Next() {
		var r HopRow
		var times [4]sql.NullInt64
		if err := rows.Scan(&r.ID, &r.Trace, &r.Item, &r.To.Party, &r.To.Name, &r.To.Kind, &r.To.Country, &r.Status, &r.Clock, &r.Reference, &r.Joint, &times[0], &times[1], &times[2], &times[3], &r.Refusal); err != nil {
			return nil, err
		}
		for i, to := range []*time.Time{&r.Sent, &r.Due, &r.Remind, &r.Answered} {
			if times[i].Valid {
				*to = time.UnixMicro(times[i].Int64).UTC()
			}
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// ScoreCard counts what a party was asked and how it answered.
func (s *Service) ScoreCard(ctx context.Context, party focalpoint.PartyID) (directory.Card, error) {
	rows, err := hopRows(ctx, s.log.DB, ` WHERE party = $1 AND sent IS NOT NULL AND status <> 'withdrawn' ORDER BY id`, string(party))
	if err != nil {
		return directory.Card{}, err
	}
	asks := make([]directory.Ask, len(rows))
	for i, r := range rows {
		asks[i] = directory.Ask{Sent: r.Sent, Due: r.Due, Answered: r.Answered, Result: askResult(r.Status)}
	}
	return directory.Score(party, asks, s.log.Now()), nil
}

func askResult(s HopStatus) directory.AskResult {
	switch s {
	case HopAnswered:
		return directory.AskAnswered
	case HopPartly:
		return directory.AskPartly
	case HopRefused:
		return directory.AskRefused
	case HopSilent:
		return directory.AskSilent
	}
	return directory.AskOpen
}

// Counts are numbers of traces by a code.
type Counts map[string]int64

// Board is what the desk sees first: what waits, and how traces stand.
type Board struct {
	Open     int64  `json:"open"`
	Overdue  int64  `json:"overdue"`
	Remind   int64  `json:"remind"` // questions whose addressee should be reminded
	ByNeed   Counts `json:"byNeed"`
	ByStatus Counts `json:"byStatus"`
	ByResult Counts `json:"byResult"` // "" is undecided
	ByLeaf   Counts `json:"byLeaf"`
	ByWay    Counts `json:"byWay"`
	ByAsks   Counts `json:"byAsks"` // whom to ask next: parties, or codes of States
}

// BoardAt counts the board at an instant.
func (s *Service) BoardAt(ctx context.Context, now time.Time) (Board, error) {
	var b Board
	err := s.log.DB.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN status <> 'closed' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN due < $1 THEN 1 ELSE 0 END), 0) FROM trace`, now.UnixMicro()).
		Scan(&b.Open, &b.Overdue)
	if err != nil {
		return b, err
	}
	if err := s.log.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM trace_hop WHERE remind < $1`, now.UnixMicro()).Scan(&b.Remind); err != nil {
		return b, err
	}
	const ours = " WHERE direction = 'ours'" // a partner's item is worked on, and not counted
	for _, c := range []struct {
		column, where string
		into          *Counts
	}{{needSQL(now), "", &b.ByNeed}, {"status", "", &b.ByStatus}, {"result", ours, &b.ByResult}, {"tracing", ours, &b.ByLeaf}, {"way", ours, &b.ByWay}, {"asks", " WHERE asks <> ''", &b.ByAsks}} {
		rows, err := s.log.DB.QueryContext(ctx, "SELECT "+c.column+", COUNT(*) FROM trace"+c.where+" GROUP BY "+c.column)
		if err != nil {
			return b, err
		}
		*c.into = Counts{}
		for rows.Next() {
			var code string
			var n int64
			if err := rows.Scan(&code, &n); err != nil {
				rows.Close()
				return b, err
			}
			(*c.into)[code] = n
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return b, err
		}
	}
	return b, nil
}
