package smp

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/station"
)

// TestKeptOpenFile is what Zephyr's file group was seen to do.
func TestKeptOpenFile(t *testing.T) {
	s := &server{station: newStation(0), options: ServerOptions{OpenFile: true}.filled()}
	total := uint64(400)
	send := func(off int) (outcome, uploadAnswer) {
		args := uploadWire{Off: uint64(off), Name: station.ResponseFile, Data: make([]byte, 100)}
		if off == 0 {
			args.Len = &total
		}
		var o outcome
		var a uploadAnswer
		p := replies(t, s, request(t, groupFile, idTransfer, opWrite, args))[0]
		if err := errors.Join(decodeBody(p.Body, &o), decodeBody(p.Body, &a)); err != nil {
			t.Fatal(err)
		}
		return o, a
	}
	hashed := func() uint64 {
		var a hashAnswer
		p := replies(t, s, request(t, groupFile, idHash, opRead, hashWire{Name: station.ResponseFile}))[0]
		if err := decodeBody(p.Body, &a); err != nil {
			t.Fatal(err)
		}
		return a.Len
	}
	has := func(want uint64) func(outcome, uploadAnswer) {
		return func(o outcome, a uploadAnswer) {
			t.Helper()
			if o.Err != nil || a.Off == nil || *a.Off != want {
				t.Errorf("answer %+v %+v, want offset %d", o, a, want)
			}
		}
	}
	has(100)(send(0))
	if o, a := send(50); o.Err == nil || FileError(o.Err.RC) != FileOffset || a.Len == nil || *a.Len != 100 {
		t.Errorf("a repeated chunk is answered with %+v %+v", o, a)
	}
	has(200)(send(100))
	has(300)(send(200))
	if n := hashed(); n != 100 {
		t.Errorf("the hash covers %d bytes, want those that were flushed", n)
	}
	has(400)(send(0))
	replies(t, s, request(t, groupFile, idClose, opWrite, none{}))
	if n := hashed(); n != 400 {
		t.Errorf("after the close the hash covers %d bytes", n)
	}
	has(100)(send(0))
	if has(200)(send(0)); hashed() != 400 {
		t.Error("an open file was flushed")
	}
}

// frames counts what arrives on a line, by number of lines.
type frames struct{ total, long int }

// twoLines is a device with two line buffers.
func (f *frames) twoLines(_ int, frame []byte) [][]byte {
	lines := bytes.SplitAfter(bytes.TrimLeft(frame, "\x00\n"), []byte("\n"))
	f.total++
	if len(lines) <= leastLines+1 {
		return [][]byte{frame}
	}
	f.long++
	return [][]byte{bytes.Join(lines[:leastLines], nil)}
}

// TestTwoLineBuffers: long messages never arrive, but short ones do.
func TestTwoLineBuffers(t *testing.T) {
	for name, tt := range map[string]struct {
		options  Options
		server   ServerOptions
		licenses int
		long     int // messages that may be lost
	}{
		"found out":               {Options{}, ServerOptions{}, 3, mostLong},
		"found out by an order":   {Options{}, ServerOptions{}, 100, mostLong},
		"known":                   {Options{Lines: 2}, ServerOptions{}, 100, 0},
		"large buffer":            {Options{}, ServerOptions{BufSize: 4096}, 3, mostLong},
		"with a file kept open":   {Options{}, ServerOptions{OpenFile: true}, 3, mostLong},
		"one line":                {Options{Lines: 1}, ServerOptions{}, 3, 0},
		"without files or hashes": {Options{Lines: 2}, ServerOptions{NoHash: true}, 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var seen frames
			s := newStation(tt.licenses)
			simulatedLine{station: s, server: tt.server, client: tt.options, toDevice: seen.twoLines}.run(t, func(t *testing.T, c *Client) {
				walk(t, c, s)
				var told []string
				response := bytes.Repeat([]byte("0123456789abcdef"), station.MaxFile/16)
				_, err := c.LoadResponse(t.Context(), response, func(p capability.Progress) { told = append(told, p.What) })
				if err != nil || !bytes.Equal(s.Files[station.ResponseFile], response) {
					t.Errorf("64 KiB: %v, %d bytes arrived", err, len(s.Files[station.ResponseFile]))
				}
				if !strings.Contains(strings.Join(told, "\n"), "send file in short messages") {
					t.Error("nobody says why it is slow")
				}
				if seen.long > tt.long {
					t.Errorf("%d of %d messages were too long, want at most %d", seen.long, seen.total, tt.long)
				}
			})
		})
	}
}

