package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

func newBackup(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "backup FILE",
		Short:   "Write a consistent copy of everything to one file",
		Long:    "backup writes every table, as one consistent state, to a ZIP archive that can be\nput back on either database. It runs beside a serving program.",
		Example: "  focalpoint backup --data DIR focalpoint-2026-11-23.zip",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return by(cmd.Context(), opts, func(a *app) error { return backup(cmd, a, args[0]) })
		},
	}
}

func backup(cmd *cobra.Command, a *app, path string) (err error) {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return focalpoint.Invalid("backup", "file", "cannot write the backup: %v", err)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(part)
		}
	}()
	m, err := a.DB.Backup(cmd.Context(), f, time.Now(), schemas(), func(q store.Queryer) (any, error) { return ledger.HeadOf(cmd.Context(), q) })
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	if a.opts.json {
		return writeJSON(cmd.OutOrStdout(), m)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %d tables, log %s\n", path, len(m.Tables), m.Note)
	return nil
}
