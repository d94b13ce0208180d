package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

// keeper applies the rules of retention of the State whose focal point this is.
func (a *app) keeper() *person.Keeper {
	return &person.Keeper{Persons: a.Persons, State: a.Home, Ties: []person.TieFunc{a.Register.PersonTies, a.Cases.Ties}}
}

// sealDaily puts the day's job of sealing into the queue; the queue takes it
// once, whichever node asks first.
func (a *app) sealDaily(ctx context.Context) error {
	now := a.Log.Now().UTC()
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := a.Jobs.Put(ctx, tx, person.SealJob, person.SealJob+" "+now.Format(time.DateOnly), now, nil)
		return err
	})
}

func newRetain(opts *options) *cobra.Command {
	var rules bool
	cmd := &cobra.Command{
		Use:   "retain",
		Short: "Seal personal data that is past its time",
		Long: `retain applies the rules of retention: for each person the longest of what treaties and
the State's own law ask for. Without a rule of the State nothing is ever sealed. Sealed data
cannot be read or searched until an inspector or the focal point unseals it with a reason;
the records of firearms stay as they are. A serving node does this once a day by itself.`,
		Example: "  focalpoint retain --data DIR\n  focalpoint retain --rules --json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				if rules {
					return a.retentionRules(cmd)
				}
				n, err := a.keeper().SealDue(cmd.Context(), nil)
				if err != nil {
					return err
				}
				if a.opts.json {
					return writeJSON(cmd.OutOrStdout(), map[string]int{"sealed": n})
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d persons sealed\n", n)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&rules, "rules", false, "list the rules in force, and stop")
	return cmd
}

func (a *app) retentionRules(cmd *cobra.Command) error {
	list, err := a.Persons.Rules(cmd.Context())
	if err != nil {
		return err
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), list)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
	for _, r := range list {
		years := fmt.Sprintf("%d years", r.Years)
		if r.Forever {
			years = "for ever"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Class, r.Basis, years, r.Since, r.Source)
	}
	return w.Flush()
}
