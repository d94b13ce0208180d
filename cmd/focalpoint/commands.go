package main

import "github.com/spf13/cobra"

// commands lists every command in the order of the help page, one file each.
func commands() []func(*options) *cobra.Command {
	return []func(*options) *cobra.Command{
		newDemo,
		newBench,
		newServe,
		newImport,
		newSeizure,
		newSearch,
		newLot,
		newTag,
		newTrace,
		newLink,
		newCase,
		newCompare,
		newSurface,
		newIndex,
		newBallistics,
		newReturn,
		newIndicator,
		newCatalogue,
		newSetup,
		newRetain,
		newUser,
		newMigrate,
		newVerify,
		newBackup,
		newRestore,
		newVersion,
	}
}
