package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"handback/capability"
	"handback/device/console/profile"
)

// Identify asks who is there.
func (c *Client) Identify(ctx context.Context) (capability.Identity, error) {
	return read(ctx, c, "ask for the identity", c.identify)
}

// read has an act find something out; what names it in an error.
func read[T any](ctx context.Context, c *Client, what string, do func(ctx context.Context) (T, error)) (T, error) {
	var result, none T
	err := c.act(ctx, func(ctx context.Context) (err error) {
		result, err = do(ctx)
		return err
	})
	if err != nil {
		return none, fmt.Errorf("%s: %w", what, err)
	}
	return result, nil
}

// identityReading is what a device said about itself once.
type identityReading struct {
	id    capability.Identity
	whole bool // it has all that the profile looks for
	at    time.Time
}

// identify asks who is there, and gets to the shell first if need be. A value
// that the line damaged twice is missing twice, so it asks once more when
// something is missing.
func (c *Client) identify(ctx context.Context) (capability.Identity, error) {
	seen, err := c.readIdentity(ctx)
	if err == nil && !seen.whole {
		seen, err = c.readIdentity(ctx)
	}
	if err != nil {
		return seen.id, err
	}
	return seen.id, c.recognize(seen.id)
}

// readIdentity asks until the device says the same twice.
func (c *Client) readIdentity(ctx context.Context) (identityReading, error) {
	extract := c.profile.Identity.Read
	return agree(ctx, c, func(ctx context.Context) (identityReading, error) {
		if err := c.prompt(ctx); err != nil {
			return identityReading{}, err
		}
		lines, err := c.gather(ctx, c.profile.Identity, nil)
		if err != nil {
			return identityReading{}, err
		}
		fields, err := extract.Fields(lines)
		if err != nil {
			return identityReading{}, err
		}
		id, err := identityOf(c.profile.Values, fields)
		return identityReading{id, extract.Whole(fields), time.Now()}, err
	}, identityReading.agrees)
}

// agrees compares a reading with the next one. The device's clock must have run
// on as far as that of the laptop.
func (s identityReading) agrees(next identityReading) bool {
	const rounding = 2 * time.Second // of clocks that show seconds
	a, b := s.id, next.id
	ran := b.Clock.Sub(a.Clock) - next.at.Sub(s.at)
	sameClock := a.Clock.IsZero() && b.Clock.IsZero() || ran.Abs() <= rounding
	sameLast := a.Last == nil && b.Last == nil || a.Last != nil && b.Last != nil && *a.Last == *b.Last
	a.Clock, a.Last, b.Last = b.Clock, nil, nil
	return sameLast && reflect.DeepEqual(a, b) && sameClock
}

// Licenses reads all licenses.
func (c *Client) Licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	return read(ctx, c, "read the licenses", func(ctx context.Context) ([]capability.License, error) { return c.licenses(ctx, report) })
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
	return read(ctx, c, "ask for the last request", c.lastMade)
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

// lastOf reads an answer about the last request. A device that made none may
// say so with a failure of the command.
func lastOf(l *profile.Last, lines []string, failed error) (*capability.Made, error) {
	_, command := errors.AsType[*CommandError](failed)
	_, refused := errors.AsType[*capability.Refusal](failed)
	if failed != nil && !command && !refused {
		return nil, failed
	}
	if slices.ContainsFunc(lines, l.None.MatchString) {
		return nil, nil
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

// identityOf reads who is there from the values that were found.
func identityOf(v profile.Values, fields map[string]string) (capability.Identity, error) {
	var err error
	text := func(name string) string {
		written, faulty := v.Text(fields[name])
		err = errors.Join(err, faulty)
		return written[:min(len(written), capability.MaxText)]
	}
	id := capability.Identity{
		Vendor: text("vendor"), Model: text("model"), Serial: text("serial"), Firmware: text("firmware"),
		Host: capability.HostID{Type: text("host_type"), Value: text("host")},
	}
	clock, faulty := v.Moment(fields["clock"])
	id.Clock = clock
	last, failed := markOf(v, fields)
	id.Last = last
	if err = errors.Join(err, faulty, failed); err != nil {
		return capability.Identity{}, err
	}
	if err := id.Host.Check(); err != nil {
		return capability.Identity{}, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	return id, nil
}

// markOf is nil where the device has processed no response.
func markOf(v profile.Values, fields map[string]string) (*capability.Mark, error) {
	written := fields["last_sha256"]
	if written == "" || written == v.None {
		return nil, nil
	}
	digest, err := capability.ParseDigest(written)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	seq, err := v.Count(cmp.Or(fields["last_seq"], "0"))
	return &capability.Mark{Seq: seq, SHA256: digest}, err
}

// licensesOf reads all licenses from the lines of an answer.
func licensesOf(p *profile.Profile, lines []string) ([]capability.License, error) {
	rows, err := p.Licenses.Read.Lists(lines)
	if err != nil {
		return nil, err
	}
	all := make([]capability.License, 0, len(rows))
	for _, row := range rows {
		l, err := licenseOf(p.Values, row)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if err := capability.CheckLicenses(all); err != nil {
		return nil, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	return all, checkTotal(p.Licenses, lines, len(all))
}

func licenseOf(v profile.Values, row map[string]string) (capability.License, error) {
	count, faulty := v.Count(row["count"])
	feature, badFeature := v.Text(row["feature"])
	version, badVersion := v.Text(row["version"])
	expires, badTime := v.Moment(row["expires"])
	err := errors.Join(faulty, badFeature, badVersion, badTime)
	if err == nil && count > capability.MaxCount {
		err = fmt.Errorf("%w: a count of %d", profile.ErrAnswer, count)
	}
	return capability.License{
		ActivationID: capability.ActivationID(row["id"]), Feature: feature, Version: version,
		Count: int(min(count, capability.MaxCount)), Expires: expires,
	}, err
}

// checkTotal compares how many there are with how many the device says.
func checkTotal(l profile.Licenses, lines []string, have int) error {
	if l.Total == nil {
		return nil
	}
	for _, line := range lines {
		found := l.Total.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		if told := found[l.Total.SubexpIndex("total")]; told != strconv.Itoa(have) {
			return fmt.Errorf("%w: %d licenses of %s", profile.ErrAnswer, have, told)
		}
		return nil
	}
	return fmt.Errorf("%w: it doesn't say how many licenses there are", profile.ErrAnswer)
}

// madeOf reads what is said about a request.
func madeOf(x profile.Extract, lines []string) (capability.Made, error) {
	fields, err := x.Fields(lines)
	if err != nil {
		return capability.Made{}, err
	}
	digest, err := capability.ParseDigest(fields["sha256"])
	if err != nil {
		return capability.Made{}, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	size, err := strconv.ParseInt(fields["size"], 10, 64)
	if err != nil || size < 1 || size > MaxFile || fields["name"] == "" {
		return capability.Made{}, fmt.Errorf("%w: a request %q of %q bytes", profile.ErrAnswer, fields["name"], fields["size"])
	}
	return capability.Made{Name: fields["name"], Size: size, SHA256: digest}, nil
}
