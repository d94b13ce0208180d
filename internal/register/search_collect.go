package register

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/mark"
)

// collection gathers the candidates of one search.
type collection struct {
	r       *Register
	s       *snapshot
	known   known
	pattern mark.Pattern
	channel *mark.Channel
	limit   int
	list    []Candidate
	best    map[focalpoint.ItemID]int // place in list
	asked   map[focalpoint.ItemID]ask // the question that found each, by item
	more    bool
	beyond  float64 // likelihood of what lies beyond the limit
}

// How far a question is widened when hard conditions leave few items of its
// answers: twice, each time to eight times as many marks. Then every item
// that meets the conditions is looked at instead.
const widenings, widening = 2, 8

// ask puts one question to the index and reads the items behind the answers.
func (c *collection) ask(ctx context.Context, a ask) error {
	limit := c.limit
	for round := 0; ; round++ {
		answer := c.s.x.Search(mark.Query{Pattern: a.pattern, Errors: a.errors, Cut: a.cut, Limit: limit, Channel: c.channel})
		if answer.Err != nil {
			return answer.Err
		}
		before := len(c.list)
		rest, err := c.items(ctx, a, answer.Hits)
		if err != nil {
			return err
		}
		if round == 0 {
			if err := c.byDoubt(ctx, a); err != nil {
				return err
			}
		}
		if answer.More && len(c.list)-before < c.limit && c.known.hard() {
			if round == widenings {
				return c.scan(ctx, a)
			}
			limit *= widening
			continue
		}
		if answer.More || rest {
			c.more = true
			kept := 0.0
			for _, h := range answer.Hits {
				kept += h.Cost.Likelihood()
			}
			c.beyond += max(0, answer.Mass-kept) * a.penalty.Likelihood()
		}
		return nil
	}
}

// scan answers a question by looking at every mark of the items that meet the
// hard conditions.
func (c *collection) scan(ctx context.Context, a ask) error {
	m := mark.Compile(a.pattern, a.errors, c.channel)
	if a.cut > 0 {
		m = m.Within(a.cut)
	}
	where, args := c.known.where("1 = 1", nil)
	rows, err := c.r.db.QueryContext(ctx, "SELECT "+candidateColumns+" FROM mark m JOIN item i ON i.id = m.item WHERE "+where+" ORDER BY m.item, m.n", args...)
	if err != nil {
		return err
	}
	_, err = c.take(rows, a, func(cand *Candidate) (best mark.Hit, why string, penalty mark.Cost, ok bool) {
		if plainText(cand.Mark, cand.reading) {
			best.Cost, best.Errors, ok = m.Cost(cand.fold)
			best.Mark = cand.fold
		}
		for _, f := range formsOf(cand.Mark, cand.reading, cand.Model) {
			if cost, errors, fits := m.Cost(f.fold); fits && (!ok || cost+f.penalty < best.Cost+penalty) {
				best, why, penalty, ok = mark.Hit{Mark: f.fold, Cost: cost, Errors: errors}, f.why, f.penalty, true
			}
		}
		if h, p, fits := doubtful(m, cand); fits && (!ok || h.Cost+p < best.Cost+penalty) {
			best, why, penalty, ok = h, readingForm, p, true
		}
		return best, why, penalty, ok
	})
	return err
}

// readingForm is the form of a mark recorded in doubt: one of the ways to read it.
const readingForm = "reading"

// doubtful compares a mark recorded with much left open. The penalty says that
// it is only one of the texts it may be.
func doubtful(m *mark.Matcher, cand *Candidate) (h mark.Hit, penalty mark.Cost, ok bool) {
	reading, much := leftOpen(cand.reading)
	if !much {
		return h, 0, false
	}
	if h.Cost, h.Errors, penalty, ok = m.Doubtful(reading); ok {
		h.Mark = m.Settled(reading)
	}
	return h, penalty, ok
}

