package register

import (
	"context"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Outcome is how the tracing of one item stands: it lets the figures count
// without knowing the room of traces.
type Outcome struct {
	Item        focalpoint.ItemID      `json:"item"`
	Trace       focalpoint.TraceID     `json:"trace"`
	Result      focalpoint.ResultCode  `json:"result,omitempty"` // empty while the trace is under way
	Leaf        focalpoint.TracingLeaf `json:"leaf"`
	Established Established            `json:"established,omitempty"`
	Diverted    focalpoint.Date        `json:"diverted,omitempty"` // when the item left the licit circuit
}

// Established says by what means the point of diversion became known.
type Established string

// Means by which a point of diversion is established (SDG metadata 16.4.2).
const (
	EstablishedNot       Established = ""
	EstablishedTracing   Established = "tracing"
	EstablishedAuthority Established = "authority" // by a competent authority, otherwise than by tracing
)

// SetOutcome keeps the present outcome of an item, in place of an older one:
// it is derived from the traces, whose history is theirs.
func (r *Register) SetOutcome(ctx context.Context, tx *ledger.Tx, o Outcome) error {
	if _, err := tx.Exec(ctx, `DELETE FROM outcome WHERE item = $1`, string(o.Item)); err != nil {
		return err
	}
	var first, last any
	if f, l, ok := o.Diverted.Bounds(); ok {
		first, last = int64(f), int64(l)
	}
	return tx.InsertDerived(ctx, "outcome", []string{"item", "trace", "result", "tracing", "established", "diverted_first", "diverted_last", "changed"},
		[]any{string(o.Item), string(o.Trace), string(o.Result), string(o.Leaf), string(o.Established), first, last, tx.Leaf})
}
