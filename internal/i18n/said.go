package i18n

import (
	"slices"
	"strings"
)

// saidArea holds the sentences that rooms write in English into records and
// errors; see Said.
const saidArea = "said."

// sentence is the English text of a key of the area "said".
type sentence struct {
	key     string
	english text
	weight  int // bytes that are not placeholders
}

// sentences lists the area "said", the most specific first.
func (c *Catalogue) sentences() []sentence {
	var list []sentence
	for key, m := range c.messages[English] {
		if !strings.HasPrefix(key, saidArea) {
			continue
		}
		s := sentence{key: key, english: m.full()}
		for i := 0; i < len(s.english); i += 2 {
			s.weight += len(s.english[i])
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b sentence) int {
		if a.weight != b.weight {
			return b.weight - a.weight
		}
		return strings.Compare(a.key, b.key)
	})
	return list
}

// Said words in the printer's language a sentence that a room wrote in English: the
// reason of a record made by the program, or an error without a key of its own.
// What was written stays as written; only the reader is spoken to. The sentence
// is found by its English text in the area "said", where {why} stands for a
// sentence inside the sentence. What is not found there, such as the words of a
// person, is returned as it is.
func (p *Printer) Said(english string) string {
	if p.lang == English || english == "" || p.own == nil {
		return english
	}
	for _, s := range p.own.said {
		args, ok := s.english.match(english)
		if !ok {
			continue
		}
		for i := 0; i < len(args); i += 2 {
			if args[i] == "why" {
				args[i+1] = p.Said(args[i+1].(string))
			}
		}
		return p.T(s.key, args...)
	}
	return english
}

// match finds the values of the placeholders in a filled text, the shortest
// first, as arguments of T.
func (t text) match(filled string) (args []any, ok bool) {
	rest, ok := strings.CutPrefix(filled, t[0])
	if !ok || len(t) == 1 {
		return nil, ok && rest == ""
	}
	for i := 1; i < len(t); i += 2 {
		end := len(rest)
		switch next := t[i+1]; {
		case i+2 == len(t):
			if !strings.HasSuffix(rest, next) {
				return nil, false
			}
			end -= len(next)
		case next != "":
			if end = strings.Index(rest, next); end < 0 {
				return nil, false
			}
		}
		if end == 0 {
			return nil, false
		}
		args = append(args, t[i], rest[:end])
		rest = rest[end+len(t[i+1]):]
	}
	return args, true
}
