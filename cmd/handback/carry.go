package main

import (
	"context"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/typed"
	"handback/cmd/internal/input"
)

// carriedJSON is the documented form of show with --qr or --text.
type carriedJSON struct {
	File   capability.ArtifactKind `json:"file"`
	Size   int                     `json:"size"`
	SHA256 capability.Digest       `json:"sha256"`
	Lines  []string                `json:"lines,omitempty"`
	Codes  []string                `json:"codes,omitempty"` // what a scanner reads
}

// carry shows a file of a return as codes or as lines.
func (a *app) carry(ctx context.Context, id capability.ReturnID, c *carrying) error {
	if c.qr && c.text {
		return usagef("--qr or --text, not both")
	}
	kind, err := c.kind()
	if err != nil {
		return err
	}
	m, err := a.desk.ToCarry(id, kind)
	if err != nil {
		return err
	}
	if c.qr {
		return a.carryCodes(ctx, m, c)
	}
	if a.json {
		lines, err := typed.Lines(m)
		if err != nil {
			return err
		}
		return printJSON(a.out, carriedJSON{m.Kind, len(m.Data), capability.DigestOf(m.Data), lines, nil})
	}
	page, err := typed.Text(m)
	if err != nil {
		return err
	}
	a.lines(page)
	return nil
}

func (a *app) carryCodes(ctx context.Context, m typed.Message, c *carrying) error {
	screen, err := c.screen(a.out)
	if err != nil {
		return err
	}
	ink, err := c.inkOf()
	if err != nil {
		return err
	}
	codes, err := typed.Codes(m, screen)
	if err != nil {
		return err
	}
	if a.json {
		j := carriedJSON{File: m.Kind, Size: len(m.Data), SHA256: capability.DigestOf(m.Data)}
		for _, code := range codes {
			j.Codes = append(j.Codes, code.Text)
		}
		return printJSON(a.out, j)
	}
	if input.Terminal(a.in) == nil || input.Terminal(a.out) == nil {
		for _, code := range codes {
			if err := a.draw(code, ink, "\n"); err != nil {
				return err
			}
		}
		return nil
	}
	return a.leaf(ctx, codes, ink)
}

// leaf shows one code after the other to a person, who says when to go on.
func (a *app) leaf(ctx context.Context, codes []typed.Code, ink typed.Ink) error {
	const next = "  [Enter]"
	if err := a.draw(codes[0], ink, next); err != nil {
		return err
	}
	shown := 1
	return input.Rows(ctx, a.in, func(string) (bool, error) {
		if shown == len(codes) {
			return true, nil
		}
		shown++
		return false, a.draw(codes[shown-1], ink, next)
	})
}

// draw shows a code with its name below; end follows the name.
func (a *app) draw(code typed.Code, ink typed.Ink, end string) error {
	rows, err := code.Draw(ink)
	if err != nil {
		return err
	}
	return a.bytes(fmt.Appendf(nil, "%s\n%s%s", strings.Join(rows, "\n"), code, end))
}
