package catalogue

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"

	"focalpoint"
)

// Languages are the six languages in which users see the lists, in the order
// of the data files.
func Languages() []string { return []string{"en", "fr", "es", "ru", "ar", "zh"} }

// Names holds the name of a thing by language ("en", "fr", "es", "ru", "ar", "zh").
type Names map[string]string

// In returns the name in a language, else in English, else "".
func (n Names) In(lang string) string {
	if s := n[lang]; s != "" {
		return s
	}
	return n["en"]
}

// Entry is one code of a list.
type Entry struct {
	Code   string            `json:"code"`
	Parent string            `json:"parent,omitempty"` // the class it belongs to, or ""
	Names  Names             `json:"names,omitempty"`
	From   focalpoint.Date   `json:"from,omitempty"`   // first day of validity, or ""
	To     focalpoint.Date   `json:"to,omitempty"`     // last day of validity, or "" while valid
	Attr   map[string]string `json:"attr,omitempty"`   // further columns of the list, by column name
	Source string            `json:"source,omitempty"` // where a State's own addition comes from
}

// Name returns the name of the entry in a language; a designation that is the
// same everywhere (a cartridge, a maker) is given in English only.
func (e Entry) Name(lang string) string {
	if s := e.Names.In(lang); s != "" {
		return s
	}
	return e.Code
}

// ValidOn says whether the entry was valid on the day of a date.
func (e Entry) ValidOn(d focalpoint.Date) bool {
	return !d.Before(e.From) && !e.To.Before(d)
}

// List is one versioned code list.
type List struct {
	Name       string
	Edition    string
	From, To   focalpoint.Date
	Translated bool // every entry has a name in all six languages
	Title      Names
	Source     string
	Licence    string
	Entries    []Entry // in the order of the source
	index      map[string]int
}

// Entry returns the entry with a code.
func (l *List) Entry(code string) (Entry, bool) {
	i, ok := l.index[code]
	if !ok {
		return Entry{}, false
	}
	return l.Entries[i], true
}

// Has says whether the list holds a code.
func (l *List) Has(code string) bool {
	_, ok := l.index[code]
	return ok
}

// Children returns the entries whose parent is a code, in list order.
func (l *List) Children(parent string) []Entry {
	var out []Entry
	for _, e := range l.Entries {
		if e.Parent == parent {
			out = append(out, e)
		}
	}
	return out
}

func (l *List) reindex() {
	l.index = make(map[string]int, len(l.Entries))
	for i, e := range l.Entries {
		l.index[e.Code] = i
	}
}

// sort brings the entries of a list whose order means something (the order in
// which legal justifications go before each other) into the order of their
// column "order"; other lists stay as they are.
func (l *List) sort() {
	order := func(e Entry) int {
		n, err := strconv.Atoi(e.Attr["order"])
		if err != nil {
			return math.MaxInt
		}
		return n
	}
	slices.SortStableFunc(l.Entries, func(a, b Entry) int { return cmp.Compare(order(a), order(b)) })
	l.reindex()
}

func (l *List) clone() *List {
	c := *l
	c.Entries = append([]Entry(nil), l.Entries...)
	c.reindex()
	return &c
}

func (c *snapshot) Lists() []*List {
	out := make([]*List, 0, len(c.lists))
	for _, l := range c.lists {
		out = append(out, l)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

func (c *snapshot) List(name string) (*List, error) {
	if l, ok := c.lists[name]; ok {
		return l, nil
	}
	return nil, focalpoint.Errorf("catalogue.List", focalpoint.KindNotFound,
		"there is no code list %q; the command \"focalpoint catalogue list\" shows all names", name)
}

func (c *snapshot) Entry(list, code string) (Entry, bool) {
	l, ok := c.lists[list]
	if !ok {
		return Entry{}, false
	}
	return l.Entry(code)
}

func (c *snapshot) Name(list, code, lang string) string {
	if e, ok := c.Entry(list, code); ok {
		return e.Name(lang)
	}
	if e, ok := c.Entry("absence", code); ok {
		return e.Name(lang)
	}
	return code
}

func (c *snapshot) Class(list, code string) string {
	e, ok := c.Entry(list, code)
	if !ok {
		return ""
	}
	if e.Parent == "" {
		return e.Code
	}
	return e.Parent
}

func (c *snapshot) TypeClass(code string) focalpoint.FirearmType {
	if e, ok := c.Entry("type", code); ok {
		return focalpoint.FirearmType(e.Parent)
	}
	return focalpoint.TypeUnknown
}
