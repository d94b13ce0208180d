package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/ballistics"
	"focalpoint/internal/jobs"
)

const labRankLong = `rank compares an exhibit of the laboratory with every other in the open case file that has
a scan of the same region, and prints the list, the most alike first. The list is kept with
its method, parameters and program version; other nodes on the same database help. A place on
the list is a lead for an examiner, never that two exhibits were fired by one firearm.`

// newBallisticsRank compares an exhibit with the open case file.
func newBallisticsRank(opts *options) *cobra.Command {
	var region, method string
	var scope ballistics.Scope
	var limit int
	cmd := &cobra.Command{
		Use:     "rank NUMBER",
		Short:   "Compare an exhibit with the open case file",
		Long:    labRankLong,
		Example: "  focalpoint ballistics rank B-17/26 --region breech-face --data DIR\n  focalpoint ballistics rank B-18/26 --region land --same-calibre --json",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				return a.labRank(cmd, args[0], ballistics.Region(region), method, scope, limit)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&region, "region", string(ballistics.BreechFace), "breech-face, firing-pin, aperture-shear or land")
	flags.StringVar(&method, "method", "", "name of the method (default: the region's first)")
	flags.BoolVar(&scope.SameCalibre, "same-calibre", false, "only exhibits of its calibre, or of none stated")
	flags.BoolVar(&scope.Closed, "closed", false, "also exhibits that left the open case file")
	flags.IntVar(&limit, "limit", 20, "print at most so many")
	return cmd
}

func (a *app) labRank(cmd *cobra.Command, number string, region ballistics.Region, method string, scope ballistics.Scope, limit int) error {
	ctx := cmd.Context()
	if !slices.Contains(ballistics.Regions(), region) {
		return focalpoint.Invalid("ballistics rank", "", "%q is no region; choose breech-face, firing-pin, aperture-shear or land", region)
	}
	id, err := a.Lab.Numbered(ctx, number)
	if err != nil {
		return err
	}
	v, err := a.Lab.Compare(ctx, operator, id, region, method, scope)
	if err != nil {
		return err
	}
	// Work off this comparison's jobs here; nodes that serve take their share.
	queue := &jobs.Queue{DB: a.DB, Now: a.Log.Now, Rand: a.Log.Rand, Node: nodeName() + "/rank"}
	a.Lab.Serve(queue)
	tell, done := progress(cmd.ErrOrStderr(), "rank")
	run := ballistics.ComparisonID(v.ID)
	for v.Doc.Status == ballistics.ComparisonRunning {
		n, total, err := a.Lab.Progress(ctx, run)
		if err != nil {
			return err
		}
		tell("pairs", int(n), int(total))
		if did, err := queue.Step(ctx); err != nil {
			return err
		} else if !did { // another node has the last part
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(200 * time.Millisecond):
			}
		}
		if v, err = a.Lab.Comparison(ctx, run); err != nil {
			return err
		}
	}
	done()
	if len(v.Doc.Ranked) > limit {
		v.Doc.Ranked = v.Doc.Ranked[:limit]
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), v)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
	for _, c := range v.Doc.Ranked {
		e, err := a.Lab.Exhibit(ctx, c.Exhibit)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%d\t%.3f\t%s\t%s\t%s\n", c.Rank, c.Score, e.Doc.Number, c.Exhibit, strings.TrimSpace(e.Doc.Class.Calibre+" "+e.Doc.Incident))
	}
	fmt.Fprintf(w, "\n%s, %s, program %s; %d compared, %d could not be; a lead, not a conclusion\n", v.ID, v.Doc.Method, v.Doc.Version, v.Doc.Candidates-v.Doc.Failed, v.Doc.Failed)
	return w.Flush()
}
