package trace

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/letter"
	"focalpoint/internal/register"
)

// Report is a trace made ready to be handed over: the finding, the events it
// rests on, and for each the stored row with the proof that it stands in the
// log. Written as JSON it can be checked (Check) by anybody who has a root he
// trusts.
type Report struct {
	Made   time.Time          `json:"made"`
	Trace  Version            `json:"trace"`
	Item   register.Item      `json:"item"`
	Events []focalpoint.Event `json:"events"` // of the life, oldest first
	Log    ledger.Head        `json:"log"`    // the head the proofs lead to
	Proofs []Proved           `json:"proofs"` // of the trace's version, then of each event in order
}

// Report makes the report of a trace as it stands.
func (s *Service) Report(ctx context.Context, id focalpoint.TraceID) (*Report, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	r := &Report{Made: s.log.Now().UTC(), Trace: v}
	if r.Item, err = s.reg.Item(ctx, v.Doc.Item); err != nil {
		return nil, err
	}
	life, err := s.reg.Life(ctx, v.Doc.Item)
	if err != nil {
		return nil, err
	}
	r.Events = register.InOrder(life.Effective)
	p, err := s.prove(ctx, book.Table, v.ID, v.Version)
	if err != nil {
		return nil, err
	}
	r.Proofs = append(r.Proofs, p)
	for _, e := range r.Events {
		if p, err = s.prove(ctx, register.EventTable(), string(e.ID)); err != nil {
			return nil, err
		}
		r.Proofs = append(r.Proofs, p)
	}
	r.Log = p.Proof.Head // the latest; the log may have grown between two proofs
	return r, nil
}

// ReportLetter lays a report out for reading and printing in a language. party
// names parties and persons by number where the reader may know them; nil
// takes names of parties from the directory and leaves persons as numbers.
func (s *Service) ReportLetter(r *Report, lang string, party func(string) string) *letter.Letter {
	sp := s.speaker(lang)
	if party != nil {
		sp.Party = party
	}
	p, t, f := sp.P, r.Trace.Doc, r.Trace.Doc.Finding
	l := &letter.Letter{Lang: string(p.Lang()), Dir: p.Dir(), Title: p.T("trace.report.title"), Footer: p.T("trace.report.bias")}
	l.Fields(
		letter.Field{Name: p.T("trace.report.trace"), Value: letter.AsIs(string(t.ID))},
		letter.Field{Name: p.T("trace.report.version"), Value: letter.Words(p.Number(r.Trace.Version))},
		letter.Field{Name: p.T("trace.report.item"), Value: letter.AsIs(string(t.Item))},
		letter.Field{Name: p.T("trace.letter.date"), Value: letter.Words(p.Date(string(focalpoint.DateOf(r.Made))))},
		letter.Field{Name: p.T("trace.report.status"), Value: letter.Words(p.T("trace.status." + string(t.Status())))},
		letter.Field{Name: p.T("trace.report.rules"), Value: letter.AsIs(f.Rules)},
	)
	itemBlocks(l, sp, t.Request)
	findingBlocks(l, sp, f)
	if f.LastLegal != nil {
		legalBlocks(l, sp, f)
	}
	diversionBlocks(l, sp, f)
	timelineBlocks(l, sp, f)
	workBlocks(l, sp, t)
	proofBlocks(l, sp, r)
	return l
}

func findingBlocks(l *letter.Letter, sp Speaker, f Finding) {
	p := sp.P
	l.Heading(p.T("trace.report.summary"))
	result := p.T("trace.report.undecided")
	if f.Result != focalpoint.ResultUndecided {
		result = string(f.Result) + " " + sp.Name("result", string(f.Result))
	}
	l.Fields(
		letter.Field{Name: p.T("trace.report.result"), Value: letter.Words(result)},
		letter.Field{Name: p.T("trace.report.leaf"), Value: letter.Words(string(f.Leaf) + " " + sp.Name("tracing-leaf", string(f.Leaf)))},
		letter.Field{Name: p.T("trace.report.before"), Value: letter.Words(sp.Name("previous-status", f.Before))},
		letter.Field{Name: p.T("trace.report.time-to-crime"), Value: letter.Words(days(sp, f.SinceTransfer))},
		letter.Field{Name: p.T("trace.report.time-to-retail"), Value: letter.Words(days(sp, f.SinceRetail))},
	)
	l.Bullets(sentences(sp, f.Reasons)...)
	if len(f.Parts) > 0 {
		l.Heading(p.T("trace.part.title"))
		lives := make([]letter.Text, len(f.Parts))
		for i, part := range f.Parts {
			lives[i] = letter.Words(sp.Say(part.Reason))
		}
		l.Bullets(lives...)
	}
}

func sentences(sp Speaker, list []Reason) []letter.Text {
	out := make([]letter.Text, 0, len(list))
	for _, r := range list {
		out = append(out, letter.Words(sp.Say(r)))
	}
	return out
}

