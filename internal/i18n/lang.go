package i18n

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Lang is one of the six languages, by its ISO 639-1 code, for example "ar".
type Lang string

// The six official languages of the United Nations.
const (
	Arabic  Lang = "ar"
	Chinese Lang = "zh"
	English Lang = "en"
	French  Lang = "fr"
	Russian Lang = "ru"
	Spanish Lang = "es"
)

// Languages lists the six in the order the United Nations uses: of their English names.
func Languages() []Lang {
	return []Lang{Arabic, Chinese, English, French, Russian, Spanish}
}

// ParseLang reads a language code such as "fr", "fr-CA" or "zh-Hans-CN"; ok is
// false when it is none of the six.
func ParseLang(s string) (lang Lang, ok bool) {
	primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	primary, _, _ = strings.Cut(primary, "_")
	lang = Lang(primary)
	return lang, slices.Contains(Languages(), lang)
}

// Negotiate chooses the language for a reader: the one chosen before (a cookie
// or an account's setting) if it is one of the six, else the best of an
// Accept-Language header, else English. Malformed headers are treated as absent.
func Negotiate(chosen, acceptLanguage string) Lang {
	if lang, ok := ParseLang(chosen); ok {
		return lang
	}
	tags, weights, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return English
	}
	for i, tag := range tags {
		if lang, ok := ParseLang(tag.String()); ok && weights[i] > 0 {
			return lang
		}
	}
	return English
}

// Dir is the direction the language is written in, for the dir attribute: "rtl" or "ltr".
func (l Lang) Dir() string {
	if l == Arabic {
		return "rtl"
	}
	return "ltr"
}

// Name is the language's name in itself, for a list to choose from.
func (l Lang) Name() string {
	switch l {
	case Arabic:
		return "العربية"
	case Chinese:
		return "中文"
	case French:
		return "Français"
	case Russian:
		return "Русский"
	case Spanish:
		return "Español"
	}
	return "English"
}

// tag is the language for the tables of x/text.
func (l Lang) tag() language.Tag {
	switch l {
	case Arabic:
		return language.Arabic
	case Chinese:
		return language.SimplifiedChinese
	case French:
		return language.French
	case Russian:
		return language.Russian
	case Spanish:
		return language.Spanish
	}
	return language.English
}
