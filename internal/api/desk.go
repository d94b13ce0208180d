package api

import (
	"context"
	"encoding/json"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/flows"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
)

// deskOperations are the remaining decisions of the tracing desk.
func (s *server) deskOperations() {
	changeTrace(s, "end-trace-early", "decision", "Decide that a trace is not run, that nobody else is asked, or that the holder is gone; an empty reason takes it back",
		func(ctx context.Context, t focalpoint.TraceID, base int64, in struct {
			What   string `json:"what" enum:"not-traced,no-further,holder-gone"`
			Reason string `json:"reason,omitempty"`
		}) (trace.Version, error) {
			return s.Traces.Mark(ctx, who(ctx).ID, t, base, trace.Decision(in.What), in.Reason)
		})
	changeTrace(s, "mark-duplicate-trace", "duplicate", "Say that a trace asks the same as another one; empty takes it back",
		func(ctx context.Context, t focalpoint.TraceID, base int64, in struct {
			Of focalpoint.TraceID `json:"of,omitempty"`
		}) (trace.Version, error) {
			return s.Traces.Duplicate(ctx, who(ctx).ID, t, base, in.Of)
		})
	changeTrace(s, "set-trace-case", "case", "Put a trace into a case, or take it out; the case changes with it",
		func(ctx context.Context, t focalpoint.TraceID, base int64, in struct {
			Case focalpoint.CaseID `json:"case,omitempty"`
		}) (trace.Version, error) {
			return s.Traces.SetCase(ctx, who(ctx).ID, t, base, in.Case)
		})
	changeTrace(s, "acknowledge-request", "acknowledgement", "Record that receipt of a partner's request was acknowledged, and what we still need",
		func(ctx context.Context, t focalpoint.TraceID, base int64, in struct {
			More string `json:"more,omitempty"`
		}) (trace.Version, error) {
			return s.Traces.AcknowledgeIncoming(ctx, who(ctx).ID, t, base, in.More)
		})
	add(s, operation("trace-history", http.MethodGet, "/traces/{id}/history", "Read every version of a trace: what was found, and when it was known", "traces"), access.ReadTraces,
		func(ctx context.Context, in *TracePath) (*body[[]trace.Version], error) {
			list, err := s.Traces.History(ctx, focalpoint.TraceID(in.ID))
			return &body[[]trace.Version]{list}, err
		})
	add(s, operation("trace-board", http.MethodGet, "/trace-board", "Count what the traces wait for", "traces"), access.ReadTraces,
		func(ctx context.Context, _ *struct{}) (*body[trace.Board], error) {
			b, err := s.Traces.BoardAt(ctx, s.Log.Now())
			return &body[trace.Board]{b}, err
		})
	add(s, operation("declare", http.MethodPut, "/returns/{year}/declarations/{block}", "Say why a block of the questionnaire has no count for a year; an empty status takes it back", "figures"), access.ApproveFigures,
		func(ctx context.Context, in *struct {
			Year  int    `path:"year" minimum:"1900" maximum:"2200"`
			Block string `path:"block" example:"parts"`
			Body  flows.Declared
		}) (*struct{}, error) {
			if in.Body.Reason == "" {
				return nil, focalpoint.Invalid("api.declare", "reason", "say why")
			}
			return nil, s.Figures.Declare(ctx, who(ctx).ID, in.Year, in.Block, in.Body)
		})
}

