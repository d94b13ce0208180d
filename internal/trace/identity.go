package trace

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/mark"
)

// maxCandidates is how many candidates a trace keeps.
const maxCandidates = 20

// candidates asks the register for items that the traced one may be. An item
// that stands in the register by itself needs no search.
func (s *Service) candidates(ctx context.Context, it register.Item) ([]Candidate, error) {
	if searched(it) == "" {
		return nil, nil
	}
	found, err := s.find.Candidates(ctx, it, maxCandidates)
	if err != nil {
		return nil, err
	}
	out := found[:0]
	for _, c := range found {
		if c.Item != it.ID {
			out = append(out, c)
		}
	}
	return out, nil
}

// searched is what an item is searched by; "" when there is nothing to search by.
func searched(it register.Item) string {
	var parts []string
	for _, m := range it.Marks {
		if m.Kind != focalpoint.MarkSerial && m.Kind != focalpoint.MarkLot && m.Kind != focalpoint.MarkState {
			continue
		}
		if p := m.Pattern(); strings.TrimSpace(p) != "" {
			parts = append(parts, string(m.Kind)+":"+p)
		}
	}
	return strings.Join(parts, " ")
}

// identify takes the result of a search into the trace: joins the item when
// the rules allow it, and otherwise leaves the candidates for a person. A
// person's decision stands until that person, or another, changes it. byParts
// says that only the number of another part than the frame was read: parts are
// exchanged, so nothing is joined by it without a person.
func (s *Service) identify(ctx context.Context, tx *ledger.Tx, t *Trace, it register.Item, cands []Candidate, byParts bool) error {
	id := &t.Identity
	again := id.Searched == searched(it)
	id.Searched = searched(it)
	if s.judge != nil {
		id.Number = s.judge.Judge(it)
	}
	life, err := s.reg.LifeIn(ctx, tx, t.Item)
	if err != nil {
		return err
	}
	joined := false // somebody, perhaps at intake, has joined it with an item of the register
	for _, e := range life.Effective {
		joined = joined || e.EffectiveKind() == focalpoint.EventIdentify && e.Item == t.Item
		if e.EffectiveKind() == focalpoint.EventIdentify && e.Item == t.Item && id.Event == "" {
			id.Event, id.Chosen, id.State, id.By, id.At = e.ID, e.Other, IdentityChosen, tx.Entry.Actor, tx.At
			id.Reason = e.Reason
		}
	}
	if !joined && id.Event != "" { // withdrawn elsewhere: the decision does not stand any more
		*id = Identity{Searched: id.Searched, Number: id.Number}
	}
	if joined && again {
		return nil // the candidates stay those that the decision was made from
	}
	if joined || id.Decided() {
		id.Candidates = cands
		return nil
	}
	if len(life.Same) > 0 || standsItself(life, t.Item) {
		id.State, id.Candidates = IdentityOwn, nil
		return nil
	}
	id.Candidates = cands
	plausible := 0
	for _, c := range cands {
		if c.Probability >= s.policy.Rules.AutoRival {
			plausible++
		}
	}
	switch {
	case s.certain(cands) && !byParts:
		why := fmt.Sprintf("automatic: exact, the only match, consistent; probability %s; %s", strconv.FormatFloat(cands[0].Probability, 'f', 3, 64), s.policy.Rules.Version)
		return s.join(ctx, tx, t, cands[0].Item, cands[0].Probability, IdentityExact, why)
	case plausible >= 2:
		id.State = IdentitySeveral
	case plausible == 1:
		id.State = IdentityWaiting
	default:
		id.State = IdentityNone
	}
	return nil
}

// standsItself says whether an item's own events tell a life before it turned
// up, so that it is itself the item of the register.
func standsItself(life register.Life, item focalpoint.ItemID) bool {
	for i := range life.Effective {
		e := &life.Effective[i]
		if e.Item != item {
			continue
		}
		if turnedUp(e) {
			return false
		}
		switch k := e.EffectiveKind(); {
		case k.Lawful(), k == focalpoint.EventLoss, k == focalpoint.EventTheft:
			return true
		}
	}
	return false
}

// join records that the traced item and one of the register are the same.
func (s *Service) join(ctx context.Context, tx *ledger.Tx, t *Trace, with focalpoint.ItemID, p float64, state IdentityState, why string) error {
	e := focalpoint.Event{Item: t.Item, Kind: focalpoint.EventIdentify, Other: with, Happened: focalpoint.DateOf(tx.At), State: s.policy.Home, Reason: why, Document: string(t.ID)}
	done, err := s.reg.Record(ctx, tx, e)
	if err != nil {
		return err
	}
	t.Identity.State, t.Identity.Chosen, t.Identity.Event, t.Identity.Probability = state, with, done[0].ID, p
	t.Identity.At, t.Identity.Reason, t.Identity.By = tx.At, why, ""
	return nil
}

// part withdraws the identification of a trace.
func (s *Service) part(ctx context.Context, tx *ledger.Tx, t *Trace, why string) error {
	if t.Identity.Event != "" {
		e := focalpoint.Event{Item: t.Item, Kind: focalpoint.EventCorrection, Corrects: t.Identity.Event, Reason: why, Document: string(t.ID)}
		if _, err := s.reg.Record(ctx, tx, e); err != nil {
			return err
		}
	}
	t.Identity.Event, t.Identity.Chosen, t.Identity.Probability = "", "", 0
	return nil
}

