package directory_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

func onBoth(t *testing.T, fn func(t *testing.T, log *ledger.Log, d *directory.Directory)) {
	storetest.Run(t, []store.Schema{ledger.Schema(), directory.Schema()}, func(t *testing.T, db *store.DB) {
		log := &ledger.Log{DB: db, Now: func() time.Time { return storetest.Epoch }, Rand: rand.Reader}
		fn(t, log, directory.New(log))
	})
}

func save(t *testing.T, d *directory.Directory, p directory.Party) directory.Party {
	t.Helper()
	v, err := d.Save(context.Background(), "us1", p, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	return v.Doc
}

func TestParties(t *testing.T) {
	onBoth(t, func(t *testing.T, log *ledger.Log, d *directory.Directory) {
		ctx := context.Background()
		maker := save(t, d, directory.Party{Kind: directory.Keeper, Name: "Fictional 100% Arms", Roles: []directory.Role{directory.RoleMaker, directory.RoleDealer}, Country: "AAA", Makes: []string{"FIC"}})
		archive := save(t, d, directory.Party{Kind: directory.Keeper, Name: "Archive of Closed Businesses", Roles: []directory.Role{directory.RoleArchive}, Country: "AAA"})
		save(t, d, directory.Party{Kind: directory.Keeper, Name: "Closed Shop", Roles: []directory.Role{directory.RoleDealer}, Country: "AAA", To: "2019", Successor: archive.ID})
		save(t, d, directory.Party{Kind: directory.FocalPoint, Name: "Focal Point", Names: map[string]string{"es": "Punto focal"}, Country: "BBB", Languages: []string{"es"}})
		names := func(f directory.Filter) string {
			t.Helper()
			page, err := d.List(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, r := range page.Rows {
				out = append(out, r.Name)
			}
			return strings.Join(out, ", ")
		}
		open, shut := false, true
		for _, c := range []struct {
			f    directory.Filter
			want string
		}{
			{directory.Filter{}, "Archive of Closed Businesses, Closed Shop, Fictional 100% Arms, Focal Point"},
			{directory.Filter{Sort: "-name", Limit: 1}, "Focal Point"},
			{directory.Filter{Role: directory.RoleDealer}, "Closed Shop, Fictional 100% Arms"},
			{directory.Filter{Make: "FIC"}, "Fictional 100% Arms"},
			{directory.Filter{Text: "100%"}, "Fictional 100% Arms"},
			{directory.Filter{Text: "punto"}, "Focal Point"},
			{directory.Filter{Text: "_"}, ""},
			{directory.Filter{OnDay: "2020", Closed: &shut}, "Closed Shop"},
			{directory.Filter{Kind: directory.Keeper, OnDay: "2020", Closed: &open}, "Archive of Closed Businesses, Fictional 100% Arms"},
		} {
			if got := names(c.f); got != c.want {
				t.Errorf("%+v: %s, want %s", c.f, got, c.want)
			}
		}
		first, _ := d.List(ctx, directory.Filter{Limit: 3})
		second, _ := d.List(ctx, directory.Filter{Limit: 3, After: first.Next})
		if len(first.Rows) != 3 || len(second.Rows) != 1 || second.Next != "" || first.Total != 4 {
			t.Errorf("pages of %d and %d of %d", len(first.Rows), len(second.Rows), first.Total)
		}
		maker.Name = "Renamed"
		if _, err := d.Save(ctx, "us1", maker, 1, ""); focalpoint.FieldOf(err) != "reason" {
			t.Errorf("changed without a reason: %v", err)
		}
		if _, err := d.Save(ctx, "us1", maker, 1, "took over by another firm"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Save(ctx, "us2", maker, 1, "meanwhile"); focalpoint.KindOf(err) != focalpoint.KindConflict {
			t.Errorf("a change from an old version was taken: %v", err)
		}
		if h, _ := d.History(ctx, maker.ID); len(h) != 2 || h[0].Doc.Name != "Fictional 100% Arms" {
			t.Errorf("history %v", h)
		}
		before := names(directory.Filter{})
		if err := d.Rebuild(ctx); err != nil || names(directory.Filter{}) != before {
			t.Errorf("rebuilt: %v, %s", err, names(directory.Filter{}))
		}
		if p, err := d.FocalPointOf(ctx, "BBB", "2026"); err != nil || p.NameIn("es") != "Punto focal" {
			t.Errorf("focal point %v %v", p, err)
		}
		if _, err := d.FocalPointOf(ctx, "CCC", "2026"); focalpoint.KindOf(err) != focalpoint.KindNotFound {
			t.Errorf("focal point of CCC: %v", err)
		}
		if _, err := ledger.Verify(ctx, log.DB, directory.Tables(), nil); err != nil {
			t.Error(err)
		}
	})
}

func TestPartyErrorsNameTheField(t *testing.T) {
	for field, p := range map[string]directory.Party{
		"name":              {Kind: directory.Authority},
		"kind":              {Name: "x", Kind: "club"},
		"roles":             {Name: "x", Kind: directory.Keeper},
		"roles[0]":          {Name: "x", Kind: directory.Authority, Roles: []directory.Role{"king"}},
		"country":           {Name: "x", Kind: directory.FocalPoint},
		"contacts[0].value": {Name: "x", Kind: directory.Authority, Contacts: []directory.Contact{{Kind: directory.ContactEmail, Value: "nobody"}}},
		"timeZone":          {Name: "x", Kind: directory.Authority, TimeZone: "Mars/Base"},
		"hours[0]":          {Name: "x", Kind: directory.Authority, Hours: []directory.Hours{{Days: []time.Weekday{1}, Open: "17:00", Shut: "09:00"}}},
		"to":                {Name: "x", Kind: directory.Authority, From: "2020", To: "2019"},
	} {
		if err := p.Check(); focalpoint.FieldOf(err) != field || focalpoint.KindOf(err) != focalpoint.KindInvalid {
			t.Errorf("want an error at %s, got %q: %v", field, focalpoint.FieldOf(err), err)
		}
	}
}

func TestTasks(t *testing.T) {
	onBoth(t, func(t *testing.T, log *ledger.Log, d *directory.Directory) {
		ctx := context.Background()
		lab := save(t, d, directory.Party{Kind: directory.Authority, Name: "Laboratory", Roles: []directory.Role{directory.RoleLaboratory}, Country: "AAA"})
		if _, err := d.GiveTask(ctx, "us1", directory.Task{Party: "pa0", Due: storetest.Epoch}); len(focalpoint.FieldErrors(err)) != 3 {
			t.Errorf("a task for nobody, in the past, without a title: %v", err)
		}
		due := storetest.Epoch.AddDate(0, 0, 10)
		given, err := d.GiveTask(ctx, "us1", directory.Task{Party: lab.ID, Title: "Restore the number", About: "tr1", Due: due})
		if err != nil {
			t.Fatal(err)
		}
		count := func(f directory.TaskFilter) int64 {
			t.Helper()
			page, err := d.Tasks(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			return page.Total
		}
		if n := count(directory.TaskFilter{OverdueAt: due.Add(time.Hour)}); n != 1 {
			t.Errorf("%d overdue after the due day", n)
		}
		if n := count(directory.TaskFilter{OverdueAt: due.Add(-time.Hour)}); n != 0 {
			t.Errorf("%d overdue before the due day", n)
		}
		if n := count(directory.TaskFilter{RemindBy: due.AddDate(0, 0, -2)}); n != 1 {
			t.Errorf("%d to be reminded", n)
		}
		if v, err := d.RemindTask(ctx, "us1", given.ID); err != nil || len(v.Doc.Reminded) != 1 {
			t.Errorf("reminded: %v", err)
		}
		if n := count(directory.TaskFilter{RemindBy: due.AddDate(0, 0, -2)}); n != 0 {
			t.Errorf("%d to be reminded again", n)
		}
		if _, err := d.AnswerTask(ctx, "us1", given.ID, " ", false); focalpoint.FieldOf(err) != "answer" {
			t.Errorf("an empty answer: %v", err)
		}
		if _, err := d.AnswerTask(ctx, "us1", given.ID, "AB 123 restored", false, "digest"); err != nil {
			t.Fatal(err)
		}
		if n := count(directory.TaskFilter{Status: directory.TaskAnswered, Party: lab.ID, About: "tr1"}); n != 1 {
			t.Errorf("%d answered", n)
		}
		if _, err := d.RemindTask(ctx, "us1", given.ID); focalpoint.KindOf(err) != focalpoint.KindConflict {
			t.Errorf("reminded after the answer: %v", err)
		}
		if _, err := ledger.Verify(ctx, log.DB, directory.Tables(), nil); err != nil {
			t.Error(err)
		}
	})
}

func TestTreatyStatus(t *testing.T) {
	for _, c := range []struct {
		state  focalpoint.Country
		treaty directory.Treaty
		date   focalpoint.Date
		want   directory.TreatyStatus
		stale  bool
	}{
		{"BRA", directory.FirearmsProtocol, "2001-07-10", directory.NotParty, false},
		{"BRA", directory.FirearmsProtocol, "2001-07-11", directory.Signatory, false},
		{"BRA", directory.FirearmsProtocol, "2006-03-31", directory.Deposited, false},
		{"BRA", directory.FirearmsProtocol, "2006-04-30", directory.StateParty, false},
		{"BRA", directory.FirearmsProtocol, "2030", directory.StateParty, false},
		{"AUS", directory.FirearmsProtocol, "2026", directory.Signatory, true},
		{"USA", directory.FirearmsProtocol, "2014", directory.NotParty, false},
		{"USA", directory.FirearmsProtocol, "2026", directory.NotParty, true},
		{"USA", directory.UNTOC, "2005-12-03", directory.StateParty, false},
		{"ALB", directory.UNTOC, "2003-09-28", directory.Deposited, false},
		{"ALB", directory.UNTOC, "2003-09-29", directory.StateParty, false},
		{"EUE", directory.FirearmsProtocol, "2014-04-20", directory.StateParty, false},
	} {
		got := directory.Status(c.state, c.treaty, c.date)
		if got.Status != c.want || got.Stale != c.stale {
			t.Errorf("%s, %s on %s: %s (stale %v), want %s", c.state, c.treaty, c.date, got.Status, got.Stale, c.want)
		}
	}
	n := 0
	for _, s := range directory.StatusList(directory.FirearmsProtocol, "2024-05-04") {
		if s.Status == directory.StateParty {
			n++
			if u := directory.Status(s.State, directory.UNTOC, "2024-05-04"); u.Status != directory.StateParty {
				t.Errorf("%s is party to the Protocol and %s of the Convention", s.State, u.Status)
			}
		}
		if s.Source == "" || s.Sure == "" {
			t.Errorf("%s has no source", s.State)
		}
	}
	if n != 122 {
		t.Errorf("%d parties to the Protocol in May 2024, the file has 122", n)
	}
	bases := directory.Bases("BRA", "ARG", "2020")
	if bases[0].Code != "firearms-protocol-12" || !bases[0].Both || directory.Bases("BRA", "BRA", "2020")[0].Code != "domestic" {
		t.Errorf("bases %+v", bases)
	}
	if b := directory.Bases("USA", "CAN", "2020")[0]; b.Code != "untoc-18" {
		t.Errorf("between States that are not both parties to the Protocol the first basis is %s", b.Code)
	}
}

func TestHours(t *testing.T) {
	p := directory.Party{TimeZone: "America/Bogota", Hours: []directory.Hours{{Days: []time.Weekday{1, 2, 3, 4, 5}, Open: "08:00", Shut: "17:00"}}}
	friday := time.Date(2026, 1, 16, 22, 30, 0, 0, time.UTC) // 17:30 there
	if open, known := p.OpenAt(friday); open || !known {
		t.Errorf("open %v, known %v on Friday evening", open, known)
	}
	next, ok := p.NextOpen(friday)
	if want := time.Date(2026, 1, 19, 13, 0, 0, 0, time.UTC); !ok || !next.Equal(want) {
		t.Errorf("opens next at %v, want %v", next.UTC(), want)
	}
	if got := focalpoint.DateOf(p.AddWorkingDays(friday, 3)); got != "2026-01-21" {
		t.Errorf("three working days later is %s", got)
	}
	if _, ok := (directory.Party{}).NextOpen(friday); ok {
		t.Error("a party without hours opens")
	}
}

func TestScore(t *testing.T) {
	day := func(n int) time.Time { return storetest.Epoch.AddDate(0, 0, n) }
	got := directory.Score("pa1", []directory.Ask{
		{Sent: day(0), Due: day(5), Answered: day(2), Result: directory.AskAnswered},
		{Sent: day(0), Due: day(5), Answered: day(9), Result: directory.AskRefused},
		{Sent: day(0), Due: day(5), Result: directory.AskSilent},
		{Sent: day(0), Due: day(5)},
		{Due: day(5)}, // never sent
	}, day(20))
	want := directory.Card{Party: "pa1", Asked: 4, Answered: 1, Refused: 1, Silent: 1, Open: 1, Late: 2, Median: 5.5, Slowest: 9, Timed: 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r, ok := got.Rate(); !ok || r < 0.33 || r > 0.34 {
		t.Errorf("rate %v", r)
	}
}
