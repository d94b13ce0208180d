package web

import (
	"slices"

	"focalpoint"
	"focalpoint/internal/seizure"
)

// keepSeen carries over what the form of a seizure cannot show: where it was
// imported from, cells as the source wrote them, what the source said besides. A
// correction of the place must not cost a row its raw cells.
func keepSeen(have *seizure.Seizure, now *seizure.Seizure) {
	now.Import, now.Row, now.Photos, now.Withdrawn = have.Import, have.Row, have.Photos, have.Withdrawn
	if now.Authority.Name == have.Authority.Name {
		now.Authority = have.Authority
	}
	now.Place.Country = have.Place.Country
	now.Conveyance = keptChoice(have.Conveyance, now.Conveyance)
	now.Concealment = keptList(have.Concealment, now.Concealment)
	now.Offences = keptList(have.Offences, now.Offences)
	for _, id := range have.NotDuplicateOf {
		if !slices.Contains(now.NotDuplicateOf, id) {
			now.NotDuplicateOf = append(now.NotDuplicateOf, id)
		}
	}
	for i := range now.Goods {
		if i < len(have.Goods) {
			now.Goods[i].Kind = keptChoice(have.Goods[i].Kind, now.Goods[i].Kind)
		}
	}
	for i := range now.Persons {
		p := &now.Persons[i]
		if at := slices.IndexFunc(have.Persons, func(q seizure.Involved) bool { return q.Person == p.Person }); at >= 0 && p.Person != "" {
			p.Offences, p.Happened = have.Persons[at].Offences, have.Persons[at].Happened
		}
	}
	for i := range now.Items {
		it := &now.Items[i]
		if at := slices.IndexFunc(have.Items, func(q seizure.Item) bool { return q.ID == it.ID }); at >= 0 && it.ID != "" {
			keepItem(&have.Items[at], it)
		}
	}
}

func keepItem(have, now *seizure.Item) {
	now.Offences, now.From = have.Offences, have.From
	now.Ownership, now.Previous = keptChoice(have.Ownership, now.Ownership), keptChoice(have.Previous, now.Previous)
	h, d := have.Describes, &now.Describes
	d.Marking, d.Extra = h.Marking, h.Extra
	d.Make, d.Model, d.Calibre, d.Country, d.Importer = kept(h.Make, d.Make), kept(h.Model, d.Model), kept(h.Calibre, d.Calibre), kept(h.Country, d.Country), kept(h.Importer, d.Importer)
	d.Type, d.Action, d.Origin = keptChoice(h.Type, d.Type), keptChoice(h.Action, d.Action), keptChoice(h.Origin, d.Origin)
	if d.Quantity == 0 {
		d.Quantity = h.Quantity // one thing, which the form does not count
	}
	for i := range now.Photos {
		if at := slices.IndexFunc(have.Photos, func(p seizure.Photo) bool { return p.SHA == now.Photos[i].SHA }); at >= 0 {
			now.Photos[i] = have.Photos[at]
		}
	}
}

// kept is the cell on record when the form says the same, else what it says.
func kept(have, now focalpoint.Coded) focalpoint.Coded {
	if now.Raw != "" && now.Raw == have.Raw || now.Raw == "" && now.Code != "" && now.Code == have.Code {
		return have
	}
	return now
}

// keptChoice is kept for a list to choose from, which cannot show a cell that has
// no code yet: left empty, it stays as the source wrote it.
func keptChoice(have, now focalpoint.Coded) focalpoint.Coded {
	if now.IsZero() && have.Raw != "" && (have.Code == "" || have.Code == focalpoint.CodeUncoded) {
		return have
	}
	return kept(have, now)
}

// keptList is keptChoice for several choices.
func keptList(have, now []focalpoint.Coded) []focalpoint.Coded {
	for i := range now {
		for _, h := range have {
			if k := kept(h, now[i]); k == h {
				now[i] = h
			}
		}
	}
	for _, h := range have {
		if h.Raw != "" && (h.Code == "" || h.Code == focalpoint.CodeUncoded) && !slices.Contains(now, h) {
			now = append(now, h)
		}
	}
	return now
}
