package seizure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
)

// Input is a seizure to be saved.
type Input struct {
	ID      focalpoint.SeizureID // empty: a new one
	Base    int64                // version the change was made from; 0 for a new one
	Reason  string               // of a change
	Draft   string               // draft to be thrown away with the save, if any
	Seizure Seizure
}

// Saved says what a save did, and what the officer should know at once.
type Saved struct {
	ID       focalpoint.SeizureID                      `json:"id"`
	Version  int64                                     `json:"version"`
	Items    []focalpoint.ItemID                       `json:"items"`
	Events   []focalpoint.Event                        `json:"events"` // recorded by this save
	Receipt  ledger.Receipt                            `json:"receipt"`
	Screened map[focalpoint.ItemID][]register.Screened `json:"screened,omitempty"` // hits in the lost and stolen file
	Alarms   []ItemAlarm                               `json:"alarms,omitempty"`
}

// ItemAlarm is a contradiction that the save brought to light.
type ItemAlarm struct {
	Item focalpoint.ItemID `json:"item"`
	register.Alarm
}

// DuplicateError says that a seizure may be entered already. It is of
// KindConflict; the officer opens those named, or names them in NotDuplicateOf.
type DuplicateError struct{ Duplicates []Duplicate }

// Error says it in one sentence.
func (e *DuplicateError) Error() string {
	return english("duplicate", "n", len(e.Duplicates), "id", string(e.Duplicates[0].Seizure))
}

// Save checks and saves a seizure in one write. Errors: KindInvalid with fields;
// KindConflict with a *DuplicateError inside, or when somebody else changed it
// meanwhile.
func (r *Room) Save(ctx context.Context, by focalpoint.UserID, in Input) (*Saved, error) {
	const op = "seizure.Save"
	in.Seizure.Clean()
	if err := r.Validate(in.Seizure); err != nil {
		return nil, err
	}
	if err := in.check(op); err != nil {
		return nil, err
	}
	if err := r.known(ctx, in.Seizure); err != nil {
		return nil, err
	}
	found, err := r.Duplicates(ctx, in.ID, in.Seizure)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, in.Seizure.settled)
	if len(found) > 0 {
		e := &DuplicateError{found}
		return nil, &focalpoint.Error{Op: op, Kind: focalpoint.KindConflict, Key: "seizure.err.duplicate", Args: []any{"n", len(found), "id", string(found[0].Seizure)}, Err: e}
	}
	action := "seizure.save"
	if in.ID != "" {
		action = "seizure.change"
	}
	out := &Saved{}
	out.Receipt, err = r.log.Write(ctx, ledger.Entry{Actor: by, Action: action, Subject: string(in.ID)}, func(tx *ledger.Tx) error {
		receipt := out.Receipt
		*out = Saved{Receipt: receipt}
		return r.save(ctx, tx, in, out)
	})
	if err != nil {
		return nil, err
	}
	return out, r.tell(ctx, out)
}

func (in Input) check(op string) error {
	switch {
	case in.ID == "" && in.Base != 0, in.ID != "" && in.Base < 1:
		return failure(op, focalpoint.KindConflict, "", "base")
	case in.ID != "" && strings.TrimSpace(in.Reason) == "":
		return failure(op, focalpoint.KindInvalid, "reason", "reason")
	}
	return nil
}

// settled says whether the officer has looked at a duplicate and decided.
func (s Seizure) settled(d Duplicate) bool {
	if slices.Contains(s.NotDuplicateOf, d.Seizure) {
		return true
	}
	if d.Kind != DuplicateItem {
		return false
	}
	for _, m := range d.Items {
		if m.Index >= len(s.Items) || s.Items[m.Index].Known != m.Item {
			return false
		}
	}
	return true
}

// known checks that the persons, items and pictures named are there.
func (r *Room) known(ctx context.Context, s Seizure) error {
	f := findings{codes: r.codes}
	people := map[focalpoint.PersonID]string{}
	for i, p := range s.Persons {
		people[p.Person] = fmt.Sprintf("persons[%d].person", i)
	}
	photos := map[string]string{}
	for i, p := range s.Photos {
		photos[p.SHA] = fmt.Sprintf("photos[%d].sha", i)
	}
	items := map[focalpoint.ItemID]string{}
	for i, it := range s.Items {
		if it.From != "" {
			people[it.From] = fmt.Sprintf("items[%d].from", i)
		}
		if it.Known != "" {
			items[it.Known] = fmt.Sprintf("items[%d].known", i)
		}
		for j, p := range it.Photos {
			photos[p.SHA] = fmt.Sprintf("items[%d].photos[%d].sha", i, j)
		}
		for j, m := range it.Marks {
			if m.Photo != "" {
				photos[m.Photo] = fmt.Sprintf("items[%d].marks[%d].photo", i, j)
			}
		}
	}
	gone, err := person.Unknown(ctx, r.log.DB, keys(people))
	if err != nil {
		return err
	}
	for _, id := range gone {
		f.add(people[id], "person-id", "id", string(id))
	}
	have, err := attachment.Find(ctx, r.log.DB, keys(photos))
	if err != nil {
		return err
	}
	for _, sha := range keys(photos) {
		if !slices.ContainsFunc(have, func(i attachment.Info) bool { return i.SHA == sha && i.Image() }) {
			f.add(photos[sha], "photo-gone")
		}
	}
	rows, err := r.reg.RowsOf(ctx, keys(items))
	if err != nil {
		return err
	}
	for _, id := range keys(items) {
		if !slices.ContainsFunc(rows, func(row register.Row) bool { return row.ID == id }) {
			f.add(items[id], "known", "id", string(id))
		}
	}
	return f.list.Err("seizure.Save")
}

