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
			if out.Report, err = s.Importer.ReportOf(ctx, run); err != nil {
				return nil, err
			}
			out.Refused, err = s.Importer.Findings(ctx, run.ID, true, 0, 1000)
			return &body[importAnswer]{out}, err
		})
	add(s, operation("list-import-findings", http.MethodGet, "/imports/{id}/findings", "Page through the rows not taken and the cells not understood", "imports"), access.Import, s.findings)
	add(s, operation("list-import-targets", http.MethodGet, "/import-targets", "List the kinds of file and what their columns can mean", "imports"), access.Import, s.importTargets)
	add(s, operation("list-mappings", http.MethodGet, "/mappings", "List the mappings that come with the program and those of this State", "imports"), access.Import,
		func(ctx context.Context, _ *struct{}) (*body[[]importer.Mapping], error) {
			own, err := s.Importer.Mappings(ctx)
			return &body[[]importer.Mapping]{append(importer.Shipped(), own...)}, err
		})
	add(s, operation("save-mapping", http.MethodPost, "/mappings", "Keep a mapping for later files of the same source", "imports"), access.Import,
		func(ctx context.Context, in *struct {
			Body struct {
				Mapping importer.Mapping `json:"mapping"`
				Reason  string           `json:"reason" doc:"why it is changed; needed from the second version on"`
			}
		}) (*body[importer.Mapping], error) {
			m := in.Body.Mapping
			return &body[importer.Mapping]{m}, s.Importer.SaveMapping(ctx, who(ctx).ID, m, in.Body.Reason)
		})
	s.uploadOperations()
}

type findingsPage struct {
	Findings []importer.Finding `json:"findings"`
	After    int64              `json:"after,omitempty" doc:"row to go on after; absent on the last page"`
}

func (s *server) findings(ctx context.Context, in *struct {
	ID      string `path:"id"`
	Refused bool   `query:"refused" doc:"only rows that were not taken"`
	After   int64  `query:"after" minimum:"0"`
	Limit   int    `query:"limit" minimum:"1" maximum:"10000" default:"1000"`
}) (*body[findingsPage], error) {
	run, err := s.Importer.Run(ctx, focalpoint.ImportID(in.ID))
	if err != nil {
		return nil, err
	}
	list, more, err := s.Importer.FindingsPage(ctx, run.ID, in.Refused, in.After, in.Limit)
	out := findingsPage{Findings: list}
	if more {
		out.After = list[len(list)-1].Row
	}
	return &body[findingsPage]{out}, err
}

// importTarget is a kind of file and its fields.
type importTarget struct {
	Name   string        `json:"name"`
	Fields []importField `json:"fields"`
}

type importField struct {
	Name     string `json:"name"`
	About    string `json:"about"`
	List     string `json:"list,omitempty" doc:"code list its cells are coded by"`
	Many     bool   `json:"many,omitempty" doc:"a cell may hold several values"`
	Personal bool   `json:"personal,omitempty" doc:"goes to the persons' file alone"`
}

func (s *server) importTargets(context.Context, *struct{}) (*body[[]importTarget], error) {
	var out []importTarget
	for _, name := range s.Importer.Targets() {
		t, err := s.Importer.Target(name)
		if err != nil {
			return nil, err
		}
		x := importTarget{Name: name}
		for _, word := range t.Fields() {
			f, _ := importer.FieldNamed(word)
			x.Fields = append(x.Fields, importField{f.Name, f.About, f.List, f.Many, f.Personal})
		}
		out = append(out, x)
	}
	return &body[[]importTarget]{out}, nil
}

type importAnswer struct {
	Run     importer.Run       `json:"run"`
	Report  *importer.Report   `json:"report,omitempty" doc:"of an import that was handed in through pages or API"`
	Refused []importer.Finding `json:"refused" doc:"rows not taken, and why: the first thousand"`
}
