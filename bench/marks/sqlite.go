package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver
)

// sqlite asks a table with a B-tree and an FTS5 trigram index: GLOB for wildcards, the best of an OR of all
// trigrams for errors.
type sqlite struct {
	dir string
	db  *sql.DB
}

func (s *sqlite) name() string { return "SQLite FTS5" }
func (s *sqlite) path() string { return filepath.Join(s.dir, "marks.sqlite") }

func (s *sqlite) load(rs *records) (l loaded, err error) {
	if s.db, err = sql.Open("sqlite", s.path()+"?_pragma=journal_mode(off)&_pragma=synchronous(off)&_pragma=cache_size(-500000)&_pragma=mmap_size(4000000000)"); err != nil {
		return l, err
	}
	s.db.SetMaxOpenConns(1)
	start := process()
	for _, text := range []string{"CREATE TABLE m (id INTEGER PRIMARY KEY, mark TEXT)", "CREATE VIRTUAL TABLE f USING fts5(mark, content='m', content_rowid='id', tokenize='trigram case_sensitive 1')"} {
		if _, err := s.db.Exec(text); err != nil {
			return l, err
		}
	}
	tx, err := s.db.Begin()
	if err != nil {
		return l, err
	}
	insert, err := tx.Prepare("INSERT INTO m VALUES (?, ?)")
	if err != nil {
		return l, err
	}
	for i := range rs.len() {
		if _, err := insert.Exec(i, rs.at(i)); err != nil {
			return l, err
		}
	}
	if err := tx.Commit(); err != nil {
		return l, err
	}
	for _, text := range []string{"CREATE INDEX m_mark ON m (mark)", "INSERT INTO f (f) VALUES ('rebuild')", "INSERT INTO f (f) VALUES ('optimize')"} {
		if _, err := s.db.Exec(text); err != nil {
			return l, err
		}
	}
	l.cpu = process() - start
	l.note = "rows, B-tree and FTS5; bytes of all"
	info, err := os.Stat(s.path())
	if err != nil {
		return l, err
	}
	l.bytes = info.Size()
	return l, nil
}

func (s *sqlite) statement(q *question) (text string, arg any, ok bool) {
	const first = "SELECT rowid FROM f WHERE mark GLOB ?"
	if q.errors > 0 {
		number := []rune(q.pattern.Text())
		var grams []string
		for i := 0; i+3 <= len(number); i++ {
			grams = append(grams, `"`+string(number[i:i+3])+`"`)
		}
		return "SELECT rowid FROM f WHERE mark MATCH ? ORDER BY rank LIMIT 100", strings.Join(grams, " OR "), len(grams) > 0
	}
	if t := q.pattern.Text(); t != "" {
		return "SELECT id FROM m WHERE mark = ?", t, true
	}
	if t, ok := like(q.pattern, "?", "*", true); ok {
		return first, t, true
	}
	glob := strings.NewReplacer(".*", "*", ".", "?", "[^", "[^").Replace(regex(q.pattern))
	return first, glob, true
}

func (s *sqlite) ask(q *question, _ bool) (a answer, ok bool, err error) {
	text, arg, ok := s.statement(q)
	if !ok {
		return a, false, nil
	}
	a.cpu = timed(func() {
		a.ids, a.count = a.ids[:0], 0
		var rows *sql.Rows
		if rows, err = s.db.Query(text, arg); err != nil {
			return
		}
		for rows.Next() {
			var id uint32
			if err = rows.Scan(&id); err != nil {
				break
			}
			a.ids = append(a.ids, id)
			a.count++
		}
		rows.Close()
	})
	return a, true, err
}

func (s *sqlite) close() {
	if s.db != nil {
		s.db.Close()
		os.Remove(s.path())
	}
}
