package console

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/device/console/profile"
)

// prompt gets to the shell, unless it is known to wait, and prepares it.
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

// ready gets to the shell, and sees that it is who it was when the line was
// opened.
func (c *Client) ready(ctx context.Context) error {
	if err := c.prompt(ctx); err != nil || c.session.known {
		return err
	}
	_, err := c.identify(ctx)
	return err
}

// recognize compares who is there with who was.
func (c *Client) recognize(id capability.Identity) error {
	if c.who.Host.IsZero() {
		c.who = id
	}
	if id.Host != c.who.Host || id.Serial != c.who.Serial {
		return fmt.Errorf("%w: %s in place of %s", capability.ErrOtherDevice, id.Host, c.who.Host)
	}
	c.session.known = true
	return nil
}

// repeat does something until it goes well, while its failures are those of a
// bad line.
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

// passing reports whether a failure may not come again. After some the shell
// may be anywhere.
func (c *Client) passing(err error) bool {
	for _, lost := range []error{ErrNoAnswer, ErrFlood, ErrEcho, ErrDamaged} {
		if errors.Is(err, lost) {
			c.session.atShell = false
			return true
		}
	}
	return errors.Is(err, profile.ErrAnswer)
}

// agree reads until two readings in a row say the same, because a lost or
// changed character shows in nothing else.
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
