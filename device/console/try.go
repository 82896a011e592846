package console

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
	"handback/device/console/profile"
)

// TryStep is what a step of a trial does, in a few words.
type TryStep string

// The steps, in their order: those of [Try], of [TryFiles] and of [Rehearse].
const (
	TryPrompt      TryStep = "get to the prompt"
	TryIdentity    TryStep = "ask for the identity"
	TryLicenses    TryStep = "read the licenses"
	TryLastRequest TryStep = "ask for the last request"

	TryCarry        TryStep = "carry a small file to the device and back"
	TryReturn       TryStep = "make a return request and fetch it"
	TryConfirmation TryStep = "make a confirmation request and fetch it"
)

// Step is one thing that was tried with a profile.
type Step struct {
	What     TryStep
	Talk     []Talk  // the commands, with what the device said to each
	Found    []Found // what the profile's patterns made of it
	Licenses []capability.License
	Err      error // nil: it went well
}

// Talk is a command and its answer, masked.
type Talk struct {
	Sent     string
	Received []string
}

// Found is a value that was found, untrusted.
type Found struct{ Name, Value string }

// Try goes through the harmless commands of a profile on a line: logging in,
// the identity, the licenses, and the request made last. Nothing is changed on
// the device. It ends with the first step that fails, whose error it gives, and
// closes the line.
func Try(ctx context.Context, conn Conn, p *profile.Profile, o Options, each func(Step)) error {
	c := newClient(conn, p, o)
	t := &trial{Client: c, each: each}
	c.session.trace = func(sent string, lines []string) { t.talk = append(t.talk, c.masked(sent, lines)) }
	err := c.act(ctx, t.run)
	return errors.Join(err, c.Close())
}

// trial is a profile that is being tried.
type trial struct {
	*Client
	each func(Step)
	talk []Talk
}

func (t *trial) run(ctx context.Context) error {
	steps := []func(context.Context) (Step, error){t.enter, t.identity, t.readLicenses, t.lastRequest}
	for _, do := range steps {
		step, err := do(ctx)
		step.Talk, step.Err, t.talk = t.talk, err, nil
		t.each(step)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) enter(ctx context.Context) (Step, error) {
	err := t.prompt(ctx)
	return Step{What: TryPrompt}, err
}

func (t *trial) identity(ctx context.Context) (Step, error) {
	id, err := t.identify(ctx)
	step := Step{What: TryIdentity}
	if err != nil {
		return step, err
	}
	step.Found = []Found{
		{"vendor", id.Vendor},
		{"model", id.Model},
		{"serial", id.Serial},
		{"firmware", id.Firmware},
		{"host ID", id.Host.String()},
	}
	if !id.Clock.IsZero() {
		step.Found = append(step.Found, Found{"clock", id.Clock.Format(time.RFC3339)})
	}
	if id.Last != nil {
		step.Found = append(step.Found, Found{"last response", fmt.Sprintf("%d, SHA-256 %s", id.Last.Seq, id.Last.SHA256.Short())})
	}
	return step, nil
}

func (t *trial) readLicenses(ctx context.Context) (Step, error) {
	all, err := t.licenses(ctx, nil)
	return Step{What: TryLicenses, Licenses: all}, err
}

func (t *trial) lastRequest(ctx context.Context) (Step, error) {
	step := Step{What: TryLastRequest}
	last, err := t.lastMade(ctx)
	if err != nil || last == nil {
		return step, err
	}
	step.Found = []Found{{"name", last.Name}, {"size", fmt.Sprintf("%d bytes", last.Size)}, {"SHA-256", last.SHA256.String()}}
	return step, nil
}

func (c *Client) masked(sent string, lines []string) Talk {
	talk := Talk{Sent: c.session.masker.Line(sent)}
	for _, line := range lines {
		talk.Received = append(talk.Received, c.session.masker.Line(line))
	}
	return talk
}
