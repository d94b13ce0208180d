package flows

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/store"
)

// Synced says what a catching-up did.
type Synced struct {
	From    int64 `json:"from"`    // first leaf looked at
	Upto    int64 `json:"upto"`    // first leaf not looked at
	Added   int64 `json:"added"`   // facts that are new or changed
	Removed int64 `json:"removed"` // facts that no longer hold
}

// syncItems is about how many items one transaction follows.
const syncItems = 40000

// syncChunk is how many items one query names.
const syncChunk = 2000

// Sync lets the tally follow the register up to the newest write. It costs
// nothing when nothing changed; it can be interrupted and goes on where it
// stood; two nodes that call it at once wait for each other.
func (f *Figures) Sync(ctx context.Context) (Synced, error) {
	var all Synced
	if behind, err := f.behind(ctx); err != nil || !behind {
		return all, focalpoint.E("flows.Sync", err)
	}
	first := true
	for {
		var step Synced
		err := f.db.Update(ctx, func(tx *store.Tx) error {
			step = Synced{}
			return f.syncStep(ctx, tx, &step)
		})
		if err != nil {
			return all, focalpoint.E("flows.Sync", err)
		}
		if first {
			all.From, first = step.From, false
		}
		all.Upto = step.Upto
		all.Added += step.Added
		all.Removed += step.Removed
		if step.From == step.Upto {
			return all, nil
		}
	}
}

// behind says whether there is anything to follow, without taking a lock.
func (f *Figures) behind(ctx context.Context) (bool, error) {
	var upto, head int64
	err := f.db.QueryRowContext(ctx, `SELECT COALESCE((SELECT leaf FROM figure_upto WHERE id = 1), 0), (SELECT COALESCE(MAX(seq) + 1, 0) FROM ledger_leaf)`).Scan(&upto, &head)
	return head > upto, err
}

