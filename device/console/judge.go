package console

import (
	"context"
	"errors"
	"strconv"
	"time"

	"handback/capability"
	"handback/device/console/profile"
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

// madeValues are what commands can say of a file.
func madeValues(m capability.Made) map[string]string {
	return map[string]string{"name": m.Name, "size": strconv.FormatInt(m.Size, 10), "sha256": m.SHA256.String()}
}

// deed asks the person for what a command needs.
func (c *Client) deed(ctx context.Context, command profile.Command) error {
	if command.Ask == "" {
		return nil
	}
	_, err := c.session.ask(ctx, Question{About: Deed, Text: command.Ask})
	return err
}

// gather gives the lines of a command in turn, and gathers what the device
// says to them.
func (c *Client) gather(ctx context.Context, command profile.Command, values map[string]string) ([]string, error) {
	lines, err := c.filled(command.Send, values)
	if err != nil {
		return nil, err
	}
	if err := c.deed(ctx, command); err != nil {
		return nil, err
	}
	var all []string
	for _, line := range lines {
		said, err := c.well(ctx, line, command.Time)
		if all = append(all, said...); err != nil {
			return all, err
		}
	}
	return all, nil
}

// well runs a command that must go well.
func (c *Client) well(ctx context.Context, line string, patience time.Duration) ([]string, error) {
	a, err := c.session.run(ctx, line, patience)
	if err != nil {
		return nil, err
	}
	if a, err = c.awaitIdle(ctx, a); err != nil {
		return nil, err
	}
	return a.lines, c.judge(line, a)
}

// judge is a *[capability.Refusal] or a *[CommandError] when the answer is
// one.
func (c *Client) judge(line string, a answer) error {
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

// awaitIdle polls a device that says that it is busy. The answer is the first
// other one.
func (c *Client) awaitIdle(ctx context.Context, a answer) (answer, error) {
	b := c.profile.Busy
	if b == nil {
		return a, nil
	}
	for end := time.Now().Add(b.Time); isBusy(b, a); {
		if time.Now().After(end) {
			return a, &capability.Refusal{Code: capability.Busy}
		}
		if err := wait(ctx, c.options.Poll); err != nil {
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

func isBusy(b *profile.Busy, a answer) bool {
	for _, line := range a.lines {
		if b.Match.MatchString(line) {
			return true
		}
	}
	return false
}
