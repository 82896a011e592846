package work

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/course"
	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/device/serial"
	"handback/tui/text"
)

// Lesson is how far a device is taught: the result of the jobs that teach it.
type Lesson struct {
	Port, Out string           // Out is the path of the profile
	Question  teach.Question   // that is open
	Answers   int              // so far
	Said      []teach.Exchange // what the device said to the commands that were given last
	Wrong     string           // why the last answer was not taken; empty: it was
	Written   *course.Written  // the profile, once all is known; else nil
	Subject   teach.Subject    // the license that a rehearsal is made with; without an ID: none is known
}

// lesson is a course that goes on, and the console that it learns from.
type lesson struct {
	*course.Course
	port    string
	watcher *console.Watcher // nil: the port is not open
}

// shownAt is where the terminal view was, and its rate in bits a second.
type shownAt struct {
	port string
	rate int
}

// TeachJob learns from the console at a port: it begins a lesson, or takes up the one
// that is kept beside out. It arrives at a prompt, at whatever rate; that of the
// terminal view is tried first.
func TeachJob(port, out string) Job {
	return Job{Title: text.Teach.String(), Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		w.disconnect()
		c, err := course.Begin(text.Dropped(out), func() (*teach.Lesson, error) { return &teach.Lesson{}, nil })
		if err != nil {
			return nil, err
		}
		w.lesson = &lesson{Course: c, port: text.Dropped(port)}
		return w.learn(ctx, nil)
	}}
}

// TeachAnswerJob gives what a person answered to the lesson, and its commands to the
// device where the question says so.
func TeachAnswerJob(q teach.Question, answer string) Job {
	return Job{Title: text.Teach.String(), Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		return w.learn(ctx, func(watcher *console.Watcher) ([]teach.Exchange, error) {
			return w.lesson.Answer(ctx, watcher, q, answer)
		})
	}}
}

// TeachBackJob takes the last answer of the lesson back.
func TeachBackJob() Job {
	return Job{Title: text.Teach.String(), Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		return w.learn(ctx, func(*console.Watcher) ([]teach.Exchange, error) {
			w.lesson.Back()
			return nil, w.lesson.Save()
		})
	}}
}

// learn does something with the lesson at a console that is arrived at, and tells how
// far it is. When all is known it writes the profile and frees the console.
func (w *Worker) learn(ctx context.Context, do func(*console.Watcher) ([]teach.Exchange, error)) (any, error) {
	l := w.lesson
	if _, more := l.Next(); more && l.watcher == nil {
		if err := w.watch(ctx); err != nil {
			return nil, err
		}
	}
	now := Lesson{Port: l.port, Out: l.Out}
	if do != nil {
		said, err := do(l.watcher)
		if no, is := errors.AsType[*teach.AnswerError](err); is {
			now.Wrong, err = text.TeachReason(no), nil
		}
		if now.Said = said; err != nil {
			return nil, errors.Join(err, w.unwatch())
		}
	}
	return w.taught(now)
}

// taught is how far the lesson is.
func (w *Worker) taught(now Lesson) (any, error) {
	q, more := w.lesson.Next()
	now.Question, now.Answers = q, len(w.lesson.Answers)
	now.Subject, _ = w.lesson.Subject()
	if more {
		return now, nil
	}
	written, err := w.lesson.Write()
	now.Written = &written
	return now, errors.Join(err, w.unwatch())
}

// watch opens the port of the lesson and gets to a prompt.
func (w *Worker) watch(ctx context.Context) error {
	l := w.lesson
	rates := serial.UsualRates()
	if w.options.Baud > 0 {
		rates = []int{w.options.Baud}
	}
	if w.shown.port == l.port {
		rates = slices.Insert(slices.DeleteFunc(rates, func(r int) bool { return r == w.shown.rate }), 0, w.shown.rate)
	}
	line, err := w.options.Line(ctx, l.port, rates[0])
	w.keepPort(l.port, err)
	if err != nil {
		return err
	}
	watcher := console.Watch(line, console.Options{Ask: w.askTaught, Log: w.log.add})
	if err := watcher.Arrive(ctx, rates, line.SetBaud); err != nil {
		return errors.Join(err, watcher.Close())
	}
	l.watcher = watcher
	l.Meet(watcher)
	return nil
}

// askTaught is [Worker.Ask] with the question what a text stands for.
func (w *Worker) askTaught(ctx context.Context, q console.Question) (string, error) {
	answer, err := w.Ask(ctx, q)
	if q.About == console.Standing {
		answer = text.TeachStanding(answer)
	}
	return answer, err
}

// watches reports whether a lesson holds its port open.
func (w *Worker) watches() bool { return w.lesson != nil && w.lesson.watcher != nil }

// unwatch frees the port of a lesson.
func (w *Worker) unwatch() error {
	if !w.watches() {
		return nil
	}
	watcher := w.lesson.watcher
	w.lesson.watcher = nil
	return watcher.Close()
}

// Trial is what is tried of a profile.
type Trial int

// The trials.
const (
	TryCommands Trial = iota // those that change nothing
	TryFiles                 // a small file, to the device and back
	TryRequests              // a return request and a confirmation request; nothing is loaded
)

// Tried is the result of a job that tried a profile. The last step may have failed.
type Tried struct{ Steps []console.Step }

// TryTaughtJob tries the profile that the lesson wrote at its port.
func TryTaughtJob(what Trial, written course.Written, s teach.Subject) Job {
	return Job{Title: text.TryTaught.String(), Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		p, err := profile.Load(course.Path(written.Path))
		if err != nil {
			return nil, err
		}
		line, err := w.options.Line(ctx, w.lesson.port, cmp.Or(w.options.Baud, p.Line.Rates[0]))
		if err != nil {
			return nil, err
		}
		var tried Tried
		each := func(step console.Step) { tried.Steps = append(tried.Steps, step) }
		o := console.Options{Ask: w.Ask, Log: w.log.add, Traffic: w.run.meter.begin()}
		switch what {
		case TryFiles:
			err = console.TryFiles(ctx, line, p, o, each)
		case TryRequests:
			order := capability.Line{ActivationID: capability.ActivationID(s.ID), Count: s.Keep}
			err = console.Rehearse(ctx, line, p, o, order, each)
		default:
			err = console.Try(ctx, line, p, o, each)
		}
		if n := len(tried.Steps); n > 0 && tried.Steps[n-1].Err != nil && ctx.Err() == nil {
			return tried, nil // the step says it
		}
		return tried, err
	}}
}
