package focalpoint_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"focalpoint/internal/i18n"
)

var (
	cssComment   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSide      = regexp.MustCompile(`\b(left|right)\b`)
	styleElement = regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`)
	styleAttr    = regexp.MustCompile(`style="([^"]*)"`)

	hidden    = regexp.MustCompile(`(?s)<!--.*?-->|<script.*?</script>|<style.*?</style>|<code[ >].*?</code>|<[a-z]+[^>]* translate="no"[^>]*>[^<]*</[a-z]+>`)
	action    = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	tag       = regexp.MustCompile(`(?s)<[^>]*>`)
	entity    = regexp.MustCompile(`&[a-z#0-9]+;`)
	word      = regexp.MustCompile(`\p{L}{2,}`)
	spokenFor = regexp.MustCompile(`\s(title|placeholder|aria-label|alt|label|content|data-confirm)="([^"]*)"`)
)

// The product's own name and notations that are the same in every language.
var sameEverywhere = map[string]bool{"focalpoint": true, "PDF": true, "JSON": true, "CSV": true, "XLSX": true, "DOCX": true, "SVG": true, "API": true}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func line(text string, at int) int { return 1 + strings.Count(text[:at], "\n") }

// TestStylesAreLogical: Arabic pages run from right to left. A style that says left or
// right is wrong there; inline-start and inline-end are right everywhere.
func TestStylesAreLogical(t *testing.T) {
	check := func(file string, text string) {
		text = cssComment.ReplaceAllStringFunc(text, blank)
		if loc := cssSide.FindStringIndex(text); loc != nil {
			t.Errorf("%s:%d: %q in a style; use the logical property (inline-start, inline-end, start, end)", file, line(text, loc[0]), text[loc[0]:loc[1]])
		}
	}
	err := walk(func(file string) error {
		switch {
		case strings.HasSuffix(file, ".css"):
			check(file, read(t, file))
		case template(file):
			for _, re := range []*regexp.Regexp{styleElement, styleAttr} {
				for _, m := range re.FindAllStringSubmatch(read(t, file), -1) {
					check(file, m[1])
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func template(file string) bool {
	return strings.HasPrefix(file, "internal/") && (strings.HasSuffix(file, ".html") || strings.HasSuffix(file, ".gohtml") || strings.HasSuffix(file, ".tmpl"))
}

// blank keeps the lines of a text and drops the rest, so that line numbers stay true.
func blank(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) + " " }

// TestTemplatesHoldNoText: what a user reads comes from the catalogue, in six languages.
// Words between tags, and in attributes that are shown or spoken, give it away.
func TestTemplatesHoldNoText(t *testing.T) {
	err := walk(func(file string) error {
		if !template(file) {
			return nil
		}
		text := action.ReplaceAllStringFunc(hidden.ReplaceAllStringFunc(read(t, file), blank), blank)
		for _, loc := range spokenFor.FindAllStringSubmatchIndex(text, -1) {
			name, value := text[loc[2]:loc[3]], text[loc[4]:loc[5]]
			if name != "content" && foreign(value) != "" {
				t.Errorf("%s:%d: %s=%q is text for users; take it from the message catalogue", file, line(text, loc[0]), name, value)
			}
		}
		plain := entity.ReplaceAllStringFunc(tag.ReplaceAllStringFunc(text, blank), blank)
		for i, l := range strings.Split(plain, "\n") {
			if w := foreign(l); w != "" {
				t.Errorf("%s:%d: %q is text for users; take it from the message catalogue", file, i+1, w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// foreign is the first word that should have come from the catalogue, or "".
func foreign(s string) string {
	for _, w := range word.FindAllString(s, -1) {
		if !sameEverywhere[w] {
			return w
		}
	}
	return ""
}

// TestCatalogueIsComplete: every key in six languages, with the same placeholders
// and the plural forms the language has.
func TestCatalogueIsComplete(t *testing.T) {
	for _, problem := range i18n.Problems() {
		t.Error(problem)
	}
}

var (
	keyInTemplate = regexp.MustCompile(`\b[tTnN]\s+"([a-z][a-z0-9_-]*\.[a-z0-9._-]+)"`)
	keyInCode     = regexp.MustCompile(`\.[TN]\("([a-z][a-z0-9_-]*\.[a-z0-9._-]+)"`)
)

// TestKeysExist: a key written out in a template or in code is in the catalogue.
func TestKeysExist(t *testing.T) {
	p := i18n.For(i18n.English)
	check := func(file, text string, re *regexp.Regexp) {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			if key := text[m[2]:m[3]]; !p.Has(key) && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "-") {
				t.Errorf("%s:%d: the key %q is not in internal/i18n/messages", file, line(text, m[2]), key)
			}
		}
	}
	err := walk(func(file string) error {
		if template(file) {
			check(file, read(t, file), keyInTemplate)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range mustSources(t) {
		if !s.test() && s.dir() != "internal/i18n" {
			check(s.file, s.text, keyInCode)
		}
	}
}
