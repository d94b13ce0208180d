package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/seizure"
)

type seizureList struct {
	From      string `query:"from" doc:"2016-03-05, 2016-03 or 2016"`
	To        string `query:"to"`
	Year      int    `query:"year"`
	Region    string `query:"region"`
	Unit      string `query:"unit"`
	Location  string `query:"location"`
	Context   string `query:"context"`
	Offence   string `query:"offence"`
	Role      string `query:"role"`
	Kind      string `query:"kind"`
	Goods     string `query:"goods"`
	Text      string `query:"text"`
	Import    string `query:"import"`
	Withdrawn bool   `query:"withdrawn"`
	Sort      string `query:"sort"`
	After     string `query:"after" doc:"cursor: next of the page before"`
	Limit     int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

// SeizurePath names a seizure. Types that are embedded in inputs are exported: the API library reads no others.
type SeizurePath struct {
	ID string `path:"id"`
}

type newSeizure struct {
	Body seizure.Seizure
}

type changedSeizure struct {
	SeizurePath
	IfMatchHeader
	Reason string `query:"reason" doc:"why the record is changed"`
	Body   seizure.Seizure
}

type seizureAnswer = ledger.Version[seizure.Seizure]

func (s *server) seizureOperations() {
	add(s, operation("list-seizures", http.MethodGet, "/seizures", "List seizures", "seizures"), access.ReadSeizures,
		func(ctx context.Context, in *seizureList) (*body[seizure.Page], error) {
			page, err := s.Seizures.List(ctx, seizure.Filter{From: focalpoint.Date(in.From), To: focalpoint.Date(in.To), Year: in.Year, Region: in.Region, Unit: in.Unit,
				Location: focalpoint.LocationKind(in.Location), Context: focalpoint.LegalContext(in.Context), Offence: in.Offence, Role: in.Role, Kind: in.Kind, Goods: in.Goods,
				Text: in.Text, Import: focalpoint.ImportID(in.Import), Withdrawn: in.Withdrawn, Sort: in.Sort, After: in.After, Limit: in.Limit})
			return &body[seizure.Page]{page}, err
		})
	add(s, operation("get-seizure", http.MethodGet, "/seizures/{id}", "Read a seizure", "seizures"), access.ReadSeizures,
		func(ctx context.Context, in *SeizurePath) (*versioned[seizureAnswer], error) {
			v, err := s.Seizures.Get(ctx, focalpoint.SeizureID(in.ID))
			return etag(v.Version, v), err
		})
	add(s, operation("seizure-history", http.MethodGet, "/seizures/{id}/history", "Read every version of a seizure", "seizures"), access.ReadSeizures,
		func(ctx context.Context, in *SeizurePath) (*body[[]seizureAnswer], error) {
			list, err := s.Seizures.History(ctx, focalpoint.SeizureID(in.ID))
			return &body[[]seizureAnswer]{list}, err
		})
	created := operation("enter-seizure", http.MethodPost, "/seizures", "Enter a seizure with its items", "seizures")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.WriteSeizures, func(ctx context.Context, in *newSeizure) (*versioned[*seizure.Saved], error) {
		saved, err := s.Seizures.Save(ctx, who(ctx).ID, seizure.Input{Seizure: in.Body})
		if err != nil {
			return nil, err
		}
		return etag(saved.Version, saved), nil
	})
	add(s, operation("correct-seizure", http.MethodPut, "/seizures/{id}", "Correct a seizure", "seizures"), access.WriteSeizures,
		func(ctx context.Context, in *changedSeizure) (*versioned[*seizure.Saved], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			saved, err := s.Seizures.Save(ctx, who(ctx).ID, seizure.Input{ID: focalpoint.SeizureID(in.ID), Base: base, Reason: in.Reason, Seizure: in.Body})
			if err != nil {
				return nil, err
			}
			return etag(saved.Version, saved), nil
		})
	add(s, operation("seizure-duplicates", http.MethodPost, "/seizures/duplicates", "Show what on record may be the same incident or item", "seizures"), access.ReadSeizures,
		func(ctx context.Context, in *newSeizure) (*body[[]seizure.Duplicate], error) {
			list, err := s.Seizures.Duplicates(ctx, "", in.Body)
			return &body[[]seizure.Duplicate]{list}, err
		})
	add(s, operation("move-custody", http.MethodPost, "/custody", "Record a step in the custody of items", "seizures"), access.WriteSeizures,
		func(ctx context.Context, in *struct{ Body seizure.Move }) (*body[[]focalpoint.Event], error) {
			list, err := s.Seizures.Move(ctx, who(ctx).ID, in.Body)
			return &body[[]focalpoint.Event]{list}, err
		})
	add(s, operation("get-custody", http.MethodGet, "/items/{id}/custody", "Read the chain of custody of an item", "seizures"), access.ReadItems,
		func(ctx context.Context, in *itemPath) (*body[[]seizure.Link], error) {
			list, err := s.Seizures.Custody(ctx, focalpoint.ItemID(in.ID))
			return &body[[]seizure.Link]{list}, err
		})
}
