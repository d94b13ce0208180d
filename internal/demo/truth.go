package demo

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"focalpoint"
	"focalpoint/mark"
)

// TruthFile is the name of the truth in the data directory. Only the checker reads it.
const TruthFile = "truth.json"

// Truth is what is true of the demonstration country.
type Truth struct {
	Exercise string          `json:"exercise"`
	Seed     uint64          `json:"seed"`
	Size     int             `json:"size"`
	Today    focalpoint.Date `json:"today"`
	Exhibits []Expect        `json:"exhibits"`
	Cases    []ExpectCase    `json:"cases"`
	Links    []ExpectLink    `json:"links"`
}

// Expect is what is true of one seized item, and what a right trace of it says.
type Expect struct {
	Incident string    `json:"incident"` // number of the police
	Line     int       `json:"line"`     // of the item in the incident, from 1
	Story    storyKind `json:"story"`
	Seen     mess      `json:"seen,omitempty"`
	Case     string    `json:"case,omitempty"` // planted case it belongs to
	// Item is the item of the register it is; empty when it is in no register of ours, or cannot be told from others.
	Item   focalpoint.ItemID `json:"item,omitempty"`
	Others int               `json:"others,omitempty"` // items of the register that fit as well
	Traced bool              `json:"traced"`
	// Counted: it was seized, found or surrendered, so that the figures count it in its leaf.
	Counted bool                   `json:"counted"`
	Result  focalpoint.ResultCode  `json:"result,omitempty"`
	Leaf    focalpoint.TracingLeaf `json:"leaf"`
	Alarm   string                 `json:"alarm,omitempty"`
	Part    focalpoint.ItemID      `json:"part,omitempty"` // the firearm a part of it belongs to, told beside
	// The last legal record, as far as records go: event, holder, keeper and State.
	Legal  focalpoint.EventID `json:"legal,omitempty"` // empty for a record of another State
	Holder string             `json:"holder,omitempty"`
	Keeper string             `json:"keeper,omitempty"`
	State  focalpoint.Country `json:"state,omitempty"`
}

// ExpectCase is a planted case: the incidents an investigation should find together.
type ExpectCase struct {
	Key       string   `json:"key"`
	Title     string   `json:"title"`
	Incidents []string `json:"incidents"`
	Persons   int      `json:"persons"`
}

// holderText names a holder so that the checker can compare: the party's or person's number.
func holderText(r focalpoint.Ref) string {
	switch {
	case r.Party != "":
		return string(r.Party)
	case r.Person != "":
		return string(r.Person)
	}
	return r.Name
}

// judge writes the truth about every exhibit, after looking who else in the register each sight fits.
func (w *World) judge(list []*Incident) {
	others := w.lookAlikes(list)
	for _, in := range list {
		for line, x := range in.Exhibits {
			x.Expect.Incident, x.Expect.Line, x.Expect.Story, x.Expect.Case, x.Expect.Traced = in.Number, line+1, x.Story, in.Case, x.Ask
			x.Expect.Counted = x.Role == focalpoint.RoleSeized || x.Role == focalpoint.RoleFound || x.Role == focalpoint.RoleSurrendered
			if x.Sight != nil {
				x.Expect.Seen = x.Sight.mess
			}
			if x.Expect.Leaf == "" { // a planted case may know better
				w.expect(x, others[x])
			}
		}
	}
}

// lookAlikes counts, for each exhibit that can be searched for, the other items of the register whose number its
// sight fits and whose maker it does not exclude.
func (w *World) lookAlikes(list []*Incident) map[*Exhibit]int {
	byLength := map[int][]*Exhibit{}
	var open []*Exhibit
	for _, in := range list {
		for _, x := range in.Exhibits {
			switch {
			case x.Sight == nil || !x.Ask:
			case x.Sight.open:
				open = append(open, x)
			default:
				byLength[len(x.Sight.places)] = append(byLength[len(x.Sight.places)], x)
			}
		}
	}
	count := map[*Exhibit]int{}
	look := func(l *Life) {
		folded := []rune(mark.Fold(l.Written))
		for _, x := range append(slices.Clip(byLength[len(folded)]), open...) {
			if x.Life != nil && x.Life.Item == l.Item || !x.Sight.fits(folded) {
				continue
			}
			if x.Hidden || x.maker() == l.Model.Maker {
				count[x]++
			}
		}
	}
	for n := range w.Size {
		l := w.Life(n)
		look(&l)
	}
	for _, l := range w.plots.lives {
		look(l)
	}
	return count
}

