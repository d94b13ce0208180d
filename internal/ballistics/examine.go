package ballistics

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/toolmark/likelihood"
)

// Status says where an examination stands.
type Status string

// Statuses of an examination.
const (
	AwaitsFirst  Status = "awaits-first"
	AwaitsSecond Status = "awaits-second" // the first has concluded
	AwaitsThird  Status = "awaits-third"  // the two disagree
	Confirmed    Status = "confirmed"     // a hit
	Excluded     Status = "excluded"
	Inconclusive Status = "inconclusive"
	Unsuitable   Status = "unsuitable"
)

// Ended says whether no conclusion is owed any more.
func (s Status) Ended() bool {
	return s == Confirmed || s == Excluded || s == Inconclusive || s == Unsuitable
}

// Examination is the work of examiners on one pair of exhibits. It is not handed
// out as it is kept: View shows each examiner what that one may see.
type Examination struct {
	A          ExhibitID         `json:"a"`
	B          ExhibitID         `json:"b"`
	Region     Region            `json:"region"`
	Comparison ComparisonID      `json:"comparison,omitempty"` // the list it came from
	Score      *float64          `json:"score,omitempty"`
	Detail     json.RawMessage   `json:"detail,omitempty"`
	Status     Status            `json:"status"`
	Opened     time.Time         `json:"opened"`
	First      Examiner          `json:"first"`
	Second     Examiner          `json:"second,omitzero"`
	Third      Examiner          `json:"third,omitzero"`
	Disagreed  bool              `json:"disagreed,omitempty"` // the first two differed, whatever came of it
	Decoy      bool              `json:"decoy,omitempty"`     // put among a second examiner's pairs; never a hit
	Hit        HitID             `json:"hit,omitempty"`
	OpenedBy   focalpoint.UserID `json:"openedBy"`
}

// Examiner is one examiner's part.
type Examiner struct {
	User       focalpoint.UserID `json:"user,omitempty"`
	Asked      time.Time         `json:"asked,omitzero"`
	Conclusion *Conclusion       `json:"conclusion,omitempty"`
}

// Conclusion is what one examiner holds to be so.
type Conclusion struct {
	Scale    string            `json:"scale"`   // name of the range of conclusions
	Edition  string            `json:"edition"` // as it stood that day; filled in
	Code     string            `json:"code"`
	Means    Meaning           `json:"means"`           // of the code; filled in
	Ratio    *likelihood.Ratio `json:"ratio,omitempty"` // with limits, interval and population
	Words    string            `json:"words,omitempty"` // step of the verbal scale for the ratio
	Physical bool              `json:"physical"`        // the exhibits themselves were compared, not only their scans
	Subclass bool              `json:"subclass"`        // it was checked that the marks are not those of a whole series
	Reason   string            `json:"reason"`          // what the conclusion rests on
	Files    []string          `json:"files,omitempty"`
	At       time.Time         `json:"at"`
	By       focalpoint.UserID `json:"by"`
}

// OpenPair opens an examination of a candidate of a finished comparison, or, with an
// empty comparison, of any two exhibits. Who opens it is the first examiner.
func (r *Room) OpenPair(ctx context.Context, by focalpoint.UserID, id ComparisonID, a, b ExhibitID, region Region) (View, error) {
	v, err := write(ctx, r, by, examinations, change{action: "examination.open", prefix: PrefixExamination}, func(tx *ledger.Tx, _ Examination) (Examination, error) {
		x := Examination{A: a, B: b, Region: region, Comparison: id, Status: AwaitsFirst, Opened: tx.At, OpenedBy: by, First: Examiner{User: by, Asked: tx.At}}
		if id != "" {
			if err := x.from(ctx, tx, id); err != nil {
				return x, err
			}
		}
		if x.A == x.B {
			return x, focalpoint.Invalid("ballistics.OpenPair", "b", "an exhibit cannot be compared with itself")
		}
		for _, e := range []ExhibitID{x.A, x.B} {
			if _, err := exhibits.Get(ctx, tx, string(e)); err != nil {
				return x, err
			}
		}
		return x, nil
	}, deriveExamination)
	return view(v, by), err
}

