package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/access"
)

func newSetup(opts *options) *cobra.Command {
	var h access.House
	var state string
	cmd := &cobra.Command{
		Use:     "setup",
		Short:   "Say whose focal point this is",
		Example: "  focalpoint setup --state BRA --name 'Focal point of Brazil' --records-since 1980",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			h.State = focalpoint.Country(strings.ToUpper(state))
			return by(cmd.Context(), opts, func(a *app) error {
				_, base, err := access.ReadHouse(cmd.Context(), a.Log)
				if err != nil {
					return err
				}
				if err := access.SaveHouse(cmd.Context(), a.Log, operator, base, h); err != nil {
					return err
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), h)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "this is the focal point of %s\n", h.State)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "country code of three letters (ISO 3166-1)")
	cmd.Flags().StringVar(&h.Name, "name", "", "name of the focal point")
	cmd.Flags().IntVar(&h.Since, "records-since", 0, "first year for which the State keeps records")
	return cmd
}
