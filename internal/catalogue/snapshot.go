package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/mark"
)

// snapshot is all code lists with their coders; it never changes once built.
type snapshot struct {
	version  int64 // of the State's stored additions, -1 without
	lists    map[string]*List
	coders   map[string]Coder
	names    map[synKey]string  // list and folded name -> code
	exactSyn map[synKey]Synonym // a State's synonyms by the very cell
	foldSyn  map[synKey]Synonym // and by its folded form
	cache    *cache[cacheKey, Result]
	whole    *textCache[focalpoint.Description]
	marked   *cache[string, Marking]
	rules    map[string][]rule
	calibres *calibreIndex
	makes    *makeIndex
	keepers  *keeperIndex
	models   *modelIndex
	country  *countryIndex
	marks    *markIndex
	formats  *mark.Formats

	otherMarks []otherMark
	regions    map[focalpoint.Country][]regionRule

	additions []Addition
	misfits   []Synonym // stored synonyms whose code is no longer in the list
}

// synKey finds a code by list and text; given is the maker a synonym holds for
// alone, or "".
type synKey struct{ list, text, given string }

// Synonym says that a text in a list means a code. It is what a decision of
// the review queue teaches and what a State imports.
type Synonym struct {
	List       string
	Text       string
	Code       string
	Exact      bool    // only the very same cell, letter for letter
	Make       string  // only on items of this maker; "" for all
	Confidence float64 // 0 means 1
	Reason     string
	Source     string
}

func (s Synonym) sure() float64 {
	if s.Confidence == 0 {
		return 1
	}
	return s.Confidence
}

func (s Synonym) reason() string {
	switch {
	case s.Reason != "":
		return s.Reason
	case s.Source != "":
		return "synonym from " + s.Source
	}
	return "synonym of this State"
}

// Addition is what a State adds to the shipped lists: entries of its own (a
// list that does not exist yet is made) and synonyms.
type Addition struct {
	Entries  map[string][]Entry // by list
	Synonyms []Synonym
	stored   bool // what was once taken is not refused later, only left out
}

func build(src *source, additions []Addition) (*snapshot, error) {
	c := &snapshot{version: -1, additions: additions, lists: make(map[string]*List, len(src.lists)+2), coders: map[string]Coder{}, rules: map[string][]rule{},
		names: map[synKey]string{}, exactSyn: map[synKey]Synonym{}, foldSyn: map[synKey]Synonym{},
		cache: newCache[cacheKey, Result](), whole: newTextCache[focalpoint.Description](), marked: newCache[string, Marking]()}
	for n, l := range src.lists {
		c.lists[n] = l
	}
	for name, rows := range src.tables {
		short, ok := strings.CutSuffix(name, "_rule")
		if !ok || short == "region" {
			continue
		}
		rules, err := parseRules(rows)
		if err != nil {
			return nil, fmt.Errorf("catalogue: %s: %w", name, err)
		}
		c.rules[short] = rules
	}
	if err := c.buildGenerated(src); err != nil {
		return nil, err
	}
	if err := c.add(additions); err != nil {
		return nil, err
	}
	c.indexNames()
	return c, c.buildCoders(src)
}

// buildGenerated makes the lists that come from a library or from two files
// together: countries and calibres.
func (c *snapshot) buildGenerated(src *source) error {
	c.lists["country"] = countryList(src.tables["country_alias"])
	full := c.lists["calibre"].clone()
	addNamedCartridges(full, c.lists["cartridge-name"])
	c.lists["calibre"] = full
	models, err := modelList(src.tables["model"], c.lists["make"])
	if err != nil {
		return err
	}
	c.lists["model"] = models
	c.lists[serialFormats] = formatList()
	return nil
}

