package register

import (
	"strings"
	"sync"

	"focalpoint/internal/catalogue"
	"focalpoint/mark"
)

// numbers is what the code lists know of makers' numbers; the catalogue does,
// another coder need not.
type numbers interface {
	Formats() *mark.Formats
	Meanings(text, makeCode string) []catalogue.Meaning
	Entry(list, code string) (catalogue.Entry, bool)
}

// channels price the errors between a firearm and its record, by how the mark
// was read: the reader's errors and, on top, those of the register's clerks.
var channels = sync.OnceValue(func() map[mark.Method]*mark.Channel {
	clerk := mark.NewChannel(mark.KeyedRates())
	out := map[mark.Method]*mark.Channel{mark.NoMethod: mark.DefaultChannel().With(clerk)}
	for _, m := range mark.Methods() {
		out[m] = m.Channel().With(clerk)
	}
	return out
})

func channelOf(m mark.Method) *mark.Channel {
	if c := channels()[m]; c != nil {
		return c
	}
	return channels()[mark.NoMethod]
}

func channelName(m mark.Method) string {
	if m == mark.NoMethod {
		return string(mark.Eye)
	}
	return string(m)
}

// judge adds what the formats of makers' numbers say, of the number asked for
// and of each candidate's, and what the text may be instead of a number.
func (c *collection) judge(found *Found, text string) {
	codes, ok := c.r.codes.(numbers)
	if !ok {
		return
	}
	maker, year := "", 0
	for _, f := range c.known.fields {
		switch {
		case f.name == "make":
			maker = f.code
		case f.name == "year" && f.from == f.to:
			year = int(f.from)
		}
	}
	if !strings.ContainsAny(text, "?*[{") {
		found.Meanings = codes.Meanings(text, maker)
	}
	formats := codes.Formats()
	if maker != "" {
		if v := formats.Judge(maker, c.pattern, year); v.Result != mark.FormatUnknown {
			found.Verdict = &v
			found.Mend = formats.Mend(maker, c.pattern.Text(), year, c.channel)
		}
	}
	for i := range found.Candidates {
		cand := &found.Candidates[i]
		if cand.MarkKind != "serial" || cand.Form != "" || !plainText(cand.Mark, cand.reading) {
			continue
		}
		if r := formats.Judge(cand.MakeCode, mark.Exactly(cand.Mark), int(cand.Year)).Result; r != mark.FormatUnknown {
			cand.Fit = r
		}
	}
}
