package importer

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the importer's tables.
func Schema() store.Schema { return store.Schema{Name: "importer", Files: schemaFiles} }

var (
	runTable     = ledger.Logged("import_run", 1, "id:s at:i actor:s target:s file:s name:s size:i total:i mapping:s")
	batchTable   = ledger.Logged("import_batch", 2, "import:s n:i first_row:i last_row:i rows_read:i taken:i refused:i queued:i doubts:i items:i final:i")
	findingTable = ledger.Logged("import_finding", 3, "import:s row_number:i n:i column_name:s code:s cell:s message:s taken:i")
	mappings     = ledger.NewBook[Mapping]("import_mapping")
)

// Tables lists the logged tables.
func Tables() []ledger.Table {
	return []ledger.Table{runTable, batchTable, findingTable, mappings.Table}
}

// Counts is how far an import is.
type Counts struct {
	Batches int64 `json:"batches"`
	LastRow int64 `json:"lastRow"` // the last row stored, 0 for none
	Read    int64 `json:"read"`
	Taken   int64 `json:"taken"`
	Refused int64 `json:"refused"`
	Queued  int64 `json:"queued"` // rows taken that hold a cell a person must look at
	Doubts  int64 `json:"doubts"` // cells of taken rows that were not understood
	Items   int64 `json:"items"`
	Final   bool  `json:"finished"`
}

func (c *Counts) add(o Counts) {
	c.Batches += o.Batches
	c.LastRow = max(c.LastRow, o.LastRow)
	c.Read += o.Read
	c.Taken += o.Taken
	c.Refused += o.Refused
	c.Queued += o.Queued
	c.Doubts += o.Doubts
	c.Items += o.Items
	c.Final = c.Final || o.Final
}

// Run is one import of one file.
type Run struct {
	ID      focalpoint.ImportID `json:"id"`
	At      time.Time           `json:"at"`
	Actor   focalpoint.UserID   `json:"actor"`
	Target  string              `json:"target"`
	File    string              `json:"file"` // hexadecimal SHA-256 of the file
	Name    string              `json:"name"`
	Size    int64               `json:"size"`
	Total   int64               `json:"total"` // rows the file holds
	Mapping Mapping             `json:"mapping"`
	Counts  Counts              `json:"counts"`
}

const runColumns = `r.id, r.at, r.actor, r.target, r.file, r.name, r.size, r.total, r.mapping,
	COUNT(b.n), COALESCE(MAX(b.last_row), 0), COALESCE(SUM(b.rows_read), 0), COALESCE(SUM(b.taken), 0), COALESCE(SUM(b.refused), 0),
	COALESCE(SUM(b.queued), 0), COALESCE(SUM(b.doubts), 0), COALESCE(SUM(b.items), 0), COALESCE(MAX(b.final), 0)
	FROM import_run r LEFT JOIN import_batch b ON b.import = r.id`

const runGroup = ` GROUP BY r.id, r.at, r.actor, r.target, r.file, r.name, r.size, r.total, r.mapping ORDER BY r.at DESC, r.id DESC`

