package console_test

import (
	"context"
	"fmt"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/smp"
)

// station is a device in memory that counts what was done to it.
type station struct {
	identity     capability.Identity
	licenses     []capability.License
	files        map[string][]byte
	request      *capability.Made
	lines        []capability.Line
	makes, loads int
	busy         int // status commands until a request is ready
	refuse       *capability.Refusal
}

func newStation(licenses int) *station {
	s := &station{files: map[string][]byte{}, identity: capability.Identity{
		Vendor: "Example \"Works\"", Model: "X200", Serial: "SN0042", Firmware: "1.4.2",
		Host: capability.HostID{Type: "STRING", Value: "X200-SN0042"}, Clock: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC),
	}}
	for i := range licenses {
		s.licenses = append(s.licenses, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d", i)), Feature: fmt.Sprintf("x200> feature %d\x1b[2J", i),
			Version: "1.0", Count: i + 1, Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return s
}

func (s *station) Identify(context.Context) (capability.Identity, error) { return s.identity, nil }

func (s *station) Licenses(context.Context) ([]capability.License, error) { return s.licenses, nil }

func (s *station) Make(_ context.Context, lines []capability.Line) (capability.Made, error) {
	if s.refuse != nil {
		return capability.Made{}, s.refuse
	}
	s.makes++
	s.lines = lines
	data := requestOf(s.makes)
	s.files[smp.RequestFile] = data
	s.request = &capability.Made{Name: smp.RequestFile, Size: int64(len(data)), SHA256: capability.DigestOf(data)}
	if s.busy > 0 {
		return capability.Made{}, &capability.Refusal{Code: capability.Busy}
	}
	return *s.request, nil
}

// requestOf is what the n-th request holds: 3000 bytes that nobody can read.
func requestOf(n int) []byte {
	data := make([]byte, 3000)
	for i := range data {
		data[i] = byte(i * (n + 6) / 3)
	}
	return data
}

func (s *station) Load(_ context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	data, last := s.files[name], s.identity.Last
	switch {
	case int64(len(data)) != size || capability.DigestOf(data) != sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.FileDamaged}
	case s.refuse != nil:
		return capability.Mark{}, s.refuse
	case last != nil && last.SHA256 == sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.AlreadyLoaded}
	}
	s.loads++
	s.identity.Last = &capability.Mark{Seq: uint64(s.loads), SHA256: sha}
	return *s.identity.Last, nil
}

func (s *station) Status(context.Context) (smp.Status, error) {
	if s.busy > 0 {
		s.busy--
		return smp.Status{State: smp.StateBusy, Progress: 50}, nil
	}
	return smp.Status{State: smp.StateIdle, Made: s.request}, nil
}

func (s *station) ReadFile(_ context.Context, name string) ([]byte, error) {
	data, found := s.files[name]
	if !found {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

func (s *station) WriteFile(_ context.Context, name string, data []byte) error {
	s.files[name] = data
	return nil
}

// bench is a device with a shell on the far end of a modeled line.
type bench struct {
	*testing.T
	station *station
	line    *line.Line
	log     []string
	options console.Options
	profile *profile.Profile
}

// onBench runs a test in virtual time, with the shell that o describes.
func onBench(t *testing.T, licenses int, p line.Params, o shell.Options, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		prof, err := profile.Builtin("handback-sim")
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{T: t, station: newStation(licenses), line: line.New(p), profile: prof}
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
func (b *bench) connect() *console.Client {
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
func setWay(b *bench, way string) {
	p := *b.profile
	p.Fetch.By = map[string]profile.Way{"base64": profile.Base64, "hex": profile.Hex, "xmodem": profile.XModem1K, "ymodem": profile.YModem}[way]
	p.Store.By = p.Fetch.By
	p.Fetch.Send = []profile.Template{profile.Template("get {name} " + way)}
	p.Store.Send = []profile.Template{profile.Template("put {name} {size} " + way)}
	b.profile = &p
}
