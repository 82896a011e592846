package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"handback/device/heard"
)

const (
	logins  = 3               // how often a login is tried
	leaving = 2 * time.Second // for all of leaving
)

// entry is the way from an unknown state of the console to its prompt.
type entry struct {
	*session
	end      time.Time
	silences int // how often it was silent since it said something new
	logins   int
	asked    bool // the password was given, and the device has not reacted yet
	named    bool // the user name was given, or the device doesn't want one

	question string // the prompt at which the password was given
	last     string // the last line that was seen; empty: none yet
	prompt   string // the last prompt that the profile doesn't describe; empty: none
	changes  int    // how often that prompt changed
}

// enter wakes the console, logs in if it asks for that, and gets to a prompt that
// comes again after an empty line; a message of the day doesn't. The console may
// be in any state when it starts.
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
	return &StrangeError{Heard: heard.Classify([]byte(e.last), nil), Line: e.masker.Line(e.last)}
}

// settle waits until the device is silent. One that never is shows no prompt.
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

// react does what the last line asks for. It reports true at the prompt. It ends
// a login that somebody else began with an empty password.
func (e *entry) react(ctx context.Context) (bool, error) {
	p, line := e.profile, string(e.screen.current)
	e.last = cmp.Or(e.lastLine(), e.last)
	if err := e.newPassword(line); err != nil {
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
	if err := e.changingPrompt(line); err != nil {
		return false, err
	}
	return false, e.nudge(ctx)
}

// reply sends text and forgets what was on the screen before.
func (e *entry) reply(ctx context.Context, text string) error {
	e.screen.clear()
	e.silences = 0
	return e.send(ctx, text)
}

// confirm presses Enter at what looks like a prompt: only a shell says the same
// again and nothing else, except for a clock or a counter.
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

// refused notices that a login failed: the device says so, or asks once more.
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
		if name, err = e.askPerson(ctx, UserName, prompt); err != nil {
			return err
		}
	}
	e.named = true
	return e.reply(ctx, name+e.profile.Line.End)
}

func (e *entry) givePassword(ctx context.Context, prompt string) error {
	secret, err := e.askPerson(ctx, Password, prompt)
	if err != nil {
		return err
	}
	e.masker.Know(secret)
	e.logins++
	e.asked, e.own, e.question = true, true, prompt
	return e.reply(ctx, secret+e.profile.Line.End)
}

// askPerson asks the person. Their time doesn't count.
func (e *entry) askPerson(ctx context.Context, about QuestionKind, prompt string) (string, error) {
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
	seen := func(line string) bool { return matches(re, line) }
	return slices.ContainsFunc(e.screen.lines, seen) || seen(string(e.screen.current))
}

func (e *entry) lastLine() string {
	if len(e.screen.current) > 0 || len(e.screen.lines) == 0 {
		return string(e.screen.current)
	}
	return e.screen.lines[len(e.screen.lines)-1]
}

func matches(re *regexp.Regexp, line string) bool { return re != nil && re.MatchString(line) }

// newPassword notices that the device wants a new password to be set: it says
// so, or asks for something else right after the password was given. Whatever is
// typed there would become its password.
func (e *entry) newPassword(line string) error {
	asks := heard.AsksNewPassword(line)
	if e.asked && !e.sawLine(e.profile.Login.Failed) && matches(e.profile.Login.PasswordPrompt, line) {
		asks = asks || line != e.question || heard.Expired(strings.Join(e.screen.lines, "\n"))
	}
	if !asks {
		return nil
	}
	e.entered, e.own = false, false // there is nothing to leave, and nothing more to type
	return &NewPasswordError{Question: e.masker.Line(line)}
}

// maxPromptChanges is how often a prompt may change before it counts as one that
// always does.
const maxPromptChanges = 2

// changingPrompt notices a prompt that the profile doesn't describe and that
// changes each time, so that it never repeats.
func (e *entry) changingPrompt(line string) error {
	if heard.Classify([]byte(line), nil) != heard.Shell || percentage.MatchString(line) {
		return nil
	}
	before := e.prompt
	e.prompt = line
	if !counts(before, line) {
		e.changes = 0
		return nil
	}
	if e.changes++; e.changes < maxPromptChanges {
		return nil
	}
	return &StrangeError{Heard: heard.Shell, Line: e.masker.Line(before), Next: e.masker.Line(line), Pattern: patternOf(before, line)}
}

var (
	digits     = regexp.MustCompile(`\d+`)
	percentage = regexp.MustCompile(`\d ?%\s*$`) // of progress, which looks like a prompt of csh
)

// counts reports whether two prompts differ in their numbers only.
func counts(a, b string) bool {
	return a != b && digits.ReplaceAllLiteralString(a, "0") == digits.ReplaceAllLiteralString(b, "0")
}

// patternOf is a pattern for prompts that count: it fits any number where a and b
// differ.
func patternOf(a, b string) string {
	before, i := digits.FindAllString(a, -1), 0
	open := digits.ReplaceAllStringFunc(regexp.QuoteMeta(b), func(number string) string {
		if i++; before[i-1] == number {
			return number
		}
		return `\d+`
	})
	return "^" + open + "$"
}
