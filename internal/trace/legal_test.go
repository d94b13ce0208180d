package trace_test

import (
	"testing"

	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/register"
	"focalpoint/internal/trace"
)

// TestOneLastLegalRecord: whatever the history, with dates out of order, coarse
// or missing, the last legal record and its holder are the same on the page of
// the item and in its trace, as long as nothing lawful followed the occurrence.
func TestOneLastLegalRecord(t *testing.T) {
	codes := catalogue.Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		for i := range in.Events {
			in.Events[i].Item = "it1"
		}
		last := ev("last", focalpoint.EventSeizure, "2025-06-01", focalpoint.Ref{}, focalpoint.Ref{})
		in.Events, in.Taking = append(in.Events, last), last.ID
		f := trace.Walk(in, policy())
		it := register.Project("it1", in.Events, nil, codes)
		switch {
		case f.LastLegal == nil && it.LastLegal != "":
			t.Fatalf("the register has %s, the trace none", it.LastLegal)
		case f.LastLegal == nil:
		case f.LastLegal.Event != it.LastLegal || f.LastLegal.Holder != it.Holder || f.LastLegal.Keeper != it.Keeper || f.LastLegal.State != it.State:
			t.Fatalf("the register has %s held by %+v, the trace %s held by %+v", it.LastLegal, it.Holder, f.LastLegal.Event, f.LastLegal.Holder)
		}
	})
}
