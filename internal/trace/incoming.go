package trace

import (
	"context"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

// In is a partner's question as it comes in by letter or message.
type In struct {
	From      Addressee
	Reference string
	Text      string
	Use       Use
	Limits    string
	Language  string
	Files     []string // digests of the stored letter
	Describes focalpoint.Description
	Marks     []focalpoint.Mark
	FoundOn   focalpoint.Date
	FoundAt   focalpoint.Place
}

// Receive records a partner's question: an item that is nobody's seizure of
// ours (recorded as evidence only, so that it is counted nowhere), with the
// marks as the partner gives them, and a trace of it, which runs at once.
func (s *Service) Receive(ctx context.Context, by focalpoint.UserID, in In) (Version, error) {
	var wrong focalpoint.Fields
	if in.From.Party == "" && !text(in.From.Name) && in.From.Country == "" {
		wrong.Add("from", "say who asks")
	}
	if len(in.Marks) == 0 && in.Describes.Make.IsZero() && in.Describes.Model.IsZero() {
		wrong.Add("marks", "enter the number or what else the partner says of the item")
	}
	if !text(in.Text) && len(in.Files) == 0 {
		wrong.Add("text", "attach the letter, or write what it says")
	}
	if err := wrong.Err("trace.Receive"); err != nil {
		return Version{}, err
	}
	var item focalpoint.ItemID
	var id focalpoint.TraceID
	_, err := s.log.Write(ctx, ledger.Entry{Actor: by, Action: "trace.receive"}, func(tx *ledger.Tx) error {
		if in.From.Party != "" {
			list, err := directory.ManyIn(ctx, tx, []focalpoint.PartyID{in.From.Party})
			if err != nil {
				return err
			}
			p, ok := list[in.From.Party]
			if !ok {
				return focalpoint.Invalid("trace.Receive", "from.party", "there is no %s in the directory", in.From.Party)
			}
			in.From = AddresseeOf(p)
		}
		item = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
		d := in.Describes
		if d.Kind == "" {
			d.Kind = focalpoint.Firearm
		}
		if in.FoundAt.Country == "" {
			in.FoundAt.Country = in.From.Country
		}
		e := focalpoint.Event{Item: item, Kind: focalpoint.EventObserve, Role: focalpoint.RoleEvidenceOnly, Happened: in.FoundOn, Place: in.FoundAt, State: in.From.Country,
			Keeper: focalpoint.Ref{Party: in.From.Party, Name: in.From.Name, Country: in.From.Country}, Document: in.Reference, Describes: &d, Marks: in.Marks, Note: "a partner's question"}
		if _, err := s.reg.Record(ctx, tx, e); err != nil {
			return err
		}
		clock := s.policy.Rules.ClockFor(Addressee{Kind: ToState, Country: s.policy.Home}, in.From.Kind, in.From.Country, tx.At, "")
		t := Trace{ID: focalpoint.TraceID(tx.NewID(focalpoint.PrefixTrace)), Direction: Incoming, Item: item, Opened: tx.At, By: by,
			Incoming: &InRequest{From: in.From, Reference: in.Reference, Received: tx.At, Text: in.Text, Use: in.Use, Limits: in.Limits, Language: in.Language, Files: in.Files, Due: clock.Due(tx.At)}}
		id = t.ID
		_, err := s.finish(ctx, tx, Version{ID: string(t.ID), Doc: t}, Trace{}, register.Item{ID: item, Describes: d}, "")
		return err
	})
	if err != nil {
		return Version{}, err
	}
	if _, err := s.Run(ctx, by, item); err != nil {
		return Version{}, err
	}
	return s.Get(ctx, id)
}

// AcknowledgeIncoming records that the partner was told that we have the
// question; more is what we ask for before we can answer, or "".
func (s *Service) AcknowledgeIncoming(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, more string) (Version, error) {
	return s.change(ctx, by, "trace.acknowledge", id, base, cmpText(more, "acknowledged"), func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		if t.Incoming == nil {
			return focalpoint.Errorf("trace.AcknowledgeIncoming", focalpoint.KindConflict, "this trace is ours; nobody asked us")
		}
		if t.Incoming.Acked.IsZero() {
			t.Incoming.Acked = tx.At
		}
		t.Incoming.MoreData = more
		return nil
	})
}

// Respond answers a partner: with words, with a refusal or restriction and its
// reason, or both. The letter is stored.
func (s *Service) Respond(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, r Reply) (Version, error) {
	if !text(r.Text) && r.Refusal == "" {
		return Version{}, focalpoint.Invalid("trace.Respond", "reply.text", "write the answer, or give the reason why it is refused")
	}
	if r.Refusal != "" && (!s.refusal(r.Refusal) || r.Refusal == "not-stated") {
		return Version{}, focalpoint.Invalid("trace.Respond", "reply.refusal", "a refusal gives one of the reasons of the International Tracing Instrument")
	}
	return s.change(ctx, by, "trace.respond", id, base, cmpText(r.Text, r.Refusal), func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		if t.Incoming == nil {
			return focalpoint.Errorf("trace.Respond", focalpoint.KindConflict, "this trace is ours; nobody asked us")
		}
		r.At, r.By = tx.At, by
		t.Incoming.Reply = &r
		if s.files == nil {
			return nil
		}
		doc, err := s.replyOf(t).DOCX()
		if err != nil {
			return err
		}
		info, err := s.files.PutIn(ctx, tx, string(t.ID)+"-reply.docx", doc)
		if err != nil {
			return err
		}
		t.Incoming.Reply.Letter = info.SHA
		return nil
	})
}
