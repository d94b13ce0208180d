package trace

import (
	"context"
	"strconv"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/mark"
)

// Sweeping says what Sweep takes up.
type Sweeping struct {
	Imported bool // also items of imported files, which otherwise wait until somebody asks for a trace
	Limit    int  // at most so many items; 0: all
}

// Sweep runs the home trace of every item that turned up and was not traced
// yet, and again of those that changed since: new readings of marks, new
// events, corrections. It is what makes the home trace run by itself, and may be
// called at any time, from any node. It returns how many items it ran.
func (s *Service) Sweep(ctx context.Context, by focalpoint.UserID, what Sweeping) (int, error) {
	done := 0
	for {
		limit := runStep
		if what.Limit > 0 {
			limit = min(limit, what.Limit-done)
		}
		if limit <= 0 {
			return done, nil
		}
		ids, err := s.waiting(ctx, what.Imported, limit)
		if err != nil || len(ids) == 0 {
			return done, err
		}
		if _, err := s.Run(ctx, by, ids...); err != nil {
			return done, err
		}
		done += len(ids)
	}
}

// waiting lists items whose home trace is owed: those traced and changed since
// first, for a stale finding is worse than none.
func (s *Service) waiting(ctx context.Context, imported bool, limit int) ([]focalpoint.ItemID, error) {
	// Parts and ammunition are traced when somebody asks: the questionnaire's table is of arms.
	const counted = `o.kind IN ('seizure', 'find', 'surrender', 'observe') AND o.item_kind = 'firearm'`
	query := `SELECT t.item FROM trace t JOIN item i ON i.id = t.item WHERE i.changed > t.seen AND i.changed <> t.changed AND t.status <> 'closed' ORDER BY t.item LIMIT ` + strconv.Itoa(limit)
	ids, err := s.itemIDs(ctx, query)
	if err != nil || len(ids) >= limit {
		return ids, err
	}
	query = `SELECT DISTINCT o.item FROM occurrence o WHERE ` + counted + ` AND o.role IN ('seized', 'found', 'surrendered', 'recovered-stolen', 'state-owned', 'lawful-owner')
		AND NOT EXISTS (SELECT 1 FROM trace t WHERE t.item = o.item)`
	if !imported {
		query += ` AND o.import = ''`
	}
	more, err := s.itemIDs(ctx, query+` ORDER BY o.item LIMIT `+strconv.Itoa(limit-len(ids)))
	return append(ids, more...), err
}

func (s *Service) itemIDs(ctx context.Context, query string, args ...any) ([]focalpoint.ItemID, error) {
	rows, err := s.log.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []focalpoint.ItemID
	for rows.Next() {
		var id focalpoint.ItemID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// Dup is an earlier question that asks the same.
type Dup struct {
	Trace  focalpoint.TraceID `json:"trace"`
	Hop    focalpoint.HopID   `json:"hop"`
	Item   focalpoint.ItemID  `json:"item"`
	Same   bool               `json:"same"` // the very same item; otherwise the same number
	To     Addressee          `json:"to"`
	Status HopStatus          `json:"status"`
}

// Duplicates lists earlier questions of other traces, or of this one, to the
// same addressee about the same item or the same number, and traces of the
// same item of the register under another number of ours. A question that was
// withdrawn does not count.
func (s *Service) Duplicates(ctx context.Context, id focalpoint.TraceID, hop focalpoint.HopID) ([]Dup, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	t := v.Doc
	h, err := t.hop(hop)
	if err != nil {
		return nil, err
	}
	same := map[focalpoint.ItemID]bool{t.Item: true}
	life, err := s.reg.Life(ctx, t.Item)
	if err != nil {
		return nil, err
	}
	for _, other := range life.Same {
		same[other] = true
	}
	number := mark.Fold(serialOf(t.Request))
	where := ` WHERE id <> $1 AND status NOT IN ('draft', 'checked', 'withdrawn') AND ((party <> '' AND party = $2) OR (party = '' AND kind = $3 AND country = $4 AND name = $5)) ORDER BY id DESC LIMIT 1000`
	rows, err := hopRows(ctx, s.log.DB, where, string(h.ID), string(h.To.Party), string(h.To.Kind), string(h.To.Country), h.To.Name)
	if err != nil {
		return nil, err
	}
	sought, err := s.soughtOf(ctx, number, h.ID)
	if err != nil {
		return nil, err
	}
	var out []Dup
	for _, r := range rows {
		if same[r.Item] || sought[r.ID] {
			out = append(out, Dup{Trace: r.Trace, Hop: r.ID, Item: r.Item, Same: same[r.Item], To: r.To, Status: r.Status})
		}
	}
	return out, nil
}

// soughtOf names the hops that ask about a folded number.
func (s *Service) soughtOf(ctx context.Context, number string, not focalpoint.HopID) (map[focalpoint.HopID]bool, error) {
	out := map[focalpoint.HopID]bool{}
	if number == "" {
		return out, nil
	}
	rows, err := s.log.DB.QueryContext(ctx, `SELECT id FROM trace_hop WHERE sought = $1 AND id <> $2`, number, string(not))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id focalpoint.HopID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}

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
