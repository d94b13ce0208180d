package register

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/mark"
)

// Query asks the register for a firearm by what is left of a mark and what
// else is known: is it ours, and where is it now?
type Query struct {
	// Pattern is in the mark notation (package mark); a plain text also finds near misses. What else is known may
	// stand in it too: see ReadQuery.
	Pattern string
	// What else is known. A value that ends in "?" is a hint: it moves the
	// probabilities. Others must hold.
	Make, Model, Calibre, Type, Country string
	Kind                                focalpoint.ItemKind
	Status                              []focalpoint.Status
	Year                                string // of manufacture: 1974, 1970-1980, with or without "?"
	Mark                                string // which mark is meant: serial, importer, any or another code of the list mark-kind
	Limit                               int    // default 1,000
	// Present is the chance, before anything is looked at, that the item is in
	// the register; 0 means one half.
	Present float64

	except []focalpoint.ItemID // items that are not asked for
}

// DefaultLimit is how many candidates a search gives when the query names no number.
const DefaultLimit = 1000

// Found is the answer to a Query.
type Found struct {
	Query      string      `json:"query"` // the pattern, as understood
	Candidates []Candidate `json:"candidates"`
	None       float64     `json:"none"` // probability that it is none of these
	More       bool        `json:"more"` // there are candidates beyond the limit
	Items      int64       `json:"items"`
	Leaf       int64       `json:"leaf"` // last entry of the log the answer reflects
	// Bits is how much the query told, where the search was asked for a purpose.
	Bits float64 `json:"bits,omitempty"`
	// Channel names how the mark is taken to have been read: eye, etched, ocr …
	Channel string `json:"channel,omitempty"`
	// Verdict says whether the number fits the maker asked for; Mend lists what it may be misread from that would.
	Verdict *mark.Verdict `json:"verdict,omitempty"`
	Mend    []string      `json:"mend,omitempty"`
	// Meanings are what the text may be instead of a serial number, or the maker instead of a maker.
	Meanings []catalogue.Meaning `json:"meanings,omitempty"`
}

// Candidate is an item that the query may mean. It names no person: doors add
// the holder for whoever may see it.
type Candidate struct {
	Item        focalpoint.ItemID    `json:"item"`
	Mark        string               `json:"mark"` // the text as imported or seen
	MarkKind    focalpoint.MarkKind  `json:"markKind"`
	Make        string               `json:"make"` // as imported
	Probability float64              `json:"probability"`
	Log10LR     float64              `json:"log10LR"` // evidence alone: how much likelier than by chance
	Errors      int                  `json:"errors"`  // reading errors assumed
	Form        string               `json:"form,omitempty"`
	Kind        focalpoint.ItemKind  `json:"kind"`
	MakeCode    string               `json:"makeCode,omitempty"`
	Model       string               `json:"model,omitempty"`
	Calibre     string               `json:"calibre,omitempty"`
	CalibreCode string               `json:"calibreCode,omitempty"`
	Type        string               `json:"type,omitempty"`
	TypeClass   string               `json:"typeClass"`
	Country     string               `json:"country,omitempty"`
	Year        int64                `json:"year,omitempty"`
	Status      focalpoint.Status    `json:"status"`
	Role        focalpoint.Role      `json:"role,omitempty"`
	State       focalpoint.Country   `json:"state,omitempty"` // of the last legal record
	Keeper      focalpoint.PartyID   `json:"keeper,omitempty"`
	Seizure     focalpoint.SeizureID `json:"seizure,omitempty"`
	LastDay     focalpoint.Date      `json:"lastDay,omitempty"`
	Symbols     []Symbol             `json:"symbols,omitempty"` // the mark, symbol by symbol
	Fields      []Agreement          `json:"fields,omitempty"`  // what else was asked
	// Fit says whether the recorded mark fits the formats of its maker; only serial marks of makers with a format have it.
	Fit mark.FormatResult `json:"fit,omitempty"`

	fold, modelCode, importer, reading, calibreClass string

	cost   mark.Cost
	weight float64 // natural logarithm of the likelihood of the fields
}

// Symbol explains one symbol of a candidate's mark. Op is one of package
// mark's: same, allowed, unknown, misread, missed, extra, swapped.
type Symbol struct {
	Op       mark.Op `json:"op"`
	Seen     string  `json:"seen,omitempty"`
	Recorded string  `json:"recorded,omitempty"`
	P        float64 `json:"p"` // how likely this is seen where that is recorded
}

// Agreement explains one field: what was asked, what is recorded.
type Agreement struct {
	Field    string  `json:"field"`
	Asked    string  `json:"asked"`
	Recorded string  `json:"recorded"`
	Result   string  `json:"result"` // same, related, unknown, different
	Log10LR  float64 `json:"log10LR"`
}

// Search finds the items a query may mean, likeliest first. It looks at every
// mark of every item, whatever its status. Reading errors and forms without a
// glued year, label or series are found for a pattern written as a plain text;
// a pattern in the notation finds what it says and no more.
func (r *Register) Search(ctx context.Context, q Query) (Found, error) {
	q, err := ReadQuery(q)
	if err != nil {
		return Found{}, err
	}
	p, err := mark.Parse(q.Pattern)
	if err != nil {
		return Found{}, unreadable(err)
	}
	known, err := r.understand(q)
	if err != nil {
		return Found{}, err
	}
	known.struck = p.Struck
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	c := &collection{r: r, known: known, pattern: p, limit: limit, channel: channelOf(p.Method)}
	err = c.gather(ctx, questions(q.Pattern, p))
	if errors.Is(err, mark.ErrDamaged) {
		// The file was changed or cut short under us. The register has all that is needed to make it again.
		if _, err = r.BuildIndex(ctx); err == nil {
			err = c.gather(ctx, questions(q.Pattern, p))
		}
	}
	if err != nil {
		return Found{}, err
	}
	found := c.rank(q.Present)
	found.Query, found.Channel = p.String(), channelName(p.Method)
	c.judge(&found, q.Pattern)
	return found, nil
}

