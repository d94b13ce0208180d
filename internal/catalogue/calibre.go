package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
)

// calibreIndex finds cartridges by what people write for them.
type calibreIndex struct {
	exact map[string]string      // key -> code, from names and aliases
	vague map[string]Result      // key -> what an ambiguous word may mean
	entry map[string]Entry       // by code
	gauge map[string]string      // "12/70" -> code
	sizes map[string][]Candidate // "9x19" -> codes, with or without rim letters
}

func newCalibreIndex(l *List, vague []record) (*calibreIndex, error) {
	ix := &calibreIndex{exact: map[string]string{}, vague: map[string]Result{}, entry: map[string]Entry{}, gauge: map[string]string{}, sizes: map[string][]Candidate{}}
	for _, e := range l.Entries {
		ix.entry[e.Code] = e
		for _, t := range append(splitList(e.Attr["alias"]), e.Names["en"], e.Code, e.Attr["cip"], e.Attr["saami"]) {
			if k := calibreKey(t); k != "" {
				if _, taken := ix.exact[k]; !taken {
					ix.exact[k] = e.Code
				}
			}
		}
		if g, ok := strings.CutPrefix(e.Parent, "gauge-"); ok {
			_, length, _ := strings.Cut(e.Code, "x")
			ix.gauge[g+"/"+length] = e.Code
		}
	}
	for i, r := range vague {
		conf, err := strconv.ParseFloat(r["confidence"], 64)
		if err != nil {
			return nil, fmt.Errorf("catalogue: calibre_alias line %d: %w", i+2, err)
		}
		res := Result{Code: r["code"], Confidence: conf, Reason: r["reason"]}
		for _, a := range splitList(r["alternatives"]) {
			code, p, _ := strings.Cut(a, ":")
			f, err := strconv.ParseFloat(p, 64)
			if err != nil {
				return nil, fmt.Errorf("catalogue: calibre_alias line %d: %w", i+2, err)
			}
			res.Alternatives = append(res.Alternatives, Candidate{Code: code, Confidence: f})
		}
		ix.vague[calibreKey(r["text"])] = res
	}
	return ix, nil
}

// calibreWords are spellings of one word in designations, from all languages
// seen; longer forms first where one begins another.
var calibreWords = strings.NewReplacer(
	"smith & wesson", "sw", "smith&wesson", "sw", "smith wesson", "sw", "s & w", "sw", "s&w", "sw", "s. & w.", "sw", "holland & holland", "hh", "h&h", "hh", "h&r", "hr",
	"automatic", "auto", "acp", "auto", "special", "spl", "spec.", "spl", "magnum", "mag", "magnun", "mag", "remington", "rem", "winchester", "win",
	"springfield", "sprg", "government", "govt", "parabellum", "luger", "para ", "luger ", "long rifle", "lr", "калібр", "", "калибр", "", "calibre", "", "caliber", "", "cal.", "",
	"gauge", "ga", "velo dog", "velodog", "парабелум", "luger", "парабеллум", "luger", "x ", "x", " x", "x", "полегада", "",
)

// calibreSigns are signs written in several ways.
var calibreSigns = strings.NewReplacer("×", "x", "х", "x", "*", "x", "–", "-", "—", "-", "’", "'", "″", `"`, "º", "")

// calibreKey brings a designation to one form: decimal points, "x" between
// bore and length, no units, no leading dot, no blanks.
func calibreKey(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = calibreSigns.Replace(s)
	s = decimalComma.ReplaceAllString(s, "$1.$2")
	s = units.ReplaceAllString(s, "$1")
	s = calibreWords.Replace(s + " ")
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case r == '.':
			if i > 0 && i+1 < len(runes) && isDigit(runes[i-1]) && isDigit(runes[i+1]) {
				b.WriteRune(r)
			}
		case r == '+' || r == '/' || r == '-' && i > 0 && isDigit(runes[i-1]):
			b.WriteRune(r)
		case isDigit(r) || r >= 'a' && r <= 'z' || r > 0x7f && r != '°':
			b.WriteRune(r)
		}
	}
	k := trailingZero.ReplaceAllString(b.String(), "$1")
	return strings.TrimPrefix(k, "0.")
}

