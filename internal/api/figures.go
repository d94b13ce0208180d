package api

import (
	"context"
	"net/http"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/flows"
)

func (s *server) figureOperations() {
	add(s, operation("get-return", http.MethodGet, "/returns/{year}", "Fill the questionnaire for a year", "figures"), access.ReadFigures,
		func(ctx context.Context, in *struct {
			Year    int       `path:"year" minimum:"1900" maximum:"2200"`
			Edition string    `query:"edition"`
			AsOf    time.Time `query:"as-of" doc:"as known then; empty is now"`
		}) (*body[flows.Return], error) {
			r, err := s.Figures.Return(ctx, flows.Query{Year: in.Year, Edition: in.Edition, State: s.Home, AsOf: in.AsOf})
			return &body[flows.Return]{r}, err
		})
	add(s, operation("get-cell-records", http.MethodGet, "/returns/{year}/cells/{cell}/records", "Open the records behind a figure", "figures"), access.ReadFigures,
		func(ctx context.Context, in *struct {
			Year  int    `path:"year"`
			Cell  string `path:"cell" example:"seized.type.pistol"`
			After string `query:"after"`
			Limit int    `query:"limit" minimum:"1" maximum:"10000" default:"100"`
		}) (*body[flows.Page], error) {
			page, err := s.Figures.Records(ctx, in.Cell, in.Year, in.After, in.Limit)
			if block, _, berr := s.Figures.Rulebook().Cell(in.Cell); err == nil && berr == nil && block.Population == "persons" && !who(ctx).May(access.ReadPersons) {
				page.Records = nil
			}
			return &body[flows.Page]{page}, err
		})
	add(s, operation("propose-figure", http.MethodPut, "/returns/{year}/cells/{cell}/override", "Propose a figure to be reported in place of the computed one; a second person approves it", "figures"), access.ProposeFigures,
		func(ctx context.Context, in *struct {
			cellPath
			Body struct {
				Status flows.Status `json:"status,omitempty" doc:"none, not-collected, not-applicable or unknown; empty with a count"`
				Count  int64        `json:"count,omitempty"`
				Reason string       `json:"reason"`
			}
		}) (*body[flows.Page], error) {
			v := flows.Count(in.Body.Count)
			if in.Body.Status != "" && in.Body.Status != flows.StatusCounted {
				v = flows.Absent(in.Body.Status)
			}
			if err := s.Figures.Propose(ctx, who(ctx).ID, in.Year, in.Cell, v, in.Body.Reason); err != nil {
				return nil, err
			}
			return s.cellAlone(ctx, in.cellPath)
		})
	add(s, operation("approve-figure", http.MethodPost, "/returns/{year}/cells/{cell}/override/approval", "Approve a proposed figure that somebody else proposed", "figures"), access.ApproveFigures,
		func(ctx context.Context, in *cellPath) (*body[flows.Page], error) {
			if err := s.Figures.Approve(ctx, who(ctx).ID, in.Year, in.Cell); err != nil {
				return nil, err
			}
			return s.cellAlone(ctx, *in)
		})
	add(s, operation("withdraw-figure", http.MethodDelete, "/returns/{year}/cells/{cell}/override", "Take a proposed or approved figure back; it stays on record", "figures"), access.ProposeFigures,
		func(ctx context.Context, in *struct {
			cellPath
			Reason string `query:"reason"`
		}) (*body[flows.Page], error) {
			if err := s.Figures.Withdraw(ctx, who(ctx).ID, in.Year, in.Cell, in.Reason); err != nil {
				return nil, err
			}
			return s.cellAlone(ctx, in.cellPath)
		})
	add(s, operation("get-item-cells", http.MethodGet, "/items/{id}/cells", "List the figures an item feeds", "figures"), access.ReadFigures,
		func(ctx context.Context, in *itemPath) (*body[[]flows.Fed], error) {
			list, err := s.Figures.CellsOfItem(ctx, focalpoint.ItemID(in.ID))
			return &body[[]flows.Fed]{list}, err
		})
	add(s, operation("get-indicator", http.MethodGet, "/indicators/16.4.2", "Compute indicator 16.4.2 by a named method", "figures"), access.ReadFigures,
		func(ctx context.Context, in *struct {
			Year   int    `query:"year" required:"true" minimum:"1900" maximum:"2200"`
			Method string `query:"method" default:"un-2018-metadata"`
		}) (*body[flows.Indicator], error) {
			x, err := s.Figures.Indicator(ctx, in.Method, in.Year, time.Time{})
			return &body[flows.Indicator]{x}, err
		})
}

// cellPath names a cell of a year's return.
type cellPath struct {
	Year int    `path:"year" minimum:"1900" maximum:"2200"`
	Cell string `path:"cell" example:"seized.type.pistol"`
}

// cellAlone answers with a cell's figure and what stands in its place, without its records.
func (s *server) cellAlone(ctx context.Context, at cellPath) (*body[flows.Page], error) {
	page, err := s.Figures.Records(ctx, at.Cell, at.Year, "", 1)
	page.Records, page.Next = nil, ""
	return &body[flows.Page]{page}, err
}
