package register

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the register's tables.
func Schema() store.Schema { return store.Schema{Name: "register", Files: schemaFiles} }

// events is the logged table.
var events = ledger.Logged("event", 1, "id:s item:s kind:s happened:s recorded:i other:s corrects:s seizure:s import:s import_row:i body:s")

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{events} }

// EventTable is the logged table of events, for proofs.
func EventTable() ledger.Table { return events }

// Coder fills codes from raw cells; the catalogue is one. Its methods are pure
// functions of its snapshot.
type Coder interface {
	// Describe fills the codes of a description that a person did not choose.
	Describe(focalpoint.Description) focalpoint.Description
	// Offence codes one offence as reported.
	Offence(focalpoint.Coded) focalpoint.Coded
	// Keeper finds the record keeper a name means, told by the State of the
	// event; the answer is empty where there is nobody to compare with.
	Keeper(name string, state focalpoint.Country) focalpoint.Coded
	// Class returns the coarser code a code belongs to in a list ("type",
	// "calibre"), or "" when the list has none for it.
	Class(list, code string) string
}

// Register reads and writes the record. It is safe for concurrent use.
type Register struct {
	db     *store.DB
	codes  Coder
	finder finder
}

// New returns the register kept in db, coding with codes.
func New(db *store.DB, codes Coder) *Register { return &Register{db: db, codes: codes} }

// DB is the database the register reads, for queries that join its derived tables.
func (r *Register) DB() *store.DB { return r.db }

