// Package smp speaks the Simple Management Protocol of Zephyr, Mynewt and
// MCUboot over a serial console: the console framing, its packets, the groups
// for the operating system and for files, and one group of its own that
// carries licensing. [Client] is a [capability.Device] on the other end of a
// line, [Serve] is that other end.
//
// The page [Protocol] tells what a device has to do; [Check] finds out where it
// departs from that.
//
// Two requests are under way where a device has the buffers. The client measures
// the round-trip time, and sends again what is lost. It can open a line again that
// ended in the middle of an act. A device may offer COBS frames, which carry
// more.
//
// Sources: Zephyr's documents "SMP protocol specification", "SMP console/UART
// transport", "OS management" and "File management"; bodies are CBOR
// (RFC 8949).
package smp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"handback/capability"
	"handback/device/redact"
	"handback/device/traffic"
	"handback/device/wire"
)

// The reasons why no device on the line knows licenses.
var (
	// ErrNotSMP says that not even the first question was answered.
	ErrNotSMP = errors.New("nothing on the line speaks SMP")

	// ErrNoLicensing says that a device speaks SMP but has no licensing group
	// of the configured number.
	ErrNoLicensing = errors.New("the device has no licensing commands")
)

// Client is a device on the other end of a line. It implements
// [capability.Device].
type Client struct {
	options Options
	flow    *flowControl
	peer    capability.Identity // the device that answered first
	dials   int                 // how often this act opened the line again
	cuts    int                 // how often the line was opened again, ever

	mu      sync.Mutex // guards what follows
	session *session
	closed  context.Context // ends with Close
	close   context.CancelFunc
	dialing sync.Mutex // held while a line is opened again
}

var _ capability.Device = (*Client)(nil)

