package catalogue

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"focalpoint"
)

// nameLanguages are the languages in which a cell may name a country.
var nameLanguages = []string{"en", "fr", "es", "ru", "ar", "zh", "pt", "uk", "de", "it", "tr", "pl", "nl", "ro", "sr", "hr", "cs", "el", "fa", "hi", "id", "ja", "ko", "sw", "vi", "bg", "hu", "sv"}

// countryList makes the list of States and territories in use from the names
// of the Unicode Common Locale Data Repository, with our corrections where a
// State has changed its name since.
func countryList(rows []record) *List {
	l := &List{Name: "country", Edition: "ISO 3166-1", From: "2026-01-01", Translated: true,
		Title:  Names{"en": "Country", "fr": "Pays", "es": "País", "ru": "Страна", "ar": "البلد", "zh": "国家"},
		Source: "Unicode Common Locale Data Repository through golang.org/x/text; corrections and former States own", Licence: "Unicode License"}
	namers := map[string]display.Namer{}
	for _, lang := range Languages() {
		namers[lang] = display.Regions(language.MustParse(lang))
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			r, err := language.ParseRegion(string([]rune{a, b}))
			if err != nil || !r.IsCountry() || r.String() != string([]rune{a, b}) || retired[r.ISO3()] || r.String() == "FQ" || len(r.ISO3()) != 3 {
				continue
			}
			e := Entry{Code: r.ISO3(), Names: Names{}, Attr: map[string]string{"alpha2": r.String()}}
			for lang, n := range namers {
				e.Names[lang] = n.Name(r)
			}
			l.Entries = append(l.Entries, e)
		}
	}
	l.reindex()
	for _, r := range rows {
		switch r["use"] {
		case "name":
			if i, ok := l.index[r["code"]]; ok {
				l.Entries[i].Names[r["lang"]] = r["text"]
			}
		case "former":
			if i, ok := l.index[r["code"]]; ok {
				l.Entries[i].Names[r["lang"]] = r["text"]
				continue
			}
			l.index[r["code"]] = len(l.Entries)
			l.Entries = append(l.Entries, Entry{Code: r["code"], Names: Names{r["lang"]: r["text"]}, To: focalpoint.Date(r["to"]), Attr: map[string]string{"former": "yes"}})
		}
	}
	slices.SortStableFunc(l.Entries, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	l.reindex()
	return l
}

// retired are codes the library still takes for countries; former States come
// back from our own file with their dates.
var retired = map[string]bool{"ZZZ": true, "ANT": true, "BUR": true, "CSK": true, "DDR": true, "SUN": true, "YUG": true, "SCG": true, "TMP": true, "ZAR": true,
	"FXX": true, "YMD": true, "NTZ": true, "QOO": true, "EUE": true, "EMU": true, "AAA": true, "XXX": true, "TAA": true, "DGA": true, "CPT": true, "ASC": true, "PCI": true, "ATB": true, "ATN": true, "JTN": true, "MID": true, "PUS": true, "WAK": true, "VDR": true, "RHO": true, "HVO": true, "DHY": true, "NHB": true, "CTE": true, "SKM": true, "GEL": true, "PCZ": true, "AFI": true}

// countryIndex finds countries by their names in many languages.
type countryIndex struct {
	byName map[string]string
	vague  map[string]Result
	entry  map[string]Entry
	spoken map[string][]string          // squeezed name -> languages it is a name in
	first  map[string]map[string]string // language -> code -> first letters of its names there
}