func keys[K cmp.Ordered, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// save writes inside the transaction: version, events, stages, row.
func (r *Room) save(ctx context.Context, tx *ledger.Tx, in Input, out *Saved) error {
	s := in.Seizure
	s.Items, s.Persons = slices.Clone(s.Items), slices.Clone(s.Persons) // the function may run again
	out.ID = in.ID
	var before *Seizure
	if in.ID == "" {
		out.ID = focalpoint.SeizureID(tx.NewID(focalpoint.PrefixSeizure))
		tx.Entry.Subject = string(out.ID)
	} else {
		v, err := book.Get(ctx, tx, string(in.ID))
		if err != nil {
			return err
		}
		if v.Version != in.Base {
			return failure("seizure.Save", focalpoint.KindConflict, "", "changed", "version", v.Version)
		}
		if v.Doc.Withdrawn {
			return failure("seizure.Save", focalpoint.KindConflict, "", "withdrawn")
		}
		before = &v.Doc
	}
	if err := claim(before, s.Items); err != nil {
		return err
	}
	for i := range s.Items {
		if s.Items[i].ID == "" {
			s.Items[i].ID = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
		}
		out.Items = append(out.Items, s.Items[i].ID)
	}
	return r.put(ctx, tx, out, in.Base, before, &s, in.Reason, in.Draft)
}

// claim refuses items that are not of the version before: an item's id is given
// by us, and an item belongs to one seizure.
func claim(before *Seizure, items []Item) error {
	mine := map[focalpoint.ItemID]bool{}
	if before != nil {
		for _, it := range before.Items {
			mine[it.ID] = true
		}
	}
	for i, it := range items {
		if it.ID == "" {
			continue
		}
		if !mine[it.ID] {
			return failure("seizure.Save", focalpoint.KindInvalid, fmt.Sprintf("items[%d].id", i), "item-id", "id", string(it.ID))
		}
		mine[it.ID] = false // named twice
	}
	return nil
}

// put records what differs and writes the version.
func (r *Room) put(ctx context.Context, tx *ledger.Tx, out *Saved, base int64, before, s *Seizure, reason, draft string) error {
	p := planOf(out.ID, before, s, reason)
	if len(p.events) > 0 {
		recorded, err := r.reg.Record(ctx, tx, p.events...)
		if err != nil {
			return err
		}
		for i, into := range p.holders {
			if into != nil {
				*into = recorded[i].ID
			}
		}
		out.Events = recorded
	}
	if err := r.persons.WithdrawStages(ctx, tx, p.withdrawn, cmp.Or(reason, "changed")); err != nil {
		return err
	}
	if len(p.stages) > 0 {
		entered, err := r.persons.AddStages(ctx, tx, r.codes, p.stages)
		if err != nil {
			return err
		}
		for i, into := range p.entries {
			*into = entered[i].ID
		}
	}
	var err error
	if out.Version, err = book.Put(ctx, tx, string(out.ID), base, *s, reason); err != nil {
		return err
	}
	if draft != "" {
		if _, err := tx.Exec(ctx, `DELETE FROM seizure_draft WHERE id = $1 AND owner = $2`, draft, string(tx.Entry.Actor)); err != nil {
			return err
		}
	}
	return r.derive(ctx, tx, out.ID, out.Version, s, tx.At)
}

// tell asks, after the save, what the officer should know at once.
func (r *Room) tell(ctx context.Context, out *Saved) error {
	var err error
	if r.Screen != nil && len(out.Items) > 0 {
		if out.Screened, err = r.Screen(ctx, out.Items); err != nil {
			return fmt.Errorf("the seizure is saved as %s, but it could not be compared with the lost and stolen file: %w", out.ID, err)
		}
	}
	for _, id := range out.Items {
		it, err := r.reg.Item(ctx, id)
		if err != nil {
			return fmt.Errorf("the seizure is saved as %s, but its items could not be read back: %w", out.ID, err)
		}
		for _, a := range it.Alarms {
			out.Alarms = append(out.Alarms, ItemAlarm{id, a})
		}
	}
	return nil
}

// Withdraw takes back a seizure that was entered by mistake: its events are
// withdrawn with the reason, its versions stay.
func (r *Room) Withdraw(ctx context.Context, by focalpoint.UserID, id focalpoint.SeizureID, base int64, reason string) error {
	const op = "seizure.Withdraw"
	if strings.TrimSpace(reason) == "" {
		return failure(op, focalpoint.KindInvalid, "reason", "reason")
	}
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "seizure.withdraw", Subject: string(id)}, func(tx *ledger.Tx) error {
		v, err := book.Get(ctx, tx, string(id))
		if err != nil {
			return err
		}
		if v.Version != base {
			return failure(op, focalpoint.KindConflict, "", "changed", "version", v.Version)
		}
		if v.Doc.Withdrawn {
			return failure(op, focalpoint.KindConflict, "", "withdrawn")
		}
		gone := v.Doc
		gone.Withdrawn = true
		empty := gone
		empty.Items, empty.Persons = nil, nil
		p := planOf(id, &v.Doc, &empty, reason)
		if _, err := r.reg.Record(ctx, tx, p.events...); err != nil {
			return err
		}
		if err := r.persons.WithdrawStages(ctx, tx, p.withdrawn, reason); err != nil {
			return err
		}
		version, err := book.Put(ctx, tx, string(id), base, gone, reason)
		if err != nil {
			return err
		}
		return r.derive(ctx, tx, id, version, &gone, tx.At)
	})
	return err
}

// AsDuplicates returns the duplicates inside an error of Save, or nil.
func AsDuplicates(err error) []Duplicate {
	var d *DuplicateError
	if errors.As(err, &d) {
		return d.Duplicates
	}
	return nil
}
