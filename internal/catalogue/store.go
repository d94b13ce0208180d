package catalogue

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the tables of a State's own additions and decisions.
func Schema() store.Schema { return store.Schema{Name: "catalogue", Files: schemaFiles} }

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{entryTable(), decisionTable()} }

func entryTable() ledger.Table {
	return ledger.Logged("catalogue_entry", 1, "id:s list:s code:s body:s source:s actor:s at:i")
}

func decisionTable() ledger.Table {
	return ledger.Logged("catalogue_decision", 1, "id:s list:s raw:s code:s exact:i confidence:f reason:s source:s actor:s at:i given:s")
}

// Store keeps what a State adds to the lists: nothing is changed in place, a
// later row goes before an earlier one, and every row stands in the log.
type Store struct{ db *store.DB }

// NewStore returns the store kept in db.
func NewStore(db *store.DB) *Store { return &Store{db: db} }

// Decision is one answer of a person to the review queue, or one imported
// synonym: this text in this list means this code.
type Decision struct {
	ID         string            `json:"id"`
	List       string            `json:"list"`
	Raw        string            `json:"raw"`
	Code       string            `json:"code"`                 // "" takes an earlier decision back
	Exact      bool              `json:"exact,omitempty"`      // only this very spelling
	Make       string            `json:"make,omitempty"`       // only on items of this maker (a slip in a pick list)
	Confidence float64           `json:"confidence,omitempty"` // 0 means 1
	Reason     string            `json:"reason"`
	Source     string            `json:"source,omitempty"`
	By         focalpoint.UserID `json:"by"`
	At         time.Time         `json:"at"`
}

// Synonym is what a decision teaches.
func (d Decision) Synonym() Synonym {
	return Synonym{List: d.List, Text: d.Raw, Code: d.Code, Exact: d.Exact, Make: d.Make, Confidence: d.Confidence, Reason: d.why(), Source: d.Source}
}

func (d Decision) why() string {
	s := "decided: " + d.Reason
	if d.Source != "" {
		s += " (" + d.Source + ")"
	}
	return s
}

// Check says what is wrong with a decision, by field.
func (c *Catalogue) Check(d Decision) error {
	var f focalpoint.Fields
	l := c.now.Load().lists[d.List]
	switch {
	case l == nil:
		f.Add("list", "there is no code list %q", d.List)
	case d.Code != "" && !l.Has(d.Code) && !c.now.Load().lists["absence"].Has(d.Code):
		f.Add("code", "the list %q has no code %q; choose another, or add the code to the list first", d.List, d.Code)
	}
	if d.Make != "" && !c.now.Load().lists["make"].Has(d.Make) {
		f.Add("make", "there is no maker with the code %q", d.Make)
	}
	if strings.TrimSpace(d.Raw) == "" {
		f.Add("raw", "say which text is decided on")
	}
	if strings.TrimSpace(d.Reason) == "" {
		f.Add("reason", "say why, so that the next person understands the decision")
	}
	if d.Confidence < 0 || d.Confidence > 1 {
		f.Add("confidence", "write a number from 0 to 1")
	}
	return f.Err("catalogue.Check")
}

// Decide stores decisions inside a write; who and when are the write's own.
// The present catalogue learns them by Refresh after the commit.
func (s *Store) Decide(ctx context.Context, tx *ledger.Tx, c *Catalogue, list ...Decision) ([]Decision, error) {
	out := slices.Clone(list)
	rows := make([][]any, len(out))
	for i := range out {
		d := &out[i]
		if err := c.Check(*d); err != nil {
			return nil, err
		}
		d.ID, d.By, d.At = tx.NewID("cd"), tx.Entry.Actor, tx.At
		rows[i] = []any{d.ID, d.List, strings.TrimSpace(d.Raw), d.Code, d.Exact, d.Confidence, d.Reason, d.Source, string(d.By), d.At, d.Make}
	}
	return out, tx.Insert(ctx, decisionTable(), rows...)
}

// Add stores entries of a State's own, or new versions of shipped ones, inside
// a write. A list that does not exist is made by its first entry.
func (s *Store) Add(ctx context.Context, tx *ledger.Tx, list string, entries ...Entry) error {
	var f focalpoint.Fields
	if list == "" || slug(list) != list {
		f.Add("list", "name the list in small letters, digits and hyphens")
	}
	rows := make([][]any, 0, len(entries))
	for i, e := range entries {
		path := "entries[" + strconv.Itoa(i) + "]"
		if e.Code == "" || strings.ContainsAny(e.Code, " \t\n") {
			f.Add(path+".code", "a code has no blanks and is not empty")
		}
		if e.Names["en"] == "" {
			f.Add(path+".en", "give the entry an English name; it stands in where another is missing")
		}
		for field, d := range map[string]focalpoint.Date{"from": e.From, "to": e.To} {
			if _, err := focalpoint.ParseDate(string(d)); err != nil {
				f.Add(path+"."+field, "%v", err)
			}
		}
		body, err := json.Marshal(e)
		if err != nil {
			return err
		}
		rows = append(rows, []any{tx.NewID("ce"), list, e.Code, string(body), e.Source, string(tx.Entry.Actor), tx.At})
	}
	if err := f.Err("catalogue.Add"); err != nil {
		return err
	}
	return tx.Insert(ctx, entryTable(), rows...)
}

