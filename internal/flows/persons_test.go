package flows_test

import (
	"context"
	"testing"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/flows"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// The persons' file and the real catalogue feed the blocks of persons: one
// person once for a stage and a year, whatever the number of charges.
func TestPersonsOfTheFile(t *testing.T) {
	all := []store.Schema{ledger.Schema(), access.Schema(), person.Schema(), register.Schema(), flows.Schema()}
	storetest.Run(t, all, func(t *testing.T, db *store.DB) {
		b := newBench(t, db)
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		people := person.New(b.log)
		b.fig = flows.New(b.log, flows.Catalogue{Catalogue: codes}, flows.PersonFile{Queryer: db})
		save := func(sex person.Sex, stages ...person.StageEntry) {
			t.Helper()
			id, _, err := people.Save(ctx, "us1", "", 0, person.Person{Names: []person.Name{{Full: "Exercise"}}, Sex: sex}, "")
			if err != nil {
				t.Fatal(err)
			}
			for i := range stages {
				stages[i].Person = id
			}
			b.write(func(tx *ledger.Tx) error { _, err := people.AddStages(ctx, tx, codes, stages); return err })
		}
		trafficking, possession := focalpoint.Chosen("arms-trafficking"), focalpoint.Chosen("arms-possession")
		save(person.Female,
			person.StageEntry{Stage: person.Suspected, Happened: "2024-02-01", Offences: []focalpoint.Coded{trafficking}},
			person.StageEntry{Stage: person.Suspected, Happened: "2024-06-01", Offences: []focalpoint.Coded{possession}},
			person.StageEntry{Stage: person.Convicted, Happened: "2024-12-01", Offences: []focalpoint.Coded{trafficking}})
		save(person.Male, person.StageEntry{Stage: person.Suspected, Happened: "2024", Offences: []focalpoint.Coded{possession}})
		save("", person.StageEntry{Stage: person.Suspected, Happened: "2024", Offences: []focalpoint.Coded{trafficking}})
		save(person.Male, person.StageEntry{Stage: person.Prosecuted, Happened: "2024"})
		values := b.fill(flows.Query{Year: 2024}).Values()
		for id, want := range map[string]int64{"persons.suspected.total": 2, "persons.suspected.female": 1, "persons.suspected.male": 0, "persons.suspected.unknown": 1,
			"persons.offences.only": 1, "persons.offences.possession-use": 1, "persons.convicted.female": 1, "persons.prosecuted.total": 0, "persons.targeted.total": 2} {
			if values[id] != flows.Count(want) {
				t.Errorf("%s is %v, want %d", id, values[id], want)
			}
		}
	})
}
