package screens

import (
	"slices"
	"strconv"

	"handback/device/console"
	"handback/device/console/course"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// taught is the end of a lesson: the profile is written, and is tried; then it can be
// used at once.
type taught struct {
	work.Lesson
	tried  []console.Step
	cursor int
	down   int // lines by which what was tried is scrolled
}

// Update implements [Screen].
func (t taught) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Tried:
		t.tried, t.down = msg.Steps, 0
	case work.ProfileChosen:
		return t, Run{work.ConnectJob(t.Port)}
	case work.Connected:
		return t, Run{work.ReadJob()}
	case work.LicensesRead:
		return t, Swap{licenses{reading: msg.Reading}}
	case tea.KeyMsg:
		choices := t.choices()
		switch {
		case key.Matches(msg, widget.BackKey()):
			return t, Back{}
		case key.Matches(msg, widget.EnterKey("")):
			return t, choices[t.cursor].do
		case key.Matches(msg, widget.MoveKeys().PageDown):
			t.down = min(t.down+1, len(t.report(e)))
		case key.Matches(msg, widget.MoveKeys().PageUp):
			t.down = max(0, t.down-1)
		default:
			t.cursor = widget.Move(msg, t.cursor, len(choices), e.Room.H)
		}
	}
	return t, nil
}

// deed is something that can be done with the profile.
type deed struct {
	words string
	do    Intent
}

func (t taught) choices() []deed {
	try := func(what work.Trial) Intent { return Run{work.TryTaughtJob(what, *t.Written, t.Subject)} }
	all := []deed{
		{text.LessonUse.String(), Run{work.ProfileJob(course.Path(t.Written.Path))}},
		{text.LessonFiles.String(), try(work.TryFiles)},
	}
	if s := t.Subject; s.ID != "" {
		all = append(all, deed{text.LessonMake.String(), Open{questionScreen{widget.Question{
			Title: text.LessonTitle.String(), Lines: []string{text.LessonRehearse(s.ID, s.Keep)},
			No: text.LessonNot.String(), Yes: text.LessonDo.String(),
		}, try(work.TryRequests)}}})
	}
	return append(all, deed{text.LessonTry.String(), try(work.TryCommands)})
}

// Page implements [Screen].
func (t taught) Page(e Env) widget.Page {
	p := widget.Page{Title: text.LessonTitle.String(), Context: text.LessonContext(t.Port, t.Answers)}
	said := text.LessonEnd(*t.Written)
	above := e.paragraph(said[0])
	var rows []widget.Row
	for i, c := range t.choices() {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i), Lines: text.Wrap(c.words, e.Room.W-6)})
	}
	if !e.Room.Borders() {
		p = widget.Below(p, above, e.Theme, rows, strconv.Itoa(t.cursor), e.Room.H)
		p.Lines = slices.Concat(p.Lines, []string{""}, t.report(e))
		return p
	}
	p.Above = above
	p.Box = &widget.Panel{Title: text.LessonWritten.String(), Border: e.Theme.Border}
	p.Lines, p.Top = t.report(e.boxed()), t.down
	p.After, _ = widget.RowLines(e.Theme, rows, strconv.Itoa(t.cursor), e.Room.H)
	return p
}

// report is what was tried, and what a person must still look at.
func (t taught) report(e Env) []string {
	var lines []string
	for _, step := range t.tried {
		mark, style := e.Theme.Badge(e.Theme.Marks.Done), e.Theme.OK
		if step.Err != nil {
			mark, style = e.Theme.Badge(e.Theme.Marks.Failed), e.Theme.Danger
		}
		for i, line := range text.Tried(step) {
			if i == 0 {
				lines = append(lines, " "+style.Render(mark+" "+line))
				continue
			}
			lines = append(lines, "   "+text.Cut(line, e.Room.W-4))
		}
	}
	for i, words := range text.LessonEnd(*t.Written)[1:] {
		said := e.paragraph(words)
		if i > 0 {
			said = theme.Dress(e.Theme.Warn, said)
		}
		lines = append(lines, said...)
	}
	return lines
}

// Keys implements [Screen].
func (t taught) Keys(Env) []key.Binding {
	return widget.WithMoves(widget.EnterKey(text.LessonDo.String()), widget.BackKey())
}