// gather puts the questions to the index as it is now.
func (c *collection) gather(ctx context.Context, asks []ask) (err error) {
	if c.s, err = c.r.index(ctx); err != nil {
		return err
	}
	c.list, c.best, c.asked, c.more, c.beyond = nil, map[focalpoint.ItemID]int{}, nil, false, 0
	for _, a := range asks {
		if err := c.ask(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// unreadable makes an error in the mark notation one of the query's pattern.
func unreadable(err error) error {
	e := &focalpoint.Error{Op: "register.Search", Kind: focalpoint.KindInvalid, Field: "pattern", Msg: err.Error()}
	var syntax *mark.SyntaxError
	if errors.As(err, &syntax) {
		e.Key, e.Args = "mark.err."+string(syntax.Code), []any{"place", syntax.Place + 1}
	}
	return e
}

// Exact finds the items that bear exactly this folded text, by the database's
// own index alone.
func (r *Register) Exact(ctx context.Context, text string) ([]Candidate, error) {
	c := &collection{r: r, s: &snapshot{}, limit: DefaultLimit, best: map[focalpoint.ItemID]int{}, pattern: mark.Exactly(text), channel: channelOf(mark.NoMethod)}
	if _, err := c.byFold(ctx, ask{pattern: c.pattern}, []mark.Hit{{Mark: mark.Fold(text)}}, c.limit); err != nil {
		return nil, err
	}
	return c.list, nil
}

// understand codes what is known beside the mark.
func (r *Register) understand(q Query) (known, error) {
	k := known{kind: q.Kind, status: q.Status, except: q.except}
	text := func(s string) (string, bool) {
		s, hint := strings.CutSuffix(strings.TrimSpace(s), "?")
		return strings.TrimSpace(s), hint
	}
	var d focalpoint.Description
	fields := []struct {
		name, value string
		to          *focalpoint.Coded
	}{{"make", q.Make, &d.Make}, {"model", q.Model, &d.Model}, {"calibre", q.Calibre, &d.Calibre}, {"type", q.Type, &d.Type}, {"country", q.Country, &d.Country}}
	for _, f := range fields {
		if v, _ := text(f.value); v != "" {
			*f.to = focalpoint.Raw(v)
		}
	}
	d = r.codes.Describe(d)
	coded := []focalpoint.Coded{d.Make, d.Model, d.Calibre, d.Type, d.Country}
	for i, f := range fields {
		if v, hint := text(f.value); v != "" {
			code := coded[i].Code
			if code == focalpoint.CodeUnknown {
				code = ""
			}
			class := ""
			if f.name == "calibre" || f.name == "type" {
				class = r.codes.Class(f.name, code)
			}
			k.fields = append(k.fields, asked{name: f.name, raw: v, code: code, class: class, hint: hint})
		}
	}
	if v, hint := text(q.Year); v != "" {
		from, to, ranged := strings.Cut(v, "-")
		if !ranged {
			to = from
		}
		a, okA := focalpoint.ParseYear(strings.TrimSpace(from))
		b, okB := focalpoint.ParseYear(strings.TrimSpace(to))
		if !okA || !okB || a > b {
			return known{}, focalpoint.Invalid("register.Search", "year", "%q is no year of manufacture; write 1974 or 1970-1980", q.Year)
		}
		k.fields = append(k.fields, asked{name: "year", raw: v, from: int64(a), to: int64(b), hint: hint})
	}
	var err error
	k.mark, err = r.markKind(q.Mark)
	return k, err
}

// known is what a query says beside the mark.
type known struct {
	fields []asked
	kind   focalpoint.ItemKind
	status []focalpoint.Status
	except []focalpoint.ItemID
	struck string // the mark exactly as struck
	mark   focalpoint.MarkKind
}

type asked struct {
	name, raw, code, class string
	from, to               int64 // years
	hint                   bool
}

// rank turns costs and agreements into probabilities.
func (c *collection) rank(present float64) Found {
	if present <= 0 || present >= 1 {
		present = 0.5
	}
	none := c.none()
	sum := 0.0
	for i := range c.list {
		sum += c.likelihood(&c.list[i])
	}
	items := float64(max(1, c.s.Items))
	here, lost := present/items*(sum+c.beyond), (1-present)*none
	for i := range c.list {
		cand := &c.list[i]
		l := c.likelihood(cand)
		if here+lost > 0 {
			cand.Probability = present / items * l / (here + lost)
		}
		cand.Log10LR = log10(l) - log10(none)
	}
	slices.SortFunc(c.list, compareCandidates)
	found := Found{Candidates: c.list, More: c.more, Items: c.s.Items, Leaf: c.s.High, None: 1}
	if here+lost > 0 {
		found.None = lost / (here + lost)
	}
	if len(found.Candidates) > c.limit {
		found.Candidates, found.More = found.Candidates[:c.limit:c.limit], true
	}
	c.explain(found.Candidates)
	if found.Candidates == nil {
		found.Candidates = []Candidate{}
	}
	return found
}

// searchBudget is how long a search may take before a door should say so.
const searchBudget = 10 * time.Second

// Budget bounds a search in time: a door hands its context through this.
func Budget(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, searchBudget)
}
