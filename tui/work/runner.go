// Package work does what the screens wait for: jobs at a device, a stick or the
// ledger. A [Runner] runs them one at a time, a [Worker] holds what they work
// with, and every job answers with a message that the screens understand.
//
// A job opens ports and reads disks, so that Update and View never do. It knows
// neither screens nor keys. What a return may do next is decided in desk and
// capability; this package calls them.
package work

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/traffic"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// Job is work that waits for something outside: a device, a disk, a portal.
type Job struct {
	Title string
	Quiet bool // shows nothing, and gives way to any other job
	Whole bool // leaving the screens lets it finish
	Live  bool // the keys go to its screen while it runs
	Do    func(ctx context.Context, w *Worker, report capability.Report) (tea.Msg, error)
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
	Selection Selection // what is selected since
}

// MoreToShow says that the transcript of the job of that number has grown.
type MoreToShow struct{ Number int }

// Asked is a question that the job of that number puts to the person. Its
// reply is sent once, or closed when there will be none.
type Asked struct {
	Number   int
	Question console.Question
	Suggest  string // the likely answer
	Reply    chan<- string
}

// Running is a job while it runs. It has a goroutine, which the runner waits
// for; what a job starts beside it, such as the reader of the terminal view,
// ends before the job does.
type Running struct {
	Job
	Number     int // counts the jobs from 1
	cancel     context.CancelFunc
	tell       capability.Report
	progress   chan Progressed // the newest alone
	questions  chan Asked
	unattended chan struct{} // closed when nobody is at the screen any more
	outcome    chan Finished
	ended      chan struct{}

	transcript *transcript
	meter      *meter
	more       chan struct{} // filled when the transcript has grown
	input      chan LineInput
}

// Wait brings the next message of the job. The screens ask for it again after
// each progress and question, so that a slow screen never holds the job up.
func (r *Running) Wait() tea.Msg {
	select {
	case p := <-r.progress:
		return p
	case q := <-r.questions:
		return q
	case <-r.more:
		return MoreToShow{r.Number}
	case f := <-r.outcome:
		return f
	}
}

// notify has the screen show the transcript again.
func (r *Running) notify() {
	select {
	case r.more <- struct{}{}:
	default:
	}
}

// ask puts a question to the person and waits for the answer.
func (r *Running) ask(ctx context.Context, q console.Question, suggest string) (string, error) {
	reply := make(chan string, 1)
	select {
	case r.questions <- Asked{r.Number, q, suggest, reply}:
	case <-r.unattended:
		return "", text.ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case answer, answered := <-reply:
		if !answered {
			return "", text.ErrUnanswered
		}
		return answer, nil
	case <-r.unattended:
		return "", text.ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Runner runs jobs, one at a time. Update alone calls Start and Stop; Close is
// called after the program has ended.
type Runner struct {
	base   context.Context
	worker *Worker
	now    func() time.Time
	log    *logbook
	latest *Running // the job that was started last; nil: none yet

	transcript transcript
	meter      meter
}

// NewRunner is a runner of jobs that end with base. All options are set, as by
// [Options.WithDefaults].
func NewRunner(base context.Context, o Options) *Runner {
	log := &logbook{out: o.Log}
	return &Runner{base: base, worker: &Worker{options: o, log: log, selection: Selection{Profile: o.Profile}}, now: o.Now, log: log}
}

// Latest is the job that was started last; nil: none was.
func (r *Runner) Latest() *Running { return r.latest }

// Log is what happened so far, line by line.
func (r *Runner) Log() []string { return r.log.lines() }

// Counts is what passed on the line that was opened last.
func (r *Runner) Counts() traffic.Counts { return r.meter.line.Load().Counts() }

// Transcript is what was read in the terminal view: the lines so far, and the
// one that has not ended.
func (r *Runner) Transcript() (lines []Stamped, rest string) { return r.transcript.lines() }

// Start stops the job that runs, and runs another one after it has ended.
func (r *Runner) Start(j Job) *Running {
	r.Stop()
	number, before := 1, (<-chan struct{})(nil)
	if r.latest != nil {
		number, before = r.latest.Number+1, r.latest.ended
	}
	ctx, cancel := context.WithCancel(r.base)
	run := &Running{
		Job: j, Number: number, cancel: cancel,
		progress: make(chan Progressed, 1), questions: make(chan Asked), unattended: make(chan struct{}),
		outcome: make(chan Finished, 1), ended: make(chan struct{}),
		transcript: &r.transcript, meter: &r.meter, more: make(chan struct{}, 1), input: make(chan LineInput, maxInput),
	}
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

func (r *Runner) run(ctx context.Context, run *Running) {
	defer run.cancel()
	msg, err := r.guarded(ctx, run)
	switch {
	case run.Quiet: // it logs its problems itself
	case err != nil:
		r.log.add(fmt.Sprintf("%s: %v", run.Title, err))
	default:
		r.log.add(run.Title + ": done")
	}
	run.outcome <- Finished{run.Number, msg, err, r.worker.selection}
}

// guarded turns a panic into an error, so that the terminal stays usable and
// the trace gets into the log.
func (r *Runner) guarded(ctx context.Context, run *Running) (msg tea.Msg, err error) {
	defer func() {
		if value := recover(); value != nil {
			p := &text.Panicked{Value: value, Stack: debug.Stack()}
			r.log.add(string(p.Stack))
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

// Send gives the job of the terminal view what was typed. A job that is so far
// behind that it takes no more loses it.
func (r *Runner) Send(in LineInput) {
	if r.latest == nil {
		return
	}
	select {
	case r.latest.input <- in:
	default:
	}
}

// Stop tells the job that runs to end at the next safe point.
func (r *Runner) Stop() {
	if r.latest != nil {
		r.latest.cancel()
	}
}

// Busy reports whether a job still runs.
func (r *Runner) Busy() bool {
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

// Close lets a job that must be whole finish within timeout, then stops it and
// waits as long again. It reports whether the job has ended; if so the device
// is disconnected, and the error is that of closing its port.
func (r *Runner) Close(timeout time.Duration) (bool, error) {
	if r.latest == nil {
		return true, r.worker.close()
	}
	close(r.latest.unattended)
	ended := r.latest.Whole && r.await(timeout)
	r.Stop()
	if !ended && !r.await(timeout) {
		return false, nil
	}
	return true, r.worker.close()
}

func (r *Runner) await(timeout time.Duration) bool {
	late := time.NewTimer(timeout)
	defer late.Stop()
	select {
	case <-r.latest.ended:
		return true
	case <-late.C:
		return false
	}
}
