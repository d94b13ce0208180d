package main

import (
	"strings"

	"focalpoint/mark"
)

// The same question in the words of the peers.

// like writes a pattern of symbols, unknown ones and runs, with the signs a peer uses for the latter two, and the
// brackets of sets where it has them. ok is false when it cannot be written so.
func like(p mark.Pattern, one, run string, sets bool) (text string, ok bool) {
	for _, pl := range p.Reading {
		switch {
		case pl.Kind == mark.One:
			text += string(pl.Choices[0].Symbol)
		case pl.Kind == mark.Any:
			text += one
		case pl.Kind == mark.Run:
			text += run
		case pl.Kind == mark.Set && sets:
			text += "[" + list(pl) + "]"
		default:
			return "", false
		}
	}
	return text, true
}

// regex writes a pattern as a regular expression without anchors; a place with certainties admits what it lists.
func regex(p mark.Pattern) string {
	var b strings.Builder
	for _, pl := range p.Reading {
		switch pl.Kind {
		case mark.One:
			b.WriteRune(pl.Choices[0].Symbol)
		case mark.Any:
			b.WriteByte('.')
		case mark.Run:
			b.WriteString(".*")
		case mark.Not:
			b.WriteString("[^" + list(pl) + "]")
		default:
			b.WriteString("[" + list(pl) + "]")
		}
	}
	return b.String()
}

func list(p mark.Place) string {
	out := ""
	for _, c := range p.Choices {
		out += string(c.Symbol)
	}
	return out
}
