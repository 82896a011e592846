package console

import (
	"context"
	"time"

	"handback/device/console/profile"
	"handback/device/redact"
)

// soon is the silence after which a prompt counts as one.
const soon = 50 * time.Millisecond

// session is the talk over one line: what is typed, and what comes back.
type session struct {
	link    *link
	profile *profile.Profile
	options Options
	screen  screen
	masker  *redact.Masker
	number  int  // of the last command
	atShell bool // the shell waits for a command, and is prepared
	entered bool // it was reached at least once
	known   bool // it is the device that it was
	own     bool // by a login made here

	still string    // what the screen held after noise
	since time.Time // and since when

	// progress takes how many characters of an answer have come; nil: nobody.
	progress func(chars int)

	// trace takes each command and its answer, for who tries a profile.
	trace func(sent string, lines []string)
}

func newSession(conn Conn, p *profile.Profile, o Options) *session {
	s := &session{link: newLink(conn), profile: p, options: o, masker: &redact.Masker{}}
	s.screen.noise = p.Shell.Noise
	if o.Log != nil {
		s.screen.log = func(line string) {
			if !isPayload(line) {
				o.Log(s.masker.Line(line))
			}
		}
	}
	return s
}

// send writes text at the device's pace.
func (s *session) send(ctx context.Context, text string) error {
	pause := s.profile.Line.ByteDelay
	if pause == 0 {
		return s.link.Write(ctx, []byte(text))
	}
	for i := range len(text) {
		if err := s.link.Write(ctx, []byte{text[i]}); err != nil {
			return err
		}
		if err := wait(ctx, pause); err != nil {
			return err
		}
	}
	return nil
}

// sendLine sends a line and its end.
func (s *session) sendLine(ctx context.Context, text string) error {
	if err := s.send(ctx, text+s.profile.Line.End); err != nil {
		return err
	}
	return wait(ctx, s.profile.Line.LineDelay)
}

// await reads until seen holds, which is asked after every byte and whenever
// the device has been silent for that long. It fails with [ErrNoAnswer] when
// no line ends for the time of patience, or when all of it takes ten times as
// long.
func (s *session) await(ctx context.Context, quiet, patience time.Duration, seen func(event) (bool, error)) error {
	end, idle := time.Now().Add(10*patience), time.Now().Add(patience)
	for !s.screen.full {
		what, err := s.listen(ctx, quiet)
		if err != nil {
			return err
		}
		if done, err := seen(what); done || err != nil {
			return err
		}
		if what == lineEnded {
			idle = time.Now().Add(patience)
		}
		if what == byteCame {
			continue
		}
		if now := time.Now(); now.After(end) || now.After(idle) {
			return ErrNoAnswer
		}
	}
	return ErrFlood
}

// listen takes one byte, or silence. Where others talk all the time, silence
// is that nothing is left of what came when their text is out again.
func (s *session) listen(ctx context.Context, quiet time.Duration) (event, error) {
	b, came, err := s.link.next(ctx, quiet)
	if err != nil {
		return silence, err
	}
	if !came {
		return silence, nil
	}
	what := s.screen.feed(b)
	if what != noiseEnded {
		return what, nil
	}
	if now := s.screen.state(); now != s.still {
		s.still, s.since = now, time.Now()
	}
	if time.Since(s.since) < quiet {
		return byteCame, nil
	}
	return silence, nil
}

// absorb reads what has come already.
func (s *session) absorb() error {
	var p [1]byte
	for {
		n, err := s.link.take(p[:])
		if n == 0 || err != nil {
			return err
		}
		s.screen.feed(p[0])
	}
}

// sayCursor answers a question for the cursor's position. While a command runs
// nobody reads the answer, so it would only be echoed into what the command says.
func (s *session) sayCursor(ctx context.Context) error {
	if text := s.screen.cursor(); text != "" {
		return s.link.Write(ctx, []byte(text))
	}
	return nil
}

// ask puts a question to the person.
func (s *session) ask(ctx context.Context, q Question) (string, error) {
	if s.options.Ask == nil {
		return "", ErrNobody
	}
	q.Text = s.masker.Line(q.Text)
	return s.options.Ask(ctx, q)
}

// wait lets time pass.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
