package flows_test

import (
	"math/rand/v2"
	"testing"

	"focalpoint"
	"focalpoint/internal/flows"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// Every seized, found or surrendered arm stands in exactly one of the eleven leaves of the tracing table, and the
// leaves are together the arms of the role: after random histories with corrections, withdrawals, second seizures and
// traces that change their mind, whatever the seed.
func TestElevenLeavesPartition(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		b := newBench(t, db)
		b.rnd = rand.New(rand.NewPCG(seed, 2))
		b.history(150)
		var arms int64
		for _, year := range []int{2023, 2024} {
			values := b.fill(flows.Query{Year: year}).Values()
			for _, role := range []focalpoint.Role{focalpoint.RoleSeized, focalpoint.RoleFound, focalpoint.RoleSurrendered} {
				table := string(role) + ".tracing."
				stands := map[string]focalpoint.TracingLeaf{}
				var sum int64
				for _, leaf := range focalpoint.TracingLeaves() {
					_, records := b.all(table+string(leaf), year, 20)
					for _, r := range records {
						if other, twice := stands[r.ID]; twice {
							t.Errorf("%d: the record %s stands in the leaves %s and %s", year, r.ID, other, leaf)
						}
						stands[r.ID] = leaf
					}
					sum += values[table+string(leaf)].Count
				}
				arms += sum
				_, whole := b.all(table+"total", year, 20)
				for _, r := range whole {
					if _, ok := stands[r.ID]; !ok {
						t.Errorf("%d: the record %s stands in no leaf", year, r.ID)
					}
				}
				if total := values[table+"total"].Count; sum != total || len(whole) != len(stands) || int64(len(stands)) != total {
					t.Errorf("%d %s: the leaves add up to %d, the total is %d; %d records in leaves, %d in all", year, role, sum, total, len(stands), len(whole))
				}
			}
		}
		if arms == 0 {
			t.Error("the histories hold no arm")
		}
	})
}
