package demo

import (
	"context"
	"testing"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
	"focalpoint/internal/casework"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/flows"
	"focalpoint/internal/ledger"
	"focalpoint/internal/linkage"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
	"focalpoint/internal/trace"
)

func houseSchemas() []store.Schema {
	return []store.Schema{ledger.Schema(), access.Schema(), catalogue.Schema(), attachment.Schema(), person.Schema(), register.Schema(), directory.Schema(), seizure.Schema(), casework.Schema(), trace.Schema(), flows.Schema(), linkage.Schema()}
}

func houseTables() []ledger.Table {
	var out []ledger.Table
	for _, list := range [][]ledger.Table{access.Tables(), catalogue.Tables(), attachment.Tables(), person.Tables(), register.Tables(), directory.Tables(), seizure.Tables(), casework.Tables(), trace.Tables(), flows.Tables(), linkage.Tables()} {
		out = append(out, list...)
	}
	return out
}

// testHouse wires the rooms over an empty database.
func testHouse(t testing.TB, db *store.DB) (House, *flows.Figures) {
	t.Helper()
	codes, err := catalogue.New()
	if err != nil {
		t.Fatal(err)
	}
	clock := &Clock{at: storetest.Epoch}
	log := &ledger.Log{DB: db, Now: clock.Now, Rand: Chance(1)}
	h := House{Log: log, Codes: codes, Lists: catalogue.NewStore(db), Directory: directory.New(log), Persons: person.New(log), Files: attachment.New(log), Register: register.New(db, codes)}
	h.Seizures = seizure.New(log, h.Register, h.Persons, codes)
	h.Traces = trace.New(trace.Options{Log: log, Register: h.Register, Directory: h.Directory, Files: h.Files, Codes: codes,
		Finder: &trace.SearchFinder{Register: h.Register}, Deaths: h.Persons, Numbers: trace.Formats{Codes: codes}, Policy: trace.Policy{Home: Home, RecordsSince: RecordsSince()}})
	h.Cases = casework.New(log, h.Register, h.Persons, casesFrom(h))
	h.Links = linkage.New(log, h.Register, h.Directory, Home)
	return h, flows.New(log, flows.Catalogue{Catalogue: codes}, nil)
}

// run loads a country into a house and summarizes it.
func run(t testing.TB, db *store.DB, seed uint64, size int) (Report, House) {
	t.Helper()
	h, figures := testHouse(t, db)
	ctx := context.Background()
	_, truth, err := Load(ctx, h, Options{Seed: seed, Size: size, Today: exerciseDay()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Summarize(ctx, h, figures, truth)
	if err != nil {
		t.Fatal(err)
	}
	return r, h
}

// casesFrom lets cases look into the rooms of seizures and traces, as the front door does.
func casesFrom(h House) casework.Sources {
	return casework.Sources{
		Seizures: func(ctx context.Context, ids []focalpoint.SeizureID) ([]casework.Incident, error) {
			list, err := h.Seizures.Many(ctx, ids)
			var out []casework.Incident
			for _, v := range list {
				in := casework.Incident{ID: focalpoint.SeizureID(v.ID), Number: v.Doc.Number, Happened: v.Doc.Happened, Place: v.Doc.Place}
				for _, it := range v.Doc.Items {
					in.Items = append(in.Items, it.ID)
				}
				for _, p := range v.Doc.Persons {
					in.Persons = append(in.Persons, casework.Party{Person: p.Person, Role: string(p.Role)})
				}
				out = append(out, in)
			}
			return out, err
		},
		Traces: func(ctx context.Context, ids []focalpoint.TraceID) ([]casework.Followed, error) {
			list, err := h.Traces.Many(ctx, ids)
			var out []casework.Followed
			for _, v := range list {
				out = append(out, casework.Followed{ID: v.Doc.ID, Item: v.Doc.Item, Seizure: v.Doc.Seizure, Result: v.Doc.Finding.Result})
			}
			return out, err
		},
	}
}
