package trace

import (
	"context"
	"database/sql"
	"slices"
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

// Page is a stretch of a list. Next is the cursor of the following page, empty at the end.
type Page struct {
	Rows  []Row  `json:"rows"`
	Next  string `json:"next,omitempty"`
	Total int64  `json:"total"`
}

// Sortable lists the columns a list of traces can be sorted by.
func Sortable() []string {
	return []string{"opened", "due", "status", "need", "result", "leaf", "way", "make", "serial", "state", "days", "hops", "taken", "priority", "id"}
}

var sortColumns = map[string]string{"leaf": "tracing", "taken": "taken_last"}

const rowColumns = `id, version, direction, item, seizure, casefile, taken_first, taken_last, opened, status, need, result, tracing, way, priority, make, model, calibre, serial,
	state, days, hops, hops_open, due, changed`

// needSQL is the need at an instant: the stored one is that of the last
// change, and answers fall due without anybody changing anything.
func needSQL(now time.Time) string {
	return "(CASE WHEN hops_open > 0 AND due < " + strconv.FormatInt(now.UnixMicro(), 10) + " AND need IN ('', 'followup', 'ask') THEN 'overdue' ELSE need END)"
}

// List returns a page of traces, with what each waits for now.
func (s *Service) List(ctx context.Context, f Filter) (Page, error) {
	need := needSQL(s.log.Now())
	where, args, err := f.where(need)
	if err != nil {
		return Page{}, err
	}
	var page Page
	if err := s.log.DB.QueryRowContext(ctx, "SELECT COUNT(*) FROM trace"+where, args...).Scan(&page.Total); err != nil {
		return Page{}, err
	}
	name, down := strings.CutPrefix(f.Sort, "-")
	direction := " ASC"
	if name == "" {
		name, down = "opened", true
	}
	if down {
		direction = " DESC"
	}
	if !slices.Contains(Sortable(), name) {
		return Page{}, focalpoint.Invalid("trace.List", "sort", "the list cannot be sorted by %q; choose one of %s", name, strings.Join(Sortable(), ", "))
	}
	if c, ok := sortColumns[name]; ok {
		name = c
	} else if name == "need" {
		name = need
	}
	limit, offset := f.Limit, 0
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, 1000)
	if f.After != "" {
		if offset, err = strconv.Atoi(f.After); err != nil || offset < 0 {
			return Page{}, focalpoint.Invalid("trace.List", "after", "%q is no page of this list; start again from the first", f.After)
		}
	}
	// What has no value stands last either way: an empty cell is neither early nor late.
	rows, err := s.log.DB.QueryContext(ctx, "SELECT "+strings.Replace(rowColumns, " need,", " "+need+",", 1)+" FROM trace"+where+" ORDER BY CASE WHEN "+name+" IS NULL THEN 1 ELSE 0 END, "+name+direction+", id"+direction+
		" LIMIT "+strconv.Itoa(limit+1)+" OFFSET "+strconv.Itoa(offset), args...)
	if err != nil {
		return Page{}, err
	}
	if page.Rows, err = scanRows(rows); err != nil {
		return Page{}, err
	}
	if len(page.Rows) > limit {
		page.Rows, page.Next = page.Rows[:limit], strconv.Itoa(offset+limit)
	}
	return page, nil
}

func scanRows(rows *sql.Rows) ([]Row, error) {
	defer rows.Close()
	var out []Row
	for rows.Next() {
		var r Row
		var first, last, days, due sql.NullInt64
		var opened int64
		if err := rows.Scan(&r.ID, &r.Version, &r.Direction, &r.Item, &r.Seizure, &r.Case, &first, &last, &opened, &r.Status, &r.Need, &r.Result, &r.Leaf, &r.Way, &r.Priority,
			&r.Make, &r.Model, &r.Calibre, &r.Serial, &r.State, &days, &r.Hops, &r.HopsOpen, &due, &r.Changed); err != nil {
			return nil, err
		}
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
		out = append(out, r)
	}
	return out, rows.Err()
}

