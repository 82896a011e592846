package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/typed"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newCarry(f *flags, s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "carry",
		Short: "Make lines or codes of any file, and the file of them again",
		Long: `Carry a file to where no stick may go, without a return and without a ledger.
At the portal, 'carry in' makes the file to upload of the technician's lines or
codes, and 'carry out' makes lines or codes of the portal's response, which the
technician enters with 'handback type'.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return usagef("carry out, or carry in?") },
	}
	cmd.AddCommand(newCarryOut(f, s), newCarryIn(f, s))
	return cmd
}

func newCarryOut(f *flags, s streams) *cobra.Command {
	var c carrying
	cmd := &cobra.Command{
		Use:   "out FILE [--qr | --text]",
		Short: "Show a file as QR codes or as numbered lines to type",
		Long: `Show a file as numbered lines that a person types, or with --qr as QR codes that
fit the terminal. 'handback carry in' makes the file of them, and 'handback type'
takes a response in.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := carried(text.Dropped(args[0]))
			if err != nil {
				return err
			}
			return c.show(cmd.Context(), s, f.json, m)
		},
	}
	c.flags(cmd, "file")
	return cmd
}

// carried is a file as it is carried.
func carried(path string) (typed.Message, error) {
	data, err := readBounded(path, typed.MaxSize+1)
	if err != nil {
		return typed.Message{}, err
	}
	return typed.Message{Kind: kindOf(data), Data: data}, nil
}

// kindOf is what a file says it is; most say nothing.
func kindOf(data []byte) capability.ArtifactKind {
	m, err := message.Decode(data)
	switch {
	case err != nil:
		return typed.AnyFile
	case m.Request == nil:
		return capability.PortalResponse
	case m.Request.IsConfirmation():
		return capability.ConfirmationRequest
	default:
		return capability.ReturnRequest
	}
}

func newCarryIn(f *flags, s streams) *cobra.Command {
	var out string
	var afresh bool
	cmd := &cobra.Command{
		Use:   "in --out FILE",
		Short: "Make a file of its numbered lines or scanned codes",
		Long: `Read numbered lines, or what a scanner reads from QR codes, in any order, and
write the file that they make when all are there. A line that is wrong is named
at once. What was entered is kept beside the file, under its name with .lines
behind it, until it is complete: end with Ctrl-D and go on whenever you like. A
file that is there already is never overwritten.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usagef("where shall the file be written? Name it with --out")
			}
			return s.carryIn(cmd.Context(), text.Dropped(out), afresh, f.json)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the `FILE` that is written")
	cmd.Flags().BoolVar(&afresh, "afresh", false, "forget what was entered before")
	return cmd
}

// broughtJSON is the documented form of carry in.
type broughtJSON struct {
	File   capability.ArtifactKind `json:"file"`
	Size   int                     `json:"size"`
	SHA256 capability.Digest       `json:"sha256"`
	Path   string                  `json:"path"`
}

func (s streams) carryIn(ctx context.Context, out string, afresh, json bool) error {
	if _, err := os.Lstat(out); err == nil {
		return usagef("%q is there already, and nothing is overwritten: name another file with --out", out)
	}
	begun := out + ".lines"
	entry := new(typed.Entry)
	if text, err := readBounded(begun, maxBegun); err == nil && !afresh {
		entry.Enter(string(text)) // a line of it that is damaged is missing, and said to be
	}
	if err := s.enter(ctx, entry, func() error { return replaceFile(begun, entry.Text()) }); err != nil {
		return err
	}
	m, err := entry.Message()
	if err != nil {
		return err
	}
	if err := writeNew(newFile{out, m.Data}); err != nil {
		return err
	}
	if err := os.Remove(begun); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if json {
		return printJSON(s.out, broughtJSON{m.Kind, len(m.Data), capability.DigestOf(m.Data), out})
	}
	s.line("%s", text.Brought(out, m))
	return nil
}

// maxBegun bounds what is kept of a file that is being entered, in bytes: all
// its lines, and all its codes.
const maxBegun = 8 * typed.MaxSize

// replaceFile puts a text in the place of what a file holds, all or nothing;
// there is nothing to keep of an empty one.
func replaceFile(path, text string) error {
	if text == "" {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	err = writeWhole(file, []byte(text))
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
