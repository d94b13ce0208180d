package trace

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

// Letters are the languages in which a request can be written.
func Letters() []string { return []string{"ar", "zh", "en", "fr", "ru", "es"} }

// Ask drafts a question. Language "" takes the addressee's own from the
// directory, else English. It returns the hop's id with the new version.
func (s *Service) Ask(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, to Addressee, language string) (Version, focalpoint.HopID, error) {
	var hop focalpoint.HopID
	v, err := s.change(ctx, by, "trace.ask", id, base, "question drafted", func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		to, language, err := addressed(ctx, tx, to, language)
		if err != nil {
			return err
		}
		h := Hop{ID: focalpoint.HopID(tx.NewID(focalpoint.PrefixHop)), To: to, Language: language, Status: HopDraft, Created: tx.At, Reference: t.reference()}
		hop = h.ID
		t.Hops = append(t.Hops, h)
		t.Closed = time.Time{}
		return nil
	})
	return v, hop, err
}

// addressed checks whom a question goes to, and takes from the directory what
// it says of the addressee and of its language.
func addressed(ctx context.Context, q store.Queryer, to Addressee, language string) (Addressee, string, error) {
	const op = "trace.Ask"
	if language != "" && !slices.Contains(Letters(), language) {
		return to, "", focalpoint.Invalid(op, "language", "letters are written in %s", strings.Join(Letters(), ", "))
	}
	if to.Party == "" {
		if !text(to.Name) && to.Country == "" {
			return to, "", focalpoint.Invalid(op, "to", "name whom to ask: an entry of the directory, a name, or a State")
		}
		if !slices.Contains(AddresseeKinds(), to.Kind) {
			return to, "", focalpoint.Invalid(op, "to.kind", "say what sort of body it is: %v", AddresseeKinds())
		}
		return to, cmp.Or(language, "en"), nil
	}
	list, err := directory.ManyIn(ctx, q, []focalpoint.PartyID{to.Party})
	if err != nil {
		return to, "", err
	}
	p, ok := list[to.Party]
	if !ok {
		return to, "", focalpoint.Invalid(op, "to.party", "there is no %s in the directory", to.Party)
	}
	kind := to.Kind
	to = AddresseeOf(p)
	to.Kind = cmp.Or(kind, to.Kind)
	return to, cmp.Or(language, p.Language(Letters(), "en")), nil
}

// reference is that of the next question of a trace.
func (t *Trace) reference() string {
	return string(t.ID) + "-" + letterNumber(len(t.Hops)+1)
}

func letterNumber(n int) string {
	if n < 10 {
		return "0" + string(rune('0'+n))
	}
	return string(rune('0'+n/10%10)) + string(rune('0'+n%10))
}

// step changes one hop of a trace.
func (s *Service) step(ctx context.Context, by focalpoint.UserID, action string, id focalpoint.TraceID, base int64, hop focalpoint.HopID, note string, fn func(*ledger.Tx, *Trace, *Hop) error) (Version, error) {
	return s.change(ctx, by, action, id, base, note, func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		h, err := t.hop(hop)
		if err != nil {
			return err
		}
		return fn(tx, t, h)
	})
}

// Check moves a draft to checked when the request is complete for its
// addressee, or each missing field has a stated reason (KindIncomplete).
func (s *Service) Check(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID) (Version, error) {
	return s.step(ctx, by, "trace.check", id, base, hop, "checked", func(tx *ledger.Tx, t *Trace, h *Hop) error {
		if err := mayLeave(t.Request, h.To); err != nil {
			return err
		}
		return h.to(HopChecked, tx.At, by, "")
	})
}

// Sending says how a question leaves.
type Sending struct {
	Means   string        // post, email, messaging, by hand …
	Contact string        // to which address
	Asker   AddresseeKind // on whose behalf, when not the State's own
	Despite string        // why it is sent although the same was asked before
}

// askedBefore refuses a question that was asked before.
func askedBefore(op string, d Dup) error {
	return &focalpoint.Error{Op: op, Kind: focalpoint.KindConflict, Field: "despite",
		Msg: "the same was asked before, in trace " + string(d.Trace) + "; look at its answer, or say why it is asked again"}
}

