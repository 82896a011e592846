package main

import (
	"fmt"
	"os"

	"handback/capability"
	"handback/capability/typed"
	"handback/cmd/internal/input"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// carrying is how show carries a file where no stick may go.
type carrying struct {
	qr, text        bool
	file, size, ink string
}

func (c *carrying) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.qr, "qr", false, "show the request as QR codes that fit the terminal")
	cmd.Flags().BoolVar(&c.text, "text", false, "show the request as numbered lines to type")
	cmd.Flags().StringVar(&c.file, "file", "", "which `file`: request, confirmation or declaration (default: the one that the portal waits for)")
	cmd.Flags().StringVar(&c.size, "size", "", "`COLUMNSxROWS` that a code and its name may have (default: the terminal's)")
	cmd.Flags().StringVar(&c.ink, "ink", "", "how codes are drawn: in colors, for a dark terminal or for a light one (default: colors; with NO_COLOR dark)")
}

// kind is the file that --file names; empty: the one that the portal waits for.
func (c *carrying) kind() (capability.ArtifactKind, error) {
	switch c.file {
	case "":
		return "", nil
	case "request":
		return capability.ReturnRequest, nil
	case "confirmation":
		return capability.ConfirmationRequest, nil
	case "declaration":
		return capability.DeclarationFile, nil
	default:
		return "", usagef("--file is request, confirmation or declaration, not %q", c.file)
	}
}

func (c *carrying) inkOf() (typed.Ink, error) {
	switch {
	case c.ink == "colors", c.ink == "" && os.Getenv("NO_COLOR") == "":
		return typed.Colors, nil
	case c.ink == "dark", c.ink == "":
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
