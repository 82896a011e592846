package smp

import (
	"context"
	_ "embed" // for the page
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"handback/capability"
)

//go:embed protocol.md
var protocolPage string

// Protocol is the page, in Markdown, for people who build a device. It names each
// rule that [Check] can check.
func Protocol() string { return protocolPage }

// Finding is what a check found out about one rule of the [Protocol].
type Finding struct {
	Rule       string   // its name on the page
	Departures []string // how the device departs from the rule, untrusted; none: it keeps it
}

// mostDepartures bounds the departures from one rule.
const mostDepartures = 8

// Check finds out, with commands that change nothing, whether a device keeps the
// [Protocol]. A whole check also has the device make requests, sends it a file
// that is no response, and expects it to refuse that. Check takes the line over.
// The error is [ErrNotSMP] when nobody answers, one of the line, or ctx.Err();
// the findings until then come with it.
func Check(ctx context.Context, conn Conn, o Options, whole bool) ([]Finding, error) {
	o = o.filled()
	c := &checking{s: newSession(conn, o, o.flow())}
	err := c.s.wake(ctx)
	steps := []func(context.Context) error{c.params, c.unknown, c.info, c.licenses, c.status, c.order, c.missing}
	if whole {
		steps = append(steps, c.refusedOrder, c.request, c.requestAgain, c.parts, c.upload, c.refusedResponse)
	}
	for _, step := range steps {
		if err == nil {
			err = step(ctx)
		}
		if errors.Is(err, ErrDeparts) {
			err = nil // the next step may still find something out
		}
	}
	return c.found, errors.Join(err, c.s.link.line.Close())
}

// ErrDeparts says that a device departs from the [Protocol].
var ErrDeparts = errors.New("the device departs from the protocol")

// checking is a check under way.
type checking struct {
	s     *session
	found []Finding

	before infoWire // what the device said when the check began
	held   []licenseWire
	made   madeWire // the request made last, in a whole check
	file   []byte   // what it holds
}

// finding is that of a rule. Asking for it marks the rule as checked.
func (c *checking) finding(rule string) *Finding {
	i := slices.IndexFunc(c.found, func(f Finding) bool { return f.Rule == rule })
	if i < 0 {
		i, c.found = len(c.found), append(c.found, Finding{Rule: rule})
	}
	return &c.found[i]
}

// tried marks rules as checked.
func (c *checking) tried(rules ...string) {
	for _, rule := range rules {
		c.finding(rule)
	}
}

// departs notes a departure from a rule. It returns ErrDeparts, for a step that
// can't go on.
func (c *checking) departs(rule, text string, args ...any) error {
	f := c.finding(rule)
	if len(f.Departures) < mostDepartures {
		f.Departures = append(f.Departures, capability.Printable(fmt.Sprintf(text, args...)))
	}
	return ErrDeparts
}

// expect notes a departure unless it is so.
func (c *checking) expect(so bool, rule, text string, args ...any) {
	c.tried(rule)
	if !so {
		_ = c.departs(rule, text, args...)
	}
}

// slowest is how long an answer to a question may take.
const slowest = time.Second

// ask sends a question, and returns the body and the outcome of the answer. The
// error is ErrDeparts when no readable answer comes.
func (c *checking) ask(ctx context.Context, cmd command) (body []byte, no, err error) {
	f := c.s.newInflight()
	defer f.clear()
	if err := f.launch(ctx, cmd, 0, 0); err != nil {
		return nil, nil, err
	}
	name := commandName(f.out[0].head, c.s.options.Group)
	c.tried("line.answers", "line.times", "line.map")
	x, err := f.next(ctx)
	switch {
	case errors.Is(err, ErrNoAnswer):
		return nil, nil, c.departs("line.answers", "%s: there is no answer with a good CRC and its header", name)
	case err != nil:
		return nil, nil, err
	}
	if cmd.op == opWrite && cmd.group == c.s.options.Group {
		return c.read(name, *x.answer) // part of a command, which has its time
	}
	took := time.Since(x.first) - c.s.options.byteTime(console.length(headerLen+len(x.answer.Body)))
	c.expect(took <= slowest, "line.times", "%s: the answer took %s, more than %s", name, took.Round(10*time.Millisecond), slowest)
	return c.read(name, *x.answer)
}

// command sends make or load, and waits for as long as they may take.
func (c *checking) command(ctx context.Context, id uint8, args any) (body []byte, no, err error) {
	f := c.s.newInflight()
	f.once = c.s.options.Command
	defer f.clear()
	err = f.launch(ctx, c.s.options.licensing(opWrite, id, args), 0, 0)
	name := commandName(header{Group: c.s.options.Group, ID: id}, c.s.options.Group)
	for err == nil || errors.Is(err, errOpen) {
		var x *pending
		if x, err = f.next(ctx); x != nil {
			return c.read(name, *x.answer)
		}
	}
	if errors.Is(err, ErrNoAnswer) {
		err = c.departs("line.times", "%s: there is no answer within %s, nor rc 10", name, f.once)
	}
	return nil, nil, err
}

// read takes an answer apart.
func (c *checking) read(name string, p packet) (body []byte, no, err error) {
	var fields map[string]cbor.RawMessage
	if err := decodeBody(p.Body, &fields); err != nil {
		return nil, nil, c.departs("line.map", "%s: the body is no CBOR map: %s", name, shown(p.Body))
	}
	var o outcome
	if decodeBody(p.Body, &o) == nil && o.Err != nil && o.Err.RC != 0 {
		c.expect(o.Err.Group == p.Group, "errors.group", "%s: err.group is %d, expected %d", name, o.Err.Group, p.Group)
	}
	no = outcomeOf(p, c.s.options.Group)
	if p.Group == c.s.options.Group && errors.Is(no, RCBusy) {
		no = busy()
	}
	if errors.Is(no, ErrAnswer) {
		return nil, nil, c.departs("line.map", "%v", no)
	}
	return p.Body, no, nil
}

// fine asks a question that the device must not refuse.
func (c *checking) fine(ctx context.Context, cmd command) ([]byte, error) {
	body, no, err := c.ask(ctx, cmd)
	if err == nil && no != nil {
		name := commandName(header{Group: cmd.group, ID: cmd.id}, c.s.options.Group)
		err = c.departs("line.answers", "%s: it is answered with an error: %v", name, no)
	}
	return body, err
}

func fileCommand(op, id uint8, args any) command {
	return command{op: op, group: groupFile, id: id, args: args}
}
