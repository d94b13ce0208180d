package catalogue

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"focalpoint"
)

//go:embed data
var dataFiles embed.FS

// base is the shipped data, read once.
var base = sync.OnceValues(func() (*source, error) { return readSource(dataFiles) })

// source is the shipped data as tables, before any State adds to it.
type source struct {
	lists  map[string]*List
	tables map[string][]record
}

// record is one row of a data file by column name.
type record map[string]string

func readSource(files fs.FS) (*source, error) {
	s := &source{lists: map[string]*List{}, tables: map[string][]record{}}
	meta, err := readTable(files, "data/lists.csv")
	if err != nil {
		return nil, err
	}
	for _, m := range meta {
		rows, err := readTable(files, "data/"+m["file"])
		if err != nil {
			return nil, err
		}
		l := &List{Name: m["list"], Edition: m["edition"], From: focalpoint.Date(m["from"]), To: focalpoint.Date(m["to"]),
			Translated: m["translated"] == "yes", Title: namesOf(m), Source: m["source"], Licence: m["licence"]}
		for _, r := range rows {
			l.Entries = append(l.Entries, entryOf(r))
		}
		l.reindex()
		if len(l.index) != len(l.Entries) {
			return nil, fmt.Errorf("catalogue: list %s in data/%s has a code twice", l.Name, m["file"])
		}
		s.lists[l.Name] = l
	}
	for _, name := range []string{"type_rule", "offence_rule", "ownership_rule", "kind_rule", "action_rule", "origin_rule", "role_rule",
		"marking_word", "calibre_alias", "region_rule", "country_alias", "model"} {
		if s.tables[name], err = readTable(files, "data/"+name+".csv"); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func readTable(files fs.FS, path string) ([]record, error) {
	f, err := files.Open(path)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	defer f.Close() //nolint:errcheck // reading only
	rows, err := readRecords(f)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %s: %w", path, err)
	}
	return rows, nil
}

// readRecords reads a CSV with a header line.
func readRecords(r io.Reader) ([]record, error) {
	cr := csv.NewReader(r)
	cr.ReuseRecord = true
	head, err := cr.Read()
	if err != nil {
		return nil, fmt.Errorf("no header line: %w", err)
	}
	head = slices.Clone(head)
	for i := range head {
		head[i] = strings.TrimSpace(strings.TrimPrefix(head[i], "\ufeff"))
	}
	var out []record
	for {
		row, err := cr.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		m := make(record, len(head))
		for i, h := range head {
			if row[i] != "" {
				m[h] = strings.Clone(row[i])
			}
		}
		out = append(out, m)
	}
}

func namesOf(r record) Names {
	n := Names{}
	for _, lang := range Languages() {
		if s := r[lang]; s != "" {
			n[lang] = s
		}
	}
	return n
}

// entryOf makes an entry from a row; every column that is no field of Entry
// goes to Attr.
func entryOf(r record) Entry {
	e := Entry{Code: r["code"], Parent: r["parent"], Names: namesOf(r),
		From: focalpoint.Date(r["from"]), To: focalpoint.Date(r["to"]), Source: r["source"]}
	for k, v := range r {
		switch k {
		case "code", "parent", "from", "to", "source", "en", "fr", "es", "ru", "ar", "zh", "list":
			continue
		}
		if e.Attr == nil {
			e.Attr = map[string]string{}
		}
		e.Attr[k] = v
	}
	return e
}