func newCountryIndex(l *List, rows []record) *countryIndex {
	ix := &countryIndex{byName: map[string]string{}, vague: map[string]Result{}, entry: map[string]Entry{}, spoken: map[string][]string{}, first: map[string]map[string]string{}}
	add := func(text, code, lang string) {
		k := squeeze(fold(text))
		if _, taken := ix.byName[k]; !taken && k != "" {
			ix.byName[k] = code
		}
		ix.speak(k, code, lang)
	}
	for _, e := range l.Entries {
		ix.entry[e.Code] = e
		for _, lang := range Languages() {
			if n := e.Names[lang]; n != "" {
				add(n, e.Code, lang)
			}
		}
	}
	for _, lang := range nameLanguages {
		tag := language.MustParse(lang)
		namer := display.Regions(tag)
		if namer == nil {
			continue
		}
		for _, e := range l.Entries {
			if r, err := language.ParseRegion(e.Attr["alpha2"]); err == nil {
				if n := namer.Name(r); n != "" {
					add(n, e.Code, lang)
				}
			}
		}
	}
	for _, r := range rows {
		switch r["use"] {
		case "alias", "name", "former":
			k := squeeze(fold(r["text"]))
			ix.byName[k] = r["code"]
			ix.speak(k, r["code"], r["lang"])
		case "vague":
			ix.vague[squeeze(fold(r["text"]))] = Result{Code: r["code"], Confidence: 0.72, Reason: r["reason"]}
		}
	}
	for _, e := range l.Entries { // two and three letter codes last: "IS" must not beat a name
		add(e.Code, e.Code, "")
		if a := e.Attr["alpha2"]; a != "" {
			add(a, e.Code, "")
		}
	}
	return ix
}

// speak remembers in which language a name names a country.
func (ix *countryIndex) speak(name, code, lang string) {
	if lang == "" || name == "" {
		return
	}
	ix.spoken[name] = append(ix.spoken[name], lang)
	if ix.first[lang] == nil {
		ix.first[lang] = map[string]string{}
	}
	r, _ := utf8.DecodeRuneInString(name)
	ix.first[lang][code] += string(r)
}

// codeCountry finds the country a cell names. When the make is known and has
// never been made there, but in a State whose name stands near in an
// alphabetical pick list, the slip is proposed with low confidence.
func (c *snapshot) codeCountry(raw string, h Hints) Result {
	if c.lists["country"].Has(raw) {
		return c.plausible(Result{Code: raw, Confidence: 1, Reason: "is a code of the list"}, raw, h)
	}
	if r, ok := noValue(raw); ok {
		return r
	}
	k := squeeze(fold(raw))
	if r, ok := c.country.vague[k]; ok {
		return r
	}
	code, ok := c.country.byName[k]
	if !ok {
		return Result{Reason: "no country of the list"}
	}
	r := Result{Code: code, Confidence: 0.98, Reason: "name of " + c.country.entry[code].Names["en"]}
	return c.plausible(r, raw, h)
}

func (c *snapshot) plausible(r Result, raw string, h Hints) Result {
	made := c.MakerCountries(h.Make)
	if len(made) == 0 || slices.Contains(made, focalpoint.Country(r.Code)) || c.successor(r.Code, made) {
		return r
	}
	maker := c.makes.entry[h.Make].Names["en"]
	if seat := string(made[0]); c.slip(raw, seat) {
		return Result{Code: seat, Confidence: 0.5,
			Reason:       maker + " is made in " + c.country.entry[seat].Names["en"] + "; \"" + raw + "\" stands near it in an alphabetical list and is probably a slip",
			Alternatives: []Candidate{{Code: r.Code, Confidence: 0.4, Reason: "as reported"}}}
	}
	r.Confidence = 0.72
	r.Reason += "; " + maker + " is not known to be made there"
	return r
}

// slip says whether a cell and a name of a country in the same language begin
// with the same letter, so that they stand near each other in a pick list.
func (c *snapshot) slip(raw, code string) bool {
	k := squeeze(fold(raw))
	r, _ := utf8.DecodeRuneInString(k)
	for _, lang := range c.country.spoken[k] {
		if strings.ContainsRune(c.country.first[lang][code], r) {
			return true
		}
	}
	return false
}

// successor takes a former State for the States that came after it.
func (c *snapshot) successor(code string, made []focalpoint.Country) bool {
	for _, s := range successors[code] {
		if slices.Contains(made, focalpoint.Country(s)) {
			return true
		}
	}
	return false
}

// successors are the States that came after a former State, for the question
// where a maker stands only.
var successors = map[string][]string{
	"CSK": {"CZE", "SVK"}, "YUG": {"SRB", "MNE", "HRV", "BIH", "SVN", "MKD"}, "SCG": {"SRB", "MNE"}, "SUN": {"RUS", "UKR"}, "DDR": {"DEU"},
}
