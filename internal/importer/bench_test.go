package importer_test

import (
	"context"
	"runtime"
	"runtime/debug"
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
	for name, open := range map[string]func(testing.TB, []store.Schema) *store.DB{"sqlite": storetest.OpenSQLite, "postgres": storetest.OpenPostgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				h := newHouse(b, open(b, schemas()))
				src, ok := data(b, "ua-mia-lost-stolen/ua-mia-weapons_2026-07-01.csv.gz")
				if !ok {
					src = source("lost.csv", "report,region,weaponcategory,date\n"+lines("Loss,Lviv,Handguns,199%d-08-26", 9)+lines("Theft,Kyiv,Light firearms,2014-05-31 %d", 200000))
				}
				rows, heap := h.timed(b, "lost", src)
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
