// Package plain leads a person through returns line by line, for terminals that
// can't show the screens, for screen readers, and for pipes. It says lines and takes
// numbers: no cursor moves, no escape sequence is written, and nothing is colored.
//
// It is the screens without their looks. What may be done at a stage, and how, is in
// work; every sentence is in text. A function here is one conversation: it says
// something, asks, and runs jobs until the person closes it.
package plain

import (
	"context"
	"errors"
	"os"
	"time"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/work"
)

// Options are what the conversation works with. Those of work are required as they
// say; the bench is not opened.
type Options struct {
	work.Options

	// Typed says that In is a terminal, which shows what is typed. Hide has it show
	// nothing until show is called; nil: it can't.
	Typed bool
	Hide  func() (show func(), err error)

	// Interrupts brings each Ctrl+C: the first stops what runs, the second leaves;
	// where nothing runs the first leaves. Nil: they don't come.
	Interrupts <-chan os.Signal

	// Certificate makes that of a return. Save writes a new file, and fails where
	// there is one.
	Certificate func(capability.Return) ([]byte, error)
	Save        func(path string, data []byte) error
}

// timeout is how long a job may take to finish when the conversation has ended, and
// as long again to stop.
const timeout = 20 * time.Second

// session is one conversation, from the first line to the last.
type session struct {
	*crew
	o      Options
	told   string          // where the return stands, as it was said last
	warned map[string]bool // warnings that were said
}

// Run leads a person through returns until they leave, the input ends, or ctx ends.
// It says then what is open. A job that must be whole finishes before, unless it
// takes longer than 20 seconds. The error is ctx.Err() when ctx ended.
//
// One read of In may still wait when Run returns. It ends with In.
func Run(ctx context.Context, o Options) error {
	o.Options = o.WithDefaults()
	p := &person{out: o.Out, in: newReader(o.In), seen: o.Typed, hide: o.Hide, interrupts: o.Interrupts, ended: ctx.Done()}
	defer close(p.in.questions)
	c := &crew{person: p, runner: work.NewRunner(context.WithoutCancel(ctx), o.Options), now: o.Now, gone: make(chan struct{})}
	s := &session{crew: c, o: o, warned: map[string]bool{}}
	s.say(text.PlainWelcome(o.Version), text.PlainHelp.String())
	why := s.home()
	switch {
	case errors.Is(why, errInputEnded):
		s.say(text.PlainInputEnded.String())
	case errors.Is(why, errInterrupted):
		s.say(text.PlainInterrupt.String())
	}
	err := s.close(timeout)
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), err)
	}
	if all, unread := o.Desk.List(ctx); unread == nil {
		s.say(text.PlainHere(all, o.Now())...)
	}
	return err
}
