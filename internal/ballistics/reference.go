package ballistics

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/toolmark/likelihood"
)

// Reference is a set of comparisons whose truth is known, made by the laboratory
// or published, on which likelihood ratios are calibrated.
type Reference struct {
	Population likelihood.Population   `json:"population"`
	Region     Region                  `json:"region"`
	Rows       []likelihood.Comparison `json:"rows"`
	Retired    string                  `json:"retired,omitempty"` // why it is no longer used
}

// SaveReference keeps a reference set (id "") or a new version of one. The method of
// its population is one of this program's, with as many scores as that gives.
func (r *Room) SaveReference(ctx context.Context, by focalpoint.UserID, id string, base int64, ref Reference, reason string) (ledger.Version[Reference], error) {
	const op = "ballistics.SaveReference"
	m, err := r.method(ref.Region, ref.Population.Method)
	if err != nil {
		return ledger.Version[Reference]{}, err
	}
	if err := likelihood.Check(ref.Rows); err != nil {
		return ledger.Version[Reference]{}, focalpoint.Invalid(op, "rows", "%v", err)
	}
	if len(ref.Rows[0].Scores) != len(m.Scores) {
		return ledger.Version[Reference]{}, focalpoint.Invalid(op, "rows", "%s gives the scores %v; the set has %d for each comparison", m.Name, m.Scores, len(ref.Rows[0].Scores))
	}
	ref.Population.Mark, ref.Population.Method, ref.Population.Scores = string(ref.Region), m.Name, m.Scores
	if _, err := ref.calibrate(); err != nil {
		return ledger.Version[Reference]{}, focalpoint.Invalid(op, "population", "%v", err)
	}
	return write(ctx, r, by, references, change{"reference.save", PrefixReference, id, reason, base}, func(*ledger.Tx, Reference) (Reference, error) { return ref, nil }, nil)
}

// calibrate fits the set's system: within 2 and within the empirical bounds. Its
// intervals are drawn from a seed made of the population's name, so that the same
// set gives the same ratio for ever.
func (ref Reference) calibrate() (*likelihood.System, error) {
	h := fnv.New64a()
	fmt.Fprint(h, ref.Population.Name)
	return likelihood.Calibrate(ref.Rows, ref.Population, likelihood.Options{Tighten: true, Rand: rand.New(rand.NewPCG(h.Sum64(), 1))})
}

// References lists the reference sets in use, in order of their making.
func (r *Room) References(ctx context.Context) (all []ledger.Version[Reference], err error) {
	err = references.All(ctx, r.Log.DB, func(v ledger.Version[Reference]) error {
		if v.Doc.Retired == "" {
			all = append(all, v)
		}
		return nil
	})
	return all, err
}

// Ratio weighs the score of an examination's pair on a reference set. Both exhibits
// must lie in the set's population by what is on record of them; otherwise the
// error is a *likelihood.Refusal that names it. The examiner who looks must be
// allowed to see the score.
func (r *Room) Ratio(ctx context.Context, who focalpoint.UserID, id ExaminationID, reference string) (likelihood.Ratio, error) {
	const op = "ballistics.Ratio"
	v, err := r.Examination(ctx, who, id)
	if err != nil {
		return likelihood.Ratio{}, err
	}
	if v.Score == nil || len(v.Detail) == 0 {
		return likelihood.Ratio{}, focalpoint.Errorf(op, focalpoint.KindForbidden, "there is no score of this pair that you may see yet")
	}
	ref, err := references.Get(ctx, r.Log.DB, reference)
	if err != nil {
		return likelihood.Ratio{}, err
	}
	m, err := r.method(v.Region, ref.Doc.Population.Method)
	if err != nil {
		return likelihood.Ratio{}, err
	}
	scores, err := m.Features(json.RawMessage(v.Detail))
	if err != nil {
		return likelihood.Ratio{}, err
	}
	system, err := ref.Doc.calibrate()
	if err != nil {
		return likelihood.Ratio{}, err
	}
	method := m.Name
	if v.Comparison != "" {
		c, err := r.Comparison(ctx, v.Comparison)
		if err != nil {
			return likelihood.Ratio{}, err
		}
		method = c.Doc.Method
	}
	var ratio likelihood.Ratio
	for _, e := range []ExhibitID{v.A, v.B} {
		x, err := r.Exhibit(ctx, e)
		if err != nil {
			return likelihood.Ratio{}, err
		}
		ratio, err = system.Ratio(likelihood.Circumstances{Mark: string(v.Region), Arm: x.Doc.Class.Manufacturer, Ammunition: x.Doc.Class.Ammunition, Method: method}, slices.Clone(scores))
		if err != nil {
			return likelihood.Ratio{}, err
		}
	}
	return ratio, nil
}
