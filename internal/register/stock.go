package register

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/mark"
)

// Round is a cartridge or case in hand whose lot and buyer are looked for.
type Round struct {
	Headstamp string            `json:"headstamp"`         // as seen on the case head, or in the mark notation
	Lot       string            `json:"lot,omitempty"`     // from a box, when there is one
	Make      focalpoint.Coded  `json:"make,omitzero"`     // when known otherwise
	Calibre   focalpoint.Coded  `json:"calibre,omitzero"`  // when known otherwise
	Limit     int               `json:"limit,omitempty"`   // default 20
	Exclude   focalpoint.ItemID `json:"exclude,omitempty"` // the round itself, when it is on record
}

// Lot is an ammunition lot on record that a round may come from. Its first
// buyer stands on the case heads of public bodies' ammunition (Brazil: 11
// calibres carry lot and buyer), so a round leads to a force without a number
// of its own.
type Lot struct {
	Item    focalpoint.ItemID  `json:"item"`
	Score   float64            `json:"score"`   // 0 to 1
	Reasons []string           `json:"reasons"` // headstamp, lot, make, calibre; "other-make" and "other-calibre" speak against
	Mark    string             `json:"mark"`    // the mark on record that agrees
	Make    focalpoint.Coded   `json:"make,omitzero"`
	Calibre focalpoint.Coded   `json:"calibre,omitzero"`
	Rounds  int64              `json:"rounds"`
	Buyer   focalpoint.Ref     `json:"buyer,omitzero"` // first who received it after it was made
	Bought  focalpoint.Date    `json:"bought,omitempty"`
	Event   focalpoint.EventID `json:"event,omitempty"` // that names the buyer
	Stock   bool               `json:"stock"`           // it was taken into State stock
	Holder  focalpoint.Ref     `json:"holder,omitzero"` // in the last legal record
	Status  focalpoint.Status  `json:"status"`
	Marks   []focalpoint.Mark  `json:"marks,omitempty"`
}

// lotKinds are the marks by which a lot is known.
var lotKinds = []focalpoint.MarkKind{focalpoint.MarkHeadstamp, focalpoint.MarkLot, focalpoint.MarkState}

// shortestLot is the length from which a word of a headstamp may be a lot
// number by itself: shorter words are calibres, years, makers' letters.
const shortestLot = 4

// FindLots returns the lots a round may come from, likeliest first. The whole
// headstamp is compared with headstamps on record, and each run of its words
// with lot numbers, since a case head shows maker, calibre, lot and buyer side
// by side. Doubt may be written in the mark notation.
func (r *Register) FindLots(ctx context.Context, in Round) ([]Lot, error) {
	if mark.Fold(in.Headstamp) == "" && mark.Fold(in.Lot) == "" {
		return nil, focalpoint.Invalid("register.FindLots", "headstamp", "write what stands on the case head, with ? for what cannot be read, or the lot number of the box")
	}
	found, err := r.lotsByMark(ctx, in)
	if err != nil {
		return nil, err
	}
	want := r.codes.Describe(focalpoint.Description{Kind: focalpoint.Ammunition, Make: in.Make, Calibre: in.Calibre})
	out := make([]Lot, 0, len(found))
	for _, id := range sortedKeys(found) {
		it, err := r.Item(ctx, id)
		if err != nil {
			return nil, err
		}
		if it.Describes.Kind != focalpoint.Ammunition || id == in.Exclude {
			continue
		}
		life, err := r.Life(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, lotOf(it, life, found[id], in, want))
	}
	slices.SortStableFunc(out, func(a, b Lot) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(string(a.Item), string(b.Item)))
	})
	limit := in.Limit
	if limit <= 0 {
		limit = 20
	}
	return out[:min(limit, len(out))], nil
}

// agreement is how a mark on record agrees with what was seen.
type agreement struct {
	reason string // headstamp or lot
	text   string // on record
}

