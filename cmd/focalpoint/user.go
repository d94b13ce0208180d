package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"focalpoint"
	"focalpoint/internal/access"
)

func newUser(opts *options) *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "Make and list accounts"}
	cmd.AddCommand(newUserAdd(opts), newUserList(opts))
	return cmd
}

func newUserAdd(opts *options) *cobra.Command {
	var roles []string
	var display, language string
	cmd := &cobra.Command{
		Use:     "add NAME",
		Short:   "Make an account; the password is read from standard input",
		Example: "  focalpoint user add amina --roles tracing,focal-point < password.txt",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			password, err := readPassword(cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			u := access.User{Name: args[0], Display: display, Language: language}
			if u.Display == "" {
				u.Display = args[0]
			}
			for _, r := range roles {
				u.Roles = append(u.Roles, access.Role(r))
			}
			return by(cmd.Context(), opts, func(a *app) error {
				u, err := a.Users.Save(cmd.Context(), operator, u, 0, password, "")
				if err != nil {
					return err
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), u)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", u.ID, u.Name)
				return nil
			})
		},
	}
	cmd.Flags().StringSliceVar(&roles, "roles", []string{string(access.RoleTracing)}, "roles: "+rolesText())
	cmd.Flags().StringVar(&display, "display", "", "name shown to others")
	cmd.Flags().StringVar(&language, "language", "en", "ar, zh, en, fr, ru or es")
	return cmd
}

func rolesText() string {
	var names []string
	for _, r := range access.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func readPassword(in io.Reader, prompt io.Writer) (string, error) {
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(prompt, "password: ")
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(prompt)
		return string(b), err
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", focalpoint.Invalid("user add", "password", "cannot read the password from standard input: %v", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func newUserList(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List accounts",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				list, err := a.Users.List(cmd.Context())
				if err != nil {
					return err
				}
				if opts.json {
					return writeJSON(cmd.OutOrStdout(), list)
				}
				for _, u := range list {
					fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%v\t%v\n", u.Doc.Name, u.Doc.Display, u.Doc.Roles, u.Doc.Disabled)
				}
				return nil
			})
		},
	}
}