// Record writes events inside a transaction and derives the items they touch
// anew. Empty event ids and times are filled. An event that corrects another
// must be about the same item, and that event must be there. Events are
// checked (Check) first; nothing is written when one is wrong.
func (r *Register) Record(ctx context.Context, tx *ledger.Tx, list ...focalpoint.Event) ([]focalpoint.Event, error) {
	list, err := r.prepare(tx, list)
	if err != nil {
		return nil, err
	}
	for i, e := range list {
		if e.Corrects == "" {
			continue
		}
		var item focalpoint.ItemID
		if err := tx.QueryRowContext(ctx, `SELECT item FROM event WHERE id = $1`, string(e.Corrects)).Scan(&item); err != nil {
			if store.Missing(err) {
				return nil, focalpoint.Invalid("register.Record", fmt.Sprintf("events[%d].corrects", i), "there is no event %s to correct", e.Corrects)
			}
			return nil, err
		}
		if item != e.Item {
			return nil, focalpoint.Invalid("register.Record", fmt.Sprintf("events[%d].corrects", i), "event %s is about another item (%s)", e.Corrects, item)
		}
	}
	if err := r.insert(ctx, tx, list); err != nil {
		return nil, err
	}
	touched := map[focalpoint.ItemID]bool{}
	for _, e := range list {
		touched[e.Item] = true
		if e.Other != "" {
			touched[e.Other] = true
		}
	}
	for id := range maps.Clone(touched) { // what holds for one holds for all that are the same
		same, err := sameItems(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		for _, other := range same {
			touched[other] = true
		}
	}
	items := make([]focalpoint.ItemID, 0, len(touched))
	for id := range touched {
		items = append(items, id)
	}
	slices.Sort(items)
	return list, r.derive(ctx, tx, items)
}

// RecordNew is Record for events that are each the first and only event of a
// new item, as a bulk import brings them: nothing is read back.
func (r *Register) RecordNew(ctx context.Context, tx *ledger.Tx, list []focalpoint.Event) error {
	list, err := r.prepare(tx, list)
	if err != nil {
		return err
	}
	if err := r.insert(ctx, tx, list); err != nil {
		return err
	}
	var d derived
	for i := range list {
		d.add(Project(list[i].Item, list[i:i+1], nil, r.codes), tx.Leaf)
	}
	if err := d.write(ctx, tx); err != nil {
		return err
	}
	return retagWritten(ctx, tx)
}

func (r *Register) prepare(tx *ledger.Tx, list []focalpoint.Event) ([]focalpoint.Event, error) {
	list = slices.Clone(list)
	var wrong focalpoint.Fields
	for i := range list {
		e := &list[i]
		if e.ID == "" {
			e.ID = focalpoint.EventID(tx.NewID(focalpoint.PrefixEvent))
		}
		if e.Recorded.IsZero() {
			e.Recorded = tx.At
		}
		check(fmt.Sprintf("events[%d].", i), *e, tx.At, &wrong)
	}
	return list, wrong.Err("register.Record")
}

func (r *Register) insert(ctx context.Context, tx *ledger.Tx, list []focalpoint.Event) error {
	rows := make([][]any, len(list))
	for i := range list {
		e := &list[i]
		body, err := eventJSON(e)
		if err != nil {
			return fmt.Errorf("cannot write event %s as JSON: %w", e.ID, err)
		}
		rows[i] = eventRow(e, body)
	}
	return tx.Insert(ctx, events, rows...)
}

func eventRow(e *focalpoint.Event, body []byte) []any {
	row := make([]any, 0, len(events.Columns)+2) // room for leaf and digest
	return append(row, string(e.ID), string(e.Item), string(e.Kind), string(e.Happened), e.Recorded.UnixMicro(), null(e.Other), null(e.Corrects), null(e.Seizure), null(e.Import), nullRow(e), string(body))
}

func null[T ~string](v T) any {
	if v == "" {
		return nil
	}
	return string(v)
}

func nullRow(e *focalpoint.Event) any {
	if e.Import == "" {
		return nil
	}
	return e.Row
}

// derive makes the derived rows of items again from all their events.
func (r *Register) derive(ctx context.Context, tx *ledger.Tx, items []focalpoint.ItemID) error {
	folds, err := tagFolds(ctx, tx, items) // of tags that may be gone afterwards
	if err != nil {
		return err
	}
	var d derived
	for _, id := range items {
		own, err := eventsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(own) == 0 {
			return focalpoint.Invalid("register.Record", "other", "there is no item %s", id)
		}
		foreign, err := foreignEvents(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, table := range []string{"item WHERE id", "mark WHERE item", "occurrence WHERE item", "alarm WHERE item", "waiting WHERE item", "holding WHERE item", "identified WHERE item"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" = $1", string(id)); err != nil {
				return err
			}
		}
		d.add(Project(id, own, foreign, r.codes), tx.Leaf)
	}
	if err := d.write(ctx, tx); err != nil {
		return err
	}
	more, err := tagFolds(ctx, tx, items)
	if err != nil {
		return err
	}
	return retag(ctx, tx, items, append(folds, more...))
}

// foreignEvents reads the events of other items held to be the same as id.
func foreignEvents(ctx context.Context, q store.Queryer, id focalpoint.ItemID) ([]focalpoint.Event, error) {
	same, err := sameItems(ctx, q, id)
	if err != nil {
		return nil, err
	}
	var out []focalpoint.Event
	for _, other := range same {
		list, err := eventsOf(ctx, q, other)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// sameItems follows identify events that have not been withdrawn, in both
// directions, and returns the other items of the cluster in order of id.
func sameItems(ctx context.Context, q store.Queryer, id focalpoint.ItemID) ([]focalpoint.ItemID, error) {
	seen := map[focalpoint.ItemID]bool{id: true}
	todo := []focalpoint.ItemID{id}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		next, err := identified(ctx, q, at)
		if err != nil {
			return nil, err
		}
		for _, n := range next {
			if !seen[n] {
				seen[n] = true
				todo = append(todo, n)
			}
		}
	}
	delete(seen, id)
	out := make([]focalpoint.ItemID, 0, len(seen))
	for n := range seen {
		out = append(out, n)
	}
	slices.Sort(out)
	return out, nil
}

// identified lists the items that events which hold say are the same as id.
func identified(ctx context.Context, q store.Queryer, id focalpoint.ItemID) ([]focalpoint.ItemID, error) {
	rows, err := q.QueryContext(ctx, `SELECT DISTINCT item FROM event WHERE (item = $1 OR other = $1) AND other IS NOT NULL AND kind IN ('identify', 'correction') ORDER BY item`, string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var speakers []focalpoint.ItemID
	for rows.Next() {
		var item focalpoint.ItemID
		if err := rows.Scan(&item); err != nil {
			return nil, err
		}
		speakers = append(speakers, item)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	var out []focalpoint.ItemID
	for _, item := range speakers {
		own, err := eventsOf(ctx, q, item)
		if err != nil {
			return nil, err
		}
		holding, _ := Effective(own)
		for _, e := range holding {
			switch {
			case e.EffectiveKind() != focalpoint.EventIdentify:
			case item == id:
				out = append(out, e.Other)
			case e.Other == id:
				out = append(out, item)
			}
		}
	}
	return out, nil
}

func eventsOf(ctx context.Context, q store.Queryer, id focalpoint.ItemID) ([]focalpoint.Event, error) {
	return queryEvents(ctx, q, `SELECT body FROM event WHERE item = $1 ORDER BY id`, string(id))
}

func queryEvents(ctx context.Context, q store.Queryer, query string, args ...any) ([]focalpoint.Event, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []focalpoint.Event
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		var e focalpoint.Event
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, fmt.Errorf("the stored text of an event cannot be read: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// Events returns every event reported about an item itself, corrections
// included, in the order in which they were recorded.
func (r *Register) Events(ctx context.Context, id focalpoint.ItemID) ([]focalpoint.Event, error) {
	return eventsOf(ctx, r.db, id)
}

// SeizureEvents returns the events that belong to one seizure.
func (r *Register) SeizureEvents(ctx context.Context, id focalpoint.SeizureID) ([]focalpoint.Event, error) {
	return queryEvents(ctx, r.db, `SELECT body FROM event WHERE seizure = $1 ORDER BY id`, string(id))
}

// Event returns one event.
func (r *Register) Event(ctx context.Context, id focalpoint.EventID) (focalpoint.Event, error) {
	list, err := queryEvents(ctx, r.db, `SELECT body FROM event WHERE id = $1`, string(id))
	if err != nil {
		return focalpoint.Event{}, err
	}
	if len(list) == 0 {
		return focalpoint.Event{}, focalpoint.Errorf("register.Event", focalpoint.KindNotFound, "there is no event %s", id)
	}
	return list[0], nil
}

// Life is the whole life of an item: its own events and those of every item
// held to be the same, as they stand after corrections, in the order in which
// they happened.
type Life struct {
	Item       focalpoint.ItemID
	Same       []focalpoint.ItemID // the other items of the cluster
	Effective  []focalpoint.Event  // corrected, oldest first
	Superseded []focalpoint.Event  // replaced or withdrawn, as they were reported
}

// ReadLife reads the life of an item, inside or outside a transaction.
func ReadLife(ctx context.Context, q store.Queryer, id focalpoint.ItemID) (Life, error) {
	return readLife(ctx, q, id)
}

// PartsOf lists the parts that ever joined one of the given firearms by an event
// of their own, in order of their numbers.
func PartsOf(ctx context.Context, q store.Queryer, firearms []focalpoint.ItemID) ([]focalpoint.ItemID, error) {
	args := make([]any, len(firearms))
	for i, id := range firearms {
		args[i] = string(id)
	}
	rows, err := q.QueryContext(ctx, `SELECT DISTINCT item FROM event WHERE other IN `+placeholders(1, len(args))+` AND kind IN ('join', 'correction') ORDER BY item`, args...)
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
		if !slices.Contains(firearms, id) {
			out = append(out, id)
		}
	}
	return out, rows.Err()
}

// Life reads the life of an item.
func (r *Register) Life(ctx context.Context, id focalpoint.ItemID) (Life, error) {
	life, err := readLife(ctx, r.db, id)
	r.know(life.Effective)
	return life, err
}

// LifeIn is Life inside a transaction.
func (r *Register) LifeIn(ctx context.Context, tx *ledger.Tx, id focalpoint.ItemID) (Life, error) {
	life, err := readLife(ctx, tx, id)
	r.know(life.Effective)
	return life, err
}

// know puts the number of the directory beside the names of record keepers that
// the coder is sure of, in events that were read: who follows a life can ask them.
func (r *Register) know(list []focalpoint.Event) {
	for i := range list {
		k := &list[i].Keeper
		if k.Party != "" || k.Name == "" {
			continue
		}
		if c := r.codes.Keeper(k.Name, list[i].State); c.Confidence >= ReviewBelow && !focalpoint.Absent(c.Code) {
			k.Party = focalpoint.PartyID(c.Code)
		}
	}
}

func readLife(ctx context.Context, q store.Queryer, id focalpoint.ItemID) (Life, error) {
	own, err := eventsOf(ctx, q, id)
	if err != nil {
		return Life{}, err
	}
	if len(own) == 0 {
		return Life{}, focalpoint.Errorf("register.Life", focalpoint.KindNotFound, "there is no item %s", id)
	}
	life := Life{Item: id}
	if life.Same, err = sameItems(ctx, q, id); err != nil {
		return Life{}, err
	}
	for _, other := range life.Same {
		list, err := eventsOf(ctx, q, other)
		if err != nil {
			return Life{}, err
		}
		own = append(own, list...)
	}
	life.Effective, life.Superseded = Effective(own)
	return life, nil
}

// Effective applies corrections: it returns the events that hold, in the order
// in which they happened (InOrder), and those that were replaced or withdrawn.
// The latest correction of an event wins. A correction can itself be corrected,
// and what is said of it last is said of the event: withdrawing it withdraws the
// event, correcting a withdrawal brings the event back. Whatever was corrected,
// and however often, one event that was reported holds at most once. An event
// that holds through a correction keeps the kind it states (EffectiveKind) and
// the correction's id.
func Effective(list []focalpoint.Event) (holding, superseded []focalpoint.Event) {
	corrections := map[focalpoint.EventID][]int{} // places in list, latest first
	for i := range list {
		if c := list[i].Corrects; c != "" {
			corrections[c] = append(corrections[c], i)
		}
	}
	for _, of := range corrections {
		slices.SortFunc(of, func(a, b int) int { return strings.Compare(string(list[b].ID), string(list[a].ID)) })
	}
	speaks := make([]bool, len(list)) // it holds, or withdraws what would
	for i := range list {
		if list[i].Corrects == "" {
			speaks[spoken(list, corrections, i)] = true
		}
	}
	for i, e := range list {
		switch {
		case !speaks[i]:
			superseded = append(superseded, e)
		case !withdraws(e):
			holding = append(holding, e)
		}
	}
	if len(holding) > 1 {
		holding = InOrder(holding)
	}
	return holding, superseded
}

// spoken is the place of the event that speaks for the one at i: the latest
// said of it, or itself.
func spoken(list []focalpoint.Event, corrections map[focalpoint.EventID][]int, i int) int {
	if of := corrections[list[i].ID]; len(of) > 0 {
		return spoken(list, corrections, of[0])
	}
	return i
}

func withdraws(e focalpoint.Event) bool {
	return e.Kind == focalpoint.EventCorrection && e.CorrectedKind == ""
}
