package store

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"focalpoint"
)

// partitioned is the statement of a migration that divides a table by the
// years of its identifiers:
//
//	PARTITION event BY YEAR OF id
//
// SQLite leaves the table as it is. On PostgreSQL its rows move into one
// partition for each year, NAME_2026, and NAME_rest takes rows whose
// identifier is not of ours. Partitions of later years are made by the first
// row that needs them (Tx.Insert, Tx.InsertBulk).
var partitioned = regexp.MustCompile(`^PARTITION (\w+) BY YEAR OF (\w+)$`)

// Years a partition is made for; identifiers that say another time were not
// made by a clock.
const (
	firstYear = 1990
	lastYear  = 2199
)

// years knows which tables are divided and which partitions are there.
type years struct {
	mu     sync.Mutex
	loaded bool
	column map[string]string // by table: what it is divided by
	have   map[string]bool   // partitions that were there before the transaction that asked
}

func (y *years) forget() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.loaded, y.column, y.have = false, nil, nil
}

// partition divides a table that may hold rows already.
func (tx *Tx) partition(ctx context.Context, table, column string) error {
	if tx.db.engine == SQLite {
		return nil
	}
	indexes, err := Values[string](tx.QueryContext(ctx, `SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1
		AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = $2::regclass AND conname IS NOT NULL) ORDER BY indexname`, table, table))
	if err != nil {
		return err
	}
	old := table + "_undivided"
	run := func(format string, args ...any) error {
		_, err := tx.ExecContext(ctx, fmt.Sprintf(format, args...))
		return err
	}
	if err := run("ALTER TABLE %s RENAME TO %s", table, old); err != nil {
		return err
	}
	if err := run("CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS) PARTITION BY RANGE (%s)", table, old, column); err != nil {
		return err
	}
	if err := run("CREATE TABLE %s_rest PARTITION OF %s DEFAULT", table, table); err != nil {
		return err
	}
	if err := tx.moveYears(ctx, old, table, column); err != nil {
		return err
	}
	if err := run("DROP TABLE %s", old); err != nil {
		return err
	}
	if err := run("ALTER TABLE %s ADD PRIMARY KEY (%s)", table, column); err != nil {
		return err
	}
	for _, def := range indexes {
		if err := run("%s", strings.Replace(def, " ON ONLY ", " ON ", 1)); err != nil {
			return err
		}
	}
	return nil
}

// moveYears makes the partitions that the rows of a table need and copies them.
// It goes from one year's first row to the next one's.
func (tx *Tx) moveYears(ctx context.Context, from, to, column string) error {
	for at, beyond := "", false; ; {
		compare := ">="
		if beyond {
			compare = ">"
		}
		some, err := Values[string](tx.QueryContext(ctx, "SELECT "+column+" FROM "+from+" WHERE "+column+" "+compare+" $1 ORDER BY "+column+" LIMIT 1", at))
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		if year, ok := yearOf(some[0]); ok {
			if err := tx.makeYear(ctx, to, some[0][:2], year); err != nil {
				return err
			}
			_, at = bounds(some[0][:2], year)
			beyond = false
		} else {
			at, beyond = some[0], true
		}
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO "+to+" SELECT * FROM "+from)
	return err
}

// yearOf gives the year in which an identifier was made.
func yearOf(id string) (year int, ok bool) {
	t, ok := focalpoint.IDTime(id)
	return t.Year(), ok && t.Year() >= firstYear && t.Year() <= lastYear
}

func bounds(prefix string, year int) (first, next string) {
	at := func(y int) string { return focalpoint.FirstID(prefix, time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)) }
	return at(year), at(year + 1)
}

func yearName(table string, year int) string { return fmt.Sprintf("%s_%d", table, year) }

func (tx *Tx) makeYear(ctx context.Context, table, prefix string, year int) error {
	first, next := bounds(prefix, year)
	_, err := tx.ExecContext(ctx, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s')", yearName(table, year), table, first, next))
	return err
}

// openYears makes the partitions that rows about to be stored need.
func (tx *Tx) openYears(ctx context.Context, table string, columns []string, rows [][]any) error {
	if tx.db.engine == SQLite || len(rows) == 0 {
		return nil
	}
	column, err := tx.dividedBy(ctx, strings.Trim(table, `"`))
	if err != nil || column == "" {
		return err
	}
	at := slices.IndexFunc(columns, func(c string) bool { return strings.Trim(c, `"`) == column })
	if at < 0 {
		return nil // the database will say what is missing
	}
	years := yearsOf(rows, at)
	for _, year := range slices.Sorted(maps.Keys(years)) {
		if err := tx.openYear(ctx, strings.Trim(table, `"`), years[year], year); err != nil {
			return err
		}
	}
	return nil
}

// yearsOf lists the years of identifiers, with the prefix they have.
func yearsOf(rows [][]any, at int) map[int]string {
	const instant = 12 // so many letters hold the prefix and the time to the millisecond
	out := map[int]string{}
	last := ""
	for _, row := range rows {
		id, _ := row[at].(string)
		if len(id) > instant && len(last) > instant && id[:instant] == last[:instant] {
			continue // as in a batch
		}
		last = id
		if year, ok := yearOf(id); ok {
			out[year] = id[:2]
		}
	}
	return out
}

// openYear makes one partition unless it is there. Two nodes that come to it at
// once meet at the table's lock.
func (tx *Tx) openYear(ctx context.Context, table, prefix string, year int) error {
	name := yearName(table, year)
	y := &tx.db.years
	y.mu.Lock()
	have := y.have[name]
	y.mu.Unlock()
	if have {
		return nil
	}
	there, err := Values[string](tx.QueryContext(ctx, `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1`, name))
	if err != nil {
		return err
	}
	if len(there) == 0 {
		// Not remembered by the database: this transaction may yet be taken back, and the partition with it.
		tx.made[name] = true
		return tx.makeYear(ctx, table, prefix, year)
	}
	if !tx.made[name] {
		y.mu.Lock()
		defer y.mu.Unlock()
		if y.have != nil {
			y.have[name] = true
		}
	}
	return nil
}

// dividedBy gives the column a table is divided by, "" when it is whole.
func (tx *Tx) dividedBy(ctx context.Context, table string) (string, error) {
	y := &tx.db.years
	y.mu.Lock()
	defer y.mu.Unlock()
	if !y.loaded {
		pairs, err := Values[string](tx.QueryContext(ctx, `SELECT c.relname || ' ' || a.attname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
			JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0] WHERE c.relnamespace = current_schema()::regnamespace`))
		if err != nil {
			return "", err
		}
		y.loaded, y.column, y.have = true, map[string]string{}, map[string]bool{}
		for _, pair := range pairs {
			name, column, _ := strings.Cut(pair, " ")
			y.column[name] = column
		}
	}
	return y.column[table], nil
}