func runs(ctx context.Context, q store.Queryer, where string, args ...any) ([]Run, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+runColumns+" "+where+runGroup, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Run
	for rows.Next() {
		var r Run
		var at, final int64
		var mapping string
		c := &r.Counts
		if err := rows.Scan(&r.ID, &at, &r.Actor, &r.Target, &r.File, &r.Name, &r.Size, &r.Total, &mapping,
			&c.Batches, &c.LastRow, &c.Read, &c.Taken, &c.Refused, &c.Queued, &c.Doubts, &c.Items, &final); err != nil {
			return nil, err
		}
		r.At, c.Final = time.UnixMicro(at).UTC(), final == 1
		if err := json.Unmarshal([]byte(mapping), &r.Mapping); err != nil {
			return nil, fmt.Errorf("the stored mapping of import %s cannot be read: %w", r.ID, err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Runs lists all imports, the latest first.
func (im *Importer) Runs(ctx context.Context) ([]Run, error) { return runs(ctx, im.log.DB, "") }

// Run gives one import.
func (im *Importer) Run(ctx context.Context, id focalpoint.ImportID) (Run, error) {
	list, err := runs(ctx, im.log.DB, "WHERE r.id = $1", string(id))
	if err != nil {
		return Run{}, err
	}
	if len(list) == 0 {
		return Run{}, failure("Run", focalpoint.KindNotFound, "", "missing", "id", string(id))
	}
	return list[0], nil
}

// runOf finds the import of a file into a target, if there is one.
func runOf(ctx context.Context, q store.Queryer, target, file string) (*Run, error) {
	list, err := runs(ctx, q, "WHERE r.target = $1 AND r.file = $2", target, file)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// Findings lists what an import found, in order of the rows: at most limit
// findings after the row and number given by the last one seen (nil for the
// beginning). refused leaves out the doubts about rows that were taken.
func (im *Importer) Findings(ctx context.Context, id focalpoint.ImportID, refused bool, afterRow int64, limit int) ([]Finding, error) {
	most := int64(1)
	if refused {
		most = 0
	}
	rows, err := im.log.DB.QueryContext(ctx, `SELECT row_number, column_name, code, cell, message, taken FROM import_finding
		WHERE import = $1 AND taken <= $2 AND row_number > $3 ORDER BY row_number, n LIMIT $4`, string(id), most, afterRow, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Finding
	for rows.Next() {
		var f Finding
		var taken int64
		if err := rows.Scan(&f.Row, &f.Column, &f.Code, &f.Cell, &f.Message, &taken); err != nil {
			return nil, err
		}
		f.Taken = taken == 1
		out = append(out, f)
	}
	return out, rows.Err()
}

// FindingsPage is Findings for reading page by page: a page of about size
// findings that ends with a whole row, so that the next one may begin after it.
func (im *Importer) FindingsPage(ctx context.Context, id focalpoint.ImportID, refused bool, afterRow int64, size int) (list []Finding, more bool, err error) {
	for limit := size + 1; ; limit *= 4 {
		list, err = im.Findings(ctx, id, refused, afterRow, limit)
		if err != nil || len(list) < limit {
			return list, false, err
		}
		end := len(list) - 1
		for end > 0 && list[end-1].Row == list[len(list)-1].Row {
			end--
		}
		if end > 0 {
			return list[:end], true, nil
		}
	}
}

// SaveMapping keeps a mapping under the name of its source. An older one of
// the same name stays readable as an older version.
func (im *Importer) SaveMapping(ctx context.Context, actor focalpoint.UserID, m Mapping, reason string) error {
	if err := m.check(); err != nil {
		return err
	}
	if t, ok := im.targets[m.Target]; ok {
		if err := m.takes(t); err != nil {
			return err
		}
	}
	_, err := im.log.Write(ctx, ledger.Entry{Actor: actor, Action: "import.mapping", Subject: m.Name}, func(tx *ledger.Tx) error {
		base := int64(0)
		have, err := mappings.Get(ctx, tx, m.Name)
		switch {
		case err == nil:
			base = have.Version
		case focalpoint.KindOf(err) != focalpoint.KindNotFound:
			return err
		}
		_, err = mappings.Put(ctx, tx, m.Name, base, m, reason)
		return err
	})
	return err
}

// Mappings lists the mappings saved by this State, by name; shipped ones are in Shipped.
func (im *Importer) Mappings(ctx context.Context) ([]Mapping, error) {
	var out []Mapping
	err := mappings.All(ctx, im.log.DB, func(v ledger.Version[Mapping]) error {
		out = append(out, v.Doc)
		return nil
	})
	return out, err
}

// MappingNamed finds a saved or shipped mapping. The error names those there are.
func (im *Importer) MappingNamed(ctx context.Context, name string) (Mapping, error) {
	saved, err := im.Mappings(ctx)
	if err != nil {
		return Mapping{}, err
	}
	var names []string
	for _, m := range append(saved, shipped()...) {
		if m.Name == name {
			return m, nil
		}
		names = append(names, m.Name)
	}
	return Mapping{}, failure("Mapping", focalpoint.KindNotFound, "mapping", "mapping", "name", name, "names", listed(names))
}
