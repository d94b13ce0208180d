package linkage_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/linkage"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// house is the register and the room on one database, with a clock that the test turns.
type house struct {
	t   *testing.T
	ctx context.Context
	now time.Time
	db  *store.DB
	log *ledger.Log
	reg *register.Register
	dir *directory.Directory
	*linkage.Room
}

func onBoth(t *testing.T, fn func(h *house)) {
	storetest.Run(t, []store.Schema{ledger.Schema(), directory.Schema(), register.Schema(), linkage.Schema()}, func(t *testing.T, db *store.DB) {
		h := &house{t: t, ctx: context.Background(), now: storetest.Epoch, db: db}
		h.log = &ledger.Log{DB: db, Now: func() time.Time { return h.now }, Rand: rand.Reader}
		h.reg = register.New(db, catalogue.Default())
		h.dir = directory.New(h.log)
		h.Room = linkage.New(h.log, h.reg, h.dir, "BRA")
		fn(h)
		if _, err := ledger.Verify(h.ctx, db, slices.Concat(directory.Tables(), register.Tables(), linkage.Tables()), nil); err != nil {
			t.Error(err)
		}
	})
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) kind(err error, want focalpoint.Kind) {
	h.t.Helper()
	if err == nil || focalpoint.KindOf(err) != want {
		h.t.Errorf("got %v, want an error of kind %s", err, want)
	}
}

func (h *house) record(list ...focalpoint.Event) {
	h.t.Helper()
	_, err := h.log.Write(h.ctx, ledger.Entry{Actor: "us1", Action: "test"}, func(tx *ledger.Tx) error {
		_, err := h.reg.Record(h.ctx, tx, list...)
		return err
	})
	h.ok(err)
}

func described(maker, calibre, year string) *focalpoint.Description {
	return &focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Chosen(maker), Calibre: focalpoint.Raw(calibre), Type: focalpoint.Chosen("pistol"), Year: year}
}

func serial(text string) []focalpoint.Mark {
	return []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: text, Condition: focalpoint.ConditionLegible}}
}

// Events of the four offices of the tests.
func registered(id focalpoint.ItemID, d *focalpoint.Description, number string) focalpoint.Event {
	return focalpoint.Event{Item: id, Kind: focalpoint.EventSale, Happened: "2015-02-01", State: "BRA", To: focalpoint.Ref{Name: "Owner of " + number}, Keeper: focalpoint.Ref{Name: "Registry"}, Describes: d, Marks: serial(number)}
}

func seized(id focalpoint.ItemID, d *focalpoint.Description, number string) focalpoint.Event {
	return focalpoint.Event{Item: id, Kind: focalpoint.EventSeizure, Role: focalpoint.RoleSeized, Happened: "2026-01-10", State: "BRA", Place: focalpoint.Place{Text: "Harbour", Country: "BRA"}, Describes: d, Marks: serial(number)}
}

func stolen(id focalpoint.ItemID, d *focalpoint.Description, number string) focalpoint.Event {
	return focalpoint.Event{Item: id, Kind: focalpoint.EventTheft, Happened: "2020-05-01", State: "BRA", Describes: d, Marks: serial(number)}
}

func itemID(word string, n int) focalpoint.ItemID {
	return focalpoint.ItemID(fmt.Sprintf("it%s%0*d", word, 20-len(word), n))
}

// country fills a register with firearms of which every eighth was seized and every twelfth reported stolen, the
// numbers copied with an error each third time. It returns the true links.
func (h *house) country(n int) map[string]bool {
	h.t.Helper()
	truth := map[string]bool{}
	var list []focalpoint.Event
	makers, calibres := []string{"taurus", "beretta", "glock", "rossi"}, []string{"9x19", ".38 Special", ".45 ACP"}
	for i := range n {
		number := fmt.Sprintf("T%06d", (i*7919+104729)%1000000)
		d := described(makers[i%4], calibres[i%3], fmt.Sprint(1990+i%30))
		reg := itemID("r", i)
		list = append(list, registered(reg, d, number))
		wrong := []byte(number)
		if i%3 == 0 {
			wrong[4] = '0' + (wrong[4]-'0'+5)%10
		}
		if i%8 == 1 {
			list = append(list, seized(itemID("p", i), d, string(wrong)))
			truth[string(itemID("p", i)+"-"+reg)] = true
		}
		if i%12 == 5 {
			list = append(list, stolen(itemID("m", i), d, string(wrong)))
			truth[string(itemID("m", i)+"-"+reg)] = true
			if i%8 == 1 {
				truth[string(itemID("m", i)+"-"+itemID("p", i))] = true
			}
		}
	}
	for part := range slices.Chunk(list, 200) {
		h.record(part...)
	}
	return truth
}

