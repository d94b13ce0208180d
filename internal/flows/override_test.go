package flows_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/flows"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/sheet"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// TestOverride: a figure in place of the computed one needs a reason and a
// second person, stands beside what was computed, opens the same records, and
// is known as of any day.
func TestOverride(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		ctx := context.Background()
		b.record(focalpoint.Event{Item: "it01", Kind: focalpoint.EventSeizure, Role: focalpoint.RoleSeized, Happened: "2024-02-01", Seizure: "sz1", Context: focalpoint.ContextCriminal,
			Describes: &focalpoint.Description{Kind: focalpoint.Firearm, Type: focalpoint.Chosen("pistol"), Marking: focalpoint.Chosen("unique")}})
		const cell = "seized.total"
		kind := func(err error, want focalpoint.Kind) {
			t.Helper()
			if err == nil || focalpoint.KindOf(err) != want {
				t.Errorf("got %v, want an error of kind %s", err, want)
			}
		}
		kind(b.fig.Propose(ctx, "us1", 2024, cell, flows.Count(7), " "), focalpoint.KindInvalid)
		kind(b.fig.Propose(ctx, "us1", 2024, cell, flows.Count(-1), "because"), focalpoint.KindInvalid)
		kind(b.fig.Propose(ctx, "us1", 2024, "seized.nothing", flows.Count(1), "because"), focalpoint.KindNotFound)
		kind(b.fig.Approve(ctx, "us2", 2024, cell), focalpoint.KindNotFound)
		kind(b.fig.Withdraw(ctx, "us2", 2024, cell, "x"), focalpoint.KindNotFound)
		start := b.now
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(b.fig.Propose(ctx, "us1", 2024, cell, flows.Count(7), "six more in a journal"))
		c, _ := b.fill(flows.Query{Year: 2024}).Cell(cell)
		if c.Value != flows.Count(1) || c.Reported() != flows.Count(1) || c.Override == nil || c.Override.Holds() {
			t.Errorf("proposed only: %+v", c)
		}
		kind(b.fig.Approve(ctx, "us1", 2024, cell), focalpoint.KindForbidden)
		waiting := b.now
		must(b.fig.Approve(ctx, "us2", 2024, cell))
		kind(b.fig.Approve(ctx, "us3", 2024, cell), focalpoint.KindConflict)
		r := b.fill(flows.Query{Year: 2024})
		c, _ = r.Cell(cell)
		if c.Value != flows.Count(1) || c.Reported() != flows.Count(7) || c.Override.By != "us1" || c.Override.Approved != "us2" {
			t.Errorf("approved: %+v", c)
		}
		found := false
		for _, f := range r.Findings {
			found = found || f.Check == "override" && f.Cell == cell
		}
		if !found {
			t.Errorf("the return does not tell of it: %+v", r.Findings)
		}
		page, err := b.fig.Records(ctx, cell, 2024, "", 10)
		must(err)
		if page.Value != 1 || page.Total != 1 || page.Override == nil || page.Override.Value != flows.Count(7) {
			t.Errorf("drilled down: %+v", page)
		}
		must(b.fig.Withdraw(ctx, "us2", 2024, cell, "the journal was imported"))
		for _, at := range []struct {
			query  flows.Query
			want   flows.Value
			beside bool
		}{{flows.Query{Year: 2024}, flows.Count(1), false}, {flows.Query{Year: 2024, AsOf: start}, flows.Count(1), false}, {flows.Query{Year: 2024, AsOf: waiting}, flows.Count(1), true}} {
			c, _ = b.fill(at.query).Cell(cell)
			if c.Reported() != at.want || (c.Override != nil) != at.beside {
				t.Errorf("as of %v: %+v", at.query.AsOf, c)
			}
		}
		history, err := b.fig.OverrideHistory(ctx, 2024, cell)
		must(err)
		if len(history) != 3 {
			t.Errorf("%d versions are kept, want 3", len(history))
		}
		if _, err := ledger.Verify(ctx, db, append(register.Tables(), flows.Tables()...), nil); err != nil {
			t.Error(err)
		}
	})
}

// TestFiveAbsences: zero, none, unknown, not collected and not applicable stay
// five different things in the workbook, the table and the object that are
// handed out, declared or put in place of a count.
func TestFiveAbsences(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		ctx := context.Background()
		b.record(focalpoint.Event{Item: "it01", Kind: focalpoint.EventSeizure, Role: focalpoint.RoleSeized, Happened: "2024-02-01", Seizure: "sz1", Context: focalpoint.ContextCriminal,
			Describes: &focalpoint.Description{Kind: focalpoint.Firearm, Type: focalpoint.Chosen("pistol"), Marking: focalpoint.Chosen("unique"), Origin: focalpoint.Chosen("industrial")}})
		want := map[string]flows.Value{"seized.type.pistol": flows.Count(1), "seized.type.rifle": flows.Count(0)}
		for i, s := range []flows.Status{flows.StatusNone, flows.StatusUnknown, flows.StatusNotCollected, flows.StatusNotApplicable} {
			declared, put := "seized.type."+[]string{"shotgun", "revolver", "machine-gun", "submachine-gun"}[i], "seized.condition."+[]string{"assembled", "modified", "reactivated", "converted"}[i]
			if err := b.fig.Declare(ctx, "us1", 2024, declared, flows.Declared{Status: s, Reason: "so it is"}); err != nil {
				t.Fatal(err)
			}
			if err := b.fig.Propose(ctx, "us1", 2024, put, flows.Absent(s), "so it is"); err != nil {
				t.Fatal(err)
			}
			if err := b.fig.Approve(ctx, "us2", 2024, put); err != nil {
				t.Fatal(err)
			}
			want[declared], want[put] = flows.Absent(s), flows.Absent(s)
		}
		r := b.fill(flows.Query{Year: 2024})
		for name, read := range map[string]func(*testing.T, flows.Return) map[string]flows.Value{"csv": readCSV, "json": readJSON, "xlsx": readXLSX} {
			got := read(t, r)
			for cell, v := range want {
				if got[cell] != v {
					t.Errorf("%s: %s is %+v, want %+v", name, cell, got[cell], v)
				}
			}
		}
	})
}

