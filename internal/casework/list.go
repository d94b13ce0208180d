package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// put writes a version of a case and its derived rows.
func (r *Room) put(ctx context.Context, tx *ledger.Tx, id focalpoint.CaseID, base int64, c Case, reason string) (int64, error) {
	version, err := cases.Put(ctx, tx, string(id), base, c, reason)
	if err != nil {
		return 0, err
	}
	for _, table := range []string{"casefile WHERE id", "case_link WHERE casefile"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" = $1", string(id)); err != nil {
			return 0, err
		}
	}
	var day any
	if f, _, ok := c.Opened.Bounds(); ok {
		day = int64(f)
	}
	text := fold(strings.Join([]string{c.Number, c.Title, c.Summary, c.Authority.Name}, " "))
	if err := tx.InsertDerived(ctx, "casefile", []string{"id", "version", "number", "title", "status", "opened", "opened_day", "owner", "authority", "authority_name", "merged_into", "links", "text", "changed"},
		[]any{string(id), version, c.Number, c.Title, string(c.Status), string(c.Opened), day, string(c.Owner), string(c.Authority.Party), c.Authority.Name, string(c.MergedInto), int64(len(c.Links)), text, tx.Leaf}); err != nil {
		return 0, err
	}
	rows := make([][]any, len(c.Links))
	for i, l := range c.Links {
		rows[i] = []any{string(id), string(l.Kind), l.ID, l.Role}
	}
	return version, tx.InsertDerived(ctx, "case_link", []string{"casefile", "kind", "ref", "role"}, rows...)
}

func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// Filter chooses cases for a list. Empty fields do not narrow.
type Filter struct {
	Status Status
	Owner  focalpoint.UserID
	Text   string // words of number, title, summary, authority
	Ref    string // holds this seizure, item, trace, person, group
	Sort   string // of Sortable, "-" before it for descending; default: latest changed first
	After  string // cursor of the page before
	Limit  int    // default 50, at most 1000
}

// Row is a case in a list.
type Row struct {
	ID         focalpoint.CaseID `json:"id"`
	Version    int64             `json:"version"`
	Number     string            `json:"number,omitempty"`
	Title      string            `json:"title"`
	Status     Status            `json:"status"`
	Opened     focalpoint.Date   `json:"opened,omitempty"`
	Owner      focalpoint.UserID `json:"owner,omitempty"`
	Authority  focalpoint.Ref    `json:"authority,omitzero"`
	MergedInto focalpoint.CaseID `json:"mergedInto,omitempty"`
	Links      int64             `json:"links"`
	FollowUps  int64             `json:"followUps"` // open ones
	Changed    int64             `json:"changed"`
}

// Page is a stretch of a list of cases.
type Page = store.Page[Row]

// Sortable lists the columns a list of cases can be sorted by.
func Sortable() []string { return store.Names(list.Sorts) }

var list = store.List[Row]{
	Op: "casework.List",
	Select: `id, version, number, title, status, opened, owner, authority, authority_name, merged_into, links,
		(SELECT COUNT(*) FROM followup u WHERE u.casefile = casefile.id AND u.closed = 0), changed`,
	From:  "casefile",
	ID:    "id",
	Sorts: append(store.Columns("changed", "number", "title", "status", "links", "id"), store.Column{Name: "opened_day", Open: true}),
	Usual: "-changed",
	Scan: func(scan func(...any) error) (c Row, err error) {
		err = scan(&c.ID, &c.Version, &c.Number, &c.Title, &c.Status, &c.Opened, &c.Owner, &c.Authority.Party, &c.Authority.Name, &c.MergedInto, &c.Links, &c.FollowUps, &c.Changed)
		return c, err
	},
}

// List returns a page of cases.
func (r *Room) List(ctx context.Context, f Filter) (Page, error) {
	var w store.Where
	w.Equal("status", string(f.Status))
	w.Equal("owner", string(f.Owner))
	for _, word := range strings.Fields(fold(f.Text)) {
		w.Holds("text", word)
	}
	if f.Ref != "" {
		w.And("EXISTS (SELECT 1 FROM case_link l WHERE l.casefile = casefile.id AND l.ref = ?)", f.Ref)
	}
	return list.Page(ctx, r.log.DB, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

// CasesOf returns the cases that hold each of the given things.
func (r *Room) CasesOf(ctx context.Context, refs ...string) (map[string][]focalpoint.CaseID, error) {
	out := map[string][]focalpoint.CaseID{}
	for chunk := range slices.Chunk(refs, 500) {
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, ref := range chunk {
			marks[i], args[i] = "$"+strconv.Itoa(i+1), ref
		}
		rows, err := r.log.DB.QueryContext(ctx, "SELECT DISTINCT ref, casefile FROM case_link WHERE ref IN ("+strings.Join(marks, ",")+") ORDER BY ref, casefile", args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var ref string
			var id focalpoint.CaseID
			if err := rows.Scan(&ref, &id); err != nil {
				rows.Close()
				return nil, err
			}
			out[ref] = append(out[ref], id)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Overlap is another case that holds something this one holds too.
type Overlap struct {
	Case   focalpoint.CaseID `json:"case"`
	Shared []string          `json:"shared"` // ids
}

// Overlaps returns other cases with something in common, those with most first:
// the hint that two cases are one.
func (r *Room) Overlaps(ctx context.Context, id focalpoint.CaseID) ([]Overlap, error) {
	v, err := r.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := r.gather(ctx, v.Doc)
	if err != nil {
		return nil, err
	}
	var refs []string
	for _, l := range v.Doc.Links {
		refs = append(refs, l.ID)
	}
	refs = append(refs, store.Texts(c.items)...)
	for _, p := range c.persons {
		refs = append(refs, string(p.Person))
	}
	slices.Sort(refs)
	refs = slices.Compact(refs)
	found, err := r.CasesOf(ctx, refs...)
	if err != nil {
		return nil, err
	}
	shared := map[focalpoint.CaseID][]string{}
	for _, ref := range refs {
		for _, other := range found[ref] {
			if other != id {
				shared[other] = append(shared[other], ref)
			}
		}
	}
	out := make([]Overlap, 0, len(shared))
	for other, list := range shared {
		out = append(out, Overlap{other, list})
	}
	slices.SortFunc(out, func(a, b Overlap) int {
		if len(a.Shared) != len(b.Shared) {
			return len(b.Shared) - len(a.Shared)
		}
		return strings.Compare(string(a.Case), string(b.Case))
	})
	return out, nil
}
