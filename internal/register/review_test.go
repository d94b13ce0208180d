package register_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// TestReviewRecodesHistory: a make nobody knows waits in the queue; the change
// is shown, decided once, and all items of the past carry the new code. With a
// queue of jobs the recoding happens there.
func TestReviewRecodesHistory(t *testing.T) {
	all := append(schemas(), catalogue.Schema(), jobs.Schema())
	storetest.Run(t, all, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		h.reg = register.New(db, codes)
		ctx := context.Background()
		var ids []focalpoint.ItemID
		for i, cell := range []string{"ZORG", "zorg", "Zorg ", "TAURUS", "ZORG WORKS"} {
			id := focalpoint.ItemID("it-review-" + string(rune('a'+i)))
			ids = append(ids, id)
			_, err := h.log.Write(ctx, ledger.Entry{Action: "test"}, func(tx *ledger.Tx) error {
				_, err := h.reg.Record(ctx, tx, focalpoint.Event{Item: id, Kind: focalpoint.EventRegister, Happened: "2020",
					Describes: &focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(cell)}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		makes := func() (out []string) {
			for _, id := range ids {
				var code string // as derived and stored, not coded anew
				if err := db.QueryRowContext(ctx, `SELECT make FROM item WHERE id = $1`, string(id)).Scan(&code); err != nil {
					t.Fatal(err)
				}
				out = append(out, code)
			}
			return out
		}
		for _, queue := range []*jobs.Queue{nil, {DB: db, Now: func() time.Time { return storetest.Epoch.Add(time.Hour) }, Rand: rand.NewChaCha8([32]byte{9}), Node: "one"}} {
			v := register.NewReview(h.reg, h.log, codes, queue)
			code, want := "star", []string{"star", "star", "star", "taurus", ""}
			if queue != nil {
				code, want = "astra", []string{"astra", "astra", "astra", "taurus", ""}
			}
			d := catalogue.Decision{List: "make", Raw: "ZORG", Code: code, Reason: "stamp known from case 7"}
			changes, err := v.Preview(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			items := int64(0)
			for _, c := range changes {
				items += c.Items
			}
			if items != 3 {
				t.Errorf("the preview changes %d items, want 3: %+v", items, changes)
			}
			if _, _, err := v.Decide(ctx, "us-test", d); err != nil {
				t.Fatal(err)
			}
			if queue != nil {
				if did, err := queue.Step(ctx); err != nil || !did {
					t.Fatalf("the recode job: %v, %v", did, err)
				}
			}
			if diff := cmp.Diff(want, makes()); diff != "" {
				t.Errorf("with queue %v:\n%s", queue != nil, diff)
			}
		}
		v := register.NewReview(h.reg, h.log, codes, nil)
		questions, err := v.Questions(ctx, "", 10)
		if err != nil || len(questions) != 1 || questions[0].Raw != "ZORG WORKS" || questions[0].Items != 1 {
			t.Errorf("queue: %+v, %v", questions, err)
		}
		if n, err := v.Count(ctx); err != nil || n != 1 {
			t.Errorf("%d texts wait, %v", n, err)
		}
	})
}

// TestReviewOfOneMaker: the question about a country names the maker it rests
// on, and the decision touches that maker's items alone.
func TestReviewOfOneMaker(t *testing.T) {
	storetest.Run(t, append(schemas(), catalogue.Schema()), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		h.reg = register.New(db, codes)
		ctx := context.Background()
		for i, maker := range []string{"TAURUS", "TAURUS", "HO"} {
			_, err := h.log.Write(ctx, ledger.Entry{Action: "test"}, func(tx *ledger.Tx) error {
				_, err := h.reg.Record(ctx, tx, focalpoint.Event{Item: focalpoint.ItemID("it-one-" + string(rune('a'+i))), Kind: focalpoint.EventRegister, Happened: "2020",
					Describes: &focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(maker), Country: focalpoint.Raw("Brunei")}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		v := register.NewReview(h.reg, h.log, codes, nil)
		questions, err := v.Questions(ctx, "country", 10)
		if err != nil || len(questions) != 1 || questions[0].Make != "taurus" || questions[0].Items != 2 || questions[0].Code != "BRA" {
			t.Fatalf("queue: %+v, %v", questions, err)
		}
		_, changes, err := v.Decide(ctx, "us-test", catalogue.Decision{List: "country", Raw: "Brunei", Code: "BRA", Make: "taurus", Reason: "slip of the list"})
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) != 0 { // the coder's proposal is what was decided: only the doubt goes
			t.Errorf("changes: %+v", changes)
		}
		got := map[string]int{}
		rows, err := db.QueryContext(ctx, `SELECT country FROM item`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var c string
			if err := rows.Scan(&c); err != nil {
				t.Fatal(err)
			}
			got[c]++
		}
		if diff := cmp.Diff(map[string]int{"BRA": 2, "BRN": 1}, got); diff != "" || rows.Err() != nil {
			t.Error(diff, rows.Err())
		}
		if n, err := v.Count(ctx); err != nil || n != 1 { // the maker HO still waits
			t.Errorf("%d texts wait, %v", n, err)
		}
	})
}
