package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"
)

const (
	logins  = 3               // how often a login is tried
	leaving = 2 * time.Second // for all of leaving
)

// entry is the way from an unknown state of the console to its prompt.
type entry struct {
	*session
	end      time.Time
	silences int // since the device said something new
	logins   int
	asked    bool // the password was given, and nothing is known of it yet
	named    bool // the user was named, or nobody wants to hear who it is

	question string // to which the password was given
	last     string // line that was seen; empty: none yet
	prompt   string // that the profile doesn't describe, seen last; empty: none
	changes  int    // how often it was another one
}

// enter wakes the console, logs in where it wants that, and gets to a prompt
// that comes again after an empty line, which the message of the day doesn't.
// It starts from wherever the last one left the console.
func (s *session) enter(ctx context.Context) error {
	e := &entry{session: s, end: time.Now().Add(s.profile.Wake.Time)}
	s.screen.clear()
	if err := s.sendLine(ctx, s.profile.Wake.Clear); err != nil {
		return err
	}
	for time.Now().Before(e.end) {
		if err := s.settle(ctx); err != nil {
			return err
		}
		done, err := e.react(ctx)
		if err != nil {
			return err
		}
		if done {
			s.entered = true
			s.screen.clear()
			return nil
		}
	}
	return e.strange()
}

// settle waits until the device is silent. One that never is makes no prompt.
func (s *session) settle(ctx context.Context) error {
	limit := time.Now().Add(s.profile.Wake.Time)
	err := s.await(ctx, s.profile.Wake.Quiet, s.profile.Wake.Time, func(what event) (bool, error) {
		return what == silence || what == lineEnded && time.Now().After(limit), nil
	})
	if errors.Is(err, ErrFlood) {
		s.screen.clear()
		err = nil
	}
	if err != nil {
		return err
	}
	return s.sayCursor(ctx)
}

// react does what the last line asks for; it reports true at the prompt. A
// login that somebody else began ends with an empty password.
func (e *entry) react(ctx context.Context) (bool, error) {
	p, line := e.profile, string(e.screen.current)
	e.last = cmp.Or(e.lastLine(), e.last)
	if err := e.demands(line); err != nil {
		return false, err
	}
	if err := e.refused(line); err != nil {
		return false, err
	}
	switch {
	case matches(p.Wake.BootLoader, line):
		return false, ErrBootLoader
	case matches(p.Login.UserPrompt, line):
		return false, e.giveUser(ctx, line)
	case matches(p.Login.PasswordPrompt, line) && p.Login.UserPrompt != nil && !e.named:
		e.named = true // if it asks once more
		return false, e.reply(ctx, p.Line.End)
	case matches(p.Login.PasswordPrompt, line):
		return false, e.givePassword(ctx, line)
	case p.Shell.Pager != nil && matches(p.Shell.Pager.Match, line):
		return false, e.reply(ctx, p.Shell.Pager.Send)
	case matches(p.Shell.Prompt, line):
		return e.confirm(ctx, line)
	}
	for _, a := range p.Wake.Answers {
		if e.sawLine(a.Match) {
			return false, e.reply(ctx, a.Send)
		}
	}
	if err := e.stranger(line); err != nil {
		return false, err
	}
	return false, e.nudge(ctx)
}

// reply sends text; what comes after it is looked at anew.
func (e *entry) reply(ctx context.Context, text string) error {
	e.screen.clear()
	e.silences = 0
	return e.send(ctx, text)
}

// confirm presses Enter at what looks like a prompt: only a shell says the
// same again, but for a clock or a counter, and nothing else.
func (e *entry) confirm(ctx context.Context, line string) (bool, error) {
	e.screen.clear()
	if err := e.sendLine(ctx, ""); err != nil {
		return false, err
	}
	if err := e.settle(ctx); err != nil {
		return false, err
	}
	again := string(e.screen.current)
	same := again == line || counts(line, again) && matches(e.profile.Shell.Prompt, again)
	return same && !matches(e.profile.Login.PasswordPrompt, line), nil
}

// nudge tries in turn what may bring a prompt back: Enter, dropping a half
// line, ending a program.
func (e *entry) nudge(ctx context.Context) error {
	e.silences++
	e.screen.clear()
	switch e.silences % 4 {
	case 1: // it may be about to say more
		return nil
	case 2:
		return e.sendLine(ctx, "")
	case 3:
		return e.sendLine(ctx, e.profile.Wake.Stop)
	default:
		return e.sendLine(ctx, e.profile.Wake.Clear)
	}
}

// refused notices that a login failed: the device says so, or asks again.
func (e *entry) refused(line string) error {
	p := e.profile.Login
	if !e.asked || !e.sawLine(p.Failed) && !matches(p.UserPrompt, line) && !matches(p.PasswordPrompt, line) {
		return nil
	}
	e.asked, e.own = false, false
	if e.logins >= logins {
		return ErrLogin
	}
	return nil
}

func (e *entry) giveUser(ctx context.Context, prompt string) error {
	name := e.profile.Login.User
	if name == "" {
		var err error
		if name, err = e.patiently(ctx, UserName, prompt); err != nil {
			return err
		}
	}
	e.named = true
	return e.reply(ctx, name+e.profile.Line.End)
}

func (e *entry) givePassword(ctx context.Context, prompt string) error {
	secret, err := e.patiently(ctx, Password, prompt)
	if err != nil {
		return err
	}
	e.masker.Know(secret)
	e.logins++
	e.asked, e.own, e.question = true, true, prompt
	return e.reply(ctx, secret+e.profile.Line.End)
}

// patiently asks the person, whose time doesn't count.
func (e *entry) patiently(ctx context.Context, about Asked, prompt string) (string, error) {
	began := time.Now()
	text, err := e.ask(ctx, Question{About: about, Text: prompt, Again: e.logins > 0})
	e.end = e.end.Add(time.Since(began))
	if err != nil {
		return "", fmt.Errorf("the device asks for a %s: %w", about, err)
	}
	return text, nil
}

// sawLine reports whether any line matches, the last one too.
func (e *entry) sawLine(re *regexp.Regexp) bool {
	for _, line := range e.screen.lines {
		if matches(re, line) {
			return true
		}
	}
	return matches(re, string(e.screen.current))
}

func (e *entry) lastLine() string {
	if len(e.screen.current) > 0 || len(e.screen.lines) == 0 {
		return string(e.screen.current)
	}
	return e.screen.lines[len(e.screen.lines)-1]
}

func matches(re *regexp.Regexp, line string) bool { return re != nil && re.MatchString(line) }

// leave gives the console back as it was found. It can't fail: nobody waits
// for what it says.
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