// byDoubt reads the items whose mark was recorded with more left open than can
// be indexed: every such mark is compared with the question as it is.
func (c *collection) byDoubt(ctx context.Context, a ask) error {
	if len(c.s.Doubts) == 0 {
		return nil
	}
	m := mark.Compile(a.pattern, a.errors, nil)
	if a.cut > 0 {
		m = m.Within(a.cut)
	}
	type near struct {
		item focalpoint.ItemID
		cost mark.Cost
	}
	var found []near
	for _, d := range c.s.Doubts {
		if reading, much := leftOpen(d.Reading); much {
			if cost, _, left, ok := m.Doubtful(reading); ok {
				found = append(found, near{d.Item, cost + left})
			}
		}
	}
	slices.SortFunc(found, func(x, y near) int {
		return cmp.Or(cmp.Compare(x.cost, y.cost), cmp.Compare(x.item, y.item))
	})
	if len(found) > c.limit {
		found, c.more = found[:c.limit], true
	}
	for chunk := range slices.Chunk(found, 400) {
		args := make([]any, len(chunk))
		for i, n := range chunk {
			args[i] = string(n.item)
		}
		where, args := c.known.where("m.item IN "+placeholders(1, len(args)), args)
		rows, err := c.r.db.QueryContext(ctx, "SELECT "+candidateColumns+" FROM mark m JOIN item i ON i.id = m.item WHERE "+where+" ORDER BY m.item, m.n", args...)
		if err != nil {
			return err
		}
		if _, err := c.take(rows, a, func(cand *Candidate) (mark.Hit, string, mark.Cost, bool) {
			h, penalty, ok := doubtful(m, cand)
			return h, readingForm, penalty, ok
		}); err != nil {
			return err
		}
	}
	return nil
}

// items reads the items that bear the marks found, cheapest marks first. rest
// says that the limit left some out.
func (c *collection) items(ctx context.Context, a ask, hits []mark.Hit) (rest bool, err error) {
	var plain, other []mark.Hit
	for _, h := range hits {
		if h.ID == 0 {
			plain = append(plain, h)
		} else {
			other = append(other, h)
		}
	}
	if err := c.byAlias(ctx, a, other); err != nil {
		return false, err
	}
	room := c.limit + len(c.known.except)
	for at, size := 0, 1; at < len(plain) && room >= 0; size = min(size*8, 400) {
		chunk := plain[at:min(at+size, len(plain))]
		n, err := c.byFold(ctx, a, chunk, room+1)
		if err != nil {
			return false, err
		}
		if n > room && len(chunk) > 1 {
			// More rows than room: take the marks one by one, cheapest first.
			size = 1
			chunk = chunk[:1]
			if n, err = c.byFold(ctx, a, chunk, room+1); err != nil {
				return false, err
			}
		}
		room -= n
		at += len(chunk)
		if room < 0 || at < len(plain) && room == 0 {
			return true, nil
		}
	}
	return false, nil
}

const candidateColumns = `m.item, m.kind, m.text, m.reading, m.fold, i.kind, i.make_raw, i.make, i.model_raw, i.model, i.calibre_raw, i.calibre, i.type, i.type_class,
	i.country, i.importer, i.made, i.status, i.role, i.state, i.keeper_party, i.seizure, i.last_day`

// byFold reads the items of marks by their folded text and says how many rows there were.
func (c *collection) byFold(ctx context.Context, a ask, hits []mark.Hit, limit int) (int, error) {
	byMark := make(map[string]mark.Hit, len(hits))
	args := make([]any, 0, len(hits))
	for _, h := range hits {
		if have, ok := byMark[h.Mark]; !ok || h.Cost < have.Cost {
			if !ok {
				args = append(args, h.Mark)
			}
			byMark[h.Mark] = h
		}
	}
	if len(args) == 0 {
		return 0, nil
	}
	where, args := c.known.where("m.fold IN "+placeholders(1, len(args)), args)
	rows, err := c.r.db.QueryContext(ctx, "SELECT "+candidateColumns+" FROM mark m JOIN item i ON i.id = m.item WHERE "+where+
		" ORDER BY m.fold, m.item, m.n LIMIT "+strconv.Itoa(limit), args...)
	if err != nil {
		return 0, err
	}
	return c.take(rows, a, func(cand *Candidate) (mark.Hit, string, mark.Cost, bool) {
		h, ok := byMark[cand.fold]
		return h, "", 0, ok && plainText(cand.Mark, cand.reading)
	})
}

