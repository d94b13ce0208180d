package register_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
	"focalpoint/mark"
)

// listed is the first event of an item known from a register.
func listed(item, serial, model string) focalpoint.Event {
	e := made(focalpoint.ItemID(item), serial)
	e.Describes.Model = focalpoint.Raw(model)
	return e
}

func itemsOf(found register.Found) []string {
	out := []string{}
	for _, c := range found.Candidates {
		out = append(out, string(c.Item))
	}
	return out
}

func TestSearchFinds(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for _, e := range []focalpoint.Event{
			listed("it01", "AB 1234", ""), listed("it02", "AB1235", ""), listed("it03", "АВ-1234", ""), // Cyrillic А and В
			listed("it04", "A81234", ""), listed("it05", "1974-AB1234", ""), listed("it06", "Z70-55512", "Z70"), listed("it07", "98765", ""),
			listed("it08", "ЛЯ 98765", ""), listed("it09", "QQ777111", ""),
		} {
			h.record(e)
		}
		doubt := listed("it10", "XK4[38]9", "")
		doubt.Marks[0].Reading = doubt.Marks[0].Text
		h.record(doubt)
		for id, text := range map[string]string{"it11": "RR??4?17", "it12": "*90909"} {
			e := listed(id, text, "")
			e.Marks[0].Reading = text
			h.record(e)
		}
		for _, c := range []struct {
			pattern string
			want    []string // the first candidates
			all     bool     // and no others
		}{
			{"AB1234", []string{"it01", "it03"}, false},
			{"ab-12.34", []string{"it01", "it03"}, false},
			{"AB1234~0", []string{"it01", "it03", "it05"}, true},
			{"=AB 1234", []string{"it01"}, true},
			{"AB1234 script:cyrl", []string{"it03"}, true},
			{"AB123?", []string{"it01", "it03", "it02", "it05"}, true},
			{"A[8B]12*", []string{"it04", "it01", "it03", "it02", "it05", "it12"}, true},
			{"55512", []string{"it06"}, true},
			{"98765", []string{"it07", "it08"}, true},
			{"ЛЯ98765", []string{"it08", "it07"}, true},
			{"XK439", []string{"it10"}, true},
			{"XK489", []string{"it10"}, true},
			{"XK4389~0", nil, true},              // the notation of a doubtful mark is no number
			{"QQ77711I", []string{"it09"}, true}, // I for 1
			{"Q0777111", []string{"it09"}, true},
			{"NOTHING5", nil, true},
			{"RR554917", []string{"it11"}, true},
			{"RRAA4?1[37]", []string{"it11"}, true},
			{"RR555917", []string{"it11"}, true}, // one symbol wrong
			{"*4917", []string{"it11"}, true},
			{"ZZ90909", []string{"it12"}, true},
		} {
			found, err := h.reg.Search(context.Background(), register.Query{Pattern: c.pattern})
			if err != nil {
				t.Fatal(err)
			}
			got := itemsOf(found)
			if len(got) < len(c.want) || !slices.Equal(got[:len(c.want)], append([]string{}, c.want...)) || c.all && len(got) != len(c.want) {
				t.Errorf("%s finds %v, want %v", c.pattern, got, c.want)
			}
			sum := found.None
			for _, cand := range found.Candidates {
				sum += cand.Probability
				if cand.Mark == "" || cand.Make == "" || len(cand.Symbols) == 0 {
					t.Errorf("%s: %s lacks its mark, make or explanation: %+v", c.pattern, cand.Item, cand)
				}
			}
			if sum > 1.0001 || !found.More && sum < .9999 {
				t.Errorf("%s: the probabilities add up to %f", c.pattern, sum)
			}
		}
		if _, err := h.reg.Search(context.Background(), register.Query{Pattern: "A[3"}); focalpoint.KindOf(err) != focalpoint.KindInvalid || focalpoint.FieldOf(err) != "pattern" {
			t.Errorf("a wrong pattern: %v", err)
		}
	})
}

