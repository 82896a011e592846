package smp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/sim/simtest"
	"handback/device/station"
)

// losing drops the answers to one command of the licensing group, the first
// count times.
func losing(id uint8, count int) func(int, []byte) [][]byte {
	return func(_ int, frame []byte) [][]byte {
		for _, raw := range packetsIn(frame) {
			p, _, err := parsePacket(raw)
			if err == nil && p.Group == DefaultGroup && p.ID == id && count > 0 {
				count--
				return nil
			}
		}
		return [][]byte{frame}
	}
}

func TestLostAnswerToMakeMakesNoSecondRequest(t *testing.T) {
	s := newStation(2)
	simulatedLine{station: s, toClient: losing(idMake, 1)}.run(t, func(t *testing.T, c *Client) {
		made, err := c.MakeRequest(t.Context(), nil, nil)
		if err != nil || s.Makes != 1 {
			t.Fatalf("%v after %d requests made, want one", err, s.Makes)
		}
		if _, err := c.Fetch(t.Context(), made, nil); err != nil {
			t.Error(err)
		}
	})
}

func TestLostAnswerToLoadIsAskedFor(t *testing.T) {
	s := newStation(2)
	simulatedLine{station: s, toClient: losing(idLoad, 1)}.run(t, func(t *testing.T, c *Client) {
		mark, err := c.LoadResponse(t.Context(), []byte("response"), nil)
		if err != nil || s.Loads != 1 || mark != *s.Identity.Last {
			t.Errorf("%+v, %v after %d loads", mark, err, s.Loads)
		}
	})
}

func TestRefusalsKeepTheirCode(t *testing.T) {
	for _, version1 := range []bool{false, true} {
		for code := capability.Unknown; code <= capability.LastRefusal; code++ {
			if code == capability.Busy {
				continue
			}
			s := newStation(2)
			simulatedLine{station: s, server: ServerOptions{Version1: version1}}.run(t, func(t *testing.T, c *Client) {
				s.Refusal = &capability.Refusal{Code: code, Text: "because"}
				_, err := c.LoadResponse(t.Context(), []byte("response"), nil)
				if want := (&capability.Refusal{Code: code}); !errors.Is(err, want) || !strings.Contains(err.Error(), "because") {
					t.Errorf("version 1 %v: %v, want %v", version1, err, want)
				}
				if _, err := c.MakeRequest(t.Context(), nil, nil); !errors.Is(err, &capability.Refusal{Code: code}) {
					t.Errorf("version 1 %v: make: %v", version1, err)
				}
			})
		}
	}
}

