package trace_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
	"focalpoint/internal/trace"
)

// house is the rooms a trace needs, on one database, with a clock that the test turns.
type house struct {
	t     *testing.T
	ctx   context.Context
	now   time.Time
	log   *ledger.Log
	reg   *register.Register
	dir   *directory.Directory
	files *attachment.Store
	*trace.Service
}

func onBoth(t *testing.T, fn func(h *house)) {
	onBothWith(t, nil, nil, func(h *house, _ *store.DB) { fn(h) })
}

// onBothWith is onBoth with further rooms on the floor below.
func onBothWith(t *testing.T, more []store.Schema, logged []ledger.Table, fn func(h *house, db *store.DB)) {
	schemas := append([]store.Schema{ledger.Schema(), attachment.Schema(), directory.Schema(), register.Schema(), trace.Schema()}, more...)
	storetest.Run(t, schemas, func(t *testing.T, db *store.DB) {
		h := &house{t: t, ctx: context.Background(), now: storetest.Epoch}
		h.log = &ledger.Log{DB: db, Now: func() time.Time { return h.now }, Rand: rand.Reader}
		h.reg, h.dir, h.files = register.New(db, catalogue.Default()), directory.New(h.log), attachment.New(h.log)
		h.Service = trace.New(trace.Options{Log: h.log, Register: h.reg, Directory: h.dir, Files: h.files, Codes: catalogue.Default(), Policy: trace.Policy{Home: "BRA", RecordsSince: 1960}})
		fn(h, db)
		tables := slices.Concat(trace.Tables(), register.Tables(), directory.Tables(), attachment.Tables(), logged)
		if _, err := ledger.Verify(h.ctx, db, tables, nil); err != nil {
			t.Error(err)
		}
	})
}

func (h *house) days(n int) { h.now = h.now.AddDate(0, 0, n) }

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) kind(err error, want focalpoint.Kind) {
	h.t.Helper()
	if focalpoint.KindOf(err) != want || err == nil {
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

func (h *house) party(p directory.Party) directory.Party {
	h.t.Helper()
	v, err := h.dir.Save(h.ctx, "us1", p, 0, "")
	h.ok(err)
	return v.Doc
}

func pistol(country string) *focalpoint.Description {
	return &focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Chosen("taurus"), Model: focalpoint.Raw("PT 92"), Calibre: focalpoint.Raw("9x19"), Type: focalpoint.Chosen("pistol"),
		Country: focalpoint.Chosen(country), Origin: focalpoint.Chosen("industrial")}
}

func number(text string) []focalpoint.Mark {
	return []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: text, Condition: focalpoint.ConditionLegible, Position: "frame"}}
}

// registered puts a pistol with a life into the register: made, sold to a dealer, sold to a person.
func (h *house) registered(id focalpoint.ItemID, serial string, dealer focalpoint.Ref) {
	h.t.Helper()
	keeper := focalpoint.Ref{Name: "Registry", Country: "BRA"}
	h.record(
		focalpoint.Event{Item: id, Kind: focalpoint.EventManufacture, Happened: "2018-02-01", State: "BRA", To: focalpoint.Ref{Name: "Maker"}, Keeper: keeper, Describes: pistol("BRA"), Marks: number(serial)},
		focalpoint.Event{Item: id, Kind: focalpoint.EventSale, Happened: "2018-05-01", State: "BRA", From: focalpoint.Ref{Name: "Maker"}, To: dealer, Keeper: keeper},
		focalpoint.Event{Item: id, Kind: focalpoint.EventSale, Happened: "2019-01-01", State: "BRA", From: dealer, To: focalpoint.Ref{Person: "pe1"}, Keeper: keeper},
	)
}

// seized enters an item as an officer saw it.
func (h *house) seized(id focalpoint.ItemID, country string, marks []focalpoint.Mark) {
	h.t.Helper()
	h.record(focalpoint.Event{Item: id, Kind: focalpoint.EventSeizure, Role: focalpoint.RoleSeized, Seizure: focalpoint.SeizureID("sz" + id), Happened: "2026-01-10", State: "BRA",
		Place: focalpoint.Place{Text: "Harbour", Country: "BRA"}, Context: focalpoint.ContextCriminal, Authority: focalpoint.Ref{Name: "Police"}, Document: "case 7",
		Offences: []focalpoint.Coded{focalpoint.Raw("illegal possession")}, Describes: pistol(country), Marks: marks})
}