func diversionBlocks(l *letter.Letter, sp Speaker, f Finding) {
	p, d := sp.P, f.Diversion
	if d.Way == "" {
		return
	}
	l.Heading(p.T("trace.report.diversion"))
	l.Fields(
		letter.Field{Name: p.T("trace.report.way"), Value: letter.Words(sp.Name("diversion", d.Way))},
		letter.Field{Name: p.T("trace.report.between"), Value: letter.Words(sp.Date(d.Between))},
		letter.Field{Name: p.T("trace.report.place"), Value: letter.Words(placeText(sp, d.Place))},
		letter.Field{Name: p.T("trace.report.state"), Value: letter.Words(sp.State(d.State))},
		letter.Field{Name: p.T("trace.report.holder"), Value: letter.Words(sp.Ref(d.Holder))},
		letter.Field{Name: p.T("trace.report.rests-on"), Value: letter.Words(p.T("trace.basis-of." + string(d.Basis)))},
	)
}

func timelineBlocks(l *letter.Letter, sp Speaker, f Finding) {
	p := sp.P
	after := map[focalpoint.EventID]bool{}
	for _, g := range f.Gaps {
		after[g.After] = true
	}
	rows := make([][]letter.Text, 0, len(f.Timeline))
	for _, st := range f.Timeline {
		kind := sp.Name("event", string(st.Kind))
		if st.Event == f.Taking {
			kind += " ◆"
		}
		if after[st.Event] {
			kind += " (" + p.T("trace.report.gap-mark") + ")"
		}
		rows = append(rows, []letter.Text{letter.Words(sp.Date(st.Happened)), letter.Words(kind), letter.Words(sp.Ref(st.From)), letter.Words(sp.Ref(st.To)), letter.Words(sp.Ref(st.Keeper)),
			letter.Words(sp.State(st.State)), letter.AsIs(st.Document)})
	}
	l.Heading(p.T("trace.report.timeline"))
	l.Grid([]string{p.T("trace.letter.date"), p.T("trace.report.event"), p.T("trace.report.from-whom"), p.T("trace.report.to-whom"), p.T("trace.report.keeper"), p.T("trace.report.state"), p.T("trace.report.document")}, rows...)
	if len(f.Gaps) > 0 {
		l.Heading(p.T("trace.report.gaps"))
		items := make([]letter.Text, len(f.Gaps))
		for i, g := range f.Gaps {
			items[i] = letter.Words(sp.Say(g.Reason))
		}
		l.Bullets(items...)
	}
	if len(f.Indicators) > 0 {
		l.Heading(p.T("trace.report.indicators"))
		l.Bullets(sentences(sp, f.Indicators)...)
	}
}

func workBlocks(l *letter.Letter, sp Speaker, t Trace) {
	p := sp.P
	if len(t.Finding.Next) > 0 {
		l.Heading(p.T("trace.report.next"))
		items := make([]letter.Text, len(t.Finding.Next))
		for i, a := range t.Finding.Next {
			items[i] = letter.Words(sp.Say(a.Why))
		}
		l.Bullets(items...)
	}
	if len(t.Hops) > 0 {
		l.Heading(p.T("trace.report.hops"))
		rows := make([][]letter.Text, len(t.Hops))
		for i, h := range t.Hops {
			day := func(at time.Time) letter.Text {
				if at.IsZero() {
					return letter.Words("—")
				}
				return letter.Words(p.Date(string(focalpoint.DateOf(at))))
			}
			status := p.T("trace.status." + string(h.Status))
			if h.Answer != nil && h.Answer.Refusal != "" {
				status += colon(p.T("trace.refusal." + h.Answer.Refusal))
			}
			rows[i] = []letter.Text{letter.AsIs(h.Reference), letter.Words(sp.party(h.To.label())), day(h.Sent), day(h.Due), letter.Words(status)}
		}
		l.Grid([]string{p.T("trace.letter.reference"), p.T("trace.letter.to"), p.T("trace.report.sent"), p.T("trace.report.due"), p.T("trace.report.status")}, rows...)
	}
	if f := t.FollowUp; f != nil {
		l.Heading(p.T("trace.report.follow-up"))
		l.Paragraph(p.T("trace.choice."+string(f.Choice)) + colon(f.Reason))
	}
}

func proofBlocks(l *letter.Letter, sp Speaker, r *Report) {
	p := sp.P
	l.Heading(p.T("trace.report.proof"))
	l.Paragraph(p.T("trace.report.proof-text", "size", r.Log.Size))
	l.Fields(letter.Field{Name: p.T("trace.report.root"), Value: letter.AsIs(hex.EncodeToString(r.Log.Root[:]))})
	rows := make([][]letter.Text, len(r.Proofs))
	for i, pr := range r.Proofs {
		name := ""
		if id, ok := pr.Proof.Key["id"].(string); ok {
			name = id
		}
		rows[i] = []letter.Text{letter.AsIs(name), letter.AsIs(strconv.FormatInt(pr.Proof.Leaf.Seq, 10)), letter.AsIs(hex.EncodeToString(pr.Proof.Digest[:]))}
	}
	l.Grid([]string{p.T("trace.report.row"), p.T("trace.report.leaf-number"), p.T("trace.report.digest")}, rows...)
}
