package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
)

//go:embed messages
var embedded embed.FS

// Catalogue holds the messages of all languages. It does not change after Load.
type Catalogue struct {
	messages map[Lang]map[string]entry
	problems []string // found while reading
	said     []sentence
}

// An entry is one message: one text, or one for each plural form; "" is the form of a plain text.
type entry map[string]text

// A text is cut at its placeholders: literal, name, literal, name, … literal.
type text []string

// exact is the optional plural form used for nothing at all, in any language.
const exact = "=0"

var standard = sync.OnceValue(func() *Catalogue {
	c, err := Load(embedded)
	if err != nil {
		return &Catalogue{problems: []string{err.Error()}}
	}
	return c
})

// For returns a printer of the program's own catalogue.
func For(lang Lang) *Printer { return standard().Printer(lang) }

// Problems checks the program's own catalogue; see Catalogue.Problems.
func Problems() []string { return standard().Problems() }

// Keys lists every key of the program's own catalogue, sorted.
func Keys() []string { return standard().Keys() }

// Load reads messages/AREA/LANGUAGE.json for every area and language below a
// file system. A file that is not JSON of the form described at the package is
// an error naming it; what is merely incomplete is left to Problems.
func Load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{messages: map[Lang]map[string]entry{}}
	for _, lang := range Languages() {
		c.messages[lang] = map[string]entry{}
	}
	files, err := fs.Glob(fsys, "messages/*/*.json")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		area := path.Base(path.Dir(file))
		lang, ok := ParseLang(strings.TrimSuffix(path.Base(file), ".json"))
		if !ok {
			return nil, fmt.Errorf("%s: the file is named after none of the languages %v", file, Languages())
		}
		if err := c.read(fsys, file, area, lang); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	c.said = c.sentences()
	return c, nil
}

func (c *Catalogue) read(fsys fs.FS, file, area string, lang Lang) error {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	raw := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	for key, value := range raw {
		m := entry{}
		var plain string
		forms := map[string]string{}
		if json.Unmarshal(value, &plain) == nil {
			forms[""] = plain
		} else if err := json.Unmarshal(value, &forms); err != nil {
			return fmt.Errorf("%s: neither a text nor an object of plural forms", key)
		}
		for form, s := range forms {
			if m[form], err = cut(s); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
		if !strings.HasPrefix(key, area+".") {
			c.problems = append(c.problems, fmt.Sprintf("%s: the key %s does not start with its area %q", file, key, area))
		}
		c.messages[lang][key] = m
	}
	return nil
}

// cut splits a text at its placeholders.
func cut(s string) (text, error) {
	t := text{}
	for {
		open := strings.IndexAny(s, "{}")
		if open < 0 {
			return append(t, s), nil
		}
		end := strings.IndexByte(s, '}')
		if s[open] == '}' || end < 0 {
			return nil, fmt.Errorf("unbalanced braces in %q", s)
		}
		name := s[open+1 : end]
		if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return nil, fmt.Errorf("{%s} is no placeholder: use small letters, digits and _", name)
		}
		t = append(t, s[:open], name)
		s = s[end+1:]
	}
}

// names gives the placeholders of a text, sorted, each once.
func (t text) names() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		if !slices.Contains(names, t[i]) {
			names = append(names, t[i])
		}
	}
	sort.Strings(names)
	return names
}

// Printer returns a printer for a language; English when it is none of the six.
func (c *Catalogue) Printer(lang Lang) *Printer {
	if !slices.Contains(Languages(), lang) {
		lang = English
	}
	return &Printer{lang: lang, messages: c.messages[lang], own: c}
}

// Keys lists every key that any language has, sorted.
func (c *Catalogue) Keys() []string {
	seen := map[string]bool{}
	for _, messages := range c.messages {
		for key := range messages {
			seen[key] = true
		}
	}
	keys := make([]string, 0, len(seen))
	for key := range seen {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
