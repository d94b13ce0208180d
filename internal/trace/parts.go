package trace

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/mark"
)

// PartBasis says by what another life is known to meet the traced item's.
type PartBasis string

// Bases of a part.
const (
	PartStruck PartBasis = "struck" // the part bears another firearm's number
	PartJoined PartBasis = "joined" // a part on record joined the traced firearm, and was in another before
	PartHost   PartBasis = "host"   // the traced item is a part, and was in this firearm
)

// PartInput is another life that a part brings into a walk.
type PartInput struct {
	Part     focalpoint.PartKind
	Position string // where on the item, as written
	Number   string // as seen
	Item     focalpoint.ItemID
	Basis    PartBasis
	Events   []focalpoint.Event // of that life, as they stand
}

// PartLife is what a walk tells of another life: the frame or receiver is what
// a trace follows (ISACS 05.31, reference point), and the lives of other parts
// are told beside it.
type PartLife struct {
	Part      focalpoint.PartKind   `json:"part"`
	Position  string                `json:"position,omitempty"`
	Number    string                `json:"number,omitempty"`
	Item      focalpoint.ItemID     `json:"item"` // the firearm or part on record whose life it is
	Basis     PartBasis             `json:"basis"`
	Result    focalpoint.ResultCode `json:"result,omitempty"` // as if that item had turned up here
	LastLegal *Legal                `json:"lastLegal,omitempty"`
	Reason    Reason                `json:"reason"`
}

// parts walks the lives that parts bring in, each to its own last legal record
// before the occurrence traced.
func (w *walker) parts() {
	for _, p := range w.in.Parts {
		in := Input{Item: p.Item, Events: slices.Clone(p.Events), Marking: focalpoint.MarkedUniquely, Role: w.in.Role, Identity: IdentityOwn, Parties: w.in.Parties, Gone: w.in.Gone, AsOf: w.in.AsOf}
		if w.taking != nil {
			at := *w.taking
			at.ID, at.Item, at.Seizure, at.Corrects, at.From = "taking:"+w.taking.ID, p.Item, "", "", focalpoint.Ref{}
			in.Events, in.Taking = append(in.Events, at), at.ID
		}
		f := Walk(in, w.p)
		life := PartLife{Part: p.Part, Position: p.Position, Number: p.Number, Item: p.Item, Basis: p.Basis, Result: f.Result, LastLegal: f.LastLegal}
		holder, since := "", ""
		if f.LastLegal != nil {
			holder, since = refText(f.LastLegal.Holder), string(f.LastLegal.Happened)
		}
		life.Reason = reason("trace.part."+string(p.Basis), "part", string(p.Part), "number", p.Number, "item", string(p.Item), "holder", holder, "date", since, "result", string(f.Result))
		w.f.Parts = append(w.f.Parts, life)
	}
}

// PartFound is a number on another part than the frame, and what it leads to.
type PartFound struct {
	Part       focalpoint.PartKind `json:"part"`
	Position   string              `json:"position,omitempty"`
	Number     string              `json:"number"`
	Item       focalpoint.ItemID   `json:"item,omitempty"` // the one item on record that bears it; empty when none, or several
	Candidates []Candidate         `json:"candidates,omitempty"`
}

// partCandidates is how many items a number on a part keeps.
const partCandidates = 3