// from takes exhibit, region and score over from a finished comparison.
func (x *Examination) from(ctx context.Context, tx *ledger.Tx, id ComparisonID) error {
	c, err := comparisons.Get(ctx, tx, string(id))
	if err != nil {
		return err
	}
	if c.Doc.Status != ComparisonDone {
		return focalpoint.Errorf("ballistics.OpenPair", focalpoint.KindConflict, "the comparison is still running; open a pair when its list is complete")
	}
	i := slices.IndexFunc(c.Doc.Ranked, func(q Candidate) bool { return q.Exhibit == x.B })
	if i < 0 {
		return focalpoint.Invalid("ballistics.OpenPair", "b", "exhibit %s is not on the comparison's list", x.B)
	}
	x.A, x.Region = c.Doc.Exhibit, c.Doc.Region
	x.Score, x.Detail = &c.Doc.Ranked[i].Score, c.Doc.Ranked[i].Detail
	return nil
}

// AskSecond asks another examiner for a blind second conclusion. Decoys are
// exhibits whose pairs with the same exhibit are put before that examiner too, in an
// order that says nothing.
func (r *Room) AskSecond(ctx context.Context, by focalpoint.UserID, id ExaminationID, to focalpoint.UserID, decoys ...ExhibitID) error {
	_, err := r.Log.Write(ctx, ledger.Entry{Actor: by, Action: "examination.second", Subject: string(id)}, func(tx *ledger.Tx) error {
		v, err := writeIn(ctx, tx, examinations, change{id: string(id), reason: "second examiner asked"}, func(tx *ledger.Tx, x Examination) (Examination, error) {
			switch {
			case x.Status.Ended() || x.Second.Conclusion != nil:
				return x, ended("ballistics.AskSecond")
			case to == "" || to == x.First.User:
				return x, focalpoint.Invalid("ballistics.AskSecond", "to", "the second examiner is another person than the first")
			}
			x.Second = Examiner{User: to, Asked: tx.At}
			return x, nil
		}, deriveExamination)
		if err != nil {
			return err
		}
		for _, d := range decoys {
			if d == v.Doc.A || d == v.Doc.B {
				return focalpoint.Invalid("ballistics.AskSecond", "decoys", "exhibit %s is one of the pair itself", d)
			}
			if _, err := exhibits.Get(ctx, tx, string(d)); err != nil {
				return err
			}
			decoy := Examination{A: v.Doc.A, B: d, Region: v.Doc.Region, Status: AwaitsSecond, Opened: tx.At, OpenedBy: by, First: Examiner{User: by, Asked: tx.At}, Second: Examiner{User: to, Asked: tx.At}, Decoy: true}
			if _, err := writeIn(ctx, tx, examinations, change{prefix: PrefixExamination}, func(*ledger.Tx, Examination) (Examination, error) { return decoy, nil }, deriveExamination); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// AskThird asks a further examiner where the first two disagree.
func (r *Room) AskThird(ctx context.Context, by focalpoint.UserID, id ExaminationID, to focalpoint.UserID) error {
	_, err := write(ctx, r, by, examinations, change{action: "examination.third", id: string(id), reason: "third examiner asked"}, func(tx *ledger.Tx, x Examination) (Examination, error) {
		switch {
		case x.Status != AwaitsThird:
			return x, focalpoint.Errorf("ballistics.AskThird", focalpoint.KindConflict, "a third examiner is asked when the first two disagree; this examination stands at %s", x.Status)
		case to == "" || to == x.First.User || to == x.Second.User:
			return x, focalpoint.Invalid("ballistics.AskThird", "to", "the third examiner is another person than the first two")
		}
		x.Third = Examiner{User: to, Asked: tx.At}
		return x, nil
	}, deriveExamination)
	return err
}

func ended(op string) error {
	return focalpoint.Errorf(op, focalpoint.KindConflict, "the examination has ended; open a new one to look again")
}

// Conclude records the conclusion of the examiner who gives it, once. When all that
// are owed are in, the examination ends: as a hit only if two examiners identify.
func (r *Room) Conclude(ctx context.Context, by focalpoint.UserID, id ExaminationID, c Conclusion) (View, error) {
	var v ledger.Version[Examination]
	_, err := r.Log.Write(ctx, ledger.Entry{Actor: by, Action: "examination.conclude", Subject: string(id)}, func(tx *ledger.Tx) (err error) {
		given := c
		if err := r.complete(ctx, tx, &given, by); err != nil {
			return err
		}
		v, err = writeIn(ctx, tx, examinations, change{id: string(id), reason: "concluded"}, func(tx *ledger.Tx, x Examination) (Examination, error) {
			if err := x.take(given); err != nil {
				return x, err
			}
			if x.Status != Confirmed {
				return x, nil
			}
			x.Hit, err = r.hit(ctx, tx, id, x)
			return x, err
		}, deriveExamination)
		return err
	})
	return view(v, by), err
}

// complete checks a conclusion against its scale and fills in what follows.
func (r *Room) complete(ctx context.Context, tx *ledger.Tx, c *Conclusion, by focalpoint.UserID) error {
	scale, err := r.scale(ctx, tx, c.Scale)
	if err != nil {
		return focalpoint.Invalid("ballistics.Conclude", "scale", "there is no range of conclusions %q; choose one of the laboratory's", c.Scale)
	}
	step, ok := scale.Step(c.Code)
	var wrong focalpoint.Fields
	if !ok {
		wrong.Add("code", "%q is no conclusion of the scale %s", c.Code, scale.Name)
	}
	if strings.TrimSpace(c.Reason) == "" {
		wrong.Add("reason", "write what the conclusion rests on")
	}
	if step.Means == MeansSame && !c.Physical {
		wrong.Add("physical", "an identification rests on the exhibits themselves; compare them under the microscope first")
	}
	if step.Means == MeansSame && !c.Subclass {
		wrong.Add("subclass", "check first that the marks are not those of a whole series of parts")
	}
	c.Edition, c.Means, c.By, c.At = scale.Edition, step.Means, by, tx.At
	if c.Ratio != nil {
		words, err := likelihood.ENFSI()
		if err != nil {
			return err
		}
		s, same := words.Words(c.Ratio.Log10)
		if c.Words = s.Code; !same {
			c.Words = "not-" + s.Code
		}
	}
	return wrong.Err("ballistics.Conclude")
}

// take puts a conclusion where it belongs and moves the examination on.
func (x *Examination) take(c Conclusion) error {
	const op = "ballistics.Conclude"
	if x.Status.Ended() {
		return ended(op)
	}
	var part *Examiner
	switch {
	case x.Decoy && c.By != x.Second.User:
		part = nil
	case c.By == x.First.User && !x.Decoy:
		part = &x.First
	case c.By == x.Second.User && c.By != "":
		part = &x.Second
	case c.By == x.Third.User && c.By != "":
		part = &x.Third
	}
	if part == nil {
		return focalpoint.Errorf(op, focalpoint.KindForbidden, "only the examiners of this pair conclude on it")
	}
	if part.Conclusion != nil {
		return focalpoint.Errorf(op, focalpoint.KindConflict, "your conclusion is on record and cannot be changed; a new examination can be opened")
	}
	part.Conclusion = &c
	x.Status, x.Disagreed = settle(*x)
	return nil
}

// settle says what the conclusions given so far amount to. Two that mean the same
// end the examination; a third decides between two that differ, and what it leaves
// without a majority stays open to doubt: inconclusive.
func settle(x Examination) (Status, bool) {
	if x.Decoy {
		return Excluded, false // an answer to a decoy says something of the method, not of the pair
	}
	first, second, third := x.First.Conclusion, x.Second.Conclusion, x.Third.Conclusion
	switch {
	case first == nil:
		return AwaitsFirst, false
	case second == nil:
		return AwaitsSecond, false
	case first.Means == second.Means:
		return outcome(first.Means), false
	case third == nil:
		return AwaitsThird, true
	case third.Means == first.Means || third.Means == second.Means:
		return outcome(third.Means), true
	}
	return Inconclusive, true
}

func outcome(m Meaning) Status {
	switch m {
	case MeansSame:
		return Confirmed
	case MeansDifferent:
		return Excluded
	case MeansUnsuitable:
		return Unsuitable
	}
	return Inconclusive
}

func deriveExamination(ctx context.Context, tx *ledger.Tx, v ledger.Version[Examination]) error {
	x := v.Doc
	return replace(ctx, tx, "lab_examination", "id a b status first second third decoy opened changed",
		[]any{v.ID, string(x.A), string(x.B), string(x.Status), string(x.First.User), string(x.Second.User), string(x.Third.User), x.Decoy, x.Opened, tx.Leaf})
}
