package screens

import (
	"slices"
	"strings"

	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// Log shows the log, its end first, and searches it.
type Log struct {
	up     int             // lines above the end
	field  textinput.Model // takes the words to search for
	typing bool
	words  string // that are searched for; empty: nothing is
}

// Update implements [Screen].
func (v Log) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, is := msg.(tea.KeyMsg)
	if is && v.typing {
		return v.typed(e, pressed), nil
	}
	if is {
		switch {
		case key.Matches(pressed, findKey()):
			v.typing, v.field = true, widget.NewInput()
			return v, nil
		case v.words != "" && key.Matches(pressed, nextKey()):
			return v.find(e, 1), nil
		case v.words != "" && key.Matches(pressed, beforeKey()):
			return v.find(e, -1), nil
		}
	}
	p := v.Page(e)
	top, then := scroll(e, msg, p, widget.BackKey(), widget.LogKey(true), widget.EnterKey(""))
	v.up = p.Highest(e.Room.H) - top
	return v, then
}

// typed takes a key into the words to search for.
func (v Log) typed(e Env, msg tea.KeyMsg) Log {
	switch {
	case key.Matches(msg, widget.BackKey()):
		v.typing = false
	case key.Matches(msg, widget.EnterKey("")):
		v.typing, v.words = false, strings.ToLower(strings.TrimSpace(v.field.Value()))
		if v.words != "" {
			v.up = 0
			return v.find(e, -1)
		}
	default:
		v.field, _ = v.field.Update(msg)
	}
	return v
}

// find goes to the next line with the words, in that direction; where there is none, to
// the first from the other end.
func (v Log) find(e Env, step int) Log {
	lines := v.lines(e)
	p := v.Page(e)
	at := slices.Clone(lines)
	n := len(at)
	for i := 1; i <= n; i++ {
		from := p.Top
		if step < 0 && v.up == 0 {
			from = n
		}
		k := ((from+step*i)%n + n) % n
		if strings.Contains(strings.ToLower(at[k]), v.words) {
			v.up = max(0, p.Highest(e.Room.H)-k)
			return v
		}
	}
	return v
}

// lines are the lines of the log without styles, broken to the width.
func (v Log) lines(e Env) []string {
	var all []string
	for _, l := range e.Log {
		all = append(all, logLines(l, e)...)
	}
	return all
}

// logLines is one entry: its time, a mark and a word where it is more than plain, and
// what happened.
func logLines(l work.Logged, e Env) []string {
	const stamp = 10 // cells
	said := l.Text
	switch l.Level {
	case work.Problem:
		said = e.Theme.Marks.Failed + " " + text.LogProblem.String() + ": " + said
	case work.Warning:
		said = e.Theme.Marks.Waits + " " + text.LogWarning.String() + ": " + said
	}
	lines := text.Indent(text.Wrap(said, e.Room.W-stamp-2), stamp+1)
	if len(lines) > 0 {
		lines[0] = " " + text.Pad(l.At.In(e.Now.Location()).Format("15:04:05"), stamp) + lines[0][stamp+1:]
	}
	return lines
}

// Page implements [Screen].
func (v Log) Page(e Env) widget.Page {
	p := widget.Page{Title: text.LogTitle.String()}
	for _, l := range e.Log {
		lines := logLines(l, e)
		switch {
		case v.words != "" && strings.Contains(strings.ToLower(strings.Join(lines, " ")), v.words):
			lines = theme.Dress(e.Theme.Selected, lines)
		case l.Level == work.Problem:
			lines = theme.Dress(e.Theme.Danger, lines)
		case l.Level == work.Warning:
			lines = theme.Dress(e.Theme.Warn, lines)
		}
		p.Lines = append(p.Lines, lines...)
	}
	if len(p.Lines) == 0 {
		p.Lines = e.paragraph(text.LogEmpty.String())
	}
	switch {
	case v.typing:
		p.Below = []string{" /" + widget.InputText(v.field, e.Room.W-3)}
	case v.words != "" && !strings.Contains(strings.ToLower(strings.Join(v.lines(e), "\n")), v.words):
		p.Below = e.paragraph(text.LogNone.String())
	}
	p.Top = p.Highest(e.Room.H) - v.up
	return p
}

// Typing implements [typist].
func (v Log) Typing(Env) bool { return v.typing }

// Keys implements [Screen].
func (v Log) Keys(Env) []key.Binding {
	if v.typing {
		return []key.Binding{widget.EnterKey(text.LogFind.String()), widget.Bind("esc", text.Close.String(), "esc")}
	}
	found := v.words != ""
	return widget.WithMoves(findKey(), widget.When(found, nextKey()), widget.When(found, beforeKey()), widget.Bind("esc", text.Close.String(), "esc"))
}

func findKey() key.Binding   { return widget.Bind("/", text.LogFind.String(), "/") }
func nextKey() key.Binding   { return widget.Bind("n", text.LogNext.String(), "n") }
func beforeKey() key.Binding { return widget.Bind("N", text.LogBefore.String(), "N") }