var (
	decimalComma = regexp.MustCompile(`(\d),(\d)`)
	units        = regexp.MustCompile(`([\d.])\s*(?:mm|мм|m/m)(?:\b|\s|$|[^a-zа-я])`)
	trailingZero = regexp.MustCompile(`^(\d+)\.0+$`)
	metric       = regexp.MustCompile(`^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(sr|rb|rs|rus|r|is|irs|jrs|i|s|m\d+(?:/\d+)?)?$`)
	gaugeShape   = regexp.MustCompile(`^(\d{1,3})(?:ga)?[/x-](\d{2}(?:\.\d+)?)(?:bagos|knock|mag|rus)*$`)
	inchShape    = regexp.MustCompile(`^\s*(\d{2})\s*(?:ga|gauge|cal|bore)?\.?\s*[-(/x]?\s*([23])[ .\-]*(?:([13])\s*/\s*([24]))?`)
	loadSuffix   = regexp.MustCompile(`(\+p\+?|expo|hyper|subsonic|bagos|knock|match|wolf|fmj|jhp|etog|chog|hp|fb|nta|tactical|gold|treina|\++|/+|-+)+$`)
	leading      = regexp.MustCompile(`^\d+(?:\.\d+)?`)
	parens       = regexp.MustCompile(`\(([^()]*)\)`)
	serialDate   = regexp.MustCompile(`^(\d{5})(?:\.0+)?$`)
	isoDate      = regexp.MustCompile(`^(\d{4})-(\d{2})-01(?:[ T]00:00(?::00)?)?$`)
	monthYear    = regexp.MustCompile(`^([a-zç]{3})[a-zç]*[-/. ](\d{2})$`)
)

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// codeCalibre reads a designation: by name, as metric size, as gauge with
// chamber length, as a bore alone, or as what a spreadsheet made of it.
func (c *snapshot) codeCalibre(raw string, h Hints) Result {
	if code, ok := c.lists["calibre"].index[raw]; ok {
		return Result{Code: c.lists["calibre"].Entries[code].Code, Confidence: 1, Reason: "is a code of the list"}
	}
	if r, ok := noValue(raw); ok {
		return r
	}
	if mended, why := spreadsheetCalibre(raw); mended != "" {
		r := c.codeCalibre(mended, h)
		if r.Code != "" {
			r.Confidence = min(r.Confidence, 0.95)
			r.Reason = why
		}
		return r
	}
	outer := parens.ReplaceAllString(raw, " ")
	r := c.calibres.resolve(outer, h)
	for _, m := range parens.FindAllStringSubmatch(raw, -1) {
		r = c.calibres.join(r, c.calibres.resolve(m[1], h))
	}
	if outer != raw && !r.sureOf(c.calibres) {
		if whole := c.calibres.resolve(strings.NewReplacer("(", " ", ")", " ").Replace(raw), h); whole.Confidence > r.Confidence {
			r = whole
		}
	}
	return r.withHints(c, h)
}

// sureOf says whether the result names an exact cartridge with confidence.
func (r Result) sureOf(ix *calibreIndex) bool {
	return r.Confidence >= 0.9 && ix.entry[r.Code].Attr["level"] == "exact"
}

// resolve reads one designation without brackets.
func (ix *calibreIndex) resolve(text string, h Hints) Result {
	k := calibreKey(text)
	if k == "" {
		return Result{Reason: "no calibre is named"}
	}
	if r, ok := ix.byKey(k, h); ok {
		return r
	}
	if m := inchShape.FindStringSubmatch(strings.ToLower(text)); m != nil {
		if r, ok := ix.byInches(m); ok {
			return r
		}
	}
	if m := gaugeShape.FindStringSubmatch(k); m != nil {
		g := m[1]
		if g == "410" {
			g = "36"
		}
		if code, ok := ix.gauge[g+"/"+strings.TrimSuffix(m[2], ".0")]; ok {
			return Result{Code: code, Confidence: 0.97, Reason: "gauge " + m[1] + " with a chamber of " + m[2] + " mm"}
		}
	}
	if m := metric.FindStringSubmatch(k); m != nil {
		return ix.byMetric(m)
	}
	if short := loadSuffix.ReplaceAllString(k, ""); short != k && short != "" {
		if r, ok := ix.byKey(short, h); ok {
			r.Confidence *= 0.98
			r.Reason += "; words for the load left out"
			return r
		}
	}
	return ix.byLeading(k, h)
}

// byKey looks a key up among ambiguous words first, then among names.
func (ix *calibreIndex) byKey(k string, h Hints) (Result, bool) {
	if k == "32" && isShotgun(h.Type) {
		return Result{Code: "gauge-32", Confidence: 0.9, Reason: "32 on a shotgun is a gauge", Alternatives: []Candidate{{Code: "cal-32", Confidence: 0.08}}}, true
	}
	if r, ok := ix.vague[k]; ok {
		r.Alternatives = slices.Clone(r.Alternatives)
		return r, true
	}
	code, ok := ix.exact[k]
	if !ok {
		return Result{}, false
	}
	if ix.entry[code].Attr["level"] == "class" {
		return Result{Code: code, Confidence: 0.8, Reason: "names a bore, not a cartridge"}, true
	}
	return Result{Code: code, Confidence: 1, Reason: "name of " + ix.entry[code].Names["en"], bySize: metric.MatchString(k)}, true
}

