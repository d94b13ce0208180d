package trace

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/letter"
	"focalpoint/internal/register"
)

// Question names one question of a trace: a hop that has not left.
type Question struct {
	Trace focalpoint.TraceID `json:"trace"`
	Hop   focalpoint.HopID   `json:"hop"`
}

// togetherMost bounds the items of one letter.
const togetherMost = 200

// SendTogether sends one letter to one addressee about several items, as a
// maker, a dealer or a State is asked about a list. Each item must carry all
// that a request about it alone must carry (Complete), or a stated reason; the
// error names each that does not, and then nothing leaves. The questions keep
// their own clocks, answers and references: what comes back is recorded item
// by item. All of it is one write.
func (s *Service) SendTogether(ctx context.Context, by focalpoint.UserID, list []Question, how Sending) ([]Version, error) {
	items, err := s.together(ctx, list, how)
	if err != nil {
		return nil, err
	}
	out := make([]Version, len(list))
	_, err = s.log.Write(ctx, ledger.Entry{Actor: by, Action: "trace.send-together", Subject: string(list[0].Trace)}, func(tx *ledger.Tx) error {
		olds := make([]Trace, len(list))
		for i, q := range list {
			v, err := book.Get(ctx, tx, string(q.Trace))
			if err != nil {
				return err
			}
			olds[i] = v.Doc
			if v.Doc, err = clone(v.Doc); err != nil {
				return err
			}
			if err := s.leave(ctx, tx, &v.Doc, q.Hop, by, how); err != nil {
				return err
			}
			out[i] = v
		}
		reference := fmt.Sprintf("%s+%d", s.hopOf(&out[0].Doc, list[0].Hop).Reference, len(list)-1)
		sha, err := s.storeTogether(ctx, tx, out, list, reference)
		if err != nil {
			return err
		}
		for i, q := range list {
			h := s.hopOf(&out[i].Doc, q.Hop)
			h.Together, h.Letter = reference, sha
			if out[i], err = s.finish(ctx, tx, out[i], olds[i], items[i], cmpText(how.Despite, "sent with others: "+reference)); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// together checks that questions may leave in one letter.
func (s *Service) together(ctx context.Context, list []Question, how Sending) ([]register.Item, error) {
	const op = "trace.SendTogether"
	if len(list) < 2 || len(list) > togetherMost {
		return nil, focalpoint.Invalid(op, "questions", "a letter about several items asks about 2 to %d", togetherMost)
	}
	var first *Hop
	var open []error
	items := make([]register.Item, len(list))
	for i, q := range list {
		if slices.ContainsFunc(list[:i], func(p Question) bool { return p.Trace == q.Trace }) {
			return nil, focalpoint.Invalid(op, "questions", "the trace %s is named twice; one letter asks once about an item", q.Trace)
		}
		v, err := s.Get(ctx, q.Trace)
		if err != nil {
			return nil, err
		}
		h, err := v.Doc.hop(q.Hop)
		if err != nil {
			return nil, err
		}
		if first == nil {
			first = h
		}
		if h.To != first.To || h.Language != first.Language {
			return nil, focalpoint.Invalid(op, "questions", "the question of trace %s goes to another addressee, or in another language, than the first", q.Trace)
		}
		if err := mayLeave(v.Doc.Request, h.To); err != nil {
			for _, e := range focalpoint.FieldErrors(err) {
				one := *e
				one.Field = string(q.Trace) + "." + e.Field
				open = append(open, &one)
			}
		}
		dup, err := s.Duplicates(ctx, q.Trace, q.Hop)
		if err != nil {
			return nil, err
		}
		if len(dup) > 0 && !text(how.Despite) {
			return nil, &focalpoint.Error{Op: op, Kind: focalpoint.KindConflict, Field: "despite",
				Msg: "the same was asked before, in trace " + string(dup[0].Trace) + "; look at its answer, or say why it is asked again"}
		}
		if items[i], err = s.reg.Item(ctx, v.Doc.Item); err != nil {
			return nil, err
		}
	}
	if len(open) > 0 {
		return nil, &focalpoint.Error{Op: op, Kind: focalpoint.KindIncomplete, Field: "questions", Err: joined(open)}
	}
	return items, nil
}

// hopOf finds a hop that is known to be there.
func (s *Service) hopOf(t *Trace, id focalpoint.HopID) *Hop {
	i := slices.IndexFunc(t.Hops, func(h Hop) bool { return h.ID == id })
	return &t.Hops[i]
}

// leave lets a question leave: the request is kept as it leaves and the clock
// starts.
func (s *Service) leave(ctx context.Context, tx *ledger.Tx, t *Trace, hop focalpoint.HopID, by focalpoint.UserID, how Sending) error {
	h, err := t.hop(hop)
	if err != nil {
		return err
	}
	if err := mayLeave(t.Request, h.To); err != nil {
		return err
	}
	agreed := ""
	if h.To.Party != "" {
		list, err := directory.ManyIn(ctx, tx, []focalpoint.PartyID{h.To.Party})
		if err != nil {
			return err
		}
		agreed = list[h.To.Party].Clock
	}
	clock := s.policy.Rules.ClockFor(h.To, cmp.Or(how.Asker, ToState), s.policy.Home, tx.At, agreed)
	h.Clock, h.Sent, h.Due = clock.Code, tx.At, clock.Due(tx.At)
	h.Means, h.Contact, h.Asker = how.Means, how.Contact, how.Asker
	h.Request = t.Request
	if h.Status == HopDraft {
		if err := h.to(HopChecked, tx.At, by, ""); err != nil {
			return err
		}
	}
	return h.to(HopSent, tx.At, by, how.Means)
}

// storeTogether writes the letter about several items and stores it.
func (s *Service) storeTogether(ctx context.Context, tx *ledger.Tx, traces []Version, list []Question, reference string) (string, error) {
	if s.files == nil {
		return "", nil
	}
	first := s.hopOf(&traces[0].Doc, list[0].Hop)
	sp := s.speaker(first.Language)
	l := s.letterHead(sp, first, first.Request, reference, first.Sent, first.Due)
	for i := range traces {
		h := s.hopOf(&traces[i].Doc, list[i].Hop)
		l.Heading(fmt.Sprintf("%s. %s: %s", sp.P.Number(i+1), sp.P.T("trace.letter.reference"), sp.P.Isolate(h.Reference)))
		askBlocks(l, sp, h.Request, h.To)
	}
	return s.fileLetter(ctx, tx, l, reference, sp)
}

func (s *Service) fileLetter(ctx context.Context, tx *ledger.Tx, l *letter.Letter, reference string, sp Speaker) (string, error) {
	l.Paragraph(sp.P.T("trace.letter.closing"))
	l.Footer = sp.P.T("trace.letter.confidential")
	doc, err := l.DOCX()
	if err != nil {
		return "", err
	}
	info, err := s.files.PutIn(ctx, tx, reference+".docx", doc)
	return info.SHA, err
}
