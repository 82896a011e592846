package console

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/device/console/profile"
)

// Identify asks who is there.
func (c *Client) Identify(ctx context.Context) (capability.Identity, error) {
	var id capability.Identity
	err := c.act(ctx, func(ctx context.Context) (err error) {
		id, err = c.identify(ctx)
		return err
	})
	if err != nil {
		return capability.Identity{}, fmt.Errorf("ask for the identity: %w", err)
	}
	return id, nil
}

// Licenses reads all licenses.
func (c *Client) Licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	var all []capability.License
	err := c.act(ctx, func(ctx context.Context) (err error) {
		all, err = c.licenses(ctx, report)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the licenses: %w", err)
	}
	return all, nil
}

func (c *Client) licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	report.Tell("read licenses", 0, 0)
	all, err := agree(ctx, c, func(ctx context.Context) ([]capability.License, error) {
		if err := c.ready(ctx); err != nil {
			return nil, err
		}
		lines, err := c.gather(ctx, c.profile.Licenses.Command, nil)
		if err != nil {
			return nil, err
		}
		all, err := licensesOf(c.profile, lines)
		report.Tell("read licenses", int64(len(all)), 0)
		return all, err
	}, slices.Equal)
	report.Tell("read licenses", int64(len(all)), int64(len(all)))
	return all, err
}

// LastMade tells which request the device made last; nil when there is none or
// the device can't tell.
func (c *Client) LastMade(ctx context.Context) (*capability.Made, error) {
	var last *capability.Made
	err := c.act(ctx, func(ctx context.Context) (err error) {
		last, err = c.lastMade(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ask for the last request: %w", err)
	}
	return last, nil
}

func (c *Client) lastMade(ctx context.Context) (*capability.Made, error) {
	if c.profile.Last == nil {
		return nil, nil
	}
	return agree(ctx, c, func(ctx context.Context) (*capability.Made, error) {
		if err := c.ready(ctx); err != nil {
			return nil, err
		}
		lines, err := c.gather(ctx, c.profile.Last.Command, nil)
		return lastOf(c.profile.Last, lines, err)
	}, sameMade)
}

// lastOf reads an answer about the last request. That there is none may come
// with a failure of the command.
func lastOf(l *profile.Last, lines []string, failed error) (*capability.Made, error) {
	var command *CommandError
	var no *capability.Refusal
	if failed != nil && !errors.As(failed, &command) && !errors.As(failed, &no) {
		return nil, failed
	}
	for _, line := range lines {
		if l.None.MatchString(line) {
			return nil, nil
		}
	}
	if failed != nil {
		return nil, failed
	}
	made, err := madeOf(l.Read, lines)
	return &made, err
}

func sameMade(a, b *capability.Made) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
