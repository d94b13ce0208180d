package seizure

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/importer"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

// ImportCodes is what the import of seizure bases needs of the catalogue.
type ImportCodes interface {
	importer.Codes
	Entry(list, code string) (catalogue.Entry, bool)
	// LegalContext sums up offences; it may give the item a role (voluntary surrender).
	LegalContext(offences []focalpoint.Coded) catalogue.Legal
}

// ImportTarget lets the importer load seizure bases that have one row for each
// item. Rows of one file with the same case number, date, place and authority
// become one seizure, wherever in the file they stand; a row without a case
// number is a seizure of its own. Nothing is checked against what is on record:
// duplicates, screening and codes in doubt are looked at after the import.
func (r *Room) ImportTarget(codes ImportCodes) importer.Target {
	return &bulkTarget{room: r, codes: codes}
}

type bulkTarget struct {
	room  *Room
	codes ImportCodes
}

// Name is the word used on the command line.
func (t *bulkTarget) Name() string { return "seizure" }

// Fields names the fields a mapping may fill.
func (t *bulkTarget) Fields() []string {
	return []string{"make", "model", "calibre", "type", "kind", "part", "action", "origin", "bore", "serial", "marking", "year", "country", "importer",
		"quantity", "unit", "ownership", "role", "event", "date", "reported", "state", "place", "region", "station", "latitude", "longitude", "location",
		"document", "control", "authority", "offence", "context", "conveyance", "concealment", "note"}
}

// bulkBatch is planned seizures: events ready to be stored, and for each
// seizure the items this batch brings it.
type bulkBatch struct {
	room     *Room
	prepared *register.Prepared
	ids      []string // in the order of the file
	parts    map[string]*Seizure
	outcome  importer.Outcome
}

// Outcome says what became of the rows.
func (b *bulkBatch) Outcome() importer.Outcome { return b.outcome }

// remembered is the catalogue with a memory for one batch.
type remembered struct {
	importer.Codes
	rest ImportCodes
}

func (r remembered) Entry(list, code string) (catalogue.Entry, bool) { return r.rest.Entry(list, code) }

func (r remembered) LegalContext(offences []focalpoint.Coded) catalogue.Legal {
	return r.rest.LegalContext(offences)
}

// Plan groups rows into seizures and makes their events.
func (t *bulkTarget) Plan(s importer.Stamp, rows []importer.Row) (importer.Batch, error) {
	t = &bulkTarget{room: t.room, codes: remembered{importer.Remember(t.codes), t.codes}}
	heads := make([]*Seizure, len(rows))
	items := make([]Item, len(rows))
	events := make([]focalpoint.Event, len(rows))
	ids := make([]string, len(rows))
	for i := range rows {
		row := &rows[i]
		head := t.head(s, row)
		it := t.item(row, head)
		it.ID = focalpoint.ItemID(s.ID(focalpoint.PrefixItem, row.Number, row.Part))
		it.Event = focalpoint.EventID(s.ID(focalpoint.PrefixEvent, row.Number, row.Part))
		ids[i] = s.KeyID(focalpoint.PrefixSeizure, groupKey(head, row.Number))
		e := eventOf(focalpoint.SeizureID(ids[i]), head, &it)
		e.ID, e.Row, e.Recorded = it.Event, row.Number, s.At
		heads[i], items[i], events[i] = head, it, e
	}
	prepared, err := t.room.reg.PrepareNew(events, s.At, s.Salt)
	if err != nil {
		return nil, err
	}
	b := &bulkBatch{room: t.room, prepared: prepared, parts: map[string]*Seizure{}}
	b.outcome = importer.Tally(rows, b.prepared)
	for i := range rows {
		if !b.prepared.Taken[i] {
			continue
		}
		b.add(ids[i], heads[i], items[i])
		b.outcome.Waiting = append(b.outcome.Waiting, t.uncoded(heads[i].Offences)...)
	}
	return b, nil
}

// add puts an item to its seizure. Offences that are not those of the seizure
// are kept with the item.
func (b *bulkBatch) add(id string, head *Seizure, it Item) {
	have, ok := b.parts[id]
	if !ok {
		have = head
		b.parts[id] = head
		b.ids = append(b.ids, id)
	}
	if !slices.Equal(have.Offences, head.Offences) {
		it.Offences = head.Offences
	}
	have.Items = append(have.Items, it)
}

// groupKey is what rows of one seizure have in common.
func groupKey(s *Seizure, row int64) string {
	if s.Number == "" {
		return fmt.Sprintf("row %d", row)
	}
	return strings.Join([]string{foldNumber(s.Number), string(s.Happened), s.Place.Unit, s.Place.Text, string(s.Place.Country), s.Place.Region,
		s.Authority.Name, string(s.Context), string(s.Place.Location)}, "\x00")
}

// head makes of a row what concerns the whole seizure.
func (t *bulkTarget) head(s importer.Stamp, row *importer.Row) *Seizure {
	out := &Seizure{Number: strings.TrimSpace(row.Get("document")), Happened: row.Date("date"), Place: importer.PlaceOf(row, t.codes),
		Authority: focalpoint.Ref{Name: strings.TrimSpace(row.Get("authority"))}, Import: s.Import, Row: row.Number}
	for _, text := range row.List("offence") {
		out.Offences = append(out.Offences, focalpoint.Raw(text))
	}
	out.Context = legalContext(row)
	if c := strings.TrimSpace(row.Get("conveyance")); c != "" {
		out.Conveyance = t.codes.Code("conveyance", c, catalogue.Hints{}).Coded(c)
	}
	for _, c := range row.List("concealment") {
		out.Concealment = append(out.Concealment, t.codes.Code("concealment", c, catalogue.Hints{}).Coded(c))
	}
	return out
}

