package api

import (
	"context"
	"net/http"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
)

type taskVersion = ledger.Version[directory.Task]

// taskAnswer is what became of a task.
type taskAnswer struct {
	Answer   string   `json:"answer" doc:"the agency's answer, or why it will not do it"`
	Declined bool     `json:"declined,omitempty"`
	Files    []string `json:"files,omitempty" doc:"digests of stored letters"`
}

func (s *server) taskOperations() {
	add(s, operation("list-tasks", http.MethodGet, "/tasks", "List what agencies were asked to do", "directory"), access.ReadTraces,
		func(ctx context.Context, in *struct {
			Party   string `query:"party"`
			Status  string `query:"status" enum:"open,answered,declined,withdrawn"`
			About   string `query:"about" doc:"number of a trace, case, item or seizure"`
			Overdue bool   `query:"overdue"`
			Sort    string `query:"sort"`
			After   string `query:"after"`
			Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
		}) (*body[directory.TaskPage], error) {
			f := directory.TaskFilter{Party: focalpoint.PartyID(in.Party), Status: directory.TaskStatus(in.Status), About: in.About, Sort: in.Sort, After: in.After, Limit: in.Limit}
			if in.Overdue {
				f.OverdueAt = s.Log.Now()
			}
			page, err := s.Parties.Tasks(ctx, f)
			return &body[directory.TaskPage]{page}, err
		})
	created := operation("give-task", http.MethodPost, "/parties/{id}/tasks", "Give an agency a task with a due day", "directory")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.WriteTraces, func(ctx context.Context, in *struct {
		PartyPath
		Body struct {
			Title string    `json:"title"`
			Text  string    `json:"text,omitempty"`
			About string    `json:"about,omitempty" doc:"number of a trace, case, item or seizure"`
			Due   time.Time `json:"due"`
		}
	}) (*body[taskVersion], error) {
		v, err := s.Parties.GiveTask(ctx, who(ctx).ID, directory.Task{Party: focalpoint.PartyID(in.ID), Title: in.Body.Title, Text: in.Body.Text, About: in.Body.About, Due: in.Body.Due})
		return &body[taskVersion]{v}, err
	})
	add(s, operation("answer-task", http.MethodPut, "/tasks/{id}/answer", "Record the agency's answer, or that it declined", "directory"), access.WriteTraces,
		func(ctx context.Context, in *struct {
			PartyPath
			Body taskAnswer
		}) (*body[taskVersion], error) {
			v, err := s.Parties.AnswerTask(ctx, who(ctx).ID, in.ID, in.Body.Answer, in.Body.Declined, in.Body.Files...)
			return &body[taskVersion]{v}, err
		})
	add(s, operation("remind-task", http.MethodPost, "/tasks/{id}/reminders", "Record that the agency was reminded", "directory"), access.WriteTraces,
		func(ctx context.Context, in *PartyPath) (*body[taskVersion], error) {
			v, err := s.Parties.RemindTask(ctx, who(ctx).ID, in.ID)
			return &body[taskVersion]{v}, err
		})
	add(s, operation("withdraw-task", http.MethodDelete, "/tasks/{id}", "Take a task back, with a reason; it stays on record", "directory"), access.WriteTraces,
		func(ctx context.Context, in *struct {
			PartyPath
			Reason string `query:"reason"`
		}) (*body[taskVersion], error) {
			v, err := s.Parties.WithdrawTask(ctx, who(ctx).ID, in.ID, in.Reason)
			return &body[taskVersion]{v}, err
		})
	add(s, operation("party-history", http.MethodGet, "/parties/{id}/history", "Read every version of a party", "directory"), access.ReadItems,
		func(ctx context.Context, in *PartyPath) (*body[[]partyAnswer], error) {
			list, err := s.Parties.History(ctx, focalpoint.PartyID(in.ID))
			return &body[[]partyAnswer]{list}, err
		})
	add(s, operation("list-treaties", http.MethodGet, "/treaties/{name}", "Read how every State stands to a treaty at a date", "directory"), access.ReadItems,
		func(_ context.Context, in *struct {
			Name string `path:"name" example:"firearms-protocol"`
			On   string `query:"on" doc:"a date; empty is today"`
		}) (*body[[]directory.Standing], error) {
			on := focalpoint.Date(in.On)
			if _, err := focalpoint.ParseDate(in.On); err != nil {
				return nil, focalpoint.Invalid("api.treaties", "on", "%q is no date; write 2026-03-05, 2026-03 or 2026", in.On)
			}
			if on == "" {
				on = focalpoint.DateOf(s.Log.Now())
			}
			for _, t := range directory.Treaties() {
				if string(t) == in.Name {
					return &body[[]directory.Standing]{directory.StatusList(t, on)}, nil
				}
			}
			return nil, focalpoint.Errorf("api.treaties", focalpoint.KindNotFound, "there is no treaty %s; it is one of %v", in.Name, directory.Treaties())
		})
}
