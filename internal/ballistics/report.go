package ballistics

import (
	"context"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// Report is everything a report on one examination states. A page or a print lays
// it out; nothing in it is computed there.
type Report struct {
	Examination View                         `json:"examination"`
	A           ReportedExhibit              `json:"a"`
	B           ReportedExhibit              `json:"b"`
	Comparison  *ledger.Version[Comparison]  `json:"comparison,omitempty"`
	Rank        int                          `json:"rank,omitempty"` // of B on the comparison's list
	Scales      []Scale                      `json:"scales"`         // editions the conclusions were given on
	Hit         *ledger.Version[Hit]         `json:"hit,omitempty"`
	Requests    []ledger.Version[Request]    `json:"requests,omitempty"`
	Instruments []ledger.Version[Instrument] `json:"instruments,omitempty"`
	Leaf        int64                        `json:"leaf"` // of the log, of the latest conclusion
}

// ReportedExhibit is an exhibit with the scans that were compared.
type ReportedExhibit struct {
	ID    ExhibitID              `json:"id"`
	Doc   Exhibit                `json:"doc"`
	Scans []ledger.Version[Scan] `json:"scans"`
}

// Report gathers a report on an examination that has ended. Before that there is
// none: a half-done examination must not leave the laboratory.
func (r *Room) Report(ctx context.Context, who focalpoint.UserID, id ExaminationID) (*Report, error) {
	v, err := examinations.Get(ctx, r.Log.DB, string(id))
	if err != nil {
		return nil, err
	}
	if x := v.Doc; !x.Status.Ended() || x.Decoy {
		return nil, focalpoint.Errorf("ballistics.Report", focalpoint.KindConflict, "the examination has not ended; a report can be made when every conclusion that is owed is in")
	}
	out := &Report{Examination: view(v, who), Leaf: v.Leaf}
	if out.A, err = r.reported(ctx, v.Doc.A, v.Doc.Region); err != nil {
		return nil, err
	}
	if out.B, err = r.reported(ctx, v.Doc.B, v.Doc.Region); err != nil {
		return nil, err
	}
	if v.Doc.Comparison != "" {
		c, err := r.Comparison(ctx, v.Doc.Comparison)
		if err != nil {
			return nil, err
		}
		out.Comparison = &c
		for _, q := range c.Doc.Ranked {
			if q.Exhibit == v.Doc.B {
				out.Rank = q.Rank
			}
		}
	}
	if v.Doc.Hit != "" {
		h, err := r.Hit(ctx, v.Doc.Hit)
		if err != nil {
			return nil, err
		}
		out.Hit = &h
	}
	return out, r.reportRest(ctx, v.Doc, out)
}

// reportRest adds scales, requests and instruments.
func (r *Room) reportRest(ctx context.Context, x Examination, out *Report) error {
	have := map[string]bool{}
	for _, e := range []Examiner{x.First, x.Second, x.Third} {
		if c := e.Conclusion; c != nil && !have[c.Scale+"\x00"+c.Edition] {
			have[c.Scale+"\x00"+c.Edition] = true
			s, err := r.edition(ctx, c.Scale, c.Edition)
			if err != nil {
				return err
			}
			out.Scales = append(out.Scales, s)
		}
	}
	var asked, used []string
	for _, e := range []ReportedExhibit{out.A, out.B} {
		asked = add(asked, string(e.Doc.Request))
		for _, s := range e.Scans {
			used = add(used, string(s.Doc.Instrument))
		}
	}
	var err error
	if out.Requests, err = requests.Many(ctx, r.Log.DB, asked); err != nil {
		return err
	}
	out.Instruments, err = instruments.Many(ctx, r.Log.DB, used)
	return err
}

// edition finds the edition of a scale a conclusion was given on.
func (r *Room) edition(ctx context.Context, name, edition string) (Scale, error) {
	list, err := scales.History(ctx, r.Log.DB, name)
	if err != nil {
		return Scale{}, err
	}
	for _, v := range list {
		if v.Doc.Edition == edition {
			return v.Doc, nil
		}
	}
	return AFTE()
}

func (r *Room) reported(ctx context.Context, id ExhibitID, region Region) (ReportedExhibit, error) {
	v, err := r.Exhibit(ctx, id)
	if err != nil {
		return ReportedExhibit{}, err
	}
	out := ReportedExhibit{ID: id, Doc: v.Doc}
	ids, err := store.Values[string](r.Log.DB.QueryContext(ctx, `SELECT id FROM lab_scan WHERE exhibit = $1 AND region = $2 AND withdrawn = 0 ORDER BY land, at, id`, string(id), string(region)))
	if err != nil {
		return out, err
	}
	out.Scans, err = scans.Many(ctx, r.Log.DB, ids)
	return out, err
}
