package casework_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
	"focalpoint/internal/casework"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// house is the rooms a case stands on. What seizures and traces are is told by
// two maps: the rooms themselves are not this one's to know.
type house struct {
	testing.TB
	log       *ledger.Log
	reg       *register.Register
	persons   *person.Store
	files     *attachment.Store
	room      *casework.Room
	incidents map[focalpoint.SeizureID]casework.Incident
	traces    map[focalpoint.TraceID]casework.Followed
}

func onBoth(t *testing.T, fn func(h *house)) {
	schemas := []store.Schema{ledger.Schema(), access.Schema(), attachment.Schema(), person.Schema(), register.Schema(), casework.Schema()}
	storetest.Run(t, schemas, func(t *testing.T, db *store.DB) {
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		now := storetest.Epoch
		h := &house{TB: t, incidents: map[focalpoint.SeizureID]casework.Incident{}, traces: map[focalpoint.TraceID]casework.Followed{}}
		h.log = &ledger.Log{DB: db, Now: func() time.Time { now = now.Add(time.Second); return now }, Rand: rand.NewChaCha8([32]byte{3})}
		h.reg, h.persons, h.files = register.New(db, codes), person.New(h.log), attachment.New(h.log)
		h.room = casework.New(h.log, h.reg, h.persons, casework.Sources{Seizures: look(h.incidents), Traces: look(h.traces), TracesOf: h.tracesOf})
		fn(h)
		tables := slices.Concat(attachment.Tables(), person.Tables(), register.Tables(), casework.Tables())
		if _, err := ledger.Verify(t.Context(), db, tables, nil); err != nil {
			t.Error(err)
		}
	})
}

func look[K comparable, V any](from map[K]V) func(context.Context, []K) ([]V, error) {
	return func(_ context.Context, ids []K) (out []V, err error) {
		for _, id := range ids {
			if v, ok := from[id]; ok {
				out = append(out, v)
			}
		}
		return out, nil
	}
}

func (h *house) tracesOf(_ context.Context, items []focalpoint.ItemID) (out []focalpoint.TraceID, err error) {
	for _, t := range h.traces {
		if slices.Contains(items, t.Item) {
			out = append(out, t.ID)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (h *house) ctx() context.Context { return context.Background() }

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) person(name string, sex person.Sex) focalpoint.PersonID {
	h.Helper()
	id, _, err := h.persons.Save(h.ctx(), "us1", "", 0, person.Person{Names: []person.Name{{Full: name}}, Sex: sex}, "")
	h.must(err)
	return id
}

// firearm records a life: sold in 2012, seized in 2025.
func (h *house) firearm(seizure focalpoint.SeizureID) (id focalpoint.ItemID) {
	h.Helper()
	_, err := h.log.Write(h.ctx(), ledger.Entry{Action: "test"}, func(tx *ledger.Tx) error {
		id = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
		d := focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw("Glock"), Model: focalpoint.Raw("17")}
		_, err := h.reg.Record(h.ctx(), tx,
			focalpoint.Event{Item: id, Kind: focalpoint.EventSale, Happened: "2012-03", To: focalpoint.Ref{Name: "Armería Norte"}, Keeper: focalpoint.Ref{Name: "Armería Norte"}, Describes: &d,
				Marks: []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: "GX12" + string(id[len(id)-3:])}}},
			focalpoint.Event{Item: id, Kind: focalpoint.EventSeizure, Happened: "2025-11-02", Seizure: seizure, Role: focalpoint.RoleSeized})
		return err
	})
	h.must(err)
	return id
}

// incident makes a seizure with a firearm and a person in it.
func (h *house) incident(id focalpoint.SeizureID, who focalpoint.PersonID) focalpoint.ItemID {
	h.Helper()
	item := h.firearm(id)
	h.incidents[id] = casework.Incident{ID: id, Number: "PN 45", Happened: "2025-11-02T22:10", Place: focalpoint.Place{Text: "Puerto Norte"}, Items: []focalpoint.ItemID{item},
		Persons: []casework.Party{{Person: who, Role: "driver"}}}
	return item
}

func (h *house) save(c casework.Case) focalpoint.CaseID {
	h.Helper()
	id, _, err := h.room.Save(h.ctx(), "us1", casework.Input{Case: c})
	h.must(err)
	return id
}

func (h *house) get(id focalpoint.CaseID) ledger.Version[casework.Case] {
	h.Helper()
	v, err := h.room.Get(h.ctx(), id)
	h.must(err)
	return v
}
