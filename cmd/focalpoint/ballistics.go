package main

import "github.com/spf13/cobra"

// newBallistics holds the commands on measured surfaces and their comparison.
func newBallistics(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ballistics",
		Short: "Measure how well surfaces are compared on scans and scores whose truth is known",
		Args:  exactly(0),
	}
	cmd.AddCommand(newBallisticsLands(opts), newBallisticsLikelihood(opts))
	return cmd
}