// maker returns the code of the true maker, as far as the world knows it.
func (x *Exhibit) maker() string {
	if x.Life != nil {
		return x.Life.Model.Maker
	}
	for _, m := range makers() {
		if x.Describes.Make.Raw == m.Name || slices.Contains(m.Aliases, x.Describes.Make.Raw) {
			return m.Code
		}
	}
	return ""
}

// expect fills what a right trace says (result codes: tracing.md 4.6; leaves: statistics.md 2.3).
func (w *World) expect(x *Exhibit, others int) {
	e := &x.Expect
	e.Others = others
	if !x.Ask {
		e.Leaf = untraced(x)
		return
	}
	if x.Life == nil {
		w.expectStranger(x)
		return
	}
	if others > 0 {
		e.Result, e.Leaf = focalpoint.ResultSeveral, focalpoint.LeafPending
		if x.Describes.Marking.Code == string(focalpoint.MarkedErased) {
			e.Leaf = focalpoint.LeafErased
		}
		return
	}
	legal := x.Life.LastLegal()
	e.Item, e.Legal, e.State = x.Life.Item, legal.ID, legal.State
	e.Holder, e.Keeper = holderText(x.Life.Holder()), holderText(legal.Keeper)
	e.Result, e.Leaf, e.Alarm = storyOutcome(x.Story)
	switch {
	case x.Story == storyExported:
		w.expectAbroad(x)
	case x.Story == storyTwice:
		e.Result = focalpoint.ResultDuplicate
	case x.Again: // in the custody of the State since it was seized first
		e.Result = focalpoint.ResultStateStock
	case x.Abroad:
		e.Leaf = focalpoint.LeafForeign
	}
}

func untraced(x *Exhibit) focalpoint.TracingLeaf {
	switch focalpoint.MarkStatus(x.Describes.Marking.Code) {
	case focalpoint.MarkedUniquely:
		return focalpoint.LeafNotInitiated
	case focalpoint.MarkedErased:
		return focalpoint.LeafErased
	case focalpoint.MarkedNot:
		return focalpoint.LeafNoInformation
	}
	return focalpoint.LeafUnknown
}

// storyOutcome says how the trace of a known firearm ends.
func storyOutcome(k storyKind) (focalpoint.ResultCode, focalpoint.TracingLeaf, string) {
	switch k {
	case storyOwner, storyPapers:
		return focalpoint.ResultHolder, focalpoint.LeafLegitimateOwner, ""
	case storyExamined:
		return focalpoint.ResultStateStock, focalpoint.LeafLegitimateOwner, ""
	case storyClosed, storyDead:
		return focalpoint.ResultHolderGone, focalpoint.LeafNational, ""
	case storyStolen, storyLost, storyStockTheft:
		return focalpoint.ResultLostStolen, focalpoint.LeafNational, "stolen-found"
	case storyStock:
		return focalpoint.ResultStateStock, focalpoint.LeafNational, "return-stock"
	case storyDestroyed:
		return focalpoint.ResultReentered, focalpoint.LeafNational, "return-destroyed"
	case storyDeactivated:
		return focalpoint.ResultReentered, focalpoint.LeafNational, "return-deactivated"
	case storyExported:
		return focalpoint.ResultExported, focalpoint.LeafPending, "return-exported"
	case storyAmnesty:
		return focalpoint.ResultHolder, focalpoint.LeafNotInitiated, ""
	}
	return focalpoint.ResultHolder, focalpoint.LeafNational, ""
}

// expectAbroad says what the answer of the State of destination makes of an exported firearm.
func (w *World) expectAbroad(x *Exhibit) {
	e := &x.Expect
	switch x.Hop.Answer {
	case hopFound:
		e.Result, e.Leaf = focalpoint.ResultHolder, focalpoint.LeafForeign
		e.Legal, e.State, e.Holder, e.Keeper = "", x.Hop.To, foreignHolder(x.Hop.To), w.abroad(x.Hop.To)
	case hopNoRecord, hopRefused, hopSilent:
		e.Leaf = focalpoint.LeafNoDiversion
	}
}

