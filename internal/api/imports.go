package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/importer"
)

func (s *server) importOperations() {
	add(s, operation("list-imports", http.MethodGet, "/imports", "List imports", "imports"), access.Import,
		func(ctx context.Context, _ *struct{}) (*body[[]importer.Run], error) {
			list, err := s.Importer.Runs(ctx)
			return &body[[]importer.Run]{list}, err
		})
	add(s, operation("get-import", http.MethodGet, "/imports/{id}", "Read how far an import is and what it did not take", "imports"), access.Import,
		func(ctx context.Context, in *struct {
			ID string `path:"id"`
		}) (*body[importAnswer], error) {
			run, err := s.Importer.Run(ctx, focalpoint.ImportID(in.ID))
			if err != nil {
				return nil, err
			}
			out := importAnswer{Run: run}
			out.Refused, err = s.Importer.Findings(ctx, run.ID, true, 0, 1000)
			return &body[importAnswer]{out}, err
		})
	add(s, operation("list-mappings", http.MethodGet, "/mappings", "List the mappings that come with the program and those of this State", "imports"), access.Import,
		func(ctx context.Context, _ *struct{}) (*body[[]importer.Mapping], error) {
			own, err := s.Importer.Mappings(ctx)
			return &body[[]importer.Mapping]{append(importer.Shipped(), own...)}, err
		})
}

type importAnswer struct {
	Run     importer.Run       `json:"run"`
	Refused []importer.Finding `json:"refused" doc:"rows not taken, and why: the first thousand"`
}
