package importer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/importer"
	"focalpoint/internal/register"

	"github.com/google/go-cmp/cmp"
)

const plain = `make,model,calibre,year,serial,country,keeper
TAURUS,PT 92,9 mm Luger,1998,TLD12345,Brasil,Armas do Sul
GLOCK,17,9x19,2004,HBX 917,Austria,Armas do Sul
Nobody's Works,N1,6.66 Odd,1950,77,Atlantis,Armas do Sul
GLOCK,17,9x19,2004,HBX 917,Austria,Armas do Sul
`

func TestPlainRegister(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		rep := h.load("register", source("makers.csv", plain))
		want := importer.Counts{Batches: 1, LastRow: 5, Read: 4, Taken: 4, Queued: 1, Items: 4, Final: true}
		if d := cmp.Diff(want, rep.Added); d != "" {
			t.Errorf("counts (-want +got):\n%s\n%+v", d, rep)
		}
		if rep.Run.Mapping.Name != "plain-register" {
			t.Errorf("mapping %q", rep.Run.Mapping.Name)
		}
		// The unknown make and calibre are stored as written and wait.
		var raw, calibre string
		if err := h.db.QueryRowContext(ctx, `SELECT make_raw, calibre_raw FROM item WHERE queued = 1`).Scan(&raw, &calibre); err != nil || raw != "Nobody's Works" || calibre != "6.66 Odd" {
			t.Errorf("queued %q %q %v", raw, calibre, err)
		}
		rows, err := h.reg.ImportQueued(ctx, rep.Run.ID, 0, 10)
		if err != nil || len(rows) != 1 || rows[0] != 4 || !cmp.Equal(rep.Queued, rows) {
			t.Errorf("rows that wait: %v, report %v, %v", rows, rep.Queued, err)
		}
		if n := h.count(`SELECT COUNT(*) FROM mark WHERE text = 'HBX 917'`); n != 2 {
			t.Errorf("equal rows give %d marks, want 2: they are two items until somebody says otherwise", n)
		}
		again := h.load("register", source("copy.csv", plain))
		if !again.Repeated || again.Run.ID != rep.Run.ID || h.count(`SELECT COUNT(*) FROM item`) != 4 {
			t.Errorf("a second import of the file: %+v", again)
		}
		list, err := h.im.Runs(ctx)
		if err != nil || len(list) != 1 || list[0].Counts.Taken != 4 || list[0].Name != "makers.csv" {
			t.Errorf("runs %+v %v", list, err)
		}
		h.verify()
	})
}

func TestDryRunStoresNothing(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		rep, err := h.im.Import(context.Background(), importer.Request{Target: "register", Source: source("x.csv", plain), Actor: actor, DryRun: true})
		if err != nil || rep.Added.Items != 4 || len(rep.Waiting) == 0 {
			t.Errorf("%+v %v", rep, err)
		}
		if n := h.count(`SELECT COUNT(*) FROM event`) + h.count(`SELECT COUNT(*) FROM import_run`); n != 0 {
			t.Errorf("a dry run stored %d rows", n)
		}
	})
}

// An import that is stopped goes on where it stood, however often.
func TestStoppedImportGoesOn(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		h.im = h.im.WithBatch(10)
		file := "make,model,calibre,year,serial,country,keeper\n" + lines("GLOCK,17,9x19,2004,AB%d,Austria,Dealer", 95)
		stops := 0
		for {
			ctx, stop := context.WithCancel(context.Background())
			_, err := h.im.Import(ctx, importer.Request{Target: "register", Source: source("x.csv", file), Actor: actor, Progress: func(p importer.Progress) {
				if p.Stage == "store" && p.Read < p.Total {
					stop()
				}
			}})
			stop()
			if err == nil {
				break
			}
			if !importer.Interrupted(err) {
				t.Fatal(err)
			}
			stops++
		}
		if stops == 0 {
			t.Error("the import was never stopped")
		}
		if n := h.count(`SELECT COUNT(DISTINCT import_row) FROM event`); n != 95 {
			t.Errorf("%d rows after %d stops, want 95", n, stops)
		}
		if n := h.count(`SELECT COUNT(*) FROM item`); n != 95 {
			t.Errorf("%d items, want 95", n)
		}
		h.verify()
	})
}

