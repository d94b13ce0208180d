package i18n_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"focalpoint/internal/i18n"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"pgregory.net/rapid"
)

func TestProgramsCatalogueIsComplete(t *testing.T) {
	if problems := i18n.Problems(); len(problems) > 0 {
		t.Error(strings.Join(problems, "\n"))
	}
	if len(i18n.Keys()) == 0 {
		t.Error("the catalogue is empty")
	}
}

// catalogue builds a catalogue of one area, the languages in the order of i18n.Languages.
func catalogue(t *testing.T, files ...string) *i18n.Catalogue {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, lang := range i18n.Languages() {
		if i < len(files) {
			fsys["messages/x/"+string(lang)+".json"] = &fstest.MapFile{Data: []byte(files[i])}
		}
	}
	c, err := i18n.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestProblemsAreNamed(t *testing.T) {
	good := []string{
		`{"x.n": {"zero":"{n} أ","one":"{n} أ","two":"{n} أ","few":"{n} أ","many":"{n} أ","other":"{n} أ"}}`, `{"x.n": {"other":"{n}件"}}`,
		`{"x.n": {"one":"one thing","other":"{n} things"}}`, `{"x.n": {"one":"{n} f","other":"{n} f"}}`,
		`{"x.n": {"one":"{n} р","few":"{n} р","many":"{n} р","other":"{n} р"}}`, `{"x.n": {"one":"{n} e","other":"{n} e"}}`}
	if p := catalogue(t, good...).Problems(); len(p) > 0 {
		t.Fatalf("a whole catalogue has problems: %q", p)
	}
	for _, c := range []struct {
		lang i18n.Lang
		file string
		want string
	}{
		{i18n.French, `{}`, "x.n in fr: missing"},
		{i18n.English, `{}`, "x.n in en: missing"},
		{i18n.Russian, `{"x.n": {"one":"{n} р","other":"{n} р"}}`, "x.n in ru: plural forms: missing few many; not of this language none"},
		{i18n.Chinese, `{"x.n": {"one":"{n}件","other":"{n}件"}}`, "x.n in zh: plural forms: missing none; not of this language one"},
		{i18n.Spanish, `{"x.n": {"one":"una","other":"{n} {m}"}}`, "x.n in es: has the placeholders [m n], in English [n]"},
		{i18n.Spanish, `{"x.n": {"one":" ","other":"{n}"}}`, "x.n in es: the text is empty"},
		{i18n.Spanish, `{"x.n": {"one":"{n} e","other":"{n} e"}, "y.n": "a"}`, `messages/x/es.json: the key y.n does not start with its area "x"`},
	} {
		files := slices.Clone(good)
		files[slices.Index(i18n.Languages(), c.lang)] = c.file
		if p := catalogue(t, files...).Problems(); !slices.Contains(p, c.want) {
			t.Errorf("want %q among %q", c.want, p)
		}
	}
	same := catalogue(t, `{"x.a":"still in English"}`, `{"x.a":"中"}`, `{"x.a":"still in English"}`, `{"x.a":"f"}`, `{"x.a":"р"}`, `{"x.a":"e"}`)
	if diff := cmp.Diff([]string{"x.a in ar: still the English text"}, same.Problems()); diff != "" {
		t.Error(diff)
	}
}

func TestLoadNamesBrokenFiles(t *testing.T) {
	for file, want := range map[string]string{
		"messages/x/de.json":    "none of the languages",
		"messages/x/en.json":    "unexpected end",
		"messages/x/fr.json {":  "unbalanced braces",
		"messages/x/fr.json {A": "is no placeholder",
		"messages/x/fr.json 1":  "neither a text nor",
	} {
		name, kind, _ := strings.Cut(file, " ")
		data := map[string]string{"": "{", "{": `{"x.a":"a}b"}`, "{A": `{"x.a":"{Who}"}`, "1": `{"x.a":1}`}[kind]
		_, err := i18n.Load(fstest.MapFS{name: &fstest.MapFile{Data: []byte(data)}})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v, want %q and the file's name", file, err, want)
		}
	}
}

func TestPluralClasses(t *testing.T) {
	forms := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	tags := map[i18n.Lang]language.Tag{"ar": language.Arabic, "zh": language.Chinese, "en": language.English, "fr": language.French, "ru": language.Russian, "es": language.Spanish}
	seen := map[i18n.Lang]map[string]bool{}
	all := `{"x.n": {"=0":"none","zero":"zero","one":"one","two":"two","few":"few","many":"many","other":"other{n}"}}`
	c := catalogue(t, all, all, all, all, all, all)
	for _, lang := range i18n.Languages() {
		seen[lang] = map[string]bool{}
		p := c.Printer(lang)
		if got := p.N("x.n", 0); got != "none" {
			t.Errorf("%s 0: %q, want the exact form", lang, got)
		}
		for n := 1; n <= 200; n++ {
			want := forms[plural.Cardinal.MatchPlural(tags[lang], n, 0, 0, 0, 0)]
			seen[lang][want] = true
			if got := p.N("x.n", n); !strings.HasPrefix(got, want) {
				t.Errorf("%s %d: form %q, CLDR says %q", lang, n, got, want)
			}
		}
	}
	if diff := cmp.Diff([]int{5, 1, 2, 2, 3, 2}, counts(seen)); diff != "" {
		t.Error("classes of 1 to 200 in ar zh en fr ru es:", diff)
	}
}

