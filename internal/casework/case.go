package casework

import (
	"context"
	"embed"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the tables of cases, groups and follow-ups.
func Schema() store.Schema { return store.Schema{Name: "casework", Files: schemaFiles} }

var (
	cases   = ledger.NewBook[Case]("case_book")
	groups  = ledger.NewBook[Group]("group_book")
	follows = ledger.NewBook[FollowUp]("followup_book")
)

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{cases.Table, groups.Table, follows.Table} }

// Status says whether a case is worked on.
type Status string

// Statuses of a case.
const (
	Open      Status = "open"
	Suspended Status = "suspended"
	Closed    Status = "closed"
)

// Case is what an investigation holds together.
type Case struct {
	Number     string             `json:"number,omitempty"` // of the authority's own file
	Title      string             `json:"title"`
	Summary    string             `json:"summary,omitempty"`
	Status     Status             `json:"status"`
	Opened     focalpoint.Date    `json:"opened,omitempty"`
	Ended      focalpoint.Date    `json:"ended,omitempty"`
	Outcome    string             `json:"outcome,omitempty"`  // why it is closed
	Authority  focalpoint.Ref     `json:"authority,omitzero"` // who leads
	Owner      focalpoint.UserID  `json:"owner,omitempty"`    // who works on it here
	Offences   []focalpoint.Coded `json:"offences,omitempty"`
	Links      []Link             `json:"links,omitempty"`
	Evidence   []Evidence         `json:"evidence,omitempty"`
	Relations  []Relation         `json:"relations,omitempty"`
	MergedInto focalpoint.CaseID  `json:"mergedInto,omitempty"`
}

// LinkKind says what a case holds.
type LinkKind string

// Kinds of things a case holds.
const (
	LinkSeizure LinkKind = "seizure"
	LinkItem    LinkKind = "item"
	LinkTrace   LinkKind = "trace"
	LinkPerson  LinkKind = "person"
	LinkGroup   LinkKind = "group"
	LinkCase    LinkKind = "case" // a related case
)

// LinkKinds lists the kinds in the order in which pages show them.
func LinkKinds() []LinkKind {
	return []LinkKind{LinkSeizure, LinkItem, LinkTrace, LinkPerson, LinkGroup, LinkCase}
}

// prefixOf is the prefix of the ids a kind of link takes.
func prefixOf(k LinkKind) string {
	return map[LinkKind]string{LinkSeizure: focalpoint.PrefixSeizure, LinkItem: focalpoint.PrefixItem, LinkTrace: focalpoint.PrefixTrace,
		LinkPerson: focalpoint.PrefixPerson, LinkGroup: focalpoint.PrefixGroup, LinkCase: focalpoint.PrefixCase}[k]
}

// KindOfID returns the kind of link that an identifier is for, or "".
func KindOfID(id string) LinkKind {
	for _, k := range LinkKinds() {
		if focalpoint.IDPrefix(id) == prefixOf(k) {
			return k
		}
	}
	return ""
}

// Link puts one thing into a case.
type Link struct {
	Kind LinkKind `json:"kind"`
	ID   string   `json:"id"`
	Role string   `json:"role,omitempty"` // of a person in the case: suspect, victim, witness …; free
	Note string   `json:"note,omitempty"`
}

// Evidence is a stored file that belongs to a case.
type Evidence struct {
	SHA   string            `json:"sha"` // digest of the stored file
	Title string            `json:"title"`
	Kind  string            `json:"kind,omitempty"` // photograph, report, statement, letter, recording, other
	Date  focalpoint.Date   `json:"date,omitempty"`
	Item  focalpoint.ItemID `json:"item,omitempty"` // the item it is about
	Note  string            `json:"note,omitempty"`
}

// EvidenceKinds lists the kinds in the order in which pages show them.
func EvidenceKinds() []string {
	return []string{"photograph", "report", "statement", "letter", "other"}
}

// Relation is something an investigator holds to be so between two things of
// the case: sold to, met, called, brother of.
type Relation struct {
	From      string          `json:"from"` // ids
	To        string          `json:"to"`
	What      string          `json:"what"` // in the investigator's words
	Date      focalpoint.Date `json:"date,omitempty"`
	Suspected bool            `json:"suspected,omitempty"` // not established
}

