package seizure

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

var (
	rowColumns = strings.Fields(`id version number number_fold happened year first_day last_day place country region unit location lat lon
		authority authority_name context offences conveyance concealment departure transit destination roles kinds goods
		items firearms parts rounds persons photos text withdrawn import import_row entered changed`)
	personColumns = strings.Fields(`person seizure n role stage`)
)

// derive makes the row of a seizure again. first is when it was entered, if it
// has no row yet.
func (r *Room) derive(ctx context.Context, tx *ledger.Tx, id focalpoint.SeizureID, version int64, s *Seizure, first time.Time) error {
	entered := first.UnixMicro()
	err := tx.QueryRowContext(ctx, `SELECT entered FROM seizure WHERE id = $1`, string(id)).Scan(&entered)
	if err != nil && !store.Missing(err) {
		return err
	}
	for _, table := range []string{"seizure WHERE id", "seizure_person WHERE seizure"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" = $1", string(id)); err != nil {
			return err
		}
	}
	row, people := r.rowsOf(id, version, s, entered, tx.Leaf)
	if err := tx.InsertDerived(ctx, "seizure", rowColumns, row); err != nil {
		return err
	}
	return tx.InsertDerived(ctx, "seizure_person", personColumns, people...)
}

func (r *Room) rowsOf(id focalpoint.SeizureID, version int64, s *Seizure, entered, leaf int64) (row []any, people [][]any) {
	var first, last, lat, lon any
	year := int64(0)
	if f, l, ok := s.Happened.Bounds(); ok {
		first, last = int64(f), int64(l)
		if y, ok := s.Happened.Year(); ok {
			year = int64(y)
		}
	}
	if s.Place.HasPoint {
		lat, lon = s.Place.Lat, s.Place.Lon
	}
	c := r.count(s)
	row = []any{string(id), version, s.Number, foldNumber(s.Number), string(s.Happened), year, first, last,
		s.Place.Text, string(s.Place.Country), s.Place.Region, s.Place.Unit, string(s.Place.Location), lat, lon,
		string(s.Authority.Party), s.Authority.Name, string(s.Context), strings.Join(c.offences, " "), s.Conveyance.Code, codes(s.Concealment),
		string(s.Route.Departure.Country), transit(s.Route.Transit), string(s.Route.Destination.Country),
		strings.Join(c.roles, " "), strings.Join(c.kinds, " "), strings.Join(c.goods, " "),
		int64(len(s.Items)), c.firearms, c.parts, c.rounds, int64(len(s.Persons)), int64(c.photos), searched(s), s.Withdrawn,
		string(s.Import), s.Row, entered, leaf}
	if !s.Withdrawn {
		for n, p := range s.Persons {
			people = append(people, []any{string(p.Person), string(id), int64(n), string(p.Role), string(p.Stage)})
		}
	}
	return row, people
}

// counts are what a list shows of the items of a seizure.
type counts struct {
	offences, roles, kinds, goods []string
	firearms, parts, rounds       int64
	photos                        int
}

func (r *Room) count(s *Seizure) counts {
	var c counts
	once := func(to *[]string, v string) {
		if v != "" && !slices.Contains(*to, v) {
			*to = append(*to, v)
		}
	}
	for _, o := range s.Offences {
		once(&c.offences, r.codes.Offence(o).Code)
	}
	for _, g := range s.Goods {
		once(&c.goods, g.Kind.Code)
	}
	c.photos = len(s.Photos)
	for _, it := range s.Items {
		d := it.Describes
		if d.Kind == "" {
			d = r.codes.Describe(d)
		}
		once(&c.roles, string(it.Role))
		once(&c.kinds, string(d.Kind))
		switch d.Kind {
		case focalpoint.Part:
			c.parts += max(1, d.Quantity)
		case focalpoint.Ammunition:
			c.rounds += d.Quantity
		case focalpoint.Firearm, "":
			c.firearms += max(1, d.Quantity)
		}
		c.photos += len(it.Photos)
		for _, o := range it.Offences {
			once(&c.offences, r.codes.Offence(o).Code)
		}
		for _, m := range it.Marks {
			if m.Photo != "" {
				c.photos++
			}
		}
	}
	for _, list := range [][]string{c.offences, c.roles, c.kinds, c.goods} {
		slices.Sort(list)
	}
	return c
}

func codes(list []focalpoint.Coded) string {
	var out []string
	for _, c := range list {
		if c.Code != "" && !slices.Contains(out, c.Code) {
			out = append(out, c.Code)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func transit(list []Point) string {
	var out []string
	for _, p := range list {
		if p.Country != "" {
			out = append(out, string(p.Country))
		}
	}
	return strings.Join(out, " ")
}

// foldNumber brings spellings of one file number together: letters and digits
// alone, in lower case.
func foldNumber(s string) string {
	folded := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	if len(folded) > longestNumber { // not a number; an index of the database holds no more
		sum := sha256.Sum256([]byte(folded))
		return strings.ToValidUTF8(folded[:longestNumber/2], "") + hex.EncodeToString(sum[:])
	}
	return folded
}

const longestNumber = 400

// searched is the text a list is searched in: lower case, blanks made one.
// Nothing personal is in it.
func searched(s *Seizure) string {
	words := []string{s.Number, s.Place.Text, s.Place.Unit, s.Place.Region, s.Authority.Name, s.Summary}
	for _, it := range s.Items {
		d := it.Describes
		words = append(words, d.Make.Raw, d.Make.Code, d.Model.Raw, d.Calibre.Raw, d.Type.Raw, it.Exhibit)
	}
	return foldText(strings.Join(words, " "))
}

func foldText(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}