// Send sends a checked question: the request is kept as it leaves, the letter
// is stored with its digest, and the clock starts. A question that was asked
// before (Duplicates) needs a reason.
func (s *Service) Send(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, how Sending) (Version, error) {
	dup, err := s.Duplicates(ctx, id, hop)
	if err != nil {
		return Version{}, err
	}
	if len(dup) > 0 && !text(how.Despite) {
		return Version{}, askedBefore("trace.Send", dup[0])
	}
	return s.step(ctx, by, "trace.send", id, base, hop, cmpText(how.Despite, "sent"), func(tx *ledger.Tx, t *Trace, h *Hop) error {
		if err := mayLeave(t.Request, h.To); err != nil {
			return err
		}
		if h.Status == HopDraft {
			return h.Status.move(HopSent) // checked first
		}
		if err := s.leave(ctx, tx, t, h.ID, by, how); err != nil {
			return err
		}
		if s.files == nil {
			return nil
		}
		doc, err := s.letterOf(t, h, tx.At).DOCX()
		if err != nil {
			return err
		}
		info, err := s.files.PutIn(ctx, tx, h.Reference+".docx", doc)
		if err != nil {
			return err
		}
		h.Letter = info.SHA
		return nil
	})
}

// Acknowledge records that the addressee has the question, with its reference.
func (s *Service) Acknowledge(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, theirs, note string) (Version, error) {
	return s.step(ctx, by, "trace.acknowledge", id, base, hop, "acknowledged", func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		h.Theirs = cmp.Or(theirs, h.Theirs)
		return h.to(HopAcknowledged, tx.At, by, note)
	})
}

// NeedsMore records that the addressee asks for more data before it can answer.
func (s *Service) NeedsMore(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, what string) (Version, error) {
	if !text(what) {
		return Version{}, focalpoint.Invalid("trace.NeedsMore", "what", "write what the addressee asks for")
	}
	return s.step(ctx, by, "trace.needs-data", id, base, hop, what, func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		return h.to(HopNeedsData, tx.At, by, what)
	})
}

// Resend sends more data: the request as it now stands; the clock starts anew.
func (s *Service) Resend(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, note string) (Version, error) {
	return s.step(ctx, by, "trace.resend", id, base, hop, cmpText(note, "more data sent"), func(tx *ledger.Tx, t *Trace, h *Hop) error {
		if err := mayLeave(t.Request, h.To); err != nil {
			return err
		}
		if err := h.to(HopSent, tx.At, by, note); err != nil {
			return err
		}
		h.Request, h.Reminded, h.Sent = t.Request, nil, tx.At
		for _, c := range s.policy.Rules.Clocks {
			if c.Code == h.Clock {
				h.Due = c.Due(tx.At)
			}
		}
		return nil
	})
}

// Progress records that the addressee is working on the question.
func (s *Service) Progress(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, note string) (Version, error) {
	return s.step(ctx, by, "trace.progress", id, base, hop, cmpText(note, "in progress"), func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		return h.to(HopInProgress, tx.At, by, note)
	})
}

// Withdraw takes a question back.
func (s *Service) Withdraw(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, why string) (Version, error) {
	if !text(why) {
		return Version{}, focalpoint.Invalid("trace.Withdraw", "reason", "say why the question is taken back")
	}
	return s.step(ctx, by, "trace.withdraw", id, base, hop, why, func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		return h.to(HopWithdrawn, tx.At, by, why)
	})
}

// Result is an answer as a person records it.
type Result struct {
	Code    AnswerCode
	Text    string
	Partly  bool   // answered in part, or with restrictions
	Refusal string // reason code of a refusal or restriction; list Rules.Refusals
	Limits  string // what we may do with it
	Theirs  string // the addressee's reference
	Files   []string
	// Events tell what the addressee's books say about the item. Item, keeper
	// and State are filled in where they are empty. They go onto the register,
	// so that the next walk follows them.
	Events []focalpoint.Event
}

