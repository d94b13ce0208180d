package importer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"focalpoint/internal/importer"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// BenchmarkLostFile loads the Ukrainian lost and stolen file (1,175,015 rows),
// or a file of 200,000 rows like it when the real one is not there, coding and
// log included, and reports rows a second and the largest heap.
func BenchmarkLostFile(b *testing.B) {
	benchmarkFile(b, "lost", func(b *testing.B) importer.Source {
		src, ok := data(b, "ua-mia-lost-stolen/ua-mia-weapons_2026-07-01.csv.gz")
		if !ok {
			src = source("lost.csv", "report,region,weaponcategory,date\n"+lines("Loss,Lviv,Handguns,199%d-08-26", 9)+lines("Theft,Kyiv,Light firearms,2014-05-31 %d", 200000))
		}
		return src
	})
}

// BenchmarkThirteenColumns loads 200,000 rows in the layout of the raw register
// of the Ministry of Internal Affairs: with numbers, models, calibres and units.
func BenchmarkThirteenColumns(b *testing.B) {
	var text strings.Builder
	text.WriteString("brandmodel,producer,weapontype,weaponkind,weaponseries,weaponnumber,weaponcaliber,trunks,graduationyear,organunit,reasonsearch,insertdate,theftdate\n")
	models := []string{"НАГАН,ВІТЧИЗНЯНЕ,НАРІЗНА,РЕВОЛЬВЕР", "ТТ,ВІТЧИЗНЯНЕ,НАРІЗНА,ПІСТОЛЕТ", "ІЖ-27М,ВІТЧИЗНЯНЕ,ГЛАДКОСТВОЛЬНА,РУШНИЦЯ МИСЛИВСЬКА"}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 200_000 {
		k := r.IntN(len(models))
		fmt.Fprintf(&text, "%s,%s,%d,%s,,%d,МАНГУШСЬКЕ ВІДДІЛЕННЯ ПОЛІЦІЇ № %d ГУНП В ДОНЕЦЬКІЙ ОБЛ.,%s,%d-03-09T00:00:00,%d-02-14T00:00:00\n", models[k], []string{"ЛЯ", "", "КП"}[r.IntN(3)], r.IntN(1_000_000),
			[]string{"7.62", "7.62", "12"}[k], 1930+r.IntN(80), r.IntN(800), []string{"ВИКРАДЕННЯ", "ВТРАТА"}[i%2], 1994+i%25, 1994+i%25)
	}
	benchmarkFile(b, "lost", func(*testing.B) importer.Source { return source("raw.csv", text.String()) })
}

// BenchmarkPlainRegister loads 200,000 rows of a plain register.
func BenchmarkPlainRegister(b *testing.B) {
	var text strings.Builder
	text.WriteString("make,model,calibre,year,serial,country,keeper\n")
	arms := []string{"Glock,17,9x19", "Zastava,M70,7.65 Browning", "Taurus,85,.38 SPL", "Beretta,92,9 mm Para", "CZ,75,9x19"}
	r := rand.New(rand.NewPCG(1, 3))
	for range 200_000 {
		fmt.Fprintf(&text, "%s,%d,%c%c%06d,AUT,Dealer %d\n", arms[r.IntN(len(arms))], 1950+r.IntN(70), 'A'+r.IntN(26), 'A'+r.IntN(26), r.IntN(1_000_000), r.IntN(20))
	}
	benchmarkFile(b, "register", func(*testing.B) importer.Source { return source("plain.csv", text.String()) })
}

func benchmarkFile(b *testing.B, target string, file func(*testing.B) importer.Source) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, []store.Schema) *store.DB
	}{{"sqlite", storetest.OpenSQLite}, {"postgres", storetest.OpenPostgres}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				h := newHouse(b, engine.open(b, schemas()))
				rows, heap := h.timed(b, target, file(b))
				b.ReportMetric(rows, "rows/s")
				b.ReportMetric(heap, "MiB-heap")
			}
		})
	}
}

// timed imports a file and gives rows a second and the largest live heap seen.
func (h *house) timed(b testing.TB, target string, src importer.Source) (rowsPerSecond, heapMiB float64) {
	defer debug.SetGCPercent(debug.SetGCPercent(200)) // as the import command does
	var most atomic.Uint64
	stop := make(chan struct{})
	go func() {
		var m runtime.MemStats
		for {
			select {
			case <-stop:
				return
			case <-time.After(200 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapInuse))
			}
		}
	}()
	start := time.Now()
	rep, err := h.im.Import(context.Background(), importer.Request{Target: target, Source: src, Actor: actor})
	close(stop)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d rows, %d items, %d queued, %d doubts, %.1f s", rep.Added.Read, rep.Added.Items, rep.Added.Queued, rep.Added.Doubts, time.Since(start).Seconds())
	return float64(rep.Added.Read) / time.Since(start).Seconds(), float64(most.Load()) / (1 << 20)
}
