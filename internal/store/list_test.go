package store_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

type thing struct {
	ID, Name string
	N        *int64
}

var things = store.List[thing]{
	Op: "things", Select: "t.id, t.name, t.n", From: "thing t", ID: "t.id", Usual: "-name",
	Sorts: []store.Column{{Name: "id", By: "t.id"}, {Name: "name"}, {Name: "n", Open: true}, {Name: "half", By: "CASE WHEN t.n > 3 THEN 'high' ELSE name END"}, {Name: "weight"}},
	Scan: func(scan func(...any) error) (r thing, err error) {
		err = scan(&r.ID, &r.Name, &r.N)
		return r, err
	},
}

// Pages laid end to end are the whole list, in an order made here a second
// time, whatever is sorted by, with ties and empty cells, on both engines.
func TestPagesAreTheList(t *testing.T) {
	schema := store.Schema{Name: "x", Files: fstest.MapFS{"001.sql": {Data: []byte(`CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT NOT NULL, n BIGINT, weight DOUBLE PRECISION NOT NULL)`)}}}
	storetest.Run(t, []store.Schema{schema}, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		r := rand.New(rand.NewPCG(1, 2))
		var all []thing
		var rows [][]any
		for i := range 137 {
			one := thing{ID: fmt.Sprintf("t%03d", r.IntN(1000)*1000+i), Name: []string{"", "a", "B", "ж", "a_%!", `"`}[r.IntN(6)]}
			var n any
			if v := r.Int64N(8); v > 1 {
				v <<= 57 // beyond what a JSON number holds as a float
				one.N, n = &v, v
			}
			all = append(all, one)
			rows = append(rows, []any{one.ID, one.Name, n, float64(i%5) / 3})
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return tx.Insert(ctx, "thing", []string{"id", "name", "n", "weight"}, rows) }); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(all, func(a, b thing) int {
			switch {
			case a.N == nil && b.N == nil:
				return cmp.Compare(a.ID, b.ID)
			case a.N == nil || b.N == nil:
				return map[bool]int{true: 1, false: -1}[a.N == nil]
			}
			return cmp.Or(cmp.Compare(*a.N, *b.N), cmp.Compare(a.ID, b.ID))
		})
		if got := everyPage(t, db, store.Where{}, "n", 10); !gocmp.Equal(got, all) {
			t.Errorf("sorted by n: %s", gocmp.Diff(all, got))
		}
		for _, word := range []string{"", "id", "-id", "name", "-name", "-n", "half", "-half", "weight", "-weight"} {
			var whole []thing
			if err := things.Each(ctx, db, store.Where{}, word, func(r thing) error { whole = append(whole, r); return nil }); err != nil {
				t.Fatal(err)
			}
			for _, limit := range []int{1, 7, 136, 137, 138} {
				if got := everyPage(t, db, store.Where{}, word, limit); len(got) != len(all) || !gocmp.Equal(got, whole) {
					t.Errorf("sorted by %q, %d a page: %s", word, limit, gocmp.Diff(whole, got))
				}
			}
		}
		some, err := things.ByID(ctx, db, []string{all[5].ID, "none", all[2].ID})
		if err != nil || !gocmp.Equal(some, []thing{all[5], all[2]}) {
			t.Errorf("by id: %v %v", some, err)
		}
	})
}