func counts(seen map[i18n.Lang]map[string]bool) []int {
	var n []int
	for _, lang := range i18n.Languages() {
		n = append(n, len(seen[lang]))
	}
	return n
}

func TestMissingKeysAndValues(t *testing.T) {
	var missing []string
	p := i18n.For(i18n.English).Strict(func(key string) { missing = append(missing, key) })
	if got := p.T("no.such", "a", 1); got != "[no.such]" {
		t.Errorf("got %q", got)
	}
	if got := p.N("no.number", 2); got != "[no.number]" {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff([]string{"no.such", "no.number"}, missing); diff != "" {
		t.Error(diff)
	}
	if got := p.T("chart.interval", "low", 1); got != "1 to {high}" {
		t.Errorf("a placeholder without a value: got %q", got)
	}
}

func TestIsolates(t *testing.T) {
	for _, c := range []struct{ lang, in, want string }{
		{"en", "AB-123", "AB-123"},
		{"en", "ميناء", "\u2068ميناء\u2069"},
		{"ar", "AB-123", "\u2068AB-123\u2069"},
		{"zh", "Zastava", "Zastava"},
		{"en", "\u202eevil", "\u2068\u202eevil\u2069"},
		{"ar", "", ""},
	} {
		if got := i18n.For(i18n.Lang(c.lang)).Isolate(c.in); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.lang, c.in, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ lang, iso, want string }{
		{"en", "2016-03-05", "5 March 2016"},
		{"en", "2016-03", "March 2016"},
		{"en", "2016", "2016"},
		{"en", "", "date unknown"},
		{"en", "2016-03-05T14:30", "5 March 2016, 14:30"},
		{"en", "2014/2016-05", "between 2014 and May 2016"},
		{"en", "not a date", "not a date"},
		{"en", "2016-13-45", "2016-13-45"},
		{"fr", "2016-03-01", "1er mars 2016"},
		{"fr", "2016-08-02", "2 août 2016"},
		{"ru", "2016-03-05", "5 марта 2016 г."},
		{"ru", "2016-03", "март 2016 г."},
		{"es", "2016-03-05", "5 de marzo de 2016"},
		{"zh", "2016-03-05", "2016年3月5日"},
		{"zh", "2016-03", "2016年3月"},
		{"ar", "2016-03-05", "٥ مارس ٢٠١٦"},
		{"ar", "2016-03-05T14:30", "٥ مارس ٢٠١٦، ١٤:٣٠"},
	} {
		if got := i18n.For(i18n.Lang(c.lang)).Date(c.iso); strings.Trim(got, "\u2068\u2069") != c.want {
			t.Errorf("%s %q: got %q, want %q", c.lang, c.iso, got, c.want)
		}
	}
	at := time.Date(2016, 3, 5, 14, 30, 0, 0, time.UTC)
	if got := i18n.For("es").DateTime(at); got != "5 de marzo de 2016, 14:30" {
		t.Error(got)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ lang, number, decimal, percent string }{
		{"en", "1,234,567", "0.50", "12.5%"},
		{"fr", "1\u00a0234\u00a0567", "0,50", "12,5\u00a0%"},
		{"ru", "1\u00a0234\u00a0567", "0,50", "12,5\u00a0%"},
		{"es", "1.234.567", "0,50", "12,5\u00a0%"},
		{"zh", "1,234,567", "0.50", "12.5%"},
		{"ar", "١٬٢٣٤٬٥٦٧", "٠٫٥٠", "١٢٫٥٪\u061c"},
	} {
		p := i18n.For(i18n.Lang(c.lang))
		if diff := cmp.Diff([]string{c.number, c.decimal, c.percent}, []string{p.Number(1234567), p.Decimal(0.5, 2), p.Percent(0.125, 1)}); diff != "" {
			t.Errorf("%s: %s", c.lang, diff)
		}
	}
	if got := i18n.For("en").Year(2016); got != "2016" {
		t.Error(got)
	}
}

func TestCountriesHaveNamesInSixLanguages(t *testing.T) {
	for _, lang := range i18n.Languages() {
		p := i18n.For(lang)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				code := string([]rune{a, b})
				region, err := language.ParseRegion(code)
				if err != nil || !region.IsCountry() || region.String() != code || region.IsPrivateUse() || region.IsGroup() {
					continue
				}
				if slices.Contains([]string{"CQ", "FQ", "NT", "PC"}, code) {
					continue // an alias, two uninhabited territories and the Neutral Zone, withdrawn
				}
				if name := p.Country(code); name == code || name == "" {
					t.Errorf("%s has no name in %s", code, lang)
				}
			}
		}
	}
	for _, c := range []struct{ lang, code, want string }{
		{"en", "MK", "North Macedonia"}, {"fr", "HRV", "Croatie"}, {"ar", "EG", "مصر"}, {"zh", "BR", "巴西"},
		{"ru", "UA", "Украина"}, {"es", "DEU", "Alemania"}, {"en", "XX-EX", "XX-EX"}, {"en", "", ""}, {"en", "TUR", "Türkiye"},
		{"en", "SU", "Soviet Union (former)"}, {"fr", "CSHH", "Tchécoslovaquie (ex-)"},
	} {
		if got := i18n.For(i18n.Lang(c.lang)).Country(c.code); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.lang, c.code, got, c.want)
		}
	}
}

