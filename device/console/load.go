package console

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/device/console/profile"
)

// loading is the loading of one response, the point of no return. After a
// command without a good answer the device is asked what it processed last.
type loading struct {
	*Client
	file   capability.Made
	data   []byte
	report capability.Report

	given bool // the command was given, perhaps
	mark  capability.Mark
}

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

// attempt finds out what the one before came to, then carries the response
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

// take reads the answer of a device that doesn't tell afterwards what it
// processed.
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