// partAt says which part a position names, in any of the six languages; "" for
// a position that names none. A mark whose position names none, or the frame,
// is the identity of the firearm.
func partAt(lists interface {
	List(name string) (*catalogue.List, error)
}, position string) focalpoint.PartKind {
	position = strings.ToLower(strings.TrimSpace(position))
	list, err := lists.List("part")
	if position == "" || err != nil {
		return ""
	}
	for _, e := range list.Entries {
		part := focalpoint.PartKind(e.Code)
		if part == focalpoint.PartOther {
			continue
		}
		for _, lang := range catalogue.Languages() {
			for word := range strings.FieldsSeq(strings.ToLower(e.Names[lang])) {
				if (utf8.RuneCountInString(word) >= 4 || word[0] >= utf8.RuneSelf && !ascii(word) && utf8.RuneCountInString(word) >= 2) && strings.Contains(position, word) {
					return part
				}
			}
		}
	}
	return ""
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// numbers parts an item's marks: what identifies it, and the numbers on other
// parts that differ from it. The numbers on parts identify the firearm only
// when nothing else does; byParts says so, and then a person decides.
func (s *Service) numbers(it register.Item) (reference register.Item, parts []PartFound, byParts bool) {
	reference = it
	if it.Describes.Kind != focalpoint.Firearm {
		return it, nil, false
	}
	var frame, other []register.ItemMark
	var kinds []focalpoint.PartKind
	for _, m := range it.Marks {
		part := focalpoint.PartKind("")
		if m.Kind == focalpoint.MarkSerial {
			part = partAt(s.codes, m.Position)
		}
		if part == "" || part == focalpoint.PartFrame {
			frame = append(frame, m)
			continue
		}
		other, kinds = append(other, m), append(kinds, part)
	}
	if len(other) == 0 {
		return it, nil, false
	}
	legible := func(m register.ItemMark) bool { return m.Kind == focalpoint.MarkSerial && mark.Fold(m.Pattern()) != "" }
	if !slices.ContainsFunc(frame, legible) {
		return it, nil, true
	}
	reference.Marks = frame
	for i, m := range other {
		same := func(f register.ItemMark) bool { return legible(f) && mark.Fold(f.Pattern()) == mark.Fold(m.Pattern()) }
		if legible(m) && !slices.ContainsFunc(frame, same) {
			parts = append(parts, PartFound{Part: kinds[i], Position: m.Position, Number: m.Pattern()})
		}
	}
	return reference, parts, false
}

// lookUp searches the register for the numbers on parts.
func (s *Service) lookUp(ctx context.Context, it register.Item, parts []PartFound) ([]PartFound, error) {
	for i := range parts {
		p := &parts[i]
		one := it
		one.Marks = slices.DeleteFunc(slices.Clone(it.Marks), func(m register.ItemMark) bool {
			return m.Kind != focalpoint.MarkSerial || m.Position != p.Position || m.Pattern() != p.Number
		})
		found, err := s.find.Candidates(ctx, one, partCandidates)
		if err != nil {
			return nil, err
		}
		p.Candidates = slices.DeleteFunc(found, func(c Candidate) bool { return c.Item == it.ID })
		if len(p.Candidates) > 0 && s.certain(p.Candidates) {
			p.Item = p.Candidates[0].Item
		}
	}
	return parts, nil
}

// certain says whether the first of some candidates is the item without a
// person's decision: exact, the only likely one, consistent.
func (s *Service) certain(cands []Candidate) bool {
	plausible := 0
	for _, c := range cands {
		if c.Probability >= s.policy.Rules.AutoRival {
			plausible++
		}
	}
	return plausible == 1 && cands[0].Exact && cands[0].Consistent && cands[0].Probability >= s.policy.Rules.AutoProbability
}

// partLives reads the other lives that meet that of a traced item.
func (s *Service) partLives(ctx context.Context, q store.Queryer, t *Trace, it register.Item, life register.Life) ([]PartInput, error) {
	cluster := append([]focalpoint.ItemID{it.ID}, life.Same...)
	var out []PartInput
	add := func(p PartInput, until focalpoint.Date) error {
		if slices.Contains(cluster, p.Item) || slices.ContainsFunc(out, func(o PartInput) bool { return o.Item == p.Item }) {
			return nil
		}
		other, err := register.ReadLife(ctx, q, p.Item)
		if err != nil {
			return err
		}
		for _, e := range other.Effective {
			if !until.Before(e.Happened) { // what happened after the part had left is not the part's
				p.Events = append(p.Events, e)
			}
		}
		out = append(out, p)
		return nil
	}
	for _, p := range t.Parts {
		if p.Item != "" {
			if err := add(PartInput{Part: p.Part, Position: p.Position, Number: p.Number, Item: p.Item, Basis: PartStruck}, ""); err != nil {
				return nil, err
			}
		}
	}
	joined, err := register.PartsOf(ctx, q, cluster)
	if err != nil {
		return nil, err
	}
	for _, part := range joined {
		own, err := register.ReadLife(ctx, q, part)
		if err != nil {
			return nil, err
		}
		for _, h := range hosts(own, part) {
			if err := add(PartInput{Part: h.part, Number: h.number, Item: h.item, Basis: PartJoined}, h.until); err != nil {
				return nil, err
			}
		}
	}
	if it.Describes.Kind == focalpoint.Part {
		for _, h := range hosts(life, it.ID) {
			if err := add(PartInput{Part: it.Describes.Part, Number: it.Serial, Item: h.item, Basis: PartHost}, h.until); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// host is a firearm that a part was in.
type host struct {
	item   focalpoint.ItemID
	until  focalpoint.Date // when it left; empty while nothing says so
	part   focalpoint.PartKind
	number string
}

// hosts lists the firearms a part was in, in the order of its life. A part that
// joins another firearm has left the one before, whether or not anybody said so.
func hosts(life register.Life, part focalpoint.ItemID) []host {
	var out []host
	kind, number := focalpoint.PartOther, ""
	for _, e := range life.Effective {
		if e.Item != part {
			continue
		}
		if e.Describes != nil && e.Describes.Part != "" {
			kind = e.Describes.Part
		}
		for _, m := range e.Marks {
			if m.Kind == focalpoint.MarkSerial && number == "" {
				number = m.Pattern()
			}
		}
		switch e.EffectiveKind() {
		case focalpoint.EventJoin:
			if n := len(out); n > 0 && out[n-1].until == "" {
				out[n-1].until = e.Happened
			}
			out = append(out, host{item: e.Other})
		case focalpoint.EventLeave:
			for i := range out {
				if out[i].item == e.Other && out[i].until == "" {
					out[i].until = e.Happened
				}
			}
		}
	}
	for i := range out {
		out[i].part, out[i].number = kind, number
	}
	return out
}
