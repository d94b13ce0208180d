package register

import (
	"context"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/mark"
)

// SearchFor is Search for a user and a purpose: it leaves an access entry, and
// refuses what tells too little or comes too often for the user's roles.
func (r *Register) SearchFor(ctx context.Context, log *ledger.Log, by access.User, why access.Purpose, q Query) (Found, error) {
	return r.audited(ctx, q, func(asked access.Question) error { return access.Ask(ctx, log, by, why, asked) })
}

// SearchHere is Search for who works on the machine itself: it leaves an access
// entry and refuses nothing.
func (r *Register) SearchHere(ctx context.Context, log *ledger.Log, operator focalpoint.UserID, q Query) (Found, error) {
	return r.audited(ctx, q, func(asked access.Question) error { return access.Operated(ctx, log, operator, asked) })
}

// audited searches once the entry of the question is written.
func (r *Register) audited(ctx context.Context, q Query, enter func(access.Question) error) (Found, error) {
	bits, err := r.Told(ctx, q)
	if err != nil {
		return Found{}, err
	}
	if err := enter(access.Question{Text: q.line(), Bits: bits}); err != nil {
		return Found{}, err
	}
	found, err := r.Search(ctx, q)
	found.Bits = bits
	return found, err
}

// ScreenFor is Screen of one item for a user and a purpose. It leaves an access
// entry; an item tells which firearm is meant, so only the number of questions is limited.
func (r *Register) ScreenFor(ctx context.Context, log *ledger.Log, by access.User, why access.Purpose, id focalpoint.ItemID) ([]Screened, error) {
	if err := access.Ask(ctx, log, by, why, access.Question{Text: "lost-stolen " + string(id), Bits: whole}); err != nil {
		return nil, err
	}
	hits, err := r.Screen(ctx, []focalpoint.ItemID{id})
	return hits[id], err
}

// ByTagFor is ByTag for a user and a purpose. It leaves an access entry; a tag
// names one thing, so only the number of questions is limited.
func (r *Register) ByTagFor(ctx context.Context, log *ledger.Log, by access.User, why access.Purpose, text string) (Tagged, error) {
	if err := access.Ask(ctx, log, by, why, access.Question{Text: "tag " + strings.TrimSpace(text), Bits: whole}); err != nil {
		return Tagged{}, err
	}
	return r.ByTag(ctx, text)
}

// ByTagHere is ByTag for who works on the machine itself.
func (r *Register) ByTagHere(ctx context.Context, log *ledger.Log, operator focalpoint.UserID, text string) (Tagged, error) {
	if err := access.Operated(ctx, log, operator, access.Question{Text: "tag " + strings.TrimSpace(text), Bits: whole}); err != nil {
		return Tagged{}, err
	}
	return r.ByTag(ctx, text)
}

// whole is what a question tells that names one thing, in bits.
const whole = 100

// Told is how much a query tells, in bits: minus the binary logarithm of the
// share of the register's marks that fit it. What is only a hint narrows nothing.
func (r *Register) Told(ctx context.Context, q Query) (float64, error) {
	q, err := ReadQuery(q)
	if err != nil {
		return 0, err
	}
	p, err := mark.Parse(q.Pattern)
	if err != nil {
		return 0, unreadable(err)
	}
	known, err := r.understand(q)
	if err != nil {
		return 0, err
	}
	s, err := r.index(ctx)
	if err != nil {
		return 0, err
	}
	var fields []asked
	for _, f := range known.fields {
		if !f.hint {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return s.Population.Information(p, p.Errors, nil), nil
	}
	chances := s.chances(fields)
	return s.Population.Information(p, p.Errors, func(kind string) float64 {
		like, share := candidateOf(kind), 1.0
		for i, f := range fields {
			if !kindSays(f.name) || f.code == "" && f.class == "" {
				share *= chances[i]
			} else if _, result := like.compare(f); result != "same" && (f.name != "type" || result != "related") {
				return 0
			}
		}
		return share
	}), nil
}

// line writes a query in its one-line form, as the access entry keeps it.
func (q Query) line() string {
	words := []string{strings.TrimSpace(q.Pattern)}
	add := func(name, value string) {
		if value = strings.TrimSpace(value); strings.ContainsAny(value, " \t") {
			value = `"` + value + `"`
		}
		if value != "" {
			words = append(words, name+":"+value)
		}
	}
	add("make", q.Make)
	add("model", q.Model)
	add("calibre", q.Calibre)
	add("type", q.Type)
	add("country", q.Country)
	add("year", q.Year)
	add("mark", q.Mark)
	add("kind", string(q.Kind))
	for _, st := range q.Status {
		add("status", string(st))
	}
	return strings.Join(words, " ")
}
