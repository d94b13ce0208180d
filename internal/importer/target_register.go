package importer

import (
	"context"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
)

// itemFields are the fields every target takes.
func itemFields() []string {
	return []string{"make", "model", "calibre", "type", "kind", "part", "action", "origin", "bore", "serial", "tag", "marking", "year", "country", "importer",
		"quantity", "unit", "event", "date", "reported", "state", "place", "region", "station", "document", "control", "keeper", "holder",
		"owner", "owner-document", "owner-born", "owner-sex", "owner-address", "authority", "note"}
}

// registerTarget stores each row as an item with the one event its record
// keeper tells of.
type registerTarget struct {
	reg     *register.Register
	persons *person.Store
	codes   Codes
	name    string
	kind    focalpoint.EventKind   // when the row does not say what happened
	kinds   []focalpoint.EventKind // what a row may say
}

// RegisterTarget takes registers: lists of what a record keeper knows.
func RegisterTarget(reg *register.Register, persons *person.Store, codes Codes) Target {
	return &registerTarget{reg: reg, persons: persons, codes: codes, name: "register", kind: focalpoint.EventRegister, kinds: []focalpoint.EventKind{
		focalpoint.EventRegister, focalpoint.EventManufacture, focalpoint.EventProof, focalpoint.EventImport, focalpoint.EventExport, focalpoint.EventTransit,
		focalpoint.EventDeliver, focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventLicence, focalpoint.EventRepair,
		focalpoint.EventStockIn, focalpoint.EventStockOut, focalpoint.EventDeactivate, focalpoint.EventDestroy, focalpoint.EventForfeiture}}
}

// LostTarget takes lists of lost and stolen items.
func LostTarget(reg *register.Register, persons *person.Store, codes Codes) Target {
	return &registerTarget{reg: reg, persons: persons, codes: codes, name: "lost", kind: focalpoint.EventLoss,
		kinds: []focalpoint.EventKind{focalpoint.EventLoss, focalpoint.EventTheft}}
}

func (t *registerTarget) Name() string     { return t.name }
func (t *registerTarget) Fields() []string { return itemFields() }

// registerBatch is rows planned as events.
type registerBatch struct {
	reg      *register.Register
	persons  *person.Store
	owners   owners
	prepared *register.Prepared
	outcome  Outcome
}

func (b *registerBatch) Outcome() Outcome { return b.outcome }

func (b *registerBatch) Write(ctx context.Context, tx *ledger.Tx) error {
	if err := b.owners.write(ctx, tx, b.persons); err != nil {
		return err
	}
	return b.reg.RecordPrepared(ctx, tx, b.prepared)
}

// Plan makes one item and one event of each row.
func (t *registerTarget) Plan(s Stamp, rows []Row) (Batch, error) {
	b := &registerBatch{reg: t.reg, persons: t.persons}
	codes := Remember(t.codes)
	list := make([]focalpoint.Event, len(rows))
	for i := range rows {
		list[i] = t.event(s, &rows[i], codes)
		if id := b.owners.add(s, &rows[i], codes); id != "" {
			held(&list[i], id)
		}
	}
	var err error
	if b.prepared, err = t.reg.PrepareNew(list, s.At, s.Salt); err != nil {
		return nil, err
	}
	b.outcome = Tally(rows, b.prepared)
	return b, nil
}

// Tally says what became of rows whose events were prepared in the same order.
func Tally(rows []Row, p *register.Prepared) Outcome {
	out := Outcome{Items: p.Items}
	for i := range rows {
		r := &rows[i]
		if err := p.Wrong[i]; err != nil {
			f := found(r.Number, strings.TrimPrefix(focalpoint.FieldOf(err), "."), FindingWrong, r.Get("serial"), false)
			f.Message = english("finding."+FindingWrong, "text", err.Error())
			out.Findings = append(out.Findings, f)
			continue
		}
		out.Findings = append(out.Findings, r.doubts...)
		if cells := p.Queued[i]; len(cells) > 0 {
			if n := len(out.Queued); n == 0 || out.Queued[n-1] != r.Number {
				out.Queued = append(out.Queued, r.Number)
			}
			for _, c := range cells {
				out.Waiting = append(out.Waiting, Cell{Raw: c.Raw, Code: c.Code, Why: c.Reason})
			}
		}
	}
	return out
}

