package catalogue

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"focalpoint"
)

// Catalogue is all code lists with their coders, as they stand now. Every call
// is answered from one snapshot that never changes; Adopt and Store.Refresh
// put a newer snapshot in its place, for all who hold the catalogue at once.
type Catalogue struct {
	now       atomic.Pointer[snapshot]
	additions []Addition // those it was made with, below what the State stores
	also      Elsewhere
}

// Elsewhere holds entries of lists that another part of the house keeps, such
// as the record keepers of the directory.
type Elsewhere interface {
	// Version is the log entry of the newest of them, -1 without any.
	Version(ctx context.Context) (int64, error)
	// Entries gives them by list.
	Entries(ctx context.Context) (map[string][]Entry, error)
}

// Also lets Store.Refresh bring what is kept elsewhere. Call it before the first
// Refresh.
func (c *Catalogue) Also(e Elsewhere) { c.also = e }

// Default returns a catalogue of the shipped data without additions. It panics
// only when the program was built with broken data files, which a test excludes.
var Default = sync.OnceValue(func() *Catalogue {
	c, err := New()
	if err != nil {
		panic(err)
	}
	return c
})

// New makes a catalogue of the shipped data and additions, later ones going
// before earlier ones. The error names the addition that does not fit.
func New(additions ...Addition) (*Catalogue, error) {
	src, err := base()
	if err != nil {
		return nil, err
	}
	s, err := build(src, additions)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{additions: slices.Clone(additions)}
	c.now.Store(s)
	return c, nil
}

// With makes another catalogue that holds further additions on top of the
// present snapshot's own: to show what a decision would change before it is taken.
func (c *Catalogue) With(additions ...Addition) (*Catalogue, error) {
	return New(append(slices.Clone(c.now.Load().additions), additions...)...)
}

// Adopt puts the snapshot of another catalogue in the place of the present one.
func (c *Catalogue) Adopt(other *Catalogue) { c.now.Store(other.now.Load()) }

// Version is the log entry of the newest stored addition the snapshot holds, -1 without any.
func (c *Catalogue) Version() int64 { return c.now.Load().version }

// Misfits are stored synonyms whose code is no longer in the list; a person
// should decide them again.
func (c *Catalogue) Misfits() []Synonym { return slices.Clone(c.now.Load().misfits) }

// Class returns the class a code belongs to: its parent, or the code itself
// when it is a class; "" when the list does not hold the code.
func (c *Catalogue) Class(list, code string) string {
	return c.now.Load().Class(list, code)
}

// Code turns a cell into a code of a list by the list's coder. Lists with a
// coder of their own are kind, type, action, origin, role, make, model,
// calibre, country, ownership, offence and mark-status; any other list is
// looked up by code, name in any language, and synonym.
func (c *Catalogue) Code(list, raw string, h Hints) Result {
	return c.now.Load().Code(list, raw, h)
}

// CodedLists names the lists that have a coder of their own, sorted.
func (c *Catalogue) CodedLists() []string {
	return c.now.Load().CodedLists()
}

// Coder returns the coder of a list, with what the State taught it.
func (c *Catalogue) Coder(list string) Coder {
	return CoderFunc(func(raw string, h Hints) Result { return c.Code(list, raw, h) })
}

// Describe fills every code of a description: kind and part where the reporter
// named none, make, model, calibre, type, action, origin, country, importer
// and marking. Cells are weighed against each other: a model tells the type and
// the calibre, a make the plausible countries. Raw cells stay as they are, and
// a code that a person chose is never touched. It is a pure function of the
// catalogue and fast enough to be called for every event (see doc/catalogue.md).
func (c *Catalogue) Describe(d focalpoint.Description) focalpoint.Description {
	return c.now.Load().Describe(d)
}

// Entry returns one entry of a list.
func (c *Catalogue) Entry(list, code string) (Entry, bool) {
	return c.now.Load().Entry(list, code)
}

// IsImporter says whether a make code names an importer rather than a maker.
func (c *Catalogue) IsImporter(makeCode string) bool {
	return c.now.Load().IsImporter(makeCode)
}

// LegalContext sums up all offences of an item: the justification is the first
// in the order of the list "legal-justification" (trafficking before
// manufacture before altered marks before use before possession before other),
// which a State changes by changing the list; the other offences are multiple
// answers. Without offences the justification is "unknown".
func (c *Catalogue) LegalContext(offences []focalpoint.Coded) Legal {
	return c.now.Load().LegalContext(offences)
}

// List returns a list by its name. The error names the lists there are.
func (c *Catalogue) List(name string) (*List, error) {
	return c.now.Load().List(name)
}

// Lists returns all lists by name.
func (c *Catalogue) Lists() []*List {
	return c.now.Load().Lists()
}

// MakerCountries returns the States in which a maker makes or made arms, the
// seat first; nil when the list does not say.
func (c *Catalogue) MakerCountries(makeCode string) []focalpoint.Country {
	return c.now.Load().MakerCountries(makeCode)
}

// Marking reads a cell that should hold a serial number but may hold words
// about it. The questionnaire's categories are applied so:
//
//   - unique: a number stands there in full, or was restored;
//   - altered: the words say that somebody erased, altered or over-stamped it,
//     wholly or in part (Firearms Protocol, article 5, paragraph 1 (c));
//   - none: the words say that the item carries no number;
//   - unknown: nobody saw it, it is illegible by wear, characters are missing
//     without a cause being named, or the cell says nothing.
func (c *Catalogue) Marking(raw string) Marking {
	return c.now.Load().Marking(raw)
}

// Name returns the name of a code in a language. The codes that say why there
// is no value have names too; a code the list does not hold is returned as it is.
func (c *Catalogue) Name(list, code, lang string) string {
	return c.now.Load().Name(list, code, lang)
}

// Offence fills the code of one offence as reported; a chosen code is kept.
func (c *Catalogue) Offence(o focalpoint.Coded) focalpoint.Coded {
	return c.now.Load().Offence(o)
}

// ReadOffence reads one offence name of a national list by readable word rules.
func (c *Catalogue) ReadOffence(raw string) Offence {
	return c.now.Load().ReadOffence(raw)
}

// ReadType reads a type cell on all its axes. Words for smooth or rifled bore
// in the hints decide where the type word leaves it open.
func (c *Catalogue) ReadType(raw string, h Hints) TypeReading {
	return c.now.Load().ReadType(raw, h)
}

// Region places a unit, as reported, in a region of the State's own list
// ("region-ukr" for Ukraine), by the rules of that State. The words read from
// the end first: a unit's own name may hold the name of a city elsewhere
// ("КИЇВСЬКИЙ ВІДДІЛ ... В ХАРКІВСЬКІЙ ОБЛАСТІ" stands in Kharkiv).
func (c *Catalogue) Region(state focalpoint.Country, unit string) Region {
	return c.now.Load().Region(state, unit)
}

// Search finds entries of a list while somebody types: first those that are
// the text, then those that begin with it, then those with a word that begins
// with it, then those that contain it; at most limit. An empty text gives the
// first entries of the list. parent, if not "", keeps to one class (the models
// of a maker).
func (c *Catalogue) Search(list, text, lang, parent string, limit int) []Found {
	return c.now.Load().Search(list, text, lang, parent, limit)
}

// TypeClass returns the questionnaire's type of a fine type code; TypeUnknown
// for a code that says nothing.
func (c *Catalogue) TypeClass(code string) focalpoint.FirearmType {
	return c.now.Load().TypeClass(code)
}
