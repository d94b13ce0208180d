package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
)

// PartyPath names a party.
type PartyPath struct {
	ID string `path:"id"`
}

type partyAnswer = ledger.Version[directory.Party]

func (s *server) directoryOperations() {
	add(s, operation("list-parties", http.MethodGet, "/parties", "List authorities, organizations and record keepers", "directory"), access.ReadItems,
		func(ctx context.Context, in *struct {
			Kind    string `query:"kind"`
			Role    string `query:"role"`
			Country string `query:"country"`
			Text    string `query:"text"`
			Sort    string `query:"sort"`
			After   string `query:"after"`
			Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
		}) (*body[directory.Page], error) {
			page, err := s.Parties.List(ctx, directory.Filter{Kind: directory.Kind(in.Kind), Role: directory.Role(in.Role), Country: focalpoint.Country(in.Country), Text: in.Text, Sort: in.Sort, After: in.After, Limit: in.Limit})
			return &body[directory.Page]{page}, err
		})
	add(s, operation("get-party", http.MethodGet, "/parties/{id}", "Read a party", "directory"), access.ReadItems,
		func(ctx context.Context, in *PartyPath) (*versioned[partyAnswer], error) {
			v, err := s.Parties.Get(ctx, focalpoint.PartyID(in.ID))
			return etag(v.Version, v), err
		})
	add(s, operation("add-party", http.MethodPost, "/parties", "Add a party", "directory"), access.WriteDirectory,
		func(ctx context.Context, in *struct{ Body directory.Party }) (*versioned[partyAnswer], error) {
			v, err := s.Parties.Save(ctx, who(ctx).ID, in.Body, 0, "")
			return etag(v.Version, v), err
		})
	add(s, operation("change-party", http.MethodPut, "/parties/{id}", "Change a party", "directory"), access.WriteDirectory,
		func(ctx context.Context, in *struct {
			PartyPath
			IfMatchHeader
			Reason string `query:"reason"`
			Body   directory.Party
		}) (*versioned[partyAnswer], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			in.Body.ID = focalpoint.PartyID(in.ID)
			v, err := s.Parties.Save(ctx, who(ctx).ID, in.Body, base, in.Reason)
			return etag(v.Version, v), err
		})
	add(s, operation("score-card", http.MethodGet, "/parties/{id}/score-card", "Read how a record keeper answered", "directory"), access.ReadTraces,
		func(ctx context.Context, in *PartyPath) (*body[directory.Card], error) {
			card, err := s.Traces.ScoreCard(ctx, focalpoint.PartyID(in.ID))
			return &body[directory.Card]{card}, err
		})
}
