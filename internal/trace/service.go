package trace

import (
	"context"
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the traces' tables.
func Schema() store.Schema { return store.Schema{Name: "trace", Files: schemaFiles} }

var book = ledger.NewBook[Trace]("trace_book")

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{book.Table} }

// Version is a stored trace.
type Version = ledger.Version[Trace]

// Finder finds items of the register that a traced item may be, best first.
type Finder interface {
	Candidates(ctx context.Context, it register.Item, limit int) ([]Candidate, error)
}

// Codes are the code lists; the catalogue is one.
type Codes interface {
	List(name string) (*catalogue.List, error)
	Entry(list, code string) (catalogue.Entry, bool)
	Name(list, code, lang string) string
	Class(list, code string) string
}

// Deaths says who has died; the persons' file is one. It reads no name.
type Deaths interface {
	// Dead names those of the persons who are known to be dead on a day.
	Dead(ctx context.Context, q store.Queryer, ids []focalpoint.PersonID, day focalpoint.Day) (map[focalpoint.PersonID]bool, error)
	// DiedSince names the persons whose death was entered after a leaf of the log.
	DiedSince(ctx context.Context, q store.Queryer, leaf int64) ([]focalpoint.PersonID, error)
}

// Options wire a Service. Finder may be nil: then numbers are compared sign for
// sign (ExactFinder). Deaths and Numbers may be nil: then nobody is known to be
// dead, and no number is judged.
type Options struct {
	Log       *ledger.Log
	Register  *register.Register
	Directory *directory.Directory
	Files     *attachment.Store
	Codes     Codes
	Finder    Finder
	Policy    Policy
	Deaths    Deaths
	Numbers   Numbers
	Beside    Beside
}

// Beside is called inside every write that changes a trace, with the trace as it
// was and as it is now, so that what stands in other rooms (the register of
// follow-ups, the cases) commits together with it or not at all. The rooms do not
// know each other; whoever wires them hands it in. nil does nothing.
type Beside func(ctx context.Context, tx *ledger.Tx, was, now Trace) error

// Service keeps traces. It is safe for concurrent use.
type Service struct {
	log    *ledger.Log
	reg    *register.Register
	dir    *directory.Directory
	files  *attachment.Store
	codes  Codes
	find   Finder
	policy Policy
	deaths Deaths
	judge  Numbers
	beside Beside

	mu    sync.Mutex
	swept int64 // the log entry up to which Sweep has looked; each process begins anew
}

// New returns the room of traces. A Policy without rules gets the standard ones.
func New(o Options) *Service {
	if o.Policy.Rules.Version == "" {
		o.Policy.Rules = Standard()
	}
	s := &Service{log: o.Log, reg: o.Register, dir: o.Directory, files: o.Files, codes: o.Codes, find: o.Finder, policy: o.Policy, deaths: o.Deaths, judge: o.Numbers, beside: o.Beside, swept: -1}
	if s.find == nil {
		s.find = &ExactFinder{Register: o.Register, Codes: o.Codes}
	}
	return s
}

// Policy is the policy the service applies.
func (s *Service) Policy() Policy { return s.policy }

// Get returns the latest version of a trace.
func (s *Service) Get(ctx context.Context, id focalpoint.TraceID) (Version, error) {
	return s.GetIn(ctx, s.log.DB, id)
}

// GetIn is Get inside a transaction of the caller.
func (s *Service) GetIn(ctx context.Context, q store.Queryer, id focalpoint.TraceID) (Version, error) {
	return book.Get(ctx, q, string(id))
}

// History returns every version of a trace, oldest first: what was found, and
// when it was known.
func (s *Service) History(ctx context.Context, id focalpoint.TraceID) ([]Version, error) {
	return book.History(ctx, s.log.DB, string(id))
}

// Many returns traces in the order asked; ids that are not there are left out.
func (s *Service) Many(ctx context.Context, ids []focalpoint.TraceID) ([]Version, error) {
	plain := make([]string, len(ids))
	for i, id := range ids {
		plain[i] = string(id)
	}
	return book.Many(ctx, s.log.DB, plain)
}

