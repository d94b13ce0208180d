package trace

import (
	"context"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/i18n"
	"focalpoint/internal/letter"
)

// Letter writes the question of a hop as it left, or as it would leave.
func (s *Service) Letter(ctx context.Context, id focalpoint.TraceID, hop focalpoint.HopID) (*letter.Letter, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	h, err := v.Doc.hop(hop)
	if err != nil {
		return nil, err
	}
	if h.Joint != "" {
		return s.JointLetter(ctx, h.Joint)
	}
	return s.letterOf(&v.Doc, h, s.log.Now()), nil
}

// ReplyLetter writes our answer to a partner.
func (s *Service) ReplyLetter(ctx context.Context, id focalpoint.TraceID) (*letter.Letter, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if v.Doc.Incoming == nil || v.Doc.Incoming.Reply == nil {
		return nil, focalpoint.Errorf("trace.ReplyLetter", focalpoint.KindNotFound, "the trace %s holds no answer to a partner", id)
	}
	return s.replyOf(&v.Doc), nil
}

// speaker speaks a language; names of parties come from the directory.
func (s *Service) speaker(lang string) Speaker {
	l, ok := i18n.ParseLang(lang)
	if !ok {
		l = i18n.English
	}
	return Speaker{P: i18n.For(l), Codes: s.codes, Party: s.partyName(lang)}
}

// partyName looks names up in the directory; natural persons stay numbers,
// for reading about them has a purpose and a record of its own.
func (s *Service) partyName(lang string) func(string) string {
	return func(id string) string {
		if s.dir == nil || focalpoint.IDPrefix(id) != focalpoint.PrefixParty {
			return ""
		}
		v, err := s.dir.Get(context.Background(), focalpoint.PartyID(id))
		if err != nil {
			return ""
		}
		return v.Doc.NameIn(lang)
	}
}

func (s *Service) letterOf(t *Trace, h *Hop, now time.Time) *letter.Letter {
	sp := s.speaker(h.Language)
	p := sp.P
	r := h.Request
	sent := h.Sent
	if sent.IsZero() {
		r, sent = t.Request, now
	}
	clock := s.policy.Rules.ClockFor(h.To, ToState, s.policy.Home, sent, "")
	due := h.Due
	if due.IsZero() {
		due = clock.Due(sent)
	}
	l := s.letterHead(sp, h, r, h.Reference, sent, due)
	askBlocks(l, sp, r, h.To)
	l.Paragraph(p.T("trace.letter.closing"))
	l.Footer = p.T("trace.letter.confidential")
	return l
}

// letterHead begins a letter: to whom, from whom, when, under which reference.
func (s *Service) letterHead(sp Speaker, h *Hop, r Request, reference string, sent, due time.Time) *letter.Letter {
	p := sp.P
	l := &letter.Letter{Lang: string(p.Lang()), Dir: p.Dir(), Title: p.T("trace.letter.title")}
	l.Address(s.addressLines(h)...)
	l.Fields(
		letter.Field{Name: p.T("trace.letter.from"), Value: letter.Words(requester(sp, r.Requester))},
		letter.Field{Name: p.T("trace.letter.date"), Value: letter.Words(p.Date(string(focalpoint.DateOf(sent))))},
		letter.Field{Name: p.T("trace.letter.reference"), Value: letter.AsIs(reference)},
		letter.Field{Name: p.T("trace.letter.yours"), Value: letter.AsIs(h.Theirs)},
		letter.Field{Name: p.T("trace.letter.priority"), Value: letter.Words(p.T("trace.priority."+string(priority(r))) + colon(r.PriorityReason))},
		letter.Field{Name: p.T("trace.letter.answer-by"), Value: letter.Words(p.Date(string(focalpoint.DateOf(due))))},
	)
	l.Paragraph(p.T("trace.letter.intro"))
	return l
}

// askBlocks ask about one item: what it is, the questions, the grounds, and why
// what is missing cannot be given.
func askBlocks(l *letter.Letter, sp Speaker, r Request, to Addressee) {
	p := sp.P
	itemBlocks(l, sp, r)
	questionBlocks(l, sp, r)
	groundBlocks(l, sp, r)
	var missing []letter.Field
	for _, m := range Complete(r, to) {
		missing = append(missing, letter.Field{Name: p.T(m.Key()), Value: letter.Words(m.Waived)})
	}
	if len(missing) > 0 {
		l.Heading(p.T("trace.letter.missing"))
		l.Fields(missing...)
	}
}

