package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/register"
)

type searchQuery struct {
	Q       string   `query:"q" required:"true" minLength:"1" maxLength:"400" doc:"a mark in the mark notation; what else is known may follow: make:zastava? cal:7.62x39 year:1980-1990 mark:importer" example:"AB?12[38]4"`
	Make    string   `query:"make" doc:"a value that ends in ? is a hint, others must hold"`
	Model   string   `query:"model"`
	Calibre string   `query:"calibre"`
	Type    string   `query:"type"`
	Country string   `query:"country"`
	Kind    string   `query:"kind"`
	Status  []string `query:"status"`
	Year    string   `query:"year"`
	Mark    string   `query:"mark" doc:"which mark is meant: serial, importer, any or another code of the list mark-kind"`
	Limit   int      `query:"limit" minimum:"1" maximum:"10000" default:"100"`
	SearchPurpose
}

// SearchPurpose is why the register is searched: said with the search, or once
// for the token by PUT /sessions/purpose.
type SearchPurpose struct {
	Purpose       string `query:"purpose" enum:"case,trace,licence,seizure,inspection,incident" doc:"why it is searched; what PUT /sessions/purpose said when it is left out"`
	Ref           string `query:"ref" doc:"number of the case, trace, licence, seizure or incident"`
	Authorization string `header:"Authorization" hidden:"true"`
	Cookie        string `header:"Cookie" hidden:"true"`
}

// purpose is the purpose said with a search, or the one the token works for.
func (s *server) purpose(ctx context.Context, p SearchPurpose) (access.Purpose, error) {
	if p.Purpose != "" || p.Ref != "" {
		why := access.Purpose{Kind: p.Purpose, Ref: p.Ref}
		return why, s.Users.Stated(ctx, why)
	}
	return s.Users.WorksOn(ctx, token(headerSource{p.Authorization, p.Cookie}))
}

func (s *server) searchOperations() {
	add(s, operation("search", http.MethodGet, "/search", "Find items by what is left of a mark", "search"), access.ReadItems,
		func(ctx context.Context, in *searchQuery) (*body[register.Found], error) {
			q := register.Query{Pattern: in.Q, Make: in.Make, Model: in.Model, Calibre: in.Calibre, Type: in.Type, Country: in.Country, Kind: focalpoint.ItemKind(in.Kind), Year: in.Year, Mark: in.Mark, Limit: in.Limit}
			for _, st := range in.Status {
				q.Status = append(q.Status, focalpoint.Status(st))
			}
			why, err := s.purpose(ctx, in.SearchPurpose)
			if err != nil {
				return nil, err
			}
			found, err := s.Register.SearchFor(ctx, s.Log, who(ctx), why, q)
			return &body[register.Found]{found}, err
		})
	add(s, operation("read-tag", http.MethodGet, "/tags", "Say what a radio tag or two-dimensional code says, and find the items that bear it", "search"), access.ReadItems,
		func(ctx context.Context, in *struct {
			Text string `query:"text" required:"true" minLength:"1" maxLength:"4000" doc:"as the reader or scanner gave it; <GS> stands for the separator" example:"3074257BF7194E4000001A85"`
			SearchPurpose
		}) (*body[register.Tagged], error) {
			why, err := s.purpose(ctx, in.SearchPurpose)
			if err != nil {
				return nil, err
			}
			found, err := s.Register.ByTagFor(ctx, s.Log, who(ctx), why, in.Text)
			return &body[register.Tagged]{found}, err
		})
	add(s, operation("screen-item", http.MethodGet, "/items/{id}/lost-stolen", "Compare an item with the lost and stolen file", "search"), access.ReadItems,
		func(ctx context.Context, in *struct {
			itemPath
			SearchPurpose
		}) (*body[[]register.Screened], error) {
			why, err := s.purpose(ctx, in.SearchPurpose)
			if err != nil {
				return nil, err
			}
			hits, err := s.Register.ScreenFor(ctx, s.Log, who(ctx), why, focalpoint.ItemID(in.ID))
			return &body[[]register.Screened]{hits}, err
		})
	add(s, operation("set-purpose", http.MethodPut, "/sessions/purpose", "Say what the searches with this token are for, until something else is said", "search"), access.ReadItems,
		func(ctx context.Context, in *struct {
			Authorization string `header:"Authorization" hidden:"true"`
			Cookie        string `header:"Cookie" hidden:"true"`
			Body          access.Purpose
		}) (*struct{}, error) {
			return nil, s.Users.WorkOn(ctx, token(headerSource{in.Authorization, in.Cookie}), in.Body)
		})
}
