package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"focalpoint/internal/store"
)

func newMigrate(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "migrate",
		Short:   "Bring the database's schema up to date",
		Example: "  focalpoint migrate --db postgres://focalpoint@db/focalpoint",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			source, err := opts.source()
			if err != nil {
				return err
			}
			db, err := store.Open(cmd.Context(), source)
			if err != nil {
				return err
			}
			defer db.Close()
			done, err := db.Migrate(cmd.Context(), time.Now(), schemas())
			if err != nil {
				return err
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), done)
			}
			for _, m := range done {
				fmt.Fprintf(cmd.OutOrStdout(), "applied %s/%s\n", m.Room, m.File)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d migrations applied; the schema is up to date\n", len(done))
			return nil
		},
	}
}
