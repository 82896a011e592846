package screens

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"handback/capability"
	"handback/device/console/teach"
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pointer is where a person points in the lines of an answer: at words from one to
// another of a line, all counted from 0.
type pointer struct {
	line, at int
	from     int // where a range began; -1: it is one word
}

// begin stands at the first value that was found.
func begin(q teach.Question) pointer {
	p := pointer{from: -1}
	for _, f := range q.Found {
		if f.Value != "" && !f.Fixed && f.Line < len(q.Lines) {
			p.line = f.Line
			p.at = max(0, slices.IndexFunc(wordsOf(q, f.Line), func(s teach.Span) bool { return s.From >= f.From }))
			break
		}
	}
	return p
}

// wordsOf are the words of a line at which a person can point; a value of a document
// is one as a whole.
func wordsOf(q teach.Question, line int) []teach.Span {
	if line >= len(q.Lines) {
		return nil
	}
	if q.IsJSON {
		return []teach.Span{{From: 0, To: len(q.Lines[line])}}
	}
	return teach.Words(q.Lines[line])
}

// moved is the pointer after a key: the arrows go from word to word and from line to
// line.
func (p pointer) moved(q teach.Question, msg tea.KeyMsg, h int) pointer {
	words := wordsOf(q, p.line)
	switch {
	case msg.Type == tea.KeyRight && p.at+1 < len(words):
		p.at++
	case msg.Type == tea.KeyLeft && p.at > 0:
		p.at--
	case msg.Type == tea.KeyRight && p.from < 0 && p.line+1 < len(q.Lines):
		p.line, p.at = p.line+1, 0
	case msg.Type == tea.KeyLeft && p.from < 0 && p.line > 0:
		p.line--
		p.at = max(0, len(wordsOf(q, p.line))-1)
	case msg.Type == tea.KeySpace && p.from < 0 && len(words) > 0:
		p.from = p.at
	case msg.Type == tea.KeySpace:
		p.from = -1
	case msg.Type == tea.KeyRight || msg.Type == tea.KeyLeft:
	default:
		if line := widget.Move(msg, p.line, len(q.Lines), h); line != p.line {
			p = pointer{line, min(p.at, max(0, len(wordsOf(q, line))-1)), -1}
		}
	}
	return p
}

// marked are the words of the selection, counted from 0.
func (p pointer) marked() (from, to int) {
	if p.from < 0 {
		return p.at, p.at
	}
	return min(p.from, p.at), max(p.from, p.at)
}

// span is the selection in its line; empty: the line has no words.
func (p pointer) span(q teach.Question) teach.Span {
	words := wordsOf(q, p.line)
	from, to := p.marked()
	if to >= len(words) {
		return teach.Span{}
	}
	return teach.Span{From: words[from].From, To: words[to].To}
}

// place is the selection as an answer names it.
func (p pointer) place(q teach.Question) string {
	from, to := p.marked()
	switch {
	case q.IsJSON:
		return fmt.Sprint(p.line + 1)
	case from == to:
		return fmt.Sprintf("%d.%d", p.line+1, from+1)
	}
	return fmt.Sprintf("%d.%d-%d", p.line+1, from+1, to+1)
}

// names is what the selection is; empty: nothing yet.
func (p pointer) names(q teach.Question) string {
	here := p.span(q)
	for _, f := range q.Found {
		if isAt(q, f, p.line) && (q.IsJSON || f.Span == here) {
			return f.Name
		}
	}
	return ""
}

// isAt reports whether a value was found in that line.
func isAt(q teach.Question, f teach.Finding, line int) bool {
	return f.Value != "" && !f.Fixed && f.Line == line && (f.Path != "") == q.IsJSON
}

