package trace_test

import (
	"slices"
	"testing"

	"focalpoint/internal/trace"
)

// TestStateMachine: from a draft every status of a hop can be reached, nothing
// leads back from an end but to a better end, and open ones can all end.
func TestStateMachine(t *testing.T) {
	reached := map[trace.HopStatus]bool{trace.HopDraft: true}
	for todo := []trace.HopStatus{trace.HopDraft}; len(todo) > 0; todo = todo[1:] {
		for _, next := range todo[0].Moves() {
			if !slices.Contains(trace.Statuses(), next) {
				t.Errorf("%s leads to %s, which is no status", todo[0], next)
			}
			if todo[0].Done() && !next.Done() {
				t.Errorf("%s has ended and leads back to %s", todo[0], next)
			}
			if !reached[next] {
				reached[next] = true
				todo = append(todo, next)
			}
		}
	}
	for _, s := range trace.Statuses() {
		ofTrace := s == trace.StatusWalked || s == trace.StatusFollowed || s == trace.StatusClosed
		if reached[s] == ofTrace {
			t.Errorf("status %s: reached %v", s, reached[s])
		}
		if s.Open() && s.Done() {
			t.Errorf("%s is open and done", s)
		}
		for _, end := range []trace.HopStatus{trace.HopAnswered, trace.HopRefused, trace.HopSilent, trace.HopWithdrawn} {
			if s.Open() && !slices.Contains(s.Moves(), end) {
				t.Errorf("an open question that is %s cannot become %s", s, end)
			}
		}
	}
}
