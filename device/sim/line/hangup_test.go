package line_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/testkit"
	"handback/device/sim/line"
	"handback/device/sim/simtest"
	"handback/device/smp"
	"handback/device/station"
)

var every = flag.Bool("every", false, "leave out no case: hang up at every byte, count to 300 one by one, average over more runs")

// act is something that is done with a device while things go wrong, and must
// come out as if they didn't.
type act struct {
	name string
	do   func(ctx context.Context, c *smp.Client, s *simtest.Device) error
}

func acts() []act {
	return []act{
		{"load a response", loadResponse},
		{"make a request", makeRequest},
		{"fetch a request", fetchRequest},
		{"read licenses", readLicenses},
	}
}

var errWrong = errors.New("not what is right")

func loadResponse(ctx context.Context, c *smp.Client, s *simtest.Device) error {
	want := random(1000)
	mark, err := c.LoadResponse(ctx, want, nil)
	if err == nil && (mark.SHA256 != capability.DigestOf(want) || s.Loads != 1 || !bytes.Equal(s.Files[station.ResponseFile], want)) {
		return fmt.Errorf("%w: loaded %d times, mark %+v", errWrong, s.Loads, mark)
	}
	return err
}

func makeRequest(ctx context.Context, c *smp.Client, s *simtest.Device) error {
	got, err := c.MakeRequest(ctx, []capability.Line{{ActivationID: "ACT-1"}}, nil)
	if err == nil && (got != made(s) || s.Makes != 1) {
		return fmt.Errorf("%w: made %d times, %+v", errWrong, s.Makes, got)
	}
	return err
}

func fetchRequest(ctx context.Context, c *smp.Client, s *simtest.Device) error {
	got, err := c.Fetch(ctx, made(s), nil)
	if err == nil && !bytes.Equal(got, s.Files[station.RequestFile]) {
		return fmt.Errorf("%w: fetched %d other bytes", errWrong, len(got))
	}
	return err
}

func readLicenses(ctx context.Context, c *smp.Client, s *simtest.Device) error {
	got, err := c.Licenses(ctx, nil)
	if err == nil && !slices.Equal(got, s.Held) {
		return fmt.Errorf("%w: %d licenses of %d", errWrong, len(got), len(s.Held))
	}
	return err
}

// traffic is how many bytes an act puts on the line in each direction when
// nothing goes wrong.
func (a act) traffic(t *testing.T, r setup) (bytes [2]int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r.station = newDevice(20, 1000)
		c, err := r.connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		before := [2]line.Counts{c.line.Counts(line.AToB), c.line.Counts(line.BToA)}
		if err := errors.Join(a.do(t.Context(), c.client, r.station), c.close()); err != nil {
			t.Fatal(err)
		}
		for d := range bytes {
			bytes[d] = int(c.line.Counts(line.Direction(d)).Bytes - before[d].Bytes)
		}
	})
	return bytes
}

// TestHangUpAtAnyByte pulls the plug when so many bytes of an act have gone or
// come. It is plugged in again at once, and the act must come out right, with
// commands carried out once.
func TestHangUpAtAnyByte(t *testing.T) {
	step := 61 * testkit.Step(9)
	if *every {
		step = 1
	}
	for _, fast := range []bool{false, true} {
		for _, restart := range []bool{false, true} {
			for _, a := range acts() {
				t.Run(fmt.Sprintf("%s, fast %v, restart %v", a.name, fast, restart), func(t *testing.T) {
					r := setup{server: smp.ServerOptions{Fast: fast}}
					covered := 0
					total := a.traffic(t, r)
					for d, n := range total {
						for at := 1; at <= n; at += step {
							hangUpOnce(t, r, a, line.Direction(d), at, restart)
							covered++
						}
					}
					t.Logf("%d hang-ups in %d bytes to the device and %d from it", covered, total[line.AToB], total[line.BToA])
				})
			}
		}
	}
}

