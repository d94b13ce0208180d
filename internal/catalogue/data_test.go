package catalogue

import (
	"strings"
	"testing"
	"unicode"
)

// TestListsAreComplete: codes stand once, parents and validity make sense,
// every translated list has a name in six languages, sources are named.
func TestListsAreComplete(t *testing.T) {
	for _, l := range Default().Lists() {
		if l.Edition == "" || l.Source == "" || l.Licence == "" || l.Title["ar"] == "" {
			t.Errorf("list %s: edition %q, source %q, licence %q, title %v", l.Name, l.Edition, l.Source, l.Licence, l.Title)
		}
		if len(l.index) != len(l.Entries) || len(l.Entries) == 0 && l.Name != "keeper" { // a State's own directory fills it
			t.Errorf("list %s: %d entries, %d codes", l.Name, len(l.Entries), len(l.index))
		}
		for _, e := range l.Entries {
			if !l.Translated {
				continue
			}
			for _, lang := range Languages() {
				if e.Names[lang] == "" {
					t.Errorf("list %s, code %s: no name in %s", l.Name, e.Code, lang)
				}
				if n := e.Names[lang]; strange(n, lang) {
					t.Errorf("list %s, code %s: %q holds letters of another script than %s", l.Name, e.Code, n, lang)
				}
			}
		}
	}
}

// strange finds Cyrillic in a name that is not Russian, and Latin letters in
// the middle of Arabic or Russian words.
func strange(name, lang string) bool {
	for _, word := range strings.Fields(name) {
		if strings.ContainsAny(word, "0123456789") {
			continue // "3D"
		}
		latin, cyrillic, arabic := false, false, false
		for _, r := range word {
			latin = latin || unicode.Is(unicode.Latin, r)
			cyrillic = cyrillic || unicode.Is(unicode.Cyrillic, r)
			arabic = arabic || unicode.Is(unicode.Arabic, r)
		}
		if cyrillic && lang != "ru" || arabic && lang != "ar" || latin && (cyrillic || arabic) {
			return true
		}
	}
	return false
}

// TestRulesNameCodes: every rule, model and crosswalk names codes that exist.
func TestRulesNameCodes(t *testing.T) {
	c := Default().now.Load()
	for name, rules := range c.rules {
		list := name
		for i, ru := range rules {
			if code := ru.out["code"]; !c.lists[list].Has(code) {
				t.Errorf("%s_rule %d: the list %s has no code %q", name, i+1, list, code)
			}
			for column, axis := range map[string]string{"kind": "kind", "action": "action", "origin": "origin", "part": "part", "role": "role"} {
				if code := ru.out[column]; code != "" && !c.lists[axis].Has(code) {
					t.Errorf("%s_rule %d: no %s %q", name, i+1, axis, code)
				}
			}
		}
	}
	for _, e := range c.lists["offence"].Entries {
		for column, list := range map[string]string{"justification": "legal-justification", "other": "other-offence", "role": "role"} {
			if code := e.Attr[column]; code != "" && !c.lists[list].Has(code) {
				t.Errorf("offence %s: no %s %q", e.Code, column, code)
			}
		}
		if !c.lists["iccs"].Has(e.Parent) {
			t.Errorf("offence %s: no ICCS code %q", e.Code, e.Parent)
		}
	}
	for _, e := range c.lists["model"].Entries {
		for _, code := range append(splitList(e.Attr["calibre"]), e.Attr["type"], e.Attr["action"]) {
			if code != "" && !c.lists["calibre"].Has(code) && !c.lists["type"].Has(code) && !c.lists["action"].Has(code) {
				t.Errorf("model %s names %q", e.Code, code)
			}
		}
	}
	for _, e := range c.lists["make"].Entries {
		for _, code := range append(splitList(e.Attr["also"]), e.Attr["country"]) {
			if code != "" && !c.lists["country"].Has(code) {
				t.Errorf("make %s: no country %q", e.Code, code)
			}
		}
		if n := e.Attr["ncic"]; n != "" && !c.lists["ncic-make"].Has(n) {
			t.Errorf("make %s: no NCIC code %q", e.Code, n)
		}
	}
	names := map[string]bool{}
	for _, e := range c.lists["cartridge-name"].Entries {
		names[e.Attr["standard"]+":"+e.Names["en"]] = true
	}
	for _, e := range c.lists["calibre"].Entries {
		if e.Attr["level"] != "exact" && e.Attr["level"] != "class" {
			t.Errorf("calibre %s: level %q", e.Code, e.Attr["level"])
		}
		for standard, n := range map[string]string{"CIP": e.Attr["cip"], "SAAMI": e.Attr["saami"]} {
			if n != "" && !names[standard+":"+n] {
				t.Errorf("calibre %s: %s has no name %q", e.Code, standard, n)
			}
		}
		if n := e.Attr["ncic"]; e.Attr["level"] == "exact" && n != "" && !c.lists["ncic-calibre"].Has(n) {
			t.Errorf("calibre %s: no NCIC code %q", e.Code, n)
		}
		if e.Parent != "" && !c.lists["calibre"].Has(e.Parent) {
			t.Errorf("calibre %s: no class %q", e.Code, e.Parent)
		}
	}
	for state, rules := range c.regions {
		l := c.lists["region-"+strings.ToLower(string(state))]
		for _, r := range rules {
			if !l.Has(r.code) {
				t.Errorf("region rule of %s: no region %q", state, r.code)
			}
		}
	}
}

// TestQuestionnaireEditions: both editions have their 137 cells; four labels
// changed while the codes stayed.
func TestQuestionnaireEditions(t *testing.T) {
	c := Default().now.Load()
	a, b := c.lists["iafq-2022"], c.lists["iafq-2024"]
	if len(a.Entries) != 137 || len(b.Entries) != 137 {
		t.Fatalf("%d and %d cells, want 137 each", len(a.Entries), len(b.Entries))
	}
	relabelled := 0
	for _, e := range a.Entries {
		later, ok := b.Entry(e.Code)
		if !ok {
			t.Errorf("cell %s is not in the edition of 2024", e.Code)
		}
		if later.Attr["category"] != e.Attr["category"] {
			relabelled++
		}
		if axis := e.Attr["axis"]; axis != "" && axis != "sex" && !c.lists[axis].Has(e.Attr["axis_code"]) {
			t.Errorf("cell %s: %s has no code %q", e.Code, axis, e.Attr["axis_code"])
		}
	}
	if relabelled != 4 {
		t.Errorf("%d labels changed between the editions, want 4", relabelled)
	}
}
