package store

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
)

// Manifest is the first page of a backup.
type Manifest struct {
	Format     int             `json:"format"` // 1
	Engine     Engine          `json:"engine"` // that it was taken from; it can be put back on either
	Created    time.Time       `json:"created"`
	Note       json.RawMessage `json:"note"` // the caller's: size and root of the log
	Migrations []Migration     `json:"migrations"`
	Tables     []BackupTable   `json:"tables"`
}

// BackupTable says what a backup holds of one table.
type BackupTable struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	SHA256  string   `json:"sha256"` // of the table's lines
}

// Snapshot runs fn on one consistent state of the database, whatever is
// written meanwhile.
func (db *DB) Snapshot(ctx context.Context, fn func(Queryer) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if db.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := db.read.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return fn(tx)
}

// Backup writes every table to w as a ZIP archive: table/NAME.jsonl with one
// JSON array a row, and manifest.json last. The state is one consistent
// snapshot. note computes the caller's part of the manifest from it.
func (db *DB) Backup(ctx context.Context, w io.Writer, now time.Time, schemas []Schema, note func(Queryer) (any, error)) (*Manifest, error) {
	m := &Manifest{Format: 1, Engine: db.engine, Created: now.UTC()}
	z := zip.NewWriter(w)
	err := db.Snapshot(ctx, func(q Queryer) error {
		var err error
		if m.Migrations, err = pending(ctx, q, schemas); err != nil {
			return err
		}
		n, err := note(q)
		if err != nil {
			return err
		}
		if m.Note, err = json.Marshal(n); err != nil {
			return err
		}
		names, err := db.tables(ctx, q)
		if err != nil {
			return err
		}
		for _, name := range names {
			part, err := z.CreateHeader(&zip.FileHeader{Name: "table/" + name + ".jsonl", Method: zip.Deflate, Modified: now})
			if err != nil {
				return err
			}
			t, err := dump(ctx, q, name, part)
			if err != nil {
				return fmt.Errorf("table %s: %w", name, err)
			}
			m.Tables = append(m.Tables, t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	part, err := z.CreateHeader(&zip.FileHeader{Name: "manifest.json", Method: zip.Deflate, Modified: now})
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(part)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		return nil, err
	}
	return m, z.Close()
}

// tables lists the tables of the schema, without the list of migrations.
func (db *DB) tables(ctx context.Context, q Queryer) ([]string, error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	if db.engine == Postgres {
		// a partitioned table is one table; its parts are made again by whoever restores
		query = `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname COLLATE "C"`
	}
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if name != "migration" {
			out = append(out, name)
		}
	}
	return out, rows.Err()
}

func dump(ctx context.Context, q Queryer, name string, w io.Writer) (BackupTable, error) {
	t := BackupTable{Name: name}
	rows, err := q.QueryContext(ctx, "SELECT * FROM "+name)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	if t.Columns, err = rows.Columns(); err != nil {
		return t, err
	}
	sum := sha256.New()
	buf := bufio.NewWriter(io.MultiWriter(w, sum))
	values := make([]any, len(t.Columns))
	dest := make([]any, len(t.Columns))
	for i := range values {
		dest[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return t, err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = map[string]string{"b": base64.StdEncoding.EncodeToString(b)}
			}
		}
		line, err := json.Marshal(values)
		if err != nil {
			return t, err
		}
		if _, err := buf.Write(append(line, '\n')); err != nil {
			return t, err
		}
		t.Rows++
	}
	if err := rows.Err(); err != nil {
		return t, err
	}
	if err := buf.Flush(); err != nil {
		return t, err
	}
	t.SHA256 = hexSum(sum)
	return t, nil
}

// Restore puts a backup into an empty database that has the same schema (run
// Migrate first), in one transaction. Damaged or foreign archives are an
// error, and then nothing is in. The caller checks the log afterwards.
func (db *DB) Restore(ctx context.Context, r io.ReaderAt, size int64, schemas []Schema) (*Manifest, error) {
	const op = "store.Restore"
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, focalpoint.Invalid(op, "", "this is no backup of focalpoint: %v", err)
	}
	m, err := readManifest(z)
	if err != nil {
		return nil, err
	}
	if err := db.sameSchema(ctx, m, schemas); err != nil {
		return nil, err
	}
	return m, db.Update(ctx, func(tx *Tx) error {
		for _, t := range m.Tables {
			var n int64
			if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM "+quoted(t.Name)+" LIMIT 1) x").Scan(&n); err != nil {
				return focalpoint.Invalid(op, "", "the backup holds a table %s that this program does not have", t.Name)
			}
			if n > 0 {
				return focalpoint.Invalid(op, "", "table %s is not empty; restore into a new data directory or database", t.Name)
			}
			f, err := z.Open("table/" + t.Name + ".jsonl")
			if err != nil {
				return focalpoint.Invalid(op, "", "the backup lacks table %s", t.Name)
			}
			err = load(ctx, tx, t, f)
			f.Close()
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func readManifest(z *zip.Reader) (*Manifest, error) {
	f, err := z.Open("manifest.json")
	if err != nil {
		return nil, focalpoint.Invalid("store.Restore", "", "this is no backup of focalpoint: it has no manifest.json")
	}
	defer f.Close()
	var m Manifest
	if err := json.NewDecoder(f).Decode(&m); err != nil || m.Format != 1 {
		return nil, focalpoint.Invalid("store.Restore", "", "the backup's manifest cannot be read or is of a newer format")
	}
	return &m, nil
}

func (db *DB) sameSchema(ctx context.Context, m *Manifest, schemas []Schema) error {
	have, err := db.Migrations(ctx, schemas)
	if err != nil {
		return err
	}
	for _, theirs := range m.Migrations {
		i := slices.IndexFunc(have, func(h Migration) bool {
			return h.Room == theirs.Room && h.File == theirs.File && h.Checksum == theirs.Checksum
		})
		if i < 0 {
			return focalpoint.Invalid("store.Restore", "", "the backup was made with another schema (%s/%s); restore it with the version that made it, then migrate", theirs.Room, theirs.File)
		}
	}
	return nil
}

func load(ctx context.Context, tx *Tx, t BackupTable, r io.Reader) error {
	sum := sha256.New()
	scan := bufio.NewReaderSize(io.TeeReader(r, sum), 1<<16)
	var rows [][]any
	flush := func() error {
		err := tx.Insert(ctx, t.Name, quotedAll(t.Columns), rows)
		rows = rows[:0]
		return err
	}
	n := int64(0)
	for {
		line, err := scan.ReadBytes('\n')
		if len(line) > 0 {
			row, err := decodeRow(line)
			if err != nil || len(row) != len(t.Columns) {
				return focalpoint.Invalid("store.Restore", "", "row %d of table %s in the backup cannot be read", n+1, t.Name)
			}
			rows = append(rows, row)
			n++
			if len(rows) == 1000 {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("table %s in the backup is damaged: %w", t.Name, err)
		}
	}
	if err := flush(); err != nil {
		return err
	}
	if n != t.Rows || hexSum(sum) != t.SHA256 {
		return focalpoint.Errorf("store.Restore", focalpoint.KindMismatch, "table %s in the backup is damaged: %d of %d rows, or other content than its manifest says", t.Name, n, t.Rows)
	}
	return nil
}

func decodeRow(line []byte) ([]any, error) {
	dec := json.NewDecoder(strings.NewReader(string(line)))
	dec.UseNumber()
	var row []any
	if err := dec.Decode(&row); err != nil {
		return nil, err
	}
	for i, v := range row {
		switch x := v.(type) {
		case json.Number:
			if n, err := strconv.ParseInt(x.String(), 10, 64); err == nil {
				row[i] = n
				continue
			}
			f, err := x.Float64()
			if err != nil {
				return nil, err
			}
			row[i] = f
		case map[string]any:
			s, _ := x["b"].(string)
			b, err := base64.StdEncoding.DecodeString(s)
			if err != nil {
				return nil, err
			}
			row[i] = b
		}
	}
	return row, nil
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, "") + `"` }

func quotedAll(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quoted(n)
	}
	return out
}