func TestSameResponseTwiceIsAlreadyLoaded(t *testing.T) {
	simulatedLine{station: newStation(2)}.run(t, func(t *testing.T, c *Client) {
		for _, want := range []error{nil, &capability.Refusal{Code: capability.AlreadyLoaded}} {
			if _, err := c.LoadResponse(t.Context(), []byte("response"), nil); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
	})
}

func TestBusyDeviceIsPolled(t *testing.T) {
	s := newStation(2)
	simulatedLine{station: s}.run(t, func(t *testing.T, c *Client) {
		var told []int64
		report := func(p capability.Progress) { told = append(told, p.Done) }
		s.Busy = 2 // as it is asked for the request before
		before := s.Made
		made, err := c.MakeRequest(t.Context(), nil, func(p capability.Progress) { report(p) })
		if err != nil || before != nil || made != *s.Made {
			t.Errorf("made %+v, %v", made, err)
		}
		s.Busy = 3
		mark, err := c.LoadResponse(t.Context(), []byte("response"), report)
		if err != nil || mark.Seq != 1 || len(told) < 3 {
			t.Errorf("mark %+v, %v, progress %v", mark, err, told)
		}
	})
}

func TestDeviceThatStaysBusy(t *testing.T) {
	s := newStation(2)
	simulatedLine{station: s}.run(t, func(t *testing.T, c *Client) {
		s.Busy = 1 << 20
		if _, err := c.LoadResponse(t.Context(), []byte("response"), nil); !errors.Is(err, ErrStillBusy) {
			t.Errorf("%v, want %v", err, ErrStillBusy)
		}
		s.Busy = 2
		if _, err := c.MakeRequest(t.Context(), nil, nil); err != nil {
			t.Errorf("idle again: %v", err)
		}
	})
}

func TestUploadThatArrivesDamagedIsSentAgain(t *testing.T) {
	for _, noHash := range []bool{false, true} {
		s := &spoilingStation{Device: newStation(1), spoil: 1}
		near, far := net.Pipe()
		go Serve(t.Context(), far, s, ServerOptions{NoHash: noHash})
		c, err := Connect(t.Context(), near, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.LoadResponse(t.Context(), []byte("response"), nil); err != nil {
			t.Errorf("no hash %v: %v", noHash, err)
		}
		s.spoil = 2
		if _, err := c.LoadResponse(t.Context(), []byte("another"), nil); !errors.Is(err, ErrDamaged) {
			t.Errorf("no hash %v: %v, want %v", noHash, err, ErrDamaged)
		}
		c.Close()
	}
}

// spoilingStation stores the first uploads with a byte changed.
type spoilingStation struct {
	*simtest.Device
	spoil int
}

func (s *spoilingStation) WriteFile(ctx context.Context, name string, data []byte) error {
	if s.spoil > 0 {
		s.spoil--
		data = append(bytes.Clone(data[:len(data)-1]), 0)
	}
	return s.Device.WriteFile(ctx, name, data)
}

func TestFetchFindsOtherBytes(t *testing.T) {
	s := newStation(1)
	simulatedLine{station: s}.run(t, func(t *testing.T, c *Client) {
		made, err := c.MakeRequest(t.Context(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Files[station.RequestFile] = []byte("something else")
		if _, err := c.Fetch(t.Context(), made, nil); !errors.Is(err, ErrDamaged) {
			t.Errorf("%v, want %v", err, ErrDamaged)
		}
		made.Name = "/lic/none"
		if _, err := c.Fetch(t.Context(), made, nil); !errors.Is(err, FileNotFound) {
			t.Errorf("%v, want %v", err, FileNotFound)
		}
	})
}

func TestResponseOfImpossibleSize(t *testing.T) {
	simulatedLine{station: newStation(1)}.run(t, func(t *testing.T, c *Client) {
		for _, size := range []int{0, station.MaxFile + 1} {
			if _, err := c.LoadResponse(t.Context(), make([]byte, size), nil); err == nil {
				t.Errorf("a response of %d bytes was loaded", size)
			}
		}
		if _, err := c.LoadResponse(t.Context(), make([]byte, station.MaxFile), nil); err != nil {
			t.Errorf("the largest response: %v", err)
		}
	})
}

func TestHangUpDuringTransfer(t *testing.T) {
	s := newStation(1)
	r := simulatedLine{station: s}
	var line io.Closer
	count := 0
	r.toDevice = func(_ int, frame []byte) [][]byte {
		if count++; count == 10 {
			line.Close()
		}
		return [][]byte{frame}
	}
	near, far := net.Pipe()
	line = far
	go Serve(t.Context(), far, s, ServerOptions{})
	c, err := Connect(t.Context(), &faultyConn{Conn: near, fault: r.toDevice}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	start := time.Now()
	if _, err = c.LoadResponse(t.Context(), make([]byte, 20000), nil); err == nil || errors.Is(err, ErrNoAnswer) {
		t.Errorf("%v, want the end of the line", err)
	}
	if took := time.Since(start); took > 400*time.Millisecond {
		t.Errorf("the end of the line was noticed after %s", took)
	}
	if s.Loads != 0 {
		t.Error("half a response was loaded")
	}
}

func TestEndedContextEndsACall(t *testing.T) {
	s := newStation(2)
	simulatedLine{station: s, toClient: losing(idLicenses, 1<<20)}.run(t, func(t *testing.T, c *Client) {
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		start := time.Now()
		if _, err := c.Licenses(ctx, nil); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		if _, err := c.Identify(t.Context()); err != nil {
			t.Errorf("the next call: %v", err)
		}
	})
}