// AddAll stores a whole addition, such as the demonstration country's.
func (s *Store) AddAll(ctx context.Context, tx *ledger.Tx, c *Catalogue, a Addition) error {
	for _, list := range sortedKeys(a.Entries) {
		if err := s.Add(ctx, tx, list, a.Entries[list]...); err != nil {
			return err
		}
	}
	if len(a.Synonyms) == 0 {
		return nil
	}
	with, err := c.With(a)
	if err != nil {
		return err
	}
	list := make([]Decision, len(a.Synonyms))
	for i, y := range a.Synonyms {
		list[i] = Decision{List: y.List, Raw: y.Text, Code: y.Code, Exact: y.Exact, Make: y.Make, Confidence: y.Confidence, Reason: y.reason(), Source: y.Source}
	}
	_, err = s.Decide(ctx, tx, with, list...)
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Load reads everything the State has added, as it holds now, and the log
// entry of the newest row (-1 without any).
func (s *Store) Load(ctx context.Context) (Addition, int64, error) {
	a := Addition{Entries: map[string][]Entry{}, stored: true}
	version, err := s.version(ctx)
	if err != nil {
		return a, -1, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT list, body FROM catalogue_entry WHERE leaf <= $1 ORDER BY leaf, id`, version)
	if err != nil {
		return a, -1, err
	}
	defer rows.Close()
	for rows.Next() {
		var list, body string
		var e Entry
		if err := rows.Scan(&list, &body); err != nil {
			return a, -1, err
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			return a, -1, fmt.Errorf("catalogue: an entry of %s cannot be read: %w", list, err)
		}
		a.Entries[list] = append(a.Entries[list], e)
	}
	if err := rows.Err(); err != nil {
		return a, -1, err
	}
	decided, err := s.decisions(ctx, `WHERE leaf <= $1 ORDER BY leaf, id`, version)
	if err != nil {
		return a, -1, err
	}
	a.Synonyms = holding(decided)
	return a, version, nil
}

// holding keeps the latest decision on each text; one without a code takes the
// synonym back.
func holding(decided []Decision) []Synonym {
	last := map[synKey]int{}
	for i, d := range decided {
		last[synKey{d.List, textKey(d), d.Make}] = i
	}
	var out []Synonym
	for i, d := range decided {
		if last[synKey{d.List, textKey(d), d.Make}] == i && d.Code != "" {
			out = append(out, d.Synonym())
		}
	}
	return out
}

func textKey(d Decision) string {
	if f := fold(d.Raw); !d.Exact && f != "" {
		return f
	}
	return "=" + d.Raw
}

func (s *Store) version(ctx context.Context) (v int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT COALESCE(MAX(leaf), -1) FROM (SELECT MAX(leaf) AS leaf FROM catalogue_entry UNION ALL SELECT MAX(leaf) FROM catalogue_decision) AS both_tables`).Scan(&v)
	return v, err
}

// Refresh lets the catalogue learn what has been stored since, also by other
// nodes; it is one small query when nothing has. A synonym whose code a newer
// release took away is left out and named by Misfits.
func (s *Store) Refresh(ctx context.Context, c *Catalogue) (changed bool, err error) {
	v, err := s.version(ctx)
	if err != nil {
		return false, err
	}
	also := int64(-1)
	if c.also != nil {
		if also, err = c.also.Version(ctx); err != nil {
			return false, err
		}
	}
	if max(v, also) == c.Version() {
		return false, nil
	}
	a, v, err := s.Load(ctx)
	if err != nil {
		return false, err
	}
	additions := slices.Clone(c.additions)
	if c.also != nil {
		entries, err := c.also.Entries(ctx)
		if err != nil {
			return false, err
		}
		additions = append(additions, Addition{Entries: entries})
	}
	src, err := base()
	if err != nil {
		return false, err
	}
	next, err := build(src, append(additions, a))
	if err != nil {
		return false, err
	}
	next.version = max(v, also)
	c.now.Store(next)
	return true, nil
}

// Decisions lists the decisions of a list, newest first; "" means all lists.
func (s *Store) Decisions(ctx context.Context, list string, limit int) ([]Decision, error) {
	return s.decisions(ctx, `WHERE $1 = '' OR list = $1 ORDER BY leaf DESC, id DESC LIMIT `+strconv.Itoa(max(1, limit)), list)
}

func (s *Store) decisions(ctx context.Context, where string, arg any) ([]Decision, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, list, raw, code, exact, confidence, reason, source, actor, at, COALESCE(given, '') FROM catalogue_decision `+where, arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Decision
	for rows.Next() {
		var d Decision
		var exact, at int64
		if err := rows.Scan(&d.ID, &d.List, &d.Raw, &d.Code, &exact, &d.Confidence, &d.Reason, &d.Source, &d.By, &at, &d.Make); err != nil {
			return nil, err
		}
		d.Exact, d.At = exact == 1, time.UnixMicro(at).UTC()
		out = append(out, d)
	}
	return out, rows.Err()
}

// SameText says whether a synonym taught for one text also answers for another.
func SameText(d Decision, raw string) bool {
	if strings.TrimSpace(raw) == strings.TrimSpace(d.Raw) {
		return true
	}
	f := fold(d.Raw)
	return !d.Exact && f != "" && f == fold(raw)
}
