package plain

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"handback/capability"
	"handback/tui/text"
)

// What ends a conversation.
var (
	errInputEnded  = errors.New("the input has ended")
	errInterrupted = errors.New("interrupted")
	errEnded       = errors.New("the program is to end")
)

// person is who reads the lines and types the answers.
type person struct {
	out        io.Writer
	in         *reader
	seen       bool                            // the terminal shows what is typed
	hide       func() (show func(), err error) // has it show nothing for a while
	interrupts <-chan os.Signal
	ended      <-chan struct{} // the program is to end
}

// say writes lines, each as one. Nothing in them can move a cursor.
func (p *person) say(lines ...string) {
	for _, line := range lines {
		if line = text.Plainly(line); line != "" {
			// Who can't be told any more can't be told that either.
			_, _ = fmt.Fprintln(p.out, line)
		}
	}
}

// fail says why something could not be done.
func (p *person) fail(err error) { p.say(text.PlainError(err)...) }

// secret is line with the terminal hidden before it asks: what is typed ahead would
// be seen.
func (p *person) secret(prompt string) (string, error) {
	if p.hide == nil {
		return p.line(prompt)
	}
	show, err := p.hide()
	if err != nil {
		return "", err
	}
	defer show()
	seen := p.seen
	p.seen = false
	defer func() { p.seen = seen }()
	return p.line(prompt)
}

// line writes a prompt and reads a line. A line that is too long is asked for again.
// An interrupt ends the question and the conversation.
func (p *person) line(prompt string) (string, error) {
	for {
		// See say.
		_, _ = io.WriteString(p.out, capability.PrintableLine(prompt))
		p.in.ask()
		var r reply
		select {
		case r = <-p.in.replies:
		case <-p.interrupts:
			p.endLine(false)
			return "", errInterrupted
		case <-p.ended:
			p.endLine(false)
			return "", errEnded
		}
		p.in.waits = false
		p.endLine(p.seen && r.err == nil)
		switch {
		case errors.Is(r.err, errTooLong):
			p.say(text.PlainLong.String())
		case r.err != nil:
			return "", errInputEnded
		default:
			return r.line, nil
		}
	}
}

// endLine ends the line of a prompt, unless the terminal did.
func (p *person) endLine(done bool) {
	if !done {
		// See say.
		_, _ = fmt.Fprintln(p.out)
	}
}

// choice is what a person can choose.
type choice struct {
	word string // in a line with the others
	row  string // in a line of its own, in place of the word
	help string // what it does, in a sentence
	do   func() error
}

// menu is what a person chooses from.
type menu struct {
	choices []choice
	zero    string // what 0 does, in a word
	offered int    // what Enter alone takes: a number from 1 on, 0; -1: nothing
	short   bool   // the rows were said before
}

// choose asks until a choice is made. It is the number of the choice, or 0.
func (p *person) choose(m menu) (int, error) {
	m.tell(p)
	offered := ""
	if m.offered >= 0 {
		offered = strconv.Itoa(m.offered)
	}
	for {
		line, err := p.line(text.PlainPrompt(text.PlainChoice.String(), offered))
		if err != nil {
			return 0, err
		}
		switch said, n := parse(line, len(m.choices), m.offered); said {
		case chose, closed:
			return n, nil
		case asked:
			m.explain(p)
		default:
			p.say(text.PlainPossible(len(m.choices), offered))
		}
	}
}

// tell says the choices: rows each in a line, then all words in one.
func (m menu) tell(p *person) {
	var words []string
	for i, c := range m.choices {
		switch {
		case c.row == "":
			words = append(words, fmt.Sprintf("%d %s", i+1, c.word))
		case !m.short:
			p.say(fmt.Sprintf("%d %s", i+1, c.row))
		}
	}
	for _, line := range joined(append(words, "0 "+m.zero)) {
		// See say.
		_, _ = fmt.Fprintln(p.out, capability.PrintableLine(line))
	}
}

// choicesWidth is how wide a line of choices gets, in cells: no choice is broken by a
// terminal of 80.
const choicesWidth = 78

// joined puts words side by side, in lines.
func joined(words []string) []string {
	var all []string
	for _, word := range words {
		last := len(all) - 1
		if last >= 0 && text.Width(all[last])+3+text.Width(word) <= choicesWidth {
			all[last] += "   " + word
		} else {
			all = append(all, word)
		}
	}
	return all
}

// explain says every choice with its sentence.
func (m menu) explain(p *person) {
	for i, c := range m.choices {
		said := fmt.Sprintf("%d %s", i+1, c.word+c.row)
		if c.help != "" {
			said += ": " + c.help
		}
		p.say(said)
	}
	p.say("0 "+m.zero, text.PlainHelp.String())
}

// pick asks for a choice and does it. It reports whether one was made.
func (p *person) pick(m menu) (bool, error) {
	n, err := p.choose(m)
	if err != nil || n == 0 {
		return false, err
	}
	return true, m.choices[n-1].do()
}

// yes asks before something that is noted or can't be undone. Enter alone is no.
func (p *person) yes(no, yes string) (bool, error) {
	for {
		p.say("1 "+no, "2 "+yes)
		line, err := p.line(text.PlainPrompt(text.PlainChoice.String(), "1, no"))
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimRight(strings.TrimSpace(line), ".)")) {
		case "", "0", "1", "no", "n":
			return false, nil
		case "2", "yes":
			return true, nil
		}
		p.say(text.PlainYesNo.String())
	}
}

// field is a line that a person fills in.
type field struct {
	label    string
	value    string // that Enter alone keeps
	missing  string // what is said where it stays empty; empty: it may
	wrong    func(value string) string
	verbatim bool // 0 and ? are values like others
}

// fill asks for a line until it is right. It reports false where the person closes.
func (p *person) fill(f field) (string, bool, error) {
	for {
		line, err := p.line(text.PlainPrompt(f.label, f.value))
		if err != nil {
			return "", false, err
		}
		value := text.Printable("", line)
		complaint := ""
		switch {
		case value == "0" && !f.verbatim:
			return "", false, nil
		case value == "?" && !f.verbatim:
			complaint = text.PlainField.String()
		case value == "":
			value = f.value
		}
		switch {
		case complaint != "":
		case value == "" && f.missing != "":
			complaint = f.missing
		case f.wrong != nil:
			complaint = f.wrong(value)
		}
		if complaint == "" {
			return value, true, nil
		}
		p.say(complaint)
	}
}

// form fills several fields, one after the other.
func (p *person) form(fields ...field) ([]string, bool, error) {
	values := make([]string, len(fields))
	for i, f := range fields {
		value, filled, err := p.fill(f)
		if err != nil || !filled {
			return nil, false, err
		}
		values[i] = value
	}
	return values, true, nil
}