// ownOperations are what a State adds of its own: codes, rules of retention,
// stock; and the drafts of who asks.
func (s *server) ownOperations() {
	add(s, operation("list-decisions", http.MethodGet, "/review/decisions", "List what was decided about texts, newest first", "catalogue"), access.Review,
		func(ctx context.Context, in *struct {
			List  string `query:"list"`
			Limit int    `query:"limit" minimum:"1" maximum:"10000" default:"100"`
		}) (*body[[]catalogue.Decision], error) {
			list, err := s.Review.Decisions(ctx, in.List, in.Limit)
			return &body[[]catalogue.Decision]{list}, err
		})
	add(s, operation("add-code", http.MethodPost, "/code-lists/{name}/codes", "Add a code of the State's own, or a new version of one", "catalogue"), access.Review,
		func(ctx context.Context, in *struct {
			Name   string `path:"name"`
			Change bool   `query:"change" doc:"the code is there already and gets a new version"`
			Body   catalogue.Entry
		}) (*struct{}, error) {
			return nil, s.addCode(ctx, in.Name, in.Body, in.Change)
		})
	add(s, operation("put-retention-rule", http.MethodPut, "/retention-rules/{id}", "Write a rule of retention of the State: new, or changed with If-Match and a reason", "persons"), access.WriteRetention,
		func(ctx context.Context, in *struct {
			CasePath
			IfMatchHeader
			Reason string `query:"reason"`
			Body   person.Rule
		}) (*versioned[saved], error) {
			base := int64(0)
			if in.IfMatch != "" {
				var err error
				if base, err = in.base(); err != nil {
					return nil, err
				}
			}
			in.Body.ID = in.ID
			version, err := s.Persons.PutRule(ctx, who(ctx).ID, base, in.Body, in.Reason)
			return etag(version, saved{in.ID, version}), err
		})
	add(s, operation("person-stages", http.MethodGet, "/persons/{id}/stages", "List the stages a person has come to; no personal data is in it", "persons"), access.ReadPersons,
		func(ctx context.Context, in *CasePath) (*body[[]person.StageEntry], error) {
			list, err := s.Persons.StagesOf(ctx, focalpoint.PersonID(in.ID))
			return &body[[]person.StageEntry]{list}, err
		})
	add(s, operation("person-retention", http.MethodGet, "/persons/{id}/retention", "Say what the rules of retention in force say of a person today", "persons"), access.ReadPersons,
		func(ctx context.Context, in *CasePath) (*body[person.Decision], error) {
			if _, err := s.Persons.Stub(ctx, focalpoint.PersonID(in.ID)); err != nil {
				return nil, err
			}
			d, err := s.Keeper.Decide(ctx, focalpoint.PersonID(in.ID), focalpoint.DayOf(s.Log.Now().UTC()))
			return &body[person.Decision]{d}, err
		})
	created := operation("take-stock", http.MethodPost, "/stock", "Take arms and ammunition lots into State stock", "items")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.WriteItems, func(ctx context.Context, in *struct{ Body []register.Stock }) (out *body[[]focalpoint.ItemID], err error) {
		out = &body[[]focalpoint.ItemID]{}
		_, err = s.Log.Write(ctx, ledger.Entry{Actor: who(ctx).ID, Action: "item.stock"}, func(tx *ledger.Tx) (err error) {
			out.Body, err = s.Register.TakeStock(ctx, tx, in.Body)
			return err
		})
		return out, err
	})
	add(s, operation("group-history", http.MethodGet, "/groups/{id}/history", "Read every version of a group", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*body[[]ledger.Version[casework.Group]], error) {
			list, err := s.Cases.GroupHistory(ctx, focalpoint.GroupID(in.ID))
			return &body[[]ledger.Version[casework.Group]]{list}, err
		})
	add(s, operation("follow-up-history", http.MethodGet, "/follow-ups/{id}/history", "Read every version of a follow-up", "cases"), access.ReadCases,
		func(ctx context.Context, in *CasePath) (*body[[]ledger.Version[casework.FollowUp]], error) {
			list, err := s.Cases.FollowUpHistory(ctx, in.ID)
			return &body[[]ledger.Version[casework.FollowUp]]{list}, err
		})
	s.draftOperations()
}

func (s *server) draftOperations() {
	add(s, operation("list-drafts", http.MethodGet, "/drafts", "List your own drafts of seizures", "seizures"), access.WriteSeizures,
		func(ctx context.Context, _ *struct{}) (*body[[]seizure.Draft], error) {
			list, err := s.Seizures.Drafts(ctx, who(ctx).ID)
			return &body[[]seizure.Draft]{list}, err
		})
	add(s, operation("get-draft", http.MethodGet, "/drafts/{id}", "Read one of your own drafts", "seizures"), access.WriteSeizures,
		func(ctx context.Context, in *CasePath) (*body[seizure.Draft], error) {
			d, err := s.Seizures.Draft(ctx, who(ctx).ID, in.ID)
			return &body[seizure.Draft]{d}, err
		})
	add(s, operation("save-draft", http.MethodPost, "/drafts", "Keep a draft; with an id it takes the place of the draft before", "seizures"), access.WriteSeizures,
		func(ctx context.Context, in *struct {
			Body struct {
				ID    string          `json:"id,omitempty"`
				Title string          `json:"title,omitempty"`
				Draft json.RawMessage `json:"draft" doc:"what was typed, as the client keeps it"`
			}
		}) (*body[saved], error) {
			id, err := s.Seizures.SaveDraft(ctx, who(ctx).ID, in.Body.ID, in.Body.Title, in.Body.Draft)
			return &body[saved]{saved{ID: id}}, err
		})
	add(s, operation("drop-draft", http.MethodDelete, "/drafts/{id}", "Throw one of your own drafts away", "seizures"), access.WriteSeizures,
		func(ctx context.Context, in *CasePath) (*struct{}, error) {
			return nil, s.Seizures.DropDraft(ctx, who(ctx).ID, in.ID)
		})
}

// addCode checks and stores a code of the State's own and lets the coders know it.
func (s *server) addCode(ctx context.Context, list string, e catalogue.Entry, change bool) error {
	l, err := s.Codes.List(list)
	if err != nil {
		return err
	}
	var wrong focalpoint.Fields
	if l.Has(e.Code) && !change {
		wrong.Add("code", "the code %s is in the list already; choose another, or ask for a new version of it", e.Code)
	}
	if e.Parent != "" && !l.Has(e.Parent) {
		wrong.Add("parent", "the list has no code %s", e.Parent)
	}
	if e.Source == "" {
		wrong.Add("source", "name the law, standard or decision the code rests on")
	}
	if err := wrong.Err("api.catalogue"); err != nil {
		return err
	}
	if _, err := s.Log.Write(ctx, ledger.Entry{Actor: who(ctx).ID, Action: "catalogue.add", Subject: list}, func(tx *ledger.Tx) error { return s.Added.Add(ctx, tx, list, e) }); err != nil {
		return err
	}
	_, err = s.Added.Refresh(ctx, s.Codes)
	return err
}
