package main

import (
	"context"
	"log/slog"
	"time"

	"focalpoint/internal/trace"
)

// followEvery is how often a serving node lets the figures follow the register;
// a page that shows figures does so by itself, this only keeps it quick.
const followEvery = 5 * time.Second

// follow keeps figures and index in step until ctx ends.
func (a *app) follow(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	asked := "" // the day for which sealing was asked
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if today := a.Log.Now().UTC().Format(time.DateOnly); today != asked {
				if err := a.sealDaily(ctx); err != nil && ctx.Err() == nil {
					log.Error("the day's sealing could not be asked for; it is tried again", "err", err)
				} else {
					asked = today
				}
			}
			if _, err := a.Added.Refresh(ctx, a.Codes); err != nil && ctx.Err() == nil {
				log.Error("decisions of other nodes could not be read; they are tried again", "err", err)
			}
			if err := a.Register.FollowIndex(ctx); err != nil && ctx.Err() == nil {
				log.Error("the index of marks could not follow the register; the next search tries again", "err", err)
			}
			if _, err := a.Traces.Sweep(ctx, homeTrace, trace.Sweeping{Limit: 500}); err != nil && ctx.Err() == nil {
				log.Error("the home traces could not be run; they are tried again", "err", err)
			}
			if _, err := a.Links.Enter(ctx, homeTrace, 200); err != nil && ctx.Err() == nil {
				log.Error("new items could not be compared with the records; they are tried again", "err", err)
			}
			if _, err := a.Figures.Sync(ctx); err != nil && ctx.Err() == nil {
				log.Error("the figures could not follow the register; they are tried again", "err", err)
			}
		}
	}
}