func (t *registerTarget) event(s Stamp, r *Row, codes Codes) focalpoint.Event {
	e := focalpoint.Event{
		ID: focalpoint.EventID(s.ID(focalpoint.PrefixEvent, r.Number, r.Part)), Item: focalpoint.ItemID(s.ID(focalpoint.PrefixItem, r.Number, r.Part)),
		Kind: t.happened(r, codes), Recorded: s.At, Happened: r.Date("date"), Import: s.Import, Row: r.Number,
		Place: PlaceOf(r, codes), Document: strings.TrimSpace(r.Get("document")), Control: strings.TrimSpace(r.Get("control")), Note: strings.TrimSpace(r.Get("note")),
		Keeper: focalpoint.Ref{Name: strings.TrimSpace(r.Get("keeper"))}, To: focalpoint.Ref{Name: strings.TrimSpace(r.Get("holder"))},
		Authority: focalpoint.Ref{Name: strings.TrimSpace(r.Get("authority"))},
	}
	e.State = e.Place.Country
	switch e.Kind {
	case focalpoint.EventLoss:
		e.Role = focalpoint.RoleReportedLost
	case focalpoint.EventTheft:
		e.Role = focalpoint.RoleReportedStolen
	default:
		e.Role = focalpoint.RoleRegistered
	}
	e.Describes, e.Marks = Item(r, codes)
	return e
}

// held names the owner in an event: he had the item before a loss or theft, and
// has it after anything else.
func held(e *focalpoint.Event, owner focalpoint.PersonID) {
	if e.Kind == focalpoint.EventLoss || e.Kind == focalpoint.EventTheft {
		e.From.Person = owner
		return
	}
	e.To.Person = owner
}

// happened reads what the row says happened.
func (t *registerTarget) happened(r *Row, codes Codes) focalpoint.EventKind {
	raw := strings.TrimSpace(r.Get("event"))
	if raw == "" {
		return t.kind
	}
	kind := focalpoint.EventKind(raw)
	if !slices.Contains(t.kinds, kind) {
		kind = focalpoint.EventKind(codes.Code("event", raw, catalogue.Hints{}).Code)
	}
	if slices.Contains(t.kinds, kind) {
		if raw != string(kind) {
			r.Keep("event")
		}
		return kind
	}
	r.Doubt("event", FindingValue, raw)
	r.Keep("event")
	return t.kind
}

// PlaceOf makes the place of an event: country, region by code where the
// catalogue knows it, place and station as written.
func PlaceOf(r *Row, codes Codes) focalpoint.Place {
	p := focalpoint.Place{Text: strings.TrimSpace(r.Get("place")), Country: Country(r, codes, "state"), Unit: strings.TrimSpace(r.Get("station"))}
	if raw := strings.TrimSpace(r.Get("region")); raw != "" {
		p.Region = Region(codes, p.Country, raw)
		if p.Region != raw {
			r.Keep("region")
		}
		if p.Region == "" {
			r.Doubt("region", FindingValue, raw)
		}
	}
	lat, ok1 := r.Float("latitude")
	lon, ok2 := r.Float("longitude")
	if ok1 && ok2 {
		p.Lat, p.Lon, p.HasPoint = lat, lon, true
	}
	if l := Word(r, codes, "location", "location"); l != "" {
		p.Location = focalpoint.LocationKind(l)
	}
	return p
}

// Region gives the code of a region by its code, its name or the name of a unit
// in it; a code of ISO 3166-2 ("BR-RJ") is taken where the State has no list of
// its own.
func Region(codes Codes, state focalpoint.Country, raw string) string {
	if code := codes.Code("region-"+strings.ToLower(string(state)), raw, catalogue.Hints{}).Code; code != "" {
		return code
	}
	if code := codes.Region(state, raw).Code; code != "" {
		return code
	}
	if len(raw) >= 4 && len(raw) <= 6 && raw[2] == '-' && raw == strings.ToUpper(raw) && !strings.ContainsAny(raw, " .") {
		return raw
	}
	return ""
}

// Country reads a field as a country.
func Country(r *Row, codes Codes, field string) focalpoint.Country {
	raw := strings.TrimSpace(r.Get(field))
	if raw == "" {
		return ""
	}
	res := codes.Code("country", raw, catalogue.Hints{})
	if focalpoint.Absent(res.Code) {
		r.Doubt(field, FindingValue, raw)
		r.Keep(field)
		return ""
	}
	if res.Code != raw {
		r.Keep(field)
	}
	return focalpoint.Country(res.Code)
}