func TestSearchWeighsWhatElseIsKnown(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for i, d := range []struct{ maker, calibre, year string }{{"TAURUS", ".38 SPL", "1990"}, {"ROSSI", ".38 SPL", "1970"}, {"GLOCK", "9x19", "2001"}, {"", "", ""}} {
			e := made(focalpoint.ItemID(fmt.Sprintf("it%02d", i+1)), "AB1234")
			e.Describes.Make, e.Describes.Calibre, e.Describes.Year = focalpoint.Raw(d.maker), focalpoint.Raw(d.calibre), d.year
			h.record(e)
		}
		search := func(q register.Query) register.Found {
			t.Helper()
			q.Pattern = "AB1234"
			found, err := h.reg.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if got := itemsOf(search(register.Query{Make: "Rossi?"})); got[0] != "it02" || len(got) != 4 {
			t.Errorf("a hint on the make puts %v first", got)
		}
		if got := itemsOf(search(register.Query{Make: "rossi"})); !slices.Equal(got, []string{"it02"}) {
			t.Errorf("make rossi alone gives %v", got)
		}
		if got := itemsOf(search(register.Query{Calibre: ".38 spl?", Year: "1989?"})); got[0] != "it01" {
			t.Errorf("calibre and year put %v first", got)
		}
		if got := itemsOf(search(register.Query{Year: "1965-1975"})); !slices.Equal(got, []string{"it02"}) {
			t.Errorf("the years give %v", got)
		}
		if got := itemsOf(search(register.Query{Status: []focalpoint.Status{focalpoint.StatusStolen}})); len(got) != 0 {
			t.Errorf("stolen: %v", got)
		}
		with, without := search(register.Query{Make: "Rossi?"}), search(register.Query{})
		if with.Candidates[0].Probability <= without.Candidates[0].Probability || with.Candidates[0].Fields[0].Result != "same" {
			t.Errorf("agreement on the make does not raise the probability: %+v", with.Candidates[0])
		}
		if _, err := h.reg.Search(context.Background(), register.Query{Pattern: "1", Year: "old"}); focalpoint.FieldOf(err) != "year" {
			t.Errorf("a wrong year: %v", err)
		}
	})
}

// TestSearchUnderConditions: conditions that hold for few items among many whose
// marks fit still find them all.
func TestSearchUnderConditions(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var all []focalpoint.Event
		for i := range 1500 {
			e := listed(fmt.Sprintf("it%05d", i), fmt.Sprintf("7%04d", i), "")
			if i%500 == 499 {
				e.Describes.Make = focalpoint.Raw("GLOCK")
			}
			all = append(all, e)
		}
		h.record(all...)
		found, err := h.reg.Search(context.Background(), register.Query{Pattern: "7*", Make: "glock", Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		if got := itemsOf(found); !slices.Equal(got, []string{"it00499", "it00999", "it01499"}) || found.More {
			t.Errorf("found %v, more %v", got, found.More)
		}
		if found, err = h.reg.Search(context.Background(), register.Query{Pattern: "7*", Make: "glock", Limit: 2}); err != nil || len(found.Candidates) != 2 || !found.More {
			t.Errorf("two of three: %v, more %v, %v", itemsOf(found), found.More, err)
		}
	})
}

// TestSearchKeepsInStep runs two registers on one database, as two processes
// do: what one commits the other finds at its next search.
func TestSearchKeepsInStep(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "marks.index")
		other := register.New(db, codes)
		other.KeepIndex(file)
		finds := func(r *register.Register, pattern string, want ...string) {
			t.Helper()
			found, err := r.Search(context.Background(), register.Query{Pattern: pattern})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(append([]string{}, want...), itemsOf(found)); d != "" {
				t.Errorf("%s: %s", pattern, d)
			}
		}
		finds(other, "KLM555")
		h.record(listed("it01", "KLM555", ""))
		finds(other, "KLM555", "it01")
		first := h.record(listed("it02", "KLM555", ""))[0]
		finds(other, "KLM555", "it01", "it02")
		finds(h.reg, "KLM555", "it01", "it02")
		if _, err := other.BuildIndex(context.Background()); err != nil {
			t.Fatal(err)
		}
		again := register.New(db, codes)
		again.KeepIndex(file)
		finds(again, "KLM555", "it01", "it02")
		correction := listed("it02", "KLM999", "")
		correction.Kind, correction.CorrectedKind, correction.Corrects, correction.Reason = focalpoint.EventCorrection, first.Kind, first.ID, "misread"
		h.record(correction)
		for _, r := range []*register.Register{h.reg, other, again} {
			finds(r, "KLM555", "it01")
			finds(r, "KLM99?", "it02")
		}
		if err := os.WriteFile(file, []byte("not an index"), 0o600); err != nil {
			t.Fatal(err)
		}
		damaged := register.New(db, codes)
		damaged.KeepIndex(file)
		finds(damaged, "KLM555", "it01")
		if err := damaged.RemoveIndex(); err != nil {
			t.Fatal(err)
		}
		finds(damaged, "*M99*", "it02")
		exact, err := damaged.Exact(context.Background(), "klm-555")
		if err != nil || len(exact) != 1 || exact[0].Item != "it01" {
			t.Errorf("without the index: %v %v", exact, err)
		}
	})
}

