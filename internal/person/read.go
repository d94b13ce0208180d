package person

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// Record is a person as read: the latest version, or a seal in its place.
type Record struct {
	ID      focalpoint.PersonID `json:"id"`
	Version int64               `json:"version"`
	At      time.Time           `json:"at"` // of the version
	Person  Person              `json:"person,omitzero"`
	Seal    *Seal               `json:"seal,omitempty"` // set: Person is empty
}

// Seal says that personal data is sealed, since when and by what rule.
type Seal struct {
	Since  time.Time `json:"since"`
	Rule   string    `json:"rule"`   // id of the rule of retention
	Source string    `json:"source"` // of the rule: the law
}

// Read returns a person for a purpose and leaves an access entry. A sealed
// person is an error of KindForbidden that says since when and by what rule.
func (s *Store) Read(ctx context.Context, by access.User, why access.Purpose, id focalpoint.PersonID) (Record, error) {
	list, err := s.ReadMany(ctx, by, why, []focalpoint.PersonID{id})
	switch {
	case err != nil:
		return Record{}, err
	case len(list) == 0:
		return Record{}, failure("person.Read", focalpoint.KindNotFound, "missing", "id", string(id))
	case list[0].Seal != nil:
		return list[0], sealed("person.Read", *list[0].Seal)
	}
	return list[0], nil
}

