package main

import (
	"errors"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
	"handback/capability/typed"
	"handback/cmd/internal/input"

	"github.com/spf13/cobra"
)

var errNotAll = errors.New("not every request was answered")

func (p *program) processCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "process STICK-OR-FILE",
		Short: "Answer every request found, and write each response beside it",
		Long: "Answer a request, or every request on a stick, and write each response beside its request.\n" +
			"Nothing is overwritten, and a request that was answered before gets the same response again.\n" +
			"The exit status is 1 when a request was refused or is damaged.",
		Args: cobra.ExactArgs(1),
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, args []string) error {
			answers, err := office.ProcessTree(cmd.Context(), args[0])
			for _, a := range answers {
				if _, printErr := fmt.Fprintln(cmd.OutOrStdout(), answerLine(a)); printErr != nil {
					return errors.Join(err, printErr)
				}
				if a.Outcome != backoffice.Answered && a.Outcome != backoffice.Ignored && err == nil {
					err = errNotAll
				}
			}
			return err
		}),
	}
}

// answerLine says in one line what became of a file.
func answerLine(a backoffice.Answer) string {
	name := capability.Printable(a.Path)
	if a.Outcome != backoffice.Answered {
		return fmt.Sprintf("%s: %s: %s", name, a.Outcome, capability.Printable(a.Err.Error()))
	}
	kind, where := "return request", "written to"
	if a.Reply.Request.IsConfirmation() {
		kind = "confirmation request"
	}
	if a.Kept {
		where = "is there already as"
	}
	return fmt.Sprintf("%s: %s of %s answered, response %d %s %s%s", name, kind, a.Reply.Request.Host,
		a.Reply.Response.Seq, where, capability.Printable(a.Response), noteSummary(a.Reply.Response.Notes))
}

// noteSummary counts the notes of a response by what they say.
func noteSummary(notes []message.Note) string {
	var order []message.NoteCode
	count := make(map[message.NoteCode]int)
	var parts []string
	for _, n := range notes {
		switch {
		case n.ActivationID == "":
			parts = append(parts, capability.Printable(fmt.Sprintf("%s: %s", n.Code, n.Text)))
			continue
		case count[n.Code] == 0:
			order = append(order, n.Code)
		}
		count[n.Code]++
	}
	for _, code := range order {
		parts = append(parts, fmt.Sprintf("%s %s", counted(count[code], "license"), code))
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, "; ")
}

// counted is a number of things, as in 1 license and 2 licenses.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (p *program) typeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "type",
		Short: "Answer a typed or scanned request, and print the response as lines to type",
		Long: "Read a request from the standard input as numbered lines or as what a scanner makes of its QR codes,\n" +
			"in any order, and print the response as numbered lines. A line that is wrong is named at once, and can\n" +
			"be entered again. A request that was answered before gets the same response again.",
		Args: cobra.NoArgs,
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			m, err := readTyped(cmd)
			if err != nil {
				return err
			}
			reply, err := office.Process(cmd.Context(), m.Data)
			if err != nil {
				return err
			}
			kind := capability.PortalResponse
			if reply.Request.IsConfirmation() {
				kind = capability.PortalReceipt
			}
			return printTyped(cmd, typed.Message{Kind: kind, Data: reply.Bytes})
		}),
	}
}

// readTyped reads until the message is complete or the input ends.
func readTyped(cmd *cobra.Command) (typed.Message, error) {
	var entry typed.Entry
	person := input.Terminal(cmd.InOrStdin()) != nil
	err := input.Rows(cmd.Context(), cmd.InOrStdin(), func(row string) (bool, error) {
		wrong := entry.Enter(row)
		for _, err := range wrong {
			printError(cmd.ErrOrStderr(), err)
		}
		if person && wrong == nil {
			fmt.Fprintln(cmd.ErrOrStderr(), entry.State())
		}
		return entry.State().Complete, nil
	})
	if err != nil {
		return typed.Message{}, err
	}
	return entry.Message()
}

func printTyped(cmd *cobra.Command, m typed.Message) error {
	page, err := typed.Text(m)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(cmd.OutOrStdout(), page)
	return err
}
