package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/register"
)

type codeList struct {
	Name    string      `json:"name"`
	Edition string      `json:"edition,omitempty"`
	Source  string      `json:"source,omitempty"`
	Licence string      `json:"licence,omitempty"`
	Codes   int         `json:"codes"`
	Entries []codeEntry `json:"entries,omitempty"`
}

type codeEntry struct {
	Code   string            `json:"code"`
	Parent string            `json:"parent,omitempty"`
	Names  map[string]string `json:"names"`
}

func (s *server) catalogueOperations() {
	add(s, operation("list-code-lists", http.MethodGet, "/code-lists", "List the code lists", "catalogue"), access.ReadItems,
		func(_ context.Context, _ *struct{}) (*body[[]codeList], error) {
			var out []codeList
			for _, l := range s.Codes.Lists() {
				out = append(out, codeList{Name: l.Name, Edition: l.Edition, Source: l.Source, Licence: l.Licence, Codes: len(l.Entries)})
			}
			return &body[[]codeList]{out}, nil
		})
	add(s, operation("get-code-list", http.MethodGet, "/code-lists/{name}", "Read a code list in six languages", "catalogue"), access.ReadItems,
		func(_ context.Context, in *struct {
			Name string `path:"name"`
		}) (*body[codeList], error) {
			l, err := s.Codes.List(in.Name)
			if err != nil {
				return nil, err
			}
			out := codeList{Name: l.Name, Edition: l.Edition, Source: l.Source, Licence: l.Licence, Codes: len(l.Entries)}
			for _, e := range l.Entries {
				out.Entries = append(out.Entries, codeEntry{e.Code, e.Parent, e.Names})
			}
			return &body[codeList]{out}, nil
		})
	add(s, operation("code-cell", http.MethodGet, "/code-lists/{name}/code", "Code a cell: code, confidence and reason", "catalogue"), access.ReadItems,
		func(_ context.Context, in *struct {
			Name string `path:"name"`
			Raw  string `query:"raw" required:"true"`
		}) (*body[focalpoint.Coded], error) {
			if _, err := s.Codes.List(in.Name); err != nil {
				return nil, err
			}
			r := s.Codes.Code(in.Name, in.Raw, catalogue.Hints{})
			return &body[focalpoint.Coded]{focalpoint.Coded{Raw: in.Raw, Code: r.Code, Confidence: r.Confidence, Reason: r.Reason}}, nil
		})
	add(s, operation("review-queue", http.MethodGet, "/review", "List the cells that wait for a person", "catalogue"), access.Review,
		func(ctx context.Context, in *struct {
			List  string `query:"list"`
			From  int    `query:"from" minimum:"0" doc:"how many to leave out, to page on"`
			Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		}) (*body[[]register.Question], error) {
			list, err := s.Review.Questions(ctx, in.List, in.From+in.Limit)
			return &body[[]register.Question]{list[min(in.From, len(list)):]}, err
		})
	add(s, operation("preview-decision", http.MethodPost, "/review/preview", "Show what a decision would change", "catalogue"), access.Review,
		func(ctx context.Context, in *struct{ Body catalogue.Decision }) (*body[[]register.Change], error) {
			list, err := s.Review.Preview(ctx, in.Body)
			return &body[[]register.Change]{list}, err
		})
	add(s, operation("decide", http.MethodPost, "/review/decisions", "Decide what a text means, for all records", "catalogue"), access.Review,
		func(ctx context.Context, in *struct{ Body catalogue.Decision }) (*body[decided], error) {
			d, changes, err := s.Review.Decide(ctx, who(ctx).ID, in.Body)
			return &body[decided]{decided{d, changes}}, err
		})
}

type decided struct {
	Decision catalogue.Decision `json:"decision"`
	Changes  []register.Change  `json:"changes"`
}
