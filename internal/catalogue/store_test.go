package catalogue_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

type house struct {
	t     *testing.T
	log   *ledger.Log
	keep  *catalogue.Store
	codes *catalogue.Catalogue
}

func eachDatabase(t *testing.T, fn func(h *house)) {
	storetest.Run(t, []store.Schema{ledger.Schema(), catalogue.Schema()}, func(t *testing.T, db *store.DB) {
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		at := storetest.Epoch
		log := &ledger.Log{DB: db, Now: func() time.Time { at = at.Add(time.Second); return at }, Rand: rand.NewChaCha8([32]byte{5})}
		fn(&house{t, log, catalogue.NewStore(db), codes})
	})
}

func (h *house) write(fn func(tx *ledger.Tx) error) {
	h.t.Helper()
	if _, err := h.log.Write(context.Background(), ledger.Entry{Actor: "us-test", Action: "catalogue.test"}, fn); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.keep.Refresh(context.Background(), h.codes); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) code(list, raw string) string { return h.codes.Code(list, raw, catalogue.Hints{}).Code }

// TestDecisionsTeach: a decision teaches a synonym, a later one replaces it,
// one without a code takes it back; every row stands in the log.
func TestDecisionsTeach(t *testing.T) {
	eachDatabase(t, func(h *house) {
		ctx := context.Background()
		decide := func(code string) {
			h.write(func(tx *ledger.Tx) error {
				_, err := h.keep.Decide(ctx, tx, h.codes, catalogue.Decision{List: "make", Raw: "HO", Code: code, Reason: "stamp of the workshop"})
				return err
			})
		}
		decide("orbea")
		if got := h.code("make", "H.O."); got != "" {
			h.t.Errorf("another text was taught: %q", got)
		}
		if got := h.code("make", "ho"); got != "orbea" {
			h.t.Errorf("after the decision %q, want orbea", got)
		}
		decide("star")
		if got := h.code("make", "HO"); got != "star" {
			h.t.Errorf("after the second decision %q, want star", got)
		}
		decide("")
		if got := h.code("make", "HO"); got != "" {
			h.t.Errorf("after it was taken back %q", got)
		}
		list, err := h.keep.Decisions(ctx, "make", 10)
		if err != nil || len(list) != 3 || list[0].Code != "" || list[0].By != "us-test" || list[2].Code != "orbea" {
			h.t.Errorf("decisions: %+v, %v", list, err)
		}
		if _, err := ledger.Verify(ctx, h.log.DB, catalogue.Tables(), nil); err != nil {
			h.t.Error(err)
		}
	})
}

// TestDecisionForOneMaker: a slip of a pick list is mended on the items of one
// maker and nowhere else.
func TestDecisionForOneMaker(t *testing.T) {
	eachDatabase(t, func(h *house) {
		h.write(func(tx *ledger.Tx) error {
			_, err := h.keep.Decide(context.Background(), tx, h.codes, catalogue.Decision{List: "country", Raw: "Brunei", Code: "BRA", Make: "taurus", Reason: "slip"})
			return err
		})
		for maker, want := range map[string]string{"taurus": "BRA", "": "BRN", "glock": "BRN"} {
			if r := h.codes.Code("country", "BRUNEI", catalogue.Hints{Make: maker}); r.Code != want {
				h.t.Errorf("with %q: %+v, want %s", maker, r, want)
			}
		}
		if d, err := h.keep.Decisions(context.Background(), "country", 1); err != nil || d[0].Make != "taurus" {
			h.t.Errorf("%+v, %v", d, err)
		}
		if _, err := ledger.Verify(context.Background(), h.log.DB, catalogue.Tables(), nil); err != nil {
			h.t.Error(err)
		}
	})
}

func TestDecisionsAreChecked(t *testing.T) {
	eachDatabase(t, func(h *house) {
		_, err := h.log.Write(context.Background(), ledger.Entry{}, func(tx *ledger.Tx) error {
			_, err := h.keep.Decide(context.Background(), tx, h.codes, catalogue.Decision{List: "make", Code: "nobody"})
			return err
		})
		var fields []string
		for _, e := range focalpoint.FieldErrors(err) {
			fields = append(fields, e.Field)
		}
		if diff := cmp.Diff([]string{"code", "raw", "reason"}, fields); diff != "" {
			h.t.Errorf("%v\n%s", err, diff)
		}
	})
}

// TestOwnLists: a State's own codes and synonyms come from a CSV with source
// and dates, are stored, learned by every node, and written out again.
func TestOwnLists(t *testing.T) {
	const file = "code,en,fr,alias,country,from,source\nandoria-arms,Andoria Arms,Armes d'Andorie,AA WORKS,BRA,2001-01-01,gazette 12\n"
	const synonyms = "text,code,reason\nTAURUZ BR,taurus,seen on import papers\n"
	eachDatabase(t, func(h *house) {
		ctx := context.Background()
		for _, text := range []string{file, synonyms} {
			a, err := catalogue.ReadAddition(strings.NewReader(text), "make", "exercise")
			if err != nil {
				h.t.Fatal(err)
			}
			h.write(func(tx *ledger.Tx) error { return h.keep.AddAll(ctx, tx, h.codes, a) })
		}
		for raw, want := range map[string]string{"aa works": "andoria-arms", "Tauruz-BR": "taurus", "TAURUS": "taurus"} {
			if got := h.code("make", raw); got != want {
				h.t.Errorf("%q: %q, want %q", raw, got, want)
			}
		}
		e, ok := h.codes.Entry("make", "andoria-arms")
		if !ok || e.Name("fr") != "Armes d'Andorie" || e.From != "2001-01-01" || e.Source != "gazette 12" {
			h.t.Errorf("entry: %+v", e)
		}
		other, err := catalogue.New() // another node
		if err != nil {
			h.t.Fatal(err)
		}
		if changed, err := h.keep.Refresh(ctx, other); err != nil || !changed {
			h.t.Errorf("refresh: %v, %v", changed, err)
		}
		if changed, err := h.keep.Refresh(ctx, other); err != nil || changed {
			h.t.Errorf("second refresh: %v, %v", changed, err)
		}
		l, err := other.List("make")
		if err != nil {
			h.t.Fatal(err)
		}
		var b bytes.Buffer
		if err := l.WriteCSV(&b); err != nil || !strings.Contains(b.String(), "andoria-arms,,Andoria Arms,Armes d'Andorie") {
			h.t.Errorf("written out: %v", err)
		}
		back, err := catalogue.ReadAddition(&b, "make", "again")
		if err != nil || len(back.Entries["make"]) != len(l.Entries) {
			h.t.Errorf("read again: %v, %d entries", err, len(back.Entries["make"]))
		}
	})
}

func TestReadAdditionNamesTheLine(t *testing.T) {
	_, err := catalogue.ReadAddition(strings.NewReader("text,code,confidence,source\nA,b,1.5,x\nC,,0.5,\n"), "make", "")
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"line 2", "line 3", "confidence", "code is empty"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}
