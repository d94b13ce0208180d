package person_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
)

// asWritten codes an offence by its own text.
type asWritten struct{}

func (asWritten) Offence(c focalpoint.Coded) focalpoint.Coded {
	if c.Code == "" {
		c.Code = c.Raw
	}
	return c
}

func (h *house) rows(year int) []person.StageRow {
	h.t.Helper()
	var out []person.StageRow
	if err := person.EachStage(h.t.Context(), h.log.DB, year, func(r person.StageRow) error { out = append(out, r); return nil }); err != nil {
		h.t.Fatal(err)
	}
	return out
}

func TestOnePersonOnceForEachStageAndYear(t *testing.T) {
	onBoth(t, func(h *house) {
		t, ctx := h.t, h.t.Context()
		id := h.mustSave(person.Person{Names: []person.Name{{Full: "A"}}, Sex: person.Male})
		var entered []person.StageEntry
		h.mustWrite(func(tx *ledger.Tx) (err error) {
			entered, err = h.AddStages(ctx, tx, asWritten{}, []person.StageEntry{
				{Person: id, Stage: person.Suspected, Happened: "2024-03-01", Seizure: "sz1", Offences: []focalpoint.Coded{{Raw: "trafficking"}}},
				{Person: id, Stage: person.Suspected, Happened: "2024-11", Seizure: "sz2", Offences: []focalpoint.Coded{{Raw: "drugs"}, {Raw: "trafficking"}}},
				{Person: id, Stage: person.Prosecuted, Happened: "2025", Case: "cs1"},
				{Person: id, Stage: person.Witness, Happened: "2025", Case: "cs2"},
			})
			return err
		})
		ignore := cmpopts.IgnoreFields(person.StageRow{}, "Changed")
		want := []person.StageRow{
			{Person: id, Stage: person.Suspected, Year: 2024, Sex: person.Male, Offences: []string{"drugs", "trafficking"}, Entries: 2},
			{Person: id, Stage: person.Prosecuted, Year: 2025, Sex: person.Male, Offences: []string{}, Entries: 1},
		}
		if d := cmp.Diff(want, h.rows(-1), ignore, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("rows (-want +got):\n%s", d)
		}
		if list, err := h.SeizureStages(ctx, h.log.DB, "sz2"); err != nil || len(list) != 1 || list[0].ID != entered[1].ID {
			t.Errorf("stages of a seizure: %+v, %v", list, err)
		}
		h.mustWrite(func(tx *ledger.Tx) error { return h.WithdrawStages(ctx, tx, []string{entered[1].ID}, "wrong person") })
		want[0].Offences, want[0].Entries = []string{"trafficking"}, 1
		if d := cmp.Diff(want[:1], h.rows(2024), ignore); d != "" {
			t.Errorf("after a withdrawal (-want +got):\n%s", d)
		}
		if _, _, err := h.Save(ctx, "us1", id, 1, person.Person{Names: []person.Name{{Full: "A"}}, Sex: person.Female}, "slip"); err != nil {
			t.Fatal(err)
		}
		if got := h.rows(2024); got[0].Sex != person.Female {
			t.Errorf("the corrected sex is not counted: %+v", got)
		}
		_, err := h.log.Write(ctx, ledger.Entry{}, func(tx *ledger.Tx) error { return h.WithdrawStages(ctx, tx, []string{entered[1].ID}, "again") })
		wantKind(t, "withdrawn twice", err, focalpoint.KindConflict, "stage-gone")
		_, err = h.log.Write(ctx, ledger.Entry{}, func(tx *ledger.Tx) error {
			_, err := h.AddStages(ctx, tx, asWritten{}, []person.StageEntry{{Person: "pe-none", Stage: "jailed"}})
			return err
		})
		wantKind(t, "no such stage", err, focalpoint.KindInvalid, "choice")
		wantKind(t, "no such person", err, focalpoint.KindInvalid, "missing")
	})
}
