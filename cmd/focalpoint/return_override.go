package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/flows"
)

const returnOverrideLong = `override reports a figure in place of the computed one. One person proposes it with a
reason, another approves it: --by names the account each time. VALUE is a number, or
none, not-collected, not-applicable or unknown. The computed figure, its records and the
reason stay beside it in the return and in every export.`

func newReturnOverride(opts *options) *cobra.Command {
	var who, reason string
	var approve, withdraw bool
	cmd := &cobra.Command{
		Use:   "override YEAR CELL [VALUE]",
		Short: "Report a figure in place of the computed one, with a reason and a second person",
		Long:  returnOverrideLong,
		Example: "  focalpoint return override 2024 seized.total 120 --by analyst --reason \"The harbour's file of May is lost; its journal counts 12 more.\"\n" +
			"  focalpoint return override 2024 seized.total --approve --by focal-point\n" +
			"  focalpoint return override 2024 seized.total --withdraw --by analyst --reason \"The file was found and imported.\"",
		Args: cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			year, err := parseYear(args[0])
			if err != nil {
				return err
			}
			if len(args) == 3 == (approve || withdraw) || approve && withdraw {
				return focalpoint.Invalid("return.override", "value", "give a value to propose, or --approve, or --withdraw")
			}
			return by(cmd.Context(), opts, func(a *app) error {
				need := access.ProposeFigures
				if approve {
					need = access.ApproveFigures
				}
				id, err := a.account(cmd.Context(), who, need)
				if err != nil {
					return err
				}
				switch {
				case approve:
					return a.Figures.Approve(cmd.Context(), id, year, args[1])
				case withdraw:
					return a.Figures.Withdraw(cmd.Context(), id, year, args[1], reason)
				}
				v := flows.Absent(flows.Status(args[2]))
				if n, err := strconv.ParseInt(args[2], 10, 64); err == nil {
					v = flows.Count(n)
				}
				if err := a.Figures.Propose(cmd.Context(), id, year, args[1], v, reason); err != nil {
					return err
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), "proposed; it is reported when a second person approves it: --approve --by NAME")
				return err
			})
		},
	}
	cmd.Flags().StringVar(&who, "by", "", "name of the account that proposes, approves or withdraws")
	cmd.Flags().StringVar(&reason, "reason", "", "why the computed figure is not reported")
	cmd.Flags().BoolVar(&approve, "approve", false, "approve what somebody else proposed")
	cmd.Flags().BoolVar(&withdraw, "withdraw", false, "take it back; the computed figure is reported again")
	return cmd
}

// account finds who does something at the command line that needs a person, and may do it.
func (a *app) account(ctx context.Context, name string, need access.Permission) (focalpoint.UserID, error) {
	if name == "" {
		return "", focalpoint.Invalid("account", "by", "name the account that does this: --by NAME")
	}
	list, err := a.Users.List(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range list {
		switch {
		case u.Doc.Name != name:
		case !u.Doc.May(need):
			return "", focalpoint.Errorf("account", focalpoint.KindForbidden, "the account %s may not do this (%s)", name, need)
		default:
			return u.Doc.ID, nil
		}
	}
	return "", focalpoint.Invalid("account", "by", "there is no account %q; focalpoint user list shows the names", name)
}
