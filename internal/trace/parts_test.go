package trace_test

import (
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/trace"
	"focalpoint/mark"
)

func struckOn(position, text string) focalpoint.Mark {
	return focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: text, Condition: focalpoint.ConditionLegible, Position: position}
}

// TestSwappedParts: the frame of one firearm and the barrel of another, in any
// language of the officer. The frame's life is followed, and both are told.
func TestSwappedParts(t *testing.T) {
	onBoth(t, func(h *house) {
		h.registered("itra", "TAB 11110", focalpoint.Ref{Name: "D"})
		h.registered("itrb", "TAB 22222", focalpoint.Ref{Name: "D"})
		h.record(focalpoint.Event{Item: "itrb", Kind: focalpoint.EventTheft, Happened: "2024-05-01", State: "BRA", From: focalpoint.Ref{Person: "pe1"}, Keeper: focalpoint.Ref{Name: "Police"}})
		for i, barrel := range []string{"on the barrel, left", "canon", "ствол", "枪管", "ماسورة", "barrel"} {
			n := string(rune('1' + i))
			id, a := focalpoint.ItemID("its"+n), focalpoint.ItemID("itr"+n)
			h.registered(a, "TAB 1111"+n, focalpoint.Ref{Name: "D"})
			h.seized(id, "BRA", []focalpoint.Mark{struckOn(barrel, "TAB 22222"), struckOn("frame", "TAB 1111"+n)})
			list, err := h.Run(h.ctx, "us1", id)
			h.ok(err)
			f := list[0].Doc.Finding
			if list[0].Doc.Identity.Chosen != a || f.Result != "T1" || f.LastLegal == nil || f.LastLegal.Item != a {
				t.Fatalf("%s: identity %+v, result %s", barrel, list[0].Doc.Identity, f.Result)
			}
			if len(f.Parts) != 1 || f.Parts[0].Item != "itrb" || f.Parts[0].Part != focalpoint.PartBarrel || f.Parts[0].Basis != trace.PartStruck || f.Parts[0].Result != "T4" ||
				f.Parts[0].LastLegal == nil || f.Parts[0].LastLegal.Item != "itrb" {
				t.Fatalf("%s: parts %+v", barrel, f.Parts)
			}
		}
		r, err := h.ForItem(h.ctx, "its1")
		h.ok(err)
		report, err := h.Report(h.ctx, r.Doc.ID)
		h.ok(err)
		page, err := h.ReportLetter(report, "en", nil).HTML()
		h.ok(err)
		if !strings.Contains(string(page), "Parts of another life") || !strings.Contains(string(page), "itrb") {
			t.Error("the report does not tell of the barrel's firearm")
		}
		// All numbers alike: one life.
		h.seized("itsx", "BRA", []focalpoint.Mark{struckOn("frame", "TAB 11110"), struckOn("slide", "tab-11110")})
		list, err := h.Run(h.ctx, "us1", "itsx")
		h.ok(err)
		if len(list[0].Doc.Finding.Parts) != 0 || list[0].Doc.Identity.Chosen != "itra" {
			t.Errorf("one number on all parts: %+v", list[0].Doc.Finding.Parts)
		}
		// The frame's number is gone: the barrel's leads on, and a person decides.
		h.seized("itsy", "BRA", []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Position: "frame", Condition: focalpoint.ConditionErased}, struckOn("barrel", "TAB 22222")})
		list, err = h.Run(h.ctx, "us1", "itsy")
		h.ok(err)
		if id := list[0].Doc.Identity; id.State != trace.IdentityWaiting || len(id.Candidates) != 1 || id.Candidates[0].Item != "itrb" {
			t.Errorf("a barrel's number alone: %+v", id)
		}
	})
}

