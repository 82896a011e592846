package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/device/console/profile"
)

// trialFile is what is carried to try the ways of a file. No device takes it for a
// response.
var trialFile = []byte("Handback tries how files are carried. \x00\x01\x7f\x80\xfe\xff\r\n")

// TryFiles carries a small file to a device as a response is carried, and back as a
// request is, and compares them. The file replaces a response that waits there. It
// closes the line.
func TryFiles(ctx context.Context, conn Conn, p *profile.Profile, o Options, each func(Step)) error {
	return rehearse(ctx, conn, p, o, each, []rehearsal{{TryCarry, (*trial).carryBoth}})
}

// Rehearse has a device make a return request with one line and then a confirmation
// request, and fetches both, which shows that a profile's commands are right. It
// loads nothing, and closes the line.
func Rehearse(ctx context.Context, conn Conn, p *profile.Profile, o Options, order capability.Line, each func(Step)) error {
	makes := func(lines ...capability.Line) func(*trial, context.Context, *Step) error {
		return func(t *trial, ctx context.Context, s *Step) error { return t.makeAndFetch(ctx, s, lines) }
	}
	return rehearse(ctx, conn, p, o, each, []rehearsal{
		{TryReturn, makes(order)}, {TryConfirmation, makes()},
	})
}

// rehearsal is a step of one.
type rehearsal struct {
	what TryStep
	do   func(t *trial, ctx context.Context, s *Step) error
}

func rehearse(ctx context.Context, conn Conn, p *profile.Profile, o Options, each func(Step), all []rehearsal) error {
	c := newClient(conn, p, o)
	t := &trial{Client: c, each: each}
	c.session.trace = func(sent string, lines []string) { t.talk = append(t.talk, c.masked(sent, lines)) }
	var err error
	for _, r := range all {
		step := Step{What: r.what}
		err = r.do(t, ctx, &step)
		step.Talk, step.Err, t.talk = t.talk, err, nil
		each(step)
		if err != nil {
			break
		}
	}
	return errors.Join(err, c.Close())
}

func (t *trial) carryBoth(ctx context.Context, s *Step) error {
	file := capability.Made{Name: t.profile.Store.Name, Size: int64(len(trialFile)), SHA256: capability.DigestOf(trialFile)}
	err := t.act(ctx, func(ctx context.Context) error {
		return t.repeat(ctx, func(ctx context.Context) error { return t.store(ctx, file, trialFile, nil) })
	})
	if err != nil {
		return err
	}
	s.Found = []Found{{"SHA-256 on the device", file.SHA256.String()}}
	if !namesFile(t.profile.Fetch.Send) {
		return nil // it sends requests only
	}
	back, err := t.Fetch(ctx, file, nil)
	if err == nil && !bytes.Equal(back, trialFile) {
		err = ErrDamaged
	}
	if err == nil {
		s.Found = append(s.Found, Found{"SHA-256 of what came back", capability.DigestOf(back).String()})
	}
	return err
}

func namesFile(commands []profile.Template) bool {
	for _, c := range commands {
		if c.Has("name") {
			return true
		}
	}
	return false
}

func (t *trial) makeAndFetch(ctx context.Context, s *Step, lines []capability.Line) error {
	made, err := t.MakeRequest(ctx, lines, nil)
	if err != nil {
		return err
	}
	data, err := t.Fetch(ctx, made, nil)
	s.Found = []Found{{"name", made.Name}, {"size", fmt.Sprintf("%d bytes", made.Size)}, {"SHA-256", capability.DigestOf(data).String()}}
	return err
}