func TestFindings(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		file := "make,serial,date,quantity,event,colour\n" +
			"GLOCK,A1,2001-02-03,1,sale,black\n" +
			",,,,,only colour\n" +
			"GLOCK,A2,31/31/2001,x,exploded,black\n" +
			"GLOCK,A3,2199-01-01,1,register,black\n" +
			"GLOCK," + strings.Repeat("9", 500) + ",2001-01-01,1,register,black\n"
		rep := h.load("register", source("x.csv", file))
		if rep.Added.Taken != 3 || rep.Added.Refused != 2 {
			t.Errorf("%+v", rep.Added)
		}
		codes := map[int64][]string{}
		found, err := h.im.Findings(context.Background(), rep.Run.ID, false, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			codes[f.Row] = append(codes[f.Row], f.Code)
			if f.Message == "" {
				t.Errorf("finding without a sentence: %+v", f)
			}
		}
		want := map[int64][]string{3: {importer.FindingEmpty}, 4: {importer.FindingDate, importer.FindingNumber, importer.FindingValue},
			5: {importer.FindingFuture}, 6: {importer.FindingWrong}}
		for row := range want {
			sortStrings(codes[row])
			sortStrings(want[row])
		}
		if d := cmp.Diff(want, codes); d != "" {
			t.Error(d)
		}
		refused, err := h.im.Findings(context.Background(), rep.Run.ID, true, 0, 100)
		if err != nil || len(refused) != 2 {
			t.Errorf("refused %+v %v", refused, err)
		}
		// What was not understood stays beside the row as written.
		life := h.items(t, rep.Run.ID)
		if got := life[4].Extra; got["date"] != "31/31/2001" || got["event"] != "exploded" || got["colour"] != "black" {
			t.Errorf("kept cells %v", got)
		}
	})
}

