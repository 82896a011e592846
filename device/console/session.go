package console

import (
	"context"
	"errors"
	"sync"
	"time"

	"handback/device/console/profile"
	"handback/device/redact"
	"handback/device/wire"
)

// soon is the silence after which a prompt counts as one.
const soon = 50 * time.Millisecond

// session is the dialog over one line: what is typed, and what comes back.
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
	marked  bool // an answer came between its marks: the shell is one of the profile's kind

	still string    // what the screen held when noise ended
	since time.Time // since when it holds that

	// progress takes how many characters of an answer have come; nil: nobody.
	progress func(chars int)

	// trace takes each command and its answer, when a profile is tried; nil:
	// nobody does.
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
		if err := wire.Sleep(ctx, pause); err != nil {
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
	return wire.Sleep(ctx, s.profile.Line.LineDelay)
}

// await reads until seen reports true. It asks seen after every byte, and whenever
// the device has been silent for the time quiet. It fails with [ErrNoAnswer] when
// no line ends within timeout, or when all of it takes ten times as long.
func (s *session) await(ctx context.Context, quiet, timeout time.Duration, seen func(event) (bool, error)) error {
	end, idle := time.Now().Add(10*timeout), time.Now().Add(timeout)
	for !s.screen.full {
		what, err := s.listen(ctx, quiet)
		if err != nil {
			return err
		}
		if done, err := seen(what); done || err != nil {
			return err
		}
		if what == lineEnded {
			idle = time.Now().Add(timeout)
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

// listen takes one byte, or notices silence. Where the kernel prints all the time,
// the device counts as silent while its messages are all that comes.
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

// sayCursor answers a question for the cursor's position. It isn't called while a
// command runs: nobody would read the answer, and it would be echoed into what
// the command says.
func (s *session) sayCursor(ctx context.Context) error {
	if text := s.screen.cursor(); text != "" {
		return s.link.Write(ctx, []byte(text))
	}
	return nil
}

// ask puts a question to the person.
func (s *session) ask(ctx context.Context, q Question) (string, error) {
	if s.options.Ask == nil {
		return "", ErrNoPerson
	}
	q.Text = s.masker.Line(q.Text)
	return s.options.Ask(ctx, q)
}

// leave gives the console back as it was found. It can't fail, because it reads
// no answers.
func (s *session) leave() {
	if !s.entered {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaving)
	defer cancel()
	if !s.atShell && s.send(ctx, s.profile.Wake.Stop) != nil {
		return
	}
	for _, line := range s.profile.Shell.Leave {
		if s.sendLine(ctx, string(line)) != nil {
			return
		}
	}
	if s.own && s.profile.Login.Logout != "" {
		_ = s.sendLine(ctx, s.profile.Login.Logout) // the line may be gone
	}
	s.entered = false
}

// ErrFlood says that a device sent more than anybody could want.
var ErrFlood = errors.New("the device sends without end")

const maxUnread = 1 << 20 // bytes

// link keeps what comes on a line for whoever asks next. It is what a file
// transfer takes bytes from.
type link struct {
	line *wire.Wire

	mu     sync.Mutex // guards what follows
	unread []byte
	heard  chan struct{} // filled when there is something unread
	lost   bool          // too much came to keep it
}

func newLink(conn Conn) *link {
	l := &link{heard: make(chan struct{}, 1)}
	l.line = wire.Start(conn, l.keep)
	return l
}

func (l *link) keep(p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.unread)+len(p) > maxUnread {
		l.unread, l.lost = nil, true
	}
	l.unread = append(l.unread, p...)
	l.tell()
}

// tell wakes who waits. The caller holds the lock.
func (l *link) tell() {
	select {
	case l.heard <- struct{}{}:
	default:
	}
}

// take moves what came into p.
func (l *link) take(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost {
		l.lost = false
		return 0, ErrFlood
	}
	n := copy(p, l.unread)
	if l.unread = l.unread[n:]; len(l.unread) > 0 {
		l.tell()
	} else {
		l.unread = nil
	}
	return n, nil
}

// Read implements [modem.Line].
func (l *link) Read(ctx context.Context, p []byte) (int, error) {
	for {
		if n, err := l.take(p); n > 0 || err != nil {
			return n, err
		}
		select {
		case <-l.heard:
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-l.line.Ended():
			if n, err := l.take(p); n > 0 || err != nil {
				return n, err
			}
			return 0, l.line.Err()
		}
	}
}

// Write implements [modem.Line].
func (l *link) Write(ctx context.Context, p []byte) error {
	return l.line.Write(ctx, p, time.Time{})
}

// next waits for one byte; it reports false after that much silence.
func (l *link) next(ctx context.Context, silence time.Duration) (byte, bool, error) {
	var p [1]byte
	if n, err := l.take(p[:]); n > 0 || err != nil {
		return p[0], n > 0, err
	}
	waiting, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	_, err := l.Read(waiting, p[:])
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return 0, false, nil
	}
	return p[0], err == nil, err
}
