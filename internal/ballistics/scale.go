package ballistics

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Scale is a range of conclusions: dated data, so that an old report is read with
// the scale of its day. A laboratory may keep its own beside those shipped.
type Scale struct {
	Name    string      `json:"name"`
	Edition string      `json:"edition"`
	Dated   string      `json:"dated"` // ISO 8601
	Source  string      `json:"source"`
	Steps   []ScaleStep `json:"steps"`
	Words   []Word      `json:"words,omitempty"` // names of the steps where no language of the program has them
}

// ScaleStep is one conclusion and what it means for a link.
type ScaleStep struct {
	Code  string  `json:"code"`
	Means Meaning `json:"means"`
}

// Word is the name of a step in one language.
type Word struct {
	Code     string `json:"code"`
	Language string `json:"language"`
	Text     string `json:"text"`
}

// Meaning says what a conclusion does to a link.
type Meaning string

// Meanings.
const (
	MeansSame       Meaning = "same"
	MeansOpen       Meaning = "open"
	MeansDifferent  Meaning = "different"
	MeansUnsuitable Meaning = "unsuitable"
)

//go:embed scales/afte.json
var afte []byte

var afteScale = sync.OnceValues(func() (Scale, error) {
	var s Scale
	if err := json.Unmarshal(afte, &s); err != nil {
		return s, fmt.Errorf("reading the range of conclusions: %w", err)
	}
	return s, s.Check()
})

// AFTE is the range of conclusions of the Association of Firearm and Tool Mark
// Examiners.
func AFTE() (Scale, error) { return afteScale() }

// Check finds what is missing or wrong.
func (s Scale) Check() error {
	var wrong focalpoint.Fields
	if s.Name == "" || s.Edition == "" || s.Dated == "" || s.Source == "" {
		wrong.Add("source", "a scale has a name, an edition, a date and a source")
	}
	seen, meanings := map[string]bool{}, map[Meaning]bool{}
	for _, step := range s.Steps {
		if step.Code == "" || seen[step.Code] {
			wrong.Add("steps", "every step has a code of its own; %q has not", step.Code)
		}
		if !slices.Contains([]Meaning{MeansSame, MeansOpen, MeansDifferent, MeansUnsuitable}, step.Means) {
			wrong.Add("steps", "step %q means same, open, different or unsuitable, not %q", step.Code, step.Means)
		}
		seen[step.Code], meanings[step.Means] = true, true
	}
	if !meanings[MeansSame] || !meanings[MeansOpen] || !meanings[MeansDifferent] {
		wrong.Add("steps", "a scale needs at least a step for each of same, open and different")
	}
	return wrong.Err("ballistics.SaveScale")
}

// Step returns a step by its code.
func (s Scale) Step(code string) (ScaleStep, bool) {
	i := slices.IndexFunc(s.Steps, func(q ScaleStep) bool { return q.Code == code })
	if i < 0 {
		return ScaleStep{}, false
	}
	return s.Steps[i], true
}

// SaveScale keeps a laboratory's own scale under its name; a later edition
// becomes a new version.
func (r *Room) SaveScale(ctx context.Context, by focalpoint.UserID, s Scale, reason string) (ledger.Version[Scale], error) {
	if err := s.Check(); err != nil {
		return ledger.Version[Scale]{}, err
	}
	var v ledger.Version[Scale]
	_, err := r.Log.Write(ctx, ledger.Entry{Actor: by, Action: "scale.save", Subject: s.Name}, func(tx *ledger.Tx) (err error) {
		old, err := scales.Get(ctx, tx, s.Name)
		if err != nil && focalpoint.KindOf(err) != focalpoint.KindNotFound {
			return err
		}
		v = ledger.Version[Scale]{ID: s.Name, At: tx.At, Actor: by, Doc: s, Reason: reason, Leaf: tx.Leaf}
		v.Version, err = scales.Put(ctx, tx, s.Name, old.Version, s, reason)
		return err
	})
	return v, err
}

// Scales lists the scales an examiner may use: those shipped, then the
// laboratory's own, the latest edition of each.
func (r *Room) Scales(ctx context.Context) ([]Scale, error) {
	shipped, err := AFTE()
	if err != nil {
		return nil, err
	}
	all := []Scale{shipped}
	err = scales.All(ctx, r.Log.DB, func(v ledger.Version[Scale]) error {
		all = append(all, v.Doc)
		return nil
	})
	return all, err
}

// scale finds a scale by its name: the laboratory's own first.
func (r *Room) scale(ctx context.Context, tx *ledger.Tx, name string) (Scale, error) {
	v, err := scales.Get(ctx, tx, name)
	if err == nil {
		return v.Doc, nil
	}
	if shipped, errShipped := AFTE(); errShipped == nil && shipped.Name == name {
		return shipped, nil
	}
	return Scale{}, err
}