func (h *house) outcome(item focalpoint.ItemID) (result, leaf string) {
	h.t.Helper()
	h.ok(h.log.DB.QueryRowContext(h.ctx, `SELECT result, tracing FROM outcome WHERE item = $1`, string(item)).Scan(&result, &leaf))
	return result, leaf
}

func TestHomeTraceRunsByItself(t *testing.T) {
	onBoth(t, func(h *house) {
		dealer := h.party(directory.Party{Kind: directory.Keeper, Name: "Dealer", Roles: []directory.Role{directory.RoleDealer}, Country: "BRA"})
		h.registered("itr1", "TAB 12345", dealer.Ref())
		h.registered("itr2", "TAB 77777", dealer.Ref())
		h.seized("its1", "BRA", number("tab-12345"))
		h.seized("its2", "BRA", number("TAB 99999"))
		n, err := h.Sweep(h.ctx, "us1", trace.Sweeping{})
		h.ok(err)
		if n != 2 {
			t.Fatalf("swept %d items, want 2", n)
		}
		v, err := h.ForItem(h.ctx, "its1")
		h.ok(err)
		f, id := v.Doc.Finding, v.Doc.Identity
		if id.State != trace.IdentityExact || id.Chosen != "itr1" || f.Result != "T1" || f.Leaf != "1.2" || f.LastLegal == nil || f.LastLegal.Holder.Person != "pe1" {
			t.Errorf("identity %+v, finding %+v", id, f)
		}
		if r, l := h.outcome("its1"); r != "T1" || l != "1.2" {
			t.Errorf("outcome %s %s", r, l)
		}
		if r, l := h.outcome("its2"); r != "F5" || l != "1.5" {
			t.Errorf("outcome of the unknown one %s %s", r, l)
		}
		if n, err := h.Sweep(h.ctx, "us1", trace.Sweeping{}); n != 0 || err != nil {
			t.Errorf("a second sweep ran %d items (%v)", n, err)
		}
		// New readings arrive: the examiner restores the number of the other one.
		h.record(focalpoint.Event{Item: "its2", Kind: focalpoint.EventExamine, Happened: "2026-01-12", Marks: number("TAB 77777")})
		if n, err := h.Sweep(h.ctx, "us1", trace.Sweeping{}); n != 1 || err != nil {
			t.Errorf("after new readings %d items ran (%v)", n, err)
		}
		v, err = h.ForItem(h.ctx, "its2")
		h.ok(err)
		if v.Doc.Identity.Chosen != "itr2" || v.Doc.Finding.Result != "T1" {
			t.Errorf("after new readings: %+v", v.Doc.Identity)
		}
		if len(v.Doc.Finding.Indicators) == 0 || v.Doc.Finding.Indicators[0].Key != "trace.indicator.same-holder" {
			t.Errorf("indicators %+v: the same person bought both", v.Doc.Finding.Indicators)
		}
		history, err := h.History(h.ctx, v.Doc.ID)
		h.ok(err)
		if len(history) != 2 || history[0].Doc.Finding.Result != "F5" {
			t.Errorf("the earlier result is not kept: %d versions", len(history))
		}
	})
}

