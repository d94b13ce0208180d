package register

import (
	"context"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
)

var (
	itemColumns = strings.Fields(`id kind part make_raw make model_raw model calibre_raw calibre type_raw type type_class action origin
		country_raw country importer made marking serial quantity role status holder_party holder_person holder_name keeper_party keeper_name
		state same_as part_of seizure first_day last_day events last_event last_legal confidence queued import import_row changed`)
	markColumns       = strings.Fields(`item n kind text reading fold condition event changed`)
	occurrenceColumns = strings.Fields(`event item seizure kind role year first_day last_day country region unit location item_kind part type
		type_class origin marking offences context document control quantity import changed`)
	alarmColumns      = strings.Fields(`item kind event against day changed`)
	waitingColumns    = strings.Fields(`item list raw code confidence reason given changed`)
	identifiedColumns = strings.Fields(`item other event changed`)
)

// derived collects the derived rows of many items, to be written together.
type derived struct {
	items, marks, occurrences, alarms, waiting, holdings, identified [][]any
}

func (d *derived) add(it Item, leaf int64) {
	desc := &it.Describes
	var made any
	if y, ok := focalpoint.ParseYear(desc.Year); ok {
		made = int64(y)
	}
	d.items = append(d.items, []any{string(it.ID), string(desc.Kind), string(desc.Part),
		desc.Make.Raw, desc.Make.Code, desc.Model.Raw, desc.Model.Code, desc.Calibre.Raw, desc.Calibre.Code,
		desc.Type.Raw, desc.Type.Code, it.TypeClass, desc.Action.Code, desc.Origin.Code, desc.Country.Raw, desc.Country.Code, desc.Importer.Code,
		made, string(it.Marking), it.Serial, desc.Quantity, string(it.Role), string(it.Status),
		string(it.Holder.Party), string(it.Holder.Person), it.Holder.Name, string(it.Keeper.Party), it.Keeper.Name,
		string(it.State), string(it.SameAs), string(it.PartOf), string(it.Seizure), day(it.FirstDay), day(it.LastDay),
		int64(it.Events), string(it.LastEvent), string(it.LastLegal), it.Confidence, boolean(it.Queued), string(it.Import), it.Row, leaf})
	for n, m := range it.Marks {
		d.marks = append(d.marks, []any{string(it.ID), int64(n), string(m.Kind), m.Text, m.Reading, m.Fold, string(m.Condition), string(m.Event), leaf})
	}
	for _, o := range it.Occurrences {
		var first, last any
		year := int64(0) // 0: no year is known
		if f, l, ok := o.Happened.Bounds(); ok {
			first, last = int64(f), int64(l)
			if y, ok := o.Happened.Year(); ok {
				year = int64(y)
			}
		}
		d.occurrences = append(d.occurrences, []any{string(o.Event), string(it.ID), string(o.Seizure), string(o.Kind), string(o.Role), year, first, last,
			string(o.Place.Country), o.Place.Region, o.Place.Unit, string(o.Place.Location), string(o.ItemKind), string(o.Part), o.Type,
			o.TypeClass, o.Origin, string(o.Marking), strings.Join(o.Offences, " "), string(o.Context), o.Document, o.Control, o.Quantity, string(o.Import), leaf})
	}
	for _, a := range it.Alarms {
		d.alarms = append(d.alarms, []any{string(it.ID), string(a.Kind), string(a.Event), string(a.Against), day(a.Day), leaf})
	}
	for _, h := range it.Holders {
		d.holdings = append(d.holdings, []any{string(h.Person), string(it.ID), int64(h.Last), boolean(h.Held), day(h.Destroyed), leaf})
	}
	for _, t := range it.Identified {
		d.identified = append(d.identified, []any{string(it.ID), string(t.Other), string(t.Event), leaf})
	}
	for _, w := range it.Waiting {
		d.waiting = append(d.waiting, []any{string(it.ID), w.List, w.Raw, w.Code, w.Confidence, w.Reason, given(w.List, desc.Make.Code), leaf})
	}
}

// derivedTable is the rows of one table; the last column is the leaf that changed them.
type derivedTable struct {
	name    string
	columns []string
	rows    [][]any
}

func (d *derived) tables() []derivedTable {
	return []derivedTable{{"item", itemColumns, d.items}, {"mark", markColumns, d.marks}, {"occurrence", occurrenceColumns, d.occurrences},
		{"alarm", alarmColumns, d.alarms}, {"waiting", waitingColumns, d.waiting}, {"holding", holdingColumns, d.holdings},
		{"identified", identifiedColumns, d.identified}}
}

func (d *derived) write(ctx context.Context, tx *ledger.Tx) error {
	for _, t := range d.tables() {
		if err := tx.Tx.Insert(ctx, t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

func day(d *focalpoint.Day) any {
	if d == nil {
		return nil
	}
	return int64(*d)
}

func boolean(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
