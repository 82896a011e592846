package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"handback/capability/backoffice/users"
	"handback/cmd/internal/input"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

var (
	errNoUserCommand = errors.New("what to do is needed: add, remove or token")
	errNoUsers       = errors.New("--users FILE is needed")
)

func (p *program) userCommand() *cobra.Command {
	var file string
	user := &cobra.Command{
		Use:   "user",
		Short: "Say who is allowed to use the portal of 'serve'",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errNoUserCommand },
	}
	user.PersistentFlags().StringVar(&file, "users", "", "`file` of the users")
	user.AddCommand(userAddCommand(&file), userRemoveCommand(&file), userTokenCommand(&file))
	return user
}

// withUsers runs a command about one user of the file.
func withUsers(file *string, do func(cmd *cobra.Command, name string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if *file == "" {
			return errNoUsers
		}
		if err := do(cmd, args[0]); err != nil {
			return &failedError{err}
		}
		return nil
	}
}

func userAddCommand(file *string) *cobra.Command {
	var roles []string
	add := &cobra.Command{
		Use:   "add --users FILE NAME --roles ROLE,...",
		Short: "Add a user, or change the password and the roles of one; it asks for the password, or reads it from the standard input",
		Long: "Add a user to the file, or change the password and the roles of one. The file is made when there is none.\n" +
			"At a terminal it asks for the password; else it reads it from the first line of the standard input.\n\n" +
			"  upload      give requests to the portal and take the responses\n" +
			"  remove      take licenses away from devices\n" +
			"  obsolete    write devices off\n" +
			"  webservice  do so by program: the SOAP web service\n\n" +
			"Every user is allowed to look.",
		Args: cobra.ExactArgs(1),
		RunE: withUsers(file, func(cmd *cobra.Command, name string) error {
			password, err := readPassword(cmd)
			if err != nil {
				return err
			}
			given := make([]users.Role, len(roles))
			for i, r := range roles {
				given[i] = users.Role(r)
			}
			added, err := users.Add(*file, name, password, given)
			if err != nil {
				return err
			}
			what := "changed"
			if added {
				what = "added"
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", name, what)
			return err
		}),
	}
	add.Flags().StringSliceVar(&roles, "roles", nil, "`roles` of the user, with commas between")
	return add
}

func userRemoveCommand(file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "remove --users FILE NAME",
		Short: "Remove a user, who is logged out of the pages at once",
		Args:  cobra.ExactArgs(1),
		RunE: withUsers(file, func(cmd *cobra.Command, name string) error {
			if err := users.Delete(*file, name); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: taken out\n", name)
			return err
		}),
	}
}

func userTokenCommand(file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "token --users FILE NAME",
		Short: "Make a bearer token for the web service, and print it this one time",
		Args:  cobra.ExactArgs(1),
		RunE: withUsers(file, func(cmd *cobra.Command, name string) error {
			token, err := users.NewToken(*file, name)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), token)
			return err
		}),
	}
}

var (
	errNoPassword = errors.New("no password came")
	errDifferent  = errors.New("the two passwords differ")
)

// readPassword asks twice at a terminal, where nothing is shown of it, and reads
// one line of anything else.
func readPassword(cmd *cobra.Command) (string, error) {
	keys := input.Terminal(cmd.InOrStdin())
	if keys == nil {
		line, err := bufio.NewReader(io.LimitReader(cmd.InOrStdin(), 1<<10)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", errNoPassword
		}
		return line, nil
	}
	show, err := input.Hide(keys)
	if err != nil {
		return "", err
	}
	defer show()
	var typed [2]string
	for i, question := range []string{"Password: ", "Again: "} {
		fmt.Fprint(cmd.ErrOrStderr(), question)
		text, err := term.ReadPassword(int(keys.Fd()))
		fmt.Fprintln(cmd.ErrOrStderr())
		if err != nil {
			return "", err
		}
		typed[i] = string(text)
	}
	if typed[0] != typed[1] {
		return "", errDifferent
	}
	return typed[0], nil
}