// Connect takes over a line and finds out who is there, with packets of one
// line only, so that nothing is done to a device that doesn't speak SMP. It
// closes the line if it fails: with [ErrNotSMP], [ErrNoLicensing], or what the
// line or the device said.
func Connect(ctx context.Context, conn Conn, o Options) (*Client, error) {
	o = o.filled()
	flow := o.flow()
	c := &Client{options: o, flow: flow, session: newSession(conn, o, flow)}
	c.closed, c.close = context.WithCancel(context.Background())
	var err error
	if c.peer, err = c.session.greet(ctx); err == nil {
		err = c.session.enterCOBS(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// current is the session on the line as it is now.
func (c *Client) current() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// ask sends a command that may be repeated without harm, on a line that may
// have to be opened again, and reads the answer.
func (c *Client) ask(ctx context.Context, cmd command, answer any) error {
	for {
		s := c.current()
		err := s.ask(ctx, cmd, answer)
		if !errors.Is(err, wire.ErrEnded) {
			return err
		}
		if err := c.redial(ctx, s, err); err != nil {
			return err
		}
	}
}

// Peer is the device as it was when the line was opened.
func (c *Client) Peer() capability.Identity { return c.peer }

// Identify asks who is there.
func (c *Client) Identify(ctx context.Context) (capability.Identity, error) {
	c.dials = 0
	return c.identify(ctx)
}

func (c *Client) identify(ctx context.Context) (capability.Identity, error) {
	var answer infoWire
	if err := c.ask(ctx, c.options.licensing(opRead, idInfo, none{}), &answer); err != nil {
		return capability.Identity{}, fmt.Errorf("ask for the identity: %w", err)
	}
	return answer.identity()
}

// licensing is a command of the licensing group.
func (o Options) licensing(op, id uint8, args any) command {
	return command{op: op, group: o.Group, id: id, args: args}
}

// Close frees the line, even while an act waits for it to come back. It may be
// called twice.
func (c *Client) Close() error {
	c.mu.Lock()
	c.close()
	s := c.session
	c.mu.Unlock()
	err := s.link.line.Close()
	c.dialing.Lock() // until a dialing that was under way has ended
	defer c.dialing.Unlock()
	return err
}

// Licenses reads all licenses, page by page. Each page must bring at least
// one new license or be the last, so a device can't keep a reading going.
func (c *Client) Licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	c.dials = 0
	report.Tell("read licenses", 0, 0)
	l := &listing{c: c, report: report}
	if err := c.readPages(ctx, l); err != nil {
		return nil, fmt.Errorf("read the licenses: %w", err)
	}
	report.Tell("read licenses", int64(len(l.all)), int64(len(l.all)))
	return l.all, nil
}

// listing is a list of licenses that is being read.
type listing struct {
	c      *Client
	report capability.Report
	all    []capability.License
}

func (l *listing) command(off, most int) command {
	return l.c.options.licensing(opRead, idLicenses, licensesWire{Off: uint64(off), Max: uint64(most)})
}

func (l *listing) limit() int { return capability.MaxLicenses }

func (l *listing) take(off int, p packet) (next int, last bool, err error) {
	var page licensesAnswer
	if err := l.c.current().read(p, &page); err != nil {
		return 0, false, err
	}
	next = off + len(page.Licenses)
	if next <= len(l.all) && off == len(l.all) && !page.End {
		return 0, false, wrong("licenses", "lic", literal("[]"), "a license in a page that is not the last (end is false)")
	}
	for _, w := range page.Licenses[min(len(l.all)-off, len(page.Licenses)):] {
		license, err := w.license()
		if err != nil {
			return 0, false, err
		}
		l.all = append(l.all, license)
	}
	if err := capability.CheckLicenses(l.all); err != nil {
		return 0, false, wrong("licenses", "lic", literal(fmt.Sprintf("%d licenses", len(l.all))), "a list that is possible: %v", err)
	}
	l.report.Tell("read licenses", int64(len(l.all)), 0)
	return next, page.End, nil
}

// Options tune a [Client]. The zero value suits a device with a real serial
// port at 115200 baud.
type Options struct {
	Group uint16 // number of the licensing group; 0: DefaultGroup
	Baud  int    // bits a second on the line, for the time that bytes take; 0: 115200
	Lines int    // lines of a frame that the device holds; 0: as many as a message needs, until that proves wrong

	Tries   int           // how often a packet is sent, three times as often once the device answered; 0: 4
	Wait    time.Duration // time for an answer until the client knows how fast the device is; 0: 500 ms
	Command time.Duration // time for an answer to make or load; 0: 30 s
	Poll    time.Duration // time between two polls; 0: 500 ms

	// Log takes console text from the device, at most 512 bytes at once and
	// without control characters and secrets, on the goroutine that reads the
	// line; nil: none.
	Log func(line string)

	// Count counts frames: those received, those damaged, those sent again.
	// Whoever has the line counts the bytes; nil: nothing is counted.
	Count *traffic.Counter

	// Redial opens the line again after it ended during an act, and waits for it
	// until ctx ends. The act goes on when the same device answers there; nil:
	// the act fails when the line ends.
	Redial func(ctx context.Context) (Conn, error)
}

// flow is the flow control for a device that is not known yet.
func (o Options) flow() *flowControl {
	f := &flowControl{rtt: rtt{first: o.Wait}}
	if o.Lines > 0 {
		f.narrow(o.Lines)
	}
	return f
}

func (o Options) filled() Options {
	o.Group = cmp.Or(o.Group, DefaultGroup)
	o.Baud = cmp.Or(max(o.Baud, 0), 115200)
	o.Tries = cmp.Or(max(o.Tries, 0), 4)
	o.Wait = cmp.Or(max(o.Wait, 0), 500*time.Millisecond)
	o.Command = cmp.Or(max(o.Command, 0), 30*time.Second)
	o.Poll = cmp.Or(max(o.Poll, 0), 500*time.Millisecond)
	return o
}

// byteTime is how long n bytes take on the line, 10 bits each.
func (o Options) byteTime(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(o.Baud)
}

// log is Log for text as it came: without escapes and what looks like a secret.
func (o Options) log() func(line string) {
	if o.Log == nil {
		return nil
	}
	return func(line string) { o.Log(redact.Line(line)) }
}
