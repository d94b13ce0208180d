package catalogue

import (
	"fmt"
	"strconv"
	"strings"
)

// rule is one readable line of a rule file: which words must stand in a cell,
// which must not, and what the cell then means. Rules of one file are tried in
// the order of the file; the first that fits answers.
//
// A condition is a list of words separated by blanks; "/" between words means
// either. A word ending in "*" is the beginning of a word, "~" before it looks
// for it anywhere (for scripts without spaces), "=" before the whole condition
// means that the cell says nothing else.
type rule struct {
	whole      string // the folded cell must be this, if not empty
	all        []alternatives
	none       []word
	out        record
	confidence float64
	reason     string
}

type alternatives []word

type word struct {
	text   string
	prefix bool
	inside bool
}

func parseRules(rows []record) ([]rule, error) {
	out := make([]rule, 0, len(rows))
	for i, r := range rows {
		conf, err := strconv.ParseFloat(r["confidence"], 64)
		if err != nil || conf <= 0 || conf > 1 {
			return nil, fmt.Errorf("rule %d (%q): the confidence must be above 0 and at most 1", i+1, r["words"])
		}
		ru := rule{out: r, confidence: conf, reason: r["reason"]}
		cond := r["words"]
		if text, ok := strings.CutPrefix(cond, "="); ok {
			ru.whole = fold(text)
		} else {
			for _, f := range strings.Fields(cond) {
				ru.all = append(ru.all, parseAlternatives(f))
			}
		}
		for _, f := range strings.Fields(r["not"]) {
			ru.none = append(ru.none, parseAlternatives(f)...)
		}
		if ru.whole == "" && len(ru.all) == 0 {
			return nil, fmt.Errorf("rule %d has no words", i+1)
		}
		if ru.reason == "" {
			ru.reason = "the words \"" + strings.TrimPrefix(cond, "=") + "\""
		}
		out = append(out, ru)
	}
	return out, nil
}

func parseAlternatives(f string) alternatives {
	var a alternatives
	for _, w := range strings.Split(f, "/") {
		x := word{}
		if w, x.inside = strings.CutPrefix(w, "~"); !x.inside {
			w, x.prefix = strings.CutSuffix(w, "*")
		}
		x.text = squeeze(fold(w))
		if x.text != "" {
			a = append(a, x)
		}
	}
	return a
}

func (w word) in(folded string, tokens []string) bool {
	if w.inside {
		return strings.Contains(folded, w.text)
	}
	for _, t := range tokens {
		if t == w.text || w.prefix && strings.HasPrefix(t, w.text) {
			return true
		}
	}
	return false
}

func (ru *rule) fits(folded string, tokens []string) bool {
	if ru.whole != "" {
		return folded == ru.whole
	}
	for _, a := range ru.all {
		ok := false
		for _, w := range a {
			if w.in(folded, tokens) {
				ok = true
				break
			}
		}
		if !ok {
			return false
		}
	}
	for _, w := range ru.none {
		if w.in(folded, tokens) {
			return false
		}
	}
	return true
}

// firstRule returns the first rule that fits a cell, or nil.
func firstRule(rules []rule, raw string) *rule {
	f := fold(raw)
	tokens := strings.Fields(f)
	for i := range rules {
		if rules[i].fits(f, tokens) {
			return &rules[i]
		}
	}
	return nil
}

// ruleCoder answers from one column of a rule file.
func (c *snapshot) ruleCoder(list string, rules []rule) Coder {
	return CoderFunc(func(raw string, _ Hints) Result {
		if l := c.lists[list]; l != nil && l.Has(raw) {
			return Result{Code: raw, Confidence: 1, Reason: "is a code of the list"}
		}
		if ru := firstRule(rules, raw); ru != nil {
			return Result{Code: ru.out["code"], Confidence: ru.confidence, Reason: ru.reason}
		}
		return c.lookup(list, raw)
	})
}