// ForItem returns the latest trace of an item, and KindNotFound when it was
// never traced.
func (s *Service) ForItem(ctx context.Context, item focalpoint.ItemID) (Version, error) {
	id, err := traceOf(ctx, s.log.DB, item)
	if err != nil {
		return Version{}, err
	}
	if id == "" {
		return Version{}, focalpoint.Errorf("trace.ForItem", focalpoint.KindNotFound, "the item %s has not been traced", item)
	}
	return s.Get(ctx, id)
}

func traceOf(ctx context.Context, q store.Queryer, item focalpoint.ItemID) (focalpoint.TraceID, error) {
	var id focalpoint.TraceID
	err := q.QueryRowContext(ctx, `SELECT id FROM trace WHERE item = $1 ORDER BY opened DESC, id DESC LIMIT 1`, string(item)).Scan(&id)
	if store.Missing(err) {
		return "", nil
	}
	return id, err
}

// Preview walks the life of an item as it stands and writes nothing.
func (s *Service) Preview(ctx context.Context, item focalpoint.ItemID) (Finding, error) {
	it, err := s.reg.Item(ctx, item)
	if err != nil {
		return Finding{}, err
	}
	life, err := s.reg.Life(ctx, item)
	if err != nil {
		return Finding{}, err
	}
	var t Trace
	t.Item = item
	if v, err := s.ForItem(ctx, item); err == nil {
		t = v.Doc
	} else if focalpoint.KindOf(err) != focalpoint.KindNotFound {
		return Finding{}, err
	}
	return s.walk(ctx, s.log.DB, &t, it, life, s.log.Now())
}

// runStep is how many traces are written in one transaction.
const runStep = 50

// Run runs the home trace of items: opens a trace where there is none, looks
// for the item in the register unless a person has decided, joins it when the
// match is exact, the only one and consistent, walks its life and keeps the
// outcome for the figures. A trace in which nothing changed is not written
// again. Results stand in the order of items.
func (s *Service) Run(ctx context.Context, by focalpoint.UserID, items ...focalpoint.ItemID) ([]Version, error) {
	out := make([]Version, 0, len(items))
	for chunk := range slices.Chunk(items, runStep) {
		list, err := s.runChunk(ctx, by, chunk)
		if err != nil {
			return out, err
		}
		out = append(out, list...)
	}
	return out, nil
}

