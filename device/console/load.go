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

// LoadResponse carries a response to the device and has it processed.
func (c *Client) LoadResponse(ctx context.Context, response []byte, report capability.Report) (capability.Mark, error) {
	if len(response) == 0 || len(response) > MaxFile {
		return capability.Mark{}, fmt.Errorf("load the response: %w: %d bytes, 1 to %d are possible", ErrTooLarge, len(response), MaxFile)
	}
	l := &loading{Client: c, data: response, report: report, file: capability.Made{
		Name: c.profile.Store.Name, Size: int64(len(response)), SHA256: capability.DigestOf(response),
	}}
	err := c.act(ctx, func(ctx context.Context) error { return c.repeat(ctx, l.attempt) })
	if err != nil {
		return capability.Mark{}, fmt.Errorf("load the response: %w", err)
	}
	return l.mark, nil
}

// loading loads one response, the point of no return. After a command without a
// good answer it asks the device what it processed last.
type loading struct {
	*Client
	file   capability.Made
	data   []byte
	report capability.Report

	given bool // the command may have been given
	mark  capability.Mark
}

// attempt finds out what the attempt before achieved, then carries the response
// over and gives the command.
func (l *loading) attempt(ctx context.Context) error {
	if done, err := l.find(ctx); done || err != nil {
		return err
	}
	if err := l.store(ctx, l.file, l.data, l.report); err != nil {
		return err
	}
	l.report.Tell("load response", 0, 0)
	again := l.given
	l.given = true
	said, err := l.gather(ctx, l.profile.Load, madeValues(l.file))
	if err != nil && !(again && errors.Is(err, &capability.Refusal{Code: capability.AlreadyLoaded})) {
		return err
	}
	if done, failed := l.find(ctx); done || failed != nil {
		return failed
	}
	if err != nil {
		return err
	}
	return l.take(said)
}

// find reports whether the response is the last that was processed.
func (l *loading) find(ctx context.Context) (bool, error) {
	if !l.given {
		return false, nil
	}
	id, err := l.identify(ctx)
	if err != nil || id.Last == nil || id.Last.SHA256 != l.file.SHA256 {
		return false, err
	}
	l.mark = *id.Last
	return true, nil
}

// take reads the answer to the command, for a device that doesn't tell afterwards
// what it processed.
func (l *loading) take(said []string) error {
	fields, err := l.profile.Load.Read.Fields(said)
	if err != nil {
		return err
	}
	l.mark = capability.Mark{SHA256: l.file.SHA256}
	if len(l.profile.Load.Read.Match) == 0 && len(l.profile.Load.Read.JSON) == 0 {
		return nil
	}
	seq, found := fields["seq"]
	if !found {
		return fmt.Errorf("%w: it doesn't say that the response was processed", profile.ErrAnswer)
	}
	l.mark.Seq, err = l.profile.Values.Count(seq)
	return err
}

// store carries a file to the device. The device must then say its digest.
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

// isDamage reports whether the device refused a file that arrived damaged, or
// took lines of the file for commands.
func isDamage(err error) bool {
	return errors.Is(err, &capability.Refusal{Code: capability.FileDamaged}) ||
		errors.Is(err, &capability.Refusal{Code: capability.Unknown})
}

// storeOnce carries the file once, and returns the lines that hold the digest.
func (c *Client) storeOnce(ctx context.Context, file capability.Made, data []byte, report capability.Report) ([]string, error) {
	st := c.profile.Store
	check, err := c.filled(st.Check, madeValues(file))
	if err != nil {
		return nil, err
	}
	last, err := c.runUpToLast(ctx, st.Command, madeValues(file))
	if err != nil {
		return nil, err
	}
	lines, err := c.carry(ctx, last, data, reportAs(report, "send file"))
	if err != nil {
		return nil, err
	}
	more, err := c.runAll(ctx, check, st.Time)
	return append(lines, more...), err
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
	a, err := c.session.finish(ctx, given.started())
	if err != nil {
		return nil, err
	}
	return a.lines, textError(c.classify(line, a))
}

// textError is why a device didn't take the text of a file. What was sent was
// right, so a failure means that the line damaged it.
func textError(err error) error {
	if _, failed := errors.AsType[*CommandError](err); failed || errors.Is(err, &capability.Refusal{Code: capability.FileDamaged}) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// modemEnd is how long the end of a command is awaited after its transfer.
const modemEnd = 3 * time.Second

// afterModem reads the end of a command whose transfer ended with err. The shell's
// words after it may be lost together with the last answer of the transfer; then
// the digest of the file tells how it went.
func (c *Client) afterModem(ctx context.Context, given call, err error) ([]string, error) {
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	c.session.screen.clear()
	given = given.started()
	given.timeout = modemEnd
	a, err := c.session.finish(ctx, given)
	if errors.Is(err, ErrNoAnswer) {
		c.session.atShell = false
		return nil, c.ready(ctx)
	}
	if err != nil {
		return nil, err
	}
	return a.lines, c.classify(given.line, a)
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

// begun waits for the sign that a command has begun: the first mark, or the line
// that the profile names. It reads nothing beyond that.
func (s *session) begun(ctx context.Context, c call) error {
	mark := s.profile.Store.Ready
	if c.begin != nil {
		mark = c.begin
	}
	if mark == nil {
		return nil
	}
	return s.await(ctx, soon, c.timeout, func(what event) (bool, error) {
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
