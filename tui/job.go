package tui

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"handback/capability"

	tea "github.com/charmbracelet/bubbletea"
)

// job is work that waits for something outside: a device, a disk, a portal.
type job struct {
	title string
	quiet bool // shows nothing, and gives way to any other job
	whole bool // leaving lets it come to its end
	live  bool // the keys go to its screen while it runs
	do    func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error)
}

// progressed tells how far the job of that number is, and when.
type progressed struct {
	number int
	at     time.Time
	capability.Progress
}

// finished tells what came of the job of that number.
type finished struct {
	number    int
	msg       tea.Msg
	err       error
	selection selection // what is at hand since
}

// awoke says that the job of that number has more to show.
type awoke struct{ number int }

// running is a job while it runs. It has a goroutine, which the runner waits
// for; what a job starts beside it, such as the reader of the terminal view,
// ends before the job does.
type running struct {
	job
	number    int
	cancel    context.CancelFunc
	tell      capability.Report
	progress  chan progressed // the newest alone
	questions chan asked
	deserted  chan struct{} // closed when nobody is at the screen any more
	outcome   chan finished
	ended     chan struct{}

	tty   *transcript
	meter *meter
	woken chan struct{} // filled when there is more to see
	input chan toLine
}

func newRunning(j job, number int, cancel context.CancelFunc) *running {
	return &running{
		job: j, number: number, cancel: cancel,
		progress: make(chan progressed, 1), questions: make(chan asked), deserted: make(chan struct{}),
		outcome: make(chan finished, 1), ended: make(chan struct{}),
		woken: make(chan struct{}, 1), input: make(chan toLine, maxTyped),
	}
}

// poke has the screen look again at what the job shows.
func (r *running) poke() {
	select {
	case r.woken <- struct{}{}:
	default:
	}
}

// wait brings the next message of the job. It is asked for again after each
// progress and question, so that a slow screen never holds the job up.
func (r *running) wait() tea.Msg {
	select {
	case p := <-r.progress:
		return p
	case q := <-r.questions:
		return q
	case <-r.woken:
		return awoke{r.number}
	case f := <-r.outcome:
		return f
	}
}

// runner runs jobs, one at a time. Start and stop are called by Update alone,
// close after the program has ended.
type runner struct {
	base   context.Context
	worker *worker
	now    func() time.Time
	log    *logbook
	latest *running // the job that was started last; nil: none yet

	tty   transcript
	meter meter
}

// newRunner is a runner of jobs that end with base.
func newRunner(base context.Context, o Options, log *logbook) *runner {
	return &runner{base: base, worker: newWorker(o, log), now: o.Now, log: log}
}

// start runs a job after the one before has ended, which is told to stop.
func (r *runner) start(j job) *running {
	r.stop()
	number, before := 1, (<-chan struct{})(nil)
	if r.latest != nil {
		number, before = r.latest.number+1, r.latest.ended
	}
	ctx, cancel := context.WithCancel(r.base)
	run := newRunning(j, number, cancel)
	run.tty, run.meter = &r.tty, &r.meter
	r.latest = run
	go func() {
		defer close(run.ended)
		if before != nil {
			<-before
		}
		r.run(ctx, run)
	}()
	return run
}

func (r *runner) run(ctx context.Context, run *running) {
	defer run.cancel()
	msg, err := r.guarded(ctx, run)
	switch {
	case run.quiet: // what it could not find it has said itself
	case err != nil:
		r.log.add(fmt.Sprintf("%s: %v", run.title, err))
	default:
		r.log.add(run.title + ": done")
	}
	run.outcome <- finished{run.number, msg, err, r.worker.selection}
}

// guarded turns a panic into an error, so that the terminal stays usable and
// the trace gets into the log.
func (r *runner) guarded(ctx context.Context, run *running) (msg tea.Msg, err error) {
	defer func() {
		if value := recover(); value != nil {
			p := &panicked{value, debug.Stack()}
			r.log.add(string(p.stack))
			err = p
		}
	}()
	r.worker.run = run
	run.tell = func(p capability.Progress) {
		select {
		case <-run.progress: // nobody saw it; this one is newer
		default:
		}
		run.progress <- progressed{run.number, r.now(), p}
	}
	return run.do(ctx, r.worker, run.tell)
}

// typed gives the job of the terminal view what was typed. A job that is so far
// behind that it takes no more loses it.
func (r *runner) typed(in toLine) {
	if r.latest == nil {
		return
	}
	select {
	case r.latest.input <- in:
	default:
	}
}

// stop tells the job that runs to end at the next safe point.
func (r *runner) stop() {
	if r.latest != nil {
		r.latest.cancel()
	}
}

// busy reports whether a job still runs.
func (r *runner) busy() bool {
	if r.latest == nil {
		return false
	}
	select {
	case <-r.latest.ended:
		return false
	default:
		return true
	}
}

// close lets a job that must be whole come to its end, for as long as patience
// lasts, then stops it and waits as long again. It reports whether the job has
// ended; if so the bench is cleared.
func (r *runner) close(patience time.Duration) (bool, error) {
	if r.latest == nil {
		return true, r.worker.close()
	}
	close(r.latest.deserted)
	ended := r.latest.whole && r.await(patience)
	r.stop()
	if !ended && !r.await(patience) {
		return false, nil
	}
	return true, r.worker.close()
}

func (r *runner) await(patience time.Duration) bool {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-r.latest.ended:
		return true
	case <-late.C:
		return false
	}
}
