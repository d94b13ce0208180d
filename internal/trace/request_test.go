package trace_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/i18n"
	"focalpoint/internal/trace"
)

// full is a request that lacks nothing for a State.
func full() trace.Request {
	r := request()
	r.Describes = *pistol("BRA")
	r.Marks, r.Marking = number("AB 1"), focalpoint.MarkedUniquely
	r.FoundOn, r.FoundAt = "2026-01-10", focalpoint.Place{Text: "Harbour"}
	r.Offences = []focalpoint.Coded{focalpoint.Raw("possession")}
	return r
}

func fields(list []trace.Missing) string {
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = m.Field
	}
	return strings.Join(out, " ")
}

func TestComplete(t *testing.T) {
	state, dealer := trace.Addressee{Kind: trace.ToState, Country: "FRA"}, trace.Addressee{Kind: trace.ToDealer, Country: "FRA"}
	for _, c := range []struct {
		name   string
		change func(*trace.Request)
		to     trace.Addressee
		want   string
	}{
		{"nothing missing", func(*trace.Request) {}, state, ""},
		{"everything", func(r *trace.Request) { *r = trace.Request{} }, state,
			"make model calibre serial country type why basis circumstances found-on found-at use offence authority contact case questions"},
		{"ISACS five", func(r *trace.Request) { r.Describes, r.Marks = focalpoint.Description{}, nil }, state, "make model calibre serial country type"},
		{"unknown is not given", func(r *trace.Request) { r.Describes.Make = focalpoint.Chosen(focalpoint.CodeUnknown) }, state, "make"},
		{"an import mark stands for the country", func(r *trace.Request) {
			r.Describes.Country = focalpoint.Coded{}
			r.Marks = append(r.Marks, focalpoint.Mark{Kind: focalpoint.MarkImport, Text: "BRA 2019"})
		}, state, ""},
		{"a number that is erased is said", func(r *trace.Request) {
			r.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Condition: focalpoint.ConditionErased}}
		}, state, ""},
		{"a number nobody looked for is not", func(r *trace.Request) { r.Marks, r.Marking = nil, focalpoint.MarkedUnknown }, state, "serial"},
		{"urgent without a reason", func(r *trace.Request) { r.Priority = trace.Urgent }, state, "priority-reason"},
		{"a dealer abroad needs the importer", func(*trace.Request) {}, dealer, "importer"},
		{"a lot of ammunition", func(r *trace.Request) {
			r.Describes = focalpoint.Description{Kind: focalpoint.Ammunition, Make: focalpoint.Raw("x"), Calibre: focalpoint.Raw("9x19"), Country: focalpoint.Chosen("BRA")}
			r.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkHeadstamp, Text: "CBC 9"}}
		}, state, ""},
	} {
		r := full()
		c.change(&r)
		if got := fields(trace.Complete(r, c.to)); got != c.want {
			t.Errorf("%s: missing %q, want %q", c.name, got, c.want)
		}
	}
}

// TestWaived: whatever is missing, a stated reason for each field lets it go,
// and one blank reason does not.
func TestWaived(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := full()
		drop := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"make", "marks", "why", "use", "case"}), rapid.ID).Draw(t, "drop")
		for _, f := range drop {
			switch f {
			case "make":
				r.Describes.Make = focalpoint.Coded{}
			case "marks":
				r.Marks = nil
			case "why":
				r.Why = " "
			case "use":
				r.Use = ""
			case "case":
				r.Requester.Case = ""
			}
		}
		missing := trace.Complete(r, trace.Addressee{Kind: trace.ToState})
		if len(missing) != len(drop) {
			t.Fatalf("%d fields dropped, %d missing", len(drop), len(missing))
		}
		r.Waived = map[string]string{}
		for _, m := range missing {
			r.Waived[m.Field] = "reason"
			if len(m.Sets) == 0 {
				t.Fatalf("nobody asks for %s", m.Field)
			}
		}
		for _, m := range trace.Complete(r, trace.Addressee{Kind: trace.ToState}) {
			if m.Waived == "" {
				t.Fatalf("%s is waived and still open", m.Field)
			}
		}
	})
}

func TestClocks(t *testing.T) {
	rules := trace.Standard()
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		to    trace.Addressee
		asker trace.AddresseeKind
		home  focalpoint.Country
		day   string
		code  string
		due   string
	}{
		{trace.Addressee{Kind: trace.ToDealer, Country: "USA"}, trace.ToState, "USA", "2026-03-01", "dealer-24h", "2026-03-02"},
		{trace.Addressee{Kind: trace.ToState, Country: "GHA"}, trace.ToState, "NGA", "2026-03-01", "ecowas-month", "2026-04-01"},
		{trace.Addressee{Kind: trace.ToState, Country: "MLI"}, trace.ToState, "NGA", "2024-03-01", "ecowas-month", "2024-04-01"},
		{trace.Addressee{Kind: trace.ToState, Country: "MLI"}, trace.ToState, "NGA", "2026-03-01", "default-30d", "2026-03-31"},
		{trace.Addressee{Kind: trace.ToMaker, Country: "BEL"}, trace.ToOrganization, "NGA", "2026-03-01", "car-28d", "2026-03-29"},
		{trace.Addressee{Kind: trace.ToDealer, Country: "BRA"}, trace.ToState, "BRA", "2026-03-01", "keeper-3d", "2026-03-04"},
		{trace.Addressee{Kind: trace.ToForce}, trace.ToState, "BRA", "2026-03-01", "force-10d", "2026-03-11"},
		{trace.Addressee{Kind: trace.ToOther, Country: "FRA"}, trace.ToState, "BRA", "2026-03-01", "default-30d", "2026-03-31"},
	} {
		clock := rules.ClockFor(c.to, c.asker, c.home, at(c.day), "")
		if clock.Code != c.code || !clock.Due(at(c.day)).Equal(at(c.due)) {
			t.Errorf("%+v on %s: %s, due %s; want %s, %s", c.to, c.day, clock.Code, clock.Due(at(c.day)), c.code, c.due)
		}
		if clock.Source == "" || clock.SilentFrom(at(c.day)).Before(clock.Due(at(c.day))) {
			t.Errorf("%s: no source, or silent before it is due", clock.Code)
		}
	}
	if c := rules.ClockFor(trace.Addressee{Kind: trace.ToState, Country: "FRA"}, trace.ToState, "BRA", at("2026-03-01"), "car-28d"); c.Code != "car-28d" {
		t.Errorf("an agreed clock does not go first: %s", c.Code)
	}
}