// TestPartsOnRecord: parts that joined and left by events of their own.
func TestPartsOnRecord(t *testing.T) {
	onBoth(t, func(h *house) {
		h.registered("itra", "TAB 11111", focalpoint.Ref{Name: "D"})
		h.registered("itrb", "TAB 22222", focalpoint.Ref{Name: "D"})
		h.record(
			focalpoint.Event{Item: "it-p", Kind: focalpoint.EventRegister, Happened: "2019-01-02", State: "BRA", Describes: &focalpoint.Description{Kind: focalpoint.Part, Part: focalpoint.PartBarrel}, Marks: number("TAB 22222")},
			focalpoint.Event{Item: "it-p", Kind: focalpoint.EventJoin, Other: "itrb", Happened: "2019-01-02"},
			focalpoint.Event{Item: "it-p", Kind: focalpoint.EventLeave, Other: "itrb", Happened: "2022-03-01"},
			focalpoint.Event{Item: "it-p", Kind: focalpoint.EventJoin, Other: "itra", Happened: "2022-04-01"},
			focalpoint.Event{Item: "itrb", Kind: focalpoint.EventTheft, Happened: "2024-05-01", State: "BRA", From: focalpoint.Ref{Person: "pe1"}},
		)
		h.seized("its1", "BRA", number("TAB 11111"))
		list, err := h.Run(h.ctx, "us1", "its1")
		h.ok(err)
		parts := list[0].Doc.Finding.Parts
		if len(parts) != 1 || parts[0].Item != "itrb" || parts[0].Basis != trace.PartJoined || parts[0].Part != focalpoint.PartBarrel || parts[0].Result != "T1" {
			t.Fatalf("parts %+v: the barrel left before the theft", parts)
		}
		// The barrel alone is taken, and traced because somebody asks.
		h.record(focalpoint.Event{Item: "it-p", Kind: focalpoint.EventSeizure, Role: focalpoint.RoleSeized, Seizure: "sz9", Happened: "2026-01-12", State: "BRA"})
		list, err = h.Run(h.ctx, "us1", "it-p")
		h.ok(err)
		parts = list[0].Doc.Finding.Parts
		if len(parts) != 2 || parts[0].Item != "itrb" || parts[1].Item != "itra" || parts[1].Basis != trace.PartHost {
			t.Errorf("the firearms the barrel was in: %+v", parts)
		}
	})
}

// TestBooksOfTheClosed: the keeper's books are followed from hand to hand to
// whoever has them now, else to the archive; a death or closing that is entered
// later is found by the next sweep.
func TestBooksOfTheClosed(t *testing.T) {
	onBoth(t, func(h *house) {
		archive := h.party(directory.Party{Kind: directory.Keeper, Name: "State archive", Roles: []directory.Role{directory.RoleArchive}, Country: "BRA"})
		last := h.party(directory.Party{Kind: directory.Keeper, Name: "Books & Sons", Roles: []directory.Role{directory.RoleDealer}, Country: "BRA"})
		middle := h.party(directory.Party{Kind: directory.Keeper, Name: "Middle", Roles: []directory.Role{directory.RoleDealer}, Country: "BRA", To: "2024-01-01", Successor: last.ID})
		taken := h.party(directory.Party{Kind: directory.Keeper, Name: "Taken over", Roles: []directory.Role{directory.RoleDealer}, Country: "BRA", To: "2023-01-01", Successor: middle.ID})
		alone := h.party(directory.Party{Kind: directory.Keeper, Name: "Alone", Roles: []directory.Role{directory.RoleDealer}, Country: "BRA", To: "2023-01-01"})
		open := h.party(directory.Party{Kind: directory.Keeper, Name: "Open", Roles: []directory.Role{directory.RoleDealer}, Country: "BRA"})
		for i, dealer := range []directory.Party{taken, alone, open} {
			id, serial := focalpoint.ItemID("itr"+string(rune('1'+i))), "TAB "+strings.Repeat(string(rune('4'+i)), 3)+"17"
			h.record(focalpoint.Event{Item: id, Kind: focalpoint.EventSale, Happened: "2020-01-01", State: "BRA", To: dealer.Ref(), Keeper: dealer.Ref(), Describes: pistol("BRA"), Marks: number(serial)})
			h.seized("its"+id[3:], "BRA", number(serial))
		}
		_, err := h.Sweep(h.ctx, "us1", trace.Sweeping{})
		h.ok(err)
		for item, want := range map[focalpoint.ItemID]struct {
			result    focalpoint.ResultCode
			custodian focalpoint.PartyID
			next      focalpoint.PartyID
		}{"its1": {"T2", last.ID, last.ID}, "its2": {"T2", archive.ID, archive.ID}, "its3": {"T1", "", open.ID}} {
			v, err := h.ForItem(h.ctx, item)
			h.ok(err)
			f := v.Doc.Finding
			if f.Result != want.result || f.LastLegal.Custodian.Party != want.custodian || len(f.Next) != 1 || f.Next[0].To.Party != want.next {
				t.Errorf("%s: %s, books with %s, next %+v", item, f.Result, f.LastLegal.Custodian.Party, f.Next)
			}
		}
		open.To = "2026-01-01"
		_, err = h.dir.Save(h.ctx, "us1", open, 1, "closed")
		h.ok(err)
		h.days(1)
		_, err = h.Sweep(h.ctx, "us1", trace.Sweeping{})
		h.ok(err)
		v, err := h.ForItem(h.ctx, "its3")
		h.ok(err)
		if v.Doc.Finding.Result != "T2" || v.Doc.Finding.LastLegal.Custodian.Party != archive.ID {
			t.Errorf("after the dealer closed: %s", v.Doc.Finding.Result)
		}
	})
}

