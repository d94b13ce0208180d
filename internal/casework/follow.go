package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// FollowUp is the decision on an investigation where the last legal record of an
// item is, and what came of it (recommendation 13 of the Working Group on
// Firearms, CTOC/COP/WG.6/2018/4): who decided, who investigates, until when,
// with what result, and when the State that asked was told.
type FollowUp struct {
	Case     focalpoint.CaseID  `json:"case,omitempty"`
	Trace    focalpoint.TraceID `json:"trace,omitempty"`
	Item     focalpoint.ItemID  `json:"item,omitempty"`
	Record   focalpoint.EventID `json:"record,omitempty"` // the last legal record
	State    focalpoint.Country `json:"state,omitempty"`  // where that record is
	Keeper   focalpoint.Ref     `json:"keeper,omitzero"`
	Holder   focalpoint.Ref     `json:"holder,omitzero"`
	Opened   focalpoint.Date    `json:"opened,omitempty"`
	Decision Decision           `json:"decision"`
	By       focalpoint.Ref     `json:"by,omitzero"` // who decided
	Decided  focalpoint.Date    `json:"decided,omitempty"`
	Reason   string             `json:"reason,omitempty"`
	To       focalpoint.Ref     `json:"to,omitzero"` // who investigates
	Due      focalpoint.Date    `json:"due,omitempty"`
	Steps    []Step             `json:"steps,omitempty"`
	Result   Outcome            `json:"result,omitempty"`
	Words    string             `json:"words,omitempty"` // the result in words
	Ended    focalpoint.Date    `json:"ended,omitempty"`
	Told     focalpoint.Date    `json:"told,omitempty"` // when it was reported back to who had asked
}

// Step is one thing done in a follow-up.
type Step struct {
	Date focalpoint.Date   `json:"date"`
	Text string            `json:"text"`
	By   focalpoint.UserID `json:"by,omitempty"`
	File string            `json:"file,omitempty"` // digest of a stored file
}

// Decision says whether there is an investigation.
type Decision string

// Decisions.
const (
	Pending  Decision = "pending" // nobody has decided yet
	Here     Decision = "open"    // an investigation is opened here
	Abroad   Decision = "abroad"  // the other State is asked to open one
	Declined Decision = "none"    // with the reason
)

// Decisions lists the decisions in the order in which pages show them.
func Decisions() []Decision { return []Decision{Pending, Here, Abroad, Declined} }

// Outcome is what came of an investigation, as a code.
type Outcome string

// Outcomes of a follow-up.
const (
	OutcomeNone       Outcome = ""              // still going on
	OutcomeDiversion  Outcome = "diversion"     // where and how it left the licit circuit was established
	OutcomeLicence    Outcome = "licence"       // a licence was withdrawn or a keeper sanctioned
	OutcomeCharge     Outcome = "charge"        // persons were charged
	OutcomeConviction Outcome = "conviction"    //
	OutcomeRecords    Outcome = "records"       // the record was wrong and is corrected
	OutcomeNothing    Outcome = "nothing-found" //
	OutcomeImpossible Outcome = "impossible"    // holder dead, keeper closed, time-barred
	OutcomeOther      Outcome = "other"
)

// Outcomes lists the outcomes in the order in which pages show them.
func Outcomes() []Outcome {
	return []Outcome{OutcomeDiversion, OutcomeLicence, OutcomeCharge, OutcomeConviction, OutcomeRecords, OutcomeNothing, OutcomeImpossible, OutcomeOther}
}

// Done says whether nothing is left to do.
func (f FollowUp) Done() bool { return f.Result != OutcomeNone || f.Decision == Declined }

// Overdue says whether an answer was due before a day: a decision that nobody
// took within 14 days, or an investigation past its due day.
func (f FollowUp) Overdue(today focalpoint.Day) bool {
	due, ok := f.due()
	return ok && !f.Done() && due < today
}

// undecided is for how many days a decision may wait.
const undecided = 14

func (f FollowUp) due() (focalpoint.Day, bool) {
	if _, last, ok := f.Due.Bounds(); ok {
		return last, true
	}
	if _, last, ok := f.Opened.Bounds(); ok && f.Decision == Pending {
		return last + undecided, true
	}
	return 0, false
}

