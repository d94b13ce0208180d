package i18n

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// Problems says, one sentence each, what is wrong with a catalogue: a key missing
// in a language, placeholders that differ between languages, a plural form
// missing or not of the language, an empty text, a sentence left in English
// where the language has another script. No problems, no sentences.
func (c *Catalogue) Problems() []string {
	problems := slices.Clone(c.problems)
	for _, key := range c.Keys() {
		problems = append(problems, c.check(key)...)
	}
	sort.Strings(problems)
	return problems
}

func (c *Catalogue) check(key string) []string {
	var problems []string
	complain := func(lang Lang, format string, args ...any) {
		problems = append(problems, fmt.Sprintf("%s in %s: ", key, lang)+fmt.Sprintf(format, args...))
	}
	english, ok := c.messages[English][key]
	if !ok {
		complain(English, "missing")
		return problems
	}
	_, plural := english["other"]
	want := english.full().names()
	for _, lang := range Languages() {
		m, ok := c.messages[lang][key]
		if !ok {
			complain(lang, "missing")
			continue
		}
		if got := m.full().names(); !slices.Equal(got, want) {
			complain(lang, "has the placeholders %v, in English %v", got, want)
		}
		if missing, odd := m.forms(lang, plural); missing+odd != "" {
			complain(lang, "plural forms: missing%s; not of this language%s", orNone(missing), orNone(odd))
		}
		for form, t := range m {
			s := strings.Join(t, "")
			if strings.TrimSpace(s) == "" {
				complain(lang, "the text is empty")
			}
			for _, name := range t.names() {
				if !slices.Contains(want, name) {
					complain(lang, "form %q has the placeholder {%s}, which the whole message has not", form, name)
				}
			}
		}
		if untranslated(lang, m.full(), english.full()) {
			complain(lang, "still the English text")
		}
	}
	return problems
}

// full is the text that must have every placeholder.
func (m entry) full() text {
	if t, ok := m["other"]; ok {
		return t
	}
	return m[""]
}

// forms compares the plural forms of a message with those of its language.
func (m entry) forms(lang Lang, plural bool) (missing, odd string) {
	want := []string{""}
	if plural {
		want = pluralForms(lang)
	}
	for _, form := range want {
		if _, ok := m[form]; !ok {
			missing += " " + form
		}
	}
	var extra []string
	for form := range m {
		if !slices.Contains(want, form) && !(plural && form == exact) {
			extra = append(extra, form)
		}
	}
	sort.Strings(extra)
	for _, form := range extra {
		odd += " " + form
	}
	return missing, odd
}

func orNone(s string) string {
	if s == "" {
		return " none"
	}
	return s
}

// pluralForms lists the cardinal classes of a language that whole numbers can
// have (Unicode CLDR, Language Plural Rules).
func pluralForms(lang Lang) []string {
	switch lang {
	case Arabic:
		return []string{"zero", "one", "two", "few", "many", "other"}
	case Russian:
		return []string{"one", "few", "many", "other"}
	case Chinese:
		return []string{"other"}
	}
	return []string{"one", "other"}
}

// untranslated says whether a language with a script of its own repeats an English sentence.
func untranslated(lang Lang, t, english text) bool {
	script := map[Lang]*unicode.RangeTable{Arabic: unicode.Arabic, Russian: unicode.Cyrillic, Chinese: unicode.Han}[lang]
	if script == nil || !slices.Equal(t, english) {
		return false
	}
	literal := ""
	for i := 0; i < len(t); i += 2 {
		literal += t[i]
	}
	return len(strings.Fields(literal)) >= 2 && !strings.ContainsFunc(literal, func(r rune) bool { return unicode.Is(script, r) })
}
