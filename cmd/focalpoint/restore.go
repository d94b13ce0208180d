package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/ledger"
)

func newRestore(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "restore FILE",
		Short:   "Put a backup into an empty database and check its log",
		Example: "  focalpoint restore --data NEWDIR focalpoint-2026-11-23.zip",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error { return restore(cmd, a, args[0]) })
		},
	}
}

func restore(cmd *cobra.Command, a *app, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return focalpoint.Invalid("restore", "file", "cannot read the backup: %v", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	m, err := a.DB.Restore(cmd.Context(), f, info.Size(), schemas())
	if err != nil {
		return err
	}
	report, err := ledger.Verify(cmd.Context(), a.DB, loggedTables(), nil)
	if err != nil {
		return fmt.Errorf("the backup is in, but its log does not verify: %w", err)
	}
	var head ledger.Head
	if err := json.Unmarshal(m.Note, &head); err != nil || head != report.Head {
		return focalpoint.Errorf("restore", focalpoint.KindMismatch, "the restored log has %d entries and root %s, the backup's manifest says %d and %s", report.Size, report.Root, head.Size, head.Root)
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), report)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "restored %d tables; log: %d entries, root %s: all rows match\n", len(m.Tables), report.Size, report.Root)
	return nil
}
