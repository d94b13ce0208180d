package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/person"
)

// PurposeQuery is why personal data is read; without one nothing is shown.
type PurposeQuery struct {
	Purpose string `query:"purpose" enum:"case,trace,licence,seizure,inspection"`
	Ref     string `query:"ref" doc:"number of the case, trace, licence or seizure"`
}

func (p PurposeQuery) why() access.Purpose { return access.Purpose{Kind: p.Purpose, Ref: p.Ref} }

func (s *server) personOperations() {
	add(s, operation("get-person", http.MethodGet, "/persons/{id}", "Read a person for a purpose; leaves an access entry", "persons"), access.ReadPersons,
		func(ctx context.Context, in *struct {
			ID string `path:"id"`
			PurposeQuery
		}) (*versioned[person.Record], error) {
			r, err := s.Persons.Read(ctx, who(ctx), in.why(), focalpoint.PersonID(in.ID))
			return etag(r.Version, r), err
		})
	add(s, operation("search-persons", http.MethodGet, "/persons", "Search persons for a purpose; leaves an access entry", "persons"), access.ReadPersons,
		func(ctx context.Context, in *struct {
			Text     string `query:"text"`
			Document string `query:"document"`
			Born     string `query:"born"`
			Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
			PurposeQuery
		}) (*body[[]person.Hit], error) {
			list, err := s.Persons.Search(ctx, who(ctx), in.why(), person.Query{Text: in.Text, Document: in.Document, Born: focalpoint.Date(in.Born), Limit: in.Limit})
			return &body[[]person.Hit]{list}, err
		})
	add(s, operation("add-person", http.MethodPost, "/persons", "Add a person", "persons"), access.WriteSeizures,
		func(ctx context.Context, in *struct{ Body person.Person }) (*body[addedPerson], error) {
			id, version, err := s.Persons.Save(ctx, who(ctx).ID, "", 0, in.Body, "")
			return &body[addedPerson]{addedPerson{id, version}}, err
		})
}

type addedPerson struct {
	ID      focalpoint.PersonID `json:"id"`
	Version int64               `json:"version"`
}