func priority(r Request) Priority {
	if r.Priority == "" {
		return Routine
	}
	return r.Priority
}

func colon(s string) string {
	if !text(s) {
		return ""
	}
	return ": " + s
}

func requester(sp Speaker, r Requester) string {
	name := r.Authority
	if name == "" && r.Party != "" {
		name = sp.party(string(r.Party))
	}
	var parts []string
	for _, s := range []string{name, r.Officer, r.Contact} {
		if text(s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// addressLines are the addressee's name and postal address.
func (s *Service) addressLines(h *Hop) []string {
	lines := []string{h.To.Name}
	if h.To.Party != "" && s.dir != nil {
		if v, err := s.dir.Get(context.Background(), h.To.Party); err == nil {
			lines[0] = v.Doc.NameIn(h.Language)
			for _, c := range v.Doc.Contacts {
				if c.Kind == directory.ContactPost {
					lines = append(lines, strings.Split(c.Value, "\n")...)
					break
				}
			}
		}
	}
	if h.To.Country != "" {
		lines = append(lines, s.speaker(h.Language).State(h.To.Country))
	}
	return lines
}

// itemBlocks describe the item: codes in the reader's language with what was
// written beside them, marks as they were seen.
func itemBlocks(l *letter.Letter, sp Speaker, r Request) {
	p, d := sp.P, r.Describes
	l.Heading(p.T("trace.letter.item"))
	cell := func(list string, c focalpoint.Coded) letter.Text {
		name := sp.Coded(list, c)
		if c.Raw == name {
			return letter.Words(p.Isolate(name))
		}
		name = p.Isolate(name) // designations keep their own order inside a right-to-left line
		if c.Raw != "" && !focalpoint.Absent(c.Code) {
			name += " (" + p.Isolate(c.Raw) + ")"
		}
		return letter.Words(name)
	}
	quantity := ""
	if d.Quantity > 1 {
		quantity = p.Number(d.Quantity)
	}
	l.Fields(
		letter.Field{Name: p.T("trace.field.type"), Value: cell("type", d.Type)},
		letter.Field{Name: p.T("trace.field.make"), Value: cell("make", d.Make)},
		letter.Field{Name: p.T("trace.field.model"), Value: cell("model", d.Model)},
		letter.Field{Name: p.T("trace.field.calibre"), Value: cell("calibre", d.Calibre)},
		letter.Field{Name: p.T("trace.field.country"), Value: cell("country", d.Country)},
		letter.Field{Name: p.T("trace.field.importer"), Value: cell("make", d.Importer)},
		letter.Field{Name: p.T("trace.letter.year"), Value: letter.AsIs(d.Year)},
		letter.Field{Name: p.T("trace.letter.quantity"), Value: letter.Words(quantity)},
	)
	var rows [][]letter.Text
	doubt := false
	for _, m := range r.Marks {
		doubt = doubt || m.Reading != ""
		rows = append(rows, []letter.Text{letter.Words(sp.Name("mark-kind", string(m.Kind))), letter.AsIs(m.Pattern()), letter.Words(m.Position), letter.Words(sp.Name("mark-condition", string(m.Condition)))})
	}
	if len(rows) == 0 {
		return
	}
	l.Heading(p.T("trace.letter.marks"))
	l.Grid([]string{p.T("trace.letter.mark-kind"), p.T("trace.letter.mark-text"), p.T("trace.letter.mark-position"), p.T("trace.letter.mark-condition")}, rows...)
	if doubt {
		l.Paragraph(p.T("trace.letter.notation"))
	}
}

func questionBlocks(l *letter.Letter, sp Speaker, r Request) {
	if len(r.Questions) == 0 {
		return
	}
	l.Heading(sp.P.T("trace.letter.questions"))
	items := make([]letter.Text, len(r.Questions))
	for i, q := range r.Questions {
		items[i] = letter.Words(sp.P.T("trace.ask." + q))
	}
	l.Bullets(items...)
}

// groundBlocks say why the item is held to be illicit, how it was found and
// what the answer is for.
func groundBlocks(l *letter.Letter, sp Speaker, r Request) {
	p := sp.P
	l.Heading(p.T("trace.letter.grounds"))
	basis := r.BasisText
	if r.Basis != "" {
		basis = p.T("trace.basis."+r.Basis) + colon(r.BasisText)
	}
	offences := make([]string, len(r.Offences))
	for i, o := range r.Offences {
		offences[i] = sp.Coded("offence", o)
	}
	use := ""
	if r.Use != "" {
		use = p.T("trace.use." + string(r.Use))
	}
	found := ""
	if r.FoundOn != "" {
		found = sp.Date(r.FoundOn)
	}
	l.Fields(
		letter.Field{Name: p.T("trace.field.why"), Value: letter.Words(r.Why)},
		letter.Field{Name: p.T("trace.field.basis"), Value: letter.Words(basis)},
		letter.Field{Name: p.T("trace.field.circumstances"), Value: letter.Words(r.Circumstances)},
		letter.Field{Name: p.T("trace.field.found-on"), Value: letter.Words(found)},
		letter.Field{Name: p.T("trace.field.found-at"), Value: letter.Words(placeText(sp, r.FoundAt))},
		letter.Field{Name: p.T("trace.field.offence"), Value: letter.Words(strings.Join(offences, "; "))},
		letter.Field{Name: p.T("trace.field.case"), Value: letter.AsIs(r.Requester.Case)},
		letter.Field{Name: p.T("trace.field.use"), Value: letter.Words(use)},
		letter.Field{Name: p.T("trace.letter.handling"), Value: letter.Words(r.Handling)},
	)
}

// placeText writes a place: as reported, and its State.
func placeText(sp Speaker, pl focalpoint.Place) string {
	var parts []string
	for _, s := range []string{pl.Text, pl.Unit, sp.State(pl.Country)} {
		if text(s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Service) replyOf(t *Trace) *letter.Letter {
	in := t.Incoming
	sp := s.speaker(in.Language)
	p := sp.P
	l := &letter.Letter{Lang: string(p.Lang()), Dir: p.Dir(), Title: p.T("trace.letter.title-reply"), Footer: p.T("trace.letter.confidential")}
	l.Address(s.addressLines(&Hop{To: in.From, Language: string(p.Lang())})...)
	l.Fields(
		letter.Field{Name: p.T("trace.letter.date"), Value: letter.Words(p.Date(string(focalpoint.DateOf(in.Reply.At))))},
		letter.Field{Name: p.T("trace.letter.reference"), Value: letter.AsIs(string(t.ID))},
		letter.Field{Name: p.T("trace.letter.yours"), Value: letter.AsIs(in.Reference)},
	)
	l.Paragraph(p.T("trace.letter.reply-intro"))
	itemBlocks(l, sp, t.Request)
	if in.Reply.Refusal != "" {
		l.Fields(letter.Field{Name: p.T("trace.letter.reply-refused"), Value: letter.Words(p.T("trace.refusal." + in.Reply.Refusal))})
	}
	if text(in.Reply.Text) {
		l.Paragraph(in.Reply.Text)
	}
	if in.Reply.Holder && t.Finding.LastLegal != nil {
		legalBlocks(l, sp, t.Finding)
	}
	l.Fields(letter.Field{Name: p.T("trace.letter.limits"), Value: letter.Words(in.Reply.Limits)})
	return l
}

func legalBlocks(l *letter.Letter, sp Speaker, f Finding) {
	p, g := sp.P, f.LastLegal
	l.Heading(p.T("trace.report.legal"))
	l.Fields(
		letter.Field{Name: p.T("trace.report.event"), Value: letter.Words(sp.Name("event", string(g.Kind)))},
		letter.Field{Name: p.T("trace.letter.date"), Value: letter.Words(sp.Date(g.Happened))},
		letter.Field{Name: p.T("trace.report.holder"), Value: letter.Words(sp.Ref(g.Holder))},
		letter.Field{Name: p.T("trace.report.keeper"), Value: letter.Words(sp.Ref(g.Keeper))},
		letter.Field{Name: p.T("trace.report.custodian"), Value: letter.Words(sp.Ref(g.Custodian))},
		letter.Field{Name: p.T("trace.report.state"), Value: letter.Words(sp.State(g.State))},
		letter.Field{Name: p.T("trace.report.document"), Value: letter.AsIs(g.Document)},
		letter.Field{Name: p.T("trace.report.row"), Value: letter.AsIs(string(g.Event))},
	)
}

func days(sp Speaker, e Elapsed) string {
	switch {
	case !e.Known:
		return ""
	case e.Wrong:
		return sp.P.T("trace.report.date-error") + " (" + strconv.Itoa(e.Max) + ")"
	case e.Min == e.Max:
		return sp.P.Number(e.Max)
	}
	return sp.P.T("trace.report.days", "min", e.Min, "max", e.Max)
}
