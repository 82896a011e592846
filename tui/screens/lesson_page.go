package screens

import (
	"slices"
	"strconv"
	"strings"

	"handback/device/console/teach"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
)

// Page implements [Screen].
func (l lesson) Page(e Env) widget.Page {
	p := widget.Page{Title: text.LessonTitle.String(), Context: text.LessonContext(l.now.Port, l.now.Answers)}
	switch {
	case !l.begun:
		for _, words := range text.LessonHello() {
			p.Lines = append(p.Lines, e.paragraph(words)...)
		}
		return p
	case l.chooses():
		return l.choosePage(e, p)
	case l.points():
		return l.pointPage(e, p)
	}
	return l.typePage(e, p)
}

// head is the question, and why the last answer was not taken.
func (l lesson) head(e Env) []string {
	var lines []string
	if l.now.Wrong != "" {
		lines = theme.Dress(e.Theme.Danger, e.paragraph(l.now.Wrong))
	}
	return append(lines, theme.Dress(e.Theme.Heading, e.paragraph(text.LessonAsk(l.now.Question)))...)
}

// choosePage shows the options of a question, or the meanings of a refusal.
func (l lesson) choosePage(e Env, p widget.Page) widget.Page {
	q, above := l.now.Question, l.head(e)
	if l.means != "" {
		above = append(e.paragraph(text.Foreign(l.means)), theme.Dress(e.Theme.Heading, e.paragraph(text.LessonMeans.String()))...)
	}
	if q.Topic == teach.AskTools {
		for _, command := range q.Lines {
			above = append(above, "   "+text.Cut(command, e.Room.W-4))
		}
	}
	var rows []widget.Row
	for i, option := range q.Options {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i), Lines: []string{text.LessonOption(q, option)}})
	}
	return p.List(e.Room, e.Theme, above, e.focus(text.LessonOne.String(), ""), rows, strconv.Itoa(l.cursor))
}

// typePage has a field for commands or other text, and shows what the device said
// last, or the commands of a log.
func (l lesson) typePage(e Env, p widget.Page) widget.Page {
	above := l.head(e)
	if l.tells {
		above = append(above, theme.Dress(e.Theme.Muted, e.paragraph(text.LessonTyping.String()))...)
	}
	for _, line := range l.lines {
		above = append(above, " > "+text.Cut(line, e.Room.W-4))
	}
	above = append(above, " > "+widget.InputText(l.field, e.Room.W-4))
	q := l.now.Question
	switch {
	case l.tells:
	case len(l.lines) > 0:
		above = append(above, e.hint(text.LessonMore.String())...)
	case q.Usual != "":
		above = append(above, e.hint(text.LessonUsual(q.Usual))...)
	}
	told := l.told()
	if len(told) == 0 {
		p.Lines = above
		return p
	}
	title := text.LessonSays
	if len(q.Session) > 0 {
		title = text.LessonLog
	}
	if !e.Room.Borders() {
		p.Lines, p.Top = append(above, told...), l.down
		return p
	}
	p.Above, p.Box, p.Lines, p.Top = above, &widget.Panel{Title: title.String(), Border: e.Theme.Border}, told, l.down
	return p
}

// told are the lines below the field.
func (l lesson) told() []string {
	if q := l.now.Question; len(q.Session) > 0 {
		return text.TeachSession(q.Session)
	}
	return text.Indent(text.LessonTold(l.now.Said), 1)
}

// hint is a quiet paragraph.
func (e Env) hint(words string) []string { return theme.Dress(e.Theme.Muted, e.paragraph(words)) }

// pointPage shows the answer at whose words the person points, and what is read in it
// now: beside it where that has room, else below.
func (l lesson) pointPage(e Env, p widget.Page) widget.Page {
	const roomy = 100 // cells
	head, q := l.head(e), l.now.Question
	from, to := l.words.marked()
	said := widget.Panel{
		Title: text.LessonAnswer.String(), Border: e.Theme.Accent,
		Foot: text.LessonAt(l.words.line+1, from+1, to+1, l.words.names(q)),
	}
	read := widget.Panel{Title: text.LessonRead.String(), Border: e.Theme.Border}
	switch {
	case !e.Room.Borders():
		lines := l.wordLines(e, e.Room.W)
		p.Lines = slices.Concat(head, lines, l.read(e.Room.W))
		if p.Top = len(head) + l.words.line - e.Room.H/2 + l.down; p.Top < 0 || len(p.Lines) <= e.Room.H {
			p.Top = 0
		}
	case e.Room.W >= roomy:
		left := e.Room.W * 3 / 5
		right := e.Room.W - left - 2
		h := max(1, e.Room.H-len(head)-2)
		p.Above = head
		p.Lines = sideBySide(said.Lines(e.Theme, left, l.seen(l.wordLines(e, left-2), h)), read.Lines(e.Theme, right, window(l.read(right-2), l.down, h)), left)
	default:
		lines, found := l.wordLines(e, e.Room.W-2), l.read(e.Room.W-2)
		room := e.Room.H - len(head) - 4
		h := max(1, min(len(lines), max(room-len(found), room/2)))
		p.Above = append(head, said.Lines(e.Theme, e.Room.W, l.seen(lines, h))...)
		p.Box, p.Lines, p.Top = &read, found, l.down
	}
	return p
}

// wordLines are the lines of the answer, w cells wide.
func (l lesson) wordLines(e Env, w int) []string {
	var lines []string
	for i := range l.now.Question.Lines {
		lines = append(lines, l.wordLine(e, i, w))
	}
	return lines
}

// seen are the lines of which h have room, with the selection among them.
func (l lesson) seen(lines []string, h int) []string {
	return window(lines, l.words.line-h/2, h)
}

// window is h lines from a first one, or as many as there are.
func window(lines []string, first, h int) []string {
	first = max(0, min(first, len(lines)-h))
	return lines[first:min(len(lines), first+h)]
}

// read is what the patterns find now: the values with the digits that name them, rows,
// and what is missing.
func (l lesson) read(w int) []string {
	q := l.now.Question
	var lines []string
	for _, line := range text.LessonValues(q) {
		lines = append(lines, " "+text.Cut(line, w-1))
	}
	for _, line := range text.TeachMade(q) {
		lines = append(lines, text.Cut(strings.TrimPrefix(line, " "), w))
	}
	return lines
}