func (s *Service) runChunk(ctx context.Context, by focalpoint.UserID, items []focalpoint.ItemID) ([]Version, error) {
	// Searching is the slow part and only reads: it is done before the write.
	type work struct {
		it      register.Item
		cands   []Candidate
		parts   []PartFound
		byParts bool
	}
	todo := make([]work, len(items))
	for i, id := range items {
		it, err := s.reg.Item(ctx, id)
		if err != nil {
			return nil, err
		}
		w := work{it: it}
		reference, parts, byParts := s.numbers(it)
		w.byParts = byParts
		if w.cands, err = s.candidates(ctx, reference); err != nil {
			return nil, fmt.Errorf("searching the register for item %s: %w", id, err)
		}
		if w.parts, err = s.lookUp(ctx, it, parts); err != nil {
			return nil, fmt.Errorf("searching the register for the parts of item %s: %w", id, err)
		}
		todo[i] = w
	}
	var out []Version
	subject := ""
	if len(items) == 1 {
		subject = string(items[0])
	}
	_, err := s.log.Write(ctx, ledger.Entry{Actor: by, Action: "trace.run", Subject: subject}, func(tx *ledger.Tx) error {
		out = out[:0]
		for _, w := range todo {
			v, err := s.open(ctx, tx, w.it)
			if err != nil {
				return err
			}
			old := v.Doc
			v.Doc.Parts = w.parts
			if err := s.identify(ctx, tx, &v.Doc, w.it, w.cands, w.byParts); err != nil {
				return err
			}
			v, err = s.finish(ctx, tx, v, old, w.it, "home trace")
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

// open reads the trace of an item, or makes a new one that is not stored yet.
func (s *Service) open(ctx context.Context, tx *ledger.Tx, it register.Item) (Version, error) {
	id, err := traceOf(ctx, tx, it.ID)
	if err != nil {
		return Version{}, err
	}
	if id != "" {
		v, err := book.Get(ctx, tx, string(id))
		if err != nil || v.Doc.Closed.IsZero() || v.Doc.Seizure == it.Seizure {
			return v, err
		}
	}
	t := Trace{ID: focalpoint.TraceID(tx.NewID(focalpoint.PrefixTrace)), Direction: Ours, Item: it.ID, Seizure: it.Seizure, Opened: tx.At, By: tx.Entry.Actor}
	return Version{ID: string(t.ID), Doc: t}, nil
}

// finish walks the life again, fills the request from the item, writes the
// trace when it differs from old, and keeps the outcome.
func (s *Service) finish(ctx context.Context, tx *ledger.Tx, v Version, old Trace, it register.Item, reason string) (Version, error) {
	t := &v.Doc
	life, err := s.reg.LifeIn(ctx, tx, t.Item)
	if err != nil {
		return v, err
	}
	if t.Finding, err = s.walk(ctx, tx, t, it, life, tx.At); err != nil {
		return v, err
	}
	t.fill(it, life)
	if t.Seen, err = seen(ctx, tx, it); err != nil {
		return v, err
	}
	if v.Version > 0 && equal(old, *t) {
		return v, nil
	}
	if v.Version == 0 {
		reason = ""
	}
	n, err := book.Put(ctx, tx, v.ID, v.Version, *t, reason)
	if err != nil {
		return v, err
	}
	v.Version, v.At, v.Actor, v.Reason, v.Leaf = n, tx.At, tx.Entry.Actor, reason, tx.Leaf
	if err := derive(ctx, tx, v, tx.At, s.policy.Rules); err != nil {
		return v, err
	}
	if t.Direction == Incoming {
		return v, nil // the partner's item: not counted by us
	}
	f := t.Finding
	return v, s.reg.SetOutcome(ctx, tx, register.Outcome{Item: t.Item, Trace: t.ID, Result: f.Result, Leaf: f.Leaf, Established: f.Established, Diverted: f.Diversion.Between})
}

// seen is the log entry up to which an item was read: this write's own when it
// changed the item itself. What somebody else wrote meanwhile is left to the
// next sweep.
func seen(ctx context.Context, tx *ledger.Tx, it register.Item) (int64, error) {
	var changed int64
	if err := tx.QueryRowContext(ctx, `SELECT changed FROM item WHERE id = $1`, string(it.ID)).Scan(&changed); err != nil {
		return 0, err
	}
	if changed == tx.Leaf {
		return changed, nil
	}
	return it.Changed, nil
}

// change lets fn alter a trace and writes the next version. base is the
// version the change was made from; 0 means the latest.
func (s *Service) change(ctx context.Context, by focalpoint.UserID, action string, id focalpoint.TraceID, base int64, reason string, fn func(*ledger.Tx, *Trace, register.Item) error) (Version, error) {
	first, err := s.Get(ctx, id)
	if err != nil {
		return Version{}, err
	}
	it, err := s.reg.Item(ctx, first.Doc.Item)
	if err != nil {
		return Version{}, err
	}
	var v Version
	_, err = s.log.Write(ctx, ledger.Entry{Actor: by, Action: action, Subject: string(id)}, func(tx *ledger.Tx) error {
		if v, err = book.Get(ctx, tx, string(id)); err != nil {
			return err
		}
		if base != 0 && base != v.Version {
			return focalpoint.Errorf(action, focalpoint.KindConflict, "somebody else has changed this trace meanwhile (version %d, yours was %d); look at it again and repeat your change", v.Version, base)
		}
		old := v.Doc
		if v, err = s.changeIn(ctx, tx, v, it, reason, fn); err != nil || s.beside == nil {
			return err
		}
		return s.beside(ctx, tx, old, v.Doc)
	})
	return v, err
}

// changeIn lets fn alter the latest version of a trace and writes the next.
func (s *Service) changeIn(ctx context.Context, tx *ledger.Tx, v Version, it register.Item, reason string, fn func(*ledger.Tx, *Trace, register.Item) error) (Version, error) {
	old := v.Doc
	var err error
	if v.Doc, err = clone(old); err != nil {
		return v, err
	}
	if err := fn(tx, &v.Doc, it); err != nil {
		return v, err
	}
	return s.finish(ctx, tx, v, old, it, reason)
}

// walk gathers what Walk needs and walks.
func (s *Service) walk(ctx context.Context, q store.Queryer, t *Trace, it register.Item, life register.Life, now time.Time) (Finding, error) {
	in := InputOf(it, life, focalpoint.DayOf(now))
	if t.Identity.State != IdentityOpen {
		in.Identity = t.Identity.State
	}
	in.Number = t.Identity.Number
	in.DuplicateOf, in.NoFurther, in.NotTraced = t.DuplicateOf, t.NoFurther != "", t.NotTraced != ""
	if t.Established != nil {
		d := t.Established.Diversion
		in.Established = &d
	}
	for _, h := range t.Hops {
		a := Asked{To: h.To, Status: h.Status}
		if h.Answer != nil {
			a.Answer = h.Answer.Code
		}
		if h.Status != HopWithdrawn {
			in.Asked = append(in.Asked, a)
		}
	}
	if e, ok := s.codes.Entry("make", it.Describes.Make.Code); ok && !focalpoint.Absent(it.Describes.Make.Code) {
		in.MakerState = focalpoint.Country(e.Attr["country"])
	}
	var err error
	if in.Parties, err = s.parties(ctx, q, in); err != nil {
		return Finding{}, err
	}
	if in.Parts, err = s.partLives(ctx, q, t, it, life); err != nil {
		return Finding{}, err
	}
	if err := s.holders(ctx, q, t, &in, life); err != nil {
		return Finding{}, err
	}
	f := Walk(in, s.policy)
	if in.Related, err = related(ctx, q, t.ID, f); err != nil {
		return Finding{}, err
	}
	if len(in.Related) > 0 {
		f = Walk(in, s.policy)
	}
	return f, nil
}

// parties reads the parties that the events name, those who answer for the
// item's make, and the focal points of the States that may be asked.
func (s *Service) parties(ctx context.Context, q store.Queryer, in Input) (map[focalpoint.PartyID]directory.Party, error) {
	var ids []focalpoint.PartyID
	states := map[focalpoint.Country]bool{in.MakerState: true, focalpoint.Country(in.Describes.Country.Code): true}
	for i := range in.Events {
		e := &in.Events[i]
		ids = append(ids, e.From.Party, e.To.Party, e.Keeper.Party, e.Authority.Party)
		states[e.State] = true
		if e.EffectiveKind() == focalpoint.EventExport {
			states[destination(e)] = true
		}
	}
	list := func(f directory.Filter) error {
		page, err := directory.ListIn(ctx, q, f)
		for _, r := range page.Rows {
			ids = append(ids, r.ID)
		}
		return err
	}
	for _, code := range []string{in.Describes.Make.Code, in.Describes.Importer.Code} {
		if focalpoint.Absent(code) {
			continue
		}
		if err := list(directory.Filter{Make: code, Limit: 20}); err != nil {
			return nil, err
		}
	}
	for _, state := range sortedStates(states) {
		if state == "" || state == s.policy.Home {
			continue
		}
		if err := list(directory.Filter{Kind: directory.FocalPoint, Country: state, Limit: 5}); err != nil {
			return nil, err
		}
	}
	found, err := directory.ManyIn(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	return found, s.successors(ctx, q, found, in.AsOf)
}

// successors adds who took over the books of closed parties, and the archives
// of our State where one closed without a successor.
func (s *Service) successors(ctx context.Context, q store.Queryer, found map[focalpoint.PartyID]directory.Party, day focalpoint.Day) error {
	orphaned := false
	for range successions {
		var ids []focalpoint.PartyID
		for _, p := range found {
			if _, have := found[p.Successor]; p.Successor != "" && !have {
				ids = append(ids, p.Successor)
			}
			orphaned = orphaned || p.ClosedOn(day) && p.Successor == ""
		}
		if len(ids) == 0 {
			break
		}
		more, err := directory.ManyIn(ctx, q, ids)
		if err != nil {
			return err
		}
		if len(more) == 0 {
			break // named, and not in the directory
		}
		maps.Copy(found, more)
	}
	if !orphaned {
		return nil
	}
	page, err := directory.ListIn(ctx, q, directory.Filter{Role: directory.RoleArchive, Country: s.policy.Home, Limit: 5})
	if err != nil {
		return err
	}
	ids := make([]focalpoint.PartyID, len(page.Rows))
	for i, r := range page.Rows {
		ids[i] = r.ID
	}
	more, err := directory.ManyIn(ctx, q, ids)
	maps.Copy(found, more)
	return err
}

func sortedStates(set map[focalpoint.Country]bool) []focalpoint.Country {
	out := make([]focalpoint.Country, 0, len(set))
	for c := range set {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// holders finds which persons among the receivers are dead, and takes a
// person's word for it that the last holder is gone.
func (s *Service) holders(ctx context.Context, q store.Queryer, t *Trace, in *Input, life register.Life) error {
	var ids []focalpoint.PersonID
	for _, e := range life.Effective {
		if e.To.Person != "" && !slices.Contains(ids, e.To.Person) {
			ids = append(ids, e.To.Person)
		}
	}
	in.Gone = map[focalpoint.PersonID]bool{}
	if s.deaths != nil && len(ids) > 0 {
		var err error
		if in.Gone, err = s.deaths.Dead(ctx, q, ids, in.AsOf); err != nil {
			return err
		}
	}
	if strings.TrimSpace(t.HolderGone) != "" {
		in.HolderGone = true
	}
	return nil
}

// related counts other items that turned up with the same last holder or the
// same dealer, as far as they have been traced.
func related(ctx context.Context, q store.Queryer, id focalpoint.TraceID, f Finding) (map[string]int, error) {
	var out map[string]int
	for _, c := range []struct{ name, column, key string }{{RelatedHolder, "holder", holderKey(f)}, {RelatedDealer, "dealer", dealerKey(f)}} {
		if c.key == "" || f.Taking == "" {
			continue
		}
		var n int
		if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM trace WHERE `+c.column+` = $1 AND id <> $2`, c.key, string(id)).Scan(&n); err != nil {
			return nil, err
		}
		if n > 0 {
			if out == nil {
				out = map[string]int{}
			}
			out[c.name] = n
		}
	}
	return out, nil
}

// holderKey names the last holder of an item that turned up in other hands.
func holderKey(f Finding) string {
	if f.LastLegal == nil || f.Leaf == focalpoint.LeafLegitimateOwner || f.Result != focalpoint.ResultHolder && f.Result != focalpoint.ResultHolderGone {
		return ""
	}
	return identifier(f.LastLegal.Holder)
}

// dealerKey names who made the last sale.
func dealerKey(f Finding) string {
	if f.Leaf == focalpoint.LeafLegitimateOwner {
		return ""
	}
	for _, st := range slices.Backward(f.Timeline) {
		if st.Phase == PhaseBefore && st.Kind == focalpoint.EventSale && !st.From.IsZero() {
			return identifier(st.From)
		}
	}
	return ""
}

// identifier is the number of a party or person; names alone are too weak to count by.
func identifier(r focalpoint.Ref) string {
	if r.Party != "" {
		return string(r.Party)
	}
	return string(r.Person)
}