func TestChoosing(t *testing.T) {
	onBoth(t, func(h *house) {
		h.registered("itr1", "AB 1", focalpoint.Ref{Name: "D"})
		h.registered("itr2", "AB 1", focalpoint.Ref{Name: "D"})
		h.seized("its1", "BRA", number("AB1"))
		list, err := h.Run(h.ctx, "us1", "its1")
		h.ok(err)
		v := list[0]
		if v.Doc.Identity.State != trace.IdentitySeveral || v.Doc.Finding.Result != "F4" || len(v.Doc.Identity.Candidates) != 2 || v.Doc.NeedAt(h.now) != trace.NeedIdentify {
			t.Fatalf("two with one number: %+v", v.Doc.Identity)
		}
		_, err = h.Choose(h.ctx, "us1", v.Doc.ID, 0, "itr1", " ")
		h.kind(err, focalpoint.KindInvalid)
		chosen, err := h.Choose(h.ctx, "us1", v.Doc.ID, v.Version, "itr1", "proof mark of 2018")
		h.ok(err)
		if chosen.Doc.Finding.Result != "T1" || chosen.Doc.Identity.By != "us1" {
			t.Errorf("chosen: %+v", chosen.Doc.Finding)
		}
		_, err = h.ChooseNone(h.ctx, "us2", v.Doc.ID, v.Version, "from an old screen")
		h.kind(err, focalpoint.KindConflict)
		other, err := h.Choose(h.ctx, "us2", v.Doc.ID, 0, "itr2", "grip colour")
		h.ok(err)
		life, err := h.reg.Life(h.ctx, "its1")
		h.ok(err)
		if len(life.Same) != 1 || life.Same[0] != "itr2" || other.Doc.Finding.Timeline[0].Item != "itr2" {
			t.Errorf("the first choice still holds: %v", life.Same)
		}
		none, err := h.ChooseNone(h.ctx, "us2", v.Doc.ID, 0, "neither has this barrel")
		h.ok(err)
		if none.Doc.Finding.Result != "F5" || none.Doc.Finding.Identified {
			t.Errorf("none of these: %+v", none.Doc.Finding)
		}
		again, err := h.Run(h.ctx, "us1", "its1")
		h.ok(err)
		if again[0].Doc.Identity.State != trace.IdentityNone || len(again[0].Doc.Identity.Candidates) != 2 {
			t.Errorf("a new search undid a person's decision: %+v", again[0].Doc.Identity)
		}
		// The choice made elsewhere (at intake) is withdrawn there: the trace follows.
		chosen, err = h.Choose(h.ctx, "us1", v.Doc.ID, 0, "itr1", "again")
		h.ok(err)
		h.record(focalpoint.Event{Item: "its1", Kind: focalpoint.EventCorrection, Corrects: chosen.Doc.Identity.Event, Reason: "wrong"})
		again, err = h.Run(h.ctx, "us1", "its1")
		h.ok(err)
		if again[0].Doc.Identity.State != trace.IdentitySeveral || again[0].Doc.Identity.Event != "" {
			t.Errorf("after the withdrawal: %+v", again[0].Doc.Identity)
		}
	})
}

// request is a complete one.
func request() trace.Request {
	return trace.Request{Why: "possession without licence", Basis: "firearms-protocol-12", Circumstances: "found in a car at the harbour", Use: trace.UseInvestigation, Questions: []string{"holder", "chain"},
		Requester: trace.Requester{Authority: "Police", Officer: "A. Officer", Contact: "desk@example.org", Case: "case 7"}}
}

