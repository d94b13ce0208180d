package likelihood

import (
	"fmt"
	"slices"
	"strings"
)

// A Population is the relevant population of a reference set: what the
// comparisons were made of. A ratio holds for it and for nothing else.
type Population struct {
	Name       string   // printed with every number
	Mark       string   // kind of mark: "breech face", "firing pin", "aperture shear", "land"
	Arms       []string // makes, or makes with models, in the set
	Ammunition []string // brands in the set
	Method     string   // what computed the scores, with its version
	Scores     []string // the names of the scores, in their order
	Source     string   // who published the set, with its licence
	Dated      string   // when the set was published, ISO 8601
}

// Circumstances are what is known of the two exhibits whose comparison is to be
// judged.
type Circumstances struct {
	Mark, Arm, Ammunition, Method string
}

// A Refusal says why no ratio is given.
type Refusal struct {
	Population string // the name of the population the system holds for
	Reason     string // a sentence
}

// Error satisfies error.
func (r *Refusal) Error() string {
	return fmt.Sprintf("no likelihood ratio outside the reference population %q: %s", r.Population, r.Reason)
}

// Holds is nil if the circumstances lie inside the population, otherwise a
// *Refusal with the first thing that does not fit. What is not known (empty) does
// not fit: it has to be established first.
func (p Population) Holds(c Circumstances) error {
	for _, q := range []struct {
		what, given string
		allowed     []string
	}{
		{"kind of mark", c.Mark, []string{p.Mark}},
		{"scores' method", c.Method, []string{p.Method}},
		{"firearm", c.Arm, p.Arms},
		{"ammunition", c.Ammunition, p.Ammunition},
	} {
		if q.given == "" {
			return &Refusal{p.Name, fmt.Sprintf("the %s is not stated; the population has %s", q.what, strings.Join(q.allowed, ", "))}
		}
		if !slices.ContainsFunc(q.allowed, func(a string) bool { return covers(a, q.given) }) {
			return &Refusal{p.Name, fmt.Sprintf("the %s is %q; the population has %s", q.what, q.given, strings.Join(q.allowed, ", "))}
		}
	}
	return nil
}

// covers says whether an entry of a population holds for what was given: the same
// words, or the first words of it ("Glock" covers "Glock 17", not "Glockner").
func covers(entry, given string) bool {
	e, g := strings.Fields(strings.ToLower(entry)), strings.Fields(strings.ToLower(given))
	return len(e) > 0 && len(g) >= len(e) && slices.Equal(e, g[:len(e)])
}