func (h *house) rows(f linkage.Filter) []linkage.Row {
	h.t.Helper()
	f.Limit = 1000
	page, err := h.List(h.ctx, f)
	h.ok(err)
	return page.Rows
}

// Links are proposed, the right ones, once, and a second run changes nothing.
func TestFind(t *testing.T) {
	onBoth(t, func(h *house) {
		truth := h.country(600)
		run, err := h.Find(h.ctx, "us1", 0, nil)
		h.ok(err)
		right := 0
		for _, r := range h.rows(linkage.Filter{}) {
			if truth[r.ID] {
				right++
			}
			if r.State != linkage.Proposed || r.A.Office == r.B.Office {
				t.Errorf("%+v", r)
			}
		}
		if run.Added != run.Links || right < len(truth)*95/100 || right < run.Links*95/100 {
			t.Errorf("%d of %d links are right, of %d true ones; %+v", right, run.Links, len(truth), run)
		}
		if d := cmp.Diff(map[linkage.Office]int{linkage.Registry: 600, linkage.Police: 75, linkage.Missing: 50}, run.Offices); d != "" {
			t.Error(d)
		}
		var leaf int64
		h.ok(h.db.QueryRowContext(h.ctx, `SELECT MAX(changed) FROM link`).Scan(&leaf))
		again, err := h.Find(h.ctx, "us1", 0, nil)
		h.ok(err)
		var after int64
		h.ok(h.db.QueryRowContext(h.ctx, `SELECT MAX(changed) FROM link`).Scan(&after))
		if again.Added+again.Changed+again.Dropped != 0 || leaf != after || again.Links != run.Links {
			t.Errorf("%+v, changed by entry %d after %d", again, after, leaf)
		}
		last, ok, err := h.LastRun(h.ctx)
		if err != nil || !ok || last.Version != again.Version || last.Records != 725 {
			t.Errorf("%+v %v %v", last, ok, err)
		}
		h.kind(second(h.Find(h.ctx, "us1", 1.5, nil)), focalpoint.KindInvalid)
	})
}

func second[T any](_ T, err error) error { return err }

