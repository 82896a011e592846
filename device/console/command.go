package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"handback/capability"
	"handback/device/console/profile"
	"handback/device/wire"
)

// filled puts values into the lines of a command.
func (c *Client) filled(templates []profile.Template, values map[string]string) ([]string, error) {
	lines := make([]string, len(templates))
	for i, t := range templates {
		line, err := t.Fill(values, c.profile.Shell.Quote)
		if err != nil {
			return nil, err
		}
		lines[i] = line
	}
	return lines, nil
}

// madeValues are what commands can say about a file.
func madeValues(m capability.Made) map[string]string {
	return map[string]string{"name": m.Name, "size": strconv.FormatInt(m.Size, 10), "sha256": m.SHA256.String()}
}

// gather gives the lines of a command in turn, and gathers what the device
// says to them.
func (c *Client) gather(ctx context.Context, command profile.Command, values map[string]string) ([]string, error) {
	lines, err := c.prepare(ctx, command, values)
	if err != nil {
		return nil, err
	}
	return c.runAll(ctx, lines, command.Time)
}

// prepare fills in the lines of a command, and asks the person to do what the
// command needs.
func (c *Client) prepare(ctx context.Context, command profile.Command, values map[string]string) ([]string, error) {
	lines, err := c.filled(command.Send, values)
	if err == nil && command.Ask != "" {
		_, err = c.session.ask(ctx, Question{About: Action, Text: command.Ask})
	}
	return lines, err
}

// runAll runs lines that must not fail, up to the first that does, and returns
// what the device says to all of them.
func (c *Client) runAll(ctx context.Context, lines []string, timeout time.Duration) ([]string, error) {
	var all []string
	for _, line := range lines {
		said, err := c.runOK(ctx, line, timeout)
		if all = append(all, said...); err != nil {
			return all, err
		}
	}
	return all, nil
}

// runUpToLast runs all lines of a command but the last, and returns that: it is
// the one that carries a file.
func (c *Client) runUpToLast(ctx context.Context, command profile.Command, values map[string]string) (string, error) {
	lines, err := c.prepare(ctx, command, values)
	if err != nil {
		return "", err
	}
	last := len(lines) - 1
	_, err = c.runAll(ctx, lines[:last], command.Time)
	return lines[last], err
}

// runOK runs a command that must not fail.
func (c *Client) runOK(ctx context.Context, line string, timeout time.Duration) ([]string, error) {
	a, err := c.session.run(ctx, line, timeout)
	if err != nil {
		return nil, err
	}
	if a, err = c.awaitIdle(ctx, a); err != nil {
		return nil, err
	}
	return a.lines, c.classify(line, a)
}

// classify returns a *[capability.Refusal] or a *[CommandError] when the answer
// is one.
func (c *Client) classify(line string, a answer) error {
	for _, r := range c.profile.Refusals {
		for _, said := range append(a.lines, "") {
			if no := r.Refused(said, a.status); no != nil && (said != "" || r.Match == nil) {
				return no
			}
		}
	}
	if a.status == 0 {
		return nil
	}
	e := &CommandError{Command: c.session.masker.Line(line), Status: a.status}
	if len(a.lines) > 0 {
		e.Text = c.session.masker.Line(a.lines[len(a.lines)-1])
	}
	return e
}

// pollEvery is the time between two questions to a busy device.
const pollEvery = 500 * time.Millisecond

// awaitIdle polls a device that says that it is busy, and returns the first
// answer that says something else.
func (c *Client) awaitIdle(ctx context.Context, a answer) (answer, error) {
	b := c.profile.Busy
	if b == nil {
		return a, nil
	}
	for end := time.Now().Add(b.Time); slices.ContainsFunc(a.lines, b.Match.MatchString); {
		if time.Now().After(end) {
			return a, &capability.Refusal{Code: capability.Busy}
		}
		if err := wire.Sleep(ctx, pollEvery); err != nil {
			return a, err
		}
		next, err := c.session.run(ctx, string(b.Poll), 0)
		switch {
		case errors.Is(err, ErrNoAnswer) || errors.Is(err, ErrEcho):
			if err := c.session.enter(ctx); err != nil {
				return a, err
			}
		case err != nil:
			return a, err
		default:
			a = next
		}
	}
	return a, nil
}

// prompt gets to the shell and prepares it, unless it is known to wait for a
// command.
func (c *Client) prompt(ctx context.Context) error {
	s := c.session
	if s.atShell {
		return nil
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	for _, line := range c.profile.Shell.Setup {
		if _, err := s.run(ctx, string(line), 0); err != nil {
			return err
		}
	}
	s.atShell, s.known = true, false
	return nil
}

// ready gets to the shell, and makes sure that it is the device that it was when
// the line was opened.
func (c *Client) ready(ctx context.Context) error {
	if err := c.prompt(ctx); err != nil || c.session.known {
		return err
	}
	_, err := c.identify(ctx)
	return err
}

// recognize compares the device that is there with the one that was.
func (c *Client) recognize(id capability.Identity) error {
	if c.peer.Host.IsZero() {
		c.peer = id
	}
	if id.Host != c.peer.Host || id.Serial != c.peer.Serial {
		return fmt.Errorf("%w: %s in place of %s", capability.ErrOtherDevice, id.Host, c.peer.Host)
	}
	c.session.known = true
	return nil
}

// repeat does something until it succeeds. It tries again only after failures
// that a bad line causes.
func (c *Client) repeat(ctx context.Context, do func(ctx context.Context) error) error {
	var err error
	for try := range c.options.Tries {
		if try > 0 {
			c.options.Traffic.Again()
		}
		if err = c.ready(ctx); err == nil {
			err = do(ctx)
		}
		if !c.passing(err) {
			return err
		}
	}
	return err
}

// passing reports whether a failure may not come again. After some of them
// nobody knows where the shell is.
func (c *Client) passing(err error) bool {
	for _, lost := range []error{ErrNoAnswer, ErrFlood, ErrEcho, ErrDamaged} {
		if errors.Is(err, lost) {
			c.session.atShell = false
			return true
		}
	}
	return errors.Is(err, profile.ErrAnswer)
}

// agree reads until two readings in a row say the same: nothing else shows that
// a character was lost or changed.
func agree[T any](ctx context.Context, c *Client, read func(ctx context.Context) (T, error), same func(a, b T) bool) (T, error) {
	var before T
	have, failed := false, ErrUnsure
	for range c.options.Tries + 1 {
		now, err := read(ctx)
		switch {
		case err == nil && have && same(before, now):
			return now, nil
		case err == nil:
			before, have = now, true
		case c.passing(err):
			failed = err
		default:
			return now, err
		}
	}
	var none T
	return none, failed
}
