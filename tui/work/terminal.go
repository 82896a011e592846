package work

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"handback/capability"
	"handback/device/serial"
	"handback/device/traffic"
	"handback/tui/text"
)

// Line is an open port in the terminal view. Read fails with
// [serial.ErrUnplugged] when the port was unplugged. SetBaud takes bits a second.
type Line interface {
	io.ReadWriteCloser
	SetWriteDeadline(t time.Time) error
	SetBaud(rate int) error
}

// maxInput bounds what waits to be sent, in keys.
const maxInput = 256

// LineInput is what the terminal view wants of its job; one field is set.
type LineInput struct {
	Bytes      []byte // for the device
	NextRate   bool   // go on to the next rate
	ToggleFile bool   // begin to write the lines to a file, or end it
}

const (
	writeTimeout   = 2 * time.Second        // for what was typed
	replugInterval = 500 * time.Millisecond // between two attempts to open an unplugged port
)

// TerminalJob shows the line of a port until it is told to stop.
func TerminalJob(port string) Job {
	return Job{Title: text.Terminal(port), Live: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		w.disconnect() // the device may be connected to this very port
		t := &terminal{Worker: w, port: text.Dropped(port), rate: cmp.Or(w.options.Baud, serial.DefaultBaud), count: w.run.meter.begin()}
		defer func() { w.shown = shownAt{t.port, t.rate} }()
		w.run.transcript.begin()
		defer t.closeFile()
		err := t.keepOpen(ctx)
		if ctx.Err() != nil {
			return nil, nil // the screen was left
		}
		return nil, err
	}}
}

// terminal shows what a device writes on a line, and writes what is typed.
type terminal struct {
	*Worker
	port  string
	rate  int
	count *traffic.Counter
	file  io.WriteCloser // nil: the lines are not written to a file

	notSent string // why the last key was not sent; empty: it was
}

// keepOpen opens the port, and opens it again when it was unplugged and came back.
func (t *terminal) keepOpen(ctx context.Context) error {
	for first := true; ; first = false {
		line, err := t.options.Line(ctx, t.port, t.rate)
		t.keepPort(t.port, err)
		switch {
		case err == nil:
			if !first {
				t.say(text.CameBack.String())
			}
			err = t.follow(ctx, line)
		case first || !errors.Is(err, serial.ErrNoPort):
			return err
		}
		if ctx.Err() != nil || !errors.Is(err, serial.ErrUnplugged) && !errors.Is(err, serial.ErrNoPort) {
			return errors.Join(err, ctx.Err())
		}
		if errors.Is(err, serial.ErrUnplugged) {
			t.run.transcript.breakOff(t.options.Now())
			t.say(text.WentAway.String())
		}
		if err := t.pause(ctx); err != nil {
			return err
		}
	}
}

// pause waits before the next attempt to open the port. What is typed meanwhile
// is not sent: it was meant for the device that was there.
func (t *terminal) pause(ctx context.Context) error {
	over := time.NewTimer(replugInterval)
	defer over.Stop()
	for {
		select {
		case want := <-t.run.input:
			t.try(unplugged{}, want)
		case <-over.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// unplugged is the line of a port that is not there.
type unplugged struct{ Line }

func (unplugged) SetWriteDeadline(time.Time) error { return serial.ErrUnplugged }
func (unplugged) SetBaud(int) error                { return serial.ErrUnplugged }

// follow shows what arrives and writes what is typed, until the line or ctx
// ends. It closes the line.
func (t *terminal) follow(ctx context.Context, line Line) error {
	ended := make(chan error, 1)
	go func() { ended <- t.read(line) }()
	t.run.notify()
	for {
		select {
		case want := <-t.run.input:
			t.try(line, want)
		case err := <-ended:
			return errors.Join(err, line.Close())
		case <-ctx.Done():
			err := line.Close()
			if !errors.Is(err, serial.ErrStuck) {
				<-ended
			}
			return err
		}
	}
}

// read shows what arrives until the line ends.
func (t *terminal) read(line Line) error {
	buf := make([]byte, 4096)
	for {
		n, err := line.Read(buf)
		if n > 0 {
			t.count.Received(buf[:n])
			t.run.transcript.feed(t.options.Now(), buf[:n])
			t.run.notify()
		}
		if err != nil {
			return err
		}
	}
}

// try does what the screen wants. It says why that failed once, not for every
// key.
func (t *terminal) try(line Line, want LineInput) {
	err := t.carryOut(line, want)
	if err == nil {
		t.notSent = ""
		return
	}
	if text := text.NotSent.With(capability.Printable(err.Error())); text != t.notSent {
		t.notSent = text
		t.say(text)
	}
}

// carryOut does what the screen wants.
func (t *terminal) carryOut(line Line, want LineInput) error {
	switch {
	case want.NextRate:
		rate := nextRate(t.rate)
		if err := line.SetBaud(rate); err != nil {
			return err
		}
		t.rate = rate
		t.say(text.Rate(rate))
	case want.ToggleFile && t.file != nil:
		t.closeFile()
	case want.ToggleFile:
		return t.openFile()
	default:
		if err := line.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
			return err
		}
		n, err := line.Write(want.Bytes)
		t.count.Sent(n)
		t.run.notify()
		return err
	}
	return nil
}

// say adds a line of this program to what is shown.
func (t *terminal) say(text string) {
	t.run.transcript.say(t.options.Now(), text)
	t.run.notify()
}

func (t *terminal) openFile() error {
	file, path, err := t.options.Transcript(t.port, t.options.Now())
	if err != nil {
		return err
	}
	t.file = file
	t.run.transcript.writeTo(file)
	t.say(text.FileBegun.With(capability.Printable(path)))
	return nil
}

func (t *terminal) closeFile() {
	if t.file == nil {
		return
	}
	t.run.transcript.writeTo(nil)
	if err := t.file.Close(); err != nil {
		t.log.addError("", err)
	}
	t.file = nil
	t.say(text.FileEnded.String())
}

// nextRate is the usual rate after this one, in bits a second; the first where
// this one is not usual.
func nextRate(rate int) int {
	all := serial.UsualRates()
	return all[(slices.Index(all, rate)+1)%len(all)]
}
