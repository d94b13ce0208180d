package main

import (
	"context"
	"strings"

	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
)

// keepers hands the record keepers of the directory to the catalogue, whose
// coder finds them by the names that imported files use.
type keepers struct{ *directory.Directory }

// Entries gives each record keeper by its number, with all its names and its
// licence.
func (k keepers) Entries(ctx context.Context) (map[string][]catalogue.Entry, error) {
	list, err := k.Keepers(ctx)
	if err != nil {
		return nil, err
	}
	entries := make([]catalogue.Entry, len(list))
	for i, p := range list {
		names := catalogue.Names{"en": p.Name}
		also := []string{strings.ReplaceAll(p.Licence, ";", " ")}
		for lang, name := range p.Names {
			if names[lang] = name; lang == "en" {
				also = append(also, strings.ReplaceAll(p.Name, ";", " "))
			}
		}
		entries[i] = catalogue.Entry{Code: string(p.ID), Names: names, From: p.From, To: p.To, Source: "directory",
			Attr: map[string]string{"alias": strings.Join(also, ";"), "country": string(p.Country)}}
	}
	return map[string][]catalogue.Entry{"keeper": entries}, nil
}
