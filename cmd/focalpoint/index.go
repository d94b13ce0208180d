package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"focalpoint/internal/store"
)

func newIndex(opts *options) *cobra.Command {
	var remove bool
	cmd := &cobra.Command{
		Use:   "index",
		Short: "Build the index of marks anew",
		Long: `index builds the index that search uses, from the database, and writes its file: in
the data directory, or for PostgreSQL in this user's cache directory. It is never
needed for correctness: the index follows every write, and a file that is missing,
damaged or of another version is built again by the next search.`,
		Example: "  focalpoint index --data DIR\n  focalpoint index --remove",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				if remove {
					return a.Register.RemoveIndex()
				}
				info, err := a.Register.BuildIndex(cmd.Context())
				if err != nil {
					return err
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), info)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "indexed %d marks of %d items up to log entry %d in %s\n", info.Marks, info.Items, info.High, info.File)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&remove, "remove", false, "delete the file instead")
	return cmd
}

// indexFile is where the index of marks is kept: beside the embedded database,
// or in the user's cache for PostgreSQL, named after the address without its
// password. Empty when there is no such place; then it is kept in memory.
func indexFile(db *store.DB) string {
	if db.Engine() == store.SQLite {
		return filepath.Join(filepath.Dir(db.Source()), "marks.index")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	address := db.Source()
	if u, err := url.Parse(address); err == nil {
		address = u.Host + u.Path
	}
	dir := filepath.Join(cache, "focalpoint")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(address))
	return filepath.Join(dir, "marks-"+hex.EncodeToString(sum[:8])+".index")
}
