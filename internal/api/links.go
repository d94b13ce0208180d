package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/linkage"
)

type linkQuery struct {
	State    string `query:"state" enum:"proposed,confirmed,rejected,undone"`
	Office   string `query:"office" doc:"of one of the two records: registry, stock, foreign, missing, police, customs, laboratory"`
	Other    string `query:"other" doc:"office of the other record"`
	Level    string `query:"level" doc:"how the marks agree: equal, alike, wrong, swapped, missing, two-alike, affix"`
	Item     string `query:"item" doc:"number of one of the two items"`
	Mark     string `query:"mark" doc:"begins the number of one of the two"`
	Alarmed  bool   `query:"alarmed" doc:"only links whose joined life holds a contradiction"`
	Conflict bool   `query:"conflict" doc:"only links that would bring two records of one office together"`
	Sort     string `query:"sort" example:"-probability"`
	After    string `query:"after" doc:"cursor: next of the page before"`
	Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

// LinkPath names a link.
type LinkPath struct {
	ID string `path:"id" doc:"numbers of the two items, with a hyphen between"`
}

// linkAnswer is a link with all that speaks for it and against it.
type linkAnswer struct {
	Link      linkage.Link       `json:"link"`
	Marks     []linkage.Step     `json:"marks" doc:"the two marks, symbol by symbol"`
	Cluster   []linkage.Link     `json:"cluster,omitempty" doc:"other links that hang together with it"`
	Decisions []linkage.Decision `json:"decisions,omitempty" doc:"oldest first"`
}

func (s *server) linkOperations() {
	add(s, operation("list-links", http.MethodGet, "/links", "List links between records of one firearm", "links"), access.ReadItems,
		func(ctx context.Context, in *linkQuery) (*body[linkage.Page], error) {
			page, err := s.Links.List(ctx, linkage.Filter{State: linkage.State(in.State), Office: linkage.Office(in.Office), Other: linkage.Office(in.Other), Level: in.Level, Item: focalpoint.ItemID(in.Item),
				Text: in.Mark, Alarmed: in.Alarmed, Conflict: in.Conflict, Sort: in.Sort, After: in.After, Limit: in.Limit})
			return &body[linkage.Page]{page}, err
		})
	add(s, operation("get-link", http.MethodGet, "/links/{id}", "Read a link with its evidence, what hangs together with it, and what was decided", "links"), access.ReadItems, s.getLink)
	add(s, operation("decide-link", http.MethodPost, "/links/{id}/decisions", "Confirm, reject or undo a link; confirming joins the lives of the two items, undoing parts them", "links"), access.WriteItems,
		func(ctx context.Context, in *struct {
			LinkPath
			Body struct {
				Decision string `json:"decision" enum:"confirmed,rejected,undone"`
				From     string `json:"from,omitempty" doc:"the state it was decided from; a link that has changed meanwhile is left as it is"`
				Reason   string `json:"reason,omitempty"`
			}
		}) (*body[linkAnswer], error) {
			_, err := s.Links.Decide(ctx, who(ctx).ID, in.ID, linkage.State(in.Body.From), linkage.State(in.Body.Decision), in.Body.Reason)
			if err != nil {
				return nil, err
			}
			return s.getLink(ctx, &in.LinkPath)
		})
	add(s, operation("list-held", http.MethodGet, "/links/held", "List items of which a register that may not be merged probably has a record: who holds it, and nothing else", "links"), access.ReadItems,
		func(ctx context.Context, in *struct {
			Item string `query:"item"`
		}) (*body[[]linkage.Held], error) {
			list, err := s.Links.Held(ctx, focalpoint.ItemID(in.Item))
			return &body[[]linkage.Held]{list}, err
		})
	asked := operation("find-links", http.MethodPost, "/links", "Ask for a comparison of all records; it runs as a job", "links")
	asked.DefaultStatus = http.StatusAccepted
	add(s, asked, access.WriteItems, func(ctx context.Context, in *struct {
		Body struct {
			Least float64 `json:"least,omitempty" doc:"probability from which a link is proposed; 0.5 unless said"`
		}
	}) (*struct{}, error) {
		return nil, s.Links.Ask(ctx, s.Jobs, who(ctx).ID, in.Body.Least)
	})
}

func (s *server) getLink(ctx context.Context, in *LinkPath) (*body[linkAnswer], error) {
	l, err := s.Links.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := linkAnswer{Link: l, Marks: l.Aligned()}
	if out.Cluster, err = s.Links.Cluster(ctx, l); err != nil {
		return nil, err
	}
	out.Decisions, err = s.Links.History(ctx, l.ID)
	return &body[linkAnswer]{out}, err
}