// TestOrderInParts: no request but that of the whole order counts.
func TestOrderInParts(t *testing.T) {
	for name, o := range map[string]ServerOptions{
		"a request is made of the first part": {BusyParts: true},
		"and it takes its time":               {BusyParts: true, Work: 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStation(100)
			s.Busy = 3 // of the background work
			simulatedLine{station: s, server: o}.run(t, func(t *testing.T, c *Client) {
				walk(t, c, s)
				if s.Makes != 2 {
					t.Errorf("%d requests were made, want that of the part and that of the whole", s.Makes)
				}
			})
		})
	}
}

// TestSlowCommand: a device that answers questions beside its work, and says
// that it is idle, is told each command once.
func TestSlowCommand(t *testing.T) {
	s := newStation(3)
	simulatedLine{station: s, server: ServerOptions{Work: 4 * time.Second}}.run(t, func(t *testing.T, c *Client) {
		walk(t, c, s)
		if s.Makes != 1 || s.Loads != 1 {
			t.Errorf("%d requests were made and %d responses loaded, want one each", s.Makes, s.Loads)
		}
	})
}

// TestSameRequestAgain: a device that was busy, and then has the request from
// before, made the same one again.
func TestSameRequestAgain(t *testing.T) {
	made := madeWire{Name: station.RequestFile, Len: 7, SHA256: make([]byte, 32)}
	makes := 0
	d := sane(func(p packet) any {
		switch p.ID {
		case idMake:
			makes++
			return rcAnswer(RCBusy)
		case idStatus:
			return statusWire{State: station.StateIdle, Made: &made}
		}
		return rcAnswer(RCNotSupported)
	})
	against(t, d, Options{}, func(t *testing.T, c *Client, _ error) {
		got, err := c.MakeRequest(t.Context(), nil, nil)
		if err != nil || got.Size != 7 || makes != 2 {
			t.Errorf("made %+v, %v after %d commands", got, err, makes)
		}
	})
}

// TestZerosBetweenAndInFrames keep a line alive and mean nothing.
func TestZerosBetweenAndInFrames(t *testing.T) {
	zeros := func(_ int, frame []byte) [][]byte {
		out := bytes.Repeat([]byte{0}, 40)
		for _, b := range frame {
			out = append(out, b, 0, 0)
		}
		return [][]byte{out, {0}, {0, 0}}
	}
	s := newStation(3)
	simulatedLine{station: s, toClient: zeros, toDevice: zeros}.run(t, func(t *testing.T, c *Client) { walk(t, c, s) })
}

