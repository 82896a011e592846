package smp

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
)

// device is a peer that answers each request with a body as it likes; nil is
// no answer.
type device func(request packet) any

// against connects to such a peer, in a bubble.
func against(t *testing.T, d device, o Options, test func(t *testing.T, c *Client, err error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			d.serve(far)
		}()
		c, err := Connect(t.Context(), near, o)
		test(t, c, err)
		if c != nil {
			c.Close()
		}
		<-gone
	})
}

func (d device) serve(line io.ReadWriter) {
	decoder := decoder{packet: func(raw []byte, f framing) {
		request, _, err := parsePacket(raw)
		if err != nil {
			return
		}
		contents := d(request)
		if contents == nil {
			return
		}
		body, err := encodeBody(contents)
		if err != nil {
			return
		}
		frame, err := f.append(nil, packet{header: request.answer(), Body: body}.append(nil))
		if err != nil {
			return
		}
		_, _ = line.Write(frame)
	}}
	buf := make([]byte, 1024)
	for {
		n, err := line.Read(buf)
		decoder.feed(buf[:n])
		if err != nil {
			return
		}
	}
}

// sane answers params and info; other commands go on to d.
func sane(d device) device {
	return func(request packet) any {
		switch {
		case request.Group == groupOS && request.ID == idParams:
			return paramsAnswer{BufSize: 384, BufCount: 4}
		case request.Group == DefaultGroup && request.ID == idInfo:
			return toInfo(newStation(0).Identity)
		default:
			return d(request)
		}
	}
}

func rcAnswer(rc RC) any { return rcOutcome(rc, "") }

func TestSilentDevice(t *testing.T) {
	against(t, func(packet) any { return nil }, Options{}, func(t *testing.T, _ *Client, err error) {
		if !errors.Is(err, ErrNotSMP) || !errors.Is(err, ErrNoAnswer) {
			t.Errorf("%v, want %v", err, ErrNotSMP)
		}
	})
}

func TestDeviceWithoutLicensing(t *testing.T) {
	d := func(request packet) any {
		if request.Group == groupOS && request.ID == idOSInfo {
			return osInfoAnswer{Output: "Zephyr thermostat"}
		}
		return rcAnswer(RCNotSupported)
	}
	against(t, d, Options{}, func(t *testing.T, _ *Client, err error) {
		if !errors.Is(err, ErrNoLicensing) || !strings.Contains(err.Error(), "Zephyr thermostat") {
			t.Errorf("%v, want %v and the device's own words", err, ErrNoLicensing)
		}
	})
}

func TestSenselessIdentities(t *testing.T) {
	info := toInfo(newStation(0).Identity)
	noHost, farClock, shortMark := info, info, info
	noHost.Host.Value = ""
	farClock.Clock = 1 << 63
	shortMark.Last = &markWire{SHA256: []byte{1}}
	for name, answer := range map[string]any{
		"no host": noHost, "clock after the year 9999": farClock, "short digest": shortMark, "a list": []int{1},
		"buffer of ten bytes": nil,
	} {
		d := func(request packet) any {
			if request.Group == groupOS {
				if answer == nil {
					return paramsAnswer{BufSize: 10}
				}
				return paramsAnswer{BufSize: 384}
			}
			return answer
		}
		against(t, d, Options{}, func(t *testing.T, _ *Client, err error) {
			if !errors.Is(err, ErrAnswer) {
				t.Errorf("%s: %v, want %v", name, err, ErrAnswer)
			}
		})
	}
}