// ValidateFollowUp finds what is wrong with a follow-up, without a database.
func ValidateFollowUp(u FollowUp) error {
	var f findings
	if !slices.Contains(Decisions(), u.Decision) {
		f.add("decision", "choice", "value", string(u.Decision))
	}
	if u.Trace == "" && u.Item == "" && u.Case == "" {
		f.add("trace", "follow-what")
	}
	for _, id := range []struct{ field, id, prefix string }{{"trace", string(u.Trace), focalpoint.PrefixTrace}, {"item", string(u.Item), focalpoint.PrefixItem}, {"case", string(u.Case), focalpoint.PrefixCase}} {
		if id.id != "" && focalpoint.IDPrefix(id.id) != id.prefix {
			f.add(id.field, "id", "id", id.id)
		}
	}
	if u.Decision == Declined && strings.TrimSpace(u.Reason) == "" {
		f.add("reason", "follow-reason")
	}
	if (u.Decision == Here || u.Decision == Abroad) && u.To.IsZero() {
		f.add("to", "follow-to")
	}
	if (u.Decision == Here || u.Decision == Abroad) && u.Due == "" && !u.Done() {
		f.add("due", "follow-due")
	}
	if u.Result != OutcomeNone && !slices.Contains(Outcomes(), u.Result) {
		f.add("result", "choice", "value", string(u.Result))
	}
	if u.Result != OutcomeNone && u.Decision == Pending {
		f.add("decision", "follow-decide")
	}
	if u.Result == OutcomeOther && strings.TrimSpace(u.Words) == "" {
		f.add("words", "follow-words")
	}
	for _, d := range []struct {
		field string
		date  focalpoint.Date
	}{{"opened", u.Opened}, {"decided", u.Decided}, {"due", u.Due}, {"ended", u.Ended}, {"told", u.Told}} {
		f.date(d.field, d.date)
	}
	for i, s := range u.Steps {
		path := fmt.Sprintf("steps[%d].", i)
		if strings.TrimSpace(s.Text) == "" {
			f.add(path+"text", "follow-step")
		}
		f.date(path+"date", s.Date)
		f.text(path+"text", s.Text, maxText)
	}
	f.text("reason", u.Reason, maxText)
	f.text("words", u.Words, maxText)
	return f.list.Err("casework.ValidateFollowUp")
}

// PrefixFollowUp begins the id of a follow-up.
const PrefixFollowUp = "fu"

// SaveFollowUp checks and saves a follow-up: new (id empty, base zero) or
// changed, with a reason. One that belongs to a trace decides for the trace too.
func (r *Room) SaveFollowUp(ctx context.Context, by focalpoint.UserID, id string, base int64, u FollowUp, reason string) (string, int64, error) {
	if err := change("casework.SaveFollowUp", id, base, reason); err != nil {
		return id, 0, err
	}
	given, version := id, int64(0)
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "followup.save", Subject: id}, func(tx *ledger.Tx) error {
		now, err := r.decide(ctx, tx, given, u.begun(tx.At))
		if err != nil {
			return err
		}
		id, version, err = r.SaveFollowUpIn(ctx, tx, given, base, now, reason)
		return err
	})
	return id, version, err
}

// decide keeps the trace of a follow-up in step: a trace has one follow-up, which
// stays with it, and their decision is one.
func (r *Room) decide(ctx context.Context, tx *ledger.Tx, id string, u FollowUp) (FollowUp, error) {
	const op = "casework.SaveFollowUp"
	var was FollowUp
	if id != "" {
		v, err := follows.Get(ctx, tx, id)
		if err != nil {
			return u, err
		}
		was = v.Doc
	}
	if was.Trace != "" && u.Trace != was.Trace {
		return u, failure(op, focalpoint.KindInvalid, "trace", "follow-trace", "trace", string(was.Trace))
	}
	if u.Trace == "" || u.same(was) {
		return u, nil
	}
	if err := ValidateFollowUp(u); err != nil {
		return u, err
	}
	if was.Decision != "" && was.Decision != Pending && u.Decision == Pending {
		return u, failure(op, focalpoint.KindInvalid, "decision", "follow-undecide")
	}
	have, ok, err := r.FollowUpOf(ctx, tx, u.Trace)
	if err != nil {
		return u, err
	}
	if ok && have.ID != id && was.Trace == "" {
		return u, failure(op, focalpoint.KindConflict, "trace", "follow-again", "id", have.ID)
	}
	if r.from.Decided == nil {
		return u, nil
	}
	now, err := r.from.Decided(ctx, tx, u)
	if focalpoint.KindOf(err) == focalpoint.KindNotFound {
		return u, failure(op, focalpoint.KindInvalid, "trace", "id", "id", string(u.Trace))
	}
	return now, err
}

