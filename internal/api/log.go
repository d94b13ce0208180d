package api

import (
	"context"
	"net/http"

	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

func (s *server) logOperations() {
	add(s, operation("log-head", http.MethodGet, "/log/head", "Size and root of the log", "log"), "",
		func(ctx context.Context, _ *struct{}) (*body[ledger.Head], error) {
			h, err := s.Log.Head(ctx)
			return &body[ledger.Head]{h}, err
		})
	add(s, operation("log-entries", http.MethodGet, "/log/entries", "List entries of the log, newest first", "log"), access.ReadLog,
		func(ctx context.Context, in *struct {
			Subject string `query:"subject"`
			Before  int64  `query:"before" default:"9007199254740991"`
			Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
		}) (*body[[]ledger.Leaf], error) {
			list, err := s.Log.Leaves(ctx, in.Subject, in.Before, in.Limit)
			return &body[[]ledger.Leaf]{list}, err
		})
	add(s, operation("prove-event", http.MethodGet, "/events/{id}/proof", "Prove that an event stands in the log", "log"), access.ReadItems,
		func(ctx context.Context, in *struct {
			ID string `path:"id"`
		}) (*body[*ledger.Proof], error) {
			p, err := s.Log.Prove(ctx, register.EventTable(), in.ID)
			return &body[*ledger.Proof]{p}, err
		})
}