func TestHostileLicenseLists(t *testing.T) {
	one := func(id string) licenseWire { return licenseWire{ID: id, Count: 1} }
	next := 0
	tests := map[string]device{
		"empty pages for ever": func(packet) any { return licensesAnswer{} },
		"the same page again":  func(packet) any { return licensesAnswer{Licenses: []licenseWire{one("A")}} },
		"never ends": func(packet) any {
			next++
			return licensesAnswer{Licenses: []licenseWire{one(strings.Repeat("x", next%100+1) + string(rune('a'+next/100)))}}
		},
		"count beyond all bounds": func(packet) any {
			return licensesAnswer{Licenses: []licenseWire{{ID: "A", Count: 1 << 62}}, End: true}
		},
		"name beyond all bounds": func(packet) any {
			return licensesAnswer{Licenses: []licenseWire{{ID: "A", Feature: strings.Repeat("x", 5000)}}, End: true}
		},
		"no activation ID": func(packet) any { return licensesAnswer{Licenses: []licenseWire{{}}, End: true} },
		"escape in the ID": func(packet) any { return licensesAnswer{Licenses: []licenseWire{one("\x1b[2J")}, End: true} },
		"text for a list":  func(packet) any { return map[string]any{"lic": "none", "end": true} },
	}
	for name, d := range tests {
		against(t, sane(d), Options{}, func(t *testing.T, c *Client, err error) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if all, err := c.Licenses(t.Context(), nil); !errors.Is(err, ErrAnswer) {
				t.Errorf("%s: %d licenses, %v, want %v", name, len(all), err, ErrAnswer)
			}
		})
	}
}

func TestHostileTransfers(t *testing.T) {
	much, some := uint64(1<<40), uint64(100)
	tests := map[string]any{
		"a file of a terabyte":    downloadAnswer{Data: []byte("x"), Len: &much},
		"no bytes":                downloadAnswer{Data: []byte{}, Len: &some},
		"no length":               downloadAnswer{Data: []byte("x")},
		"another offset":          downloadAnswer{Off: 5, Data: []byte("x"), Len: &some},
		"an upload at a terabyte": uploadAnswer{Off: &much},
		"an upload that stays":    uploadAnswer{Off: new(uint64)},
		"an upload without":       none{},
		"offset error without":    outcome{Err: &groupErr{Group: groupFile, RC: uint32(FileOffset)}},
	}
	for name, answer := range tests {
		against(t, sane(func(packet) any { return answer }), Options{}, func(t *testing.T, c *Client, err error) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			_, failed := c.Fetch(t.Context(), capability.Made{Name: "f", Size: 100}, nil)
			_, loaded := c.LoadResponse(t.Context(), []byte("response"), nil)
			if failed == nil || loaded == nil {
				t.Errorf("%s: fetch %v, load %v", name, failed, loaded)
			}
		})
	}
}

func TestDeviceThatTakesOnlyOnePartOfAnOrder(t *testing.T) {
	made := madeWire{Name: "r", Len: 1, SHA256: make([]byte, 32)}
	d := sane(func(request packet) any {
		if request.ID == idMake {
			return made
		}
		return rcAnswer(RCNotSupported)
	})
	against(t, d, Options{}, func(t *testing.T, c *Client, _ error) {
		many := capability.ReturnAll(newStation(300).Held).Lines
		if _, err := c.MakeRequest(t.Context(), many, nil); !errors.Is(err, tooManyLines(0)) {
			t.Errorf("%v, want too many lines", err)
		}
		if _, err := c.MakeRequest(t.Context(), many[:2], nil); err != nil {
			t.Errorf("two lines: %v", err)
		}
		if last, err := c.LastMade(t.Context()); last != nil || err != nil {
			t.Errorf("last made %v, %v of a device without status", last, err)
		}
	})
}

func TestStaleAnswersAreDropped(t *testing.T) {
	near, far := net.Pipe()
	l := newLink(near, Options{})
	defer l.line.Close()
	answers := make(chan arrival, 1)
	h := l.expect(header{Op: opRead, Group: groupOS, ID: idParams}, answers)
	right := h.answer()
	for _, change := range []func(*header){
		func(h *header) { h.Seq++ }, func(h *header) { h.Group++ }, func(h *header) { h.ID++ },
		func(h *header) { h.Op = opWrite + 1 }, func(h *header) { h.Op = opRead },
	} {
		stale := right
		change(&stale)
		frame := appendFrame(nil, packet{header: stale}.append(nil))
		far.Write(frame)
	}
	frame := appendFrame(nil, packet{header: right, Body: []byte{0xa0}}.append(nil))
	far.Write(frame)
	select {
	case p := <-answers:
		if p.header != right || len(p.Body) != 1 {
			t.Errorf("answer %+v, want %+v", p, right)
		}
	case <-time.After(5 * time.Second):
		t.Error("the right answer was not delivered")
	}
}
