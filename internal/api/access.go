package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/store"
)

// accessOperations are the list of who saw what, and how much each role may ask.
func (s *server) accessOperations() {
	add(s, operation("list-access", http.MethodGet, "/access-entries", "List who read whose data, who searched the register for what, and what was refused", "access"), access.ReadAccess,
		func(ctx context.Context, in *struct {
			Subject string `query:"subject" doc:"a person, or register or search for the searches of the register and of persons"`
			Actor   string `query:"actor"`
			Purpose string `query:"purpose"`
			Ref     string `query:"ref"`
			Result  string `query:"result" enum:"asked,too-wide,too-often"`
			Text    string `query:"text"`
			From    string `query:"from"`
			To      string `query:"to"`
			Sort    string `query:"sort"`
			After   string `query:"after"`
			Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		}) (*body[store.Page[access.Entry]], error) {
			page, err := access.Entries(ctx, s.Log, access.EntryFilter{Subject: in.Subject, Actor: focalpoint.UserID(in.Actor), Purpose: in.Purpose, Ref: in.Ref, Result: access.Result(in.Result),
				Text: in.Text, From: focalpoint.Date(in.From), To: focalpoint.Date(in.To), Sort: in.Sort, After: in.After, Limit: in.Limit})
			return &body[store.Page[access.Entry]]{page}, err
		})
	add(s, operation("get-search-limits", http.MethodGet, "/search-limits", "Read how much each role may ask of the register", "access"), "",
		func(ctx context.Context, _ *struct{}) (*versioned[access.Limits], error) {
			limits, version, err := access.ReadLimits(ctx, s.Log)
			return etag(version, limits), err
		})
	add(s, operation("set-search-limits", http.MethodPut, "/search-limits", "Set how much each role may ask of the register", "access"), access.ManageUsers,
		func(ctx context.Context, in *struct {
			IfMatchHeader
			Reason string `query:"reason"`
			Body   access.Limits
		}) (*struct{}, error) {
			base, err := in.orFirst()
			if err != nil {
				return nil, err
			}
			return nil, access.SaveLimits(ctx, s.Log, who(ctx).ID, base, in.Body, in.Reason)
		})
}