// pointed moves the selection, names it, or says that all is right.
func (l lesson) pointed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	q := l.now.Question
	digit := -1
	if msg.Type == tea.KeyRunes && len(msg.Runes) == 1 {
		digit = int(msg.Runes[0] - '1')
	}
	switch {
	case key.Matches(msg, widget.EnterKey("")):
		return l, l.answer("")
	case digit >= 0 && digit < len(q.Found) && len(wordsOf(q, l.words.line)) > 0:
		return l, l.answer(l.named(q.Found[digit].Name))
	case key.Matches(msg, tellKey()):
		l.tells, l.field = true, widget.NewInput()
	case q.IsList && !q.IsJSON && key.Matches(msg, licenseRowKey()):
		return l, l.answer(fmt.Sprintf("row %d", l.words.line+1))
	case q.IsList && !q.IsJSON && key.Matches(msg, alsoKey()):
		return l, l.answer(fmt.Sprintf("also %d", l.words.line+1))
	case key.Matches(msg, widget.MoveKeys().PageUp, widget.MoveKeys().PageDown):
		l.down = widget.Move(msg, l.down, len(l.read(e.Room.W)), e.Room.H/2+1)
	default:
		l.words = l.words.moved(q, msg, e.Room.H)
	}
	return l, nil
}

// named says that the selection is a value; where it is that already, that the device
// does not tell it.
func (l lesson) named(name string) string {
	if l.words.names(l.now.Question) == name {
		return name + " -"
	}
	return name + " " + l.words.place(l.now.Question)
}

// pointKeys are the keys with which a person points, but for those that move.
func (l lesson) pointKeys() []key.Binding {
	q := l.now.Question
	rows := q.IsList && !q.IsJSON
	digits := make([]string, len(q.Found))
	for i := range digits {
		digits[i] = string(rune('1' + i))
	}
	return []key.Binding{
		widget.EnterKey(text.LessonRight.String()),
		widget.When(len(digits) > 0, widget.Bind("1-"+fmt.Sprint(max(1, len(digits))), text.LessonName.String(), digits...)),
		tellKey(), widget.When(!q.IsJSON, widget.Bind("space", text.LessonFrom.String(), " ")),
		widget.When(rows, licenseRowKey()), widget.When(rows, alsoKey()),
		widget.Bind("right left", text.LessonWords.String(), "right", "left"),
	}
}

func licenseRowKey() key.Binding { return widget.Bind("r", text.LessonRow.String(), "r") }
func alsoKey() key.Binding       { return widget.Bind("a", text.LessonAlso.String(), "a") }
func tellKey() key.Binding       { return widget.Bind("e", text.LessonTell.String(), "e") }

// wordLine is a line of the answer with its number, the values that were found set off,
// and the selection in brackets; w cells of it are shown, the selection among them.
func (l lesson) wordLine(e Env, line, w int) string {
	q := l.now.Question
	selected := teach.Span{}
	mark := " "
	if line == l.words.line {
		selected, mark = l.words.span(q), e.Theme.Marks.Cursor
		if selected.To <= selected.From { // an empty line
			mark = widget.Here + mark
		}
	}
	raw := q.Lines[line]
	out := fmt.Sprintf("%s%3d ", mark, line+1)
	at := firstShown(raw, selected, w-text.Width(out)-3)
	if at > 0 {
		out += "…"
	}
	for at < len(raw) {
		if at == selected.From && selected.To > at {
			out += widget.Here + e.Theme.Selected.Render("["+capability.PrintableLine(raw[at:selected.To])+"]")
			at = selected.To
			continue
		}
		end, found := partAt(q, line, at, selected)
		part := capability.PrintableLine(raw[at:end])
		if found {
			part = e.Theme.Accent.Render(part)
		}
		out += part
		at = end
	}
	return out
}

// firstShown is the first byte of a line that is shown, so that the selection has room in
// w cells.
func firstShown(raw string, selected teach.Span, w int) int {
	at := 0
	for at < selected.From && text.Width(capability.PrintableLine(raw[at:selected.To])) > w {
		_, size := utf8.DecodeRuneInString(raw[at:selected.From])
		at += size
	}
	return at
}

// partAt is where the part of a line ends that begins at a byte before or behind the
// selection, and whether it is of a value that was found.
func partAt(q teach.Question, line, at int, selected teach.Span) (end int, found bool) {
	end = len(q.Lines[line])
	if selected.From > at && selected.To > selected.From {
		end = selected.From
	}
	for _, f := range q.Found {
		switch {
		case !isAt(q, f, line) || f.To <= at || q.IsJSON:
		case f.From <= at:
			end, found = min(end, f.To), true
		case f.From < end:
			end, found = f.From, false
		}
	}
	return end, found
}
