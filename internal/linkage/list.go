package linkage

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/mark"
)

// Filter chooses links for a list. Empty fields do not narrow.
type Filter struct {
	State    State
	Office   Office            // of one of the two
	Other    Office            // of the other one
	Level    string            // how the marks agree
	Item     focalpoint.ItemID // one of the two
	Text     string            // begins the number of one of the two
	Alarmed  bool              // the joined life would hold, or holds, a contradiction
	Conflict bool              // two records of one office would come together
	Sort     string
	After    string
	Limit    int
}

// Side is what a list shows of one of the two records.
type Side struct {
	Item    focalpoint.ItemID `json:"item"`
	Office  Office            `json:"office"`
	Serial  string            `json:"serial,omitempty"`
	Make    focalpoint.Coded  `json:"make,omitzero"`
	Calibre focalpoint.Coded  `json:"calibre,omitzero"`
	Status  focalpoint.Status `json:"status,omitempty"`
}

// Row is a link in a list.
type Row struct {
	ID          string               `json:"id"`
	A           Side                 `json:"a"`
	B           Side                 `json:"b"`
	Probability float64              `json:"probability"`
	Level       string               `json:"level"`
	Alarms      []register.AlarmKind `json:"alarms,omitempty"`
	Conflict    bool                 `json:"conflict,omitempty"`
	State       State                `json:"state"`
	Changed     int64                `json:"changed"`
}

// Page is a stretch of a list of links.
type Page = store.Page[Row]

// Sortable lists the columns a list can be sorted by.
func Sortable() []string { return store.Names(linkList.Sorts) }

// joinedBy is the event by which the register holds the two records of a link to be one; NULL where they stand apart.
const joinedBy = `(SELECT MIN(s.event) FROM identified s WHERE s.item = l.a AND s.other = l.b OR s.item = l.b AND s.other = l.a)`

// stateNow is the state of a link. The register has the last word, for its events are withdrawn and made elsewhere too.
const stateNow = `CASE WHEN ` + joinedBy + ` IS NOT NULL THEN 'confirmed' WHEN l.state = 'confirmed' THEN 'undone' ELSE l.state END`

var linkList = store.List[Row]{
	Op: "linkage.List",
	Select: `l.id, l.a, l.office_a, a.serial, a.make_raw, a.make, a.calibre_raw, a.calibre, a.status,
		l.b, l.office_b, b.serial, b.make_raw, b.make, b.calibre_raw, b.calibre, b.status, l.p, l.level, l.alarms, l.conflict, ` + stateNow + `, l.changed`,
	From:  "link l JOIN item a ON a.id = l.a JOIN item b ON b.id = l.b",
	ID:    "l.id",
	Sorts: []store.Column{{Name: "probability", By: "l.p"}, {Name: "changed", By: "l.changed"}, {Name: "serial", By: "a.serial"}, {Name: "make", By: "a.make"}, {Name: "level", By: "l.level"}, {Name: "id", By: "l.id"}},
	Usual: "-probability",
	Scan:  scanRow,
}

func scanRow(scan func(...any) error) (Row, error) {
	var r Row
	var alarms string
	var conflict int64
	err := scan(&r.ID, &r.A.Item, &r.A.Office, &r.A.Serial, &r.A.Make.Raw, &r.A.Make.Code, &r.A.Calibre.Raw, &r.A.Calibre.Code, &r.A.Status,
		&r.B.Item, &r.B.Office, &r.B.Serial, &r.B.Make.Raw, &r.B.Make.Code, &r.B.Calibre.Raw, &r.B.Calibre.Code, &r.B.Status, &r.Probability, &r.Level, &alarms, &conflict, &r.State, &r.Changed)
	r.Alarms, r.Conflict = alarmsOf(alarms), conflict == 1
	return r, err
}

func alarmsOf(words string) (out []register.AlarmKind) {
	for _, w := range strings.Fields(words) {
		out = append(out, register.AlarmKind(w))
	}
	return out
}