// TestDeathEnteredLater: the persons' file says that the last holder died; the
// next sweep tells, and reads no name.
func TestDeathEnteredLater(t *testing.T) {
	onBothWith(t, []store.Schema{person.Schema()}, person.Tables(), func(h *house, db *store.DB) {
		people := person.New(h.log)
		h.Service = trace.New(trace.Options{Log: h.log, Register: h.reg, Directory: h.dir, Files: h.files, Codes: catalogue.Default(), Deaths: people, Policy: trace.Policy{Home: "BRA"}})
		holder := person.Person{Names: []person.Name{{Full: "A. Holder"}}}
		id, base, err := people.Save(h.ctx, "us1", "", 0, holder, "")
		h.ok(err)
		h.record(focalpoint.Event{Item: "itr1", Kind: focalpoint.EventSale, Happened: "2020-01-01", State: "BRA", To: focalpoint.Ref{Person: id}, Describes: pistol("BRA"), Marks: number("TAB 414")})
		h.seized("its1", "BRA", number("TAB 414"))
		_, err = h.Sweep(h.ctx, "us1", trace.Sweeping{})
		h.ok(err)
		v, err := h.ForItem(h.ctx, "its1")
		h.ok(err)
		if v.Doc.Finding.Result != "T1" {
			t.Fatalf("alive: %s", v.Doc.Finding.Result)
		}
		for _, c := range []struct {
			died focalpoint.Date
			want focalpoint.ResultCode
		}{{"2020/2031", "T1"}, {"2021", "T2"}, {"", "T2"}} { // a record that is changed back waits until something else brings the trace up
			holder.Died = c.died
			_, base, err = people.Save(h.ctx, "us1", id, base, holder, "civil registry")
			h.ok(err)
			_, err = h.Sweep(h.ctx, "us1", trace.Sweeping{})
			h.ok(err)
			v, err = h.ForItem(h.ctx, "its1")
			h.ok(err)
			if v.Doc.Finding.Result != c.want {
				t.Errorf("died %q: %s, want %s", c.died, v.Doc.Finding.Result, c.want)
			}
		}
	})
}

