package ballistics

import (
	"context"
	"encoding/json"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// View is an examination as one user may see it. Until every conclusion that is
// owed is in, an examiner sees no conclusion but the own one, and a second or third
// examiner sees neither score nor list, nor whether the pair is a decoy.
type View struct {
	ID         ExaminationID     `json:"id"`
	Version    int64             `json:"version"`
	A          ExhibitID         `json:"a"`
	B          ExhibitID         `json:"b"`
	Region     Region            `json:"region"`
	Status     Status            `json:"status"`
	Opened     time.Time         `json:"opened"`
	Comparison ComparisonID      `json:"comparison,omitempty"`
	Score      *float64          `json:"score,omitempty"`
	Detail     json.RawMessage   `json:"detail,omitempty"`
	Mine       *Conclusion       `json:"mine,omitempty"`  // of who looks
	Owes       bool              `json:"owes"`            // who looks owes a conclusion
	Blind      bool              `json:"blind,omitempty"` // something is kept back
	First      *Examiner         `json:"first,omitempty"` // nil while kept back
	Second     *Examiner         `json:"second,omitempty"`
	Third      *Examiner         `json:"third,omitempty"`
	Disagreed  bool              `json:"disagreed,omitempty"`
	Decoy      bool              `json:"decoy,omitempty"`
	Hit        HitID             `json:"hit,omitempty"`
	For        focalpoint.UserID `json:"for"`
}

// view keeps back what a user must not see yet.
func view(v ledger.Version[Examination], who focalpoint.UserID) View {
	x := v.Doc
	out := View{ID: ExaminationID(v.ID), Version: v.Version, A: x.A, B: x.B, Region: x.Region, Status: x.Status, Opened: x.Opened, For: who}
	parts := []*Examiner{&x.First, &x.Second, &x.Third}
	role := -1
	for i, p := range parts {
		if p.User == who && who != "" && !(x.Decoy && i == 0) {
			role = i
			out.Mine, out.Owes = p.Conclusion, p.Conclusion == nil && !x.Status.Ended()
		}
	}
	if x.Status.Ended() {
		out.Comparison, out.Score, out.Detail, out.Disagreed, out.Decoy, out.Hit = x.Comparison, x.Score, x.Detail, x.Disagreed, x.Decoy, x.Hit
		out.First, out.Second, out.Third = &x.First, given(x.Second), given(x.Third)
		return out
	}
	out.Blind = true
	if role <= 0 { // the first examiner, and those who lead the laboratory, know the list
		out.Comparison, out.Score, out.Detail, out.Decoy = x.Comparison, x.Score, x.Detail, x.Decoy
	} else {
		// How often it was written, when it was opened, and whether a first, second or
		// third is owed would tell of the others.
		out.Status, out.Version, out.Opened = AwaitsSecond, 0, parts[role].Asked
	}
	hide := func(p Examiner) *Examiner {
		if p.User == "" {
			return nil
		}
		if p.User != who {
			p.Conclusion = nil
		}
		return &p
	}
	switch role {
	case 1:
		out.Second = hide(x.Second)
	case 2:
		out.Third = hide(x.Third)
	default:
		out.First, out.Second, out.Third = hide(x.First), hide(x.Second), hide(x.Third)
	}
	return out
}

func given(e Examiner) *Examiner {
	if e.User == "" {
		return nil
	}
	return &e
}

// Examination returns an examination as a user may see it.
func (r *Room) Examination(ctx context.Context, who focalpoint.UserID, id ExaminationID) (View, error) {
	v, err := examinations.Get(ctx, r.Log.DB, string(id))
	if err != nil {
		return View{}, err
	}
	return view(v, who), nil
}

// ExaminationFilter chooses examinations for a list.
type ExaminationFilter struct {
	Status  Status
	Exhibit ExhibitID         // one of the pair
	Owed    focalpoint.UserID // asked of this examiner and not ended
	store.Slice
}

// The last signs of an id are random: sorted by them a pair stands anywhere among
// its decoys, which were made after it.
var examinationList = store.List[string]{Op: "ballistics.Examinations", Select: "id", From: "lab_examination", ID: "id",
	Sorts: append(store.Columns("opened", "status"), store.Column{Name: "shuffled", By: "substr(id, 13)"}), Usual: "opened", Scan: scanID}

// Examinations returns a page of examinations, each as the user may see it: the
// longest open first; what an examiner owes, in an order that tells nothing. Decoys
// stand only before the examiner they were made for.
func (r *Room) Examinations(ctx context.Context, who focalpoint.UserID, f ExaminationFilter) (store.Page[View], error) {
	var w store.Where
	w.Equal("status", string(f.Status))
	if f.Exhibit != "" {
		w.And("(a = ? OR b = ?)", string(f.Exhibit), string(f.Exhibit))
	}
	if f.Owed != "" {
		w.And("status IN ('awaits-first', 'awaits-second', 'awaits-third')")
		w.And("(first = ? AND decoy = 0 OR second = ? OR third = ?)", string(f.Owed), string(f.Owed), string(f.Owed))
	}
	w.And("(decoy = 0 OR second = ?)", string(who))
	if f.Owed != "" {
		f.Sort = "shuffled"
	}
	page, err := pageOf(ctx, r, examinationList, examinations, w, f.Slice)
	out := store.Page[View]{Next: page.Next, Total: page.Total}
	for _, v := range page.Rows {
		out.Rows = append(out.Rows, view(v, who))
	}
	return out, err
}
