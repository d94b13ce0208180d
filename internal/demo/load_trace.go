package demo

import (
	"context"
	"fmt"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/trace"
)

// What the tracing officer of the exercise goes by: a candidate that likely is taken, or one that agrees sign for
// sign and is more likely than all else together; when it is more likely that it is none of them, it is none.
const (
	likely = .80
	even   = .50
)

// trace follows one seized item as the tracing officer does: run, look at the candidates, ask on.
func (l *loader) trace(ctx context.Context, in *Incident, x *Exhibit) error {
	item := l.exhibits[x].item
	list, err := l.Traces.Run(ctx, Actor, item)
	if err != nil {
		return err
	}
	v, err := l.look(ctx, list[0])
	if err != nil {
		return err
	}
	if v, err = l.settle(ctx, in, x, v); err != nil {
		return err
	}
	if len(x.Restored) > 0 && len(v.Doc.Hops) == 0 && v.Version < 2 {
		l.laboratory(in, x)
	}
	return l.askOn(ctx, in, x, v)
}

// laboratory puts the etching of a ground number on the agenda, and the trace that follows it.
func (l *loader) laboratory(in *Incident, x *Exhibit) {
	at := l.clock.Now().AddDate(0, 0, 25)
	l.agenda.add(at, "4 laboratory "+in.Number, func(ctx context.Context) error {
		lab := l.w.ref("lab")
		err := l.write(ctx, "register.examine", func(tx *ledger.Tx) error {
			_, err := l.Register.Record(ctx, tx, focalpoint.Event{Item: l.exhibits[x].item, Kind: focalpoint.EventExamine, Happened: focalpoint.DateOf(at), State: Home,
				Keeper: lab, Authority: lab, Document: "Laboratory report " + in.Number, Marks: x.Restored, Note: "etched with Fry's reagent (exercise)"})
			return err
		})
		if err != nil {
			return err
		}
		return l.trace(ctx, in, x)
	})
}

// look decides about candidates that the rules leave to a person. It goes by what the screen shows and nothing else.
func (l *loader) look(ctx context.Context, v trace.Version) (trace.Version, error) {
	id := v.Doc.Identity
	if id.State != trace.IdentitySeveral && id.State != trace.IdentityWaiting || len(id.Candidates) == 0 {
		return v, nil
	}
	sum := 0.0
	for _, c := range id.Candidates {
		sum += c.Probability
	}
	best := id.Candidates[0]
	switch {
	case best.Probability >= likely, best.Probability >= even && best.Exact && best.Consistent:
		return l.Traces.Choose(ctx, Actor, v.Doc.ID, v.Version, best.Item, fmt.Sprintf("number, make and calibre agree as far as they can be read; probability %.2f", best.Probability))
	case sum < even:
		return l.Traces.ChooseNone(ctx, Actor, v.Doc.ID, v.Version, "no candidate is likely; the number is read otherwise than any on record")
	}
	return v, nil
}

// settle writes what the officer knows beside the record: an amnesty is not traced, what the laboratory entered again
// asks the same as the first trace of the pistol.
func (l *loader) settle(ctx context.Context, in *Incident, x *Exhibit, v trace.Version) (trace.Version, error) {
	switch x.Story {
	case storyAmnesty:
		return l.Traces.Mark(ctx, Actor, v.Doc.ID, v.Version, trace.NotTraced, "handed in under the amnesty; its terms promise that nobody is traced (exercise)")
	case storyTwice:
		for _, other := range l.incidents {
			for _, y := range other.Exhibits {
				if y == x || y.Life == nil || y.Life.Item != x.Life.Item || l.exhibits[y] == nil {
					continue
				}
				first, err := l.Traces.ForItem(ctx, l.exhibits[y].item)
				if err != nil {
					return v, err
				}
				return l.Traces.Duplicate(ctx, Actor, v.Doc.ID, v.Version, first.Doc.ID)
			}
		}
	}
	return v, nil
}
