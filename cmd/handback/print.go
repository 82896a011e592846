package main

import (
	"fmt"
	"io"
	"strings"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/desk"
	"handback/tui/text"
)

// Commands print only with the functions of this file, because their words may
// come from a device, a stick or a portal. These make lines and tables printable,
// say what is a phrase in the language that is spoken, and write JSON in ASCII.
// Only the screens and QR codes draw with escapes.

// printJSON writes v as one indented document; the forms are documented in the
// README and only ever grow.
func printJSON(w io.Writer, v any) error { return asciijson.Write(w, v) }

// printJSONLine writes v as one line, as commands for many devices do: one for
// each.
func printJSONLine(w io.Writer, v any) error {
	line, err := asciijson.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// line prints one line of the result.
func (s streams) line(format text.Phrase, args ...any) { printLine(s.out, format.With(args...)) }

// note prints one line of the result, which JSON leaves out.
func (a *app) note(text string) {
	if !a.json && text != "" {
		a.line("%s", text)
	}
}

// noteFiles says what the files on a stick are, and why not all were looked at.
func (a *app) noteFiles(found []desk.Finding, incomplete capability.CutShort) {
	for _, f := range found {
		a.note(text.Finding(f))
	}
	a.note(text.Incomplete(incomplete))
}

// tell prints a line beside the result: errors, questions, progress.
func (s streams) tell(format text.Phrase, args ...any) { printLine(s.err, format.With(args...)) }

// prompt asks a person, who answers on the same line.
func (s streams) prompt(format text.Phrase, args ...any) {
	fmt.Fprint(s.err, capability.PrintableLine(format.With(args...)))
}

func printLine(w io.Writer, line string) { fmt.Fprintln(w, capability.PrintableLine(line)) }

// lines prints a text line by line.
func (s streams) lines(text string) {
	for line := range strings.Lines(text) {
		s.line("%s", strings.TrimSuffix(line, "\n"))
	}
}

// bytes prints as it is what is safe to print: a certificate, a built-in profile,
// codes that the program drew.
func (s streams) bytes(data []byte) error {
	_, err := s.out.Write(data)
	return err
}

// explain says what happened, what it means and what to do next.
func (s streams) explain(err error) {
	e := text.Explain(err)
	s.tell("handback: %s", e.What)
	for _, more := range []string{e.Means, e.Do} {
		if more != "" {
			s.tell("  %s", more)
		}
	}
}

// table prints cells in columns, each as wide as its widest cell: a letter of Japanese or
// Chinese takes two of a terminal's cells, and a mark on a letter none.
type table struct {
	to   io.Writer
	rows [][]string
}

func (s streams) table(headings ...text.Phrase) *table {
	t := s.columns()
	said := make([]string, len(headings))
	for i, heading := range headings {
		said[i] = heading.String()
	}
	t.row(said...)
	return t
}

// columns is a table without headings.
func (s streams) columns() *table { return &table{to: s.out} }

func (t *table) row(cells ...string) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = capability.Printable(cell)
	}
	t.rows = append(t.rows, row)
}

func (t *table) flush() error {
	const between = 2 // cells
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], text.Width(cell))
		}
	}
	var out strings.Builder
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(text.Pad(cell, widths[i]+between))
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(t.to, out.String())
	return err
}

// printableWriter makes printable what the command line's library prints, which
// repeats what the user typed. It keeps lines and tabs.
type printableWriter struct{ to io.Writer }

// Write implements [io.Writer].
func (p printableWriter) Write(text []byte) (int, error) {
	var out strings.Builder
	for line := range strings.Lines(string(text)) {
		line, ended := strings.CutSuffix(line, "\n")
		for i, part := range strings.Split(line, "\t") {
			if i > 0 {
				out.WriteByte('\t')
			}
			out.WriteString(capability.PrintableLine(part))
		}
		if ended {
			out.WriteByte('\n')
		}
	}
	if _, err := io.WriteString(p.to, out.String()); err != nil {
		return 0, err
	}
	return len(text), nil
}
