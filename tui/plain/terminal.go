package plain

import (
	"time"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/work"
)

// closesView is the line that closes the view of a line.
const closesView = "."

// unended is how long a line that has not ended waits before it is said: a prompt
// never ends.
const unended = 500 * time.Millisecond

// terminal shows what a device writes at a port that the person names, and, after a
// question, sends what is typed.
func (s *session) terminal() error {
	port, typed, err := s.fill(field{label: text.TypedPort.String(), value: s.likelyPort(), missing: text.EmptyPort.String()})
	if err != nil || !typed {
		return err
	}
	s.say(text.PlainWrite.String())
	writes, err := s.yes(text.WriteNo.String(), text.WriteYes.String())
	if err != nil {
		return err
	}
	s.say(text.PlainWatch.String())
	return s.watch(work.TerminalJob(port), writes)
}

// likelyPort is the port in use, else the named one, else the first; empty: none.
func (s *session) likelyPort() string {
	switch {
	case s.hand.Link != nil:
		return s.hand.Link.Port
	case s.o.Port != "":
		return s.o.Port
	case len(s.listed.Ports) > 0:
		return s.listed.Ports[0].Path
	}
	return ""
}

// watch runs the job of the terminal view until the person closes it.
func (s *session) watch(j work.Job, writes bool) error {
	run := s.runner.Start(j)
	messages := s.messages(run)
	told := telling{crew: s.crew}
	for closing := false; ; {
		s.in.ask()
		select {
		case <-s.ended:
			return errEnded
		case <-s.interrupts:
			if closing {
				return errInterrupted
			}
			closing = true
			s.runner.Stop()
		case r := <-s.in.replies:
			s.in.waits = false
			switch {
			case r.err != nil && r.err != errTooLong:
				s.runner.Stop()
				return errInputEnded
			case r.line == closesView:
				closing = true
				s.runner.Stop()
			case writes && r.err == nil:
				s.runner.Send(work.LineInput{Bytes: []byte(r.line + "\r")})
			}
		case <-told.quiet():
			told.rest()
		case m := <-messages:
			told.more()
			if f, is := m.(work.Finished); is {
				told.rest()
				_, _, err := s.finished(run, f)
				return err
			}
		}
	}
}

// telling says the lines of a transcript as they come.
type telling struct {
	*crew
	lines int       // that were said
	last  time.Time // of those
	said  string    // of the line that has not ended
	timer *time.Timer
}

// more says the lines that have ended since.
func (t *telling) more() {
	lines, _ := t.runner.Transcript()
	if len(lines) < t.lines { // the oldest were dropped
		t.lines = 0
		for t.lines < len(lines) && !lines[t.lines].At.After(t.last) {
			t.lines++
		}
	}
	for _, l := range lines[t.lines:] {
		if l.Text != t.said {
			t.say(capability.PrintableLine(l.Text))
		}
		t.said, t.last = "", l.At
	}
	t.lines = len(lines)
	t.timer = time.NewTimer(unended)
}

// quiet tells when nothing has come for a while.
func (t *telling) quiet() <-chan time.Time {
	if t.timer == nil {
		return nil
	}
	return t.timer.C
}

// rest says a line that has not ended.
func (t *telling) rest() {
	t.timer = nil
	if _, rest := t.runner.Transcript(); rest != "" && rest != t.said {
		t.say(rest)
		t.said = rest
	}
}