func TestListsAndOrder(t *testing.T) {
	for _, c := range []struct {
		lang  string
		items []string
		want  string
	}{
		{"en", nil, ""}, {"en", []string{"a"}, "a"}, {"en", []string{"a", "b"}, "a and b"}, {"en", []string{"a", "b", "c"}, "a, b and c"},
		{"zh", []string{"a", "b", "c"}, "a、b和c"}, {"ar", []string{"أ", "ب", "ج"}, "\u2068أ\u2069، \u2068ب\u2069 و\u2068ج\u2069"},
	} {
		if got := i18n.For(i18n.Lang(c.lang)).List(c.items); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.lang, c.items, got, c.want)
		}
	}
	if got := i18n.For("fr").Either([]string{"a", "b"}); got != "a ou b" {
		t.Error(got)
	}
	names := []string{"Zambie", "Égypte", "Estonie", "Box 10", "Box 9"}
	slices.SortFunc(names, i18n.For("fr").Compare())
	if diff := cmp.Diff([]string{"Box 9", "Box 10", "Égypte", "Estonie", "Zambie"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		chosen, accept string
		want           i18n.Lang
	}{
		{"", "", "en"}, {"ru", "fr", "ru"}, {"xx", "fr-CA,fr;q=0.8", "fr"}, {"", "de,es;q=0.5,ar;q=0.9", "ar"},
		{"", "zh-Hant-TW", "zh"}, {"", "fr;q=0,es;q=0.1", "es"}, {"", ";;;=", "en"}, {"", strings.Repeat("a,", 9999), "en"},
	} {
		if got := i18n.Negotiate(c.chosen, c.accept); got != c.want {
			t.Errorf("%q %.40q: got %s, want %s", c.chosen, c.accept, got, c.want)
		}
	}
}

// TestAnyValue: whatever is put into a text, nothing panics, the value is inside
// whole, and every isolate that was opened is closed.
func TestAnyValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := i18n.For(rapid.SampledFrom(i18n.Languages()).Draw(t, "lang"))
		key := rapid.SampledFrom(i18n.Keys()).Draw(t, "key")
		value := rapid.StringMatching(`[a-z{}א-تA-Z0-9 ]{0,12}`).Draw(t, "value")
		got := p.T(key, "low", value, "high", value, "n", 3)
		if strings.Count(got, "\u2068") != strings.Count(got, "\u2069") {
			t.Fatalf("%s: isolates do not pair in %q", key, got)
		}
		if got2 := p.T(key, "low", value, "high", value, "n", 3); got != got2 {
			t.Fatalf("%q and %q from the same input", got, got2)
		}
	})
}

func TestPrinterIsSafeForConcurrentUse(t *testing.T) {
	var group sync.WaitGroup
	for _, lang := range i18n.Languages() {
		group.Go(func() {
			p := i18n.For(lang)
			for i := range 100 {
				_ = p.N("date.days", i) + p.Date("2016-03-05") + p.Country("FR") + p.Number(i)
			}
		})
	}
	group.Wait()
}

func ExamplePrinter_T() {
	p := i18n.For(i18n.English)
	fmt.Println(p.T("chart.interval", "low", 1200, "high", 3400.5))
	// Output: 1,200 to 3,400.5
}

func ExamplePrinter_N() {
	for _, n := range []int{1, 3, 11} {
		fmt.Println(i18n.For(i18n.Russian).N("date.days", n))
	}
	// Output:
	// 1 день
	// 3 дня
	// 11 дней
}

func ExamplePrinter_Date() {
	p := i18n.For(i18n.French)
	fmt.Println(p.Date("2016-08-01"))
	fmt.Println(p.Date("2016-08"))
	fmt.Println(p.Date(""))
	// Output:
	// 1er août 2016
	// août 2016
	// date inconnue
}

func ExampleNegotiate() {
	lang := i18n.Negotiate("", "ar-EG,ar;q=0.9,en;q=0.5")
	fmt.Println(lang, lang.Dir(), lang.Name())
	// Output: ar rtl العربية
}