// TestSearchWhileWriting: readers search while items come in and are derived
// anew; a reader finds what was committed before it asked.
func TestSearchWhileWriting(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.reg.KeepIndex(filepath.Join(t.TempDir(), "marks.index"))
		var done atomic.Int64
		var readers sync.WaitGroup
		for range 2 {
			readers.Go(func() {
				for {
					n := done.Load()
					if n > 0 {
						found, err := h.reg.Search(context.Background(), register.Query{Pattern: fmt.Sprintf("1974-RW%05d", n)})
						if err != nil || len(found.Candidates) == 0 || found.Candidates[0].Item != focalpoint.ItemID(fmt.Sprintf("it%05d", n)) {
							t.Errorf("item %d was committed and is not found: %v %v", n, itemsOf(found), err)
							return
						}
					}
					if n == 20 {
						return
					}
				}
			})
		}
		for i := 1; i <= 20; i++ {
			h.record(listed(fmt.Sprintf("it%05d", i), fmt.Sprintf("1974-RW%05d", i), ""))
			if i%10 == 0 {
				if err := h.reg.Rebuild(context.Background(), h.log, nil); err != nil {
					t.Fatal(err)
				}
			}
			done.Store(int64(i))
		}
		readers.Wait()
		found, err := h.reg.Search(context.Background(), register.Query{Pattern: "RW00007"})
		if err != nil || len(found.Candidates) == 0 || found.Candidates[0].Item != "it00007" || found.Candidates[0].Form != "year" {
			t.Errorf("under another form: %v %v", itemsOf(found), err)
		}
	})
}

// TestSearchIsComplete compares searches with a look at every row of the table
// of marks.
func TestSearchIsComplete(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			serials := rapid.SliceOfN(rapid.StringMatching(`(19[5-9][0-9][- ])?[AB8O0]{0,2}[0-3BЖ]{1,4}[0-3]`), 0, 3).Draw(t, "serials")
			for _, s := range serials {
				n++
				h.record(listed(fmt.Sprintf("it%05d", n), s, ""))
			}
			pattern := rapid.StringMatching(`[AB8O0?]{0,2}[0-3B?Ж]{1,4}(\[12\])?[0-2*]?(~[012])?`).Draw(t, "pattern")
			if strings.Trim(pattern, "*?~012") == "" {
				return
			}
			p, err := mark.Parse(pattern)
			if err != nil || p.Plain() {
				return // near misses of a plain text: compared in TestPlainTextFindsOneError
			}
			found, err := h.reg.Search(context.Background(), register.Query{Pattern: pattern, Limit: 100000})
			if err != nil {
				t.Fatal(err)
			}
			want := scanTable(t, db, mark.Compile(p, p.Errors, nil))
			got := []string{}
			for _, c := range found.Candidates {
				got = append(got, string(c.Item)+" "+c.Mark)
			}
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s (-table +search):\n%s", pattern, d)
			}
		})
	})
}

// scanTable lists the items with a mark, or a mark's variant, that fits.
func scanTable(t *rapid.T, db *store.DB, m *mark.Matcher) []string {
	rows, err := db.QueryContext(context.Background(), `SELECT item, text FROM mark ORDER BY item`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := []string{}
	for rows.Next() {
		var item, text string
		if err := rows.Scan(&item, &text); err != nil {
			t.Fatal(err)
		}
		_, _, ok := m.Cost(mark.Fold(text))
		for _, v := range mark.Variants(text, "") {
			_, _, fits := m.Cost(v.Mark)
			ok = ok || fits
		}
		if ok {
			out = append(out, item+" "+text)
		}
	}
	return out
}

// TestPlainTextFindsOneError: whatever single error was made in a number of
// four symbols or more, the item is found, below those that fit exactly.
func TestPlainTextFindsOneError(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var serials []string
		for i := range 60 {
			s := fmt.Sprintf("K%c%05d", 'A'+i%26, 10007*(i+3)%99991)
			serials = append(serials, s)
			h.record(listed(fmt.Sprintf("it%02d", i), s, ""))
		}
		rapid.Check(t, func(t *rapid.T) {
			i := rapid.IntRange(0, len(serials)-1).Draw(t, "item")
			s := []byte(serials[i])
			at := rapid.IntRange(0, len(s)-2).Draw(t, "place")
			symbol := byte(rapid.SampledFrom([]rune("0123456789ABZ")).Draw(t, "symbol"))
			switch rapid.IntRange(0, 3).Draw(t, "error") {
			case 0:
				s[at] = symbol
			case 1:
				s = slices.Delete(s, at, at+1)
			case 2:
				s = slices.Insert(s, at, symbol)
			case 3:
				s[at], s[at+1] = s[at+1], s[at]
			}
			found, err := h.reg.Search(context.Background(), register.Query{Pattern: string(s)})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(itemsOf(found), fmt.Sprintf("it%02d", i)) {
				t.Errorf("%s does not find %s", s, serials[i])
			}
			for j := 1; j < len(found.Candidates); j++ {
				if found.Candidates[j-1].Errors > 0 && found.Candidates[j].Errors == 0 && found.Candidates[j].Form == "" {
					t.Errorf("%s: a near miss stands above an exact hit", s)
				}
			}
		})
	})
}
