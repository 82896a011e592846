package console

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"handback/capability"
	"handback/device/console/profile"
)

// making makes one request. It never repeats the command blindly: after one
// without a good answer it asks the device what it made last.
type making struct {
	*Client
	lines  []capability.Line
	report capability.Report

	asked  bool // before is known
	before *capability.Made
	given  bool // the command may have been given
	made   capability.Made
}

// MakeRequest has the device make a capability request: with lines for a
// return or activation, without for a confirmation.
func (c *Client) MakeRequest(ctx context.Context, lines []capability.Line, report capability.Report) (capability.Made, error) {
	m := &making{Client: c, lines: lines, report: report}
	err := c.act(ctx, func(ctx context.Context) error { return c.repeat(ctx, m.attempt) })
	if err != nil {
		return capability.Made{}, fmt.Errorf("make a request: %w", err)
	}
	return m.made, nil
}

// attempt finds out what the attempt before achieved, then gives the command.
func (m *making) attempt(ctx context.Context) error {
	if done, err := m.find(ctx); done || err != nil {
		return err
	}
	if m.given && m.profile.Last == nil {
		return errUnknown
	}
	if err := m.order(ctx); err != nil {
		return err
	}
	send := m.profile.Request.Confirm
	if len(m.lines) > 0 {
		send = m.profile.Request.Return
	}
	items, err := m.items()
	if err != nil {
		return err
	}
	m.report.Tell("make request", 0, 0)
	command := m.profile.Request.Command
	command.Send = insertItems(send, items)
	m.given = true
	said, err := m.gather(ctx, command, nil)
	if err != nil {
		return err
	}
	if done, err := m.find(ctx); done || err != nil {
		return err
	}
	if m.made, err = madeOf(m.profile.Request.Read, said); err == nil && m.profile.Last != nil {
		return fmt.Errorf("%w: it made %q, and shows another request as the last", profile.ErrAnswer, m.made.Name)
	}
	return err
}

// errUnknown says that nobody can find out what a device did.
var errUnknown = fmt.Errorf("%w, and can't tell what it did", ErrNoAnswer)

// find asks for the last request; it reports true when that is a new one.
func (m *making) find(ctx context.Context) (bool, error) {
	last, err := m.lastMade(ctx)
	if err != nil {
		return false, err
	}
	if !m.asked {
		m.asked, m.before = true, last
	}
	if last == nil || !m.given || sameMade(last, m.before) {
		return false, nil
	}
	m.made = *last
	return true, nil
}

// order gives the lines where each has a command of its own.
func (m *making) order(ctx context.Context) error {
	r := m.profile.Request
	if len(m.lines) == 0 || len(r.Add) == 0 {
		return nil
	}
	commands, err := m.filled(r.Clear, nil)
	if err != nil {
		return err
	}
	for _, line := range m.lines {
		add, err := m.filled(r.Add, lineValues(line))
		if err != nil {
			return err
		}
		commands = append(commands, add...)
	}
	for i, command := range commands {
		m.report.Tell("make request", int64(i), int64(len(commands)))
		if _, err := m.runOK(ctx, command, r.Time); err != nil {
			return err
		}
	}
	return nil
}

// items is the text of all lines, for one command.
func (m *making) items() (string, error) {
	var items []string
	for _, line := range m.lines {
		item, err := m.profile.Request.Item.Fill(lineValues(line), m.profile.Shell.Quote)
		if err != nil {
			return "", err
		}
		items = append(items, item)
	}
	return strings.Join(items, " "), nil
}

// insertItems puts the lines, which are quoted already, into commands.
func insertItems(commands []profile.Template, items string) []profile.Template {
	commands = slices.Clone(commands)
	for i, t := range commands {
		commands[i] = profile.Template(t.Insert(map[string]string{"items": items}))
	}
	return commands
}

func lineValues(l capability.Line) map[string]string {
	return map[string]string{"id": string(l.ActivationID), "remaining": strconv.Itoa(l.Count)}
}
