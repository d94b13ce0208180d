package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionInfo says what is running.
type versionInfo struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	Go       string `json:"go"`
	SQLite   string `json:"sqliteDriver"`
	Postgres string `json:"postgresDriver"`
}

func newVersion(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say what is running",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v := version()
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), v)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "focalpoint %s %s %s (%s, SQLite driver %s, PostgreSQL driver %s)\n", v.Version, v.Revision, v.Time, v.Go, v.SQLite, v.Postgres)
			return nil
		},
	}
}

func version() versionInfo {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return versionInfo{Version: "unknown"}
	}
	v := versionInfo{Version: info.Main.Version, Go: info.GoVersion}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		}
	}
	for _, d := range info.Deps {
		switch d.Path {
		case "modernc.org/sqlite":
			v.SQLite = d.Version
		case "github.com/jackc/pgx/v5":
			v.Postgres = d.Version
		}
	}
	return v
}