// ReadMany is Read for several persons at once, in the order asked. Unknown
// ids are left out; sealed persons come with their Seal and without data.
func (s *Store) ReadMany(ctx context.Context, by access.User, why access.Purpose, ids []focalpoint.PersonID) ([]Record, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	if err := s.stated(ctx, why); err != nil {
		return nil, err
	}
	var out []Record
	_, err := s.log.Write(ctx, ledger.Entry{Actor: by.ID, Action: "person.read", Subject: why.Ref}, func(tx *ledger.Tx) error {
		var err error
		out, err = s.read(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, r := range out {
			what := "read"
			if r.Seal != nil {
				what = "sealed"
			}
			if err := access.Saw(ctx, tx, why, string(r.ID), what); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// CheckPurposes has every reading ask whether what its purpose names is on
// record; without it nobody asks. Call it once, before the store is used.
func (s *Store) CheckPurposes(known access.KnownFunc) { s.known = known }

// stated refuses a reading without a purpose, or for one that points nowhere.
func (s *Store) stated(ctx context.Context, why access.Purpose) error {
	wrong := func(key string, args ...any) error {
		return &focalpoint.Error{Op: "person.Read", Kind: focalpoint.KindInvalid, Field: "purpose", Msg: english(key, args...), Key: "person.err." + key, Args: args}
	}
	if why.Check() != nil {
		return wrong("purpose-missing")
	}
	if s.known == nil || why.Ref == "" {
		return nil
	}
	known, err := s.known(ctx, why)
	if err == nil && !known {
		return wrong("purpose-nowhere", "ref", why.Ref)
	}
	return err
}

func (s *Store) read(ctx context.Context, tx *ledger.Tx, ids []focalpoint.PersonID) ([]Record, error) {
	known, err := stubs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var open []string
	seals := map[focalpoint.PersonID]*Seal{}
	for _, k := range known {
		row, err := s.sealOf(ctx, tx, k.ID)
		if err != nil {
			return nil, err
		}
		if row.shut(tx.At) {
			seals[k.ID] = row.seal()
		} else {
			open = append(open, string(k.ID))
		}
	}
	versions, err := book.Many(ctx, tx, open)
	if err != nil {
		return nil, err
	}
	out := make([]Record, 0, len(known))
	for _, k := range known {
		r := Record{ID: k.ID, Version: k.Version, Seal: seals[k.ID]}
		if i := slices.IndexFunc(versions, func(v ledger.Version[Person]) bool { return v.ID == string(k.ID) }); i >= 0 {
			r.Version, r.At, r.Person = versions[i].Version, versions[i].At, versions[i].Doc
		}
		out = append(out, r)
	}
	return out, nil
}

// History returns every version of a person for a purpose, oldest first, and
// leaves an access entry.
func (s *Store) History(ctx context.Context, by access.User, why access.Purpose, id focalpoint.PersonID) ([]ledger.Version[Person], error) {
	if _, err := s.Read(ctx, by, why, id); err != nil {
		return nil, err
	}
	return book.History(ctx, s.log.DB, string(id))
}

// Query is what to search persons by. Text holds words of names in any order
// and any of the scripts the names are written in; Document the number of a
// paper; Born narrows by overlap of dates.
type Query struct {
	Text     string          `json:"text,omitempty"`
	Document string          `json:"document,omitempty"`
	Born     focalpoint.Date `json:"born,omitempty"`
	Sex      Sex             `json:"sex,omitempty"`
	Limit    int             `json:"limit,omitempty"` // default 20, at most 100
}

// Hit is a person found, the likeliest first. Score is 0 to 1.
type Hit struct {
	Record
	Score float64 `json:"score"`
}

// Search finds persons for a purpose. The words asked and each person shown
// leave an access entry. Sealed persons are not found.
func (s *Store) Search(ctx context.Context, by access.User, why access.Purpose, q Query) ([]Hit, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	if err := s.stated(ctx, why); err != nil {
		return nil, err
	}
	asked, number := words(q.Text), numberOf(q.Document)
	if len(asked) == 0 && number == "" {
		return nil, &focalpoint.Error{Op: "person.Search", Kind: focalpoint.KindInvalid, Field: "text", Msg: english("query"), Key: "person.err.query"}
	}
	if _, err := focalpoint.ParseDate(string(q.Born)); err != nil {
		return nil, &focalpoint.Error{Op: "person.Search", Kind: focalpoint.KindInvalid, Field: "born", Msg: english("date", "value", string(q.Born)), Key: "person.err.date", Args: []any{"value", string(q.Born)}}
	}
	var hits []Hit
	_, err := s.log.Write(ctx, ledger.Entry{Actor: by.ID, Action: "person.search", Subject: why.Ref}, func(tx *ledger.Tx) error {
		scores, err := score(ctx, tx, asked, number)
		if err != nil {
			return err
		}
		if hits, err = s.hits(ctx, tx, scores, q); err != nil {
			return err
		}
		if err := access.Saw(ctx, tx, why, access.SubjectPersons, strings.TrimSpace(q.Text+" "+q.Document+" "+string(q.Born))); err != nil {
			return err
		}
		for _, h := range hits {
			if err := access.Saw(ctx, tx, why, string(h.ID), "found"); err != nil {
				return err
			}
		}
		return nil
	})
	return hits, err
}

// score compares the asked words with the words of all names that begin alike.
func score(ctx context.Context, q store.Queryer, asked []string, number string) (map[string]float64, error) {
	total := map[string]float64{}
	for _, w := range asked {
		best := map[string]float64{}
		err := eachWord(ctx, q, "name", firstLetters(w), func(word, person string) {
			if l := likeness(w, word); l > best[person] {
				best[person] = l
			}
		})
		if err != nil {
			return nil, err
		}
		for person, l := range best {
			total[person] += l
		}
	}
	parts := float64(len(asked))
	if number != "" {
		parts++
		err := eachWord(ctx, q, "document", number, func(word, person string) {
			if word == number {
				total[person]++
			} else if len(number) >= 4 {
				total[person] += 0.8
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for person := range total {
		total[person] /= parts
	}
	return total, nil
}

// firstLetters is the beginning that a word of a name must share: one letter,
// so that a mistake may stand anywhere but at the front.
func firstLetters(w string) string {
	for i := range w {
		if i > 0 {
			return w[:i]
		}
	}
	return w
}

func eachWord(ctx context.Context, q store.Queryer, kind, prefix string, fn func(word, person string)) error {
	rows, err := q.QueryContext(ctx, `SELECT word, person FROM person_word WHERE word >= $1 AND word < $2 AND kind = $3 ORDER BY word, person`, prefix, prefix+"\U0010ffff", kind)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var word, person string
		if err := rows.Scan(&word, &person); err != nil {
			return err
		}
		fn(word, person)
	}
	return rows.Err()
}

// leastScore is the likeness under which a person is not shown: half of the words.
const leastScore = 0.5

func (s *Store) hits(ctx context.Context, tx *ledger.Tx, scores map[string]float64, q Query) ([]Hit, error) {
	var order []string
	for person, sc := range scores {
		if sc >= leastScore {
			order = append(order, person)
		}
	}
	slices.SortFunc(order, func(a, b string) int {
		if scores[a] != scores[b] {
			if scores[a] > scores[b] {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	limit := q.Limit
	if limit <= 0 {
		limit = 20
	}
	limit = min(limit, 100)
	var out []Hit
	for chunk := range slices.Chunk(order, 200) {
		ids := make([]focalpoint.PersonID, len(chunk))
		for i, id := range chunk {
			ids[i] = focalpoint.PersonID(id)
		}
		records, err := s.read(ctx, tx, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if r.Seal == nil && q.fits(r.Person) && len(out) < limit {
				out = append(out, Hit{r, scores[string(r.ID)]})
			}
		}
		if len(out) == limit {
			break
		}
	}
	return out, nil
}

func (q Query) fits(p Person) bool {
	if q.Sex != "" && q.Sex != SexUnknown && p.Sex != "" && p.Sex != SexUnknown && p.Sex != q.Sex {
		return false
	}
	af, al, ok1 := q.Born.Bounds()
	bf, bl, ok2 := p.Born.Bounds()
	return !ok1 || !ok2 || af <= bl && bf <= al
}

// sealRow is the derived state of a person's seal.
type sealRow struct {
	sealed    time.Time
	rule      string
	openUntil focalpoint.Day
	source    string
}

func (s *Store) sealOf(ctx context.Context, q store.Queryer, id focalpoint.PersonID) (sealRow, error) {
	var at, until int64
	var r sealRow
	err := q.QueryRowContext(ctx, `SELECT sealed, sealed_by, open_until FROM person WHERE id = $1`, string(id)).Scan(&at, &r.rule, &until)
	if store.Missing(err) {
		return r, failure("person.Read", focalpoint.KindNotFound, "missing", "id", string(id))
	}
	if err != nil || at == 0 {
		return r, err
	}
	r.sealed, r.openUntil = time.UnixMicro(at).UTC(), focalpoint.Day(until)
	list, err := s.rulesIn(ctx, q)
	for _, rule := range list {
		if rule.ID == r.rule {
			r.source = rule.Source
		}
	}
	return r, err
}

// shut says whether the data may not be read now.
func (r sealRow) shut(now time.Time) bool {
	return !r.sealed.IsZero() && focalpoint.DayOf(now) > r.openUntil
}

func (r sealRow) seal() *Seal { return &Seal{Since: r.sealed, Rule: r.rule, Source: r.source} }

func (r sealRow) refusal(op string) error { return sealed(op, *r.seal()) }

func sealed(op string, s Seal) error {
	return failure(op, focalpoint.KindForbidden, "sealed", "since", fmt.Sprint(focalpoint.DateOf(s.Since)), "rule", s.Rule, "source", s.Source)
}
