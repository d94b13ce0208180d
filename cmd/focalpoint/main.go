// Command focalpoint is the whole house in one program: it keeps the record of
// every firearm's life, finds a firearm from its marks, traces it to its last
// legal record and turns what was learned into figures. Each command is one
// file of this package; wire.go puts the rooms together. Nothing else lives
// here.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"focalpoint"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends the program at once
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Exit codes of every command.
const (
	exitDone  = 0
	exitNo    = 1 // not found, check failed
	exitUsage = 2 // wrong use, bad input
)

// run is the program: tests start the same one.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	var silent exitError
	if asExit(err, &silent) {
		return silent.code
	}
	fmt.Fprintln(stderr, "focalpoint:", err)
	switch focalpoint.KindOf(err) {
	case focalpoint.KindInvalid, focalpoint.KindTooLarge:
		return exitUsage
	}
	return exitNo
}

// exitError ends a command that has said all it has to say.
type exitError struct{ code int }

// Error satisfies error; it is never printed.
func (e exitError) Error() string { return fmt.Sprintf("exit %d", e.code) }

func asExit(err error, to *exitError) bool {
	e, ok := err.(exitError)
	if ok {
		*to = e
	}
	return ok
}

// usageError makes a mistake in the use of a command an error of KindInvalid.
func usageError(cmd *cobra.Command, err error) error {
	return focalpoint.Invalid(cmd.Name(), "", "%v; see focalpoint %s --help", err, cmd.Name())
}
