package mark

import (
	"regexp"
	"strings"
)

// A Variant is another form in which a mark may be asked for or recorded: what stands around the number is left
// out.
type Variant struct {
	Mark string     // folded form
	Why  VariantWhy // what was left out
}

// VariantWhy names what a variant leaves out. The values do not change.
type VariantWhy string

// What a variant leaves out.
const (
	WithoutLabel   VariantWhy = "label"   // No., Nr., S/N, SN:
	WithoutYear    VariantWhy = "year"    // a year before or after the number
	WithoutModel   VariantWhy = "model"   // the model's name before the number
	WithoutLicence VariantWhy = "licence" // the maker's abbreviated licence number (27 CFR 478.92, since 2022)
	WithoutSeries  VariantWhy = "series"  // the letters before the number
)

var (
	labelled = regexp.MustCompile(`(?i)^\s*(?:s\s*/\s*n|ser(?:ial)?\.?|sn|nr|no|num(?:ber|ero|éro)?|n)\s*(?:no\.?|nr\.?)?\s*[.:#°º]+\s*(.+)$`)
	licensed = regexp.MustCompile(`^\s*\d[-\s]?\d{2}[-\s]?\d{5}\s*-\s*([0-9A-Za-z][0-9A-Za-z\s-]*)$`)
	yearHead = regexp.MustCompile(`^\s*((?:18|19|20)\d{2})(?:[\s./-]+|г\.?\s*)(\S.*)$`)
	yearTail = regexp.MustCompile(`^(.*\S)[\s./-]+((?:18|19|20)\d{2})\s*(?:г\.?)?\s*$`)
	modelled = regexp.MustCompile(`^\s*[A-Za-z]{1,4}\d{1,3}[A-Za-z]{0,3}[\s./-]+(\d{4,})\s*$`)
	yearGlue = regexp.MustCompile(`^(?:18|19|20)\d{2}(\p{L}{1,3}\d{3,})$`)
)

func century(s string) bool { return s[:2] == "18" || s[:2] == "19" || s[:2] == "20" }

// leastNumber is how many symbols must remain of a number when something before or after it is left out.
const leastNumber = 3

// Variants gives the other forms of a mark as struck or recorded, without the mark itself and without doubles.
// model is the model's name or code as recorded, or empty.
//
// What looks like a model before a number is left out too, its name unknown: Z70-12345.
//
// An index that holds the variants of each mark beside it finds 1974-AB1234 under AB1234, and Z70-12345 of a
// model Z70 under 12345.
func Variants(text, model string) []Variant {
	whole := Fold(text)
	var out []Variant
	add := func(rest string, why VariantWhy) {
		f := Fold(rest)
		if f == whole || len([]rune(f)) < leastNumber || !strings.ContainsAny(f, "0123456789") {
			return
		}
		for _, v := range out {
			if v.Mark == f {
				return
			}
		}
		out = append(out, Variant{f, why})
	}
	// Most marks have none of these; a look at a few bytes spares them the expressions.
	if strings.ContainsAny(text, ".:#°º") {
		if m := labelled.FindStringSubmatch(text); m != nil {
			add(m[1], WithoutLabel)
		}
	}
	if len(text) > 10 && strings.Contains(text, "-") {
		if m := licensed.FindStringSubmatch(text); m != nil {
			add(m[1], WithoutLicence)
		}
	}
	if len(whole) > 4 && century(whole) {
		if m := yearHead.FindStringSubmatch(text); m != nil && year(m[1]) {
			add(m[2], WithoutYear)
		}
		if m := yearGlue.FindStringSubmatch(whole); m != nil && year(whole[:4]) {
			add(m[1], WithoutYear)
		}
	}
	if sep := strings.IndexAny(text, " ./-"); sep > 1 {
		if strings.ContainsAny(text[:sep], "0123456789") {
			if m := modelled.FindStringSubmatch(text); m != nil {
				add(m[1], WithoutModel)
			}
		}
		if tail := text[sep:]; strings.Contains(tail, "18") || strings.Contains(tail, "19") || strings.Contains(tail, "20") {
			if m := yearTail.FindStringSubmatch(text); m != nil && year(m[2]) {
				add(m[1], WithoutYear)
			}
		}
	}
	// A model name must hold a letter: the digits of a model "38" may begin any number.
	if f := Fold(model); len(f) >= 2 && strings.Trim(f, "0123456789") != "" {
		if rest, ok := strings.CutPrefix(whole, f); ok {
			add(rest, WithoutModel)
		}
	}
	return out
}