func TestHop(t *testing.T) {
	onBoth(t, func(h *house) {
		focal := h.party(directory.Party{Kind: directory.FocalPoint, Name: "Focal point of Lebanon", Names: map[string]string{"ar": "نقطة الاتصال"}, Country: "LBN", Languages: []string{"ar", "fr"},
			Contacts: []directory.Contact{{Kind: directory.ContactPost, Value: "1 Street\nBeirut"}}})
		h.seized("its1", "LBN", number("LB 501"))
		list, err := h.Run(h.ctx, "us1", "its1")
		h.ok(err)
		id := list[0].Doc.ID
		if f := list[0].Doc.Finding; f.Result != "" || f.Leaf != "1.6" || len(f.Next) != 1 || f.Next[0].To.Party != focal.ID || list[0].Doc.NeedAt(h.now) != trace.NeedAsk {
			t.Fatalf("made abroad: %+v", f)
		}
		v, hop, err := h.Ask(h.ctx, "us1", id, 0, trace.Addressee{Party: focal.ID}, "")
		h.ok(err)
		if v.Doc.Hops[0].Language != "ar" || v.Doc.Hops[0].To.Kind != trace.ToState {
			t.Errorf("hop %+v", v.Doc.Hops[0])
		}
		_, err = h.Check(h.ctx, "us1", id, 0, hop)
		h.kind(err, focalpoint.KindIncomplete)
		_, err = h.Send(h.ctx, "us1", id, 0, hop, trace.Sending{})
		h.kind(err, focalpoint.KindIncomplete)
		_, err = h.SetRequest(h.ctx, "us1", id, 0, request())
		h.ok(err)
		_, err = h.Check(h.ctx, "us1", id, 0, hop)
		h.ok(err)
		v, err = h.Send(h.ctx, "us1", id, 0, hop, trace.Sending{Means: "post"})
		h.ok(err)
		sent := v.Doc.Hops[0]
		if sent.Clock != "default-30d" || !sent.Due.Equal(h.now.AddDate(0, 0, 30)) || v.Doc.Status() != trace.HopSent {
			t.Errorf("sent %+v", sent)
		}
		if _, doc, err := h.files.Read(h.ctx, sent.Letter); err != nil || len(doc) < 1000 {
			t.Errorf("the letter as it left: %d bytes, %v", len(doc), err)
		}
		page := h.page(id, hop)
		for _, want := range []string{`dir="rtl"`, "LB 501", "طلب تتبع", "نقطة الاتصال", "Beirut", "possession without licence", sent.Reference} {
			if !strings.Contains(page, want) {
				t.Errorf("the letter lacks %q", want)
			}
		}
		_, err = h.Silent(h.ctx, "us1", id, 0, hop)
		h.kind(err, focalpoint.KindConflict)
		h.days(31)
		if rows, err := h.Hops(h.ctx, trace.HopFilter{DueBy: h.now}); err != nil || len(rows) != 1 {
			t.Errorf("overdue: %d %v", len(rows), err)
		}
		if b, err := h.BoardAt(h.ctx, h.now); err != nil || b.Overdue != 1 || b.Remind != 1 || b.ByNeed["overdue"] != 1 || b.ByLeaf["1.6"] != 1 {
			t.Errorf("board %+v %v", b, err)
		}
		if p, err := h.List(h.ctx, trace.Filter{Need: trace.NeedOverdue, Sort: "need"}); err != nil || p.Total != 1 || p.Rows[0].Need != trace.NeedOverdue {
			t.Errorf("fell due, and not among the overdue: %+v %v", p, err)
		}
		_, err = h.Remind(h.ctx, "us1", id, 0, hop)
		h.ok(err)
		if b, _ := h.BoardAt(h.ctx, h.now); b.Remind != 0 {
			t.Errorf("reminded, and still to be reminded")
		}
		_, err = h.Acknowledge(h.ctx, "us1", id, 0, hop, "LB/2026/9", "")
		h.ok(err)
		_, err = h.Answer(h.ctx, "us1", id, 0, hop, trace.Result{Code: trace.AnswerRecord})
		h.kind(err, focalpoint.KindInvalid)
		v, err = h.Answer(h.ctx, "us1", id, 0, hop, trace.Result{Code: trace.AnswerRecord, Text: "sold in 2020",
			Events: []focalpoint.Event{{Kind: focalpoint.EventSale, Happened: "2020-05-05", From: focalpoint.Ref{Name: "Shop"}, To: focalpoint.Ref{Name: "Owner in Beirut"}}}})
		h.ok(err)
		f := v.Doc.Finding
		if f.Result != "T1" || f.Leaf != "1.3" || f.LastLegal.Holder.Name != "Owner in Beirut" || f.LastLegal.State != "LBN" || f.LastLegal.Keeper.Party != focal.ID {
			t.Errorf("after the answer: %+v", f)
		}
		if r, l := h.outcome("its1"); r != "T1" || l != "1.3" {
			t.Errorf("outcome %s %s", r, l)
		}
		card, err := h.ScoreCard(h.ctx, focal.ID)
		h.ok(err)
		if card.Asked != 1 || card.Answered != 1 || card.Late != 1 || card.Median != 31 {
			t.Errorf("score card %+v", card)
		}
		h.followedUp(id, focal.ID)
	})
}

// page is the letter of a hop as a page.
func (h *house) page(id focalpoint.TraceID, hop focalpoint.HopID) string {
	h.t.Helper()
	l, err := h.Letter(h.ctx, id, hop)
	h.ok(err)
	page, err := l.HTML()
	h.ok(err)
	return string(page)
}

