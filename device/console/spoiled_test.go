package console_test

import (
	"bytes"
	"context"
	"testing"

	"handback/capability"
	"handback/device/console"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/smp"
)

// TestSpoiledTextIsSentAgain: the device takes text that the line spoiled for a
// bad file, and says so in the middle of it or at its end.
func TestSpoiledTextIsSentAgain(t *testing.T) {
	for _, way := range []string{"base64", "hex"} {
		onBench(t, 1, usual(), shell.Options{}, func(b *bench) {
			setWay(b, way)
			c, response, spoiled := b.connect(), requestOf(9), 0
			_, err := c.LoadResponse(b.Context(), response, func(p capability.Progress) {
				if p.Done > 0 && p.Done < p.Total && spoiled == 0 {
					spoiled++
					b.line.Inject(line.AToB, []byte("!"))
				}
			})
			if err != nil || spoiled != 1 || b.station.Loads != 1 || !bytes.Equal(b.station.Files[smp.ResponseFile], response) {
				b.Errorf("%s: spoiled %d times, loaded %d times, %v", way, spoiled, b.station.Loads, err)
			}
		})
	}
}

// TestSpoiledClockIsReadAgain: a clock that seems to go back would speak
// against the device.
func TestSpoiledClockIsReadAgain(t *testing.T) {
	told, spoiled := 0, 0
	o := shell.Options{Spoil: func(_ context.Context, _ shell.Output, out []byte) ([]byte, error) {
		clock := []byte("\nclock: 1")
		if bytes.Contains(out, clock) {
			if told++; told == spoiled {
				return bytes.Replace(out, clock, []byte("\nclock: 3"), 1), nil
			}
		}
		return out, nil
	}}
	onBench(t, 1, usual(), o, func(b *bench) {
		c := b.connect()
		for _, which := range []int{1, 2} {
			told, spoiled = 0, which
			id, err := c.Identify(b.Context())
			if err != nil || told < which || !id.Clock.Equal(b.station.Identity.Clock) {
				b.Errorf("spoiled in answer %d of %d: the clock shows %v, %v", which, told, id.Clock, err)
			}
		}
	})
}

// TestSpoiledMarkIsNotMissing: a device that seems to have lost the response
// that it processed last would be taken for one that was set back.
func TestSpoiledMarkIsNotMissing(t *testing.T) {
	told := 0
	o := shell.Options{Spoil: func(_ context.Context, _ shell.Output, out []byte) ([]byte, error) {
		last := []byte("\nlast: 7 ")
		if bytes.Contains(out, last) {
			if told++; told <= 2 {
				return bytes.Replace(out, last, []byte("\nlasd: 7 "), 1), nil
			}
		}
		return out, nil
	}}
	onBench(t, 1, usual(), o, func(b *bench) {
		b.station.Identity.Last = &capability.Mark{Seq: 7, SHA256: capability.DigestOf([]byte("a response"))}
		c := b.connect()
		told = 0
		id, err := c.Identify(b.Context())
		if err != nil || told < 3 || id.Last == nil || *id.Last != *b.station.Identity.Last {
			b.Errorf("after %d answers its last response is %v, %v", told, id.Last, err)
		}
	})
}

// forgetful loses a text that is sent once.
type forgetful struct {
	*line.End
	from, to string
}

func (f *forgetful) Write(p []byte) (int, error) {
	if f.from != "" && bytes.Contains(p, []byte(f.from)) {
		changed := bytes.Replace(p, []byte(f.from), []byte(f.to), 1)
		f.from = ""
		_, err := f.End.Write(changed)
		return len(p), err
	}
	return f.End.Write(p)
}

// TestLostSpaceIsTypedAgain: a command without one of its spaces is another.
func TestLostSpaceIsTypedAgain(t *testing.T) {
	for _, columns := range []int{0, 18} {
		onBench(t, 1, usual(), shell.Options{Columns: columns}, func(b *bench) {
			end := &forgetful{b.line.A(), "load /lic", "load/lic"}
			c, err := console.Connect(b.Context(), end, b.profile, b.options)
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			if _, err := c.LoadResponse(b.Context(), requestOf(9), nil); err != nil || end.from != "" || b.station.Loads != 1 {
				b.Errorf("%d columns: loaded %d times, %v", columns, b.station.Loads, err)
			}
		})
	}
}
