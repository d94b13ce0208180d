package linkage

import (
	"context"
	"encoding/json"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

// prefixDecision begins the numbers of decisions.
const prefixDecision = "ld"

// Decide records what an officer decides about a link: Confirmed joins the lives of the two, Rejected holds them apart
// for good, Undone parts what was confirmed. from is the state the officer saw; a link that has another one by now is
// left as it is. The reason says what shows it.
func (r *Room) Decide(ctx context.Context, by focalpoint.UserID, id string, from, to State, reason string) (Link, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return Link{}, focalpoint.Invalid("linkage.Decide", "reason", "say what shows it: whoever reads the record later asks why")
	}
	var out Link
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "linkage." + string(to), Subject: id}, func(tx *ledger.Tx) error {
		l, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if from != "" && l.State != from {
			return focalpoint.Errorf("linkage.Decide", focalpoint.KindConflict, "the link has been decided meanwhile; look at it again")
		}
		seen, err := json.Marshal(l)
		if err != nil {
			return err
		}
		event, err := r.turn(ctx, tx, &l, to, reason)
		if err != nil {
			return err
		}
		d := []any{tx.NewID(prefixDecision), l.ID, tx.At, string(by), string(to), string(event), reason, string(seen)}
		if err := tx.Insert(ctx, decisions, d); err != nil {
			return err
		}
		if err := putLinks(ctx, tx, []Link{l}); err != nil {
			return err
		}
		l.Changed, out = tx.Leaf, l
		return nil
	})
	return out, err
}

// turn takes a link to a state and returns the event that did it, if one was needed.
func (r *Room) turn(ctx context.Context, tx *ledger.Tx, l *Link, to State, reason string) (focalpoint.EventID, error) {
	switch {
	case l.State == to:
		return "", focalpoint.Errorf("linkage.Decide", focalpoint.KindConflict, "the link stands so already")
	case to == Confirmed:
		return r.join(ctx, tx, l, reason)
	case to == Undone && l.State == Confirmed:
		return r.part(ctx, tx, l, reason)
	case to == Rejected && l.State != Confirmed:
		l.State = to
		return "", nil
	case to == Rejected:
		return "", focalpoint.Errorf("linkage.Decide", focalpoint.KindConflict, "the link is confirmed; undo it before it is rejected, so that the record says who parted the two")
	case to == Undone:
		return "", focalpoint.Errorf("linkage.Decide", focalpoint.KindConflict, "only a confirmed link can be undone")
	}
	return "", focalpoint.Invalid("linkage.Decide", "decision", "%q is no decision; choose confirmed, rejected or undone", to)
}

// join holds the two records to be one: the one whose office says less is said to be the other.
func (r *Room) join(ctx context.Context, tx *ledger.Tx, l *Link, reason string) (focalpoint.EventID, error) {
	life, err := r.reg.LifeIn(ctx, tx, l.A)
	if err != nil {
		return "", err
	}
	for _, same := range life.Same {
		if same == l.B {
			return "", focalpoint.Errorf("linkage.Decide", focalpoint.KindConflict, "the two records are held to be one already, by another decision; see the page of the item")
		}
	}
	done, err := r.reg.Record(ctx, tx, focalpoint.Event{Item: l.B, Kind: focalpoint.EventIdentify, Other: l.A, Happened: focalpoint.DateOf(tx.At), State: r.home, Reason: reason})
	if err != nil {
		return "", err
	}
	l.State, l.Event = Confirmed, done[0].ID
	l.Alarms, err = r.alarmsNow(ctx, tx, l.A, l.B)
	return l.Event, err
}

// alarmsNow are the kinds of contradiction that the register holds of the two, now that they are joined.
func (r *Room) alarmsNow(ctx context.Context, tx *ledger.Tx, a, b focalpoint.ItemID) ([]register.AlarmKind, error) {
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT kind FROM alarm WHERE item IN ($1, $2) ORDER BY kind`, string(a), string(b))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []register.AlarmKind
	for rows.Next() {
		var k register.AlarmKind
		if err := rows.Scan(&k); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

// part withdraws the event that joined the two.
func (r *Room) part(ctx context.Context, tx *ledger.Tx, l *Link, reason string) (focalpoint.EventID, error) {
	var item focalpoint.ItemID
	if err := tx.QueryRowContext(ctx, `SELECT item FROM identified WHERE event = $1`, string(l.Event)).Scan(&item); err != nil {
		return "", err
	}
	done, err := r.reg.Record(ctx, tx, focalpoint.Event{Item: item, Kind: focalpoint.EventCorrection, Corrects: l.Event, Reason: reason})
	if err != nil {
		return "", err
	}
	l.State, l.Event = Undone, ""
	return done[0].ID, nil
}