// Rebuild derives every fact again and corrects those that differ; the history
// of what was known when stays. It is needed after counting rules or the
// catalogue's classes changed.
func (f *Figures) Rebuild(ctx context.Context) (Synced, error) {
	err := f.db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM figure_upto`)
		return err
	})
	if err != nil {
		return Synced{}, focalpoint.E("flows.Rebuild", err)
	}
	return f.Sync(ctx)
}

// syncStep follows one stretch of leaves.
func (f *Figures) syncStep(ctx context.Context, tx *store.Tx, step *Synced) error {
	if err := tx.Lock(ctx, "flows"); err != nil {
		return err
	}
	var head int64
	err := tx.QueryRowContext(ctx, `SELECT COALESCE((SELECT leaf FROM figure_upto WHERE id = 1), 0), (SELECT COALESCE(MAX(seq) + 1, 0) FROM ledger_leaf)`).Scan(&step.From, &head)
	if err != nil {
		return err
	}
	step.Upto = step.From
	if head <= step.From {
		return nil
	}
	if step.Upto, err = stretch(ctx, tx, step.From, head); err != nil {
		return err
	}
	s := &syncer{f: f, tx: tx, step: step, deltas: map[tallyKey]delta{}, leaves: map[int64]int64{}}
	if err := s.run(ctx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM figure_upto`); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO figure_upto (id, leaf) VALUES (1, $1)`, step.Upto)
	return err
}

// stretch finds the leaf before which about syncItems items changed. A leaf is
// never divided: a large import's batch is one.
func stretch(ctx context.Context, tx *store.Tx, from, head int64) (int64, error) {
	upto := head
	for _, table := range []string{"item", "outcome"} {
		var leaf int64
		err := tx.QueryRowContext(ctx, `SELECT changed FROM `+table+` WHERE changed >= $1 ORDER BY changed LIMIT 1 OFFSET `+strconv.Itoa(syncItems), from).Scan(&leaf)
		switch {
		case store.Missing(err):
		case err != nil:
			return 0, err
		default:
			upto = min(upto, max(leaf, from+1))
		}
	}
	return upto, nil
}

type tallyKey struct{ year, shape, place int64 }

type delta struct{ records, quantity int64 }

// fact is one row of figure_fact.
type fact struct {
	item, record, seizure, control string
	year, shape, place             int64
	quantity, known                int64
}

func (x fact) same(y fact) bool {
	x.known, y.known = 0, 0
	return x == y
}

// syncer is the work of one stretch.
type syncer struct {
	f      *Figures
	tx     *store.Tx
	step   *Synced
	now    int64 // when the newest leaf of the stretch was written, microseconds
	shapes *shapes
	places *places
	deltas map[tallyKey]delta
	leaves map[int64]int64 // when a leaf was written
}

func (s *syncer) run(ctx context.Context) error {
	if err := s.tx.QueryRowContext(ctx, `SELECT at FROM ledger_leaf WHERE seq = $1`, s.step.Upto-1).Scan(&s.now); err != nil {
		return err
	}
	var err error
	if s.shapes, err = readShapes(ctx, s.tx, s.f.codes); err != nil {
		return err
	}
	if s.places, err = readPlaces(ctx, s.tx); err != nil {
		return err
	}
	seizures := map[string]bool{}
	fresh, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	if fresh {
		if err := s.add(ctx, seizures); err != nil {
			return err
		}
		if err := s.cases(ctx, slices.Sorted(maps.Keys(seizures))); err != nil {
			return err
		}
		return s.settle(ctx)
	}
	items, err := s.touched(ctx)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(items, syncChunk) {
		want, err := s.wanted(ctx, chunk)
		if err != nil {
			return err
		}
		have, err := s.known(ctx, chunk)
		if err != nil {
			return err
		}
		for _, list := range []map[string]fact{want, have} {
			for _, x := range list {
				if x.seizure != "" {
					seizures[x.seizure] = true
				}
			}
		}
		if err := s.replace(ctx, have, want); err != nil {
			return err
		}
	}
	if err := s.cases(ctx, slices.Sorted(maps.Keys(seizures))); err != nil {
		return err
	}
	return s.settle(ctx)
}

// touched lists the items that changed in the stretch, or whose tracing did.
func (s *syncer) touched(ctx context.Context) ([]string, error) {
	rows, err := s.tx.QueryContext(ctx, `SELECT id FROM item WHERE changed >= $1 AND changed < $2 UNION SELECT item FROM outcome WHERE changed >= $3 AND changed < $4`,
		s.step.From, s.step.Upto, s.step.From, s.step.Upto)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return out, rows.Err()
}

// listOf writes a list for IN: an explicit one is found through an index on
// both engines, whatever their planners believe of tables that have just
// grown. The identifiers are the register's own, and quoted all the same;
// thousands of numbered parameters would be looked up one by one.
func listOf(ids []string) string {
	var b strings.Builder
	for _, id := range ids {
		b.WriteString(",'" + strings.ReplaceAll(id, "'", "''") + "'")
	}
	return "(" + b.String()[1:] + ")"
}

// known reads the stored facts of items, which are in order. Items that an
// import has just brought lie together behind all others and have none: one
// look at the index tells.
func (s *syncer) known(ctx context.Context, items []string) (map[string]fact, error) {
	var some string
	err := s.tx.QueryRowContext(ctx, `SELECT item FROM figure_fact WHERE item >= $1 AND item <= $2 LIMIT 1`, items[0], items[len(items)-1]).Scan(&some)
	if store.Missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.facts(ctx, `WHERE item IN `+listOf(items))
}

// wanted derives the facts of items.
func (s *syncer) wanted(ctx context.Context, items []string) (map[string]fact, error) {
	out := map[string]fact{}
	return out, s.derive(ctx, `o.item IN `+listOf(items)+` ORDER BY o.item, o.event`, nil, func(x fact) { out[x.record] = x })
}

// derive reads occurrences and gives the facts they are.
func (s *syncer) derive(ctx context.Context, where string, args []any, give func(fact)) error {
	rows, err := s.tx.QueryContext(ctx, `SELECT o.item, o.event, o.seizure, o.year, o.region, o.unit, o.quantity, o.control, o.changed,
		o.item_kind, o.role, o.context, o.type_class, o.origin, o.offences, o.location, o.marking, COALESCE(t.tracing, ''), i.made
		FROM occurrence o JOIN item i ON i.id = o.item LEFT JOIN outcome t ON t.item = o.item WHERE `+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var list []fact
	for rows.Next() {
		var x fact
		var region, unit string
		var made sql.NullInt64
		r := raw{population: Items}
		if err := rows.Scan(&x.item, &x.record, &x.seizure, &x.year, &region, &unit, &x.quantity, &x.control, &x.known,
			&r.kind, &r.role, &r.context, &r.typeClass, &r.origin, &r.offences, &r.location, &r.marking, &r.leaf, &made); err != nil {
			return err
		}
		r.made = antique(made)
		x.place = s.places.find(region, unit)
		x.shape = s.shapes.ofRaw(r)
		list = append(list, x)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for _, x := range list {
		if x.known, err = s.written(ctx, x.known); err != nil {
			return err
		}
		give(x)
	}
	return nil
}

// written gives the time at which a leaf was written.
func (s *syncer) written(ctx context.Context, leaf int64) (int64, error) {
	at, ok := s.leaves[leaf]
	if !ok {
		at = s.now
		err := s.tx.QueryRowContext(ctx, `SELECT at FROM ledger_leaf WHERE seq = $1`, leaf).Scan(&at)
		if err != nil && !store.Missing(err) {
			return 0, err
		}
		s.leaves[leaf] = at
	}
	return at, nil
}

func antique(made sql.NullInt64) string {
	switch {
	case !made.Valid:
		return focalpoint.CodeNotCollected
	case made.Int64 < MadeBeforeAntique:
		return "yes"
	}
	return "no"
}

// facts reads stored facts.
func (s *syncer) facts(ctx context.Context, where string) (map[string]fact, error) {
	rows, err := s.tx.QueryContext(ctx, `SELECT item, record, seizure, year, shape, place, quantity, control, known FROM figure_fact `+where)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]fact{}
	for rows.Next() {
		var x fact
		if err := rows.Scan(&x.item, &x.record, &x.seizure, &x.year, &x.shape, &x.place, &x.quantity, &x.control, &x.known); err != nil {
			return nil, err
		}
		out[x.record] = x
	}
	return out, rows.Err()
}

var factColumns = strings.Fields("item record seizure year shape place quantity control known")

// replace brings the stored facts from have to want. What no longer holds goes
// to the past with the time until which it was known.
func (s *syncer) replace(ctx context.Context, have, want map[string]fact) error {
	var add, past [][]any
	for _, id := range slices.Sorted(maps.Keys(have)) {
		old := have[id]
		if now, ok := want[id]; ok && now.same(old) {
			delete(want, id)
			continue
		}
		if _, err := s.tx.Exec(ctx, `DELETE FROM figure_fact WHERE item = $1 AND record = $2`, old.item, old.record); err != nil {
			return err
		}
		if now, ok := want[id]; ok {
			now.known = s.now // a change is known from the write that made it
			want[id] = now
		}
		past = append(past, []any{old.item, old.record, old.year, old.shape, old.place, old.quantity, old.control, old.known, s.now})
		s.count(old, -1)
		s.step.Removed++
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		x := want[id]
		add = append(add, []any{x.item, x.record, x.seizure, x.year, x.shape, x.place, x.quantity, x.control, x.known})
		s.count(x, 1)
		s.step.Added++
	}
	if err := s.tx.Insert(ctx, "figure_past", strings.Fields("item record year shape place quantity control known until"), past); err != nil {
		return err
	}
	return s.tx.Insert(ctx, "figure_fact", factColumns, add)
}

func (s *syncer) count(x fact, sign int64) {
	k := tallyKey{x.year, x.shape, x.place}
	d := s.deltas[k]
	d.records += sign
	d.quantity += sign * x.quantity
	s.deltas[k] = d
}

// cases derives the facts of whole occurrences (cases of seizure).
func (s *syncer) cases(ctx context.Context, seizures []string) error {
	for chunk := range slices.Chunk(seizures, syncChunk) {
		in := listOf(chunk)
		want, err := s.wantedCases(ctx, in)
		if err != nil {
			return err
		}
		have, err := s.facts(ctx, `WHERE item IN `+in)
		if err != nil {
			return err
		}
		if err := s.replace(ctx, have, want); err != nil {
			return err
		}
	}
	return nil
}

func (s *syncer) wantedCases(ctx context.Context, in string) (map[string]fact, error) {
	rows, err := s.tx.QueryContext(ctx, `SELECT seizure, role, item_kind, context, year, region, unit, document FROM occurrence WHERE seizure IN `+in+` ORDER BY seizure, event`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type parts struct{ roles, kinds, contexts []string }
	out := map[string]fact{}
	what := map[string]*parts{}
	for rows.Next() {
		var id, role, kind, legal, region, unit, document string
		var year int64
		if err := rows.Scan(&id, &role, &kind, &legal, &year, &region, &unit, &document); err != nil {
			return nil, err
		}
		x, ok := out[id]
		if !ok {
			x = fact{item: id, record: id, seizure: id, quantity: 1, known: s.now, place: s.places.find(region, unit)}
			what[id] = &parts{}
		}
		if x.year == 0 {
			x.year = year
		}
		p := what[id]
		p.roles, p.kinds = append(p.roles, role), append(p.kinds, kind)
		if legal != "" {
			p.contexts = append(p.contexts, legal)
		}
		out[id] = x
	}
	for _, id := range slices.Sorted(maps.Keys(out)) {
		x, p := out[id], what[id]
		x.shape = s.shapes.of(seizureProfile(p.roles, p.kinds, p.contexts))
		out[id] = x
	}
	return out, rows.Err()
}

// settle writes new shapes and places and adds the differences to the tally.
func (s *syncer) settle(ctx context.Context) error {
	if err := s.tx.Insert(ctx, "figure_shape", []string{"id", "profile"}, s.shapes.fresh); err != nil {
		return err
	}
	if err := s.tx.Insert(ctx, "figure_place", []string{"id", "region", "unit"}, s.places.fresh); err != nil {
		return err
	}
	keys := slices.SortedFunc(maps.Keys(s.deltas), func(a, b tallyKey) int {
		return cmp.Or(cmp.Compare(a.year, b.year), cmp.Compare(a.shape, b.shape), cmp.Compare(a.place, b.place))
	})
	for chunk := range slices.Chunk(keys, syncChunk) {
		var values strings.Builder
		for _, k := range chunk {
			if d := s.deltas[k]; d != (delta{}) {
				fmt.Fprintf(&values, ",(%d,%d,%d,%d,%d)", k.year, k.shape, k.place, d.records, d.quantity)
			}
		}
		if values.Len() == 0 {
			continue
		}
		if _, err := s.tx.ExecContext(ctx, `INSERT INTO figure_tally (year, shape, place, records, quantity) VALUES `+values.String()[1:]+`
			ON CONFLICT (year, shape, place) DO UPDATE SET records = figure_tally.records + excluded.records, quantity = figure_tally.quantity + excluded.quantity`); err != nil {
			return err
		}
	}
	return nil
}