// hangUpOnce pulls the plug once. A device that restarts meanwhile forgets what
// was sent to it so far.
func hangUpOnce(t *testing.T, r setup, a act, d line.Direction, at int, restart bool) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r.station = newDevice(20, 1000)
		redials := 0
		var c *connection
		r.client.Redial = func(context.Context) (smp.Conn, error) {
			redials++
			if restart {
				if err := c.halt(); err != nil {
					return nil, err
				}
				c.start(t.Context())
			}
			c.line.PlugIn()
			return c.conn(), nil
		}
		c, err := r.connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.line.HangUpAfter(d, at)
		if err := errors.Join(a.do(t.Context(), c.client, r.station), c.close()); err != nil {
			t.Errorf("hang-up after %d bytes in direction %d, redialed %d times: %v", at, d, redials, err)
		}
	})
}

// TestOtherDeviceAfterHangUp: nothing is done to a device that isn't the one
// that was there before.
func TestOtherDeviceAfterHangUp(t *testing.T) {
	for _, a := range acts() {
		t.Run(a.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				other := setup{station: newDevice(5, 1000)}
				other.station.Identity.Serial = "SN0043"
				stranger, err := other.connect(t.Context())
				if err == nil {
					err = stranger.client.Close()
				}
				if err != nil {
					t.Fatal(err)
				}
				r := setup{station: newDevice(20, 1000)}
				r.client.Redial = func(context.Context) (smp.Conn, error) { return stranger.line.A(), nil }
				c, err := r.connect(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				c.line.HangUpAfter(line.AToB, 20)
				err = a.do(t.Context(), c.client, r.station)
				if !errors.Is(err, smp.ErrOtherDevice) {
					t.Errorf("got %v, want %v", err, smp.ErrOtherDevice)
				}
				if s := other.station; s.Makes+s.Loads > 0 || s.Files[station.ResponseFile] != nil {
					t.Errorf("the other device got something: %d requests, %d responses", s.Makes, s.Loads)
				}
				if err := errors.Join(c.close(), stranger.close()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestNobodyDialsAgain: without a way to dial, an act ends soon with the line.
func TestNobodyDialsAgain(t *testing.T) {
	for _, a := range acts() {
		synctest.Test(t, func(t *testing.T) {
			r := setup{station: newDevice(20, 1000)}
			c, err := r.connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c.line.HangUpAfter(line.AToB, 20)
			start := time.Now()
			if err := a.do(t.Context(), c.client, r.station); err == nil || errors.Is(err, errWrong) {
				t.Errorf("%s: got %v", a.name, err)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("%s: it took %v to notice", a.name, took)
			}
			if err := c.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestTransfersResume hangs up five times during one transfer. It goes on where
// it was each time: no more than the messages under way are carried twice.
func TestTransfersResume(t *testing.T) {
	const hangUps, underWay = 5, 3 * 1400 // bytes
	for w, d := range map[way]line.Direction{up: line.AToB, down: line.BToA} {
		whole := carried(t, w, d, 0)
		cut := carried(t, w, d, hangUps)
		t.Logf("%s: %d bytes without a hang-up, %d with %d", w, whole, cut, hangUps)
		if cut > whole+hangUps*underWay {
			t.Errorf("%s: %d bytes went over the line, without hang-ups %d", w, cut, whole)
		}
	}
}

// carried is how many bytes a transfer puts on the line with some hang-ups.
func carried(t *testing.T, w way, d line.Direction, hangUps int) (bytesCarried int64) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		const apart = 15_000 // bytes between two hang-ups
		var c *connection
		r := setup{station: newDevice(2, fileSize), server: smp.ServerOptions{BufSize: 1024}}
		left := hangUps
		arm := func() {
			if left--; left >= 0 {
				c.line.HangUpAfter(d, apart)
			}
		}
		r.client.Redial = func(context.Context) (smp.Conn, error) {
			c.line.PlugIn()
			arm()
			return c.conn(), nil
		}
		c, err := r.connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		arm()
		if err := c.transfer(t.Context(), w); err != nil {
			t.Error(err)
		}
		if w == up && !bytes.Equal(r.station.Files[station.ResponseFile], random(fileSize)) {
			t.Error("another file arrived")
		}
		if left >= 0 {
			t.Errorf("%d hang-ups did not happen", left+1)
		}
		bytesCarried = c.line.Counts(d).Bytes
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	return bytesCarried
}
