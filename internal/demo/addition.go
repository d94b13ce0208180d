package demo

import (
	"fmt"
	"strings"

	"focalpoint/internal/catalogue"
)

// source stands beside every code the exercise adds.
const source = "demonstration country (exercise)"

// Addition is what the demonstration country adds to the shipped code lists: its States, regions, makers,
// importers and models, each named as exercise.
func Addition() catalogue.Addition {
	a := catalogue.Addition{Entries: map[string][]catalogue.Entry{}}
	add := func(list string, e catalogue.Entry) {
		e.Source = source
		a.Entries[list] = append(a.Entries[list], e)
	}
	for _, s := range States() {
		add("country", catalogue.Entry{Code: string(s.Code), Names: s.Names, Attr: map[string]string{"exercise": "yes"}})
		for _, r := range s.Regions {
			add("region", catalogue.Entry{Code: r.Code, Parent: string(s.Code), Names: r.Names})
		}
	}
	for _, m := range makers() {
		role := "maker"
		if m.Code == "x-lumbria" {
			role = "ammunition"
		}
		add("make", catalogue.Entry{Code: m.Code, Names: catalogue.Names{"en": m.Name}, Attr: map[string]string{"country": string(m.State), "alias": strings.Join(m.Aliases, ";"), "role": role}})
	}
	for _, m := range importers() {
		add("make", catalogue.Entry{Code: m.Code, Names: catalogue.Names{"en": m.Name}, Attr: map[string]string{"country": string(m.State), "alias": strings.Join(m.Aliases, ";"), "role": "importer"}})
	}
	for n, m := range models() {
		// The maker's own word on its series; what stands for a Cyrillic letter may be typed in any script.
		template := strings.NewReplacer("¤", "#", "%", "?").Replace(m.Format)
		add("serial-format", catalogue.Entry{Code: fmt.Sprintf("%s-series-%d", m.Maker, n), Parent: m.Maker, Names: catalogue.Names{"en": template},
			Attr: map[string]string{"maker": m.Maker, "template": template, "only": "yes", "trust": "published"}})
		add("model", catalogue.Entry{Code: m.Code, Parent: m.Maker, Names: catalogue.Names{"en": m.Name}, Attr: map[string]string{"type": m.Type, "calibre": m.Calibre}})
	}
	return a
}