// lotsByMark asks for lots whose marks agree with what was seen.
func (r *Register) lotsByMark(ctx context.Context, in Round) (map[focalpoint.ItemID]agreement, error) {
	found := map[focalpoint.ItemID]agreement{}
	take := func(id focalpoint.ItemID, a agreement) {
		if have, ok := found[id]; !ok || have.reason != "headstamp" && a.reason == "headstamp" {
			found[id] = a
		}
	}
	texts, patterns := lotWords(in)
	args := make([]any, len(texts))
	marks := make([]string, len(texts))
	whole := mark.Fold(in.Headstamp)
	for i, t := range texts {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), t
	}
	if len(texts) > 0 {
		err := r.eachLotMark(ctx, ` AND fold IN (`+strings.Join(marks, ",")+`)`, args, func(id focalpoint.ItemID, fold, text string) {
			reason := "lot"
			if fold == whole {
				reason = "headstamp"
			}
			take(id, agreement{reason, text})
		})
		if err != nil {
			return nil, err
		}
	}
	if len(patterns) > 0 {
		err := r.eachLotMark(ctx, "", nil, func(id focalpoint.ItemID, fold, text string) {
			for _, p := range patterns {
				if mark.Match(p.pattern, fold, nil).OK {
					take(id, agreement{p.reason, text})
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (r *Register) eachLotMark(ctx context.Context, cond string, args []any, fn func(id focalpoint.ItemID, fold, text string)) error {
	rows, err := r.db.QueryContext(ctx, `SELECT item, fold, text FROM mark WHERE kind IN ('headstamp', 'lot', 'state-property') AND fold <> ''`+cond+` ORDER BY item, n`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id focalpoint.ItemID
		var fold, text string
		if err := rows.Scan(&id, &fold, &text); err != nil {
			return err
		}
		fn(id, fold, text)
	}
	return rows.Err()
}

type lotPattern struct {
	pattern mark.Pattern
	reason  string
}

// lotWords cuts what was seen into what to ask for: the whole, and each run of
// up to three words that is long enough to be a lot number. What holds doubt
// becomes a pattern.
func lotWords(in Round) (texts []string, patterns []lotPattern) {
	add := func(s, reason string) {
		if strings.ContainsAny(s, "?[]{}*~") {
			if p, err := mark.Parse(s); err == nil && sureSymbols(p) >= shortestLot-1 {
				patterns = append(patterns, lotPattern{p, reason})
			}
			return
		}
		if f := mark.Fold(s); f != "" && !slices.Contains(texts, f) {
			texts = append(texts, f)
		}
	}
	add(in.Headstamp, "headstamp")
	add(in.Lot, "lot")
	words := strings.Fields(in.Headstamp)
	for i := range words {
		for j := i + 1; j <= min(i+3, len(words)); j++ {
			if run := strings.Join(words[i:j], ""); len([]rune(mark.Fold(run))) >= shortestLot && j-i < len(words) {
				add(run, "lot")
			}
		}
	}
	slices.Sort(texts)
	return texts, patterns
}

func sureSymbols(p mark.Pattern) int {
	n := 0
	for _, place := range p.Reading {
		if place.Kind == mark.One {
			n++
		}
	}
	return n
}

// lotOf weighs one lot: the mark first, then make and calibre, which may also
// speak against it: a lot number says little without its maker.
func lotOf(it Item, life Life, a agreement, in Round, want focalpoint.Description) Lot {
	l := Lot{Item: it.ID, Reasons: []string{a.reason}, Mark: a.text, Make: it.Describes.Make, Calibre: it.Describes.Calibre, Rounds: it.Describes.Quantity,
		Holder: it.Holder, Status: it.Status}
	l.Score = 0.55
	if a.reason == "headstamp" {
		l.Score = 0.75
	}
	for _, m := range it.Marks {
		l.Marks = append(l.Marks, m.Mark)
	}
	words := strings.Fields(in.Headstamp)
	l.weigh("make", want.Make, it.Describes.Make, words)
	l.weigh("calibre", want.Calibre, it.Describes.Calibre, words)
	l.Score = math.Round(min(1, l.Score)*1000) / 1000
	l.findBuyer(life)
	return l
}

// weigh compares a cell with what the lot's record says, or with the words of
// the headstamp when nothing was said.
func (l *Lot) weigh(name string, want, have focalpoint.Coded, words []string) {
	switch {
	case want.Code != "" && have.Code != "" && !focalpoint.Absent(want.Code) && !focalpoint.Absent(have.Code):
		if want.Code == have.Code {
			l.Score += 0.2
			l.Reasons = append(l.Reasons, name)
		} else {
			l.Score *= 0.2
			l.Reasons = append(l.Reasons, "other-"+name)
		}
	case have.Raw != "" && containsWord(words, have.Raw):
		l.Score += 0.1
		l.Reasons = append(l.Reasons, name)
	}
}

func containsWord(words []string, raw string) bool {
	f := mark.Fold(raw)
	return f != "" && slices.ContainsFunc(words, func(w string) bool { return mark.Fold(w) == f })
}

// findBuyer reads who received the lot first after it was made.
func (l *Lot) findBuyer(life Life) {
	for i := range life.Effective {
		e := &life.Effective[i]
		kind := e.EffectiveKind()
		if kind == focalpoint.EventStockIn {
			l.Stock = true
		}
		switch kind {
		case focalpoint.EventDeliver, focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventStockIn, focalpoint.EventImport, focalpoint.EventExport:
			if l.Buyer.IsZero() && !e.To.IsZero() {
				l.Buyer, l.Bought, l.Event = e.To, e.Happened, e.ID
			}
		}
	}
}

func sortedKeys[V any](m map[focalpoint.ItemID]V) []focalpoint.ItemID {
	out := make([]focalpoint.ItemID, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Stock is an entry into State stock: a firearm with its number and State mark,
// or an ammunition lot with its lot mark or headstamp.
type Stock struct {
	Describes focalpoint.Description `json:"describes"`
	Marks     []focalpoint.Mark      `json:"marks"`
	Force     focalpoint.Ref         `json:"force"`              // police or armed force that holds it
	From      focalpoint.Ref         `json:"from,omitzero"`      // maker or seller
	Since     focalpoint.Date        `json:"since,omitempty"`    //
	State     focalpoint.Country     `json:"state,omitempty"`    //
	Document  string                 `json:"document,omitempty"` // contract or order
	Note      string                 `json:"note,omitempty"`
}

// TakeStock records items of State stock, each a new item with one event of
// kind stock-in, and returns their ids in order. What cannot be told from
// others is refused: a firearm without a serial or State mark, a lot without
// its number or headstamp, an entry without the force.
func (r *Register) TakeStock(ctx context.Context, tx *ledger.Tx, list []Stock) ([]focalpoint.ItemID, error) {
	var wrong focalpoint.Fields
	ids := make([]focalpoint.ItemID, len(list))
	events := make([]focalpoint.Event, len(list))
	for i := range list {
		s := &list[i]
		s.check(fmt.Sprintf("stock[%d].", i), &wrong)
		d := s.Describes
		ids[i] = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
		events[i] = focalpoint.Event{Item: ids[i], Kind: focalpoint.EventStockIn, Happened: s.Since, State: s.State, From: s.From, To: s.Force, Keeper: s.Force,
			Document: s.Document, Describes: &d, Marks: s.Marks, Note: s.Note}
	}
	if err := wrong.Err("register.TakeStock"); err != nil {
		return nil, err
	}
	return ids, r.RecordNew(ctx, tx, events)
}

func (s *Stock) check(path string, wrong *focalpoint.Fields) {
	if s.Force.IsZero() {
		wrong.Add(path+"force", "name the police or armed force that holds it")
	}
	has := func(kinds ...focalpoint.MarkKind) bool {
		return slices.ContainsFunc(s.Marks, func(m focalpoint.Mark) bool { return slices.Contains(kinds, m.Kind) && mark.Fold(m.Text) != "" })
	}
	if s.Describes.Kind == focalpoint.Ammunition {
		if !has(lotKinds...) {
			wrong.Add(path+"marks", "write the lot number or the headstamp; without them no round can be led back to this lot")
		}
		if s.Describes.Quantity < 1 {
			wrong.Add(path+"describes.quantity", "say how many rounds the lot has")
		}
		return
	}
	if !has(focalpoint.MarkSerial, focalpoint.MarkState, focalpoint.MarkTag) {
		wrong.Add(path+"marks", "write the serial number or the State mark; without them it cannot be told from others")
	}
}
