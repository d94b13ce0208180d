package flows_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/flows"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// chosen codes nothing: in these tests every cell comes with its code.
type chosen struct{}

func (chosen) Describe(d focalpoint.Description) focalpoint.Description { return d }
func (chosen) Keeper(string, focalpoint.Country) focalpoint.Coded       { return focalpoint.Coded{} }
func (chosen) Offence(c focalpoint.Coded) focalpoint.Coded              { return c }
func (chosen) Class(_, code string) string                              { return code }

func (chosen) OffenceClass(code string) (justification, other string) {
	justification, other, _ = strings.Cut(code, "+")
	return justification, other
}

// persons are the persons of a year, as the room of cases tells them.
type persons map[int][]flows.PersonYear

func (p persons) PersonsOf(_ context.Context, year int, _ time.Time) ([]flows.PersonYear, error) {
	return p[year], nil
}

// bench is a database with a register, and the figures over it.
type bench struct {
	t   testing.TB
	log *ledger.Log
	reg *register.Register
	fig *flows.Figures
	now time.Time
	rnd *rand.Rand
}

func schemas() []store.Schema {
	return []store.Schema{ledger.Schema(), register.Schema(), flows.Schema()}
}

func newBench(t testing.TB, db *store.DB) *bench {
	b := &bench{t: t, now: storetest.Epoch, rnd: rand.New(rand.NewPCG(1, 2))}
	b.log = &ledger.Log{DB: db, Rand: rand.NewChaCha8([32]byte{7}), Now: func() time.Time { b.now = b.now.Add(time.Second); return b.now }}
	b.reg = register.New(db, chosen{})
	b.fig = flows.New(b.log, chosen{}, persons{2024: {
		{Person: "pe1", Sex: "male", Suspected: []string{"trafficking+", "possession+"}},
		{Person: "pe2", Sex: "female", Suspected: []string{"trafficking+"}, Convicted: []string{"trafficking+"}},
		{Person: "pe3", Suspected: []string{"possession+"}, Prosecuted: []string{"possession+"}},
	}})
	return b
}

