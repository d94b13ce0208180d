package person

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
	"focalpoint/internal/i18n"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the persons' tables.
func Schema() store.Schema { return store.Schema{Name: "person", Files: schemaFiles} }

var (
	book    = ledger.NewBook[Person]("person_book")
	rules   = ledger.NewBook[Rule]("retention_book")
	entries = ledger.Logged("person_stage_entry", 1, "id:s person:s stage:s happened:s casefile:s seizure:s body:s withdraws:s reason:s at:i actor:s")
	seals   = ledger.Logged("person_seal", 1, "id:s person:s at:i actor:s action:s rule:s reason:s open_until:i")
)

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{book.Table, entries, seals, rules.Table} }

// Sex of a person as the questionnaire counts it.
type Sex string

// Sexes; empty means that none was reported.
const (
	Male       Sex = "male"
	Female     Sex = "female"
	SexUnknown Sex = "unknown"
)

// Person is what is known of a natural person.
type Person struct {
	Names         []Name               `json:"names,omitempty"`
	Born          focalpoint.Date      `json:"born,omitempty"`
	Died          focalpoint.Date      `json:"died,omitempty"`
	BirthPlace    string               `json:"birthPlace,omitempty"`
	Sex           Sex                  `json:"sex,omitempty"`
	Nationalities []focalpoint.Country `json:"nationalities,omitempty"`
	Addresses     []Address            `json:"addresses,omitempty"`
	Documents     []Document           `json:"documents,omitempty"`
	Contacts      []string             `json:"contacts,omitempty"` // telephone, mail, account names as given
	Occupation    string               `json:"occupation,omitempty"`
	Photo         string               `json:"photo,omitempty"` // digest of a stored picture
	Remarks       string               `json:"remarks,omitempty"`
}

// Name is one name of a person.
type Name struct {
	Kind   NameKind `json:"kind,omitempty"` // empty: the name in use
	Full   string   `json:"full,omitempty"` // as written, in its own script and order
	Given  string   `json:"given,omitempty"`
	Family string   `json:"family,omitempty"`
}

// NameKind says what sort of name it is.
type NameKind string

// Kinds of name.
const (
	NameInUse NameKind = ""
	NameBirth NameKind = "birth"
	NameAlias NameKind = "alias"
	NameOld   NameKind = "former"
)

// String writes the name as it is shown.
func (n Name) String() string {
	if n.Full != "" {
		return n.Full
	}
	return strings.TrimSpace(n.Given + " " + n.Family)
}

// Address is where a person lived or could be met.
type Address struct {
	Text    string             `json:"text"`
	Country focalpoint.Country `json:"country,omitempty"`
	Region  string             `json:"region,omitempty"`
	Since   focalpoint.Date    `json:"since,omitempty"`
	Until   focalpoint.Date    `json:"until,omitempty"`
}

// Document is a paper that names the person: passport, identity card, licence.
type Document struct {
	Kind    string             `json:"kind"` // passport, identity-card, firearm-licence, driving-licence, other
	Number  string             `json:"number"`
	Country focalpoint.Country `json:"country,omitempty"`
	Expires focalpoint.Date    `json:"expires,omitempty"`
	Scan    string             `json:"scan,omitempty"` // digest of a stored file
}

// Shown is the name to show: the one in use, else the first.
func (p Person) Shown() string {
	for _, n := range p.Names {
		if n.Kind == NameInUse {
			return n.String()
		}
	}
	if len(p.Names) > 0 {
		return p.Names[0].String()
	}
	return ""
}

// Store reads and writes persons. It is safe for concurrent use.
type Store struct {
	log   *ledger.Log
	known access.KnownFunc
}

// New returns the persons kept in the log's database.
func New(log *ledger.Log) *Store { return &Store{log: log} }

// findings collects what is wrong with an input, each sentence from the
// message catalogue.
type findings struct{ list focalpoint.Fields }

func (f *findings) add(field, key string, args ...any) {
	f.list = append(f.list, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: field, Msg: english(key, args...), Key: "person.err." + key, Args: args})
}

func english(key string, args ...any) string {
	return i18n.For(i18n.English).T("person.err."+key, args...)
}

func failure(op string, kind focalpoint.Kind, key string, args ...any) error {
	return &focalpoint.Error{Op: op, Kind: kind, Msg: english(key, args...), Key: "person.err." + key, Args: args}
}

const maxText = 4000