// byAlias reads the items of marks found under another form. What the index
// remembers is checked against what is recorded now.
func (c *collection) byAlias(ctx context.Context, a ask, hits []mark.Hit) error {
	for at := 0; at < len(hits) && at < c.limit; at += 400 {
		byItem := map[focalpoint.ItemID][]mark.Hit{}
		var args []any
		for _, h := range hits[at:min(at+400, len(hits))] {
			id := c.s.Aliases[h.ID-1].Item
			if _, ok := byItem[id]; !ok {
				args = append(args, string(id))
			}
			byItem[id] = append(byItem[id], h)
		}
		where, args := c.known.where("m.item IN "+placeholders(1, len(args)), args)
		rows, err := c.r.db.QueryContext(ctx, "SELECT "+candidateColumns+" FROM mark m JOIN item i ON i.id = m.item WHERE "+where+" ORDER BY m.item, m.n", args...)
		if err != nil {
			return err
		}
		_, err = c.take(rows, a, func(cand *Candidate) (mark.Hit, string, mark.Cost, bool) {
			for _, h := range byItem[cand.Item] {
				for _, f := range formsOf(cand.Mark, cand.reading, cand.Model) {
					if f.fold == h.Mark {
						return h, f.why, f.penalty, true
					}
				}
			}
			return mark.Hit{}, "", 0, false
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// take scans rows into candidates and keeps the best mark of each item.
func (c *collection) take(rows *sql.Rows, a ask, hit func(*Candidate) (h mark.Hit, form string, penalty mark.Cost, ok bool)) (int, error) {
	defer rows.Close()
	if c.asked == nil {
		c.asked = map[focalpoint.ItemID]ask{}
	}
	n := 0
	for rows.Next() {
		n++
		cand, err := scanCandidate(rows)
		if err != nil {
			return n, err
		}
		h, form, penalty, ok := hit(&cand)
		if !ok || !c.pattern.Accepts(cand.Mark) {
			continue
		}
		cand.cost, cand.Errors, cand.Form = h.Cost+penalty+a.penalty, h.Errors, cmp.Or(form, a.why)
		if form != "" {
			cand.fold = h.Mark
		}
		if cand.CalibreCode != "" {
			cand.calibreClass = c.r.codes.Class("calibre", cand.CalibreCode)
		}
		cand.weigh(c.known.fields, c.s)
		at, seen := c.best[cand.Item]
		switch {
		case !seen:
			c.best[cand.Item] = len(c.list)
			c.list = append(c.list, cand)
			c.asked[cand.Item] = a
		case cand.cost < c.list[at].cost:
			c.list[at] = cand
			c.asked[cand.Item] = a
		}
	}
	return n, rows.Err()
}

func scanCandidate(rows *sql.Rows) (Candidate, error) {
	var c Candidate
	var made, last sql.NullInt64
	err := rows.Scan(&c.Item, &c.MarkKind, &c.Mark, &c.reading, &c.fold, &c.Kind, &c.Make, &c.MakeCode, &c.Model, &c.modelCode, &c.Calibre, &c.CalibreCode,
		&c.Type, &c.TypeClass, &c.Country, &c.importer, &made, &c.Status, &c.Role, &c.State, &c.Keeper, &c.Seizure, &last)
	c.Year = made.Int64
	if last.Valid {
		c.LastDay = focalpoint.Day(last.Int64).Date()
	}
	return c, err
}

// hard reports whether there are conditions that must hold.
func (k known) hard() bool {
	for _, f := range k.fields {
		if !f.hint {
			return true
		}
	}
	return k.kind != "" || len(k.status) > 0 || k.mark != ""
}

// where adds the hard conditions of a query.
func (k known) where(first string, args []any) (string, []any) {
	parts := []string{first}
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	for _, f := range k.fields {
		switch {
		case f.hint:
		case f.name == "year":
			parts = append(parts, "i.made BETWEEN "+arg(f.from)+" AND "+arg(f.to))
		case f.name == "country":
			parts = append(parts, "(i.country_raw = "+arg(f.raw)+" OR i.country <> '' AND i.country = "+arg(f.code)+")")
		case f.name == "type":
			parts = append(parts, "(i.type_raw = "+arg(f.raw)+" OR i.type <> '' AND i.type = "+arg(f.code)+" OR i.type_class = "+arg(cmp.Or(f.class, f.raw))+")")
		default:
			parts = append(parts, "(i."+f.name+"_raw = "+arg(f.raw)+" OR i."+f.name+" <> '' AND i."+f.name+" = "+arg(f.code)+")")
		}
	}
	if k.kind != "" {
		parts = append(parts, "i.kind = "+arg(string(k.kind)))
	}
	if len(k.status) > 0 {
		list := make([]string, len(k.status))
		for i, s := range k.status {
			list[i] = arg(string(s))
		}
		parts = append(parts, "i.status IN ("+strings.Join(list, ",")+")")
	}
	if k.mark != "" {
		parts = append(parts, "m.kind = "+arg(string(k.mark)))
	}
	if k.struck != "" {
		parts = append(parts, "TRIM(m.text) = "+arg(k.struck))
	}
	for _, id := range k.except {
		parts = append(parts, "i.id <> "+arg(string(id)))
	}
	return strings.Join(parts, " AND "), args
}

func placeholders(from, n int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	b.WriteByte(')')
	return b.String()
}
