// Package work does what the screens wait for: jobs at a device, a stick or the
// ledger, and jobs that wait for a portal. A [Runner] runs those of each kind one at
// a time, a [Worker] holds what they work with, and every job answers with a message
// that the screens understand.
//
// A job opens ports and reads disks, so that Update and View never do. It knows
// neither screens nor keys. What a return may do next is decided in desk and
// capability; this package calls them.
package work

import (
	"context"
	"runtime/debug"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/traffic"
	"handback/tui/text"
)

// Job is work that waits for something outside: a device, a disk, a portal.
type Job struct {
	Title  string
	Quiet  bool // shows nothing, and gives way to any other job
	Whole  bool // leaving the screens lets it finish
	Live   bool // the keys go to its screen while it runs
	Portal bool // waits for a portal: jobs at devices and sticks don't wait for it
	Do     func(ctx context.Context, w *Worker, report capability.Report) (any, error)
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
	Msg       any
	Err       error
	Selection Selection // what is selected since
}

// MoreToShow says that the transcript of the job of that number has grown, or that
// its bench has changed.
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
	board      *board
	orders     chan BenchOrder
}

// Wait brings the next message of the job. The screens ask for it again after
// each progress and question, so that a slow screen never holds the job up.
func (r *Running) Wait() any {
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

// Runner runs jobs, in two lanes: one at a time at devices and sticks, and one at a
// time at portals. Update alone calls Start; Close is called after the
// program has ended.
type Runner struct {
	base    context.Context
	here    lane // devices, sticks and the ledger
	portal  lane
	started int // jobs so far
	now     func() time.Time
	log     *logbook

	transcript transcript
	meter      meter
	board      board
}

// lane runs jobs one after the other.
type lane struct {
	worker *Worker
	latest *Running // the job that was started last; nil: none yet
}

// NewRunner is a runner of jobs that end with base. All options are set, as by
// [Options.WithDefaults].
func NewRunner(base context.Context, o Options) *Runner {
	log, due := &logbook{out: o.Log, now: o.Now}, &dueBook{counts: make(map[string]due)}
	return &Runner{
		base: base, now: o.Now, log: log,
		here:   lane{worker: &Worker{options: o, log: log, due: due, selection: Selection{Profile: o.Profile}}},
		portal: lane{worker: &Worker{options: o, log: log, due: due}},
	}
}

func (r *Runner) lanes() []*lane { return []*lane{&r.here, &r.portal} }

// Running is the job of that number; nil: a later one of its lane took its place.
func (r *Runner) Running(number int) *Running {
	for _, l := range r.lanes() {
		if l.latest != nil && l.latest.Number == number {
			return l.latest
		}
	}
	return nil
}

// Log is what happened so far, line by line.
func (r *Runner) Log() []Logged { return r.log.lines() }

// Counts is what passed on the line that was opened last.
func (r *Runner) Counts() traffic.Counts { return r.meter.line.Load().Counts() }

// Unplugged reports whether an act waits for the port of its device.
func (r *Runner) Unplugged() bool { return r.meter.unplugged.Load() }

// Transcript is what was read in the terminal view: the lines so far, and the
// one that has not ended.
func (r *Runner) Transcript() (lines []Stamped, rest string) { return r.transcript.lines() }

// Bench is what the bench shows now.
func (r *Runner) Bench() Bench { return r.board.seen() }

// Order gives the job of the bench an order. A job that is so far behind that it
// takes no more loses it.
func (r *Runner) Order(o BenchOrder) {
	if r.here.latest == nil {
		return
	}
	select {
	case r.here.latest.orders <- o:
	default:
	}
}

// Start stops the job that runs in the same lane, and runs another one after it has
// ended.
func (r *Runner) Start(j Job) *Running {
	l := &r.here
	if j.Portal {
		l = &r.portal
	}
	before := (<-chan struct{})(nil)
	if l.latest != nil {
		l.latest.cancel()
		before = l.latest.ended
	}
	r.started++
	ctx, cancel := context.WithCancel(r.base)
	run := &Running{
		Job: j, Number: r.started, cancel: cancel,
		progress: make(chan Progressed, 1), questions: make(chan Asked), unattended: make(chan struct{}),
		outcome: make(chan Finished, 1), ended: make(chan struct{}),
		transcript: &r.transcript, meter: &r.meter, more: make(chan struct{}, 1), input: make(chan LineInput, maxInput),
		board: &r.board, orders: make(chan BenchOrder, maxOrders),
	}
	l.latest = run
	go func() {
		defer close(run.ended)
		if before != nil {
			<-before
		}
		r.run(ctx, l.worker, run)
	}()
	return run
}

func (r *Runner) run(ctx context.Context, w *Worker, run *Running) {
	defer run.cancel()
	msg, err := r.guarded(ctx, w, run)
	switch {
	case run.Quiet: // it logs its problems itself
	case err != nil:
		r.log.addError(run.Title, err)
	default:
		r.log.add(text.LogDone(run.Title))
	}
	run.outcome <- Finished{run.Number, msg, err, w.selection}
}

// guarded turns a panic into an error, so that the terminal stays usable and
// the trace gets into the log.
func (r *Runner) guarded(ctx context.Context, w *Worker, run *Running) (msg any, err error) {
	defer func() {
		if value := recover(); value != nil {
			p := &text.Panicked{Value: value, Stack: debug.Stack()}
			r.log.add(string(p.Stack))
			err = p
		}
	}()
	w.run = run
	run.tell = func(p capability.Progress) {
		select {
		case <-run.progress: // nobody saw it; this one is newer
		default:
		}
		run.progress <- Progressed{run.Number, r.now(), p}
	}
	return run.Do(ctx, w, run.tell)
}

// Send gives the job of the terminal view what was typed. A job that is so far
// behind that it takes no more loses it.
func (r *Runner) Send(in LineInput) {
	if r.here.latest == nil {
		return
	}
	select {
	case r.here.latest.input <- in:
	default:
	}
}

// Stop tells the jobs that run to end at the next safe point, but for quiet ones:
// nobody sees those.
func (r *Runner) Stop() {
	for _, l := range r.lanes() {
		if l.latest != nil && !l.latest.Quiet {
			l.latest.cancel()
		}
	}
}

// Unfinished are the jobs that run and must be whole, but for a bench on which no
// act runs.
func (r *Runner) Unfinished() []Job {
	var all []Job
	for _, l := range r.lanes() {
		idle := l.latest != nil && l.latest.Live && r.board.seen().Working() == 0
		if l.latest != nil && l.latest.Whole && !l.latest.hasEnded() && !idle {
			all = append(all, l.latest.Job)
		}
	}
	return all
}

func (r *Running) hasEnded() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// Close lets jobs that must be whole finish within timeout, then stops all and
// waits as long again. It reports whether all have ended; if so the device is
// disconnected, and the error is that of closing its port.
func (r *Runner) Close(timeout time.Duration) (bool, error) {
	var whole, all []*Running
	for _, l := range r.lanes() {
		if l.latest == nil {
			continue
		}
		close(l.latest.unattended)
		all = append(all, l.latest)
		if l.latest.Whole {
			whole = append(whole, l.latest)
		} else {
			l.latest.cancel()
		}
	}
	await(whole, timeout)
	for _, run := range all {
		run.cancel()
	}
	if !await(all, timeout) {
		return false, nil
	}
	return true, r.here.worker.close()
}

// await reports whether all jobs end within timeout.
func await(all []*Running, timeout time.Duration) bool {
	late := time.NewTimer(timeout)
	defer late.Stop()
	for _, run := range all {
		select {
		case <-run.ended:
		case <-late.C:
			return false
		}
	}
	return true
}
