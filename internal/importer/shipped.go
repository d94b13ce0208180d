package importer

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"focalpoint"
)

//go:embed mappings/*.json
var mappingFiles embed.FS

// Shipped lists the mappings that come with the program, by name. It panics
// only when the program was built with a broken mapping, which a test excludes.
func Shipped() []Mapping { return slices.Clone(shipped()) }

var shipped = sync.OnceValue(func() []Mapping {
	names, err := fs.Glob(mappingFiles, "mappings/*.json")
	if err != nil {
		panic(err)
	}
	var out []Mapping
	for _, name := range names {
		if name == "mappings/names.json" {
			continue
		}
		text, err := fs.ReadFile(mappingFiles, name)
		if err != nil {
			panic(err)
		}
		m, err := ParseMapping(text)
		if err != nil {
			panic(fmt.Errorf("%s: %w", name, err))
		}
		out = append(out, m)
	}
	return out
})

// headerNames are names of columns met in files, by field.
var headerNames = sync.OnceValue(func() map[string]string {
	text, err := fs.ReadFile(mappingFiles, "mappings/names.json")
	if err != nil {
		panic(err)
	}
	var byField map[string][]string
	if err := json.Unmarshal(text, &byField); err != nil {
		panic(err)
	}
	out := map[string]string{}
	for field, names := range byField {
		if _, ok := FieldNamed(field); !ok {
			panic("mappings/names.json: there is no field " + field)
		}
		out[columnKey(field)] = field
		for _, n := range names {
			if other, twice := out[columnKey(n)]; twice && other != field {
				panic("mappings/names.json: the name " + n + " stands for two fields")
			}
			out[columnKey(n)] = field
		}
	}
	for _, f := range fields {
		out[f.Name] = f.Name
	}
	return out
})

// Propose makes a mapping from the names of the columns alone. Columns it does
// not know are kept beside the rows.
func Propose(target Target, header []string) Mapping {
	m := Mapping{Name: "by-header", Target: target.Name(), About: "proposed from the names of the columns"}
	taken := map[string]bool{}
	for _, h := range header {
		field := headerNames()[columnKey(h)]
		f, _ := FieldNamed(field)
		if field == "" || taken[field] || !slices.Contains(target.Fields(), field) {
			continue
		}
		taken[field] = true
		c := Column{Column: h, Field: field}
		if f.Many {
			c.Split = "auto"
		}
		if field == "date" || field == "reported" {
			c.As = "date"
		}
		m.Columns = append(m.Columns, c)
	}
	return m
}

// Choose finds the mapping for a header: the one of saved, then of the shipped
// ones, that knows most of its columns; else one proposed from the names.
func Choose(target Target, saved []Mapping, header []string) (Mapping, error) {
	for _, list := range [][]Mapping{saved, shipped()} {
		best, score := -1, 0
		for i := range list {
			if list[i].Target != target.Name() {
				continue
			}
			if n := list[i].fits(header); n > score {
				best, score = i, n
			}
		}
		if best >= 0 {
			return list[best], nil
		}
	}
	m := Propose(target, header)
	if len(m.Columns) == 0 {
		return m, failure("Choose", focalpoint.KindInvalid, "mapping", "unknown", "fields", listed(target.Fields()))
	}
	return m, nil
}