// same says whether two follow-ups hold one decision of one trace.
func (f FollowUp) same(g FollowUp) bool {
	return f.Trace == g.Trace && f.Decision == g.Decision && f.Reason == g.Reason && f.To == g.To && f.Due == g.Due
}

// begun fills in what is left out: nobody has decided yet, and what is done is
// done today.
func (f FollowUp) begun(at time.Time) FollowUp {
	today := focalpoint.DateOf(at)
	f.Decision, f.Opened = cmp.Or(f.Decision, Pending), cmp.Or(f.Opened, today)
	if f.Decision != Pending {
		f.Decided = cmp.Or(f.Decided, today)
	}
	if f.Done() {
		f.Ended = cmp.Or(f.Ended, today)
	}
	return f
}

// SaveFollowUpIn is SaveFollowUp inside a write of the caller, as when a trace
// ends and its follow-up is opened with it.
func (r *Room) SaveFollowUpIn(ctx context.Context, tx *ledger.Tx, id string, base int64, u FollowUp, reason string) (string, int64, error) {
	u = u.begun(tx.At)
	if err := ValidateFollowUp(u); err != nil {
		return id, 0, err
	}
	if u.Case != "" {
		have, err := known(ctx, tx, "casefile", []string{string(u.Case)})
		if err != nil {
			return id, 0, err
		}
		if !have[string(u.Case)] {
			return id, 0, failure("casework.SaveFollowUp", focalpoint.KindInvalid, "case", "id", "id", string(u.Case))
		}
	}
	if id == "" {
		id = tx.NewID(PrefixFollowUp)
		if tx.Entry.Subject == "" {
			tx.Entry.Subject = id
		}
	}
	version, err := follows.Put(ctx, tx, id, base, u, reason)
	if err != nil {
		return id, 0, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM followup WHERE id = $1`, id); err != nil {
		return id, 0, err
	}
	var due any
	if d, ok := u.due(); ok {
		due = int64(d)
	}
	return id, version, tx.InsertDerived(ctx, "followup", []string{"id", "version", "casefile", "trace", "item", "state", "decision", "assigned", "assigned_name", "opened", "due_day", "result", "closed", "changed"},
		[]any{id, version, string(u.Case), string(u.Trace), string(u.Item), string(u.State), string(u.Decision), string(u.To.Party), u.To.Name, string(u.Opened), due, string(u.Result), u.Done(), tx.Leaf})
}

// FollowUp returns the latest version of a follow-up.
func (r *Room) FollowUp(ctx context.Context, id string) (ledger.Version[FollowUp], error) {
	return follows.Get(ctx, r.log.DB, id)
}

// FollowUpOf returns the follow-up that a trace led to, inside or outside a
// transaction: the latest opened, when there are several. ok is false without one.
func (r *Room) FollowUpOf(ctx context.Context, q store.Queryer, id focalpoint.TraceID) (v ledger.Version[FollowUp], ok bool, err error) {
	var follow string
	err = q.QueryRowContext(ctx, `SELECT id FROM followup WHERE trace = $1 ORDER BY closed, id DESC LIMIT 1`, string(id)).Scan(&follow)
	if store.Missing(err) {
		return v, false, nil
	}
	if err != nil {
		return v, false, err
	}
	v, err = follows.Get(ctx, q, follow)
	return v, err == nil, err
}

// FollowUpHistory returns every version of a follow-up, oldest first.
func (r *Room) FollowUpHistory(ctx context.Context, id string) ([]ledger.Version[FollowUp], error) {
	return follows.History(ctx, r.log.DB, id)
}

// FollowFilter chooses follow-ups for a list. Empty fields do not narrow.
type FollowFilter struct {
	Case      focalpoint.CaseID
	Trace     focalpoint.TraceID
	Item      focalpoint.ItemID
	State     focalpoint.Country
	Decision  Decision
	Party     focalpoint.PartyID // who investigates
	Open      bool               // not done
	OverdueAt focalpoint.Day     // open and due before this day
	Sort      string             // of FollowSortable; default: the most urgent first
	After     string
	Limit     int // default 50, at most 1000
}

// FollowRow is a follow-up in a list.
type FollowRow struct {
	ID       string             `json:"id"`
	Version  int64              `json:"version"`
	Case     focalpoint.CaseID  `json:"case,omitempty"`
	Trace    focalpoint.TraceID `json:"trace,omitempty"`
	Item     focalpoint.ItemID  `json:"item,omitempty"`
	State    focalpoint.Country `json:"state,omitempty"`
	Decision Decision           `json:"decision"`
	To       focalpoint.Ref     `json:"to,omitzero"`
	Opened   focalpoint.Date    `json:"opened,omitempty"`
	Due      focalpoint.Date    `json:"due,omitempty"`
	Result   Outcome            `json:"result,omitempty"`
	Done     bool               `json:"done,omitempty"`
	Changed  int64              `json:"changed"`
}

// Overdue says whether an answer was due before a day.
func (r FollowRow) Overdue(today focalpoint.Day) bool {
	_, last, ok := r.Due.Bounds()
	return ok && !r.Done && last < today
}

// FollowPage is a stretch of the register of follow-ups.
type FollowPage = store.Page[FollowRow]

// FollowSortable lists the columns a list of follow-ups can be sorted by.
func FollowSortable() []string { return store.Names(followList.Sorts) }

var followList = store.List[FollowRow]{
	Op:     "casework.FollowUps",
	Select: "id, version, casefile, trace, item, state, decision, assigned, assigned_name, opened, COALESCE(due_day, 0), result, closed, changed",
	From:   "followup",
	ID:     "id",
	// Urgent: open ones before closed, the earliest due first, those without a day at the end.
	Sorts: append(store.Columns("opened", "state", "decision", "result", "changed", "id"), store.Column{Name: "due_day", Open: true},
		store.Column{Name: "urgent", By: "closed * 1000000000 + COALESCE(due_day, 999999999)"}),
	Usual: "urgent",
	Scan: func(scan func(...any) error) (u FollowRow, err error) {
		var due, done int64
		err = scan(&u.ID, &u.Version, &u.Case, &u.Trace, &u.Item, &u.State, &u.Decision, &u.To.Party, &u.To.Name, &u.Opened, &due, &u.Result, &done, &u.Changed)
		if due != 0 {
			u.Due = focalpoint.Day(due).Date()
		}
		u.Done = done == 1
		return u, err
	},
}

// FollowUps returns a page of the register of follow-ups.
func (r *Room) FollowUps(ctx context.Context, f FollowFilter) (FollowPage, error) {
	var w store.Where
	for _, c := range []struct{ column, value string }{{"casefile", string(f.Case)}, {"trace", string(f.Trace)}, {"item", string(f.Item)}, {"state", string(f.State)},
		{"decision", string(f.Decision)}, {"assigned", string(f.Party)}} {
		w.Equal(c.column, c.value)
	}
	if f.Open || f.OverdueAt != 0 {
		w.And("closed = 0")
	}
	if f.OverdueAt != 0 {
		w.And("due_day < ?", int64(f.OverdueAt))
	}
	return followList.Page(ctx, r.log.DB, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

func (f FollowUp) moments(id string) []Moment {
	subject := string(f.Item)
	if subject == "" {
		subject = string(f.Trace)
	}
	out := []Moment{{Happened: f.Opened, Kind: MomentFollowUp, What: "opened", Subject: subject, Other: string(f.Trace), To: f.Keeper, Source: id}}
	if f.Decided != "" && f.Decision != Pending {
		out = append(out, Moment{Happened: f.Decided, Kind: MomentFollowUp, What: "decided-" + string(f.Decision), Subject: subject, From: f.By, To: f.To, Text: f.Reason, Source: id})
	}
	for _, s := range f.Steps {
		out = append(out, Moment{Happened: s.Date, Kind: MomentFollowUp, What: "step", Subject: subject, Text: s.Text, Source: id})
	}
	if f.Result != OutcomeNone {
		out = append(out, Moment{Happened: f.Ended, Kind: MomentFollowUp, What: "result-" + string(f.Result), Subject: subject, Text: f.Words, Source: id})
	}
	if f.Told != "" {
		out = append(out, Moment{Happened: f.Told, Kind: MomentFollowUp, What: "told", Subject: subject, Source: id})
	}
	return out
}
