package console_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/testkit"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/sim/simtest"
)

// TestMain lets more real shells run at a time than there are processors.
func TestMain(m *testing.M) {
	if err := testkit.Wait(3); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// newStation is a device with licenses, whose requests take many lines.
func newStation(licenses int) *simtest.Device {
	s := simtest.New()
	s.Identity.Vendor, s.Request = "Example \"Works\"", requestOf
	for i := range licenses {
		s.Held = append(s.Held, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d", i)), Feature: fmt.Sprintf("x200> feature %d\x1b[2J", i),
			Version: "1.0", Count: i + 1, Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return s
}

// requestOf is what the n-th request holds: 3000 bytes that nobody can read.
func requestOf(n int) []byte {
	data := make([]byte, 3000)
	for i := range data {
		data[i] = byte(i * (n + 6) / 3)
	}
	return data
}

// harness is a device with a shell on the far end of a modeled line.
type harness struct {
	*testing.T
	station *simtest.Device
	line    *line.Line
	log     []string
	options console.Options
	profile *profile.Profile
}

// withHarness runs a test in virtual time, with the shell that o describes.
func withHarness(t *testing.T, licenses int, p line.Params, o shell.Options, test func(*harness)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		prof, err := profile.Builtin("handback-sim")
		if err != nil {
			t.Fatal(err)
		}
		b := &harness{T: t, station: newStation(licenses), line: line.New(p), profile: prof}
		b.options.Log = func(line string) { b.log = append(b.log, line) }
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan struct{})
		go func() {
			defer close(served)
			for ctx.Err() == nil {
				far := b.line.B()
				_ = shell.Serve(ctx, far, b.station, o) // it ends when the line does
				_ = far.Close()
				_ = sleep(ctx, 100*time.Millisecond)
			}
		}()
		test(b)
		stop()
		<-served
	})
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// connect reaches the device.
func (b *harness) connect() *console.Client {
	b.Helper()
	c, err := console.Connect(b.Context(), b.line.A(), b.profile, b.options)
	if err != nil {
		b.Fatalf("%v; the device said %q", err, b.log)
	}
	b.Cleanup(func() {
		if err := c.Close(); err != nil {
			b.Error(err)
		}
	})
	return c
}

// usual is a line as technicians have it.
func usual() line.Params { return line.Params{Baud: 115200, Latency: 5 * time.Millisecond} }

// setWay has files carried in another way than the profile says.
func setWay(b *harness, way string) {
	p := *b.profile
	p.Fetch.By = map[string]profile.Way{"base64": profile.Base64, "hex": profile.Hex, "xmodem": profile.XModem1K, "ymodem": profile.YModem}[way]
	p.Store.By = p.Fetch.By
	p.Fetch.Send = []profile.Template{profile.Template("get {name} " + way)}
	p.Store.Send = []profile.Template{profile.Template("put {name} {size} " + way)}
	b.profile = &p
}
