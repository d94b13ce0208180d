package trace

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

// Proved is one stored row exactly as it was logged, with the proof that it
// stands in the log. Values are in the order of the table's columns, whole
// numbers in decimal, null where a column is empty.
type Proved struct {
	Values []*string     `json:"values"`
	Proof  *ledger.Proof `json:"proof"`
}

// prove reads a row and makes its proof.
func (s *Service) prove(ctx context.Context, t ledger.Table, key ...any) (Proved, error) {
	p, err := s.log.Prove(ctx, t, key...)
	if err != nil {
		return Proved{}, err
	}
	values, err := rowOf(ctx, s.log.DB, t, key)
	return Proved{values, p}, err
}

func rowOf(ctx context.Context, q store.Queryer, t ledger.Table, key []any) ([]*string, error) {
	names := make([]string, len(t.Columns))
	dest := make([]any, len(t.Columns))
	texts := make([]sql.NullString, len(t.Columns))
	numbers := make([]sql.NullInt64, len(t.Columns))
	for i, c := range t.Columns {
		names[i], dest[i] = c.Name, &texts[i]
		if c.Type == ledger.Int {
			dest[i] = &numbers[i]
		}
	}
	where := make([]string, len(t.Key))
	for i, k := range t.Key {
		where[i] = k + " = $" + strconv.Itoa(i+1)
	}
	err := q.QueryRowContext(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+t.Name+" WHERE "+strings.Join(where, " AND "), key...).Scan(dest...)
	if err != nil {
		return nil, err
	}
	out := make([]*string, len(t.Columns))
	for i := range out {
		switch {
		case numbers[i].Valid:
			v := strconv.FormatInt(numbers[i].Int64, 10)
			out[i] = &v
		case texts[i].Valid:
			out[i] = &texts[i].String
		}
	}
	return out, nil
}

// check says whether the row is the one that was logged and the log holds it.
func (p Proved) check(t ledger.Table) error {
	row := make([]any, len(t.Columns))
	if len(p.Values) != len(row) || p.Proof == nil || p.Proof.Table != t.Name {
		return focalpoint.Errorf("trace.Check", focalpoint.KindMismatch, "the report does not hold the rows of table %s that its proofs speak of", t.Name)
	}
	for i, v := range p.Values {
		if v == nil {
			continue
		}
		row[i] = *v
		if t.Columns[i].Type == ledger.Int {
			n, err := strconv.ParseInt(*v, 10, 64)
			if err != nil {
				return focalpoint.Errorf("trace.Check", focalpoint.KindMismatch, "column %s of %s holds %q, which is no number", t.Columns[i].Name, t.Name, *v)
			}
			row[i] = n
		}
	}
	digest, err := ledger.DigestOf(t, p.Proof.Leaf.Salt, row)
	if err != nil {
		return err
	}
	if digest != p.Proof.Digest {
		return focalpoint.Errorf("trace.Check", focalpoint.KindMismatch, "the row %v of %s is not the one that was logged", p.Proof.Key["id"], t.Name)
	}
	return ledger.CheckProof(p.Proof)
}

// holds says whether the row's body is what the report shows.
func (p Proved) holds(t ledger.Table, shown, stored any) error {
	for i, c := range t.Columns {
		if c.Name != "body" || p.Values[i] == nil {
			continue
		}
		if err := json.Unmarshal([]byte(*p.Values[i]), stored); err != nil {
			return fmt.Errorf("the logged text of %v cannot be read: %w", p.Proof.Key["id"], err)
		}
	}
	a, err1 := json.Marshal(shown)
	b, err2 := json.Marshal(stored)
	if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
		return focalpoint.Errorf("trace.Check", focalpoint.KindMismatch, "what the report shows of %v is not what was logged", p.Proof.Key["id"])
	}
	return nil
}

// Check checks a report by itself, without any database: each row is the one
// that was logged, the log whose head its proof names holds it, and the trace
// and events shown are what those rows say. The caller compares the heads with
// one he trusts.
func (r *Report) Check() error {
	if len(r.Proofs) != len(r.Events)+1 {
		return focalpoint.Errorf("trace.Check", focalpoint.KindMismatch, "the report holds %d events and %d proofs; there must be one for each event and one for the trace", len(r.Events), len(r.Proofs))
	}
	if err := r.Proofs[0].check(book.Table); err != nil {
		return err
	}
	if err := r.Proofs[0].holds(book.Table, r.Trace.Doc, &Trace{}); err != nil {
		return err
	}
	for i, e := range r.Events {
		p := r.Proofs[i+1]
		if err := p.check(register.EventTable()); err != nil {
			return err
		}
		if err := p.holds(register.EventTable(), e, &focalpoint.Event{}); err != nil {
			return err
		}
	}
	return nil
}
