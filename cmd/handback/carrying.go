package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"handback/capability"
	"handback/capability/typed"
	"handback/cmd/internal/input"

	"github.com/muesli/termenv"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// carrying is how a file is shown where no stick may go.
type carrying struct {
	qr, text  bool
	size, ink string
}

// flags adds the flags; what is the word for the file.
func (c *carrying) flags(cmd *cobra.Command, what string) {
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
func (c *carrying) show(ctx context.Context, s streams, json bool, m typed.Message) error {
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

func (c *carrying) showCodes(ctx context.Context, s streams, json bool, m typed.Message) error {
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
			if err := s.draw(code, ink, "\n"); err != nil {
				return err
			}
		}
		return nil
	}
	return s.leaf(ctx, codes, ink)
}

// leaf shows one code after the other to a person, who says when to go on.
func (s streams) leaf(ctx context.Context, codes []typed.Code, ink typed.Ink) error {
	const next = "  [Enter]"
	if err := s.draw(codes[0], ink, next); err != nil {
		return err
	}
	shown := 1
	return input.Rows(ctx, s.in, func(string) (bool, error) {
		if shown == len(codes) {
			return true, nil
		}
		shown++
		return false, s.draw(codes[shown-1], ink, next)
	})
}

// draw shows a code with its name below; end follows the name.
func (s streams) draw(code typed.Code, ink typed.Ink, end string) error {
	rows, err := code.Draw(ink)
	if err != nil {
		return err
	}
	return s.bytes(fmt.Appendf(nil, "%s\n%s%s", strings.Join(rows, "\n"), code, end))
}

// takesEscapes turns on that a console of Windows carries out escapes, which an
// old one can't and then reports false. What it was goes back by restore.
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

// inkOf is the ink that was asked for, or one without escapes where they would
// be shown as they are.
func (c *carrying) inkOf(escapes bool) (typed.Ink, error) {
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

// screen is the room for a code: one row is for its name.
func (c *carrying) screen(out any) (typed.Screen, error) {
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
