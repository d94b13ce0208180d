package importer_test

import (
	"context"
	"encoding/csv"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"focalpoint/internal/catalogue"
	"focalpoint/internal/importer"
)

// table reads a small CSV file of the reference data.
func table(t *testing.T, name string) ([][]string, bool) {
	src, ok := data(t, name)
	if !ok {
		return nil, false
	}
	rows, err := csv.NewReader(io.NewSectionReader(src.Data, 0, src.Size)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:], true
}

// The 878 unit strings of the Ukrainian register fall into its 25 regions. The
// check file's 469 rows without a region are the least we may miss; every
// difference from it is listed by the test and explained in doc/import.md.
func TestUkrainianUnits(t *testing.T) {
	units, ok := table(t, "ua-mia-lost-stolen/organunit_counts_2022-11.csv")
	if !ok {
		return
	}
	check, ok := table(t, "ua-mia-lost-stolen/region_counts_2022-11_check.csv")
	if !ok {
		return
	}
	codes := catalogue.Default()
	var all, mapped int
	got := map[string]int{}
	for _, u := range units {
		n, err := strconv.Atoi(u[1])
		if err != nil {
			t.Fatal(err)
		}
		all += n
		r := codes.Region("UKR", u[0])
		if r.Code == "" {
			t.Logf("no region: %q (%d rows)", u[0], n)
			continue
		}
		mapped += n
		got[r.Code] += n
	}
	if all != 487931 || mapped < 487458 {
		t.Errorf("%d of %d rows have a region, want at least 487458 of 487931", mapped, all)
	}
	regions := map[string]bool{}
	for _, c := range check {
		want, err := strconv.Atoi(c[1])
		if err != nil {
			t.Fatal(err)
		}
		code := strings.ToLower(c[0])
		if _, known := codes.Entry("region-ukr", code); !known {
			continue // the check file ends with units it could not place
		}
		have := got[code]
		regions[c[0]] = true
		if have != want {
			t.Logf("%s: %d rows, the check file has %d (%+d)", c[0], have, want, have-want)
		}
		if have < want-5 || have > want+5 {
			t.Errorf("%s: %d rows, far from the %d of the check file", c[0], have, want)
		}
	}
	if len(regions) != 25 {
		t.Errorf("%d regions compared, want 25", len(regions))
	}
}

func TestUkrainianRawRows(t *testing.T) {
	src, ok := data(t, "ua-mia-lost-stolen/raw_rows_as_printed.csv")
	if !ok {
		return
	}
	h := newHouse(t, sqlite(t))
	rep := h.load("lost", src)
	if rep.Run.Mapping.Name != "ukraine-lost-stolen-raw" || rep.Added.Taken != 15 || rep.Added.Items != 15 || rep.Added.Refused != 0 || rep.Added.Doubts != 0 {
		t.Errorf("%+v %+v", rep.Added, rep.Doubts)
	}
	for query, want := range map[string]int64{
		`SELECT COUNT(*) FROM event WHERE kind = 'theft'`:                                    7,
		`SELECT COUNT(*) FROM event WHERE kind = 'loss'`:                                     8,
		`SELECT COUNT(*) FROM mark WHERE text = 'ЛЯ 36'`:                                     1,
		`SELECT COUNT(*) FROM mark WHERE text = 'BБ 2161'`:                                   1, // Latin B, Cyrillic Б
		`SELECT COUNT(*) FROM occurrence WHERE region <> ''`:                                 15,
		`SELECT COUNT(*) FROM event WHERE happened = '2014-02-19'`:                           1,
		`SELECT COUNT(*) FROM item WHERE calibre_raw <> '' AND calibre = ''`:                 0,
		`SELECT COUNT(*) FROM item WHERE model_raw = 'АКС74У' AND type_class = 'rifle'`:      3,
		`SELECT COUNT(*) FROM item WHERE type_raw = 'РЕВОЛЬВЕР' AND type_class = 'revolver'`: 2,
		`SELECT COUNT(*) FROM occurrence WHERE region = 'donetsk'`:                           9,
	} {
		if n := h.count(query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	h.verify()
}

// The whole lost and stolen file loads unattended and equal rows are kept. It
// is stored when CI is set, which takes a minute; otherwise everything but
// storing is done, and BenchmarkLostFile stores it.
func TestUkrainianFile(t *testing.T) {
	src, ok := data(t, "ua-mia-lost-stolen/ua-mia-weapons_2026-07-01.csv.gz")
	if !ok {
		return
	}
	h, dry := newHouse(t, sqlite(t)), os.Getenv("CI") == ""
	rep, err := h.im.Import(context.Background(), importer.Request{Target: "lost", Source: src, Actor: actor, DryRun: dry})
	if err != nil {
		t.Fatal(err)
	}
	if rep.Run.Mapping.Name != "ukraine-lost-stolen" || rep.Added.Taken != 1175015 || rep.Added.Items != 1175015 || rep.Added.Refused != 0 || rep.Added.Doubts != 0 {
		t.Errorf("%+v %+v", rep.Added, rep.Doubts)
	}
	t.Logf("%.0f rows a second, %d wait for review: %v", float64(rep.Added.Read)/rep.Elapsed, rep.Added.Queued, rep.Waiting)
	if dry {
		return
	}
	for query, want := range map[string]int64{
		`SELECT COUNT(*) FROM occurrence WHERE kind = 'theft'`: 115007,
		`SELECT COUNT(*) FROM occurrence WHERE kind = 'loss'`:  1060008,
		`SELECT COUNT(DISTINCT region) FROM occurrence`:        25,
		`SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM occurrence o JOIN item i ON i.id = o.item GROUP BY o.kind, o.region, i.type_raw, o.first_day) AS x`: 146245,
	} {
		if n := h.count(query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	if again := h.load("lost", src); !again.Repeated {
		t.Errorf("a second import: %+v", again)
	}
}
