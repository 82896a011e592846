package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// timeoutOf is how long a job may take to come to its end after the screens are
// gone, and as long again to stop. Where a window was closed Windows ends the
// program five seconds later: then what can be stopped has to stop before, and
// the port has to be freed.
func timeoutOf(system string, closed bool) time.Duration {
	if system == "windows" && closed {
		return 1500 * time.Millisecond
	}
	return 20 * time.Second
}

// Run shows the screens until the user leaves or ctx ends; the caller makes ctx
// end on signals. A job that is not to be cut off comes to its end before Run
// returns. The error is ctx.Err() when ctx ended.
func Run(ctx context.Context, o work.Options) error {
	o = o.Complete()
	log := &work.Logbook{Out: o.Log}
	r := work.NewRunner(context.WithoutCancel(ctx), o, log)
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithAltScreen(), tea.WithOutput(o.Out),
	}
	if o.In != os.Stdin { // on Windows only the default reader hears of resizes
		options = append(options, tea.WithInput(o.In))
	}
	m := newModel(o, r)
	if _, file := o.Out.(*os.File); !file { // nothing will tell the size
		m.Size = widget.Area{W: 80, H: 24}
	}
	err := show(ctx, m, options)
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case err != nil && !errors.Is(err, tea.ErrProgramPanic):
		err = fmt.Errorf("%w: %w", text.ErrTerminal, err)
	}
	if r.Busy() && r.Latest.Whole {
		// The window may be gone, and then nobody needs to be told.
		_, _ = fmt.Fprintln(o.Out, text.Finishing(r.Latest.Title))
	}
	ended, failed := r.Close(timeoutOf(runtime.GOOS, ctx.Err() != nil))
	if !ended {
		failed = text.ErrStillRunning
	}
	return errors.Join(err, failed)
}

// show shows the screens until they end, and hears meanwhile of those who stop
// the program for a while.
func show(ctx context.Context, m model, options []tea.ProgramOption) error {
	s := newStops()
	m.stopSelf = s.self()
	p := tea.NewProgram(m, options...)
	listening, deaf := context.WithCancel(ctx)
	var ears sync.WaitGroup
	ears.Go(func() { s.tell(listening, p.Send) })
	_, err := p.Run()
	deaf()
	ears.Wait()
	return err
}