// Check finds what is wrong with a person before it is saved. It needs no database.
func (p Person) Check() error {
	var f findings
	if len(p.Names) == 0 && strings.TrimSpace(p.Remarks) == "" {
		f.add("names", "name")
	}
	for i, n := range p.Names {
		path := fmt.Sprintf("names[%d]", i)
		if strings.TrimSpace(n.String()) == "" {
			f.add(path, "name")
		}
		if !slices.Contains([]NameKind{NameInUse, NameBirth, NameAlias, NameOld}, n.Kind) {
			f.add(path+".kind", "choice", "value", string(n.Kind))
		}
	}
	if !slices.Contains([]Sex{"", Male, Female, SexUnknown}, p.Sex) {
		f.add("sex", "choice", "value", string(p.Sex))
	}
	date := func(path string, d focalpoint.Date) {
		if _, err := focalpoint.ParseDate(string(d)); err != nil {
			f.add(path, "date", "value", string(d))
		}
	}
	date("born", p.Born)
	date("died", p.Died)
	for i, a := range p.Addresses {
		path := fmt.Sprintf("addresses[%d].", i)
		if strings.TrimSpace(a.Text) == "" && a.Country == "" {
			f.add(path+"text", "address")
		}
		country(&f, path+"country", a.Country)
		date(path+"since", a.Since)
		date(path+"until", a.Until)
	}
	for i, c := range p.Nationalities {
		country(&f, fmt.Sprintf("nationalities[%d]", i), c)
	}
	for i, d := range p.Documents {
		path := fmt.Sprintf("documents[%d].", i)
		if strings.TrimSpace(d.Number) == "" {
			f.add(path+"number", "document")
		}
		country(&f, path+"country", d.Country)
		date(path+"expires", d.Expires)
		digest(&f, path+"scan", d.Scan)
	}
	digest(&f, "photo", p.Photo)
	for _, t := range p.texts() {
		if len(t.text) > maxText || strings.ContainsRune(t.text, 0) {
			f.add(t.path, "text")
		}
	}
	return f.list.Err("person.Check")
}

type pathText struct{ path, text string }

func (p Person) texts() []pathText {
	out := []pathText{{"birthPlace", p.BirthPlace}, {"occupation", p.Occupation}, {"remarks", p.Remarks}}
	for i, n := range p.Names {
		out = append(out, pathText{fmt.Sprintf("names[%d]", i), n.Full + n.Given + n.Family})
	}
	for i, a := range p.Addresses {
		out = append(out, pathText{fmt.Sprintf("addresses[%d].text", i), a.Text})
	}
	for i, d := range p.Documents {
		out = append(out, pathText{fmt.Sprintf("documents[%d].number", i), d.Number + d.Kind})
	}
	for i, c := range p.Contacts {
		out = append(out, pathText{fmt.Sprintf("contacts[%d]", i), c})
	}
	return out
}

// country checks the shape of a code; whether the State exists is the
// catalogue's to say.
func country(f *findings, path string, c focalpoint.Country) {
	if c != "" && (len(c) != 3 || strings.ToUpper(string(c)) != string(c)) {
		f.add(path, "country", "value", string(c))
	}
}

func digest(f *findings, path, sha string) {
	if sha != "" && !attachment.ValidDigest(sha) {
		f.add(path, "file")
	}
}

// Stub is what may be known of a person without reading personal data.
type Stub struct {
	ID      focalpoint.PersonID `json:"id"`
	Version int64               `json:"version"`
	Sex     Sex                 `json:"sex,omitempty"`
	Sealed  bool                `json:"sealed,omitempty"`
	Rule    string              `json:"rule,omitempty"` // the rule of retention it was sealed by
}

// Stub returns what may be known of a person without a purpose.
func (s *Store) Stub(ctx context.Context, id focalpoint.PersonID) (Stub, error) {
	list, err := stubs(ctx, s.log.DB, []focalpoint.PersonID{id})
	if err == nil && len(list) == 0 {
		err = failure("person.Stub", focalpoint.KindNotFound, "missing", "id", string(id))
	}
	if err != nil {
		return Stub{}, err
	}
	return list[0], nil
}

// Stubs returns the stubs of several persons in the order asked; unknown ids
// are left out.
func (s *Store) Stubs(ctx context.Context, ids []focalpoint.PersonID) ([]Stub, error) {
	return stubs(ctx, s.log.DB, ids)
}

// Unknown returns those of the given ids that are no person of ours, in order,
// for rooms that check a record before they save it.
func Unknown(ctx context.Context, q store.Queryer, ids []focalpoint.PersonID) ([]focalpoint.PersonID, error) {
	list, err := stubs(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var out []focalpoint.PersonID
	for _, id := range ids {
		if !slices.ContainsFunc(list, func(s Stub) bool { return s.ID == id }) {
			out = append(out, id)
		}
	}
	return out, nil
}

func stubs(ctx context.Context, q store.Queryer, ids []focalpoint.PersonID) ([]Stub, error) {
	found := map[focalpoint.PersonID]Stub{}
	for chunk := range slices.Chunk(ids, 200) {
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), string(id)
		}
		rows, err := q.QueryContext(ctx, `SELECT id, version, sex, sealed, sealed_by FROM person WHERE id IN (`+strings.Join(marks, ",")+`)`, args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var s Stub
			var sealed int64
			if err := rows.Scan(&s.ID, &s.Version, &s.Sex, &sealed, &s.Rule); err != nil {
				rows.Close()
				return nil, err
			}
			s.Sealed = sealed > 0
			found[s.ID] = s
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	out := make([]Stub, 0, len(found))
	for _, id := range ids {
		if s, ok := found[id]; ok {
			out = append(out, s)
		}
	}
	return out, nil
}
