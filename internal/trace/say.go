package trace

import (
	"strings"

	"focalpoint"
	"focalpoint/internal/i18n"
)

// Speaker turns codes and reasons into words of one language.
type Speaker struct {
	P     *i18n.Printer
	Codes Codes
	// Party gives the name of a party or person by its number, where the reader
	// may know it; nil, or "" from it, leaves the number.
	Party func(ref string) string
}

// Say writes a reason as a sentence: dates, States, ways and events in it are
// written as the language has them.
func (s Speaker) Say(r Reason) string {
	if r.Key == "" {
		return ""
	}
	args := r.Args()
	for i := 0; i+1 < len(args); i += 2 {
		name, value := args[i].(string), args[i+1].(string)
		args[i+1] = s.param(name, value)
	}
	return s.P.T(r.Key, args...)
}

func (s Speaker) param(name, value string) string {
	switch name {
	case "date", "after", "before", "between":
		return s.Date(focalpoint.Date(value))
	case "state":
		return s.State(focalpoint.Country(value))
	case "way":
		return s.Name("diversion", value)
	case "event":
		return s.Name("event", value)
	case "origin":
		return s.Name("origin", value)
	case "make":
		return s.Name("make", value)
	case "part":
		return s.Name("part", value)
	case "result":
		if value == "" {
			return s.P.T("trace.report.undecided")
		}
		return s.P.Isolate(value) + " " + s.Name("result", value)
	case "number", "item", "series", "source":
		return s.P.Isolate(value)
	case "field":
		if key := "trace.field." + value; s.P.Has(key) {
			return s.P.T(key)
		}
		return s.P.T("trace.letter.year")
	case "who", "holder", "keeper", "to", "dealer":
		return s.party(value)
	}
	return value
}

// party writes whoever is named: a State by its name, a number of ours by what
// the reader may know, anything else as it stands.
func (s Speaker) party(value string) string {
	switch {
	case value == "":
		return "—"
	case len(value) == 3 && strings.ToUpper(value) == value:
		return s.State(focalpoint.Country(value))
	case s.Party != nil && focalpoint.IDPrefix(value) != "":
		if name := s.Party(value); name != "" {
			return name
		}
	}
	if focalpoint.IDPrefix(value) == focalpoint.PrefixPerson && !strings.Contains(value, " ") && len(value) > 8 {
		return s.P.T("trace.report.person", "id", "…"+value[len(value)-6:])
	}
	return value
}

// Ref names a party of an event.
func (s Speaker) Ref(r focalpoint.Ref) string {
	if r.IsZero() {
		return ""
	}
	id := identifier(r)
	if s.Party != nil && id != "" {
		if name := s.Party(id); name != "" {
			return name
		}
	}
	return s.party(refText(r))
}

// Date writes a date with its precision.
func (s Speaker) Date(d focalpoint.Date) string {
	if d == "" {
		return "—"
	}
	return s.P.Date(string(d))
}

// State writes the name of a State.
func (s Speaker) State(c focalpoint.Country) string {
	if c == "" {
		return ""
	}
	if name := s.P.Country(string(c)); name != "" && name != string(c) {
		return name
	}
	return s.Name("country", string(c))
}

// Name writes a code of a list.
func (s Speaker) Name(list, code string) string {
	if code == "" {
		return ""
	}
	return s.Codes.Name(list, code, string(s.P.Lang()))
}

// Coded writes a cell: its name, or what was written when it has no code.
func (s Speaker) Coded(list string, c focalpoint.Coded) string {
	if focalpoint.Absent(c.Code) {
		if c.Raw == "" && c.Code != "" {
			return s.Name(list, c.Code)
		}
		return c.Raw
	}
	return s.Name(list, c.Code)
}