func isShotgun(t string) bool {
	switch t {
	case "shotgun", "sawn-off-shotgun", "single-shot-pistol", "combination-gun":
		return true
	}
	return false
}

func (ix *calibreIndex) byInches(m []string) (Result, bool) {
	lengths := map[string]string{"2-3-4": "70", "2-1-2": "63.5", "3--": "76", "3-1-2": "89"}
	mm, ok := lengths[m[2]+"-"+m[3]+"-"+m[4]]
	if !ok {
		return Result{}, false
	}
	code, ok := ix.gauge[m[1]+"/"+mm]
	return Result{Code: code, Confidence: 0.95, Reason: "gauge " + m[1] + " with the chamber length in inches, " + mm + " mm"}, ok
}

func (ix *calibreIndex) byMetric(m []string) Result {
	size := m[1] + "x" + m[2]
	for _, k := range []string{size + m[3], size, size + "r"} {
		if r, ok := ix.vague[k]; ok {
			return r
		}
		if code, ok := ix.exact[k]; ok {
			return Result{Code: code, Confidence: 0.98, Reason: "metric size of " + ix.entry[code].Names["en"], bySize: true}
		}
	}
	r := ix.byLeading(m[1], Hints{})
	r.Confidence = min(r.Confidence, 0.6)
	r.Reason = "the size " + size + " is not in the list; only the bore is understood"
	return r
}

// byLeading falls back on the bore a designation begins with.
func (ix *calibreIndex) byLeading(k string, h Hints) Result {
	n := leading.FindString(k)
	if n == "" {
		return Result{Reason: "no known calibre"}
	}
	r, ok := ix.byKey(n, h)
	if !ok {
		return Result{Reason: "no cartridge or bore " + n + " in the list"}
	}
	if e := ix.entry[r.Code]; e.Attr["level"] == "exact" && n != k {
		r = Result{Code: e.Parent, Alternatives: append([]Candidate{{Code: r.Code, Confidence: 0.5}}, r.Alternatives...)}
	}
	if n != k {
		r.Confidence, r.Reason = 0.6, "only the bore \""+n+"\" is understood"
	}
	return r
}

// join weighs what stands outside brackets against what stands inside.
func (ix *calibreIndex) join(outer, inner Result) Result {
	if inner.Code == "" {
		return outer
	}
	if outer.Code == "" {
		inner.Confidence = min(inner.Confidence, 0.9)
		return inner
	}
	if outer.Code == inner.Code {
		outer.Confidence = max(outer.Confidence, inner.Confidence)
		return outer
	}
	oe, ie := ix.entry[outer.Code], ix.entry[inner.Code]
	switch {
	case slices.ContainsFunc(inner.Alternatives, func(a Candidate) bool { return a.Code == outer.Code }):
		outer.Confidence = max(outer.Confidence, 0.95)
		return outer
	case slices.ContainsFunc(outer.Alternatives, func(a Candidate) bool { return a.Code == inner.Code }):
		inner.Confidence = 0.95
		return inner
	case ie.Attr["level"] == "exact" && oe.Attr["level"] == "class":
		if ie.Parent != oe.Code {
			inner.Confidence = min(inner.Confidence, 0.85)
		}
		return inner
	case oe.Attr["level"] == "exact" && ie.Attr["level"] == "class":
		return outer
	case inner.bySize && !outer.bySize:
		inner.Confidence = min(inner.Confidence, 0.85)
		inner.Reason += "; the name " + oe.Names["en"] + " is put after the measure"
		return inner
	}
	outer.Confidence = min(outer.Confidence, 0.65)
	outer.Reason = "the text outside the brackets names " + oe.Names["en"] + ", inside " + ie.Names["en"]
	outer.Alternatives = append([]Candidate{{Code: inner.Code, Confidence: 0.3, Reason: "named in brackets"}}, outer.Alternatives...)
	return outer
}

