package register_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
	"focalpoint/mark"
)

func TestReadQuery(t *testing.T) {
	for _, c := range []struct {
		in   string
		want register.Query
	}{
		{"AB?12[38]4 make:zastava? cal:7.62x39 year:1980-1990 mark:importer", register.Query{Pattern: "AB?12[38]4", Make: "zastava?", Calibre: "7.62x39", Year: "1980-1990", Mark: "importer"}},
		{`model:"PX4 Storm" AB 12 34`, register.Query{Pattern: "AB 12 34", Model: "PX4 Storm"}},
		{"A{8:.7, B:.2}12 by:etched script:latn status:lost,stolen kind:firearm", register.Query{Pattern: "A{8:.7, B:.2}12 by:etched script:latn", Kind: "firearm", Status: []focalpoint.Status{"lost", "stolen"}}},
		{"MAKER:Colt country:USA type:pistol? 12345", register.Query{Pattern: "12345", Make: "Colt", Country: "USA", Type: "pistol?"}},
		{"Nr.:123", register.Query{Pattern: "Nr.:123"}},
	} {
		got, err := register.ReadQuery(register.Query{Pattern: c.in})
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if d := cmp.Diff(c.want, got, cmpopts.IgnoreUnexported(register.Query{})); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.in, d)
		}
	}
	for _, in := range []string{"AB12 make:", "AB12 make:colt make:fn", `AB12 model:"PX4`} {
		if _, err := register.ReadQuery(register.Query{Pattern: in}); focalpoint.KindOf(err) != focalpoint.KindInvalid {
			t.Errorf("%s: %v, want a refusal", in, err)
		}
	}
	if got, err := register.ReadQuery(register.Query{Pattern: "AB12 make:colt", Make: "fn"}); err != nil || got.Make != "fn" {
		t.Errorf("what the form says stands: %q, %v", got.Make, err)
	}
}

// struckOn is the manufacture of a firearm with a number, by a maker.
func struckOn(item focalpoint.ItemID, serial, maker, calibre string) focalpoint.Event {
	e := made(item, serial)
	e.Describes.Make, e.Describes.Calibre, e.Describes.Type = focalpoint.Raw(maker), focalpoint.Raw(calibre), focalpoint.Raw("pistol")
	return e
}

// TestSearchInOneLine: fields written beside the mark narrow and weigh as those of a form do; the answer says what
// the maker's formats say, what the text may be instead, and how likely each symbol is seen so.
func TestSearchInOneLine(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		reg := register.New(db, catalogue.Default())
		ctx := context.Background()
		h.record(struckOn("it01", "ABC123", "glock", "9x19"), struckOn("it02", "ABC128", "glock", "9x19"), struckOn("it03", "A8C123", "beretta", "9x19"), struckOn("it04", "98765432", "glock", "9x19"))
		search := func(line string) register.Found {
			t.Helper()
			found, err := reg.Search(ctx, register.Query{Pattern: line})
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return found
		}
		found := search("A8C123 make:glock? cal:9x19?")
		if len(found.Candidates) < 2 || found.Verdict == nil || found.Verdict.Result != mark.FormatUnusual || !strings.Contains(strings.Join(found.Mend, " "), "ABC123") {
			t.Errorf("A8C123 is unusual for a Glock, ABC123 would fit: %+v, mend %v", found.Verdict, found.Mend)
		}
		if found := search("A8C123 make:glock"); len(found.Candidates) == 0 || found.Candidates[0].Item != "it01" {
			t.Errorf("a maker that must hold leaves the Glock with one error: %+v", found.Candidates)
		}
		if c := search("ABC12[38] make:glock?").Candidates; len(c) < 2 || c[0].Fit != mark.FormatFits {
			t.Errorf("a recorded number that fits says so: %+v", c)
		}
		if c := search("98765432").Candidates; len(c) != 1 || c[0].Fit != mark.FormatUnusual {
			t.Errorf("a recorded number that does not fit its maker says so: %+v", c)
		}
		for _, c := range search("ABC128").Candidates {
			for _, s := range c.Symbols {
				if s.P <= 0 || s.P > 1 {
					t.Errorf("%s: symbol %+v without its probability", c.Mark, s)
				}
			}
		}
		if m := search("PX4 make:beretta?").Meanings; len(m) == 0 || m[0].Kind != catalogue.MeansModel {
			t.Errorf("PX4 is a model of Beretta: %+v", m)
		}
		if found := search("ABC123 mark:importer"); len(found.Candidates) != 0 {
			t.Errorf("no importer's mark is on record: %+v", found.Candidates)
		}
		if _, err := reg.Search(ctx, register.Query{Pattern: "ABC123 mark:gossip"}); focalpoint.KindOf(err) != focalpoint.KindInvalid {
			t.Errorf("an unknown kind of mark: %v", err)
		}
		etched, eye := search("A{8:.6,B:.3}C12? by:etched"), search("A{8:.6,B:.3}C12?")
		if etched.Channel != "etched" || eye.Channel != "eye" {
			t.Errorf("the channel is named: %q, %q", etched.Channel, eye.Channel)
		}
	})
}

// TestNoneWhereTheFormatTellsMuch: of a maker whose numbers all begin alike, that beginning says nothing: a number
// that agrees with a record in it alone leaves "none of these" likely. Weighed by the mean letter and digit it would
// look all but certain.
func TestNoneWhereTheFormatTellsMuch(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var events []focalpoint.Event
		for i := range 60 {
			events = append(events, struckOn(focalpoint.ItemID(fmt.Sprintf("it%02d", i)), fmt.Sprintf("M92PV0%d", 17*i+10301), "zastava", "7.62x39"))
		}
		h.record(events...)
		found, err := register.New(db, catalogue.Default()).Search(context.Background(), register.Query{Pattern: "M92PV0103?? make:zastava?"})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Candidates) < 3 || found.None < .2 {
			t.Errorf("%d candidates and none of these %.3f: a hundred numbers of the series fit, six are on record, and half of all questions are for others", len(found.Candidates), found.None)
		}
	})
}