// followedUp closes a trace that asks for a follow-up decision first.
func (h *house) followedUp(id focalpoint.TraceID, focal focalpoint.PartyID) {
	h.t.Helper()
	_, err := h.Close(h.ctx, "us1", id, 0, "")
	h.kind(err, focalpoint.KindInvalid)
	_, err = h.Decide(h.ctx, "us1", id, 0, trace.FollowUp{Choice: trace.FollowNone})
	h.kind(err, focalpoint.KindInvalid)
	_, err = h.Decide(h.ctx, "us1", id, 0, trace.FollowUp{Choice: trace.FollowAbroad, To: focal})
	h.ok(err)
	v, err := h.Close(h.ctx, "us1", id, 0, "")
	h.ok(err)
	if v.Doc.Status() != trace.StatusClosed || v.Doc.NeedAt(h.now) != trace.NeedNothing {
		h.t.Errorf("closed: %s", v.Doc.Status())
	}
}

func TestRefusalSilenceAndDuplicates(t *testing.T) {
	onBoth(t, func(h *house) {
		h.seized("its1", "LBN", number("LB 501"))
		h.seized("its2", "LBN", number("LB-501"))
		list, err := h.Run(h.ctx, "us1", "its1", "its2")
		h.ok(err)
		send := func(id focalpoint.TraceID, despite string) (focalpoint.HopID, error) {
			_, hop, err := h.Ask(h.ctx, "us1", id, 0, trace.Addressee{Kind: trace.ToState, Country: "LBN"}, "fr")
			h.ok(err)
			r := request()
			r.Why, r.Waived = "", map[string]string{"why": "the file is sealed by a court"}
			_, err = h.SetRequest(h.ctx, "us1", id, 0, r)
			h.ok(err)
			_, err = h.Check(h.ctx, "us1", id, 0, hop)
			h.ok(err)
			_, err = h.Send(h.ctx, "us1", id, 0, hop, trace.Sending{Despite: despite})
			return hop, err
		}
		first, err := send(list[0].Doc.ID, "")
		h.ok(err)
		_, err = send(list[1].Doc.ID, "")
		h.kind(err, focalpoint.KindConflict)
		second, err := send(list[1].Doc.ID, "another weapon with the same number")
		h.ok(err)
		for serial, want := range map[string]int{"L8501": 2, "LB502": 0, "LB 5O1": 2, "XX1": 0} { // the same misread; a sister number; a letter for the nought; another
			item := focalpoint.ItemID("its" + serial[len(serial)-3:] + serial[:2])
			h.seized(item, "LBN", number(serial))
			more, err := h.Run(h.ctx, "us1", item)
			h.ok(err)
			_, hop, err := h.Ask(h.ctx, "us1", more[0].Doc.ID, 0, trace.Addressee{Kind: trace.ToState, Country: "LBN"}, "fr")
			h.ok(err)
			if dup, err := h.Duplicates(h.ctx, more[0].Doc.ID, hop); err != nil || len(dup) != want {
				t.Errorf("%s was asked before: %d times, want %d (%v)", serial, len(dup), want, err)
			}
		}
		_, err = h.Refuse(h.ctx, "us1", list[0].Doc.ID, 0, first, "no idea", "")
		h.kind(err, focalpoint.KindInvalid)
		v, err := h.Refuse(h.ctx, "us1", list[0].Doc.ID, 0, first, "national-security", "")
		h.ok(err)
		if v.Doc.Finding.Result != "F9" || v.Doc.Finding.Leaf != "1.5" {
			t.Errorf("refused: %s %s", v.Doc.Finding.Result, v.Doc.Finding.Leaf)
		}
		h.days(200)
		v, err = h.Silent(h.ctx, "us1", list[1].Doc.ID, 0, second)
		h.ok(err)
		if v.Doc.Finding.Result != "F6" || v.Doc.Finding.Leaf != "1.5" {
			t.Errorf("silent: %s %s", v.Doc.Finding.Result, v.Doc.Finding.Leaf)
		}
		_, err = h.Remind(h.ctx, "us1", list[1].Doc.ID, 0, second)
		h.kind(err, focalpoint.KindConflict)
		v, err = h.Answer(h.ctx, "us1", list[1].Doc.ID, 0, second, trace.Result{Code: trace.AnswerNoRecord})
		h.ok(err)
		if v.Doc.Finding.Result != "F5" {
			t.Errorf("a late answer: %s", v.Doc.Finding.Result)
		}
		v, err = h.Duplicate(h.ctx, "us1", list[1].Doc.ID, 0, list[0].Doc.ID)
		h.ok(err)
		if v.Doc.Finding.Result != "D" {
			t.Errorf("duplicate: %s", v.Doc.Finding.Result)
		}
	})
}

