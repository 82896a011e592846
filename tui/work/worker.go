package work

import (
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/console"
	"handback/device/serial"
	"handback/tui/text"
)

// Worker is what jobs work with: the desk, the connected device and the
// selected stick. Only the job that runs touches it.
type Worker struct {
	options   Options
	log       *logbook
	dev       capability.Device
	selection Selection
	run       *Running // the job that runs
	ports     portList
	named     []string      // ports that were typed and that no list shows
	user      string        // who logged in to a device last
	typed     []string      // folders that were used as a stick and that no list shows
	plugged   []media.Stick // sticks as listed last
	due       *dueBook
	problems  []string // of the last refresh
	lesson    *lesson  // that a device is taught; nil: none
	shown     shownAt  // the port of the terminal view last
}

// Selection is the device and the stick that a job uses, as the screens may
// know them.
type Selection struct {
	Link    *Link        // nil: no device is connected
	Stick   *media.Stick // nil: none was chosen; only to be read
	Left    string       // what became of the stick that was chosen; empty: nothing
	Profile string       // of the console of devices; empty: they speak SMP
	Lost    bool         // the connection was lost since the last one was made
	Console string       // the port that was tried last, where a console was heard instead; empty: none was
}

// Listing is what was found: the returns of the ledger, ports and sticks.
type Listing struct {
	Returns   []ledger.Summary
	Ports     []Port
	TakenAway []serial.Port // those that another program seems to have taken away
	Sticks    []media.Stick
	DueCounted
	Uncounted bool         // what waits on some stick is not counted yet, see [CountDueJob]
	Auto      *auto.Status // what the auto that runs does; nil: none runs
	Problems  []string     // why something could not be listed
}

// Refreshed is the result of a job that listed everything again.
type Refreshed struct {
	Listing
	WithReturns bool // the ledger was read too
}

// RefreshJob lists ports and sticks, and the returns of the ledger when
// withReturns is set. It is quiet.
func RefreshJob(withReturns bool) Job {
	return Job{Title: text.Refreshing.String(), Quiet: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		return w.refresh(ctx, withReturns)
	}}
}

func (w *Worker) refresh(ctx context.Context, withReturns bool) (any, error) {
	found := Refreshed{WithReturns: withReturns}
	note := func(err error) {
		if err == nil || ctx.Err() != nil {
			return
		}
		e := text.Explain(err)
		problem := e.What + " " + e.Do
		if !slices.Contains(w.problems, problem) { // each refresh meets it again
			w.log.addError("", err)
		}
		found.Problems = append(found.Problems, problem)
	}
	if withReturns {
		all, err := w.options.Desk.List(ctx)
		note(err)
		found.Returns = all
	}
	if w.options.Auto != nil {
		status, runs, err := w.options.Auto()
		note(err)
		if err == nil && runs {
			found.Auto = &status
		}
	}
	ports, err := w.options.Ports(ctx, w.namedPorts(), w.dev != nil || w.watches())
	if !errors.Is(err, errors.ErrUnsupported) { // else the last list stays
		note(err)
		w.ports.update(w.options.Now(), ports, w.options.LastAnswered)
	}
	found.Ports, found.TakenAway = w.ports.list, w.ports.takenAway
	plugged, err := w.options.Sticks(ctx)
	note(err)
	if err == nil {
		w.noteSticks(plugged)
	}
	if w.options.Stick != "" && w.selection.Stick == nil && w.selection.Left == "" {
		err := w.useStick(ctx, w.options.Stick)
		if errors.Is(err, media.ErrGone) || errors.Is(err, media.ErrNoFolder) {
			found.Problems = append(found.Problems, text.NotThere(w.options.Stick))
		} else {
			note(err)
		}
	}
	found.Sticks, w.problems = w.withFolders(w.plugged), found.Problems
	var uncounted []media.Stick
	found.DueCounted, uncounted = w.due.on(found.Sticks, withReturns)
	found.Uncounted = len(uncounted) > 0
	return found, ctx.Err()
}

// stickPath is the path of the selected stick, or of the one of the command
// line; empty: none.
func (w *Worker) stickPath() string {
	if w.selection.Stick != nil {
		return text.StickAt(w.selection.Stick)
	}
	return w.options.Stick
}

// means is the connected device and the stick at a path, or no stick where the
// path is empty.
func (w *Worker) means(ctx context.Context, stick string) (desk.Means, error) {
	m := desk.Means{Device: w.dev}
	if stick == "" {
		return m, nil // not a nil *media.Stick in an interface
	}
	if err := w.useStick(ctx, stick); err != nil {
		return m, err
	}
	m.Stick = w.selection.Stick
	return m, nil
}

// Ask implements [console.Ask] for the job that runs. It suggests the user name
// of the last login.
func (w *Worker) Ask(ctx context.Context, q console.Question) (string, error) {
	if q.About != console.UserName {
		return w.run.ask(ctx, q, "")
	}
	name, err := w.run.ask(ctx, q, w.user)
	if err == nil {
		w.user = name
	}
	return name, err
}
