package seizure

import (
	"bytes"
	"encoding/json"

	"focalpoint"
	"focalpoint/internal/person"
)

// KindOf returns the event that an item's role in a seizure stands for. What
// was only looked at (State-owned for examination, a lawful owner's, evidence
// only) is observed: nothing changes in its life. What was stolen and is found
// again is a find; its return to the owner is an event of its own.
func KindOf(role focalpoint.Role) focalpoint.EventKind {
	switch role {
	case focalpoint.RoleFound, focalpoint.RoleRecoveredStolen:
		return focalpoint.EventFind
	case focalpoint.RoleSurrendered:
		return focalpoint.EventSurrender
	case focalpoint.RoleStateOwned, focalpoint.RoleLawfulOwner, focalpoint.RoleEvidenceOnly:
		return focalpoint.EventObserve
	}
	return focalpoint.EventSeizure
}

// eventOf makes the event of one item. It is a pure function of what was
// entered: equal input, equal event, so that an edit which changes nothing for
// an item writes nothing for it.
func eventOf(id focalpoint.SeizureID, s *Seizure, it *Item) focalpoint.Event {
	describes := it.Describes
	e := focalpoint.Event{Item: it.ID, Kind: KindOf(it.Role), Happened: s.Happened, Place: s.Place, State: s.Place.Country,
		Keeper: s.Authority, Authority: s.Authority, Document: s.Number, Control: it.Exhibit, Seizure: id, Role: it.Role,
		Describes: &describes, Marks: it.Marks, Offences: it.Offences, Context: s.Context, Note: it.Note, Import: s.Import, Row: s.Row}
	if len(it.Offences) == 0 {
		e.Offences = s.Offences
	}
	if it.From != "" {
		e.From = focalpoint.Ref{Person: it.From}
	}
	return e
}

// identifyOf makes the event that holds an item to be one of the register.
func identifyOf(id focalpoint.SeizureID, s *Seizure, it *Item) focalpoint.Event {
	return focalpoint.Event{Item: it.ID, Kind: focalpoint.EventIdentify, Other: it.Known, Happened: s.Happened, Keeper: s.Authority, Seizure: id}
}

// corrected turns an event into the correction of another. A correction with
// the kind taken away withdraws.
func corrected(e focalpoint.Event, of focalpoint.EventID, reason string) focalpoint.Event {
	e.CorrectedKind, e.Kind = e.Kind, focalpoint.EventCorrection
	e.Corrects, e.Reason = of, reason
	return e
}

// withdrawn takes an event back. Other names the second item of an identify
// event, so that it too is derived anew.
func withdrawn(item focalpoint.ItemID, of focalpoint.EventID, other focalpoint.ItemID, id focalpoint.SeizureID, reason string) focalpoint.Event {
	return focalpoint.Event{Item: item, Kind: focalpoint.EventCorrection, Corrects: of, Other: other, Seizure: id, Reason: reason}
}

// plan is what a save means for the register and the persons.
type plan struct {
	events    []focalpoint.Event // in the order in which they are recorded
	holders   []*focalpoint.EventID
	stages    []person.StageEntry
	entries   []*string // where the ids of stages go
	withdrawn []string  // stage entries taken back
}

func (p *plan) event(e focalpoint.Event, into *focalpoint.EventID) {
	p.events, p.holders = append(p.events, e), append(p.holders, into)
}

// planOf compares the seizure as it is saved with the version before (nil: none).
// Items of the new version must have their ids.
func planOf(id focalpoint.SeizureID, before, now *Seizure, reason string) *plan {
	p := &plan{}
	old := map[focalpoint.ItemID]*Item{}
	if before != nil {
		for i := range before.Items {
			old[before.Items[i].ID] = &before.Items[i]
		}
	}
	kept := map[focalpoint.ItemID]bool{}
	for i := range now.Items {
		it := &now.Items[i]
		kept[it.ID] = true
		p.item(id, before, now, old[it.ID], it, reason)
	}
	if before != nil {
		for i := range before.Items {
			if it := &before.Items[i]; !kept[it.ID] {
				p.remove(id, it, reason)
			}
		}
	}
	p.persons(id, before, now)
	return p
}

func (p *plan) item(id focalpoint.SeizureID, before, now *Seizure, was, it *Item, reason string) {
	e := eventOf(id, now, it)
	if was == nil {
		p.event(e, &it.Event)
		if it.Known != "" {
			p.event(identifyOf(id, now, it), &it.Identify)
		}
		return
	}
	it.Event, it.Identify = was.Event, was.Identify
	if !same(eventOf(id, before, was), e) {
		p.event(corrected(e, was.Event, reason), &it.Event)
	}
	if was.Known == it.Known {
		return
	}
	if was.Identify != "" {
		p.event(withdrawn(it.ID, was.Identify, was.Known, id, reason), nil)
		it.Identify = ""
	}
	if it.Known != "" {
		p.event(identifyOf(id, now, it), &it.Identify)
	}
}

func (p *plan) remove(id focalpoint.SeizureID, it *Item, reason string) {
	p.event(withdrawn(it.ID, it.Event, "", id, reason), nil)
	if it.Identify != "" {
		p.event(withdrawn(it.ID, it.Identify, it.Known, id, reason), nil)
	}
}

func (p *plan) persons(id focalpoint.SeizureID, before, now *Seizure) {
	var left []Involved
	if before != nil {
		left = append(left, before.Persons...)
	}
	for i := range now.Persons {
		inv := &now.Persons[i]
		inv.Entry = ""
		entry := stageOf(id, now, inv)
		if entry == nil {
			continue
		}
		at := -1
		for j := range left {
			if was := stageOf(id, before, &left[j]); was != nil && left[j].Entry != "" && same(*was, *entry) {
				at = j
				break
			}
		}
		if at >= 0 {
			inv.Entry = left[at].Entry
			left = append(left[:at], left[at+1:]...)
			continue
		}
		p.stages, p.entries = append(p.stages, *entry), append(p.entries, &inv.Entry)
	}
	for _, inv := range left {
		if inv.Entry != "" {
			p.withdrawn = append(p.withdrawn, inv.Entry)
		}
	}
}

// stageOf is the stage of a person that a seizure reports, or nil.
func stageOf(id focalpoint.SeizureID, s *Seizure, inv *Involved) *person.StageEntry {
	if inv.Stage == "" {
		return nil
	}
	e := &person.StageEntry{Person: inv.Person, Stage: inv.Stage, Happened: inv.Happened, Seizure: id, Offences: inv.Offences, Authority: s.Authority, Document: s.Number}
	if e.Happened == "" {
		e.Happened = s.Happened
	}
	if len(e.Offences) == 0 {
		e.Offences = s.Offences
	}
	return e
}

func same(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