// Answer records an answer.
func (s *Service) Answer(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, r Result) (Version, error) {
	var wrong focalpoint.Fields
	if !slices.Contains(AnswerCodes(), r.Code) {
		wrong.Add("answer.code", "%q is no kind of answer; choose among %v", r.Code, AnswerCodes())
	}
	if (r.Code == AnswerRecord || r.Code == AnswerExported) && len(r.Events) == 0 {
		wrong.Add("answer.events", "an answer with a record says what happened: enter at least one event with its date and holder")
	}
	if r.Code == AnswerExported && !slices.ContainsFunc(r.Events, func(e focalpoint.Event) bool { return e.Kind == focalpoint.EventExport }) {
		wrong.Add("answer.events", "enter the export, with the State it went to")
	}
	if r.Refusal != "" && !s.refusal(r.Refusal) {
		wrong.Add("answer.refusal", "%q is no reason of the list", r.Refusal)
	}
	if r.Refusal != "" && !r.Partly {
		wrong.Add("answer.partly", "an answer with a restriction is a partial one")
	}
	if err := wrong.Err("trace.Answer"); err != nil {
		return Version{}, err
	}
	return s.step(ctx, by, "trace.answer", id, base, hop, cmpText(r.Text, string(r.Code)), func(tx *ledger.Tx, t *Trace, h *Hop) error {
		a := &Answer{Code: r.Code, Text: r.Text, Refusal: r.Refusal, Limits: r.Limits, Files: r.Files, Received: tx.At}
		list := slices.Clone(r.Events)
		for i := range list {
			e := &list[i]
			e.Item = t.Item
			if e.Keeper.IsZero() {
				e.Keeper = focalpoint.Ref{Party: h.To.Party, Name: h.To.Name, Country: h.To.Country}
			}
			e.State = cmp.Or(e.State, h.To.Country)
			e.Document = cmp.Or(e.Document, r.Theirs, h.Reference)
		}
		if len(list) > 0 {
			done, err := s.reg.Record(ctx, tx, list...)
			if err != nil {
				return err
			}
			for _, e := range done {
				a.Events = append(a.Events, e.ID)
			}
		}
		h.Answer, h.Theirs = a, cmp.Or(r.Theirs, h.Theirs)
		status := HopAnswered
		if r.Partly {
			status = HopPartly
		}
		return h.to(status, tx.At, by, r.Text)
	})
}

func (s *Service) refusal(code string) bool {
	return slices.ContainsFunc(s.policy.Rules.Refusals, func(r Refusal) bool { return r.Code == code })
}

// Refuse records a refusal with its reason (International Tracing Instrument,
// paras. 22 and 23).
func (s *Service) Refuse(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, code, words string, files ...string) (Version, error) {
	if !s.refusal(code) {
		return Version{}, focalpoint.Invalid("trace.Refuse", "answer.refusal", "%q is no reason of the list; when none was given, choose not-stated", code)
	}
	return s.step(ctx, by, "trace.refuse", id, base, hop, cmpText(words, code), func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		h.Answer = &Answer{Text: words, Refusal: code, Files: files, Received: tx.At}
		return h.to(HopRefused, tx.At, by, words)
	})
}

// Silent records that no answer came. The clock says from when on it may be.
func (s *Service) Silent(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID) (Version, error) {
	return s.step(ctx, by, "trace.silent", id, base, hop, "no answer", func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		if from, ok := h.SilentFrom(s.policy.Rules); ok && tx.At.Before(from) {
			return focalpoint.Errorf("trace.Silent", focalpoint.KindConflict, "silence can be recorded from %s on; until then remind or escalate", focalpoint.DateOf(from))
		}
		return h.to(HopSilent, tx.At, by, "")
	})
}

// Remind records that the addressee was reminded.
func (s *Service) Remind(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID) (Version, error) {
	return s.step(ctx, by, "trace.remind", id, base, hop, "reminded", func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		if !h.Status.Open() {
			return focalpoint.Errorf("trace.Remind", focalpoint.KindConflict, "no answer is owed: the question is %s", h.Status)
		}
		h.Reminded = append(h.Reminded, tx.At)
		return nil
	})
}

// Escalate records that somebody above the addressee was turned to.
func (s *Service) Escalate(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, to focalpoint.PartyID, note string) (Version, error) {
	return s.step(ctx, by, "trace.escalate", id, base, hop, cmpText(note, "escalated"), func(tx *ledger.Tx, _ *Trace, h *Hop) error {
		if !h.Status.Open() || !tx.At.After(h.Due) {
			return focalpoint.Errorf("trace.Escalate", focalpoint.KindConflict, "a question is escalated when its answer is overdue")
		}
		h.Escalated, h.EscalateTo = tx.At, to
		return nil
	})
}