func (c *snapshot) buildCoders(src *source) error {
	var err error
	if c.calibres, err = newCalibreIndex(c.lists["calibre"], src.tables["calibre_alias"]); err != nil {
		return err
	}
	c.makes = newMakeIndex(c.lists["make"], c.lists["ncic-make"])
	c.keepers = newKeeperIndex(c.lists["keeper"])
	c.models = newModelIndex(c.lists["model"], c.lists["make"])
	c.country = newCountryIndex(c.lists["country"], src.tables["country_alias"])
	if c.marks, err = newMarkIndex(src.tables["marking_word"], c.lists["serial-reject"]); err != nil {
		return err
	}
	if c.formats, err = newFormats(c.lists[serialFormats], c.lists["make"], storedFormats(c.additions)); err != nil {
		return err
	}
	if c.otherMarks, err = newOtherMarks(c.lists["other-mark"]); err != nil {
		return err
	}
	c.regions = newRegionRules(slices.Clone(src.tables["region_rule"]), c.lists)
	for list, coder := range map[string]Coder{
		"calibre": CoderFunc(c.codeCalibre), "make": CoderFunc(c.codeMake), "model": CoderFunc(c.codeModel),
		"type": CoderFunc(c.codeType), "country": CoderFunc(c.codeCountry), "mark-status": CoderFunc(c.codeMarking), "keeper": CoderFunc(c.codeKeeper),
		"kind": c.ruleCoder("kind", c.rules["kind"]), "action": c.ruleCoder("action", c.rules["action"]),
		"origin": c.ruleCoder("origin", c.rules["origin"]), "role": c.ruleCoder("role", c.rules["role"]),
		"ownership": c.ruleCoder("ownership", c.rules["ownership"]), "offence": CoderFunc(c.codeOffence),
	} {
		c.coders[list] = coder
	}
	return nil
}

func (c *snapshot) add(additions []Addition) error {
	for _, a := range additions {
		for name, entries := range a.Entries {
			l := &List{Name: name, Edition: "State", Source: "own list of the State", Title: Names{"en": name}}
			if have := c.lists[name]; have != nil {
				l = have.clone()
			}
			l.reindex()
			for _, e := range entries {
				if i, ok := l.index[e.Code]; ok {
					l.Entries[i] = e
					continue
				}
				l.index[e.Code] = len(l.Entries)
				l.Entries = append(l.Entries, e)
			}
			l.sort()
			c.lists[name] = l
		}
	}
	for _, a := range additions {
		for i, s := range a.Synonyms {
			l, ok := c.lists[s.List]
			if a.stored && (!ok || !l.Has(s.Code) && !c.lists["absence"].Has(s.Code)) {
				c.misfits = append(c.misfits, s)
				continue
			}
			if !ok {
				return focalpoint.Invalid("catalogue.New", fmt.Sprintf("synonyms[%d].list", i), "there is no code list %q", s.List)
			}
			if !l.Has(s.Code) && !c.lists["absence"].Has(s.Code) {
				return focalpoint.Invalid("catalogue.New", fmt.Sprintf("synonyms[%d].code", i),
					"the list %q has no code %q; add the code first or choose another", s.List, s.Code)
			}
			key := strings.TrimSpace(s.Text)
			c.exactSyn[synKey{s.List, key, s.Make}] = s
			if f := fold(key); !s.Exact && f != "" {
				c.foldSyn[synKey{s.List, f, s.Make}] = s
			}
		}
	}
	return nil
}

// indexNames makes the look-up by name; the first entry with a name keeps it.
func (c *snapshot) indexNames() {
	for name, l := range c.lists {
		for _, e := range l.Entries {
			texts := append([]string{e.Code}, splitList(e.Attr["alias"])...)
			for _, lang := range Languages() {
				texts = append(texts, e.Names[lang])
			}
			for _, t := range texts {
				key := synKey{name, fold(t), ""}
				if _, taken := c.names[key]; !taken && key.text != "" {
					c.names[key] = e.Code
				}
			}
		}
	}
}

// splitList splits a cell of a data file that holds several values.
func splitList(s string) []string {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ";")
	out := parts[:0]
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