func everyPage(t *testing.T, db *store.DB, w store.Where, sort string, limit int) []thing {
	t.Helper()
	var out []thing
	after := ""
	for {
		page, err := things.Page(t.Context(), db, w, store.Slice{Sort: sort, After: after, Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Rows...)
		if after = page.Next; after == "" {
			if page.Total != int64(len(out)) {
				t.Fatalf("%d rows of %d", len(out), page.Total)
			}
			return out
		}
	}
}

// A row that comes before the page shown last neither repeats nor hides another.
func TestPagesStayWhenRowsCome(t *testing.T) {
	schema := store.Schema{Name: "x", Files: fstest.MapFS{"001.sql": {Data: []byte(`CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT NOT NULL, n BIGINT, weight DOUBLE PRECISION NOT NULL)`)}}}
	storetest.Run(t, []store.Schema{schema}, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		add := func(ids ...string) {
			t.Helper()
			var rows [][]any
			for _, id := range ids {
				rows = append(rows, []any{id, "name of " + id, nil, 0.0})
			}
			if err := db.Update(ctx, func(tx *store.Tx) error { return tx.Insert(ctx, "thing", []string{"id", "name", "n", "weight"}, rows) }); err != nil {
				t.Fatal(err)
			}
		}
		add("b", "c", "d", "e")
		first, err := things.Page(ctx, db, store.Where{}, store.Slice{Sort: "name", Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		add("a", "bb")
		second, err := things.Page(ctx, db, store.Where{}, store.Slice{Sort: "name", Limit: 2, After: first.Next})
		if err != nil || len(second.Rows) != 2 || second.Rows[0].ID != "d" || second.Rows[1].ID != "e" || second.Next != "" || second.Total != 6 {
			t.Errorf("%+v %v", second, err)
		}
		for field, s := range map[string]store.Slice{"sort": {Sort: "body"}, "after": {Sort: "-name", After: first.Next}} {
			if _, err := things.Page(ctx, db, store.Where{}, s); focalpoint.FieldOf(err) != field || focalpoint.KindOf(err) != focalpoint.KindInvalid || strings.Contains(err.Error(), "SQL") {
				t.Errorf("%s: %v", field, err)
			}
		}
		for _, after := range []string{"50", "!", "W10", first.Next[:len(first.Next)-2], "A" + first.Next[1:]} {
			if _, err := things.Page(ctx, db, store.Where{}, store.Slice{Sort: "name", After: after}); focalpoint.FieldOf(err) != "after" {
				t.Errorf("cursor %q: %v", after, err)
			}
		}
	})
}

func TestWhere(t *testing.T) {
	schema := store.Schema{Name: "x", Files: fstest.MapFS{"001.sql": {Data: []byte(`CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT NOT NULL, n BIGINT, weight DOUBLE PRECISION NOT NULL)`)}}}
	storetest.Run(t, []store.Schema{schema}, func(t *testing.T, db *store.DB) {
		rows := [][]any{{"a", " gun part ", day("2016-03-05"), 0.0}, {"b", "100% part_s!", nil, 0.0}, {"c", "partly", day("2017-01-01"), 0.0}}
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			return tx.Insert(t.Context(), "thing", []string{"id", "name", "n", "weight"}, rows)
		}); err != nil {
			t.Fatal(err)
		}
		for want, fill := range map[string]func(w *store.Where){
			"a b c": func(w *store.Where) {
				w.Equal("name", "")
				w.Holds("name", "")
				w.Word("name", "")
				w.Holds("name", "part")
			},
			"a":   func(w *store.Where) { w.Word("name", "part") },
			"b":   func(w *store.Where) { w.Holds("name", "0% part_s!") },
			"c":   func(w *store.Where) { w.Equal("id", "c"); w.In("name", "partly", "none") },
			"":    func(w *store.Where) { w.In("id") },
			"b c": func(w *store.Where) { w.And("(id = ? OR name = ?)", "b", "partly"); w.And("weight < ?", 1.0) },
		} {
			var w store.Where
			fill(&w)
			var got []string
			for _, r := range everyPage(t, db, w, "id", 2) {
				got = append(got, r.ID)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s %v: %q, want %q", w.String(), w.Args(), got, want)
			}
		}
		var w store.Where
		if err := w.Between("n", "n", "2016", "2016-12"); err != nil {
			t.Fatal(err)
		}
		if got := everyPage(t, db, w, "id", 5); len(got) != 1 || got[0].ID != "a" {
			t.Errorf("in 2016: %v", got)
		}
		if err := w.Between("n", "n", "", "yesterday"); focalpoint.FieldOf(err) != "to" {
			t.Errorf("%v", err)
		}
	})
}

func day(d focalpoint.Date) int64 {
	first, _, _ := d.Bounds()
	return int64(first)
}
