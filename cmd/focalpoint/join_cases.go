package main

import (
	"context"
	"fmt"
	"strings"

	"focalpoint/internal/ballistics"
	"focalpoint/internal/casework"
	"focalpoint/internal/ledger"
)

// joinCases lets two cases know each other when a ballistic hit links them, inside
// the hit's own write: each takes in the other, the firearms and the seizures. A
// seizure named on an exhibit that is not on record here is left out. Whoever traces
// finds the hit among those nobody has taken note of (ballistics.HitFilter.Unseen).
func (a *app) joinCases(ctx context.Context, tx *ledger.Tx, id ballistics.HitID, hit ballistics.Hit) error {
	seizures, err := a.Seizures.Many(ctx, hit.Seizures)
	if err != nil {
		return err
	}
	reason := fmt.Sprintf("ballistic hit %s", id)
	for _, c := range hit.Cases {
		var links []casework.Link
		for _, other := range hit.Cases {
			if other != c {
				links = append(links, casework.Link{Kind: casework.LinkCase, ID: string(other), Note: reason})
			}
		}
		for _, item := range hit.Items {
			links = append(links, casework.Link{Kind: casework.LinkItem, ID: string(item), Note: reason})
		}
		for _, s := range seizures {
			links = append(links, casework.Link{Kind: casework.LinkSeizure, ID: s.ID, Note: reason})
		}
		for _, l := range links {
			if err := a.Cases.HoldIn(ctx, tx, c, l, true, reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// programVersion is what comparisons keep: release and revision.
func programVersion() string {
	v := version()
	return strings.TrimSpace(v.Version + " " + v.Revision)
}