// TestWordsAreThere: every code and reason of the room has a name in six
// languages, and every way of diversion is one of the catalogue's.
func TestWordsAreThere(t *testing.T) {
	codes := catalogue.Default()
	for _, w := range trace.Ways() {
		if _, ok := codes.Entry("diversion", w); !ok {
			t.Errorf("the catalogue has no way of diversion %s", w)
		}
	}
	if l, err := codes.List("diversion"); err != nil || len(l.Entries) != len(trace.Ways()) {
		t.Errorf("the catalogue has other ways than the room (%v)", err)
	}
	var keys []string
	for _, s := range trace.Statuses() {
		keys = append(keys, "trace.status."+string(s))
	}
	for _, n := range trace.Needs() {
		keys = append(keys, "trace.need."+string(n))
	}
	for _, k := range trace.AddresseeKinds() {
		keys = append(keys, "trace.kind."+string(k))
	}
	for _, u := range trace.Uses() {
		keys = append(keys, "trace.use."+string(u))
	}
	for _, q := range trace.Questions() {
		keys = append(keys, "trace.ask."+q)
	}
	for _, a := range trace.AnswerCodes() {
		keys = append(keys, "trace.answer."+string(a))
	}
	for _, r := range trace.Standard().Refusals {
		keys = append(keys, "trace.refusal."+r.Code)
	}
	for _, c := range trace.FollowUpChoices() {
		keys = append(keys, "trace.choice."+string(c))
	}
	for _, m := range trace.Complete(trace.Request{Priority: trace.Urgent}, trace.Addressee{}) {
		keys = append(keys, m.Key())
		for _, s := range m.Sets {
			keys = append(keys, "trace.set."+s)
		}
	}
	p := i18n.For(i18n.English)
	for _, k := range keys {
		if !p.Has(k) {
			t.Errorf("the key %s has no text", k)
		}
	}
}

// TestReasonsSpeak: whatever a walk finds can be said in every language.
func TestReasonsSpeak(t *testing.T) {
	codes := catalogue.Default()
	speakers := make([]trace.Speaker, 0, 6)
	for _, lang := range i18n.Languages() {
		speakers = append(speakers, trace.Speaker{P: i18n.For(lang).Strict(func(key string) { t.Errorf("the key %s has no text", key) }), Codes: codes})
	}
	rapid.Check(t, func(t *rapid.T) {
		f := trace.Walk(drawInput(t), policy())
		list := append(slices.Clone(f.Reasons), f.Indicators...)
		for _, g := range f.Gaps {
			list = append(list, g.Reason)
		}
		for _, n := range f.Next {
			list = append(list, n.Why)
		}
		if f.Diversion.Way != "" {
			list = append(list, f.Diversion.Reason)
		}
		for _, sp := range speakers {
			for _, r := range list {
				if s := sp.Say(r); s == "" || strings.ContainsAny(s, "{}") {
					t.Fatalf("%s says %q in %s", r.Key, s, sp.P.Lang())
				}
			}
		}
	})
}

func TestErrorsOfAnIncompleteRequestNameFields(t *testing.T) {
	onBoth(t, func(h *house) {
		h.seized("its1", "LBN", number("LB 501"))
		list, err := h.Run(h.ctx, "us1", "its1")
		h.ok(err)
		id := list[0].Doc.ID
		_, hop, err := h.Ask(h.ctx, "us1", id, 0, trace.Addressee{Kind: trace.ToState, Country: "LBN"}, "")
		h.ok(err)
		_, err = h.Check(h.ctx, "us1", id, 0, hop)
		var got []string
		for _, e := range focalpoint.FieldErrors(err) {
			got = append(got, e.Field)
		}
		want := []string{"request.why", "request.basis", "request.circumstances", "request.use", "request.contact", "request.questions"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		var e *focalpoint.Error
		if !errors.As(err, &e) || e.Kind != focalpoint.KindIncomplete {
			t.Errorf("kind of %v", err)
		}
		for _, bad := range []trace.Addressee{{}, {Kind: "club", Name: "x"}, {Party: "pa0"}} {
			if _, _, err := h.Ask(h.ctx, "us1", id, 0, bad, ""); focalpoint.KindOf(err) != focalpoint.KindInvalid {
				t.Errorf("%s: %v", fmt.Sprint(bad), err)
			}
		}
	})
}