// spreadsheetCalibre undoes what a spreadsheet made of "12/70": a date.
func spreadsheetCalibre(raw string) (mended, why string) {
	s := strings.TrimSpace(raw)
	if m := serialDate.FindStringSubmatch(s); m != nil {
		n, err := strconv.Atoi(m[1])
		d := spreadsheetDay(n)
		if err == nil && d.Day() == 1 && d.Year() >= 1950 && d.Year() <= 1999 {
			t := fmt.Sprintf("%d/%02d", int(d.Month()), d.Year()%100)
			return t, "a spreadsheet turned " + t + " into the date " + string(focalpoint.DateOf(d)) + " (number " + m[1] + ")"
		}
	}
	if m := isoDate.FindStringSubmatch(s); m != nil {
		t := strings.TrimPrefix(m[2], "0") + "/" + m[1][2:]
		return t, "a spreadsheet turned " + t + " into a date"
	}
	if m := monthYear.FindStringSubmatch(strings.ToLower(s)); m != nil {
		if n := monthNumber[m[1]]; n != 0 {
			t := fmt.Sprintf("%d/%s", n, m[2])
			return t, "a spreadsheet turned " + t + " into a month"
		}
	}
	return "", ""
}

// spreadsheetDay is the date a spreadsheet stores as a number of days.
func spreadsheetDay(n int) time.Time {
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
}

// monthNumber holds the months that can be a gauge, in the languages of spreadsheets seen.
var monthNumber = map[string]int{"dec": 12, "dez": 12, "dic": 12, "déc": 12, "oct": 10, "out": 10, "okt": 10, "apr": 4, "abr": 4, "avr": 4, "aug": 8, "ago": 8}

// withHints weighs a result against the type and the model of the same item.
func (r Result) withHints(c *snapshot, h Hints) Result {
	if r.Code == "" || h.Type == "" {
		return r
	}
	e := c.calibres.entry[r.Code]
	gauge := strings.HasPrefix(r.Code, "gauge-") || strings.HasPrefix(e.Parent, "gauge-")
	class := c.TypeClass(h.Type)
	if gauge && (class == focalpoint.TypePistol || class == focalpoint.TypeRevolver || class == focalpoint.TypeSubmachineGun) && e.Parent != "gauge-36" {
		reason := "a gauge does not go with a " + string(class)
		if c.Class("calibre", r.Code) == "gauge-32" { // the one gauge whose number is a handgun's bore too
			return Result{Code: "cal-32", Confidence: 0.72, Reason: reason + "; read as the bore of the same number",
				Alternatives: []Candidate{{Code: r.Code, Confidence: 0.2, Reason: r.Reason}}}
		}
		r.Confidence = min(r.Confidence, 0.55)
		r.Reason += "; " + reason
	}
	return r
}

// addNamedCartridges adds to the calibres every cartridge of the published
// name lists that the crosswalk does not claim, under the class of its bore.
func addNamedCartridges(calibres, names *List) {
	claimed := map[string]bool{}
	keys := map[string]bool{}
	for _, e := range calibres.Entries {
		claimed[e.Attr["cip"]], claimed[e.Attr["saami"]] = true, true
		for _, t := range append(splitList(e.Attr["alias"]), e.Names["en"]) {
			keys[calibreKey(t)] = true
		}
	}
	bores := map[string]string{}
	for _, e := range calibres.Entries {
		if e.Attr["level"] == "class" && strings.HasPrefix(e.Code, "cal-") {
			for _, a := range splitList(e.Attr["alias"]) {
				bores[leading.FindString(calibreKey(a))] = e.Code
			}
		}
	}
	for _, n := range names.Entries {
		name := n.Names["en"]
		k := calibreKey(name)
		if claimed[name] || keys[k] || n.Attr["category"] == "shotshell" {
			continue
		}
		code := slug(name)
		if calibres.Has(code) {
			continue
		}
		keys[k] = true
		calibres.index[code] = len(calibres.Entries)
		calibres.Entries = append(calibres.Entries, Entry{Code: code, Parent: boreClass(bores, k), Names: Names{"en": name},
			Attr: map[string]string{"level": "exact", strings.ToLower(n.Attr["standard"]): name}})
	}
}

// boreClass finds the class of a designation by its leading number: as it
// stands, or for three digits by the first two (".264" is of class .26).
func boreClass(bores map[string]string, key string) string {
	n := leading.FindString(key)
	if c := bores[n]; c != "" {
		return c
	}
	if len(n) == 3 && !strings.Contains(n, ".") {
		return bores[n[:2]]
	}
	return ""
}

// slug makes a code of a name: small letters, digits and points, "-" between words.
func slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range decompose(strings.ToLower(s)) {
		switch {
		case r >= 'a' && r <= 'z' || isDigit(r) || r == '.' && b.Len() > 0:
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		case r >= 0x300 && r < 0x370:
		default:
			dash = true
		}
	}
	return strings.TrimRight(b.String(), ".")
}
