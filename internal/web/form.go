package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
)

// form reads the fields of a form with repeating blocks: "items.0.make",
// "items.0.marks.1.text". Numbers of blocks may have holes; blocks come in
// the order of their numbers.
type form struct {
	values url.Values
	prefix string
}

func (f form) get(name string) string { return strings.TrimSpace(f.values.Get(f.prefix + name)) }

func (f form) all(name string) []string {
	var out []string
	for _, v := range f.values[f.prefix+name] {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// blocks returns the forms of a repeating block.
func (f form) blocks(name string) []form {
	seen := map[int]bool{}
	for k := range f.values {
		rest, ok := strings.CutPrefix(k, f.prefix+name+".")
		if !ok {
			continue
		}
		n, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(n); err == nil && i >= 0 && i < 100000 {
			seen[i] = true
		}
	}
	order := make([]int, 0, len(seen))
	for i := range seen {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(a, b) })
	out := make([]form, len(order))
	for i, n := range order {
		out[i] = form{f.values, f.prefix + name + "." + strconv.Itoa(n) + "."}
	}
	return out
}

// coded reads a cell typed as text; a code chosen from a list wins.
func (f form) coded(name string) focalpoint.Coded {
	if code := f.get(name + "-code"); code != "" {
		return focalpoint.Chosen(code)
	}
	return focalpoint.Raw(f.get(name))
}

// chosen reads a choice from a list.
func (f form) chosen(name string) focalpoint.Coded {
	if code := f.get(name); code != "" {
		return focalpoint.Chosen(code)
	}
	return focalpoint.Coded{}
}

// chosenAll reads several choices from a list.
func (f form) chosenAll(name string) []focalpoint.Coded {
	var out []focalpoint.Coded
	for _, code := range f.all(name) {
		out = append(out, focalpoint.Chosen(code))
	}
	return out
}

// number reads a number as people of the six languages write it; ok is false
// when something was written that is none.
func (f form) number(name string) (v float64, ok bool) {
	text := f.get(name)
	if text == "" {
		return 0, true
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '٠' && r <= '٩':
			r = '0' + (r - '٠')
		case r >= '۰' && r <= '۹':
			r = '0' + (r - '۰')
		case r == ',' || r == '٫':
			r = '.'
		case r == ' ' || r == '\u00a0' || r == '\u202f':
			continue
		}
		b.WriteRune(r)
	}
	v, err := strconv.ParseFloat(b.String(), 64)
	return v, err == nil
}

// fieldError is one finding of a check, for the form that shows it.
type fieldError struct{ Field, Text string }

// sentence is what an error says in the reader's language: by its key, or as
// one of the sentences that rooms write.
func (rq *request) sentence(e *focalpoint.Error) string {
	if e.Key != "" && rq.P.Has(e.Key) {
		return rq.P.T(e.Key, e.Args...)
	}
	return rq.P.Said(e.Msg)
}