// A link is confirmed, undone, rejected; lives are joined and parted with it, and what was decided is not proposed again.
func TestDecide(t *testing.T) {
	onBoth(t, func(h *house) {
		h.country(300)
		h.record(focalpoint.Event{Item: itemID("r", 1), Kind: focalpoint.EventDestroy, Happened: "2019-03-01", State: "BRA"})
		_, err := h.Find(h.ctx, "us1", 0, nil)
		h.ok(err)
		a, b := itemID("p", 1), itemID("r", 1)
		id := string(a + "-" + b)
		l, err := h.Get(h.ctx, id)
		h.ok(err)
		if d := cmp.Diff([]register.AlarmKind{register.AlarmDestroyed}, l.Alarms); d != "" || l.State != linkage.Proposed || l.Evidence[0].Result != "equal" || l.Evidence[0].Bits() < 5 || l.Bits() < 8 {
			t.Errorf("%s %+v", d, l)
		}
		h.kind(second(h.Decide(h.ctx, "us1", id, linkage.Proposed, linkage.Confirmed, " ")), focalpoint.KindInvalid)
		h.kind(second(h.Decide(h.ctx, "us1", id, linkage.Proposed, linkage.Undone, "why")), focalpoint.KindConflict)
		h.kind(second(h.Decide(h.ctx, "us1", id, linkage.Proposed, "maybe", "why")), focalpoint.KindInvalid)
		h.kind(second(h.Decide(h.ctx, "us1", "it1-it2", "", linkage.Confirmed, "why")), focalpoint.KindNotFound)
		l, err = h.Decide(h.ctx, "us1", id, linkage.Proposed, linkage.Confirmed, "both numbers were read under a lens")
		h.ok(err)
		h.kind(second(h.Decide(h.ctx, "us2", id, linkage.Proposed, linkage.Rejected, "no")), focalpoint.KindConflict)
		h.kind(second(h.Decide(h.ctx, "us2", id, linkage.Confirmed, linkage.Rejected, "no")), focalpoint.KindConflict)
		life, err := h.reg.Life(h.ctx, b)
		h.ok(err)
		if d := cmp.Diff([]focalpoint.ItemID{a}, life.Same); d != "" || l.State != linkage.Confirmed || len(life.Effective) != 4 {
			t.Errorf("%s %+v %+v", d, l, life)
		}
		it, err := h.reg.Item(h.ctx, a)
		h.ok(err)
		if it.SameAs != b || len(it.Alarms) != 1 || it.Alarms[0].Kind != register.AlarmDestroyed {
			t.Errorf("%+v", it)
		}
		run, err := h.Find(h.ctx, "us1", 0, nil)
		h.ok(err)
		if run.Added != 0 || run.Known != 1 {
			t.Errorf("%+v", run)
		}
		l, err = h.Decide(h.ctx, "us1", id, linkage.Confirmed, linkage.Undone, "another firearm of the same number turned up")
		h.ok(err)
		if life, err = h.reg.Life(h.ctx, b); err != nil || len(life.Same) != 0 || l.State != linkage.Undone {
			t.Errorf("%+v %+v %v", l, life, err)
		}
		_, err = h.Decide(h.ctx, "us2", id, linkage.Undone, linkage.Rejected, "they are two")
		h.ok(err)
		if run, err = h.Find(h.ctx, "us1", 0, nil); err != nil || run.Added+run.Changed+run.Dropped != 0 {
			t.Errorf("%+v %v", run, err)
		}
		list, err := h.History(h.ctx, id)
		h.ok(err)
		var told []string
		for _, d := range list {
			told = append(told, fmt.Sprint(d.Decision, " ", d.By, " ", d.Event != "", " ", d.Reason))
		}
		if d := cmp.Diff([]string{"confirmed us1 true both numbers were read under a lens", "undone us1 true another firearm of the same number turned up", "rejected us2 false they are two"}, told); d != "" {
			t.Error(d)
		}
		if rows := h.rows(linkage.Filter{State: linkage.Rejected}); len(rows) != 1 || rows[0].ID != id {
			t.Errorf("%+v", rows)
		}
	})
}