func value(number, status string) flows.Value {
	v := flows.Value{Status: flows.Status(status)}
	if number != "" {
		v.Count, _ = strconv.ParseInt(number, 10, 64)
	} else if v.Status == flows.StatusCounted {
		v.Count = -1 // a count without a number is a fault
	}
	return v
}

func readCSV(t *testing.T, r flows.Return) map[string]flows.Value {
	var buf bytes.Buffer
	if err := r.WriteCSV(&buf, flows.Country{ISO3: "BRA"}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(buf.Bytes(), []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return byColumn(rows)
}

// byColumn reads cell, VALUE and Status of a tidy table.
func byColumn(rows [][]string) map[string]flows.Value {
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	out := map[string]flows.Value{}
	for _, row := range rows[1:] {
		out[row[at["Cell"]]] = value(row[at["VALUE"]], row[at["Status"]])
	}
	return out
}

func readJSON(t *testing.T, r flows.Return) map[string]flows.Value {
	var buf bytes.Buffer
	if err := r.WriteJSON(&buf); err != nil {
		t.Fatal(err)
	}
	var back flows.Return
	if err := json.Unmarshal(buf.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	return back.Reported()
}

func readXLSX(t *testing.T, r flows.Return) map[string]flows.Value {
	var buf bytes.Buffer
	if err := r.WriteXLSX(&buf, flows.Country{ISO3: "BRA"}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "return.xlsx")
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	rd, err := sheet.Open(path, sheet.Options{Columns: []string{"Cell", "VALUE", "Status"}, Sheet: "data"})
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	rows := [][]string{rd.Header()}
	for {
		row, err := rd.Next()
		if err != nil {
			break
		}
		var cells []string
		cells = append(cells, row.Cells...)
		rows = append(rows, cells)
	}
	return byColumn(rows)
}

// TestPersonsAsKnownThen: persons, their stages and their sex count as they were
// known on the day asked for, not as they stand now.
func TestPersonsAsKnownThen(t *testing.T) {
	all := []store.Schema{ledger.Schema(), access.Schema(), person.Schema(), register.Schema(), flows.Schema()}
	storetest.Run(t, all, func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		people := person.New(b.log)
		b.fig = flows.New(b.log, flows.Catalogue{Catalogue: codes}, flows.PersonFile{Queryer: db})
		suspected := func(id focalpoint.PersonID) string {
			var done []person.StageEntry
			b.write(func(tx *ledger.Tx) (err error) {
				done, err = people.AddStages(ctx, tx, codes, []person.StageEntry{{Person: id, Stage: person.Suspected, Happened: "2024-02-01", Offences: []focalpoint.Coded{focalpoint.Chosen("arms-trafficking")}}})
				return err
			})
			return done[0].ID
		}
		save := func(id focalpoint.PersonID, base int64, sex person.Sex) focalpoint.PersonID {
			id, _, err := people.Save(ctx, "us1", id, base, person.Person{Names: []person.Name{{Full: "Exercise"}}, Sex: sex}, "read again")
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		total := func(q flows.Query, cell string) int64 { return b.fill(q).Values()[cell].Count }
		one := save("", 0, person.SexUnknown)
		first := suspected(one)
		afterFirst := b.now
		two := save("", 0, person.Male)
		suspected(two)
		afterSecond := b.now
		b.write(func(tx *ledger.Tx) error { return people.WithdrawStages(ctx, tx, []string{first}, "another person") })
		afterThird := b.now
		suspected(one)
		save(one, 1, person.Female)
		for _, c := range []struct {
			q                      flows.Query
			total, unknown, female int64
		}{
			{flows.Query{Year: 2024, AsOf: afterFirst}, 1, 1, 0}, {flows.Query{Year: 2024, AsOf: afterSecond}, 2, 1, 0}, {flows.Query{Year: 2024, AsOf: afterThird}, 1, 0, 0},
			{flows.Query{Year: 2024}, 2, 0, 1}, {flows.Query{Year: 2024, AsOf: b.now}, 2, 0, 1},
		} {
			if n, u, f := total(c.q, "persons.suspected.total"), total(c.q, "persons.suspected.unknown"), total(c.q, "persons.suspected.female"); n != c.total || u != c.unknown || f != c.female {
				t.Errorf("as of %v: %d persons, %d of unknown sex, %d women; want %d, %d, %d", c.q.AsOf, n, u, f, c.total, c.unknown, c.female)
			}
		}
	})
}