func TestIncoming(t *testing.T) {
	onBoth(t, func(h *house) {
		h.registered("itr1", "TAB 1", focalpoint.Ref{Name: "D"})
		letter, err := h.files.Put(h.ctx, "us1", "letter.txt", strings.NewReader("please trace TAB 1"))
		h.ok(err)
		_, err = h.Receive(h.ctx, "us1", trace.In{})
		h.kind(err, focalpoint.KindInvalid)
		v, err := h.Receive(h.ctx, "us1", trace.In{From: trace.Addressee{Kind: trace.ToState, Country: "FRA", Name: "Paris"}, Reference: "P-1", Language: "fr", Files: []string{letter.SHA}, Describes: *pistol("BRA"), Marks: number("TAB 1"), FoundOn: "2025-12"})
		h.ok(err)
		if v.Doc.Finding.Result != "T1" || v.Doc.NeedAt(h.now) != trace.NeedReply || v.Doc.Direction != trace.Incoming || v.Doc.Identity.Chosen != "itr1" {
			t.Errorf("incoming: %+v", v.Doc)
		}
		var counted int
		h.ok(h.log.DB.QueryRowContext(h.ctx, `SELECT COUNT(*) FROM outcome`).Scan(&counted))
		if counted != 0 {
			t.Error("a partner's item has an outcome in our figures")
		}
		if n, err := h.Sweep(h.ctx, "us1", trace.Sweeping{}); n != 0 || err != nil {
			t.Errorf("swept %d (%v)", n, err)
		}
		_, err = h.AcknowledgeIncoming(h.ctx, "us1", v.Doc.ID, 0, "")
		h.ok(err)
		_, err = h.Respond(h.ctx, "us1", v.Doc.ID, 0, trace.Reply{Refusal: "because"})
		h.kind(err, focalpoint.KindInvalid)
		v, err = h.Respond(h.ctx, "us1", v.Doc.ID, 0, trace.Reply{Text: "Vendue en 2019.", Holder: true})
		h.ok(err)
		l, err := h.ReplyLetter(h.ctx, v.Doc.ID)
		h.ok(err)
		page, _ := l.HTML()
		if !strings.Contains(string(page), "Vendue en 2019.") || !strings.Contains(string(page), "P-1") || v.Doc.Status() != trace.HopAnswered || v.Doc.Incoming.Reply.Letter == "" {
			t.Errorf("reply is %s, %d bytes", v.Doc.Status(), len(page))
		}
	})
}

func TestReportProves(t *testing.T) {
	onBoth(t, func(h *house) {
		h.registered("itr1", "TAB 1", focalpoint.Ref{Name: "D"})
		h.seized("its1", "BRA", number("TAB 1"))
		list, err := h.Run(h.ctx, "us1", "its1")
		h.ok(err)
		r, err := h.Report(h.ctx, list[0].Doc.ID)
		h.ok(err)
		data, err := json.Marshal(r)
		h.ok(err)
		var read trace.Report
		h.ok(json.Unmarshal(data, &read))
		h.ok(read.Check())
		if len(read.Proofs) != len(read.Events)+1 || len(read.Events) != 5 {
			t.Errorf("%d proofs for %d events", len(read.Proofs), len(read.Events))
		}
		for what, change := range map[string]func(r *trace.Report){
			"digest": func(r *trace.Report) { r.Proofs[1].Proof.Digest[0] ^= 1 },
			"holder": func(r *trace.Report) { r.Events[2].To.Person = "pe2" },
			"row":    func(r *trace.Report) { *r.Proofs[2].Values[3] = "2001" },
			"result": func(r *trace.Report) { r.Trace.Doc.Finding.Result = "T6" },
			"root":   func(r *trace.Report) { r.Proofs[0].Proof.Head.Root[0] ^= 1 },
			"event":  func(r *trace.Report) { r.Events = r.Events[1:] },
		} {
			var forged trace.Report
			h.ok(json.Unmarshal(data, &forged))
			change(&forged)
			if forged.Check() == nil {
				t.Errorf("a report with a changed %s checks", what)
			}
		}
		for _, lang := range trace.Letters() {
			page, err := h.ReportLetter(r, lang, nil).HTML()
			h.ok(err)
			if strings.Contains(string(page), "[trace.") || strings.Contains(string(page), "{") && strings.Contains(string(page), "{holder}") {
				t.Errorf("%s: the report has a hole", lang)
			}
			if !strings.Contains(string(page), "TAB 1") {
				t.Errorf("%s: the number is not in the report", lang)
			}
		}
	})
}

