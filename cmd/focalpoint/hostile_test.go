package main

import (
	"context"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"focalpoint/internal/importer"
	"focalpoint/internal/ledger"
)

// TestCellsBeyondAllMeasure: whatever a cell holds, every target takes the row on
// both databases, counts it and can be asked for it; no index of a database
// refuses a long text.
func TestCellsBeyondAllMeasure(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		ctx := context.Background()
		d.want(200, "POST", "/api/v1/parties", map[string]any{"kind": "keeper", "name": "Casa Oliveira", "roles": []string{"dealer"}}, nil)
		if _, err := d.app.Added.Refresh(ctx, d.app.Codes); err != nil {
			t.Fatal(err)
		}
		rnd := rand.NewChaCha8([32]byte{4})
		long := func() string { // nothing that packs
			b := make([]byte, 3000)
			_, _ = rnd.Read(b) // never fails
			return hex.EncodeToString(b)
		}
		for _, name := range d.app.Importer.Targets() {
			target, err := d.app.Importer.Target(name)
			if err != nil {
				t.Fatal(err)
			}
			var head, row []string
			m := importer.Mapping{Name: "long-" + name, Target: name}
			for _, f := range target.Fields() {
				if slices.Contains([]string{"latitude", "longitude", "quantity"}, f) {
					continue
				}
				head, row = append(head, f), append(row, long())
				m.Columns = append(m.Columns, importer.Column{Column: f, Field: f})
			}
			text := strings.Join(head, ",") + "\n" + strings.Join(row, ",") + "\n" + strings.Repeat("x,", len(head)-1) + "x\n"
			rep, err := d.app.Importer.Import(ctx, importer.Request{Target: name, Use: &m, Actor: "us1", Source: importer.Source{Name: name + ".csv", Size: int64(len(text)), Data: strings.NewReader(text)}})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if rep.Added.Read != 2 || rep.Added.Taken+rep.Added.Refused != 2 {
				t.Errorf("%s: %+v", name, rep.Added)
			}
		}
		if _, err := d.app.Figures.Sync(ctx); err != nil {
			t.Error(err)
		}
		var queue []struct{ Raw string }
		d.want(200, "GET", "/api/v1/review", nil, &queue)
		for _, q := range queue {
			if len(q.Raw) > 410 {
				t.Errorf("a person is asked about a text of %d bytes", len(q.Raw))
			}
		}
		if _, err := ledger.Verify(ctx, d.app.DB, loggedTables(), nil); err != nil {
			t.Error(err)
		}
	})
}