// items gives the descriptions an import brought, by row.
func (h *house) items(t *testing.T, id focalpoint.ImportID) map[int64]focalpoint.Description {
	t.Helper()
	page, err := h.reg.List(context.Background(), register.Filter{Import: id, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	out := map[int64]focalpoint.Description{}
	for _, r := range page.Rows {
		events, err := h.reg.Events(context.Background(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		out[events[0].Row] = *events[0].Describes
	}
	return out
}

// A broken file is refused before its first row is stored.
func TestBrokenFilesStoreNothing(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		h.im = h.im.WithBatch(2)
		good := "make,serial\n" + lines("GLOCK,A%d", 50)
		for name, content := range map[string]string{
			"open quote": good + "GLOCK,\"A\n",
			"long line":  good + "GLOCK," + strings.Repeat("x", 2<<20),
			"no table":   "%PDF-1.4",
			"no meaning": "colour,smell\nblack,bad\n",
		} {
			_, err := h.im.Import(context.Background(), importer.Request{Target: "register", Source: source("x.csv", content), Actor: actor})
			if focalpoint.KindOf(err) != focalpoint.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := h.count(`SELECT COUNT(*) FROM event`) + h.count(`SELECT COUNT(*) FROM import_run`); n != 0 {
			t.Errorf("broken files stored %d rows", n)
		}
	})
}

func TestSavedMapping(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		m := importer.Mapping{Name: "peru", Target: "register", Match: []string{"Marca", "Nº", "Fecha"}, Constants: map[string]string{"state": "PER"},
			Columns: []importer.Column{{Column: "marca", Field: "make"}, {Column: "Nº", Field: "serial", As: "whole"}, {Column: "Fecha", Field: "date", As: "date"},
				{Column: "Estado", Field: "event", Values: map[string]string{"Vendida": "sale"}}}}
		for range 2 { // the second time is a new version
			if err := h.im.SaveMapping(ctx, actor, m, "test"); err != nil {
				t.Fatal(err)
			}
		}
		book := workbook(t, []string{"Marca", "Nº", "Fecha", "Estado"}, []any{"GLOCK", "848045.0", "17/03/2005", "vendida"}, []any{"TAURUS", "B7", "04/03/2005", "Vendida"})
		rep := h.load("register", source("x.xlsx", book))
		if rep.Run.Mapping.Name != "peru" || rep.Added.Taken != 2 || rep.Added.Doubts != 0 {
			t.Fatalf("%+v", rep)
		}
		// One date above 12 settles that the day comes first in the column.
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM event WHERE kind = 'sale' AND happened = '2005-03-04'`: 1,
			`SELECT COUNT(*) FROM mark WHERE text = '848045'`:                            1,
		} {
			if n := h.count(query); n != want {
				t.Errorf("%s: %d", query, n)
			}
		}
		if kept := h.items(t, rep.Run.ID)[3].Extra["Nº"]; kept != "848045.0" {
			t.Errorf("the cell as written: %q", kept)
		}
		bad := m
		bad.Columns = append(bad.Columns, importer.Column{Column: "x", Field: "colour"})
		if err := h.im.SaveMapping(ctx, actor, bad, ""); focalpoint.KindOf(err) != focalpoint.KindInvalid || !strings.Contains(err.Error(), "colour") {
			t.Errorf("a wrong mapping: %v", err)
		}
	})
}

func TestPreview(t *testing.T) {
	h := newHouse(t, sqlite(t))
	book := workbook(t, []string{"Marca", "Nº de série", "cor"}, []any{"GLOCK", "A1", "preto"})
	p, err := h.im.Preview(context.Background(), importer.Request{Target: "register", Source: source("x.xlsx", book)})
	if err != nil {
		t.Fatal(err)
	}
	if p.HeaderRow != 2 || p.Known || len(p.Title) != 1 || p.Rows[0].Values["make"] != "GLOCK" || p.Rows[0].Items != 1 || !cmp.Equal(p.Unmapped, []string{"Nº de série", "cor"}) {
		t.Errorf("%+v", p)
	}
}

// Several guns in one row become several items, or stay one when the cells do not match.
func TestSeveralItemsInARow(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		m := importer.Mapping{Name: "guns", Target: "register", Columns: []importer.Column{
			{Column: "guns", Field: "make", Split: "auto", Each: true}, {Column: "numbers", Field: "serial", Split: "auto", Each: true}, {Column: "cal", Field: "calibre"}}}
		file := "guns;numbers;cal\n0::GLOCK||1::TAURUS;0::A1||1::B2;9x19\n1) GLOCK 2) TAURUS;1) A3 2) B4;9x19\nGLOCK /// TAURUS;A5 /// B6 /// C7;9x19\nGLOCK;A8;9x19\n"
		rep, err := h.im.Import(context.Background(), importer.Request{Target: "register", Source: source("x.csv", file), Use: &m, Actor: actor})
		if err != nil {
			t.Fatal(err)
		}
		if rep.Added.Read != 4 || rep.Added.Items != 6 || rep.Added.Doubts != 1 || rep.Doubts[0].Code != importer.FindingSplit {
			t.Errorf("%+v %+v", rep.Added, rep.Doubts)
		}
		for _, text := range []string{"A1", "B2", "A3", "B4", "A8"} {
			if n := h.count(`SELECT COUNT(*) FROM mark WHERE text = $1`, text); n != 1 {
				t.Errorf("%d marks %s", n, text)
			}
		}
	})
}

func TestUnknownTargetAndMapping(t *testing.T) {
	h := newHouse(t, sqlite(t))
	for _, req := range []importer.Request{
		{Target: "licence", Source: source("x.csv", plain)},
		{Target: "register", Mapping: "nowhere", Source: source("x.csv", plain)},
		{Target: "lost", Mapping: "plain-register", Source: source("x.csv", plain)},
	} {
		if _, err := h.im.Import(context.Background(), req); err == nil {
			t.Errorf("%+v: no error", req)
		} else if s := fmt.Sprint(err); !strings.Contains(s, "register") {
			t.Errorf("error does not help: %v", err)
		}
	}
}

// Owners are natural persons: they go to the persons' file alone, once for each
// name and document, and what is personal is nowhere else.
func TestOwners(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		h.im = h.im.WithBatch(2)
		file := "make,serial,owner,owner-document,owner-born,owner-sex,owner-address\n" +
			"GLOCK,A1,Rosa  Bakker,X 99,,f,Kanal 7\n" +
			"GLOCK,A2,Jan Smit,,,m,\n" +
			"GLOCK,A3,Rosa Bakker,x 99,,f,Kanal 7\n" + // another batch, the same person
			"GLOCK,A4,Jan Smit,,,m,\n" + // a name alone is no identity
			"GLOCK,A5,Bea Moor,,31/31/1980,x,\n" +
			"GLOCK,A6,,,,,\n"
		rep := h.load("register", source("x.csv", file))
		if rep.Added.Taken != 6 || rep.Added.Doubts != 1 || rep.Doubts[0].Cell != "" {
			t.Errorf("%+v %+v", rep.Added, rep.Doubts)
		}
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM person`:                              4,
			`SELECT COUNT(*) FROM person WHERE sex = 'female'`:         1,
			`SELECT COUNT(*) FROM item WHERE holder_person <> ''`:      5,
			`SELECT COUNT(DISTINCT holder_person) FROM item`:           5, // four, and none
			`SELECT COUNT(*) FROM event WHERE body LIKE '%Bakker%'`:    0,
			`SELECT COUNT(*) FROM event WHERE body LIKE '%1980%'`:      0,
			`SELECT COUNT(*) FROM import_finding WHERE cell <> ''`:     0,
			`SELECT COUNT(*) FROM person_word WHERE kind = 'document'`: 1,
		} {
			if n := h.count(query); n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
		lost := h.load("lost", source("y.csv", "make,serial,event,date,owner\nGLOCK,B1,theft,2001-02-03,Ann Other\n"))
		if n := h.count(`SELECT COUNT(*) FROM event WHERE kind = 'theft' AND body LIKE '%"from":{"person":"pe%' AND import = $1`, string(lost.Run.ID)); n != 1 {
			t.Errorf("the owner of a stolen item is not who lost it")
		}
		h.verify()
	})
}

// Two programs that load the same file at once take every row once.
func TestTwoAtOnce(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *house) {
		file := "make,model,calibre,year,serial,country,keeper\n" + lines("GLOCK,17,9x19,2004,TW%d,Austria,Dealer", 200)
		done := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := newHouse(t, h.db).im.WithBatch(10).Import(context.Background(), importer.Request{Target: "register", Source: source("x.csv", file), Actor: actor})
				done <- err
			}()
		}
		for range 2 {
			if err := <-done; err != nil && focalpoint.KindOf(err) != focalpoint.KindConflict {
				t.Error(err)
			}
		}
		h.im = h.im.WithBatch(10)
		h.load("register", source("x.csv", file))
		if n := h.count(`SELECT COUNT(*) FROM event`); n != 200 {
			t.Errorf("%d events of 200 rows", n)
		}
		if n := h.count(`SELECT COUNT(DISTINCT import_row) FROM item`); n != 200 {
			t.Errorf("%d different rows, want 200", n)
		}
		h.verify()
	})
}

// TestHugeCells: rows with huge cells are stored in small batches, so that memory
// is bounded; columns of one name keep their cells apart.
func TestHugeCells(t *testing.T) {
	h := newHouse(t, sqlite(t))
	row := "CZ," + strings.Repeat("n", 900_000) + ",one,two,three\n"
	rep := h.load("register", source("huge.csv", "make,note,odd,odd,odd\n"+strings.Repeat(row, 20)))
	if rep.Added.Taken != 20 || rep.Added.Batches < 4 {
		t.Errorf("%+v", rep.Added)
	}
	if n := h.count(`SELECT COUNT(*) FROM event WHERE body LIKE '%"odd":"one","odd (column 4)":"two","odd (column 5)":"three"%'`); n != 20 {
		t.Errorf("%d events keep all three cells", n)
	}
	h.verify()
}