func (b *bench) write(fn func(tx *ledger.Tx) error) {
	b.t.Helper()
	if _, err := b.log.Write(context.Background(), ledger.Entry{Actor: "us0", Action: "test"}, fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) record(events ...focalpoint.Event) []focalpoint.Event {
	b.t.Helper()
	var out []focalpoint.Event
	b.write(func(tx *ledger.Tx) (err error) {
		out, err = b.reg.Record(context.Background(), tx, events...)
		return err
	})
	return out
}

func (b *bench) outcome(item focalpoint.ItemID, leaf focalpoint.TracingLeaf) {
	b.t.Helper()
	b.write(func(tx *ledger.Tx) error {
		if err := b.reg.SetOutcome(context.Background(), tx, register.Outcome{Item: item, Trace: "tr0", Leaf: leaf}); err != nil {
			return err
		}
		// A trace is logged by its room; here its place is taken by a remark on the item.
		_, err := b.reg.Record(context.Background(), tx, focalpoint.Event{Item: item, Kind: focalpoint.EventExamine, Happened: "2025-06-01", Note: "traced"})
		return err
	})
}

func one[T any](b *bench, list ...T) T { return list[b.rnd.IntN(len(list))] }

// seized makes an event with answers drawn at random.
func (b *bench) seized(item focalpoint.ItemID) focalpoint.Event {
	kind := one(b, focalpoint.EventSeizure, focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender, focalpoint.EventObserve, focalpoint.EventLoss)
	e := focalpoint.Event{Item: item, Kind: kind, Happened: one(b, focalpoint.Date("2023-05-01"), "2024-02-03", "2024", "2024-11", "2023-12/2024-01", ""),
		Seizure: one(b, focalpoint.SeizureID(""), "sz1", "sz2", "sz3"), Context: one(b, focalpoint.ContextCriminal, focalpoint.ContextAdministrative, ""),
		Place: focalpoint.Place{Region: one(b, "north", "south"), Unit: one(b, "1", "2"), Location: one(b, focalpoint.LocationTerritory, focalpoint.LocationPost, "")},
		Describes: &focalpoint.Description{Kind: one(b, focalpoint.Firearm, focalpoint.Firearm, focalpoint.Part, focalpoint.Ammunition),
			Type: focalpoint.Chosen(one(b, "pistol", "rifle", "unknown")), Origin: focalpoint.Chosen(one(b, "industrial", "craft", "unknown")), Year: one(b, "", "1890", "1990"),
			Marking: focalpoint.Chosen(one(b, "unique", "altered", "none")), Quantity: int64(b.rnd.IntN(5))}}
	for range b.rnd.IntN(3) {
		e.Offences = append(e.Offences, focalpoint.Chosen(one(b, "possession+", "trafficking+terrorism", "other+drug-trafficking")))
	}
	return e
}

// history writes random lives: seizures, corrections, withdrawals, traces.
func (b *bench) history(steps int) []focalpoint.ItemID {
	var items []focalpoint.ItemID
	var events []focalpoint.Event
	for i := range steps {
		switch n := b.rnd.IntN(10); {
		case n < 6 || len(events) == 0:
			item := focalpoint.ItemID(fmt.Sprintf("it%04d", i))
			items = append(items, item)
			events = append(events, b.record(b.seized(item))...)
		case n < 7:
			again := b.seized(one(b, items...))
			events = append(events, b.record(again)...)
		case n < 8:
			at := b.rnd.IntN(len(events))
			old := events[at]
			corrected := b.seized(old.Item)
			corrected.CorrectedKind, corrected.Kind, corrected.Corrects, corrected.Reason = corrected.Kind, focalpoint.EventCorrection, old.ID, "misread"
			if b.rnd.IntN(3) == 0 {
				corrected = focalpoint.Event{Item: old.Item, Kind: focalpoint.EventCorrection, Corrects: old.ID, Reason: "entered twice"}
			}
			events = append(slices.Delete(events, at, at+1), b.record(corrected)...)
			if corrected.CorrectedKind == "" {
				events = events[:len(events)-1]
			}
		default:
			b.outcome(one(b, items...), one(b, focalpoint.TracingLeaves()...))
		}
		if b.rnd.IntN(7) == 0 {
			b.sync()
		}
	}
	b.sync()
	return items
}

func (b *bench) sync() {
	b.t.Helper()
	if _, err := b.fig.Sync(context.Background()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) fill(q flows.Query) flows.Return {
	b.t.Helper()
	r, err := b.fig.Return(context.Background(), q)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// all lists every record behind a cell, page by page.
func (b *bench) all(cell string, year, limit int) (flows.Page, []flows.Record) {
	b.t.Helper()
	var first flows.Page
	var out []flows.Record
	after := ""
	for i := 0; ; i++ {
		p, err := b.fig.Records(context.Background(), cell, year, after, limit)
		if err != nil {
			b.t.Fatal(err)
		}
		if i == 0 {
			first = p
		}
		out = append(out, p.Records...)
		if after = p.Next; after == "" {
			return first, out
		}
	}
}

// Every figure is the number of the records its drill-down lists, every record
// feeds exactly the cells that list it, and a rebuild from nothing changes no
// figure; after random histories, on both databases.
func TestFigureIsRecount(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		items := b.history(220)
		ctx := context.Background()
		for _, year := range []int{2023, 2024} {
			r := b.fill(flows.Query{Year: year})
			lists := map[string]map[string]bool{} // cell to records
			for _, blk := range r.Blocks {
				for _, c := range blk.Cells {
					page, records := b.all(c.ID, year, 7)
					var sum int64
					seen := map[string]bool{}
					for _, x := range records {
						seen[x.ID] = true
						sum += x.Quantity
					}
					lists[c.ID] = seen
					if blk.ID != "parts" && blk.ID != "ammunition" {
						sum = int64(len(records))
					}
					if int64(len(seen)) != c.Records || page.Total != c.Records || sum != c.Value.Count || page.Value != c.Value.Count {
						t.Fatalf("%d %s: figure %d of %d records; its list has %d (%d different), says %d and %d", year, c.ID, c.Value.Count, c.Records, len(records), len(seen), page.Total, page.Value)
					}
				}
			}
			ids := []string{"sz1", "sz2", "sz3"}
			for _, it := range items {
				ids = append(ids, string(it))
			}
			for _, f := range r.Findings {
				if f.Open == "" {
					continue
				}
				if page, _ := b.all(f.Open, year, 50); page.Total != f.Right-f.Left {
					t.Errorf("%d: %s, and %s opens %d records", year, f.Text, f.Open, page.Total)
				}
			}
			fed := map[string]map[string]bool{}
			for _, id := range ids {
				list, err := b.fig.CellsOfItem(ctx, focalpoint.ItemID(id))
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range list {
					for _, c := range f.Cells {
						if f.Year == year {
							if fed[c] == nil {
								fed[c] = map[string]bool{}
							}
							fed[c][f.ID] = true
						}
					}
				}
			}
			for c, seen := range lists {
				if strings.HasPrefix(c, "persons.") {
					continue
				}
				if len(seen) > 0 && cmp.Diff(seen, fed[c]) != "" || len(seen) != len(fed[c]) {
					t.Errorf("%d %s lists other records than name it: %s", year, c, cmp.Diff(seen, fed[c]))
				}
			}
		}
		before := b.fill(flows.Query{Year: 2024})
		checkFacts(t, db)
		if _, err := b.fig.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before.Values(), b.fill(flows.Query{Year: 2024}).Values()); diff != "" {
			t.Errorf("a rebuild changed figures: %s", diff)
		}
		checkFacts(t, db)
	})
}