// Room keeps cases, groups and follow-ups. It is safe for concurrent use.
type Room struct {
	log     *ledger.Log
	reg     *register.Register
	persons *person.Store
	from    Sources
}

// New returns the room kept in the log's database.
func New(log *ledger.Log, reg *register.Register, persons *person.Store, from Sources) *Room {
	return &Room{log: log, reg: reg, persons: persons, from: from}
}

// Input is a case to be saved.
type Input struct {
	ID     focalpoint.CaseID // empty: a new one
	Base   int64             // version the change was made from
	Reason string            // of a change
	Case   Case
}

// Save checks and saves a case, in one write. It returns its id and version.
func (r *Room) Save(ctx context.Context, by focalpoint.UserID, in Input) (focalpoint.CaseID, int64, error) {
	in.Case.clean(by, r.log.Now().UTC())
	if err := r.Validate(in.Case); err != nil {
		return in.ID, 0, err
	}
	if err := change("casework.Save", string(in.ID), in.Base, in.Reason); err != nil {
		return in.ID, 0, err
	}
	if err := r.there(ctx, in.ID, in.Case); err != nil {
		return in.ID, 0, err
	}
	id, version := in.ID, int64(0)
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "case.save", Subject: string(id)}, func(tx *ledger.Tx) (err error) {
		id = in.ID
		if id == "" {
			id = focalpoint.CaseID(tx.NewID(focalpoint.PrefixCase))
			tx.Entry.Subject = string(id)
		}
		version, err = r.put(ctx, tx, id, in.Base, in.Case, in.Reason)
		return err
	})
	return id, version, err
}

// Get returns the latest version of a case.
func (r *Room) Get(ctx context.Context, id focalpoint.CaseID) (ledger.Version[Case], error) {
	return cases.Get(ctx, r.log.DB, string(id))
}

// History returns every version of a case, oldest first.
func (r *Room) History(ctx context.Context, id focalpoint.CaseID) ([]ledger.Version[Case], error) {
	return cases.History(ctx, r.log.DB, string(id))
}

// Attach puts things into a case, in a write of its own; what is in it already
// stays as it is. It works on the latest version, so that an officer who adds an
// item from another page never meets a conflict.
func (r *Room) Attach(ctx context.Context, by focalpoint.UserID, id focalpoint.CaseID, links ...Link) (int64, error) {
	if err := r.there(ctx, id, Case{Links: links}); err != nil {
		return 0, err
	}
	return r.edit(ctx, by, id, "case.attach", "attached", func(c *Case) error {
		for _, l := range links {
			if !slices.ContainsFunc(c.Links, func(have Link) bool { return have.Kind == l.Kind && have.ID == l.ID }) {
				c.Links = append(c.Links, l)
			}
		}
		return nil
	})
}

// Detach takes a thing out of a case, with a reason.
func (r *Room) Detach(ctx context.Context, by focalpoint.UserID, id focalpoint.CaseID, kind LinkKind, ref, reason string) (int64, error) {
	if strings.TrimSpace(reason) == "" {
		return 0, failure("casework.Detach", focalpoint.KindInvalid, "reason", "reason")
	}
	return r.edit(ctx, by, id, "case.detach", reason, func(c *Case) error {
		kept := slices.DeleteFunc(slices.Clone(c.Links), func(l Link) bool { return l.Kind == kind && l.ID == ref })
		if len(kept) == len(c.Links) {
			return failure("casework.Detach", focalpoint.KindNotFound, "", "no-link", "id", ref)
		}
		c.Links = kept
		return nil
	})
}

// HoldIn puts a thing into a case, or takes it out, inside a write of the caller
// who knows that it is there, as when a trace is given to a case on its own page.
// What is as asked already stays as it is. A case that was merged is refused.
func (r *Room) HoldIn(ctx context.Context, tx *ledger.Tx, id focalpoint.CaseID, link Link, hold bool, reason string) error {
	v, err := cases.Get(ctx, tx, string(id))
	if focalpoint.KindOf(err) == focalpoint.KindNotFound {
		return failure("casework.HoldIn", focalpoint.KindInvalid, "case", "id", "id", string(id))
	}
	if err != nil {
		return err
	}
	if !hold && v.Doc.MergedInto != "" {
		return nil // what it held went on
	}
	is := func(l Link) bool { return l.Kind == link.Kind && l.ID == link.ID }
	if slices.ContainsFunc(v.Doc.Links, is) == hold {
		return nil
	}
	_, err = r.editIn(ctx, tx, id, reason, func(c *Case) error {
		if c.Links = slices.DeleteFunc(slices.Clone(c.Links), is); hold {
			c.Links = append(c.Links, link)
		}
		return nil
	})
	return err
}