// TestFormats: the formats of a maker's numbers say which fit, which are unusual
// and which cannot be.
func TestFormats(t *testing.T) {
	var list []mark.Format
	for _, f := range []mark.Format{
		{Code: "1", Maker: "FIC", Template: "@@@###", Only: true, Trust: mark.Published}, {Code: "2", Maker: "FIC", Template: "HR#####", Only: true, Trust: mark.Published},
		{Code: "3", Maker: "FIC", Template: "%%####", Only: true, Trust: mark.Published}, {Code: "4", Maker: "PAR", Template: "######", Trust: mark.Memory},
	} {
		f.Source = "maker's letter of 2020"
		made, err := mark.NewFormat(f)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, made)
	}
	judge := trace.Formats{Codes: formats{mark.NewFormats(list)}}
	for _, c := range []struct {
		make, text string
		want       trace.Fit
	}{
		{"FIC", "ABC123", trace.FitFits}, {"FIC", "abc-123", trace.FitFits}, {"FIC", "HR12345", trace.FitFits}, {"FIC", "ДЖ1234", trace.FitFits},
		{"FIC", "2014ABC123", trace.FitFits}, {"FIC", "A80123", trace.FitUnusual}, {"FIC", "ABC١٢٣", trace.FitFits}, {"FIC", "HRI2345", trace.FitUnusual},
		{"FIC", "98-7650021", trace.FitCannot}, {"FIC", "ДЖ123457", trace.FitCannot}, {"FIC", "HR1234567", trace.FitCannot}, {"FIC", "unknown", trace.FitUnusual},
		{"PAR", "123456", trace.FitUnusual /* a hand types it */}, {"PAR", "123457", trace.FitFits}, {"PAR", "12347", trace.FitUnusual},
		{"PAR", "12.05.2014", trace.FitUnusual}, {"XXX", "ABC123", trace.FitUnsaid}, {"", "ABC123", trace.FitUnsaid},
	} {
		it := register.Item{Describes: focalpoint.Description{Make: focalpoint.Chosen(c.make)}, Marks: []register.ItemMark{{Mark: struckOn("frame", c.text)}}}
		if got := judge.Judge(it); got.Fit != c.want || (got.Fit == trace.FitCannot || got.Fit == trace.FitUnusual) != (got.Why.Key != "") {
			t.Errorf("%s %q: %+v, want %q", c.make, c.text, got, c.want)
		}
	}
	doubtful := register.Item{Describes: focalpoint.Description{Make: focalpoint.Chosen("FIC")}, Marks: []register.ItemMark{{Mark: focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: "9?", Reading: "9?*"}}}}
	if got := judge.Judge(doubtful); got.Fit != trace.FitUnsaid {
		t.Errorf("a number in doubt is judged: %+v", got)
	}
}

type formats struct{ *mark.Formats }

func (f formats) JudgeSerial(makeCode, text string, year int) mark.Verdict {
	p, err := mark.Parse(text)
	if err != nil {
		return mark.Verdict{Result: mark.FormatUnknown}
	}
	return f.Judge(makeCode, p, year)
}

// TestMisfitEndsInF2: a number that cannot be ends a trace in F2, unless it is
// on record after all or somebody who was asked may still answer.
func TestMisfitEndsInF2(t *testing.T) {
	cannot := trace.NumberFit{Fit: trace.FitCannot, Why: trace.Reason{Key: "trace.fit.cannot"}}
	in := found(func(in *trace.Input) { in.Number = cannot })
	if f := trace.Walk(in, policy()); f.Result != "F2" || f.Reasons[1].Key != "trace.fit.cannot" {
		t.Errorf("result %s, %+v", f.Result, f.Reasons)
	}
	in.Asked = []trace.Asked{{To: trace.Addressee{Name: "x"}, Status: trace.HopSent}}
	if f := trace.Walk(in, policy()); f.Result != "" || f.Leaf != "1.6" {
		t.Errorf("asked: %s, leaf %s", f.Result, f.Leaf)
	}
	known := input(made, sold, retailed)
	known.Number = cannot
	if f := trace.Walk(known, policy()); f.Result != "T1" || f.Indicators[0].Key != "trace.fit.cannot" {
		t.Errorf("on record: %s, %+v", f.Result, f.Indicators)
	}
	unusual := found(func(in *trace.Input) {
		in.Number = trace.NumberFit{Fit: trace.FitUnusual, Why: trace.Reason{Key: "trace.fit.unusual"}}
	})
	if f := trace.Walk(unusual, policy()); f.Result != "F5" || f.Indicators[0].Key != "trace.fit.unusual" {
		t.Errorf("unusual: %s, %+v", f.Result, f.Indicators)
	}
}