// legalContext reads the ground on which items were taken; only the words of the
// vocabulary are taken, a mapping brings others to them.
func legalContext(row *importer.Row) focalpoint.LegalContext {
	raw := strings.TrimSpace(row.Get("context"))
	switch c := focalpoint.LegalContext(strings.ToLower(raw)); c {
	case "", focalpoint.ContextCriminal, focalpoint.ContextAdministrative, focalpoint.ContextUnknown:
		return c
	}
	row.Doubt("context", importer.FindingValue, raw)
	row.Keep("context")
	return focalpoint.ContextUnknown
}

func (t *bulkTarget) item(row *importer.Row, head *Seizure) Item {
	describes, marks := importer.Item(row, t.codes)
	it := Item{Exhibit: strings.TrimSpace(row.Get("control")), Describes: *describes, Marks: marks, Note: strings.TrimSpace(row.Get("note"))}
	if raw := strings.TrimSpace(row.Get("ownership")); raw != "" {
		it.Ownership = t.codes.Code("ownership", raw, catalogue.Hints{}).Coded(raw)
	}
	it.Role = t.role(row, it.Ownership.Code, head.Offences)
	it.Describes.Extra = row.Extra // the role may have kept a cell
	return it
}

// role says what the item is in the occurrence: as the row says, else by whose
// ownership mark it bears, else by the offences (a voluntary surrender), else
// seized.
func (t *bulkTarget) role(row *importer.Row, ownership string, offences []focalpoint.Coded) focalpoint.Role {
	if role := focalpoint.Role(importer.Word(row, t.codes, "role", "role")); slices.Contains(Roles(), role) {
		return role
	}
	switch focalpoint.EventKind(importer.Word(row, t.codes, "event", "event")) {
	case focalpoint.EventFind:
		return focalpoint.RoleFound
	case focalpoint.EventSurrender:
		return focalpoint.RoleSurrendered
	case focalpoint.EventRecover:
		return focalpoint.RoleRecoveredStolen
	}
	if e, ok := t.codes.Entry("ownership", ownership); ok {
		switch e.Parent {
		case "state", "marked":
			return focalpoint.RoleStateOwned
		case "private":
			return focalpoint.RoleLawfulOwner
		}
	}
	if role := t.codes.LegalContext(offences).Role; slices.Contains(Roles(), role) {
		return role
	}
	return focalpoint.RoleSeized
}

// uncoded lists offences the catalogue does not know.
func (t *bulkTarget) uncoded(offences []focalpoint.Coded) []importer.Cell {
	var out []importer.Cell
	for _, o := range offences {
		if r := t.codes.Code("offence", o.Raw, catalogue.Hints{}); r.Unsure() {
			out = append(out, importer.Cell{Raw: o.Raw, Code: r.Code, Why: r.Reason})
		}
	}
	return out
}

// Write stores the batch: new seizures, and new versions of those that an
// earlier batch of the same import began.
func (b *bulkBatch) Write(ctx context.Context, tx *ledger.Tx) error {
	if err := b.room.reg.RecordPrepared(ctx, tx, b.prepared); err != nil {
		return err
	}
	begun, err := book.Many(ctx, tx, b.ids)
	if err != nil {
		return err
	}
	before := map[string]ledger.Version[Seizure]{}
	for _, v := range begun {
		before[v.ID] = v
	}
	entered, err := takeRows(ctx, tx, before)
	if err != nil {
		return err
	}
	var versions, rows [][]any
	for _, id := range b.ids {
		s, version, reason := b.joined(before[id], id)
		body, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("cannot write the seizure of row %d as JSON: %w", s.Row, err)
		}
		versions = append(versions, []any{id, version, tx.At, string(tx.Entry.Actor), reason, string(body)})
		at, ok := entered[id]
		if !ok {
			at = tx.At.UnixMicro()
		}
		row, _ := b.room.rowsOf(focalpoint.SeizureID(id), version, s, at, tx.Leaf) // an import names no persons
		rows = append(rows, row)
	}
	if err := tx.Insert(ctx, book.Table, versions...); err != nil {
		return err
	}
	return tx.InsertDerived(ctx, "seizure", rowColumns, rows...)
}

// takeRows takes the derived rows of seizures that get new ones, and says when
// each was entered.
func takeRows(ctx context.Context, tx *ledger.Tx, begun map[string]ledger.Version[Seizure]) (map[string]int64, error) {
	entered := map[string]int64{}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(begun)), 200) {
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
		}
		in := " FROM seizure WHERE id IN (" + strings.Join(marks, ",") + ")"
		rows, err := tx.QueryContext(ctx, "SELECT id, entered"+in, args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id string
			var at int64
			if err := rows.Scan(&id, &at); err != nil {
				rows.Close()
				return nil, err
			}
			entered[id] = at
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, "DELETE"+in, args...); err != nil {
			return nil, err
		}
	}
	return entered, nil
}

// joined adds the items of this batch to those on record. The plan itself is
// left as it is, for a transaction may run again.
func (b *bulkBatch) joined(v ledger.Version[Seizure], id string) (s *Seizure, version int64, reason string) {
	part := b.parts[id]
	if v.Version == 0 {
		return part, 1, ""
	}
	s = &v.Doc
	for _, it := range part.Items {
		if len(it.Offences) == 0 && !slices.Equal(s.Offences, part.Offences) {
			it.Offences = part.Offences
		}
		s.Items = append(s.Items, it)
	}
	return s, v.Version + 1, "further rows of the same import"
}