func (f Filter) where(need string) (string, []any, error) {
	var parts []string
	var args []any
	add := func(cond string, v any) {
		args = append(args, v)
		parts = append(parts, strings.ReplaceAll(cond, "?", "$"+strconv.Itoa(len(args))))
	}
	for _, c := range []struct{ column, value string }{{"direction", string(f.Direction)}, {"item", string(f.Item)}, {"seizure", string(f.Seizure)}, {"casefile", string(f.Case)},
		{"status", string(f.Status)}, {need, string(f.Need)}, {"tracing", string(f.Leaf)}, {"way", f.Way}, {"priority", string(f.Priority)}, {"make", f.Make}, {"state", string(f.State)}} {
		if c.value != "" {
			add(c.column+" = ?", c.value)
		}
	}
	switch f.Result {
	case "":
	case "none":
		parts = append(parts, "result = ''")
	default:
		add("result = ?", f.Result)
	}
	if f.Asked != "" {
		add("EXISTS (SELECT 1 FROM trace_hop h WHERE h.trace = trace.id AND h.party = ?)", string(f.Asked))
	}
	if t := strings.TrimSpace(f.Text); t != "" {
		add(`(id = ? OR item = ? OR LOWER(serial) LIKE LOWER(?) || '%' ESCAPE '\')`, t)
		args[len(args)-1] = t
		parts[len(parts)-1] = strings.ReplaceAll(parts[len(parts)-1], "LIKE LOWER($"+strconv.Itoa(len(args))+")", "LIKE LOWER($"+strconv.Itoa(len(args)+1)+")")
		args = append(args, strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(t))
	}
	if !f.OverdueAt.IsZero() {
		add("due < ?", f.OverdueAt.UnixMicro())
	}
	if f.Open {
		parts = append(parts, "status <> 'closed'")
	}
	for _, d := range []struct {
		name string
		date focalpoint.Date
		cond string
	}{{"from", f.From, "taken_last >= ?"}, {"to", f.To, "taken_first <= ?"}} {
		if d.date == "" {
			continue
		}
		first, last, ok := d.date.Bounds()
		if !ok {
			return "", nil, focalpoint.Invalid("trace.List", d.name, "%q is not a date; write 2016-03-05, 2016-03 or 2016", d.date)
		}
		v := int64(first)
		if d.name == "to" {
			v = int64(last)
		}
		add(d.cond, v)
	}
	if len(parts) == 0 {
		return "", nil, nil
	}
	return " WHERE " + strings.Join(parts, " AND "), args, nil
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
	DueBy    time.Time // open and due before
	RemindBy time.Time // a reminder is owed before
	Limit    int
}

// Hops lists questions, the earliest due first.
func (s *Service) Hops(ctx context.Context, f HopFilter) ([]HopRow, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(cond string, v any) {
		args = append(args, v)
		where = append(where, strings.ReplaceAll(cond, "?", "$"+strconv.Itoa(len(args))))
	}
	if f.Party != "" {
		add("party = ?", string(f.Party))
	}
	if f.Status != "" {
		add("status = ?", string(f.Status))
	}
	if !f.DueBy.IsZero() {
		add("status IN ('sent', 'acknowledged', 'needs-data', 'in-progress') AND due < ?", f.DueBy.UnixMicro())
	}
	if !f.RemindBy.IsZero() {
		add("remind < ?", f.RemindBy.UnixMicro())
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 200
	}
	return hopRows(ctx, s.log.DB, " WHERE "+strings.Join(where, " AND ")+" ORDER BY CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, id LIMIT "+strconv.Itoa(limit), args...)
}

func hopRows(ctx context.Context, q store.Queryer, rest string, args ...any) ([]HopRow, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, trace, item, party, name, kind, country, status, clock, reference, sent, due, remind, answered, refusal FROM trace_hop`+rest, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []HopRow
	for rows.Next() {
		var r HopRow
		var times [4]sql.NullInt64
		if err := rows.Scan(&r.ID, &r.Trace, &r.Item, &r.To.Party, &r.To.Name, &r.To.Kind, &r.To.Country, &r.Status, &r.Clock, &r.Reference, &times[0], &times[1], &times[2], &times[3], &r.Refusal); err != nil {
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
	}{{needSQL(now), "", &b.ByNeed}, {"status", "", &b.ByStatus}, {"result", ours, &b.ByResult}, {"tracing", ours, &b.ByLeaf}, {"way", ours, &b.ByWay}} {
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
