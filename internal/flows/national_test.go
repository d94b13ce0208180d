package flows_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/flows"
	"focalpoint/internal/ledger"
	"focalpoint/internal/sheet"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// rioRole reads the two columns of the Rio base that say whose an arm is, as
// the rule of the statistics office's table needs it; the shipped importer
// does the same for whole files.
func rioRole(ownership, offences string) focalpoint.Role {
	switch strings.ToLower(ownership) {
	case "polícia militar", "polícia civil", "forças armadas", "corpo de bombeiro", "força nacional", "patrimoniada / outras":
		return focalpoint.RoleStateOwned
	case "registro particular":
		return focalpoint.RoleLawfulOwner
	}
	if strings.Contains(strings.ToLower(offences), "entrega voluntária") {
		return focalpoint.RoleSurrendered
	}
	return focalpoint.RoleSeized
}

// rioEvents reads the firearms of one year's raw cells.
func rioEvents(t *testing.T, path string, year int) []focalpoint.Event {
	t.Helper()
	r, err := sheet.Open(path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	at := map[string]int{}
	for i, h := range r.Header() {
		at[h] = i
	}
	var out []focalpoint.Event
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		cell := func(name string) string { return strings.TrimSpace(row.Cells[at[name]]) }
		if cell("Classe") != "ARMA DE FOGO" {
			continue
		}
		day, ok := sheet.Serial(cell("Data Registro"), false)
		if written, err := time.Parse("02/01/2006 15:04:05", cell("Data Registro")); err == nil {
			day, ok = written, true
		}
		if !ok || day.Year() != year {
			t.Fatalf("row %d: the date %q is not of %d", row.Number, cell("Data Registro"), year)
		}
		out = append(out, focalpoint.Event{Item: focalpoint.ItemID(fmt.Sprintf("it%d-%d", year, row.Number)), Kind: focalpoint.EventSeizure,
			Happened: focalpoint.DateOf(day), Role: rioRole(cell("Patrimoniada"), cell("Tipo Delito")), Control: sheet.Whole(cell("Controle Interno SCO")),
			Place: focalpoint.Place{Region: "BR-RJ", Unit: cell("Circunscrição")}, Document: cell("Número Procedimento"),
			Describes: &focalpoint.Description{Kind: focalpoint.Firearm, Type: focalpoint.Chosen(strings.ToLower(cell("Tipo")))}})
	}
}

// The rule gives 8,825 / 8,876 / 8,817 on the Rio base, and by station and year
// it goes with the published table at 0.990 over 414 pairs.
func TestRioAgainstThePublishedTable(t *testing.T) {
	published := data(t, "br-isp-rj/ArmasApreendidasEvolucaoCisp.csv")
	if published == "" {
		return
	}
	b := newBench(t, storetest.OpenSQLite(t, schemas()))
	for _, year := range []int{2015, 2016, 2017} {
		events := rioEvents(t, data(t, fmt.Sprintf("br-rj-seizures/rj_seizures_%d_raw_cells.csv.gz", year)), year)
		for len(events) > 0 {
			n := min(5000, len(events))
			b.write(func(tx *ledger.Tx) error { return b.reg.RecordNew(context.Background(), tx, events[:n]) })
			events = events[n:]
		}
	}
	rule, err := flows.FindNationalRule("seized-arms-one-per-control-number")
	if err != nil {
		t.Fatal(err)
	}
	ours, err := b.fig.Count(context.Background(), rule, []string{"year", "unit"}, 2015, 2017)
	if err != nil {
		t.Fatal(err)
	}
	layout, err := flows.FindPublishedTable("br-isp-rj")
	if err != nil {
		t.Fatal(err)
	}
	table, err := flows.OpenPublished(published, layout)
	if err != nil {
		t.Fatal(err)
	}
	c, err := flows.CompareCounts(ours, layout, table)
	if err != nil {
		t.Fatal(err)
	}
	want := []flows.Pair{{UnitYear: flows.UnitYear{Year: 2015}, Ours: 8825, Published: 8956}, {UnitYear: flows.UnitYear{Year: 2016}, Ours: 8876, Published: 9010}, {UnitYear: flows.UnitYear{Year: 2017}, Ours: 8817, Published: 8706}}
	if diff := cmp.Diff(want, c.Years); diff != "" {
		t.Error(diff)
	}
	if c.Pairs != 414 || c.Correlation < 0.990 {
		t.Errorf("%d pairs, correlation %.4f; want 414 and at least 0.990", c.Pairs, c.Correlation)
	}
	t.Logf("correlation %.4f over %d pairs, mean difference %.1f, farthest %+v, unmatched %+v", c.Correlation, c.Pairs, c.MeanOff, c.Farthest[:3], c.Unmatched)
	naive, err := b.fig.Count(context.Background(), flows.NationalRule{ID: "all", Where: "kind = firearm"}, nil, 2015, 2017)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]flows.CountRow{{Keys: []string{"2015"}, Count: 13641}, {Keys: []string{"2016"}, Count: 13689}, {Keys: []string{"2017"}, Count: 13725}}, naive.Rows); diff != "" {
		t.Error(diff)
	}
}

// A count from the tally is the count record by record.
func TestCountsAgree(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		b.history(120)
		ctx := context.Background()
		for _, rule := range flows.NationalRules() {
			rule.Distinct = ""
			tally, err := b.fig.Count(ctx, rule, []string{"year", "region", "type"}, 2023, 2024)
			if err != nil {
				t.Fatal(err)
			}
			records, err := b.fig.Count(ctx, rule, []string{"year", "region", "type", "month", "type-code"}, 2023, 2024)
			if err != nil {
				t.Fatal(err)
			}
			if tally.Total != records.Total || tally.Records != records.Records {
				t.Errorf("%s: %d from the tally, %d record by record", rule.ID, tally.Total, records.Total)
			}
			if tally.Total == 0 {
				t.Errorf("%s counts nothing in this history", rule.ID)
			}
		}
		rule, _ := flows.FindNationalRule("seized-arms")
		for _, by := range [][]string{{"colour"}, {"year", ""}} {
			if _, err := b.fig.Count(ctx, rule, by, 2023, 2024); focalpoint.KindOf(err) != focalpoint.KindInvalid {
				t.Errorf("dividing by %q: %v", by, err)
			}
		}
		if _, err := flows.FindNationalRule("all-arms"); focalpoint.KindOf(err) != focalpoint.KindNotFound || !strings.Contains(err.Error(), "lost-and-stolen") {
			t.Errorf("an unknown rule: %v", err)
		}
	})
}