// checkFacts holds the tally against the facts, and the facts against the
// register's occurrences.
func checkFacts(t *testing.T, db *store.DB) {
	t.Helper()
	for what, query := range map[string]string{
		"tallies that are not the sum of their facts": `SELECT COUNT(*) FROM (SELECT year, shape, place, SUM(n) AS n, SUM(q) AS q FROM (
			SELECT year, shape, place, 1 AS n, quantity AS q FROM figure_fact UNION ALL SELECT year, shape, place, -records, -quantity FROM figure_tally) u
			GROUP BY year, shape, place) s WHERE n <> 0 OR q <> 0`,
		"occurrences without a fact": `SELECT COUNT(*) FROM occurrence o WHERE NOT EXISTS (SELECT 1 FROM figure_fact f WHERE f.item = o.item AND f.record = o.event AND f.year = o.year)`,
		"facts without an occurrence": `SELECT COUNT(*) FROM figure_fact f WHERE NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.event = f.record)
			AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.seizure = f.record)`,
	} {
		var n int
		if err := db.QueryRowContext(context.Background(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}

// A return as known on an earlier day is the return that was made on that day.
func TestAsKnownOn(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		b.history(60)
		early := b.fill(flows.Query{Year: 2024}).Values()
		day := b.now
		b.now = b.now.Add(48 * time.Hour)
		items := []focalpoint.ItemID{"it9001", "it9002"}
		for _, it := range items {
			e := b.seized(it)
			e.Kind, e.Happened, e.Describes.Kind, e.Describes.Year = focalpoint.EventSeizure, "2024-03-04", focalpoint.Firearm, ""
			b.record(e)
		}
		b.sync()
		middle, between := b.fill(flows.Query{Year: 2024}).Values(), b.now
		b.now = b.now.Add(48 * time.Hour)
		b.outcome(items[0], focalpoint.LeafNational)
		b.outcome(items[1], focalpoint.LeafForeign)
		late := b.fill(flows.Query{Year: 2024})
		if got := late.Values()["seized.tracing.1.3"].Count - middle["seized.tracing.1.3"].Count; got != 1 {
			t.Errorf("the trace moved %d arms", got)
		}
		if _, err := b.fig.Rebuild(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			at   time.Time
			want map[string]flows.Value
		}{{day, early}, {between, middle}, {b.now, late.Values()}} {
			if diff := cmp.Diff(c.want, b.fill(flows.Query{Year: 2024, AsOf: c.at}).Values()); diff != "" {
				t.Errorf("as known on %s: %s", c.at, diff)
			}
		}
	})
}

func TestDeclarationsAndPersons(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		ctx := context.Background()
		b.record(focalpoint.Event{Item: "it0001", Kind: focalpoint.EventSeizure, Happened: "2024-05-05", Describes: &focalpoint.Description{Kind: focalpoint.Firearm}})
		b.record(focalpoint.Event{Item: "it0002", Kind: focalpoint.EventSeizure, Happened: "2023-12/2024-01", Describes: &focalpoint.Description{Kind: focalpoint.Firearm}})
		if err := b.fig.Declare(ctx, "us1", 2024, "found.type", flows.Declared{Status: flows.StatusNotCollected, Reason: "No office records finds."}); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []flows.Declared{{Status: "zero"}, {Status: flows.StatusCounted}} {
			if err := b.fig.Declare(ctx, "us1", 2024, "found.type", bad); focalpoint.KindOf(err) != focalpoint.KindInvalid {
				t.Errorf("declaring %s: %v", bad.Status, err)
			}
		}
		if err := b.fig.Declare(ctx, "us1", 2024, "found.colour", flows.Declared{Status: flows.StatusNone}); focalpoint.KindOf(err) != focalpoint.KindNotFound {
			t.Errorf("declaring a cell that is not there: %v", err)
		}
		r := b.fill(flows.Query{Year: 2024, Edition: "2022", State: "XXA"})
		got := map[string]string{}
		for id, v := range r.Values() {
			got[id] = v.String()
		}
		for id, want := range map[string]string{"seized.total": "1", "seized.tracing.3": "1", "seized.tracing.1.7": "0", "found.type.total": "not-collected", "surrendered.type.total": "0",
			"cases.total": "not-collected", "persons.suspected.total": "2", "persons.suspected.male": "1", "persons.suspected.unknown": "0", "persons.offences.only": "1",
			"persons.offences.possession-use": "1", "persons.convicted.female": "1", "persons.prosecuted.total": "0", "persons.targeted.total": "2"} {
			if got[id] != want {
				t.Errorf("%s is %s, want %s", id, got[id], want)
			}
		}
		page, list := b.all("persons.suspected.total", 2024, 1)
		if page.Total != 2 || len(list) != 2 || list[0].Person != "pe1" || list[1].Person != "pe2" {
			t.Errorf("persons behind the cell: %+v", list)
		}
		cells, err := b.fig.CellsOfPerson(ctx, "pe2", 2024)
		if err != nil || !slices.Contains(cells, "persons.targeted.total") || !slices.Contains(cells, "persons.offences.only") {
			t.Errorf("cells of a person: %v, %v", cells, err)
		}
		if i := slices.IndexFunc(r.Findings, func(f flows.Finding) bool { return f.Check == "undated" && f.Left == 1 }); i < 0 {
			t.Errorf("the seizure of two possible years is not reported: %+v", r.Findings)
		}
		if r.LogSize != 3 || len(r.LogRoot) != 64 || len(r.Indicator) != len(flows.Methods()) || r.State != "XXA" {
			t.Errorf("head of the return: size %d, root %q, %d methods", r.LogSize, r.LogRoot, len(r.Indicator))
		}
		if _, err := ledger.Verify(ctx, db, append(register.Tables(), flows.Tables()...), nil); err != nil {
			t.Error(err)
		}
	})
}
