package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/trace"
)

type traceList struct {
	Item    string `query:"item"`
	Seizure string `query:"seizure"`
	Case    string `query:"case"`
	Status  string `query:"status"`
	Need    string `query:"need" doc:"what the trace waits for"`
	Result  string `query:"result" doc:"a result code, or none"`
	Leaf    string `query:"leaf" doc:"of the tracing table"`
	State   string `query:"state" doc:"of the last legal record"`
	Open    bool   `query:"open"`
	Sort    string `query:"sort"`
	After   string `query:"after"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

// TracePath names a trace.
type TracePath struct {
	ID string `path:"id"`
}

// TraceChange is a decision about a trace, made from a version.
type TraceChange[T any] struct {
	TracePath
	IfMatchHeader
	Body T
}

type chooseItem struct {
	Item   string `json:"item,omitempty" doc:"the item of the register it is; empty with several or none"`
	State  string `json:"state,omitempty" enum:"chosen,none,several" doc:"chosen when empty"`
	Reason string `json:"reason"`
}

type closing struct {
	Reason string `json:"reason"`
}

func (s *server) traceOperations() {
	add(s, operation("list-traces", http.MethodGet, "/traces", "List traces", "traces"), access.ReadTraces,
		func(ctx context.Context, in *traceList) (*body[trace.Page], error) {
			page, err := s.Traces.List(ctx, trace.Filter{Item: focalpoint.ItemID(in.Item), Seizure: focalpoint.SeizureID(in.Seizure), Case: focalpoint.CaseID(in.Case),
				Status: trace.HopStatus(in.Status), Need: trace.Need(in.Need), Result: in.Result, Leaf: focalpoint.TracingLeaf(in.Leaf), State: focalpoint.Country(in.State),
				Open: in.Open, Sort: in.Sort, After: in.After, Limit: in.Limit})
			return &body[trace.Page]{page}, err
		})
	add(s, operation("trace-items", http.MethodPost, "/traces", "Run the home trace of items; opens a trace where there is none", "traces"), access.WriteTraces,
		func(ctx context.Context, in *struct {
			Body struct {
				Items []focalpoint.ItemID `json:"items" minItems:"1" maxItems:"500" required:"true"`
			}
		}) (*body[[]trace.Version], error) {
			list, err := s.Traces.Run(ctx, who(ctx).ID, in.Body.Items...)
			return &body[[]trace.Version]{list}, err
		})
	add(s, operation("preview-trace", http.MethodGet, "/items/{id}/trace", "Walk an item's life without opening a trace", "traces"), access.ReadTraces,
		func(ctx context.Context, in *itemPath) (*body[trace.Finding], error) {
			f, err := s.Traces.Preview(ctx, focalpoint.ItemID(in.ID))
			return &body[trace.Finding]{f}, err
		})
	add(s, operation("get-trace", http.MethodGet, "/traces/{id}", "Read a trace", "traces"), access.ReadTraces,
		func(ctx context.Context, in *TracePath) (*versioned[trace.Version], error) {
			v, err := s.Traces.Get(ctx, focalpoint.TraceID(in.ID))
			return etag(v.Version, v), err
		})
	add(s, operation("trace-report", http.MethodGet, "/traces/{id}/report", "Read the report of a trace, with its proofs", "traces"), access.ReadTraces,
		func(ctx context.Context, in *TracePath) (*body[*trace.Report], error) {
			r, err := s.Traces.Report(ctx, focalpoint.TraceID(in.ID))
			return &body[*trace.Report]{r}, err
		})
	changeTrace(s, "identify", "identity", "Decide which item of the register it is", func(ctx context.Context, t focalpoint.TraceID, base int64, c chooseItem) (trace.Version, error) {
		switch c.State {
		case "none":
			return s.Traces.ChooseNone(ctx, who(ctx).ID, t, base, c.Reason)
		case "several":
			return s.Traces.ChooseSeveral(ctx, who(ctx).ID, t, base, c.Reason)
		}
		return s.Traces.Choose(ctx, who(ctx).ID, t, base, focalpoint.ItemID(c.Item), c.Reason)
	})
	changeTrace(s, "set-request", "request", "Change what a request would say", func(ctx context.Context, t focalpoint.TraceID, base int64, r trace.Request) (trace.Version, error) {
		return s.Traces.SetRequest(ctx, who(ctx).ID, t, base, r)
	})
	changeTrace(s, "establish-diversion", "diversion", "Record a point of diversion that an authority established", func(ctx context.Context, t focalpoint.TraceID, base int64, e trace.Established) (trace.Version, error) {
		return s.Traces.Establish(ctx, who(ctx).ID, t, base, e)
	})
	changeTrace(s, "decide-follow-up", "follow-up", "Decide about an investigation where the last legal record is", func(ctx context.Context, t focalpoint.TraceID, base int64, f trace.FollowUp) (trace.Version, error) {
		return s.Traces.Decide(ctx, who(ctx).ID, t, base, f)
	})
	changeTrace(s, "close-trace", "close", "Close a trace", func(ctx context.Context, t focalpoint.TraceID, base int64, c closing) (trace.Version, error) {
		return s.Traces.Close(ctx, who(ctx).ID, t, base, c.Reason)
	})
	changeTrace(s, "reopen-trace", "reopen", "Open a closed trace again", func(ctx context.Context, t focalpoint.TraceID, base int64, c closing) (trace.Version, error) {
		return s.Traces.Reopen(ctx, who(ctx).ID, t, base, c.Reason)
	})
}

// changeTrace adds an operation that changes one trace.
func changeTrace[T any](s *server, id, name, summary string, do func(ctx context.Context, t focalpoint.TraceID, base int64, in T) (trace.Version, error)) {
	add(s, operation(id, http.MethodPut, "/traces/{id}/"+name, summary, "traces"), access.WriteTraces,
		func(ctx context.Context, in *TraceChange[T]) (*versioned[trace.Version], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			v, err := do(ctx, focalpoint.TraceID(in.ID), base, in.Body)
			return etag(v.Version, v), err
		})
}
