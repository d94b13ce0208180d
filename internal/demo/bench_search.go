package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"focalpoint/internal/register"
	"focalpoint/mark"
)

// benchAsk is one class of search, with its plain SQL.
type benchAsk struct {
	class, sql string
	pattern    func(d dice, number []rune) (pattern string, like []string)
}

// throwAsks lists the classes. Numbers are folded, as a plain table that was filled with care would hold them.
func (b *Bench) throwAsks() []benchAsk {
	replaced := func(number []rune, at int, with string) string {
		return string(number[:at]) + with + string(number[at+1:])
	}
	return []benchAsk{
		{"exact", "serial_ = $1", func(_ dice, n []rune) (string, []string) { return "=" + string(n), []string{string(n)} }},
		{"tolerant", "one LIKE for each place", func(d dice, n []rune) (string, []string) {
			wrong := misread(d, string(n))
			var like []string
			for i := range []rune(wrong) {
				like = append(like, replaced([]rune(wrong), i, "_"))
			}
			return wrong, like
		}},
		{"one unknown", "serial_ LIKE", func(d dice, n []rune) (string, []string) {
			at := struckPlaces(d, n)[0]
			return replaced(n, at, "?"), []string{replaced(n, at, "_")}
		}},
		{"three unknown", "serial_ LIKE", func(d dice, n []rune) (string, []string) {
			p, like := slices.Clone(n), slices.Clone(n)
			for _, at := range struckPlaces(d, n)[:3] {
				p[at], like[at] = '?', '_'
			}
			return string(p), []string{string(like)}
		}},
		{"beginning lost", "serial_ LIKE", func(_ dice, n []rune) (string, []string) {
			return "*" + string(n[2:]), []string{"%" + string(n[2:])}
		}},
		{"both ends lost", "serial_ LIKE", func(_ dice, n []rune) (string, []string) {
			return "*" + string(n[1:len(n)-1]) + "*", []string{"%" + string(n[1:len(n)-1]) + "%"}
		}},
	}
}

// struckPlaces returns the places of a number that hold a symbol, in a thrown order; what separates them is no symbol.
func struckPlaces(d dice, number []rune) []int {
	return slices.DeleteFunc(d.Perm(len(number)), func(at int) bool { return !isPlain(number[at]) })
}

// search asks each class of the register and of the plain table.
func (b *Bench) search(ctx context.Context) ([]BenchSearch, error) {
	var out []BenchSearch
	for c, a := range b.asks {
		b.Tell("searching: "+a.class, c, len(b.asks))
		s := BenchSearch{Class: a.class, Queries: b.Queries, PeerSQL: a.sql}
		var ours, peers []float64
		for q := range b.Queries {
			d := b.w.dice("bench "+a.class, q)
			life := b.w.Life(d.IntN(b.w.Size))
			struck := life.Written
			pattern, like := a.pattern(d, []rune(struck))
			s.Example = pattern
			start := b.Clock()
			found, err := b.Register.Search(ctx, register.Query{Pattern: pattern, Limit: 1000})
			if err != nil {
				return nil, fmt.Errorf("search %q: %w", pattern, err)
			}
			ours = append(ours, micros(b.Clock().Sub(start)))
			if slices.ContainsFunc(found.Candidates, func(k register.Candidate) bool { return mark.Fold(k.Mark) == mark.Fold(struck) }) {
				s.Found++
			}
			start = b.Clock()
			hit, err := b.peerSearch(ctx, a, like, struck)
			if err != nil {
				return nil, err
			}
			peers = append(peers, micros(b.Clock().Sub(start)))
			if hit {
				s.PeerFound++
			}
		}
		s.Found, s.PeerFound = s.Found/float64(b.Queries), s.PeerFound/float64(b.Queries)
		s.Times, s.Peer = percentiles(ours), percentiles(peers)
		s.Ratio = s.Peer.P50 / max(s.P50, 1)
		out = append(out, s)
	}
	return out, nil
}

func (b *Bench) peerSearch(ctx context.Context, a benchAsk, like []string, struck string) (bool, error) {
	where, args := "serial_ = $1", []any{like[0]}
	if a.class != "exact" {
		parts := make([]string, len(like))
		args = args[:0]
		for i, l := range like {
			parts[i] = "serial_ LIKE $" + strconv.Itoa(i+1)
			args = append(args, l)
		}
		where = strings.Join(parts, " OR ")
	}
	rows, err := b.DB.QueryContext(ctx, "SELECT make_, model_, serial_ FROM bench_register WHERE "+where+" LIMIT 1000", args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	hit := false
	for rows.Next() {
		var maker, model, number string
		if err := rows.Scan(&maker, &model, &number); err != nil {
			return false, err
		}
		hit = hit || number == struck
	}
	return hit, rows.Err()
}
