package demo

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/flows"
	"focalpoint/internal/importer"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

// BenchOptions say how large a benchmark is.
type BenchOptions struct {
	Seed    uint64
	Rows    int    // firearms of the register; a quarter as many seizures
	Queries int    // of each class
	Dir     string // for the generated files
	Today   time.Time
}

// Bench is a benchmark over an empty database: what it loads, asks and counts, each beside a plain SQL table of the
// same rows in the same database and run.
type Bench struct {
	BenchOptions
	DB       *store.DB
	Register *register.Register
	Importer *importer.Importer
	Figures  *flows.Figures
	Tell     Progress
	Clock    func() time.Time
	w        *World
	asks     []benchAsk
}

// BenchReport is what a benchmark measured.
type BenchReport struct {
	Engine  string        `json:"engine"`
	Seed    uint64        `json:"seed"`
	Rows    int           `json:"rows"`
	Imports []BenchImport `json:"imports"`
	Index   BenchIndex    `json:"index"`
	Search  []BenchSearch `json:"search"`
	Tables  BenchTables   `json:"tables"`
}

// BenchImport compares an import (coding, events, derived rows, log) with plain inserts of the same rows.
type BenchImport struct {
	Target  string  `json:"target"`
	Rows    int64   `json:"rows"`
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"rowsPerSecond"`
	Peer    float64 `json:"peerRowsPerSecond"`
	Ratio   float64 `json:"ratio"` // of the peer's time to ours: above 1 we are faster
}

// BenchIndex is the building of the mark index.
type BenchIndex struct {
	Marks   int     `json:"marks"`
	Seconds float64 `json:"seconds"`
}

// BenchSearch compares searches of one class with a scan or LIKE of the plain table.
type BenchSearch struct {
	Class   string  `json:"class"`
	Example string  `json:"example"`
	Queries int     `json:"queries"`
	Found   float64 `json:"found"` // share of queries whose firearm is among the answers
	Times
	Peer      Times   `json:"peer"`
	PeerFound float64 `json:"peerFound"`
	PeerSQL   string  `json:"peerSQL"`
	Ratio     float64 `json:"ratio"` // of the peer's median to ours
}

// Times are percentiles in microseconds.
type Times struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// BenchTables compares a year's whole return with one GROUP BY of the plain table.
type BenchTables struct {
	Records int64   `json:"records"`
	Sync    float64 `json:"syncSeconds"` // the tally follows the import, once
	Cells   int     `json:"cells"`
	Return  Times   `json:"return"`
	Peer    Times   `json:"peer"` // one of the return's tables by a scan
	Ratio   float64 `json:"ratio"`
}

// Run runs the benchmark.
func (b *Bench) Run(ctx context.Context) (BenchReport, error) {
	b.w = NewWorld(Options{Seed: b.Seed, Size: b.Rows, Today: b.Today})
	b.asks = b.throwAsks()
	r := BenchReport{Engine: string(b.DB.Engine()), Seed: b.Seed, Rows: b.w.Size}
	for _, f := range []struct {
		target string
		head   []string
		rows   int
		row    func(int) []string
	}{
		{"register", []string{"make", "model", "calibre", "year", "serial", "country", "keeper"}, b.w.Size, b.registerRow},
		{"seizure", []string{"document", "date", "region", "type", "make", "calibre", "serial", "marking", "role", "offence", "location"}, max(b.w.Size/4, 100), b.seizureRow},
	} {
		one, err := b.load(ctx, f.target, f.head, f.rows, f.row)
		if err != nil {
			return r, err
		}
		r.Imports = append(r.Imports, one)
	}
	start := b.Clock()
	info, err := b.Register.BuildIndex(ctx)
	if err != nil {
		return r, err
	}
	r.Index = BenchIndex{Marks: info.Marks, Seconds: b.Clock().Sub(start).Seconds()}
	if r.Search, err = b.search(ctx); err != nil {
		return r, err
	}
	r.Tables, err = b.tables(ctx)
	return r, err
}

func (b *Bench) registerRow(n int) []string {
	l := b.w.Life(n)
	maker := b.w.makers[l.Model.Maker]
	return []string{maker.Name, l.Model.Name, l.Model.Written[n%len(l.Model.Written)], strconv.Itoa(l.Year), l.Written, string(maker.State), "Exercise registry"}
}

func (b *Bench) seizureRow(n int) []string {
	d := b.w.dice("bench seizure", n)
	m := &b.w.models[of(d, b.w.civil)]
	s := see(d, serial(m.Format, d.IntN(space(m.Format))), m.From+10, throwMess(d))
	marking := []string{"unique", "altered", "none", "unknown"}[d.weighted(70, 15, 10, 5)]
	return []string{fmt.Sprintf("B-%08d", n), string(b.w.seizureDay(d).Date()), of(d, b.w.States[0].Regions).Code, of(d, m.TypeRaw), b.w.makers[m.Maker].Name, of(d, m.Written), s.text, marking,
		[]string{"seized", "found", "surrendered"}[d.weighted(85, 8, 7)], of(d, []string{"illegal possession of a firearm", "trafficking in firearms", "drug trafficking", "armed robbery"}), "territory"}
}

// load writes a file of rows, imports it, and puts the same rows into a plain table.
func (b *Bench) load(ctx context.Context, target string, head []string, rows int, row func(int) []string) (BenchImport, error) {
	path := filepath.Join(b.Dir, target+".csv")
	if err := writeRows(path, head, rows, row, func(n int) { b.Tell("writing "+target+".csv", n, rows) }); err != nil {
		return BenchImport{}, err
	}
	defer os.Remove(path)
	src, err := importer.FileSource(path)
	if err != nil {
		return BenchImport{}, err
	}
	defer src.Close()
	start := b.Clock()
	rep, err := b.Importer.Import(ctx, importer.Request{Target: target, Source: src, Actor: Actor, Progress: func(p importer.Progress) { b.Tell("importing "+target, int(p.Read), rows) }})
	if err != nil {
		return BenchImport{}, err
	}
	out := BenchImport{Target: target, Rows: rep.Added.Taken, Seconds: b.Clock().Sub(start).Seconds()}
	out.Rate = float64(out.Rows) / out.Seconds
	start = b.Clock()
	if err := b.plain(ctx, target, head, path); err != nil {
		return out, err
	}
	peer := b.Clock().Sub(start).Seconds()
	out.Peer, out.Ratio = float64(rows)/peer, peer/out.Seconds
	return out, nil
}

func writeRows(path string, head []string, rows int, row func(int) []string, tell func(int)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	buffered := bufio.NewWriterSize(f, 1<<20)
	out := csv.NewWriter(buffered)
	if err := out.Write(head); err != nil {
		return err
	}
	for n := range rows {
		if n%5000 == 0 {
			tell(n)
		}
		if err := out.Write(row(n)); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// plain puts the rows of a file into a table as they are, with an index on the number as struck: the peer.
func (b *Bench) plain(ctx context.Context, target string, head []string, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	if _, err := in.Read(); err != nil {
		return err
	}
	table := "bench_" + target
	columns := make([]string, len(head))
	for i, c := range head {
		columns[i] = c + "_"
	}
	err = b.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "CREATE TABLE "+table+" ("+strings.Join(columns, " TEXT, ")+" TEXT)")
		return err
	})
	for done := false; err == nil && !done; {
		var rows [][]any
		for len(rows) < 5000 {
			cells, rerr := in.Read()
			if rerr == io.EOF {
				done = true
				break
			}
			if rerr != nil {
				return rerr
			}
			row := make([]any, len(cells))
			for i, c := range cells {
				row[i] = c
			}
			rows = append(rows, row)
		}
		if len(rows) > 0 {
			err = b.DB.Update(ctx, func(tx *store.Tx) error { return tx.Insert(ctx, table, columns, rows) })
		}
	}
	if err != nil {
		return err
	}
	return b.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "CREATE INDEX "+table+"_serial ON "+table+" (serial_)")
		return err
	})
}

// tables times a year's return, and one of its tables by a scan.
func (b *Bench) tables(ctx context.Context) (BenchTables, error) {
	var t BenchTables
	start := b.Clock()
	if _, err := b.Figures.Sync(ctx); err != nil {
		return t, err
	}
	t.Sync = b.Clock().Sub(start).Seconds()
	year := b.w.today.Year() - 1
	var ours, peers []float64
	for range 9 {
		start = b.Clock()
		r, err := b.Figures.Return(ctx, flows.Query{Year: year, State: Home})
		if err != nil {
			return t, err
		}
		ours = append(ours, micros(b.Clock().Sub(start)))
		t.Cells = len(r.Values())
		start = b.Clock()
		if err := b.peerTable(ctx, year, &t.Records); err != nil {
			return t, err
		}
		peers = append(peers, micros(b.Clock().Sub(start)))
	}
	t.Return, t.Peer = percentiles(ours), percentiles(peers)
	t.Ratio = t.Peer.P50 / max(t.Return.P50, 1)
	return t, nil
}

func (b *Bench) peerTable(ctx context.Context, year int, records *int64) error {
	rows, err := b.DB.QueryContext(ctx, "SELECT type_, COUNT(*) FROM bench_seizure WHERE role_ = 'seized' AND date_ >= $1 AND date_ < $2 GROUP BY type_ ORDER BY type_",
		string(focalpoint.YearDate(year)), string(focalpoint.YearDate(year+1)))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		var n int64
		if err := rows.Scan(&kind, &n); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return b.DB.QueryRowContext(ctx, "SELECT COUNT(*) FROM bench_seizure").Scan(records)
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

func percentiles(v []float64) Times {
	slices.Sort(v)
	at := func(p float64) float64 { return v[min(len(v)-1, int(p*float64(len(v))))] }
	return Times{P50: at(.5), P95: at(.95), P99: at(.99), Max: v[len(v)-1]}
}
