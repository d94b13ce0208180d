package ballistics

import (
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// ExhibitKind says what an exhibit is.
type ExhibitKind string

// Kinds of exhibits.
const (
	CartridgeCase ExhibitKind = "cartridge-case"
	Bullet        ExhibitKind = "bullet"
	Fragment      ExhibitKind = "fragment"
	Firearm       ExhibitKind = "firearm"
	Cast          ExhibitKind = "cast" // a resin double cast, as sent between States
)

// ExhibitKinds lists the kinds in the order in which pages show them.
func ExhibitKinds() []ExhibitKind {
	return []ExhibitKind{CartridgeCase, Bullet, Fragment, Firearm, Cast}
}

// Exhibit is ballistic evidence or a test fire, with its chain of custody.
type Exhibit struct {
	Number     string               `json:"number"` // the laboratory's own; unique
	Kind       ExhibitKind          `json:"kind"`
	Found      focalpoint.Date      `json:"found,omitempty"` // when it was recovered or fired
	Place      focalpoint.Place     `json:"place,omitzero"`
	Incident   string               `json:"incident,omitempty"` // in the finder's words
	Item       focalpoint.ItemID    `json:"item,omitempty"`     // the firearm it was fired by, if that is known; a test fire names it
	TestFire   *TestFire            `json:"testFire,omitempty"`
	Seizure    focalpoint.SeizureID `json:"seizure,omitempty"`
	Case       focalpoint.CaseID    `json:"case,omitempty"`
	Request    RequestID            `json:"request,omitempty"`
	Class      Class                `json:"class,omitzero"`
	CastOf     ExhibitID            `json:"castOf,omitempty"`     // of a cast
	Files      []string             `json:"files,omitempty"`      // digests of photographs and certificates
	Custody    []Step               `json:"custody,omitempty"`    // in order
	Unsuitable string               `json:"unsuitable,omitempty"` // why it cannot be compared
	Closed     string               `json:"closed,omitempty"`     // why it left the open case file
	Note       string               `json:"note,omitempty"`
}

// TestFire is a shot fired in the laboratory from a known firearm.
type TestFire struct {
	Shot       int               `json:"shot"` // 1, 2, …
	By         focalpoint.UserID `json:"by,omitempty"`
	Medium     string            `json:"medium,omitempty"` // water tank, cotton …
	Conditions string            `json:"conditions,omitempty"`
}

// Class are the class characteristics: what every firearm of a model leaves.
type Class struct {
	Calibre      string  `json:"calibre,omitempty"`      // code of the catalogue's list
	Ammunition   string  `json:"ammunition,omitempty"`   // brand
	Lands        int     `json:"lands,omitempty"`        // of a bullet
	Twist        string  `json:"twist,omitempty"`        // "left" or "right"
	LandWidthUm  float64 `json:"landWidthUm,omitempty"`  //
	BreechFace   string  `json:"breechFace,omitempty"`   // arched, parallel, smooth, granular, circular, cross-hatched
	FiringPin    string  `json:"firingPin,omitempty"`    // round, elliptical, rectangular, wedge
	Ejector      string  `json:"ejector,omitempty"`      // clock position
	Extractor    string  `json:"extractor,omitempty"`    // clock position
	Manufacturer string  `json:"manufacturer,omitempty"` // makes that come into question, as written
}

// Step is one transfer of an exhibit.
type Step struct {
	At       time.Time         `json:"at"`
	From     focalpoint.Ref    `json:"from,omitzero"`
	To       focalpoint.Ref    `json:"to"`
	Purpose  string            `json:"purpose"`
	Seal     string            `json:"seal,omitempty"` // number on the bag
	Document string            `json:"document,omitempty"`
	By       focalpoint.UserID `json:"by"`
	// Break says that From is not who had it on record. It is recorded as it was
	// reported and stays visible.
	Break bool `json:"break,omitempty"`
}

// Holder is who has the exhibit on record; zero before the first step.
func (e Exhibit) Holder() focalpoint.Ref {
	if len(e.Custody) == 0 {
		return focalpoint.Ref{}
	}
	return e.Custody[len(e.Custody)-1].To
}

// Open says whether the exhibit stands in the open case file.
func (e Exhibit) Open() bool { return e.Closed == "" && e.Unsuitable == "" }

// Check finds what is missing or wrong.
func (e Exhibit) Check() error {
	var wrong focalpoint.Fields
	if strings.TrimSpace(e.Number) == "" {
		wrong.Add("number", "give the exhibit the number that stands on its bag")
	}
	if !slices.Contains(ExhibitKinds(), e.Kind) {
		wrong.Add("kind", "%q is no kind of exhibit; choose one of the list", e.Kind)
	}
	if e.TestFire != nil && e.Item == "" {
		wrong.Add("item", "a test fire names the firearm it was fired from")
	}
	if e.TestFire != nil && e.TestFire.Shot < 1 {
		wrong.Add("testFire.shot", "count the shots of a test fire from 1")
	}
	if e.Kind == Cast && e.CastOf == "" {
		wrong.Add("castOf", "say which exhibit was cast")
	}
	if e.Class.Lands < 0 || e.Class.Lands > 24 {
		wrong.Add("class.lands", "%d lands are not possible; count them again", e.Class.Lands)
	}
	if t := e.Class.Twist; t != "" && t != "left" && t != "right" {
		wrong.Add("class.twist", "the twist is left or right, not %q", t)
	}
	return wrong.Err("ballistics.SaveExhibit")
}

// SaveExhibit makes an exhibit (id "") or a new version of one, made from version
// base for the reason given. Custody is not changed by it: see Transfer.
func (r *Room) SaveExhibit(ctx context.Context, by focalpoint.UserID, id ExhibitID, base int64, e Exhibit, reason string) (ledger.Version[Exhibit], error) {
	if err := e.Check(); err != nil {
		return ledger.Version[Exhibit]{}, err
	}
	if id != "" && strings.TrimSpace(reason) == "" {
		return ledger.Version[Exhibit]{}, focalpoint.Invalid("ballistics.SaveExhibit", "reason", "say why the exhibit's record is changed")
	}
	return write(ctx, r, by, exhibits, change{"exhibit.save", PrefixExhibit, string(id), reason, base}, func(tx *ledger.Tx, old Exhibit) (Exhibit, error) {
		if id != "" {
			e.Custody = old.Custody
		}
		return e, r.fits(ctx, tx, id, e)
	}, deriveExhibit)
}

// fits checks an exhibit against what else is on record.
func (r *Room) fits(ctx context.Context, tx *ledger.Tx, id ExhibitID, e Exhibit) error {
	var wrong focalpoint.Fields
	var other string
	err := tx.QueryRowContext(ctx, `SELECT id FROM lab_exhibit WHERE number_fold = $1 AND id <> $2`, fold(e.Number), string(id)).Scan(&other)
	if err == nil {
		wrong.Add("number", "the number %s is taken by exhibit %s", e.Number, other)
	} else if !store.Missing(err) {
		return err
	}
	if e.CastOf != "" {
		if _, err := exhibits.Get(ctx, tx, string(e.CastOf)); err != nil {
			wrong.Add("castOf", "there is no exhibit %s", e.CastOf)
		}
	}
	if e.Item != "" && r.Register != nil {
		if _, err := r.Register.LifeIn(ctx, tx, e.Item); focalpoint.KindOf(err) == focalpoint.KindNotFound {
			wrong.Add("item", "there is no item %s in the register", e.Item)
		} else if err != nil {
			return err
		}
	}
	return wrong.Err("ballistics.SaveExhibit")
}

// Transfer records that an exhibit changed hands.
func (r *Room) Transfer(ctx context.Context, by focalpoint.UserID, id ExhibitID, s Step) (ledger.Version[Exhibit], error) {
	var wrong focalpoint.Fields
	if s.To.IsZero() {
		wrong.Add("to", "say who receives the exhibit")
	}
	if strings.TrimSpace(s.Purpose) == "" {
		wrong.Add("purpose", "say what the exhibit is handed over for")
	}
	if err := wrong.Err("ballistics.Transfer"); err != nil {
		return ledger.Version[Exhibit]{}, err
	}
	return write(ctx, r, by, exhibits, change{action: "exhibit.transfer", id: string(id), reason: s.Purpose}, func(tx *ledger.Tx, e Exhibit) (Exhibit, error) {
		if s.At.IsZero() {
			s.At = tx.At
		}
		if n := len(e.Custody); n > 0 && s.At.Before(e.Custody[n-1].At) {
			return e, focalpoint.Invalid("ballistics.Transfer", "at", "the exhibit was handed over on %s before; give a later time", e.Custody[n-1].At.Format(time.RFC3339))
		}
		has := e.Holder()
		s.By, s.Break = by, !has.IsZero() && !s.From.IsZero() && s.From != has
		e.Custody = append(slices.Clone(e.Custody), s)
		return e, nil
	}, deriveExhibit)
}

// Exhibit returns the latest version.
func (r *Room) Exhibit(ctx context.Context, id ExhibitID) (ledger.Version[Exhibit], error) {
	return exhibits.Get(ctx, r.Log.DB, string(id))
}

// Numbered finds an exhibit by the laboratory's number.
func (r *Room) Numbered(ctx context.Context, number string) (id ExhibitID, err error) {
	err = r.Log.DB.QueryRowContext(ctx, `SELECT id FROM lab_exhibit WHERE number_fold = $1`, fold(number)).Scan(&id)
	if store.Missing(err) {
		return "", focalpoint.Errorf("ballistics.Numbered", focalpoint.KindNotFound, "there is no exhibit with the number %q", number)
	}
	return id, err
}

// ExhibitHistory returns every version, oldest first.
func (r *Room) ExhibitHistory(ctx context.Context, id ExhibitID) ([]ledger.Version[Exhibit], error) {
	return exhibits.History(ctx, r.Log.DB, string(id))
}

const exhibitColumns = "id number number_fold kind calibre ammunition item seizure casefile request open scans received text changed"

func deriveExhibit(ctx context.Context, tx *ledger.Tx, v ledger.Version[Exhibit]) error {
	e := v.Doc
	var n int64
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM lab_scan WHERE exhibit = $1 AND withdrawn = 0`, v.ID).Scan(&n); err != nil {
		return err
	}
	return replace(ctx, tx, "lab_exhibit", exhibitColumns, []any{v.ID, e.Number, fold(e.Number), string(e.Kind), e.Class.Calibre, fold(e.Class.Ammunition), string(e.Item), string(e.Seizure),
		string(e.Case), string(e.Request), e.Open(), n, string(e.Found), fold(e.Number + " " + e.Incident + " " + e.Place.Text + " " + e.Note), tx.Leaf})
}

// ExhibitFilter chooses exhibits for a list. Empty fields do not narrow.
type ExhibitFilter struct {
	Kind    ExhibitKind
	Calibre string
	Item    focalpoint.ItemID
	Case    focalpoint.CaseID
	Request RequestID
	Text    string
	Open    bool // only those in the open case file
	Scanned bool // only those with a scan
	store.Slice
}

var exhibitList = store.List[string]{Op: "ballistics.Exhibits", Select: "id", From: "lab_exhibit", ID: "id",
	Sorts: store.Columns("number", "kind", "calibre", "received", "scans", "changed"), Usual: "-changed", Scan: scanID}

func scanID(scan func(...any) error) (id string, err error) {
	err = scan(&id)
	return id, err
}

// ExhibitSortable lists the columns exhibits can be sorted by.
func ExhibitSortable() []string { return store.Names(exhibitList.Sorts) }

// Exhibits returns a page of exhibits.
func (r *Room) Exhibits(ctx context.Context, f ExhibitFilter) (store.Page[ledger.Version[Exhibit]], error) {
	var w store.Where
	w.Equal("kind", string(f.Kind))
	w.Equal("calibre", f.Calibre)
	w.Equal("item", string(f.Item))
	w.Equal("casefile", string(f.Case))
	w.Equal("request", string(f.Request))
	for _, word := range strings.Fields(fold(f.Text)) {
		w.Holds("text", word)
	}
	if f.Open {
		w.And("open = 1")
	}
	if f.Scanned {
		w.And("scans > 0")
	}
	return pageOf(ctx, r, exhibitList, exhibits, w, f.Slice)
}

// pageOf reads the documents of one page of ids.
func pageOf[T any](ctx context.Context, r *Room, l store.List[string], b ledger.Book[T], w store.Where, s store.Slice) (store.Page[ledger.Version[T]], error) {
	ids, err := l.Page(ctx, r.Log.DB, w, s)
	if err != nil {
		return store.Page[ledger.Version[T]]{}, err
	}
	page := store.Page[ledger.Version[T]]{Next: ids.Next, Total: ids.Total}
	page.Rows, err = b.Many(ctx, r.Log.DB, ids.Rows)
	return page, err
}