// TestUploadsOfDevicesThatForget: where a close ends an upload, it is not
// closed in the middle a second time.
func TestUploadsOfDevicesThatForget(t *testing.T) {
	var have []byte
	starts, open, answers := 0, false, 0
	d := sane(func(p packet) any {
		var args uploadWire
		switch {
		case p.Group != groupFile:
			return loadAnswer{Seq: new(uint64)}
		case p.ID == idClose:
			open = false
			return none{}
		case p.ID != idTransfer || p.Op != opWrite:
			return rcAnswer(RCNotSupported)
		case decodeBody(p.Body, &args) != nil:
			return rcAnswer(RCInvalid)
		}
		if args.Off == 0 {
			starts++
			have, open = nil, true
		}
		off := uint64(len(have))
		switch {
		case !open:
			return rcAnswer(RCInvalid)
		case args.Off != off:
			return struct {
				outcome
				uploadAnswer
			}{outcome{Err: &groupErr{Group: groupFile, RC: uint32(FileOffset)}}, uploadAnswer{Len: &off}}
		}
		have = append(have, args.Data...)
		off = uint64(len(have))
		if answers++; answers%7 == 0 {
			return nil // lost
		}
		return uploadAnswer{Off: &off}
	})
	against(t, d, Options{}, func(t *testing.T, c *Client, _ error) {
		response := bytes.Repeat([]byte("response"), 2000)
		if _, err := c.LoadResponse(t.Context(), response, nil); err != nil || !bytes.Equal(have, response) {
			t.Errorf("%v, %d bytes arrived", err, len(have))
		}
		if starts > 2 {
			t.Errorf("the upload was begun %d times", starts)
		}
	})
}

// TestDefiniteAnswers: an error of whatever group is the device's no.
func TestDefiniteAnswers(t *testing.T) {
	full := outcome{Err: &groupErr{Group: groupFile, RC: uint32(FileWrite)}}
	reason := rcOutcome(RCAccessDenied, "locked by the \x1bkey")
	for name, tt := range map[string]struct {
		answer any
		code   capability.RefusalCode
		said   string
		text   string
	}{
		"rc 1":        {rcAnswer(RCUnknown), capability.Failed, "unknown error (rc 1)", ""},
		"rc 2":        {rcAnswer(RCNoMemory), capability.StorageFull, "out of memory (rc 2)", ""},
		"rc 3":        {rcAnswer(RCInvalid), capability.InvalidValue, "invalid value (rc 3)", ""},
		"rc 5":        {rcAnswer(RCNoEntry), capability.NotThere, "no such entry (rc 5)", ""},
		"rc 8":        {rcAnswer(RCNotSupported), capability.NotSupported, "not supported (rc 8)", ""},
		"rc 11":       {reason, capability.AccessDenied, "access denied (rc 11)", "locked by the \x1bkey"},
		"rc 77":       {rcAnswer(77), capability.Failed, "rc 77", ""},
		"disk full":   {full, capability.StorageFull, "write failed (group 8 error 10)", ""},
		"other group": {outcome{Err: &groupErr{Group: 99, RC: 4}}, capability.Failed, "group 99 error 4", ""},
	} {
		d := sane(func(p packet) any {
			if p.Group == DefaultGroup && p.ID == idStatus {
				return statusWire{State: station.StateIdle}
			}
			return tt.answer
		})
		against(t, d, Options{}, func(t *testing.T, c *Client, _ error) {
			_, made := c.MakeRequest(t.Context(), nil, nil)
			_, loaded := c.LoadResponse(t.Context(), []byte("response"), nil)
			for act, err := range map[string]error{"make": made, "load": loaded} {
				var no *capability.Refusal
				if !errors.As(err, &no) || no.Code != tt.code || no.Said != tt.said || no.Text != tt.text {
					t.Errorf("%s: %s: %v", name, act, err)
				}
			}
		})
	}
}

