package importer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/importer"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/sheet"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

const actor = focalpoint.UserID("us-test")

func schemas() []store.Schema {
	return []store.Schema{ledger.Schema(), access.Schema(), attachment.Schema(), person.Schema(), register.Schema(), importer.Schema()}
}

func tables() []ledger.Table {
	return slices.Concat(register.Tables(), person.Tables(), importer.Tables())
}

// house is an importer with the floor under it.
type house struct {
	t   testing.TB
	db  *store.DB
	log *ledger.Log
	reg *register.Register
	im  *importer.Importer
}

func newHouse(t testing.TB, db *store.DB) *house {
	log := &ledger.Log{DB: db, Now: time.Now, Rand: rand.Reader}
	codes := catalogue.Default()
	reg, persons := register.New(db, codes), person.New(log)
	return &house{t, db, log, reg, importer.New(log, importer.RegisterTarget(reg, persons, codes), importer.LostTarget(reg, persons, codes))}
}

func eachDatabase(t *testing.T, fn func(t *testing.T, h *house)) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) { fn(t, newHouse(t, db)) })
}

func source(name, content string) importer.Source {
	return importer.Source{Name: name, Size: int64(len(content)), Data: strings.NewReader(content)}
}

func (h *house) load(target string, src importer.Source) importer.Report {
	h.t.Helper()
	rep, err := h.im.Import(context.Background(), importer.Request{Target: target, Source: src, Actor: actor})
	if err != nil {
		h.t.Fatal(err)
	}
	return rep
}

func (h *house) count(query string, args ...any) int64 {
	h.t.Helper()
	var n int64
	if err := h.db.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// verify checks the whole log against the rows.
func (h *house) verify() {
	h.t.Helper()
	if _, err := ledger.Verify(context.Background(), h.db, tables(), nil); err != nil {
		h.t.Fatalf("the log does not verify: %v", err)
	}
}

// data opens a real file, or says in one line that the test did not run.
func data(t testing.TB, name string) (importer.Source, bool) {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, "statistics", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not there; set FOCALPOINT_DATA", path)
		}
		t.Logf("not run: %s is not there; set FOCALPOINT_DATA", path)
		return importer.Source{}, false
	}
	src, err := importer.FileSource(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	return src, true
}

// workbook makes an XLSX with a title above the header.
func workbook(t testing.TB, header []string, rows ...[]any) string {
	t.Helper()
	var b bytes.Buffer
	w := sheet.NewXLSX(&b)
	err := w.Sheet("Armas")
	if err == nil {
		err = w.Row("Base of seizures")
	}
	cells := make([]any, len(header))
	for i := range header {
		cells[i] = header[i]
	}
	for _, row := range append([][]any{cells}, rows...) {
		if err == nil {
			err = w.Row(row...)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func lines(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+"\n", i)
	}
	return b.String()
}

func sqlite(t testing.TB) *store.DB { return storetest.OpenSQLite(t, schemas()) }

func sortStrings(s []string) { slices.Sort(s) }