// Choose decides that the traced item is an item of the register, in place of
// any earlier decision. reason says what convinced the person.
func (s *Service) Choose(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, item focalpoint.ItemID, reason string) (Version, error) {
	if strings.TrimSpace(reason) == "" {
		return Version{}, focalpoint.Invalid("trace.Choose", "reason", "say what shows that it is this item")
	}
	return s.change(ctx, by, "trace.choose", id, base, reason, func(tx *ledger.Tx, t *Trace, it register.Item) error {
		if t.Identity.Chosen == item {
			t.Identity.State, t.Identity.By, t.Identity.At, t.Identity.Reason = IdentityChosen, by, tx.At, reason
			return nil
		}
		if err := s.part(ctx, tx, t, "another item was chosen: "+reason); err != nil {
			return err
		}
		p := 0.0
		for _, c := range t.Identity.Candidates {
			if c.Item == item {
				p = c.Probability
			}
		}
		if err := s.join(ctx, tx, t, item, p, IdentityChosen, reason); err != nil {
			return err
		}
		t.Identity.By = by
		return nil
	})
}

// ChooseNone decides that no candidate is the item.
func (s *Service) ChooseNone(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, reason string) (Version, error) {
	return s.chooseState(ctx, by, id, base, IdentityNone, reason)
}

// ChooseSeveral decides that several candidates remain and none can be preferred.
func (s *Service) ChooseSeveral(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, reason string) (Version, error) {
	return s.chooseState(ctx, by, id, base, IdentitySeveral, reason)
}

func (s *Service) chooseState(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, state IdentityState, reason string) (Version, error) {
	if strings.TrimSpace(reason) == "" {
		return Version{}, focalpoint.Invalid("trace.Choose", "reason", "say why none of them is preferred")
	}
	return s.change(ctx, by, "trace.choose-"+string(state), id, base, reason, func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		if err := s.part(ctx, tx, t, reason); err != nil {
			return err
		}
		t.Identity.State, t.Identity.By, t.Identity.At, t.Identity.Reason = state, by, tx.At, reason
		return nil
	})
}

// ExactFinder finds items whose number agrees sign for sign in folded form. It
// stands in where no search index is wired.
type ExactFinder struct {
	Register *register.Register
	Codes    Codes
}

// Candidates implements Finder.
func (f *ExactFinder) Candidates(ctx context.Context, it register.Item, limit int) ([]Candidate, error) {
	var out []Candidate
	seen := map[focalpoint.ItemID]bool{it.ID: true}
	for _, m := range it.Marks {
		if m.Kind != focalpoint.MarkSerial && m.Kind != focalpoint.MarkLot || m.Reading != "" {
			continue
		}
		folded := mark.Fold(m.Text)
		if folded == "" {
			continue
		}
		rows, err := f.Register.DB().QueryContext(ctx, `SELECT i.id, i.make, i.model, i.calibre, i.type_class, i.status, m.text FROM mark m JOIN item i ON i.id = m.item
			WHERE m.fold = $1 AND m.kind = $2 AND i.last_event <> '' AND i.same_as = '' AND (i.last_legal <> '' OR i.status IN ('lost', 'stolen', 'destroyed')) ORDER BY i.id LIMIT 100`, folded, string(m.Kind))
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var c Candidate
			var class string
			if err := rows.Scan(&c.Item, &c.Make, &c.Model, &c.Calibre, &class, &c.Status, &c.Mark); err != nil {
				rows.Close()
				return nil, err
			}
			if seen[c.Item] {
				continue
			}
			seen[c.Item] = true
			c.Exact = true
			c.Consistent = f.consistent(it, c, class)
			out = append(out, c)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return weigh(out, limit), nil
}

// consistent says whether what the item is said to be does not contradict a
// candidate, as far as both sides say something.
func (f *ExactFinder) consistent(it register.Item, c Candidate, class string) bool {
	d := it.Describes
	agree := func(list, a, b string) bool {
		if focalpoint.Absent(a) || focalpoint.Absent(b) || a == b {
			return true
		}
		ca, cb := f.Codes.Class(list, a), f.Codes.Class(list, b)
		return ca != "" && ca == cb || ca == b || cb == a
	}
	unknown := string(focalpoint.TypeUnknown)
	return agree("make", d.Make.Code, c.Make) && agree("calibre", d.Calibre.Code, c.Calibre) &&
		(it.TypeClass == class || it.TypeClass == unknown || class == unknown || it.TypeClass == "" || class == "")
}

// weigh shares the probability among exact matches: those that are consistent
// far before those that are not, with a rest for "none of these".
func weigh(list []Candidate, limit int) []Candidate {
	const rest = 0.01
	total := rest
	weight := func(c Candidate) float64 {
		if c.Consistent {
			return 1
		}
		return 0.01
	}
	for _, c := range list {
		total += weight(c)
	}
	out := make([]Candidate, 0, len(list))
	for _, good := range []bool{true, false} {
		for _, c := range list {
			if c.Consistent == good {
				c.Probability = weight(c) / total
				out = append(out, c)
			}
		}
	}
	return out[:min(len(out), limit)]
}
