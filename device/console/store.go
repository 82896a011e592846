package console

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
	"handback/device/console/modem"
	"handback/device/console/profile"
)

// store carries a file to the device, which must say its digest.
func (c *Client) store(ctx context.Context, file capability.Made, data []byte, report capability.Report) error {
	lines, err := c.storeOnce(ctx, file, data, report)
	if isDamage(err) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return err
	}
	fields, err := c.profile.Store.Read.Fields(lines)
	if err != nil {
		return err
	}
	if fields["sha256"] != file.SHA256.String() {
		c.options.Traffic.Damaged()
		return fmt.Errorf("%w: the device says SHA-256 %.12q, sent was %s", ErrDamaged, fields["sha256"], file.SHA256.Short())
	}
	return nil
}

// isDamage reports whether a refusal is that of a file which arrived damaged,
// or of lines of it which were taken for commands.
func isDamage(err error) bool {
	return errors.Is(err, &capability.Refusal{Code: capability.FileDamaged}) ||
		errors.Is(err, &capability.Refusal{Code: capability.Unknown})
}

// storeOnce gives the lines that hold the digest.
func (c *Client) storeOnce(ctx context.Context, file capability.Made, data []byte, report capability.Report) ([]string, error) {
	st := c.profile.Store
	before, err := c.filled(st.Send, madeValues(file))
	if err != nil {
		return nil, err
	}
	check, err := c.filled(st.Check, madeValues(file))
	if err != nil {
		return nil, err
	}
	if err := c.deed(ctx, st.Command); err != nil {
		return nil, err
	}
	last := len(before) - 1
	for _, line := range before[:last] {
		if _, err := c.well(ctx, line, st.Time); err != nil {
			return nil, err
		}
	}
	lines, err := c.carry(ctx, before[last], data, reportAs(report, "send file"))
	for _, line := range check {
		if err != nil {
			return nil, err
		}
		var more []string
		more, err = c.well(ctx, line, st.Time)
		lines = append(lines, more...)
	}
	return lines, err
}

// carry gives the command that takes the file, then the file.
func (c *Client) carry(ctx context.Context, line string, data []byte, report capability.Report) ([]string, error) {
	st := c.profile.Store
	given, err := c.session.give(ctx, line, st.Time)
	if err != nil {
		return nil, err
	}
	if err := c.session.begun(ctx, given); err != nil {
		return nil, err
	}
	switch st.By {
	case profile.XModem1K:
		err = modem.SendXModem1K(ctx, c.session.link, data, c.modemOptions(report))
		return c.afterModem(ctx, given, err)
	case profile.YModem:
		err = modem.SendYModem(ctx, c.session.link, modem.File{Name: st.Name, Data: data}, c.modemOptions(report))
		return c.afterModem(ctx, given, err)
	}
	if err := c.session.sendText(ctx, encodeText(st.By, data, c.profile.Line.Width), len(data), report); err != nil {
		return nil, err
	}
	a, err := c.session.finish(ctx, given.under())
	if err != nil {
		return nil, err
	}
	return a.lines, notTaken(c.judge(line, a))
}

// notTaken is why a device didn't take the text of a file. It can't tell text
// that the line spoiled from text that was never right, which is not sent.
func notTaken(err error) error {
	var failed *CommandError
	if errors.As(err, &failed) || errors.Is(err, &capability.Refusal{Code: capability.FileDamaged}) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// modemEnd is how long the end of a command is awaited after its transfer.
const modemEnd = 3 * time.Second

// afterModem reads the end of a command whose transfer ended with err. When
// the last answer of a transfer was lost, so may be what the shell said after
// it; then the digest of the file has to tell how it went.
func (c *Client) afterModem(ctx context.Context, given call, err error) ([]string, error) {
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	c.session.screen.clear()
	given = given.under()
	given.patience = modemEnd
	a, err := c.session.finish(ctx, given)
	if errors.Is(err, ErrNoAnswer) {
		c.session.atShell = false
		return nil, c.ready(ctx)
	}
	if err != nil {
		return nil, err
	}
	return a.lines, c.judge(given.line, a)
}

func (c *Client) modemOptions(report capability.Report) modem.Options {
	return modem.Options{Report: report, Count: c.options.Traffic}
}

// sendText sends the lines of a file and what ends it.
func (s *session) sendText(ctx context.Context, lines []string, size int, report capability.Report) error {
	for i, line := range lines {
		report.Tell("", int64(size)*int64(i)/int64(len(lines)), int64(size))
		if err := s.absorb(); err != nil {
			return err
		}
		s.screen.clear()
		if err := s.sendLine(ctx, line); err != nil {
			return err
		}
		if !s.profile.Line.AwaitEcho {
			continue
		}
		err := s.await(ctx, soon, echoSilence, func(event) (bool, error) { return s.echoed(line), nil })
		if err != nil {
			return fmt.Errorf("%w: line %d did not come back: %w", ErrDamaged, i+1, err)
		}
	}
	report.Tell("", int64(size), int64(size))
	return s.send(ctx, s.profile.Store.End)
}

// begun waits for what says that a command has begun: the first mark, or the
// line that the profile names. Nothing is read beyond that.
func (s *session) begun(ctx context.Context, c call) error {
	mark := s.profile.Store.Ready
	if c.begin != nil {
		mark = c.begin
	}
	if mark == nil {
		return nil
	}
	return s.await(ctx, soon, c.patience, func(what event) (bool, error) {
		if what != lineEnded {
			return false, nil
		}
		last := s.screen.lines[len(s.screen.lines)-1]
		return mark.MatchString(last), nil
	})
}

// reportAs names what is reported.
func reportAs(report capability.Report, what string) capability.Report {
	if report == nil {
		return nil
	}
	return func(p capability.Progress) { report(capability.Progress{What: what, Done: p.Done, Total: p.Total}) }
}
