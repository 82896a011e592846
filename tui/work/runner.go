package work

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// Job is work that waits for something outside: a device, a disk, a portal.
type Job struct {
	Title string
	Quiet bool // shows nothing, and gives way to any other job
	Whole bool // leaving lets it come to its end
	Live  bool // the keys go to its screen while it runs
	Do    func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error)
}

// Progressed tells how far the job of that number is, and when.
type Progressed struct {
	Number int
	At     time.Time
	capability.Progress
}

// Finished tells what came of the job of that number.
type Finished struct {
	Number    int
	Msg       tea.Msg
	Err       error
	Selection Selection // what is at hand since
}

// Awoke says that the job of that number has more to show.
type Awoke struct{ Number int }

// running is a job while it runs. It has a goroutine, which the runner waits
// for; what a job starts beside it, such as the reader of the terminal view,
// ends before the job does.
type running struct {
	Job
	Number    int
	cancel    context.CancelFunc
	tell      capability.Report
	progress  chan Progressed // the newest alone
	questions chan Asked
	deserted  chan struct{} // closed when nobody is at the screen any more
	outcome   chan Finished
	ended     chan struct{}

	tty   *transcript
	meter *meter
	woken chan struct{} // filled when there is more to see
	input chan ToLine
}

func newRunning(j Job, number int, cancel context.CancelFunc) *running {
	return &running{
		Job: j, Number: number, cancel: cancel,
		progress: make(chan Progressed, 1), questions: make(chan Asked), deserted: make(chan struct{}),
		outcome: make(chan Finished, 1), ended: make(chan struct{}),
		woken: make(chan struct{}, 1), input: make(chan ToLine, maxTyped),
	}
}

// poke has the screen look again at what the job shows.
func (r *running) poke() {
	select {
	case r.woken <- struct{}{}:
	default:
	}
}

// Wait brings the next message of the job. It is asked for again after each
// progress and question, so that a slow screen never holds the job up.
func (r *running) Wait() tea.Msg {
	select {
	case p := <-r.progress:
		return p
	case q := <-r.questions:
		return q
	case <-r.woken:
		return Awoke{r.Number}
	case f := <-r.outcome:
		return f
	}
}

// Runner runs jobs, one at a time. Start and stop are called by Update alone,
// close after the program has ended.
type Runner struct {
	base   context.Context
	worker *Worker
	now    func() time.Time
	Log    *Logbook
	Latest *running // the job that was started last; nil: none yet

	Tty   transcript
	Meter meter
}

// NewRunner is a runner of jobs that end with base.
func NewRunner(base context.Context, o Options, log *Logbook) *Runner {
	return &Runner{base: base, worker: newWorker(o, log), now: o.Now, Log: log}
}

// Start runs a job after the one before has ended, which is told to stop.
func (r *Runner) Start(j Job) *running {
	r.Stop()
	number, before := 1, (<-chan struct{})(nil)
	if r.Latest != nil {
		number, before = r.Latest.Number+1, r.Latest.ended
	}
	ctx, cancel := context.WithCancel(r.base)
	run := newRunning(j, number, cancel)
	run.tty, run.meter = &r.Tty, &r.Meter
	r.Latest = run
	go func() {
		defer close(run.ended)
		if before != nil {
			<-before
		}
		r.run(ctx, run)
	}()
	return run
}

func (r *Runner) run(ctx context.Context, run *running) {
	defer run.cancel()
	msg, err := r.guarded(ctx, run)
	switch {
	case run.Quiet: // what it could not find it has said itself
	case err != nil:
		r.Log.add(fmt.Sprintf("%s: %v", run.Title, err))
	default:
		r.Log.add(run.Title + ": done")
	}
	run.outcome <- Finished{run.Number, msg, err, r.worker.selection}
}

// guarded turns a panic into an error, so that the terminal stays usable and
// the trace gets into the log.
func (r *Runner) guarded(ctx context.Context, run *running) (msg tea.Msg, err error) {
	defer func() {
		if value := recover(); value != nil {
			p := &text.Panicked{Value: value, Stack: debug.Stack()}
			r.Log.add(string(p.Stack))
			err = p
		}
	}()
	r.worker.run = run
	run.tell = func(p capability.Progress) {
		select {
		case <-run.progress: // nobody saw it; this one is newer
		default:
		}
		run.progress <- Progressed{run.Number, r.now(), p}
	}
	return run.Do(ctx, r.worker, run.tell)
}

// Typed gives the job of the terminal view what was typed. A job that is so far
// behind that it takes no more loses it.
func (r *Runner) Typed(in ToLine) {
	if r.Latest == nil {
		return
	}
	select {
	case r.Latest.input <- in:
	default:
	}
}

// Stop tells the job that runs to end at the next safe point.
func (r *Runner) Stop() {
	if r.Latest != nil {
		r.Latest.cancel()
	}
}

// Busy reports whether a job still runs.
func (r *Runner) Busy() bool {
	if r.Latest == nil {
		return false
	}
	select {
	case <-r.Latest.ended:
		return false
	default:
		return true
	}
}

// Close lets a job that must be whole come to its end, for as long as patience
// lasts, then stops it and waits as long again. It reports whether the job has
// ended; if so the bench is cleared.
func (r *Runner) Close(patience time.Duration) (bool, error) {
	if r.Latest == nil {
		return true, r.worker.close()
	}
	close(r.Latest.deserted)
	ended := r.Latest.Whole && r.await(patience)
	r.Stop()
	if !ended && !r.await(patience) {
		return false, nil
	}
	return true, r.worker.close()
}

func (r *Runner) await(patience time.Duration) bool {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-r.Latest.ended:
		return true
	case <-late.C:
		return false
	}
}

// Asked is a question that the job of that number puts to the person. Its
// reply is sent once, or closed when there will be none.
type Asked struct {
	Number   int
	Question console.Question
	Suggest  string // the answer that is likely
	Reply    chan<- string
}

// Ask implements [console.Ask] for the job that runs. The user name of before
// is likely the one of now.
func (b *Worker) Ask(ctx context.Context, q console.Question) (string, error) {
	if q.About != console.UserName {
		return b.run.ask(ctx, q, "")
	}
	name, err := b.run.ask(ctx, q, b.user)
	if err == nil {
		b.user = name
	}
	return name, err
}

func (r *running) ask(ctx context.Context, q console.Question, suggest string) (string, error) {
	reply := make(chan string, 1)
	select {
	case r.questions <- Asked{r.Number, q, suggest, reply}:
	case <-r.deserted:
		return "", text.ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case words, answered := <-reply:
		if !answered {
			return "", text.ErrUnanswered
		}
		return words, nil
	case <-r.deserted:
		return "", text.ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
