package register_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// benchItems is how many items the benchmarks search. The figures in
// doc/search.md are for FOCALPOINT_BENCH_ITEMS=1000000.
func benchItems(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("FOCALPOINT_BENCH_ITEMS"))
	if err != nil {
		return 50_000
	}
	return n
}

// lostFile fills a register with rows shaped as the Ukrainian file of lost and
// stolen arms: kind, model, calibre and year, a series of letters in half of
// them, a number. It returns the last event.
func lostFile(b *testing.B, h *house, n int) []focalpoint.Event {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	kinds := []struct{ kind, model, calibre string }{{"РУШНИЦЯ МИСЛИВСЬКА", "ТОЗ34", "12"}, {"АВТОМАТ", "АК74", "5.45"}, {"ПІСТОЛЕТ", "ПМ", "9"},
		{"ПІСТОЛЕТ ГАЗОВИЙ", "ПГШ", "8"}, {"КАРАБІН", "СКС", "7.62"}, {"РЕВОЛЬВЕР", "НАГАН", "7.62"}}
	letters := []rune("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ")
	var last []focalpoint.Event
	for at := 0; at < n; at += 5000 {
		batch := make([]focalpoint.Event, 0, 5000)
		for i := at; i < min(at+5000, n); i++ {
			k := kinds[r.IntN(len(kinds))]
			serial := strconv.Itoa(r.IntN([]int{1000, 100000, 1000000, 10000000}[r.IntN(4)]))
			if r.IntN(100) < 55 {
				serial = string([]rune{letters[r.IntN(len(letters))], letters[r.IntN(len(letters))]}) + " " + serial
			}
			kind := focalpoint.EventLoss
			if r.IntN(10) == 0 {
				kind = focalpoint.EventTheft
			}
			batch = append(batch, focalpoint.Event{ID: focalpoint.EventID(fmt.Sprintf("ev%018d", i)), Item: focalpoint.ItemID(fmt.Sprintf("it%018d", i)), Kind: kind,
				Happened: "2014-05-31", State: "UKR",
				Describes: &focalpoint.Description{Type: focalpoint.Raw(k.kind), Model: focalpoint.Raw(k.model), Calibre: focalpoint.Raw(k.calibre), Year: strconv.Itoa(1950 + r.IntN(60))},
				Marks:     []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: serial}}})
		}
		salt, err := h.log.NewSalt()
		if err != nil {
			b.Fatal(err)
		}
		prepared, err := h.reg.PrepareNew(batch, storetest.Epoch.AddDate(1, 0, 0), salt)
		if err != nil || len(prepared.Wrong) > 0 {
			b.Fatal(err, prepared.Wrong)
		}
		if _, err := h.log.Write(context.Background(), ledger.Entry{Action: "bench", Salt: salt}, func(tx *ledger.Tx) error {
			return h.reg.RecordPrepared(context.Background(), tx, prepared)
		}); err != nil {
			b.Fatal(err)
		}
		last = batch
	}
	return last
}

// BenchmarkSearch measures a page of results (fifty candidates, explained) and
// the screening of one seized item, on both databases.
func BenchmarkSearch(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, []store.Schema) *store.DB
	}{{"sqlite", storetest.OpenSQLite}, {"postgres", storetest.OpenPostgres}} {
		b.Run(engine.name, func(b *testing.B) {
			h := newHouse(b, engine.open(b, schemas()))
			last := lostFile(b, h, benchItems(b))
			h.reg.KeepIndex(b.TempDir() + "/marks.index")
			b.Run("build", func(b *testing.B) { // once: a build of a million marks takes seconds
				start := time.Now()
				if _, err := h.reg.BuildIndex(context.Background()); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(time.Since(start).Seconds(), "s/build")
			})
			for name, pattern := range map[string]string{"exact": "%s~0", "plain": "%s", "unknown": "%s?", "prefix": "*%s", "two_errors": "%s~2"} {
				b.Run(name, func(b *testing.B) {
					for i := 0; b.Loop(); i++ {
						serial := last[i%len(last)].Marks[0].Text
						if r := []rune(serial); name == "unknown" || name == "prefix" {
							serial = string(r[min(len(r)-1, 2):])
						}
						if _, err := h.reg.Search(context.Background(), register.Query{Pattern: fmt.Sprintf(pattern, serial), Limit: 50}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			b.Run("screen", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					e := last[i%len(last)]
					if _, err := h.reg.ScreenMarks(context.Background(), e.Marks, *e.Describes); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
