package device

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"handback/capability"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/smp"
	"handback/device/traffic"
)

// Protocol is what is spoken on a line.
type Protocol string

// The protocols that a probe can tell.
const (
	ProtocolSMP     Protocol = "SMP"
	ProtocolConsole Protocol = "console" // a login, a shell, a boot loader: see Heard
)

// ProbeOptions tune a probe. The zero value suits most.
type ProbeOptions struct {
	Rates   []int            // bits a second, tried in this order; empty: serial.UsualRates
	Group   uint16           // number of the licensing group; 0: smp.DefaultGroup
	Traffic *traffic.Counter // counts what passes; may be nil
}

// ProbeResult is what was found out about one port. Its texts are untrusted.
type ProbeResult struct {
	Port     serial.Port
	Protocol Protocol             // empty: nothing was understood
	Baud     int                  // rate at which it was, in bits a second; 0: at none
	Identity *capability.Identity // nil: it didn't tell
	System   string               // what a device without licensing calls itself; empty: it doesn't
	Heard    heard.Kind           // at Baud, or at the rate at which most made sense
	Sample   string               // the last line of text that was heard, fit to be shown
	Sent     []Sent               // all that was sent, in this order

	// Err says why the port was not asked, or not to the end: a
	// *serial.BusyError, a *serial.PermissionError, serial.ErrUnplugged. It is
	// smp.ErrNoLicensing when SMP was answered, but not who the device is.
	Err error
}

// Sent is what a probe sent at one rate, and how much came back.
type Sent struct {
	Baud     int      // bits a second
	Lines    [][]byte // each ends with a line feed
	Received int64    // bytes
}

// Probe asks each free port what is there, all ports at once and the rates one
// after the other. It listens, sends a line break and, unless a login, a boot
// loader or a pager shows up, the questions of SMP, of one line of at most 127
// bytes each: nothing that changes a device, though a shell may complain of
// them. A port that another program holds, or that this user may not open, is
// left alone. Each is called once for every port as soon as it is done, one at a
// time. The error is ctx.Err() when ctx ended first.
func Probe(ctx context.Context, ports []serial.Port, o ProbeOptions, each func(ProbeResult)) error {
	p := prober{options: o, open: func(path string, baud int) (tunable, error) { return serial.Open(path, baud) }}
	return p.probe(ctx, ports, each)
}

// tunable is a port that can be tuned to another rate.
type tunable interface {
	smp.Conn
	SetBaud(baud int) error
}

type prober struct {
	options ProbeOptions
	open    func(path string, baud int) (tunable, error)
}

func (p prober) probe(ctx context.Context, ports []serial.Port, each func(ProbeResult)) error {
	if len(p.options.Rates) == 0 {
		p.options.Rates = serial.UsualRates()
	}
	var telling sync.Mutex
	var all sync.WaitGroup
	for _, port := range ports {
		all.Go(func() {
			found := p.port(ctx, port)
			telling.Lock()
			defer telling.Unlock()
			if ctx.Err() == nil {
				each(found)
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

// port asks at one port.
func (p prober) port(ctx context.Context, info serial.Port) ProbeResult {
	found := ProbeResult{Port: info, Heard: heard.Nothing}
	switch {
	case info.Holder != "":
		found.Err = &serial.BusyError{Path: info.Path, Holder: info.Holder}
	case info.Denied != nil:
		found.Err = info.Denied
	}
	if found.Err != nil {
		return found
	}
	conn, err := p.open(info.Path, p.options.Rates[0])
	if err != nil {
		found.Err = err
		return found
	}
	l := newLine(conn, p.options.Traffic, nil)
	ask := &asking{guardedLine: guard(l, &l.own)}
	q := smp.NewProber(ask, smp.Options{Group: p.options.Group, Tries: 1, Wait: probeWait, Count: &ask.own})
	err = p.rates(ctx, conn, func(rate int) (bool, error) {
		err := p.rate(ctx, q, ask, rate, &found)
		return found.Protocol != "" || found.Heard == heard.Echo, err
	})
	found.Err = errors.Join(err, q.Close())
	return found
}

// rates tunes to one rate after the other until do has enough. The first is
// the likeliest, and is tried twice.
func (p prober) rates(ctx context.Context, conn tunable, do func(rate int) (enough bool, err error)) error {
	for i, rate := range append(p.options.Rates[:1:1], p.options.Rates...) {
		if i > 1 {
			if err := conn.SetBaud(rate); errors.Is(err, serial.ErrRate) {
				continue
			} else if err != nil {
				return err
			}
		}
		if enough, err := do(rate); enough || err != nil || ctx.Err() != nil {
			return err
		}
	}
	return nil
}

const (
	probeWait = 300 * time.Millisecond // for an answer
	certain   = 16                     // bytes of text that don't look like text by chance
)

// rate asks at one rate and adds to what was found. The error is one of the
// port or ctx.Err(), or smp.ErrNoLicensing.
func (p prober) rate(ctx context.Context, q *smp.Prober, ask *asking, rate int, found *ProbeResult) error {
	ask.begin()
	answer, err := q.Ask(ctx, rate)
	received, sent := ask.ends()
	found.Sent = append(found.Sent, Sent{Baud: rate, Lines: ask.lines, Received: ask.own.Counts().Received - ask.received})
	kind := cmp.Or(ask.stopped, heard.Classify(received, sent))
	switch {
	case err == nil:
		found.Protocol, found.Baud, found.Heard = ProtocolSMP, rate, kind
		found.Identity, found.System = answer.Identity, answer.System
		if answer.Identity == nil {
			return smp.ErrNoLicensing
		}
		return nil
	case !errors.Is(err, errConsoleHeard) && !errors.Is(err, smp.ErrNotSMP):
		return err
	case kind.Console() || kind == heard.Text && len(received) >= certain:
		found.Protocol, found.Baud = ProtocolConsole, rate
		fallthrough
	case found.Heard == heard.Nothing || found.Heard == heard.Rubbish:
		found.Heard, found.Sample = kind, heard.Sample(received)
	}
	return nil
}

// asking is a guarded line that keeps what is asked at one rate.
type asking struct {
	*guardedLine
	lines    [][]byte
	received int64 // bytes at other rates
}

// begin is called at each new rate.
func (a *asking) begin() {
	a.forget()
	a.lines, a.received = nil, a.own.Counts().Received
}

func (a *asking) Write(p []byte) (int, error) {
	n, err := a.guardedLine.Write(p)
	if a.stopped == "" {
		a.lines = append(a.lines, append([]byte(nil), p...))
	}
	return n, err
}
