package catalogue

import (
	"slices"
	"strings"
)

// Found is an entry that fits what somebody has typed so far.
type Found struct {
	Entry
	Why string // the name or synonym that fits
}

func (c *snapshot) Search(list, text, lang, parent string, limit int) []Found {
	l, ok := c.lists[list]
	if !ok {
		return nil
	}
	want := fold(text)
	ranked := make([][]Found, 4)
	for _, e := range l.Entries {
		if parent != "" && e.Parent != parent {
			continue
		}
		rank, why := e.fits(want, lang)
		if rank < 0 {
			continue
		}
		ranked[rank] = append(ranked[rank], Found{Entry: e, Why: why})
		if len(ranked[0]) >= limit {
			break
		}
	}
	out := slices.Concat(ranked...)
	return out[:min(limit, len(out))]
}

// fits returns how well an entry fits a folded text: 0 is best, -1 not at all.
func (e *Entry) fits(want, lang string) (rank int, why string) {
	if want == "" {
		return 0, e.Name(lang)
	}
	rank = -1
	try := func(text string) {
		f := fold(text)
		r := -1
		switch {
		case f == "":
			return
		case f == want || squeeze(f) == squeeze(want):
			r = 0
		case strings.HasPrefix(f, want) || strings.HasPrefix(squeeze(f), squeeze(want)):
			r = 1
		case strings.Contains(" "+f, " "+want):
			r = 2
		case len([]rune(want)) >= 2 && strings.Contains(f, want):
			r = 3
		}
		if r >= 0 && (rank < 0 || r < rank) {
			rank, why = r, text
		}
	}
	try(e.Name(lang))
	try(e.Code)
	for _, lang := range Languages() {
		try(e.Names[lang])
	}
	for _, a := range splitList(e.Attr["alias"]) {
		try(a)
	}
	return rank, why
}
