package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/typed"
	"handback/cmd/internal/input"
	"handback/tui/text"

	"github.com/muesli/termenv"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func newCarry(f *flags, s streams) *cobra.Command {
	return group("carry", "Make lines or codes from any file, and the file from them again",
		`Carry a file to where no stick is allowed, without a return and without a ledger.
At the portal, 'carry in' makes the file to upload from the technician's lines or
codes. 'carry out' makes lines or codes from the portal's response, which the
technician enters with 'handback type'.`,
		"carry out, or carry in?", newCarryOut(f, s), newCarryIn(f, s))
}

func newCarryOut(f *flags, s streams) *cobra.Command {
	var c carryOptions
	cmd := &cobra.Command{
		Use:   "out FILE [--qr | --text]",
		Short: "Show a file as QR codes or as numbered lines to type",
		Long: `Show a file as numbered lines that a person types, or with --qr as QR codes that
fit the terminal. 'handback carry in' makes the file from them, and 'handback type'
takes in a response.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := readBounded(text.Dropped(args[0]), typed.MaxSize+1)
			if err != nil {
				return err
			}
			return c.show(cmd.Context(), s, f.json, typed.Message{Kind: kindOf(data), Data: data})
		},
	}
	c.flags(cmd, "file")
	return cmd
}

// kindOf reads in an open message what it is. Other files don't say.
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

// maxBegun bounds what is kept of a file while the user enters it, in bytes: all
// its lines and all its codes.
const maxBegun = 8 * typed.MaxSize

// carryOptions say how a file is shown where no stick may go.
type carryOptions struct {
	qr, text  bool
	size, ink string
}

// flags adds the flags; what is the word for the file.
func (c *carryOptions) flags(cmd *cobra.Command, what string) {
	cmd.Flags().BoolVar(&c.qr, "qr", false, "show the "+what+" as QR codes that fit the terminal")
	cmd.Flags().BoolVar(&c.text, "text", false, "show the "+what+" as numbered lines to type")
	cmd.Flags().StringVar(&c.size, "size", "", "`COLUMNSxROWS` that a code and its name may have (default: the terminal's)")
	cmd.Flags().StringVar(&c.ink, "ink", "", "how codes are drawn: in colors, for a dark terminal or for a light one (default: colors; with NO_COLOR, or on a console without them, dark)")
}

// carriedJSON is the documented form of a file as lines or codes.
type carriedJSON struct {
	File   capability.ArtifactKind `json:"file"`
	Size   int                     `json:"size"`
	SHA256 capability.Digest       `json:"sha256"`
	Lines  []string                `json:"lines,omitempty"`
	Codes  []string                `json:"codes,omitempty"` // what a scanner reads
}

// show shows a file as codes or as lines.
func (c *carryOptions) show(ctx context.Context, s streams, json bool, m typed.Message) error {
	if c.qr && c.text {
		return usagef("--qr or --text, not both")
	}
	if c.qr {
		return c.showCodes(ctx, s, json, m)
	}
	if json {
		lines, err := typed.Lines(m)
		if err != nil {
			return err
		}
		return printJSON(s.out, carriedJSON{m.Kind, len(m.Data), capability.DigestOf(m.Data), lines, nil})
	}
	page, err := typed.Text(m)
	if err != nil {
		return err
	}
	s.lines(page)
	return nil
}

func (c *carryOptions) showCodes(ctx context.Context, s streams, json bool, m typed.Message) error {
	screen, err := c.screen(s.out)
	if err != nil {
		return err
	}
	escapes, restore := takesEscapes(s.out)
	defer restore()
	ink, err := c.inkOf(escapes)
	if err != nil {
		return err
	}
	codes, err := typed.Codes(m, screen)
	if err != nil {
		return err
	}
	if json {
		j := carriedJSON{File: m.Kind, Size: len(m.Data), SHA256: capability.DigestOf(m.Data)}
		for _, code := range codes {
			j.Codes = append(j.Codes, code.Text)
		}
		return printJSON(s.out, j)
	}
	if input.Terminal(s.in) == nil || input.Terminal(s.out) == nil {
		for _, code := range codes {
			if err := s.drawCode(code, ink, "\n"); err != nil {
				return err
			}
		}
		return nil
	}
	return s.pageThrough(ctx, codes, ink)
}

// pageThrough shows one code after the other. The person says when to go on.
func (s streams) pageThrough(ctx context.Context, codes []typed.Code, ink typed.Ink) error {
	const next = "  [Enter]"
	if err := s.drawCode(codes[0], ink, next); err != nil {
		return err
	}
	shown := 1
	return input.Rows(ctx, s.in, func(string) (bool, error) {
		if shown == len(codes) {
			return true, nil
		}
		shown++
		return false, s.drawCode(codes[shown-1], ink, next)
	})
}

// drawCode shows a code with its name below; end follows the name.
func (s streams) drawCode(code typed.Code, ink typed.Ink, end string) error {
	rows, err := code.Draw(ink)
	if err != nil {
		return err
	}
	return s.bytes(fmt.Appendf(nil, "%s\n%s%s", strings.Join(rows, "\n"), code, end))
}

// takesEscapes has a console of Windows carry out escapes, and reports whether it
// can: an old one can't. The caller calls restore when it is done.
func takesEscapes(out any) (yes bool, restore func()) {
	tty := input.Terminal(out)
	if tty == nil {
		return true, func() {} // a file, or a pipe to who knows them
	}
	back, err := termenv.EnableVirtualTerminalProcessing(termenv.NewOutput(tty))
	if err != nil {
		return false, func() {}
	}
	return true, func() { _ = back() }
}

// inkOf is the ink that the user asked for, or one without escapes where the
// console would show them as text.
func (c *carryOptions) inkOf(escapes bool) (typed.Ink, error) {
	colors := c.ink == "colors" || c.ink == "" && os.Getenv("NO_COLOR") == ""
	switch {
	case colors && escapes:
		return typed.Colors, nil
	case colors, c.ink == "dark", c.ink == "":
		return typed.OnDark, nil
	case c.ink == "light":
		return typed.OnLight, nil
	default:
		return 0, usagef("--ink is colors, dark or light, not %q", c.ink)
	}
}

// screen is the room for a code. It leaves one row for the name of the code.
func (c *carryOptions) screen(out any) (typed.Screen, error) {
	columns, rows := 80, 24
	if tty := input.Terminal(out); tty != nil {
		if w, h, err := term.GetSize(int(tty.Fd())); err == nil {
			columns, rows = w, h
		}
	}
	if c.size != "" {
		if n, err := fmt.Sscanf(c.size, "%dx%d", &columns, &rows); n != 2 || err != nil {
			return typed.Screen{}, usagef("--size is COLUMNSxROWS, as in 80x24, not %q", c.size)
		}
	}
	return typed.Screen{Columns: columns, Rows: rows - 1}, nil
}
