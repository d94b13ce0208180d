package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/trace"
)

type asking struct {
	To       trace.Addressee `json:"to"`
	Language string          `json:"language" doc:"of the letter: ar, zh, en, fr, ru, es"`
}

// jointItem is one item of a letter before it leaves.
type jointItem struct {
	Trace    focalpoint.TraceID `json:"trace"`
	Question trace.Hop          `json:"question"`
	Missing  []trace.Missing    `json:"missing"`
	Asked    []trace.Dup        `json:"asked" doc:"earlier questions that ask the same"`
}

// hopStep is one step of a question's way. Which fields count depends on Step.
type hopStep struct {
	Step    string        `json:"step" required:"true" enum:"check,send,acknowledge,needs-data,resend,progress,answer,refuse,silent,remind,escalate,withdraw"`
	Sending trace.Sending `json:"sending,omitzero" doc:"of send"`
	Result  trace.Result  `json:"result,omitzero" doc:"of answer"`
	Refusal string        `json:"refusal,omitempty" doc:"of refuse: a reason of the International Tracing Instrument"`
	Theirs  string        `json:"theirs,omitempty" doc:"the addressee's reference"`
	Note    string        `json:"note,omitempty"`
	To      string        `json:"to,omitempty" doc:"of escalate: a party"`
	Files   []string      `json:"files,omitempty" doc:"digests of stored letters"`
}

func (s *server) hopOperations() {
	changeTrace(s, "ask", "questions", "Draft a question to a record keeper or State", func(ctx context.Context, t focalpoint.TraceID, base int64, in asking) (trace.Version, error) {
		v, _, err := s.Traces.Ask(ctx, who(ctx).ID, t, base, in.To, in.Language)
		return v, err
	})
	add(s, operation("step-hop", http.MethodPut, "/traces/{id}/hops/{hop}", "Take a step of a question: check, send, record what came back", "traces"), access.WriteTraces,
		func(ctx context.Context, in *struct {
			TraceChange[hopStep]
			Hop string `path:"hop"`
		}) (*versioned[trace.Version], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			v, err := s.stepHop(ctx, focalpoint.TraceID(in.ID), base, focalpoint.HopID(in.Hop), in.Body)
			return etag(v.Version, v), err
		})
	add(s, operation("send-joint", http.MethodPost, "/letters", "Send one letter to one addressee about several items; each must be complete, and each is answered by itself", "traces"), access.WriteTraces,
		func(ctx context.Context, in *struct{ Body trace.Joint }) (*body[[]trace.Version], error) {
			list, err := s.Traces.SendJoint(ctx, who(ctx).ID, in.Body)
			return &body[[]trace.Version]{list}, err
		})
	add(s, operation("preview-joint", http.MethodPost, "/letters/preview", "Say what one letter about several items would ask, and what each item lacks; nothing is written", "traces"), access.WriteTraces,
		func(ctx context.Context, in *struct{ Body trace.Joint }) (*body[[]jointItem], error) {
			_, items, err := s.Traces.PrepareJoint(ctx, in.Body)
			out := make([]jointItem, len(items))
			for i, it := range items {
				out[i] = jointItem{it.Version.Doc.ID, it.Hop, it.Missing, it.Dups}
			}
			return &body[[]jointItem]{out}, err
		})
	add(s, operation("receive-request", http.MethodPost, "/incoming-requests", "Record a partner's request that came in by letter or message", "traces"), access.WriteTraces,
		func(ctx context.Context, in *struct{ Body trace.In }) (*versioned[trace.Version], error) {
			v, err := s.Traces.Receive(ctx, who(ctx).ID, in.Body)
			return etag(v.Version, v), err
		})
	changeTrace(s, "respond", "reply", "Answer a partner's request", func(ctx context.Context, t focalpoint.TraceID, base int64, r trace.Reply) (trace.Version, error) {
		return s.Traces.Respond(ctx, who(ctx).ID, t, base, r)
	})
}

func (s *server) stepHop(ctx context.Context, t focalpoint.TraceID, base int64, hop focalpoint.HopID, in hopStep) (trace.Version, error) {
	by := who(ctx).ID
	switch in.Step {
	case "check":
		return s.Traces.Check(ctx, by, t, base, hop)
	case "send":
		return s.Traces.Send(ctx, by, t, base, hop, in.Sending)
	case "acknowledge":
		return s.Traces.Acknowledge(ctx, by, t, base, hop, in.Theirs, in.Note)
	case "needs-data":
		return s.Traces.NeedsMore(ctx, by, t, base, hop, in.Note)
	case "resend":
		return s.Traces.Resend(ctx, by, t, base, hop, in.Note)
	case "progress":
		return s.Traces.Progress(ctx, by, t, base, hop, in.Note)
	case "answer":
		return s.Traces.Answer(ctx, by, t, base, hop, in.Result)
	case "refuse":
		return s.Traces.Refuse(ctx, by, t, base, hop, in.Refusal, in.Note, in.Files...)
	case "silent":
		return s.Traces.Silent(ctx, by, t, base, hop)
	case "remind":
		return s.Traces.Remind(ctx, by, t, base, hop)
	case "escalate":
		return s.Traces.Escalate(ctx, by, t, base, hop, focalpoint.PartyID(in.To), in.Note)
	}
	return s.Traces.Withdraw(ctx, by, t, base, hop, in.Note)
}
