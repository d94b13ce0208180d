package web

import (
	"strings"
	"sync"
	"unicode/utf8"

	"focalpoint/mark"
)

// The boxes of a mark (parts_mark.html, web/src/markbox.ts) offer for each sign those it
// is easily taken for. Which they are comes from package mark, for each way a mark is made or read.

// mostAlike is how many signs are offered for one.
const mostAlike = 6

// alikes are the signs each sign is easily taken for, by method: words that begin with the sign.
var alikes = sync.OnceValue(func() map[mark.Method]string {
	out := map[mark.Method]string{}
	for _, m := range append(mark.Methods(), mark.NoMethod) {
		channel := m.Channel()
		var words []string
		for _, sign := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			word := string(sign)
			for _, c := range channel.Alike(sign) {
				if len(word) <= mostAlike && c.Symbol < utf8.RuneSelf {
					word += string(c.Symbol)
				}
			}
			words = append(words, word)
		}
		out[m] = strings.Join(words, " ")
	}
	return out
})