// edit changes the latest version of a case.
func (r *Room) edit(ctx context.Context, by focalpoint.UserID, id focalpoint.CaseID, action, reason string, fn func(*Case) error) (version int64, err error) {
	_, err = r.log.Write(ctx, ledger.Entry{Actor: by, Action: action, Subject: string(id)}, func(tx *ledger.Tx) (err error) {
		version, err = r.editIn(ctx, tx, id, reason, fn)
		return err
	})
	return version, err
}

func (r *Room) editIn(ctx context.Context, tx *ledger.Tx, id focalpoint.CaseID, reason string, fn func(*Case) error) (int64, error) {
	v, err := cases.Get(ctx, tx, string(id))
	if err != nil {
		return 0, err
	}
	if v.Doc.MergedInto != "" {
		return 0, failure("casework.Attach", focalpoint.KindConflict, "", "merged", "id", string(v.Doc.MergedInto))
	}
	if err := fn(&v.Doc); err != nil {
		return 0, err
	}
	if err := r.Validate(v.Doc); err != nil {
		return 0, err
	}
	return r.put(ctx, tx, id, v.Version, v.Doc, reason)
}

// Merge makes one case of two, as when a comparison shows that one pistol was
// used in both: everything in from goes into into; from is closed and says
// where it went. Both stay readable, version by version.
func (r *Room) Merge(ctx context.Context, by focalpoint.UserID, from, into focalpoint.CaseID, reason string) error {
	const op = "casework.Merge"
	switch {
	case strings.TrimSpace(reason) == "":
		return failure(op, focalpoint.KindInvalid, "reason", "reason")
	case from == into:
		return failure(op, focalpoint.KindInvalid, "into", "merge-self")
	}
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "case.merge", Subject: string(from)}, func(tx *ledger.Tx) error {
		a, err := cases.Get(ctx, tx, string(from))
		if err != nil {
			return err
		}
		b, err := cases.Get(ctx, tx, string(into))
		if err != nil {
			return err
		}
		for _, v := range []ledger.Version[Case]{a, b} {
			if v.Doc.MergedInto != "" {
				return failure(op, focalpoint.KindConflict, "", "merged", "id", string(v.Doc.MergedInto))
			}
		}
		b.Doc.absorb(a.Doc, from, into)
		a.Doc.Status, a.Doc.MergedInto, a.Doc.Outcome, a.Doc.Ended = Closed, into, reason, focalpoint.DateOf(tx.At)
		if _, err := r.put(ctx, tx, from, a.Version, a.Doc, reason); err != nil {
			return err
		}
		_, err = r.put(ctx, tx, into, b.Version, b.Doc, reason)
		return err
	})
	return err
}

// absorb takes over what another case holds, each thing once.
func (c *Case) absorb(o Case, from, into focalpoint.CaseID) {
	for _, l := range o.Links {
		if l.ID != string(into) && !slices.ContainsFunc(c.Links, func(have Link) bool { return have.Kind == l.Kind && have.ID == l.ID }) {
			c.Links = append(c.Links, l)
		}
	}
	c.Links = slices.DeleteFunc(c.Links, func(l Link) bool { return l.ID == string(from) })
	for _, e := range o.Evidence {
		if !slices.ContainsFunc(c.Evidence, func(have Evidence) bool { return have.SHA == e.SHA }) {
			c.Evidence = append(c.Evidence, e)
		}
	}
	for _, rel := range o.Relations {
		if !slices.Contains(c.Relations, rel) {
			c.Relations = append(c.Relations, rel)
		}
	}
	for _, of := range o.Offences {
		if !slices.Contains(c.Offences, of) {
			c.Offences = append(c.Offences, of)
		}
	}
}
