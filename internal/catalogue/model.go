package catalogue

import (
	"fmt"
	"strconv"
	"strings"

	"focalpoint"
)

// modelList makes the list of models: the code is the maker's code, a slash
// and the slug of the name.
func modelList(rows []record, makes *List) (*List, error) {
	l := &List{Name: "model", Edition: "1", From: "2026-01-01", Title: Names{"en": "Model", "fr": "Modèle", "es": "Modelo", "ru": "Модель", "ar": "الطراز", "zh": "型号"},
		Source: "own, by hand and from the model names of public seizure records", Licence: "Apache-2.0"}
	seen := map[string]bool{}
	for i, r := range rows {
		if !makes.Has(r["make"]) {
			return nil, fmt.Errorf("catalogue: model line %d names the maker %q, which the list of makers does not hold", i+2, r["make"])
		}
		e := Entry{Code: r["make"] + "/" + slug(r["name"]), Parent: r["make"], Names: Names{"en": r["name"]}, Source: r["source"],
			Attr: map[string]string{"type": r["type"], "action": r["action"], "calibre": r["calibre"], "alias": r["alias"]}}
		if seen[e.Code] {
			return nil, fmt.Errorf("catalogue: model line %d: %s is there twice", i+2, e.Code)
		}
		seen[e.Code] = true
		l.Entries = append(l.Entries, e)
	}
	l.reindex()
	return l, nil
}

// modelIndex finds models by maker and name, by a name that only one maker has,
// or by the name of a pattern that many build (FAL, AK-74).
type modelIndex struct {
	byMake map[string]string // make + "\x00" + squeezed name -> code
	alone  map[string]string // squeezed name -> code, "" when several makers use it
	entry  map[string]Entry
}

func newModelIndex(l, makes *List) *modelIndex {
	pattern := map[string]bool{}
	for _, e := range makes.Entries {
		pattern[e.Code] = e.Attr["role"] == "pattern"
	}
	pinned := map[string]bool{} // names that a pattern owns, whoever made the piece
	ix := &modelIndex{byMake: map[string]string{}, alone: map[string]string{}, entry: map[string]Entry{}}
	for _, e := range l.Entries {
		ix.entry[e.Code] = e
		for _, t := range append(splitList(e.Attr["alias"]), e.Names["en"]) {
			k := squeeze(fold(t))
			if k == "" {
				continue
			}
			if _, taken := ix.byMake[e.Parent+"\x00"+k]; !taken {
				ix.byMake[e.Parent+"\x00"+k] = e.Code
			}
			switch have, taken := ix.alone[k]; {
			case pattern[e.Parent]:
				ix.alone[k], pinned[k] = e.Code, true
			case !taken:
				ix.alone[k] = e.Code
			case have != e.Code && !pinned[k]:
				ix.alone[k] = ""
			}
		}
	}
	return ix
}

// codeModel finds the model a cell names, with the maker as a hint. A name of
// digits alone ("82", "1908") means nothing without the maker.
func (c *snapshot) codeModel(raw string, h Hints) Result {
	if c.lists["model"].Has(raw) {
		return Result{Code: raw, Confidence: 1, Reason: "is a code of the list"}
	}
	if r, ok := noValue(raw); ok {
		return r
	}
	k := squeeze(fold(trailingZero.ReplaceAllString(strings.TrimSpace(raw), "$1")))
	if h.Make != "" {
		if code, ok := c.models.byMake[h.Make+"\x00"+k]; ok {
			return Result{Code: code, Confidence: 1, Reason: "a model of " + c.makes.entry[h.Make].Names["en"]}
		}
		if c.makes.byName[k] == h.Make {
			return Result{Code: focalpoint.CodeUnknown, Confidence: 0.9, Reason: "repeats the maker's name"}
		}
		for _, name := range spreadsheetModels(raw) {
			if code, ok := c.models.byMake[h.Make+"\x00"+squeeze(fold(name))]; ok {
				return Result{Code: code, Confidence: 0.85, Reason: "a spreadsheet turned " + name + " into a date"}
			}
		}
	}
	code := c.models.alone[k]
	if code == "" || strings.Trim(k, "0123456789") == "" || len([]rune(k)) < 2 {
		return Result{Reason: "no model of the list"}
	}
	maker := c.models.entry[code].Parent
	if c.makes.entry[maker].Attr["role"] == "pattern" {
		return Result{Code: code, Confidence: 0.8, Reason: "a pattern that several makers build"}
	}
	if h.Make != "" && h.Make != "unknown" && h.Make != maker {
		return Result{Reason: "a model of another maker (" + c.makes.entry[maker].Names["en"] + ")", Alternatives: []Candidate{{Code: code, Confidence: 0.4}}}
	}
	return Result{Code: code, Confidence: 0.85, Reason: "only " + c.makes.entry[maker].Names["en"] + " has a model of this name in the list"}
}

// spreadsheetModels lists what a spreadsheet may have turned into a date: the
// day and month of a model such as "24/7" or "10-5", the month and year of
// "11-48".
func spreadsheetModels(raw string) []string {
	m := serialDate.FindStringSubmatch(strings.TrimSpace(raw))
	if m == nil {
		return nil
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return nil
	}
	d := spreadsheetDay(n)
	out := []string{fmt.Sprintf("%d-%d", d.Day(), d.Month()), fmt.Sprintf("%d-%d", d.Month(), d.Day())}
	if d.Day() == 1 {
		out = append(out, fmt.Sprintf("%d-%02d", d.Month(), d.Year()%100))
	}
	return out
}
