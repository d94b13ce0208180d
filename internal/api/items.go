package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

// itemList is the query of a list of items.
type itemList struct {
	Kind    string `query:"kind" doc:"firearm, part, ammunition, replica"`
	Type    string `query:"type" doc:"class of type, as the questionnaire counts"`
	Make    string `query:"make" doc:"code of the catalogue"`
	Calibre string `query:"calibre"`
	Status  string `query:"status"`
	Role    string `query:"role"`
	Origin  string `query:"origin"`
	Marking string `query:"marking"`
	Country string `query:"country" doc:"of manufacture, ISO 3166-1 alpha-3"`
	Keeper  string `query:"keeper"`
	Seizure string `query:"seizure"`
	Import  string `query:"import"`
	Queued  bool   `query:"queued" doc:"only items with a cell that waits for review"`
	Alarmed bool   `query:"alarmed" doc:"only items with an alarm"`
	Mark    string `query:"mark" doc:"begins the folded text of a mark"`
	From    string `query:"from" doc:"2016-03-05, 2016-03 or 2016"`
	To      string `query:"to"`
	Sort    string `query:"sort" doc:"a column, with - before it for descending" example:"-changed"`
	After   string `query:"after" doc:"cursor: next of the page before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

func (l *itemList) filter() register.Filter {
	return register.Filter{Kind: l.Kind, TypeClass: l.Type, Make: l.Make, Calibre: l.Calibre, Status: l.Status, Role: l.Role, Origin: l.Origin, Marking: l.Marking,
		Country: l.Country, Keeper: focalpoint.PartyID(l.Keeper), Seizure: focalpoint.SeizureID(l.Seizure), Import: focalpoint.ImportID(l.Import), Queued: l.Queued, Alarmed: l.Alarmed,
		Text: l.Mark, From: focalpoint.Date(l.From), To: focalpoint.Date(l.To), Sort: l.Sort, After: l.After, Limit: l.Limit}
}

type itemPath struct {
	ID string `path:"id" doc:"number of the item" example:"it0r3k9v2mq8d7x1c4hn"`
}

type lifeAnswer struct {
	Item       focalpoint.ItemID   `json:"item"`
	Same       []focalpoint.ItemID `json:"same" doc:"items held to be the same thing"`
	Events     []focalpoint.Event  `json:"events" doc:"those that hold, oldest first"`
	Superseded []focalpoint.Event  `json:"superseded" doc:"replaced or withdrawn by a correction"`
}

type recordEvents struct {
	Body struct {
		Events []focalpoint.Event `json:"events" minItems:"1" maxItems:"1000" doc:"an event without an item makes a new item"`
	}
}

type recorded struct {
	Events  []focalpoint.Event `json:"events"`
	Receipt ledger.Receipt     `json:"receipt" doc:"the entry in the log"`
}

func (s *server) items() {
	add(s, operation("list-items", http.MethodGet, "/items", "List items", "items"), access.ReadItems,
		func(ctx context.Context, in *itemList) (*body[register.Page], error) {
			page, err := s.Register.List(ctx, in.filter())
			return &body[register.Page]{page}, err
		})
	add(s, operation("get-item", http.MethodGet, "/items/{id}", "Read an item as it stands", "items"), access.ReadItems,
		func(ctx context.Context, in *itemPath) (*body[register.Item], error) {
			it, err := s.Register.Item(ctx, focalpoint.ItemID(in.ID))
			return &body[register.Item]{it}, err
		})
	add(s, operation("get-life", http.MethodGet, "/items/{id}/life", "Read the whole life of an item", "items"), access.ReadItems,
		func(ctx context.Context, in *itemPath) (*body[lifeAnswer], error) {
			life, err := s.Register.Life(ctx, focalpoint.ItemID(in.ID))
			return &body[lifeAnswer]{lifeAnswer{life.Item, life.Same, life.Effective, life.Superseded}}, err
		})
	add(s, operation("record-events", http.MethodPost, "/events", "Record events, also corrections", "items"), access.WriteItems, s.recordEvents)
	add(s, operation("list-alarms", http.MethodGet, "/alarms", "List contradictions in lives", "items"), access.ReadItems,
		func(ctx context.Context, in *struct {
			Kind  string `query:"kind"`
			Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		}) (*body[[]register.AlarmRow], error) {
			list, err := s.Register.Alarms(ctx, register.AlarmKind(in.Kind), in.Limit)
			return &body[[]register.AlarmRow]{list}, err
		})
}

func (s *server) recordEvents(ctx context.Context, in *recordEvents) (*body[recorded], error) {
	var out recorded
	var err error
	if len(in.Body.Events) == 0 {
		return nil, focalpoint.Invalid("api.recordEvents", "events", "send at least one event")
	}
	out.Receipt, err = s.Log.Write(ctx, ledger.Entry{Actor: who(ctx).ID, Action: "register.record", Subject: string(in.Body.Events[0].Item)}, func(tx *ledger.Tx) error {
		list := make([]focalpoint.Event, len(in.Body.Events))
		for i, e := range in.Body.Events {
			if e.Item == "" {
				e.Item = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
			}
			e.ID, e.Recorded, e.Import, e.Row = "", tx.At, "", 0 // ours to say
			list[i] = e
		}
		out.Events, err = s.Register.Record(ctx, tx, list...)
		return err
	})
	return &body[recorded]{out}, err
}