// List returns a page of links.
func (r *Room) List(ctx context.Context, f Filter) (Page, error) {
	return linkList.Page(ctx, r.log.DB, f.where(), store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

func (f Filter) where() (w store.Where) {
	if f.State != "" {
		w.And("("+stateNow+") = ?", string(f.State))
	}
	switch {
	case f.Office != "" && f.Other != "":
		w.And("(l.office_a = ? AND l.office_b = ? OR l.office_a = ? AND l.office_b = ?)", string(f.Office), string(f.Other), string(f.Other), string(f.Office))
	case f.Office != "" || f.Other != "":
		o := string(f.Office + f.Other)
		w.And("(l.office_a = ? OR l.office_b = ?)", o, o)
	}
	w.Equal("l.level", f.Level)
	if f.Item != "" {
		w.And("(l.a = ? OR l.b = ?)", string(f.Item), string(f.Item))
	}
	if text := mark.Fold(f.Text); text != "" {
		const bears = "EXISTS (SELECT 1 FROM mark m WHERE m.item IN (l.a, l.b) AND m.fold >= ? AND m.fold < ?)"
		w.And(bears, text, text+"\U0010ffff")
	}
	if f.Alarmed {
		w.And("l.alarms <> ''")
	}
	if f.Conflict {
		w.And("l.conflict = 1")
	}
	return w
}

// RowsOf returns list rows of the given links, in their order.
func (r *Room) RowsOf(ctx context.Context, list []Link) ([]Row, error) {
	ids := make([]string, len(list))
	for i, l := range list {
		ids[i] = l.ID
	}
	return linkList.ByID(ctx, r.log.DB, ids)
}

// Count says how many links are in a state.
func (r *Room) Count(ctx context.Context, s State) (n int64, err error) {
	err = r.log.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM link l WHERE (`+stateNow+`) = $1`, string(s)).Scan(&n)
	return n, err
}

const linkSelect = `SELECT l.id, l.a, l.b, l.office_a, l.office_b, l.p, l.alarms, l.conflict, ` + stateNow + `, COALESCE(` + joinedBy + `, ''), l.model, l.body, l.changed FROM link l`

func queryLinks(ctx context.Context, q store.Queryer, w store.Where, order string) ([]Link, error) {
	rows, err := q.QueryContext(ctx, linkSelect+w.String()+order, w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Link
	for rows.Next() {
		var l Link
		var alarms, body string
		var conflict int64
		if err := rows.Scan(&l.ID, &l.A, &l.B, &l.OfficeA, &l.OfficeB, &l.Probability, &alarms, &conflict, &l.State, &l.Event, &l.Model, &body, &l.Changed); err != nil {
			return nil, err
		}
		l.Alarms, l.Conflict = alarmsOf(alarms), conflict == 1
		if err := json.Unmarshal([]byte(body), &l.Evidence); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// linksOf reads links by their names.
func linksOf(ctx context.Context, q store.Queryer, ids []string) (map[string]Link, error) {
	out := map[string]Link{}
	for from := 0; from < len(ids); from += 500 {
		var w store.Where
		w.In("l.id", ids[from:min(from+500, len(ids))]...)
		list, err := queryLinks(ctx, q, w, "")
		if err != nil {
			return nil, err
		}
		for _, l := range list {
			out[l.ID] = l
		}
	}
	return out, nil
}

// Get returns one link.
func (r *Room) Get(ctx context.Context, id string) (Link, error) { return get(ctx, r.log.DB, id) }

func get(ctx context.Context, q store.Queryer, id string) (Link, error) {
	list, err := linksOf(ctx, q, []string{id})
	l, there := list[id]
	if err == nil && !there {
		err = focalpoint.Errorf("linkage.Get", focalpoint.KindNotFound, "there is no link %s; it may have been dropped because the records have changed", id)
	}
	return l, err
}

// most bounds the links of a cluster that are shown.
const most = 60

// Cluster returns the other links that hang together with one: those of its two records, and of the records these
// lead to; rejected and undone ones hold nothing together.
func (r *Room) Cluster(ctx context.Context, l Link) ([]Link, error) {
	seen := map[string]bool{l.ID: true}
	asked := map[focalpoint.ItemID]bool{}
	todo := []focalpoint.ItemID{l.A, l.B}
	var out []Link
	for len(todo) > 0 && len(out) < most {
		id := todo[0]
		if todo = todo[1:]; asked[id] {
			continue
		}
		asked[id] = true
		var w store.Where
		w.And("(l.a = ? OR l.b = ?)", string(id), string(id))
		w.And("l.state IN ('proposed', 'confirmed')")
		list, err := queryLinks(ctx, r.log.DB, w, " ORDER BY l.p DESC, l.id LIMIT 100")
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if !seen[x.ID] && x.State != Undone {
				seen[x.ID] = true
				out = append(out, x)
				todo = append(todo, x.A, x.B)
			}
		}
	}
	return out, nil
}

// History returns what was decided about a link, oldest first.
func (r *Room) History(ctx context.Context, id string) ([]Decision, error) {
	rows, err := r.log.DB.QueryContext(ctx, `SELECT id, link, at, actor, decision, event, reason, body FROM link_decision WHERE link = $1 ORDER BY leaf`, id)
	return store.Collect(rows, err, func(rows *sql.Rows) (Decision, error) {
		var d Decision
		var at int64
		var body string
		err := rows.Scan(&d.ID, &d.Link, &at, &d.By, &d.Decision, &d.Event, &d.Reason, &body)
		d.At, d.Seen = time.UnixMicro(at).UTC(), json.RawMessage(body)
		return d, err
	})
}
