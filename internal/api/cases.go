package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/ledger"
)

// CasePath names a case, group or follow-up. It is exported because the API library reads embedded fields of exported types only.
type CasePath struct {
	ID string `path:"id"`
}

type caseList struct {
	Status string `query:"status" enum:"open,suspended,closed"`
	Owner  string `query:"owner"`
	Text   string `query:"text"`
	Holds  string `query:"holds" doc:"number of a seizure, item, trace, person or group in it"`
	Sort   string `query:"sort"`
	After  string `query:"after" doc:"cursor: next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

type followList struct {
	Case     string `query:"case"`
	Trace    string `query:"trace"`
	Item     string `query:"item"`
	State    string `query:"state"`
	Decision string `query:"decision" enum:"pending,open,abroad,none"`
	Open     bool   `query:"open"`
	Overdue  bool   `query:"overdue"`
	Sort     string `query:"sort"`
	After    string `query:"after" doc:"cursor: next of the page before"`
	Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

// saved is the number and version of what was written.
type saved struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// casePersons are the persons of a case and the table by stage and sex; no
// personal data is in it.
type casePersons struct {
	Persons []casework.InCase     `json:"persons"`
	Stages  []casework.StageCount `json:"stages"`
}

func (s *server) caseOperations() {
	s.caseReading()
	s.caseWriting()
	s.groupOperations()
	s.followOperations()
}

func (s *server) caseReading() {
	add(s, operation("list-cases", http.MethodGet, "/cases", "List cases", "cases"), access.ReadCases,
		func(ctx context.Context, in *caseList) (*body[casework.Page], error) {
			page, err := s.Cases.List(ctx, casework.Filter{Status: casework.Status(in.Status), Owner: focalpoint.UserID(in.Owner), Text: in.Text, Ref: in.Holds, Sort: in.Sort, After: in.After, Limit: in.Limit})
			return &body[casework.Page]{page}, err
		})
	add(s, operation("get-case", http.MethodGet, "/cases/{id}", "Read a case", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*versioned[ledger.Version[casework.Case]], error) {
			v, err := s.Cases.Get(ctx, focalpoint.CaseID(in.ID))
			return etag(v.Version, v), err
		})
	add(s, operation("case-history", http.MethodGet, "/cases/{id}/history", "Read every version of a case", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*body[[]ledger.Version[casework.Case]], error) {
			list, err := s.Cases.History(ctx, focalpoint.CaseID(in.ID))
			return &body[[]ledger.Version[casework.Case]]{list}, err
		})
	add(s, operation("case-timeline", http.MethodGet, "/cases/{id}/timeline", "Read everything that happened in a case, oldest first", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*body[[]casework.Moment], error) {
			list, err := s.Cases.Timeline(ctx, focalpoint.CaseID(in.ID))
			return &body[[]casework.Moment]{list}, err
		})
	add(s, operation("case-graph", http.MethodGet, "/cases/{id}/graph", "Read the link graph of a case; persons appear by number", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*body[casework.Graph], error) {
			g, err := s.Cases.Graph(ctx, focalpoint.CaseID(in.ID))
			return &body[casework.Graph]{g}, err
		})
	add(s, operation("case-persons", http.MethodGet, "/cases/{id}/persons", "Read the persons of a case by stage and sex, without names", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*body[casePersons], error) {
			list, table, err := s.Cases.Persons(ctx, focalpoint.CaseID(in.ID))
			return &body[casePersons]{casePersons{list, table}}, err
		})
	add(s, operation("case-overlaps", http.MethodGet, "/cases/{id}/overlaps", "Find other cases that hold something in common", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*body[[]casework.Overlap], error) {
			list, err := s.Cases.Overlaps(ctx, focalpoint.CaseID(in.ID))
			return &body[[]casework.Overlap]{list}, err
		})
}

func (s *server) caseWriting() {
	created := operation("open-case", http.MethodPost, "/cases", "Open a case", "cases")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.WriteCases, func(ctx context.Context, in *struct{ Body casework.Case }) (*versioned[saved], error) {
		id, version, err := s.Cases.Save(ctx, who(ctx).ID, casework.Input{Case: in.Body})
		return etag(version, saved{string(id), version}), err
	})
	add(s, operation("change-case", http.MethodPut, "/cases/{id}", "Change a case", "cases"), access.WriteCases,
		func(ctx context.Context, in *struct {
			CasePath
			IfMatchHeader
			Reason string `query:"reason" doc:"why it is changed"`
			Body   casework.Case
		}) (*versioned[saved], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			id, version, err := s.Cases.Save(ctx, who(ctx).ID, casework.Input{ID: focalpoint.CaseID(in.ID), Base: base, Reason: in.Reason, Case: in.Body})
			return etag(version, saved{string(id), version}), err
		})
	add(s, operation("attach-to-case", http.MethodPost, "/cases/{id}/links", "Put things into a case", "cases"), access.WriteCases,
		func(ctx context.Context, in *struct {
			CasePath
			Body []casework.Link
		}) (*versioned[saved], error) {
			version, err := s.Cases.Attach(ctx, who(ctx).ID, focalpoint.CaseID(in.ID), in.Body...)
			return etag(version, saved{in.ID, version}), err
		})
	add(s, operation("detach-from-case", http.MethodDelete, "/cases/{id}/links/{kind}/{ref}", "Take a thing out of a case, with a reason", "cases"), access.WriteCases,
		func(ctx context.Context, in *struct {
			CasePath
			Kind   string `path:"kind"`
			Ref    string `path:"ref"`
			Reason string `query:"reason"`
		}) (*versioned[saved], error) {
			version, err := s.Cases.Detach(ctx, who(ctx).ID, focalpoint.CaseID(in.ID), casework.LinkKind(in.Kind), in.Ref, in.Reason)
			return etag(version, saved{in.ID, version}), err
		})
	add(s, operation("merge-case", http.MethodPost, "/cases/{id}/merge", "Make one case of two; both stay readable", "cases"), access.WriteCases,
		func(ctx context.Context, in *struct {
			CasePath
			Body struct {
				Into   focalpoint.CaseID `json:"into"`
				Reason string            `json:"reason"`
			}
		}) (*struct{}, error) {
			return nil, s.Cases.Merge(ctx, who(ctx).ID, focalpoint.CaseID(in.ID), in.Body.Into, in.Body.Reason)
		})
}

func (s *server) groupOperations() {
	add(s, operation("list-groups", http.MethodGet, "/groups", "List organized criminal groups", "cases"), access.ReadCases,
		func(ctx context.Context, in *struct {
			Text     string `query:"text"`
			Activity string `query:"activity"`
			Person   string `query:"person" doc:"a member, now or before"`
			Sort     string `query:"sort" doc:"a column, with - before it for descending: name, members, leaders, ended, changed"`
			After    string `query:"after" doc:"next of the page before"`
			Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
		}) (*body[casework.GroupPage], error) {
			page, err := s.Cases.Groups(ctx, casework.GroupFilter{Text: in.Text, Activity: casework.ActivityKind(in.Activity), Person: focalpoint.PersonID(in.Person), Sort: in.Sort, After: in.After, Limit: in.Limit})
			return &body[casework.GroupPage]{page}, err
		})
	add(s, operation("get-group", http.MethodGet, "/groups/{id}", "Read a group", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*versioned[ledger.Version[casework.Group]], error) {
			v, err := s.Cases.Group(ctx, focalpoint.GroupID(in.ID))
			return etag(v.Version, v), err
		})
	created := operation("add-group", http.MethodPost, "/groups", "Add a group", "cases")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.WriteCases, func(ctx context.Context, in *struct{ Body casework.Group }) (*versioned[saved], error) {
		id, version, err := s.Cases.SaveGroup(ctx, who(ctx).ID, "", 0, in.Body, "")
		return etag(version, saved{string(id), version}), err
	})
	add(s, operation("change-group", http.MethodPut, "/groups/{id}", "Change a group", "cases"), access.WriteCases,
		func(ctx context.Context, in *struct {
			CasePath
			IfMatchHeader
			Reason string `query:"reason"`
			Body   casework.Group
		}) (*versioned[saved], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			id, version, err := s.Cases.SaveGroup(ctx, who(ctx).ID, focalpoint.GroupID(in.ID), base, in.Body, in.Reason)
			return etag(version, saved{string(id), version}), err
		})
}

func (s *server) followOperations() {
	add(s, operation("list-follow-ups", http.MethodGet, "/follow-ups", "List follow-ups: investigations where the last legal record is", "cases"), access.ReadCases,
		func(ctx context.Context, in *followList) (*body[casework.FollowPage], error) {
			f := casework.FollowFilter{Case: focalpoint.CaseID(in.Case), Trace: focalpoint.TraceID(in.Trace), Item: focalpoint.ItemID(in.Item), State: focalpoint.Country(in.State),
				Decision: casework.Decision(in.Decision), Open: in.Open, Sort: in.Sort, After: in.After, Limit: in.Limit}
			if in.Overdue {
				f.OverdueAt = focalpoint.DayOf(s.Log.Now().UTC())
			}
			page, err := s.Cases.FollowUps(ctx, f)
			return &body[casework.FollowPage]{page}, err
		})
	add(s, operation("get-follow-up", http.MethodGet, "/follow-ups/{id}", "Read a follow-up", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*versioned[ledger.Version[casework.FollowUp]], error) {
			v, err := s.Cases.FollowUp(ctx, in.ID)
			return etag(v.Version, v), err
		})
	created := operation("open-follow-up", http.MethodPost, "/follow-ups", "Open a follow-up", "cases")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.WriteCases, func(ctx context.Context, in *struct{ Body casework.FollowUp }) (*versioned[saved], error) {
		id, version, err := s.Cases.SaveFollowUp(ctx, who(ctx).ID, "", 0, in.Body, "")
		return etag(version, saved{id, version}), err
	})
	add(s, operation("change-follow-up", http.MethodPut, "/follow-ups/{id}", "Decide on a follow-up, add a step, enter its result", "cases"), access.WriteCases,
		func(ctx context.Context, in *struct {
			CasePath
			IfMatchHeader
			Reason string `query:"reason"`
			Body   casework.FollowUp
		}) (*versioned[saved], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			id, version, err := s.Cases.SaveFollowUp(ctx, who(ctx).ID, in.ID, base, in.Body, in.Reason)
			return etag(version, saved{id, version}), err
		})
}
