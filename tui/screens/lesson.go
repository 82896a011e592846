package screens

import (
	"strings"

	"handback/capability"
	"handback/device/console/teach"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// lesson teaches Handback the console of a device, from where the terminal view left
// it: it shows one question after the other, and gives the answers to the lesson. What
// is asked, and what follows from an answer, is the same as at 'profile teach'.
type lesson struct {
	now    work.Lesson
	begun  bool // the first question is there
	field  textinput.Model
	lines  []string // of an answer of several lines so far
	means  string   // the words of a refusal, while their meaning is chosen
	tells  bool     // a correction is typed
	cursor int      // in a list of choices
	words  pointer  // in an answer at whose words the person points
	down   int      // lines by which what is read was scrolled
}

// openLesson asks for the name of the profile, and what may be typed, before it
// begins.
func openLesson(port string) Intent {
	const usual = "my-device.toml"
	return Open{formScreen{Form: widget.Form{
		Title: text.LessonTitle.String(), Context: text.Printable("", port), Text: text.LessonHello(),
		Fields: []widget.Field{widget.TextField(text.LessonFile.String(), usual)},
		No:     text.LessonNot.String(), Yes: text.LessonBegin.String(), Free: true,
	}, then: func(values []string) (Intent, *widget.Fault) {
		out := strings.TrimSpace(values[0])
		if out == "" {
			return nil, &widget.Fault{At: 0, Text: text.LessonNoFile.String()}
		}
		return Both{Back{}, Both{Swap{lesson{now: work.Lesson{Port: port, Out: out}}}, Run{work.TeachJob(port, out)}}}, nil
	}}}
}

// Update implements [Screen].
func (l lesson) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Lesson:
		if msg.Written != nil {
			return taught{Lesson: msg}, Run{work.TryTaughtJob(work.TryCommands, *msg.Written, msg.Subject)}
		}
		return l.asked(msg), nil
	case tea.KeyMsg:
		return l.pressed(e, msg)
	}
	return l, nil
}

// asked shows how far the lesson is. What was typed stays where it was not taken.
func (l lesson) asked(now work.Lesson) lesson {
	before := l.now
	if now.Said == nil && now.Wrong != "" {
		now.Said = before.Said
	}
	l.now = now
	same := l.begun && before.Answers == now.Answers && before.Question.Topic == now.Question.Topic
	if same && now.Wrong != "" {
		return l
	}
	l.begun, l.field, l.lines, l.means, l.tells, l.down = true, widget.NewInput(), nil, "", false, 0
	l.field.CharLimit = capability.MaxText
	l.cursor = l.usualOption()
	if now.Question.Form == teach.Values && before.Question.Topic != now.Question.Topic {
		l.words = begin(now.Question)
	}
	return l
}

// usualOption is which of the options an empty answer stands for; else the first.
func (l lesson) usualOption() int {
	q := l.now.Question
	for i, o := range q.Options {
		if q.Usual == o || q.Usual == string(rune('1'+i)) {
			return i
		}
	}
	return 0
}

// answer gives an answer to the lesson.
func (l lesson) answer(said string) Intent {
	return Run{work.TeachAnswerJob(l.now.Question, said)}
}

func (l lesson) pressed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	switch {
	case !l.begun && key.Matches(msg, widget.EnterKey("")): // the device was not arrived at
		return l, Run{work.TeachJob(l.now.Port, l.now.Out)}
	case key.Matches(msg, widget.BackKey()):
		return l.closed()
	case !l.begun:
		return l, nil
	case key.Matches(msg, undoKey(!l.Typing(e))):
		return l, Run{work.TeachBackJob()}
	}
	switch {
	case l.chooses():
		return l.chosen(e, msg)
	case l.points():
		return l.pointed(e, msg)
	case key.Matches(msg, widget.MoveKeys().PageUp, widget.MoveKeys().PageDown):
		l.down = widget.Move(msg, l.down, len(l.told())+1, e.Room.H)
		return l, nil
	case !key.Matches(msg, widget.EnterKey("")):
		l.field, _ = l.field.Update(msg)
		return l, nil
	}
	return l.entered(strings.TrimSpace(l.field.Value()))
}

// closed gives up what is begun of an answer, or leaves: the lesson is kept, and the
// terminal view is there again.
func (l lesson) closed() (Screen, Intent) {
	if l.tells || l.means != "" {
		l.tells, l.means, l.field = false, "", widget.NewInput()
		return l, nil
	}
	return l, Both{Swap{terminal{port: l.now.Port}}, Run{work.TerminalJob(l.now.Port)}}
}

// entered takes a line that was typed.
func (l lesson) entered(line string) (Screen, Intent) {
	q := l.now.Question
	switch {
	case l.tells && line == "":
		l.tells = false
		return l, nil
	case l.tells:
		return l, l.answer(line)
	case q.Topic == teach.AskRefusals && line != "":
		l.means, l.cursor = line, 0
		return l, nil
	case len(l.lines) == 0 && q.Ends(line):
		return l, l.answer(line)
	case line == "":
		return l, l.answer(strings.Join(l.lines, "\n"))
	}
	l.lines = append(l.lines[:len(l.lines):len(l.lines)], line)
	l.field = widget.NewInput()
	return l, nil
}

// chooses reports whether one of some options is chosen.
func (l lesson) chooses() bool { return l.now.Question.Form == teach.Choice || l.means != "" }

// points reports whether the person points at words.
func (l lesson) points() bool { return l.now.Question.Form == teach.Values && !l.tells }

func (l lesson) chosen(e Env, msg tea.KeyMsg) (Screen, Intent) {
	options := l.now.Question.Options
	if key.Matches(msg, widget.EnterKey("")) {
		if l.means != "" {
			return l, l.answer(l.means + " = " + options[l.cursor])
		}
		return l, l.answer(string(rune('1' + l.cursor)))
	}
	l.cursor = widget.Move(msg, l.cursor, len(options), e.Room.H)
	return l, nil
}

// Typing implements [typist].
func (l lesson) Typing(Env) bool { return l.begun && !l.chooses() && !l.points() }

// Keys implements [Screen].
func (l lesson) Keys(e Env) []key.Binding {
	undo := widget.When(l.begun && l.now.Answers > 0, undoKey(!l.Typing(e)))
	switch {
	case l.begun && l.points():
		return widget.WithMoves(append(l.pointKeys(), undo, widget.BackKey())...)
	case l.begun && l.chooses():
		return widget.WithMoves(widget.EnterKey(text.LessonGive.String()), undo, widget.BackKey())
	}
	return []key.Binding{widget.EnterKey(text.LessonGive.String()), undo, widget.BackKey()}
}

func undoKey(letters bool) key.Binding {
	return widget.LetterKey(letters, "u", text.LessonUndo.String(), "f3")
}
