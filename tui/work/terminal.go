package work

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"handback/capability"
	"handback/device"
	"handback/device/traffic"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// Line is an open port in the terminal view.
type Line interface {
	io.ReadWriteCloser
	SetWriteDeadline(t time.Time) error
	SetBaud(rate int) error
}

// maxTyped bounds what waits to be sent, in keys.
const maxTyped = 256

// ToLine is what the terminal view wants of its job, one of these.
type ToLine struct {
	Bytes []byte // for the device
	Rate  bool   // go on to the next rate
	File  bool   // begin to write the lines to a file, or end it
}

const (
	writePatience = 2 * time.Second        // for what was typed
	comesBack     = 500 * time.Millisecond // between two looks for an unplugged port
)

// TerminalJob shows the line of a port until it is told to stop.
func TerminalJob(port string) Job {
	return Job{Title: text.Terminal(port), Live: true, Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		if err := b.close(); err != nil { // the device may hang on this very port
			b.log.add(err.Error())
		}
		w := &watch{Worker: b, port: text.Dropped(port), rate: cmp.Or(b.O.Baud, device.DefaultBaud), count: b.run.meter.begin()}
		b.run.tty.begin()
		defer w.closeFile()
		err := w.keepOpen(ctx)
		if ctx.Err() != nil {
			return nil, nil // the screen was left
		}
		return nil, err
	}}
}

// watch is a look at a line.
type watch struct {
	*Worker
	port  string
	rate  int
	count *traffic.Counter
	file  io.WriteCloser // nil: the lines are not written to a file

	complaint string // why the last key was not sent; empty: it was
}

// keepOpen opens the port, and opens it again when it was unplugged and came back.
func (w *watch) keepOpen(ctx context.Context) error {
	for first := true; ; first = false {
		line, err := w.O.Line(ctx, w.port, w.rate)
		w.name(w.port, err)
		switch {
		case err == nil:
			if !first {
				w.say(text.CameBack)
			}
			err = w.follow(ctx, line)
		case first || !errors.Is(err, device.ErrNoPort):
			return err
		}
		if ctx.Err() != nil || !errors.Is(err, device.ErrUnplugged) && !errors.Is(err, device.ErrNoPort) {
			return errors.Join(err, ctx.Err())
		}
		if errors.Is(err, device.ErrUnplugged) {
			w.run.tty.breakOff(w.O.Now())
			w.say(text.WentAway)
		}
		if err := w.pause(ctx); err != nil {
			return err
		}
	}
}

// pause waits before the next look for the port. What is typed meanwhile goes
// nowhere: it was meant for the device that was there.
func (w *watch) pause(ctx context.Context) error {
	over := time.NewTimer(comesBack)
	defer over.Stop()
	for {
		select {
		case want := <-w.run.input:
			w.try(unplugged{}, want)
		case <-over.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// unplugged is the line of a port that is not there.
type unplugged struct{ Line }

func (unplugged) SetWriteDeadline(time.Time) error { return device.ErrUnplugged }
func (unplugged) SetBaud(int) error                { return device.ErrUnplugged }

// follow shows what arrives and writes what is typed, until the line or ctx
// ends. It closes the line.
func (w *watch) follow(ctx context.Context, line Line) error {
	ended := make(chan error, 1)
	go func() { ended <- w.read(line) }()
	w.run.poke()
	for {
		select {
		case want := <-w.run.input:
			w.try(line, want)
		case err := <-ended:
			return errors.Join(err, line.Close())
		case <-ctx.Done():
			err := line.Close()
			if !errors.Is(err, device.ErrStuck) {
				<-ended
			}
			return err
		}
	}
}

// read shows what arrives until the line ends.
func (w *watch) read(line Line) error {
	buf := make([]byte, 4096)
	for {
		n, err := line.Read(buf)
		if n > 0 {
			w.count.Received(buf[:n])
			w.run.tty.feed(w.O.Now(), buf[:n])
			w.run.poke()
		}
		if err != nil {
			return err
		}
	}
}

// try does what the screen wants, or says why not, once for many keys.
func (w *watch) try(line Line, want ToLine) {
	err := w.carryOut(line, want)
	if err == nil {
		w.complaint = ""
		return
	}
	if text := fmt.Sprintf(text.NotSent, capability.Printable(err.Error())); text != w.complaint {
		w.complaint = text
		w.say(text)
	}
}

// carryOut does what the screen wants.
func (w *watch) carryOut(line Line, want ToLine) error {
	switch {
	case want.Rate:
		rate := nextRate(w.rate)
		if err := line.SetBaud(rate); err != nil {
			return err
		}
		w.rate = rate
		w.say(text.Rate(rate))
	case want.File && w.file != nil:
		w.closeFile()
	case want.File:
		return w.openFile()
	default:
		if err := line.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
			return err
		}
		n, err := line.Write(want.Bytes)
		w.count.Sent(n)
		w.run.poke()
		return err
	}
	return nil
}

// say adds a line of this program to what is shown.
func (w *watch) say(text string) {
	w.run.tty.say(w.O.Now(), text)
	w.run.poke()
}

func (w *watch) openFile() error {
	file, path, err := w.O.Transcript(w.port, w.O.Now())
	if err != nil {
		return err
	}
	w.file = file
	w.run.tty.writeTo(file)
	w.say(fmt.Sprintf(text.FileBegun, capability.Printable(path)))
	return nil
}

func (w *watch) closeFile() {
	if w.file == nil {
		return
	}
	w.run.tty.writeTo(nil)
	if err := w.file.Close(); err != nil {
		w.log.add(err.Error())
	}
	w.file = nil
	w.say(text.FileEnded)
}

// nextRate is the rate after this one; the first after one that is not usual.
func nextRate(rate int) int {
	all := device.UsualRates()
	return all[(slices.Index(all, rate)+1)%len(all)]
}