// What is joined or parted elsewhere shows in the link.
func TestStateFollowsTheRegister(t *testing.T) {
	onBoth(t, func(h *house) {
		h.country(100)
		_, err := h.Find(h.ctx, "us1", 0, nil)
		h.ok(err)
		a, b := itemID("p", 1), itemID("r", 1)
		id := string(a + "-" + b)
		event := focalpoint.EventID("ev00000000000000000001")
		h.record(focalpoint.Event{ID: event, Item: a, Kind: focalpoint.EventIdentify, Other: b, Happened: "2026-01-12"})
		l, err := h.Get(h.ctx, id)
		if err != nil || l.State != linkage.Confirmed || l.Event != event {
			t.Fatalf("%+v %v", l, err)
		}
		l, err = h.Decide(h.ctx, "us1", id, linkage.Confirmed, linkage.Undone, "the wrong one")
		if err != nil || l.State != linkage.Undone {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Decide(h.ctx, "us1", id, linkage.Undone, linkage.Confirmed, "the right one after all")
		h.ok(err)
		if l, err = h.Get(h.ctx, id); err != nil || l.State != linkage.Confirmed {
			t.Fatalf("%+v %v", l, err)
		}
		h.record(focalpoint.Event{Item: a, Kind: focalpoint.EventCorrection, Corrects: l.Event, Reason: "withdrawn on the page of the item"})
		if l, err = h.Get(h.ctx, id); err != nil || l.State != linkage.Undone || l.Event != "" {
			t.Errorf("%+v %v", l, err)
		}
		if n, err := h.Count(h.ctx, linkage.Undone); err != nil || n != 1 {
			t.Error(n, err)
		}
	})
}

// Lists narrow and are cut into pages; a cluster shows what hangs together.
func TestList(t *testing.T) {
	onBoth(t, func(h *house) {
		d := described("taurus", "9x19", "2001")
		h.country(120)
		customs, err := h.dir.Save(h.ctx, "us1", directory.Party{Kind: directory.Authority, Name: "Customs", Country: "BRA", Roles: []directory.Role{directory.RoleCustoms}, Source: "test"}, 0, "")
		h.ok(err)
		h.record(registered(itemID("a", 1), d, "KX471182"), seized(itemID("b", 1), d, "KX471182"), stolen(itemID("c", 1), d, "KX471183"),
			focalpoint.Event{Item: itemID("d", 1), Kind: focalpoint.EventSeizure, Role: focalpoint.RoleSeized, Happened: "2025-01-01", State: "BRA", Authority: focalpoint.Ref{Party: customs.Doc.ID}, Describes: d, Marks: serial("KX471182")})
		_, err = h.Find(h.ctx, "us1", 0, nil)
		h.ok(err)
		rows := h.rows(linkage.Filter{Text: "kx-4711", Sort: "serial"})
		if len(rows) < 3 {
			t.Fatalf("%+v", rows)
		}
		held := h.rows(linkage.Filter{Office: linkage.Registry, Other: linkage.Customs})
		if len(held) != 1 || held[0].A.Item != itemID("a", 1) || held[0].A.Serial != "KX471182" {
			t.Fatalf("%+v", held)
		}
		l, err := h.Get(h.ctx, held[0].ID)
		h.ok(err)
		cluster, err := h.Cluster(h.ctx, l)
		if err != nil || len(cluster) != len(rows)-1 {
			t.Errorf("%+v %v", cluster, err)
		}
		var seen []string
		f := linkage.Filter{Limit: 7}
		for {
			page, err := h.List(h.ctx, f)
			h.ok(err)
			for _, r := range page.Rows {
				seen = append(seen, r.ID)
			}
			if f.After = page.Next; f.After == "" {
				if int64(len(seen)) != page.Total {
					t.Errorf("%d of %d were listed", len(seen), page.Total)
				}
				break
			}
		}
		h.kind(second(h.List(h.ctx, linkage.Filter{Sort: "colour"})), focalpoint.KindInvalid)
	})
}

// What is entered after a comparison is compared at once, also with a mark in doubt, and proposed once.
func TestEnter(t *testing.T) {
	onBoth(t, func(h *house) {
		enter := func() int {
			n, err := h.Enter(h.ctx, "us1", 100)
			h.ok(err)
			return n
		}
		h.country(120)
		if n := enter(); n != 0 || len(h.rows(linkage.Filter{})) != 0 {
			t.Errorf("%d items were looked at before the first comparison", n)
		}
		_, err := h.Find(h.ctx, "us1", 0, nil)
		h.ok(err)
		before := len(h.rows(linkage.Filter{}))
		d := described("taurus", "9x19", "2001")
		late := registered(itemID("a", 1), d, "KX471182")
		doubtful := seized(itemID("b", 1), d, "KX4?1182")
		doubtful.Marks[0].Reading = "KX4?1182"
		h.record(late)
		enter()
		h.record(doubtful, seized(itemID("b", 2), d, "ZB900017"))
		enter()
		l, err := h.Get(h.ctx, linkage.IDOf(itemID("a", 1), itemID("b", 1)))
		if err != nil || l.A != itemID("a", 1) || l.OfficeB != linkage.Police || l.Evidence[0].Result != "read" || l.Evidence[0].B != "KX4?1182" || l.Evidence[0].A != "KX471182" || l.State != linkage.Proposed {
			t.Fatalf("%+v %v", l, err)
		}
		if rows := h.rows(linkage.Filter{}); len(rows) != before+1 {
			t.Errorf("%d links beside the %d of the comparison", len(rows)-before, before)
		}
		if n := enter(); n != 0 {
			t.Errorf("%d items were looked at again", n)
		}
		_, err = h.Decide(h.ctx, "us1", l.ID, linkage.Proposed, linkage.Rejected, "two firearms")
		h.ok(err)
		h.record(focalpoint.Event{Item: itemID("b", 1), Kind: focalpoint.EventEvidenceIn, Happened: "2026-01-11"})
		enter()
		if l, err = h.Get(h.ctx, l.ID); err != nil || l.State != linkage.Rejected {
			t.Errorf("%+v %v", l, err)
		}
		if _, err := h.Find(h.ctx, "us1", 0, nil); err != nil {
			t.Error(err)
		}
	})
}
