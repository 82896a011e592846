package console

import (
	"context"
	"reflect"
	"time"

	"handback/capability"
)

// sighting is what a device said of itself, once.
type sighting struct {
	id    capability.Identity
	whole bool // it has all that the profile looks for
	at    time.Time
}

// identify gets to the shell if need be. A value that the line spoiled twice
// is missing twice, so what is missing is looked for once more.
func (c *Client) identify(ctx context.Context) (capability.Identity, error) {
	seen, err := c.sight(ctx)
	if err == nil && !seen.whole {
		seen, err = c.sight(ctx)
	}
	if err != nil {
		return seen.id, err
	}
	return seen.id, c.recognize(seen.id)
}

// sight asks until the device says the same twice.
func (c *Client) sight(ctx context.Context) (sighting, error) {
	read := c.profile.Identity.Read
	return agree(ctx, c, func(ctx context.Context) (sighting, error) {
		if err := c.prompt(ctx); err != nil {
			return sighting{}, err
		}
		lines, err := c.gather(ctx, c.profile.Identity, nil)
		if err != nil {
			return sighting{}, err
		}
		fields, err := read.Fields(lines)
		if err != nil {
			return sighting{}, err
		}
		id, err := identityOf(c.profile.Values, fields)
		return sighting{id, read.Whole(fields), time.Now()}, err
	}, sighting.agrees)
}

// agrees compares it with the next one: the device's clock must have run as
// the time has.
func (s sighting) agrees(next sighting) bool {
	const rounding = 2 * time.Second // of clocks that show seconds
	a, b := s.id, next.id
	ran := b.Clock.Sub(a.Clock) - next.at.Sub(s.at)
	sameClock := a.Clock.IsZero() && b.Clock.IsZero() || ran.Abs() <= rounding
	sameLast := a.Last == nil && b.Last == nil || a.Last != nil && b.Last != nil && *a.Last == *b.Last
	a.Clock, a.Last, b.Last = b.Clock, nil, nil
	return sameLast && reflect.DeepEqual(a, b) && sameClock
}
