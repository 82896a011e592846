package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	maxCommand  = 4000            // bytes; a terminal's line holds 4095
	maxPages    = 1000            // of one answer
	echoTries   = 3               // how often a command is typed
	echoSilence = 2 * time.Second // without the rest of an echo
)

// call is a command that has been given.
type call struct {
	line        string
	begin, done *regexp.Regexp // done is nil when the prompt ends the answer
	timeout     time.Duration
}

// answer is what a device said to a command.
type answer struct {
	lines  []string
	status int // 0: well, or not told
}

// started is a call that has begun: its first mark has come.
func (c call) started() call {
	c.begin = nil
	return c
}

// run gives a command and reads its answer.
func (s *session) run(ctx context.Context, line string, timeout time.Duration) (answer, error) {
	c, err := s.give(ctx, line, timeout)
	if err != nil {
		return answer{}, err
	}
	return s.finish(ctx, c)
}

// give types a command and presses Enter once it has come back unharmed.
func (s *session) give(ctx context.Context, line string, timeout time.Duration) (call, error) {
	sh := s.profile.Shell
	if timeout == 0 {
		timeout = sh.Time
	}
	c, text := call{line: line, timeout: timeout}, line
	if sh.Wrap != "" {
		s.number++
		n := strconv.Itoa(s.number)
		c.begin, c.done = sh.Marks(n)
		text = sh.Wrap.Insert(map[string]string{"n": n, "command": line})
	}
	if len(text) > maxCommand {
		return call{}, fmt.Errorf("%w: %d bytes", ErrTooLong, len(text))
	}
	if err := s.typeSafely(ctx, text); err != nil {
		return call{}, err
	}
	s.screen.clear()
	return c, s.sendLine(ctx, "")
}

// typeSafely types a line and compares its echo, so that a bit lost on the line
// doesn't turn it into another command.
func (s *session) typeSafely(ctx context.Context, text string) error {
	for range echoTries {
		if err := s.absorb(); err != nil {
			return err
		}
		s.screen.clear()
		if err := s.send(ctx, text); err != nil || !s.profile.Line.Echo || text == "" {
			return err
		}
		err := s.await(ctx, soon, echoSilence, func(event) (bool, error) { return s.echoed(text), nil })
		if !errors.Is(err, ErrNoAnswer) {
			return err
		}
		s.options.Traffic.Again()
		if err := s.send(ctx, s.profile.Wake.Clear); err != nil {
			return err
		}
		if err := s.settle(ctx); err != nil {
			return err
		}
	}
	return ErrEcho
}

// echoed reports whether text came back, however it was broken into lines.
func (s *session) echoed(text string) bool {
	if current := s.screen.current; len(current) == 0 || current[len(current)-1] != text[len(text)-1] {
		return false
	}
	return endsIn(strings.Join(s.screen.lines, "\n")+"\n"+string(s.screen.current), text)
}

// endsIn reports whether an echo ends in text, with white space in it where
// text has none, but nowhere without where text has some.
func endsIn(echo, text string) bool {
	words := strings.Fields(text)
	slices.Reverse(words)
	for i, word := range words {
		if at := len(echo); i > 0 {
			if echo = strings.TrimRightFunc(echo, unicode.IsSpace); len(echo) == at {
				return false
			}
		}
		for word != "" {
			echo = strings.TrimRightFunc(echo, unicode.IsSpace)
			if echo == "" || echo[len(echo)-1] != word[len(word)-1] {
				return false
			}
			echo, word = echo[:len(echo)-1], word[:len(word)-1]
		}
	}
	return true
}

// finish reads the answer to its end.
func (s *session) finish(ctx context.Context, c call) (answer, error) {
	r := reading{session: s, call: c}
	if err := s.await(ctx, soon, c.timeout, func(what event) (bool, error) { return r.ended(ctx, what) }); err != nil {
		return answer{}, fmt.Errorf("%q: %w", s.masker.Line(c.line), s.unmarked(c, err))
	}
	s.marked = s.marked || c.done != nil
	s.options.Traffic.Message()
	if s.trace != nil {
		s.trace(c.line, r.lines)
	}
	return r.answer, nil
}

// unmarked tells a device that answered, and is back at its prompt, without the marks of
// the profile's shell, from one that stopped answering. Once there were marks there it is
// no other shell.
func (s *session) unmarked(c call, err error) error {
	if s.marked || c.done == nil || !errors.Is(err, ErrNoAnswer) || !matches(s.profile.Shell.Prompt, string(s.screen.current)) {
		return err
	}
	said := ""
	for _, line := range s.screen.lines {
		said = cmp.Or(said, strings.TrimSpace(line))
	}
	return &ShellError{Line: s.masker.Line(said)}
}

// reading is an answer that is coming in.
type reading struct {
	*session
	call
	answer
	read  int // lines of the screen that were looked at
	pages int
}

// ended reports whether the answer has come to its end.
func (r *reading) ended(ctx context.Context, what event) (bool, error) {
	switch {
	case what == byteCame:
		return false, nil
	case r.done != nil && r.closed():
		return true, nil
	case what == lineEnded:
		if r.progress != nil {
			r.progress(r.screen.size)
		}
		return false, nil
	}
	sh, line := r.profile.Shell, string(r.screen.current)
	switch {
	case r.done == nil && matches(sh.Prompt, line):
		r.lines = r.screen.lines
		return true, nil
	case sh.Pager != nil && matches(sh.Pager.Match, line):
		if r.pages++; r.pages > maxPages {
			return false, ErrFlood
		}
		r.screen.current = nil
		return false, r.send(ctx, sh.Pager.Send)
	}
	return false, nil
}

// closed goes through the new lines: those between the marks are the answer. Text
// that a command ended without a line break is before the mark.
func (r *reading) closed() bool {
	for ; r.read < len(r.screen.lines); r.read++ {
		line := r.screen.lines[r.read]
		if at := r.done.FindStringSubmatchIndex(line); at != nil {
			if at[0] > 0 {
				r.lines = append(r.lines, line[:at[0]])
			}
			r.status = statusIn(r.done, line)
			return true
		}
		if matches(r.begin, line) {
			r.lines = nil
			continue
		}
		r.lines = append(r.lines, line)
	}
	return false
}

// statusIn is the group status of a mark; 0 when it has none.
func statusIn(done *regexp.Regexp, line string) int {
	i := done.SubexpIndex("status")
	if i < 0 {
		return 0
	}
	status, err := strconv.Atoi(done.FindStringSubmatch(line)[i])
	if err != nil {
		return -1 // a number that no shell has
	}
	return status
}
