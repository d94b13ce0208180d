package main

import "github.com/spf13/cobra"

// newBallistics holds the commands on measured surfaces and their comparison.
func newBallistics(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ballistics",
		Short: "The ballistic laboratory: take scans in, compare them, measure how well that works",
		Args:  exactly(0),
	}
	cmd.AddCommand(newBallisticsEvaluate(opts), newBallisticsBench(opts), newBallisticsLands(opts), newBallisticsLikelihood(opts), newBallisticsIntake(opts), newBallisticsRank(opts))
	return cmd
}
