package sim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"handback/device/smp"
)

// Serve answers on a line until it hangs up or ctx ends; see [smp.Serve] for
// what the line should have. The faults of the line are those of the options.
func (d *Device) Serve(ctx context.Context, rw io.ReadWriter, o smp.ServerOptions) error {
	f := d.options.Faults
	o.OpenFile, o.BusyParts, o.Work, o.No = f.OpenFile, f.MoreBusy, f.SlowMake, smp.RC(f.RC)
	rw = f.narrow(f.deafen(rw))
	if f.Silent || f.Late > 0 || f.Chatter || f.Drop > 0 {
		rw = &faultyLine{wrapped: wrapped{rw}, ctx: ctx, faults: f, now: d.options.Now}
	}
	return smp.Serve(ctx, rw, d, o)
}

// faultyLine spoils what the device says. Each Write is one answer, as
// [smp.Serve] writes them.
type faultyLine struct {
	wrapped
	ctx     context.Context // ends the wait of a late answer
	faults  Faults
	now     func() time.Time
	answers int
}

// Write implements io.Writer.
func (l *faultyLine) Write(frame []byte) (int, error) {
	l.answers++
	if err := l.faults.wait(l.ctx); err != nil {
		return 0, err
	}
	lost := l.faults.Silent || l.faults.dropped(l.answers)
	var out []byte
	for part := range bytes.Lines(frame) {
		if l.faults.Chatter {
			out = append(out, l.log()...)
		}
		if !lost {
			out = append(out, part...)
		}
	}
	if len(out) > 0 {
		if _, err := l.ReadWriter.Write(out); err != nil {
			return 0, err
		}
	}
	return len(frame), nil
}

// log is a line as a device's kernel would write it, color included.
func (l *faultyLine) log() string {
	return fmt.Sprintf("\x1b[33m[%s] pump: pressure 1013 hPa, answer %d\x1b[0m\r\n", l.now().Format("15:04:05.000"), l.answers)
}
