package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
	"time"
)

// Schema is the numbered migrations of one room: files NNN_name.sql in Files.
type Schema struct {
	Name  string // room, for example "register"
	Files fs.FS
}

// Migration is one step of a schema.
type Migration struct {
	Room     string `json:"room"`
	File     string `json:"file"`
	Checksum string `json:"checksum"` // hexadecimal SHA-256 of the file
	Applied  bool   `json:"applied"`
	text     string
}

// Migrate applies every migration that is not there yet, room by room in the
// order given, in one transaction. A file that was changed after it had been
// applied is an error: schemas only grow. It returns the steps it applied.
func (db *DB) Migrate(ctx context.Context, now time.Time, schemas []Schema) ([]Migration, error) {
	var done []Migration
	err := db.Update(ctx, func(tx *Tx) error {
		done = nil
		db.years.forget()
		if err := tx.Lock(ctx, "migrate"); err != nil {
			return err
		}
		const table = `CREATE TABLE IF NOT EXISTS migration (room TEXT NOT NULL, file TEXT NOT NULL, checksum TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (room, file))`
		if _, err := tx.ExecContext(ctx, table); err != nil {
			return err
		}
		steps, err := pending(ctx, tx, schemas)
		if err != nil {
			return err
		}
		for _, m := range steps {
			if m.Applied {
				continue
			}
			for _, stmt := range Statements(m.text, db.engine) {
				if err := tx.migrate(ctx, stmt); err != nil {
					return fmt.Errorf("migration %s/%s: %w in: %s", m.Room, m.File, err, abridged(stmt))
				}
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO migration (room, file, checksum, at) VALUES ($1, $2, $3, $4)`,
				m.Room, m.File, m.Checksum, now.UnixMicro()); err != nil {
				return err
			}
			m.Applied = true
			done = append(done, m)
		}
		return nil
	})
	return done, err
}

// migrate carries out one statement of a migration.
func (tx *Tx) migrate(ctx context.Context, stmt string) error {
	if m := partitioned.FindStringSubmatch(stmt); m != nil {
		return tx.partition(ctx, m[1], m[2])
	}
	_, err := tx.ExecContext(ctx, stmt)
	return err
}

// Migrations lists every step with whether it is applied.
func (db *DB) Migrations(ctx context.Context, schemas []Schema) ([]Migration, error) {
	return pending(ctx, db, schemas)
}

func pending(ctx context.Context, q Queryer, schemas []Schema) ([]Migration, error) {
	applied := map[string]string{}
	rows, err := q.QueryContext(ctx, `SELECT room, file, checksum FROM migration`)
	if err != nil {
		return nil, fmt.Errorf("the database has no schema yet; run focalpoint migrate: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var room, file, sum string
		if err := rows.Scan(&room, &file, &sum); err != nil {
			return nil, err
		}
		applied[room+"/"+file] = sum
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var out []Migration
	for _, s := range schemas {
		steps, err := s.steps()
		if err != nil {
			return nil, err
		}
		for _, m := range steps {
			sum, ok := applied[m.Room+"/"+m.File]
			if ok && sum != m.Checksum {
				return nil, fmt.Errorf("migration %s/%s was changed after it had been applied; put the old text back and write the change as a new file", m.Room, m.File)
			}
			m.Applied = ok
			out = append(out, m)
		}
	}
	return out, nil
}

func (s Schema) steps() ([]Migration, error) {
	names, err := fs.Glob(s.Files, "*.sql")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		if names, err = fs.Glob(s.Files, "*/*.sql"); err != nil {
			return nil, err
		}
	}
	sort.Strings(names)
	out := make([]Migration, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(s.Files, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		out = append(out, Migration{Room: s.Name, File: path.Base(name), Checksum: hex.EncodeToString(sum[:]), text: string(text)})
	}
	return out, nil
}

var (
	sqlComment = regexp.MustCompile(`(?m)--.*$`)
	sqlBlob    = regexp.MustCompile(`\bBLOB\b`)
	sqlText    = regexp.MustCompile(`\bTEXT\b`)
)

// Statements splits a migration into statements and writes them for an engine.
// Semicolons end statements; migrations hold no string with one.
func Statements(text string, engine Engine) []string {
	text = sqlComment.ReplaceAllString(text, "")
	if engine == Postgres {
		text = sqlBlob.ReplaceAllString(text, "BYTEA")
		text = sqlText.ReplaceAllString(text, `TEXT COLLATE "C"`)
	}
	var out []string
	for _, s := range strings.Split(text, ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
