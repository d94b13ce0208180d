package flows

import (
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Override is a figure that a State reports in place of the computed one: what
// one person proposed with a reason, and another approved. The computed figure
// and its records stay beside it; only an approved override is reported.
type Override struct {
	Value      Value             `json:"value"`
	Reason     string            `json:"reason"`
	By         focalpoint.UserID `json:"by"`
	At         time.Time         `json:"at"`
	Approved   focalpoint.UserID `json:"approved,omitempty"` // the second person
	ApprovedAt time.Time         `json:"approvedAt,omitzero"`
	Withdrawn  bool              `json:"withdrawn,omitempty"`
}

// Holds says whether the override is reported.
func (o Override) Holds() bool { return o.Approved != "" && !o.Withdrawn }

var overrides = ledger.NewBook[Override]("override_book")

// Propose puts forward a figure to be reported in place of the computed one: a
// count, or why there is none. It replaces an earlier proposal, and an approved
// one as well: the change needs approval anew.
func (f *Figures) Propose(ctx context.Context, by focalpoint.UserID, year int, cell string, v Value, reason string) error {
	const op = "flows.Propose"
	if err := checkYear(year); err != nil {
		return err
	}
	if _, _, err := f.book.Cell(cell); err != nil {
		return err
	}
	var wrong focalpoint.Fields
	if !slices.Contains([]Status{StatusCounted, StatusNone, StatusNotCollected, StatusNotApplicable, StatusUnknown}, v.Status) {
		wrong.Add("status", "%q is no status; give a number, or none, not-collected, not-applicable or unknown", v.Status)
	}
	if v.Counted() && v.Count < 0 {
		wrong.Add("value", "a count is not below zero")
	}
	if strings.TrimSpace(reason) == "" {
		wrong.Add("reason", "say why the computed figure is not reported: what the records lack or count wrongly")
	}
	if err := wrong.Err(op); err != nil {
		return err
	}
	return f.putOverride(ctx, by, year, cell, "return.propose", func(tx *ledger.Tx, o *Override) error {
		*o = Override{Value: v, Reason: strings.TrimSpace(reason), By: by, At: tx.At}
		return nil
	})
}

// Approve lets a proposed override be reported. Whoever proposed it cannot
// approve it.
func (f *Figures) Approve(ctx context.Context, by focalpoint.UserID, year int, cell string) error {
	return f.putOverride(ctx, by, year, cell, "return.approve", func(tx *ledger.Tx, o *Override) error {
		switch {
		case o.By == "" || o.Withdrawn:
			return focalpoint.Errorf("flows.Approve", focalpoint.KindNotFound, "nothing is proposed for %s of %d", cell, year)
		case o.Approved != "":
			return focalpoint.Errorf("flows.Approve", focalpoint.KindConflict, "this is approved already; propose anew to change it")
		case o.By == by:
			return focalpoint.Errorf("flows.Approve", focalpoint.KindForbidden, "you proposed this figure; a second person approves it")
		}
		o.Approved, o.ApprovedAt = by, tx.At
		return nil
	})
}

// Withdraw takes an override back, proposed or approved; the computed figure is
// reported again. What stood there stays on record.
func (f *Figures) Withdraw(ctx context.Context, by focalpoint.UserID, year int, cell, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return focalpoint.Invalid("flows.Withdraw", "reason", "say why the override is taken back")
	}
	return f.putOverride(ctx, by, year, cell, "return.withdraw", func(_ *ledger.Tx, o *Override) error {
		if o.By == "" || o.Withdrawn {
			return focalpoint.Errorf("flows.Withdraw", focalpoint.KindNotFound, "nothing is overridden at %s of %d", cell, year)
		}
		o.Withdrawn, o.Reason = true, strings.TrimSpace(reason)
		return nil
	})
}

func (f *Figures) putOverride(ctx context.Context, by focalpoint.UserID, year int, cell, action string, change func(*ledger.Tx, *Override) error) error {
	id := declaredID(year, cell)
	_, err := f.log.Write(ctx, ledger.Entry{Actor: by, Action: action, Subject: id}, func(tx *ledger.Tx) error {
		v, err := overrides.Get(ctx, tx, id)
		if err != nil && focalpoint.KindOf(err) != focalpoint.KindNotFound {
			return err
		}
		if err := change(tx, &v.Doc); err != nil {
			return err
		}
		_, err = overrides.Put(ctx, tx, id, v.Version, v.Doc, v.Doc.Reason)
		return err
	})
	return focalpoint.E("flows.Override", err)
}

// OverridesFor reads what is proposed or approved for a year, by cell, as it
// stood at an instant (zero: now).
func (f *Figures) OverridesFor(ctx context.Context, year int, asOf time.Time) (map[string]Override, error) {
	out := map[string]Override{}
	prefix := declaredID(year, "")
	err := overrides.All(ctx, f.db, func(v ledger.Version[Override]) error {
		cell, ok := strings.CutPrefix(v.ID, prefix)
		if !ok {
			return nil
		}
		if !asOf.IsZero() && v.At.After(asOf) {
			older, err := before(ctx, overrides, f.db, v.ID, asOf)
			if err != nil || older == nil {
				return err
			}
			v = *older
		}
		if !v.Doc.Withdrawn {
			out[cell] = v.Doc
		}
		return nil
	})
	return out, err
}

// OverrideHistory lists every version of a cell's override, oldest first.
func (f *Figures) OverrideHistory(ctx context.Context, year int, cell string) ([]ledger.Version[Override], error) {
	return overrides.History(ctx, f.db, declaredID(year, cell))
}

// Reported is what the State reports in the cell: an approved override, else
// the computed value.
func (c Cell) Reported() Value {
	if c.Override != nil && c.Override.Holds() {
		return c.Override.Value
	}
	return c.Value
}

// Reported returns what the return reports, by cell; Values returns what was
// computed.
func (r Return) Reported() map[string]Value {
	out := map[string]Value{}
	for _, blk := range r.Blocks {
		for _, c := range blk.Cells {
			out[c.ID] = c.Reported()
		}
	}
	return out
}

// overridden tells of every cell that is not reported as computed, and of every
// proposal that waits for a second person.
func overridden(r Return) []Finding {
	var out []Finding
	for _, blk := range r.Blocks {
		for _, c := range blk.Cells {
			o := c.Override
			switch {
			case o == nil:
			case o.Holds():
				text := "Reported " + o.Value.String() + " in place of the computed " + c.Value.String() + ": " + o.Reason
				if strings.Contains(c.ID, ".tracing.") {
					text += " (The indicator is computed from the records.)"
				}
				out = append(out, Finding{Level: Soft, Check: "override", Cell: c.ID, Left: o.Value.Count, Right: c.Value.Count, Text: text})
			default:
				out = append(out, Finding{Level: Soft, Check: "override-waits", Cell: c.ID, Left: o.Value.Count, Right: c.Value.Count,
					Text: "Somebody proposed to report " + o.Value.String() + " in place of the computed " + c.Value.String() + "; a second person approves it or takes it back."})
			}
		}
	}
	return out
}