func TestListAndRebuild(t *testing.T) {
	onBoth(t, func(h *house) {
		for _, s := range []string{"1", "2", "3"} {
			h.seized(focalpoint.ItemID("its"+s), "BRA", number("N_"+s))
		}
		_, err := h.Run(h.ctx, "us1", "its1", "its2", "its3")
		h.ok(err)
		list := func(f trace.Filter) trace.Page {
			page, err := h.List(h.ctx, f)
			h.ok(err)
			return page
		}
		if p := list(trace.Filter{Sort: "serial", Limit: 2}); p.Total != 3 || len(p.Rows) != 2 || p.Rows[0].Serial != "N_1" || list(trace.Filter{Sort: "serial", Limit: 2, After: p.Next}).Rows[0].Serial != "N_3" {
			t.Errorf("pages: %+v", p)
		}
		for _, f := range []trace.Filter{{Text: "n_2"}, {Text: "its2"}, {Item: "its2"}, {Seizure: "szits2"}} {
			if p := list(f); p.Total != 1 || p.Rows[0].Item != "its2" {
				t.Errorf("%+v: %+v", f, p.Rows)
			}
		}
		if p := list(trace.Filter{Result: "F5", Leaf: "1.5", From: "2026-01", To: "2026", Open: true}); p.Total != 3 {
			t.Errorf("by result: %d", p.Total)
		}
		if p := list(trace.Filter{Text: "N%"}); p.Total != 0 {
			t.Errorf("a percent sign is a wildcard: %d", p.Total)
		}
		_, err = h.List(h.ctx, trace.Filter{Sort: "colour"})
		h.kind(err, focalpoint.KindInvalid)
		before := list(trace.Filter{Sort: "id"})
		h.ok(h.Rebuild(h.ctx))
		after := list(trace.Filter{Sort: "id"})
		for i := range after.Rows {
			a, b := after.Rows[i], before.Rows[i]
			a.Changed, b.Changed = 0, 0
			if a != b && a.ID != b.ID {
				t.Errorf("rebuilt %+v, was %+v", a, b)
			}
		}
	})
}

// lame is a finder that fails for one item.
type lame struct{ item focalpoint.ItemID }

func (l lame) Candidates(_ context.Context, it register.Item, _ int) ([]trace.Candidate, error) {
	if it.ID == l.item {
		return nil, errors.New("the index is broken here")
	}
	return nil, nil
}

func TestOneBadItemKeepsNobodyWaiting(t *testing.T) {
	onBoth(t, func(h *house) {
		for _, s := range []string{"1", "2", "3"} {
			h.seized(focalpoint.ItemID("its"+s), "BRA", number("N "+s))
		}
		s := trace.New(trace.Options{Log: h.log, Register: h.reg, Directory: h.dir, Codes: catalogue.Default(), Finder: lame{"its2"}, Policy: trace.Policy{Home: "BRA"}})
		for round := range 2 {
			n, err := s.Sweep(h.ctx, "us1", trace.Sweeping{})
			if want := []int{2, 0}[round]; n != want || err == nil || !strings.Contains(err.Error(), "its2") {
				t.Errorf("round %d: %d items, %v", round, n, err)
			}
		}
	})
}
