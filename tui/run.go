package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"time"

	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// Options are what the screens work with.
type Options = work.Options

// Line is an open port in the terminal view.
type Line = work.Line

// timeoutOf is how long a job may take to finish after the screens are gone, and
// as long again to stop. When a window is closed Windows ends the program five
// seconds later: the job has to stop before that, and the port has to be freed.
func timeoutOf(system string, closed bool) time.Duration {
	if system == "windows" && closed {
		return 1500 * time.Millisecond
	}
	return 20 * time.Second
}

// Run shows the screens until the user leaves or ctx ends; the caller makes ctx
// end on signals. A job that must be whole finishes before Run returns, unless
// it takes longer than 20 seconds. The error is ctx.Err() when ctx ended.
func Run(ctx context.Context, o Options) error {
	o = o.WithDefaults()
	r := work.NewRunner(context.WithoutCancel(ctx), o)
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithAltScreen(), tea.WithOutput(withCursor(o.Out)),
	}
	if o.In != os.Stdin { // on Windows only the default reader hears of resizes
		options = append(options, tea.WithInput(o.In))
	}
	m := newModel(o, r, lipgloss.NewRenderer(o.Out))
	if _, file := o.Out.(*os.File); !file { // nothing will tell the size
		m.Size = widget.Area{W: 80, H: 24}
	}
	err := show(ctx, m, options, o.Out)
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case err != nil && !errors.Is(err, tea.ErrProgramPanic):
		err = fmt.Errorf("%w: %w", text.ErrTerminal, err)
	}
	return errors.Join(err, finish(r, o.Out, timeoutOf(runtime.GOOS, ctx.Err() != nil)))
}

// finish lets the jobs that must be whole come to their end, and says which those are.
// Ctrl+C meanwhile stops them at their next safe point.
func finish(r *work.Runner, out io.Writer, timeout time.Duration) error {
	hurry := make(chan os.Signal, 1)
	signal.Notify(hurry, os.Interrupt)
	defer signal.Stop(hurry)
	unfinished := r.Unfinished()
	for _, j := range unfinished {
		// The window may be gone, and then nobody needs to be told.
		_, _ = fmt.Fprintln(out, text.Finishing(j.Title, timeout))
	}
	if len(unfinished) > 0 {
		_, _ = fmt.Fprintln(out, text.FinishingStop)
	}
	closed := make(chan struct{})
	var listener sync.WaitGroup
	listener.Go(func() {
		select {
		case <-hurry:
			r.Stop()
		case <-closed:
		}
	})
	ended, err := r.Close(timeout)
	close(closed)
	listener.Wait()
	if !ended {
		return text.ErrStillRunning
	}
	return err
}

// wheel lets the mouse wheel press the arrow keys, where the terminal can do that: no
// mouse is listened to, and its user selects text as ever. What is returned brings
// back what was set before. The modes are those of xterm's control sequences.
func wheel(out io.Writer) (restore func()) {
	file, is := out.(*os.File)
	if !is {
		return func() {}
	}
	// A terminal that is gone ends the screens anyway.
	_, _ = file.WriteString("\x1b[?1007s\x1b[?1007h")
	return func() { _, _ = file.WriteString("\x1b[?1007r") }
}

// show shows the screens until they end, and listens meanwhile for signals that
// suspend the program.
func show(ctx context.Context, m model, options []tea.ProgramOption, out io.Writer) error {
	s := newStops()
	m.stopSelf = s.self()
	p := tea.NewProgram(m, options...)
	defer wheel(out)()
	listening, stop := context.WithCancel(ctx)
	var listener sync.WaitGroup
	listener.Go(func() { s.tell(listening, p.Send) })
	_, err := p.Run()
	stop()
	listener.Wait()
	return err
}
