package flows

import (
	"slices"
	"strings"

	"focalpoint"
)

// Predicate is a counting rule's condition in words, for example
//
//	kind = firearm and role in (seized, found) and not antique = yes
//
// Tests: "axis = value", "axis != value", "axis in (a, b)" on axes of one
// answer; "axis has value", "axis has only value", "axis has any (a, b)" on
// axes of several answers. "and" binds closer than "or"; "not" and brackets
// as usual. Values must stand on the axis, so a misspelt rule does not load.
type Predicate struct {
	text string
	node node
}

// ParsePredicate reads a condition. Errors name the word that does not fit.
func ParsePredicate(text string) (Predicate, error) {
	p := &parser{text: text, words: splitWords(text)}
	n, err := p.or()
	if err == nil && p.at < len(p.words) {
		err = p.fail("%q stands where the condition should have ended", p.words[p.at])
	}
	if err != nil {
		return Predicate{}, err
	}
	return Predicate{text: text, node: n}, nil
}

// String returns the condition as it was written.
func (p Predicate) String() string { return p.text }

// Holds says whether a profile meets the condition. The zero Predicate holds
// for nothing.
func (p Predicate) Holds(v Profile) bool { return p.node != nil && p.node.holds(v) }

// Pin returns the values an axis is bound to when the condition can hold at
// all because of a top-level test on it, and nil when the axis is free.
func (p Predicate) Pin(a Axis) []string {
	all, ok := p.node.(conjunction)
	if !ok {
		all = conjunction{p.node}
	}
	for _, n := range all {
		if t, ok := n.(test); ok && t.axis == axisIndex(a) && (t.op == "=" || t.op == "in") {
			return t.values
		}
	}
	return nil
}

type node interface{ holds(Profile) bool }

type (
	conjunction []node
	disjunction []node
	negation    struct{ of node }
	test        struct {
		axis   int
		op     string
		values []string
	}
)

func (c conjunction) holds(p Profile) bool {
	return !slices.ContainsFunc(c, func(n node) bool { return !n.holds(p) })
}

func (d disjunction) holds(p Profile) bool {
	return slices.ContainsFunc(d, func(n node) bool { return n.holds(p) })
}

func (n negation) holds(p Profile) bool { return !n.of.holds(p) }

func (t test) holds(p Profile) bool {
	have := p.values[t.axis]
	switch t.op {
	case "=", "in", "has only":
		return slices.Contains(t.values, have)
	case "!=":
		return have != t.values[0]
	default: // has, has any
		for v := range strings.SplitSeq(have, "|") {
			if slices.Contains(t.values, v) {
				return true
			}
		}
		return false
	}
}

type parser struct {
	text  string
	words []string
	at    int
}

func splitWords(text string) []string {
	for _, sign := range []string{"(", ")", ","} {
		text = strings.ReplaceAll(text, sign, " "+sign+" ")
	}
	text = strings.ReplaceAll(text, "!=", " \x00 ")
	text = strings.ReplaceAll(text, "=", " = ")
	text = strings.ReplaceAll(text, "\x00", "!=")
	return strings.Fields(text)
}

func (p *parser) fail(format string, args ...any) error {
	e := focalpoint.Invalid("flows.ParsePredicate", "where", format, args...).(*focalpoint.Error)
	e.Msg += " in the condition \"" + p.text + "\""
	return e
}

func (p *parser) peek() string {
	if p.at < len(p.words) {
		return p.words[p.at]
	}
	return ""
}

func (p *parser) take(word string) bool {
	if p.peek() != word {
		return false
	}
	p.at++
	return true
}

func (p *parser) or() (node, error) {
	n, err := p.and()
	list := disjunction{n}
	for err == nil && p.take("or") {
		n, err = p.and()
		list = append(list, n)
	}
	if len(list) == 1 {
		return list[0], err
	}
	return list, err
}

func (p *parser) and() (node, error) {
	n, err := p.not()
	list := conjunction{n}
	for err == nil && p.take("and") {
		n, err = p.not()
		list = append(list, n)
	}
	if len(list) == 1 {
		return list[0], err
	}
	return list, err
}

func (p *parser) not() (node, error) {
	if p.take("not") {
		n, err := p.not()
		return negation{n}, err
	}
	if p.take("(") {
		n, err := p.or()
		if err == nil && !p.take(")") {
			err = p.fail("a closing bracket is missing before %q", p.peek())
		}
		return n, err
	}
	return p.test()
}

func (p *parser) test() (node, error) {
	word := p.peek()
	i := axisIndex(Axis(word))
	if i < 0 {
		return nil, p.fail("%q is not an axis; the axes are %s", word, axisNames())
	}
	p.at++
	d := axisDefs()[i]
	op := p.peek()
	p.at++
	if op == "has" && (p.peek() == "only" || p.peek() == "any") {
		op += " " + p.peek()
		p.at++
	}
	single := op == "=" || op == "!=" || op == "in"
	if multi := strings.HasPrefix(op, "has"); !single && !multi {
		return nil, p.fail("%q after %q is no comparison; write =, !=, in (…), has, has only or has any (…)", op, word)
	}
	if single == d.multi {
		return nil, p.fail("%q takes %s", word, map[bool]string{true: "has, has only or has any (…), for it may have several answers", false: "=, != or in (…), for it has one answer"}[d.multi])
	}
	values, err := p.values(op == "in" || op == "has any")
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		if !slices.Contains(d.values, v) && !slices.Contains(absences, v) {
			return nil, p.fail("%q is not a value of %q; its values are %s", v, word, strings.Join(append(slices.Clone(d.values), absences...), ", "))
		}
	}
	return test{axis: i, op: op, values: values}, nil
}

func (p *parser) values(list bool) ([]string, error) {
	if !list {
		v := p.peek()
		p.at++
		return []string{v}, nil
	}
	if !p.take("(") {
		return nil, p.fail("a list in brackets must follow, not %q", p.peek())
	}
	var out []string
	for {
		out = append(out, p.peek())
		p.at++
		if p.take(")") {
			return out, nil
		}
		if !p.take(",") {
			return nil, p.fail("a comma or closing bracket must follow %q", out[len(out)-1])
		}
	}
}

func axisNames() string {
	var names []string
	for _, d := range axisDefs() {
		names = append(names, string(d.axis))
	}
	return strings.Join(names, ", ")
}
