package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// options are the flags every command has. Flags win over the environment.
type options struct {
	data string // data directory of the embedded database
	db   string // postgres://…, or empty
	json bool

	state    string // ISO 3166-1 alpha-3 code of the State whose focal point this is
	exercise bool   // the demonstration country is about to be loaded
}

// newRoot builds the command tree afresh, so that tests can run it many times.
func newRoot() *cobra.Command {
	opts := &options{}
	root := &cobra.Command{
		Use:   "focalpoint",
		Short: "The record of every firearm's life, from seizure to last legal record to figures",
		Long: `focalpoint keeps the record of every firearm's life, finds a firearm from whatever
marks are left on it, follows it to its last legal record, and turns what was
learned into investigations, evidence and figures.

Start with:   focalpoint demo
Then:         focalpoint serve --data DIR`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&opts.data, "data", defaultData(), "data directory of the embedded database (FOCALPOINT_DIR)")
	flags.StringVar(&opts.db, "db", os.Getenv("FOCALPOINT_DB"), "address of a PostgreSQL database, postgres://user:password@host/name (FOCALPOINT_DB)")
	flags.BoolVar(&opts.json, "json", false, "write JSON to standard output")
	flags.StringVar(&opts.state, "state", os.Getenv("FOCALPOINT_STATE"), "the State whose focal point this is, three letters as in ISO 3166-1 (FOCALPOINT_STATE)")
	root.SetFlagErrorFunc(usageError)
	for _, add := range commands() {
		root.AddCommand(add(opts))
	}
	return root
}

// defaultData is where a desk user's data lives, after the XDG rules.
func defaultData() string {
	if dir := os.Getenv("FOCALPOINT_DIR"); dir != "" {
		return dir
	}
	if dir := os.Getenv("STATE_DIRECTORY"); dir != "" { // set by systemd
		return dir
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "focalpoint")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "focalpoint-data"
	}
	return filepath.Join(home, ".local", "share", "focalpoint")
}

// writeJSON writes v indented, one value, with a final line end.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}

// exactly is cobra.ExactArgs with an error of wrong use.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(cmd, args); err != nil {
			return usageError(cmd, err)
		}
		return nil
	}
}
