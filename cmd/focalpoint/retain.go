package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"focalpoint"
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
	var rule, reason string
	cmd := &cobra.Command{
		Use:   "retain",
		Short: "Seal personal data that is past its time",
		Long: `retain applies the rules of retention: for each person the longest of what treaties and
the State's own law ask for. Without a rule of the State nothing is ever sealed. Sealed data
cannot be read or searched until an inspector or the focal point unseals it with a reason;
the records of firearms stay as they are. A serving node does this once a day by itself.

A rule of the State is a JSON file; the same id again changes the rule, with a reason:

  {"id": "data-act-12", "class": "suspected", "basis": "national", "years": 10,
   "anchor": "record", "since": "2020-01-01", "source": "Data Act, section 12"}

Classes: holder, suspected, prosecuted, convicted, acquitted, witness, member, named.
The years run from the last record, or with "anchor": "destruction" from the destruction
of the firearm; "forever": true keeps a class open.`,
		Example: "  focalpoint retain --data DIR\n  focalpoint retain --rules --json\n  focalpoint retain --rule suspects.json",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				switch {
				case rules:
					return a.retentionRules(cmd)
				case rule != "":
					return a.putRule(cmd, rule, reason)
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
	cmd.Flags().StringVar(&rule, "rule", "", "enter or change a rule of the State from this JSON file, and stop")
	cmd.Flags().StringVar(&reason, "reason", "", "why a rule is changed")
	cmd.Flags().BoolVar(&rules, "rules", false, "list the rules in force, and stop")
	return cmd
}

// putRule enters a rule of the State, or changes the one of the same id.
func (a *app) putRule(cmd *cobra.Command, name, reason string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return focalpoint.Invalid("retain", "rule", "cannot read the file: %v", err)
	}
	var r person.Rule
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return focalpoint.Invalid("retain", "rule", "this is no rule in JSON: %v; focalpoint retain --help shows one", err)
	}
	base := int64(0)
	have, err := a.Persons.NationalRules(cmd.Context())
	if err != nil {
		return err
	}
	for _, v := range have {
		if v.ID == r.ID {
			base = v.Version
		}
	}
	version, err := a.Persons.PutRule(cmd.Context(), operator, base, r, reason)
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "%s version %d\n", r.ID, version)
	}
	return err
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
