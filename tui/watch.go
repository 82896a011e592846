package tui

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"handback/capability/auto"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// lookEvery is how often the watch looks again.
const lookEvery = time.Second

// WatchOptions are what the watch works with.
type WatchOptions struct {
	// Look reads what auto does, and whether it runs; false: it never ran.
	Look func() (s auto.Status, known, runs bool, err error)

	In  io.Reader
	Out io.Writer
}

// Watch shows what auto does until the user leaves or ctx ends. It only looks.
func Watch(ctx context.Context, o WatchOptions) error {
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithAltScreen(), tea.WithOutput(o.Out)}
	if o.In != os.Stdin { // on Windows only the default reader hears of resizes
		options = append(options, tea.WithInput(o.In))
	}
	_, err := tea.NewProgram(watch{o: o, area: widget.Area{W: 80, H: 24}, theme: theme.New(lipgloss.NewRenderer(o.Out), theme.OnlyASCII(runtime.GOOS, os.Getenv))}, options...).Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %w", text.ErrTerminal, err)
	}
	return nil
}

// watch is the screen of what auto does.
type watch struct {
	o     WatchOptions
	area  widget.Area
	theme theme.Theme
	top   int
	seen  watchSeen
}

// watchSeen is what one look saw.
type watchSeen struct {
	status      auto.Status
	known, runs bool
	err         error
}

func (w watch) look() tea.Msg {
	var s watchSeen
	s.status, s.known, s.runs, s.err = w.o.Look()
	return s
}

// Init implements [tea.Model].
func (w watch) Init() tea.Cmd { return w.look }

type watchAgain struct{}

// Update implements [tea.Model].
func (w watch) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	switch m := m.(type) {
	case watchSeen:
		w.seen = m
		return w, tea.Tick(lookEvery, func(time.Time) tea.Msg { return watchAgain{} })
	case watchAgain:
		return w, w.look
	case tea.WindowSizeMsg:
		w.area = widget.Area{W: m.Width, H: m.Height}
	case tea.KeyMsg:
		switch m.String() {
		case "q", "esc", "ctrl+c", "enter":
			return w, tea.Quit
		}
		room := widget.BodyRoom(w.area, 1).H
		w.top = widget.Move(m, w.top, w.page().Highest(room)+1, room)
	}
	return w, nil
}

func (w watch) page() widget.Page {
	p := widget.Page{Title: text.AutoTitle.String(), Top: w.top}
	switch {
	case w.seen.err != nil:
		x := text.Explain(w.seen.err)
		p.Lines = []string{"", " " + x.What, " " + x.Do}
	case !w.seen.known:
		p.Lines = []string{"", " " + text.AutoNever.String()}
	default:
		p.Context = text.AutoCount(w.seen.status)
		p.Lines = text.AutoPage(w.seen.status, w.seen.runs, w.area.W)
	}
	return p
}

// View implements [tea.Model].
func (w watch) View() string {
	p := w.page()
	view, _ := widget.Frame(w.area, w.theme, widget.Header(w.area, w.theme, p), p, []string{" " + text.AutoKeys.String()})
	return view
}
