package web

import (
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
)

type seizureData struct {
	ID       focalpoint.SeizureID
	Version  ledger.Version[seizure.Seizure]
	History  []ledger.Version[seizure.Seizure]
	Items    []register.Row
	Alarms   map[focalpoint.ItemID][]register.Alarm
	Persons  []person.Record // read only when asked for: each reading leaves an entry
	Names    map[focalpoint.UserID]string
	MayWrite bool
	Called   names
}

func (s *site) seizure(rq *request) error {
	id := focalpoint.SeizureID(rq.R.PathValue("id"))
	ctx := rq.R.Context()
	v, err := s.Seizures.Get(ctx, id)
	if err != nil {
		return err
	}
	d := seizureData{ID: id, Version: v, Alarms: map[focalpoint.ItemID][]register.Alarm{}, Names: map[focalpoint.UserID]string{}, MayWrite: rq.User.May(access.WriteSeizures)}
	if d.History, err = s.Seizures.History(ctx, id); err != nil {
		return err
	}
	for _, h := range d.History {
		d.Names[h.Actor] = s.userName(rq, string(h.Actor))
	}
	var ids []focalpoint.ItemID
	for _, it := range v.Doc.Items {
		ids = append(ids, it.ID)
		item, err := s.Register.Item(ctx, it.ID)
		if err != nil {
			return err
		}
		d.Alarms[it.ID] = item.Alarms
	}
	if d.Items, err = s.Register.RowsOf(ctx, ids); err != nil {
		return err
	}
	if rq.R.URL.Query().Get("persons") != "" && rq.User.May(access.ReadPersons) {
		var who []focalpoint.PersonID
		for _, p := range v.Doc.Persons {
			who = append(who, p.Person)
		}
		if d.Persons, err = s.Persons.ReadMany(ctx, rq.User, access.Purpose{Kind: "seizure", Ref: string(id)}, who); err != nil {
			return err
		}
	}
	if d.Called, err = s.namesOf(rq, refIDs(v.Doc.Authority)...); err != nil {
		return err
	}
	return s.render(rq, http.StatusOK, "seizure", s.seizureTitle(rq, &v.Doc), d)
}

// seizureTitle names a seizure for people: its date and place.
func (s *site) seizureTitle(rq *request, z *seizure.Seizure) string {
	title := rq.P.Date(string(z.Happened))
	place := z.Place.Text
	if place == "" {
		place = z.Place.Unit
	}
	if place != "" {
		title += " · " + rq.P.Isolate(place)
	}
	return title
}