// foreignHolder is how an answer from abroad names the last holder.
func foreignHolder(s focalpoint.Country) string {
	return "Holder on record in " + string(s) + exercise
}

// abroad is the number of the focal point that answers for a State.
func (w *World) abroad(s focalpoint.Country) string { return string(w.Party("focal " + string(s)).ID) }

// expectStranger says how the trace of an item ends that the register does not know.
func (w *World) expectStranger(x *Exhibit) {
	e := &x.Expect
	marking := focalpoint.MarkStatus(x.Describes.Marking.Code)
	switch x.Story {
	case storyErased:
		e.Result, e.Leaf = focalpoint.ResultNoSerial, focalpoint.LeafErased
	case storyCraft, storyPrinted:
		e.Result, e.Leaf = focalpoint.ResultUnmarked, focalpoint.LeafIllicitlyMade
	case storyConverted:
		e.Result, e.Leaf = focalpoint.ResultUnmarked, focalpoint.LeafNoDiversion
		if marking != focalpoint.MarkedUniquely {
			e.Leaf = focalpoint.LeafIllicitlyMade
		}
	case storyUnmarked:
		e.Result, e.Leaf = focalpoint.ResultUnmarked, focalpoint.LeafNoInformation
	case storyUnknown:
		e.Result, e.Leaf = focalpoint.ResultNoSerial, focalpoint.LeafUnknown
	case storyForeign:
		w.expectForeign(x)
	case storyCounterfeit:
		e.Result, e.Leaf = focalpoint.ResultNotFit, focalpoint.LeafNoDiversion
	case storyNameless:
		e.Result, e.Leaf = focalpoint.ResultWrongMaker, focalpoint.LeafNoDiversion
	case storyAncient:
		e.Result, e.Leaf = focalpoint.ResultTooOld, focalpoint.LeafNoDiversion
	}
}

func (w *World) expectForeign(x *Exhibit) {
	e := &x.Expect
	switch x.Hop.Answer {
	case hopFound:
		e.Result, e.Leaf, e.State = focalpoint.ResultHolder, focalpoint.LeafForeign, x.Hop.To
		e.Holder, e.Keeper = foreignHolder(x.Hop.To), w.abroad(x.Hop.To)
	case hopNoRecord:
		e.Result, e.Leaf = focalpoint.ResultExpired, focalpoint.LeafNoDiversion
	case hopRefused:
		e.Result, e.Leaf = focalpoint.ResultRefused, focalpoint.LeafNoDiversion
	case hopSilent:
		e.Result, e.Leaf = focalpoint.ResultSilent, focalpoint.LeafNoDiversion
	default:
		e.Result, e.Leaf = focalpoint.ResultUndecided, focalpoint.LeafPending
	}
}

// Truth collects the truth about the given incidents. Ammunition and parts are counted, not traced, and left out.
func (w *World) Truth(list []*Incident) Truth {
	t := Truth{Exercise: "Fictional country of a demonstration. Nothing in it is real.", Seed: w.Seed, Size: w.Size, Today: w.today.Date()}
	for _, in := range list {
		for _, x := range in.Exhibits {
			if x.Describes.Kind == focalpoint.Firearm {
				t.Exhibits = append(t.Exhibits, x.Expect)
			}
		}
	}
	t.Cases = w.expectCases(list)
	for _, r := range w.replicas() {
		t.Links = append(t.Links, r.ExpectLink)
	}
	return t
}

// WriteTruth puts the truth into the data directory.
func WriteTruth(dir string, t Truth) error {
	body, err := json.MarshalIndent(t, "", " ")
	if err != nil {
		return fmt.Errorf("cannot write the truth as JSON: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, TruthFile), append(body, '\n'), 0o600)
}

// ReadTruth reads what WriteTruth wrote.
func ReadTruth(dir string) (Truth, error) {
	var t Truth
	body, err := os.ReadFile(filepath.Join(dir, TruthFile))
	if err != nil {
		return t, focalpoint.Invalid("demo.ReadTruth", "data", "there is no demonstration country in %s: %v", dir, err)
	}
	if err := json.Unmarshal(body, &t); err != nil {
		return t, focalpoint.Invalid("demo.ReadTruth", "data", "%s cannot be read: %v; load the demonstration country anew", TruthFile, err)
	}
	return t, nil
}
