package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
)

const labIntakeLong = `intake takes a folder of scans (x3p) into the laboratory by a list: a CSV with the columns
file, exhibit (its number) and region (breech-face, firing-pin, aperture-shear, land), and
where known land, kind, calibre, ammunition, manufacturer, item, seizure, case, request, found,
incident, instrument and shot. Exhibits whose number is new are made. A row that cannot be
taken says why; the others go on. Running it again takes only what is new.

Exit code 0: every row was taken; 1: some were not; 2: the list cannot be used.`

// newBallisticsIntake takes scans into the laboratory.
func newBallisticsIntake(opts *options) *cobra.Command {
	var list string
	cmd := &cobra.Command{
		Use:     "intake FOLDER",
		Short:   "Take a folder of scans into the laboratory",
		Long:    labIntakeLong,
		Example: "  focalpoint ballistics intake scans/ --list scans/list.csv --data DIR",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error { return a.labIntake(cmd, args[0], list) })
		},
	}
	cmd.Flags().StringVar(&list, "list", "", "CSV that says what each file is")
	return cmd
}

func (a *app) labIntake(cmd *cobra.Command, folder, list string) error {
	f, err := os.Open(list)
	if err != nil {
		return focalpoint.Invalid("ballistics intake", "", "cannot read the list %q: %v", list, err)
	}
	defer f.Close()
	taken, err := a.Lab.Intake(cmd.Context(), operator, os.DirFS(folder), f)
	if err != nil {
		return err
	}
	failed := 0
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 8, 2, ' ', 0)
	for _, t := range taken {
		said := string(t.Scan)
		if t.Problem != "" {
			failed++
			said = t.Problem
		}
		if !a.opts.json {
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", t.Row, t.File, t.Number, t.Exhibit, said)
		}
	}
	if a.opts.json {
		err = writeJSON(cmd.OutOrStdout(), taken)
	} else {
		err = w.Flush()
	}
	if err == nil && failed > 0 {
		return focalpoint.Errorf("ballistics intake", focalpoint.KindNotFound, "%d of %d rows were not taken; mend them and run it again", failed, len(taken))
	}
	return err
}