// TestWhatIsNotKnown: silence and nonsense to a command are no answer, but
// before it nothing was done.
func TestWhatIsNotKnown(t *testing.T) {
	for name, tt := range map[string]struct {
		command uint8
		answer  any
		notSent bool
	}{
		"silence to make":   {idMake, nil, false},
		"nonsense to make":  {idMake, madeWire{Name: "x", Len: 5}, false},
		"silence to status": {idStatus, nil, true},
	} {
		d := sane(func(p packet) any {
			switch {
			case p.Group == DefaultGroup && p.ID == tt.command:
				return tt.answer
			case p.Group == DefaultGroup && p.ID == idStatus:
				return statusWire{State: station.StateIdle}
			}
			return rcAnswer(RCNotSupported)
		})
		against(t, d, Options{}, func(t *testing.T, c *Client, _ error) {
			_, err := c.MakeRequest(t.Context(), nil, nil)
			if errors.As(err, new(*capability.Refusal)) || errors.Is(err, capability.ErrNotSent) != tt.notSent {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// TestSenselessAnswersNameTheField, its value and what was expected.
func TestSenselessAnswersNameTheField(t *testing.T) {
	type body map[string]any
	info := func(change body) body {
		all := body{"proto": 1, "vendor": "V", "host": []string{"STRING", "x"}, "clock": 0, "last": nil}
		for k, v := range change {
			all[k] = v
		}
		return all
	}
	for want, tt := range map[string]struct {
		group   uint16
		command uint8
		answer  any
	}{
		`params: buf_size is 96, expected at least 128 bytes`:                           {groupOS, idParams, body{"buf_size": 96}},
		`params: buf_size is "big", expected a number from 0`:                           {groupOS, idParams, body{"buf_size": "big"}},
		`info: host is ["STRING", ""], expected [type, value] that can be used`:         {DefaultGroup, idInfo, info(body{"host": []string{"STRING", ""}})},
		`info: host is "STRING/x", expected [type, value]`:                              {DefaultGroup, idInfo, info(body{"host": "STRING/x"})},
		`info: last.sha256 is 3 bytes, expected the 32 bytes of a SHA-256`:              {DefaultGroup, idInfo, info(body{"last": body{"seq": 1, "sha256": []byte{1, 2, 3}}})},
		`info: last.sha256 is "ab12", expected a byte string`:                           {DefaultGroup, idInfo, info(body{"last": body{"seq": 1, "sha256": "ab12"}})},
		`licenses: end is 1, expected true or false`:                                    {DefaultGroup, idLicenses, body{"lic": []int{}, "end": 1}},
		`licenses: lic.count is 4611686018427387904, expected at most`:                  {DefaultGroup, idLicenses, body{"lic": []body{{"id": "A", "count": uint64(1 << 62)}}, "end": true}},
		`licenses: lic[0].count is -1, expected a number from 0`:                        {DefaultGroup, idLicenses, body{"lic": []body{{"id": "A", "count": -1}}, "end": true}},
		`status: state is 7, expected text`:                                             {DefaultGroup, idStatus, body{"state": 7}},
		`status: made.name is "", expected a text of 1 to`:                              {DefaultGroup, idStatus, body{"state": "idle", "made": body{}}},
		`make: sha256 is 0 bytes, expected the 32 bytes of a SHA-256`:                   {DefaultGroup, idMake, body{"name": "x", "len": 5}},
		`make: len is -5, expected a number from 0`:                                     {DefaultGroup, idMake, body{"name": "x", "len": -5}},
		`load: seq is missing, expected the sequence number`:                            {DefaultGroup, idLoad, body{}},
		`file transfer (upload): off is missing, expected the offset of the next chunk`: {groupFile, idTransfer, body{}},
		`file transfer: off is -1, expected a number from 0`:                            {groupFile, idTransfer, body{"off": -1}},
	} {
		s := &server{station: newStation(2), options: ServerOptions{}.filled()}
		d := func(p packet) any {
			if p.Group == tt.group && p.ID == tt.command {
				return tt.answer
			}
			answer := replies(t, s, p.append(nil))[0]
			var contents any
			if err := decodeBody(answer.Body, &contents); err != nil {
				t.Fatalf("%s: %v", hex.EncodeToString(answer.Body), err)
			}
			return contents
		}
		against(t, d, Options{}, func(t *testing.T, c *Client, err error) {
			if err == nil {
				_, listed := c.Licenses(t.Context(), nil)
				_, made := c.MakeRequest(t.Context(), nil, nil)
				_, loaded := c.LoadResponse(t.Context(), []byte("response"), nil)
				err = errors.Join(listed, made, loaded)
			}
			var wrong *AnswerError
			if !errors.As(err, &wrong) || !errors.Is(err, ErrAnswer) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nwant %s", err, want)
			}
		})
	}
}
