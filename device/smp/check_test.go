package smp

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/sim/simtest"
	"handback/device/station"
)

// strictStation is a device that refuses what it must.
type strictStation struct{ *simtest.Device }

func (s strictStation) Make(ctx context.Context, lines []capability.Line) (capability.Made, error) {
	for _, l := range lines {
		if !slices.ContainsFunc(s.Held, func(held capability.License) bool { return held.ActivationID == l.ActivationID }) {
			return capability.Made{}, &capability.Refusal{Code: capability.UnknownActivationID}
		}
	}
	return s.Device.Make(ctx, lines)
}

func (s strictStation) Load(_ context.Context, name string, _ int64, sha capability.Digest) (capability.Mark, error) {
	if capability.DigestOf(s.Files[name]) != sha {
		return capability.Mark{}, &capability.Refusal{Code: capability.FileDamaged}
	}
	return capability.Mark{}, &capability.Refusal{Code: capability.BadSignature}
}

// checked checks a device on the other end of a pipe, in a bubble.
func checked(t *testing.T, whole bool, serve func(ctx context.Context, line net.Conn)) (found []Finding, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		ctx, stop := context.WithCancel(t.Context())
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			serve(ctx, far)
		}()
		found, err = Check(ctx, near, Options{}, whole)
		stop()
		far.Close()
		<-gone
	})
	return found, err
}

// rulesOfThePage are the names on the page.
func rulesOfThePage() []string {
	var rules []string
	name := regexp.MustCompile("`([a-z]+\\.[a-z_0-9]+)`")
	for line := range strings.Lines(Protocol()) {
		if cell, found := strings.CutPrefix(line, "| `"); found {
			for _, match := range name.FindAllStringSubmatch("`"+cell[:strings.Index(cell, " |")], -1) {
				rules = append(rules, match[1])
			}
		}
	}
	return rules
}

// TestGoodDevicesKeepAllRules: what is served here is as the page says, in each
// way in which it can be.
func TestGoodDevicesKeepAllRules(t *testing.T) {
	for name, o := range map[string]ServerOptions{
		"usual": {}, "fast": {Fast: true}, "version 1": {Version1: true}, "smallest buffer": {BufSize: leastBuf},
		"without a hash": {NoHash: true}, "a file kept open": {OpenFile: true}, "slow commands": {Work: 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := checked(t, true, func(ctx context.Context, line net.Conn) {
				if err := Serve(ctx, line, strictStation{newStation(30)}, o); err != nil {
					t.Error(err)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				if len(f.Departures) > 0 {
					t.Errorf("%s: %q", f.Rule, f.Departures)
				}
			}
			for _, rule := range rulesOfThePage() {
				tried := slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == rule })
				if !tried && name == "usual" && rule != "errors.group" && rule != "cobs.answers" {
					t.Errorf("%s was not tried", rule)
				}
			}
		})
	}
}

// TestCheckOfABusyDevice: it makes requests in the background.
func TestCheckOfABusyDevice(t *testing.T) {
	made := 0
	behind := to(DefaultGroup, opWrite, idMake, func(p packet, b body) any {
		var args makeWire
		if made++; decodeBody(p.Body, &args) == nil && args.More || b["err"] != nil {
			return b
		}
		return rcAnswer(RCBusy)
	})
	found, err := checked(t, true, poor(t, strictStation{newStation(3)}, behind))
	for _, f := range found {
		if len(f.Departures) > 0 {
			t.Errorf("%s: %q", f.Rule, f.Departures)
		}
	}
	if err != nil || made < 4 {
		t.Errorf("%v after %d commands", err, made)
	}
}

// body is an answer's map, to be spoiled.
type body map[string]any

// spoils changes the answer to a request; nil is none.
type spoils func(p packet, b body) any

// to spoils the answers to one command of the licensing group, or of another.
func to(group uint16, op, id uint8, change func(p packet, b body) any) spoils {
	return func(p packet, b body) any {
		if p.Group != group || p.Op != op || p.ID != id {
			return b
		}
		return change(p, b)
	}
}

// sets puts a value into such answers; nil takes it away.
func sets(group uint16, op, id uint8, key string, value any) spoils {
	return to(group, op, id, func(_ packet, b body) any {
		if _, failed := b["err"]; failed {
			return b
		}
		if b[key] = value; value == nil {
			delete(b, key)
		}
		return b
	})
}

// poor serves a device whose answers are spoiled.
func poor(t *testing.T, s station.Station, change spoils) func(context.Context, net.Conn) {
	srv := &server{station: s, options: ServerOptions{}.filled()}
	return func(ctx context.Context, line net.Conn) {
		device(func(p packet) any {
			contents, failed := srv.dispatch(ctx, p)
			answer, err := srv.body(p, contents, failed)
			if err != nil {
				t.Error(err)
			}
			b := body{}
			if err := decodeBody(answer, &b); err != nil {
				t.Error(err)
			}
			return change(p, b)
		}).serve(line)
	}
}

func license(key string, value any) spoils {
	return to(DefaultGroup, opRead, idLicenses, func(_ packet, b body) any {
		for _, l := range b["lic"].([]any) {
			if value == nil {
				delete(l.(map[any]any), key)
			} else {
				l.(map[any]any)[key] = value
			}
		}
		return b
	})
}

// no answers a command with an error.
func no(group uint16, op, id uint8, error any) spoils {
	return to(group, op, id, func(packet, body) any { return error })
}

func groupError(group uint16, code uint32) any {
	return outcome{Err: &groupErr{Group: group, RC: code}}
}

// poorDevice departs from one rule.
type poorDevice struct {
	change spoils
	says   string // what the check says about it
}

// poorDevices are those that depart from each rule of the page.
func poorDevices() map[string]poorDevice {
	all := poorReaders()
	maps.Copy(all, poorWriters())
	return all
}

// poorReaders depart in what they answer to a question.
func poorReaders() map[string]poorDevice {
	const lic, read, write = DefaultGroup, uint8(opRead), uint8(opWrite)
	return map[string]poorDevice{
		"line.answers":     {no(lic, read, idStatus, nil), "status: there is no answer"},
		"line.map":         {no(lic, read, idStatus, []int{1}), "status: the body is no CBOR map: [1]"},
		"line.times":       {to(lic, read, idStatus, func(_ packet, b body) any { time.Sleep(3 * time.Second); return b }), "status: the answer took"},
		"params.buf_size":  {sets(groupOS, read, idParams, "buf_size", 96), "buf_size is 96, expected a number from 128"},
		"params.buf_count": {sets(groupOS, read, idParams, "buf_count", "four"), `buf_count is "four", expected a number from 0`},
		"errors.unknown":   {no(lic, read, 63, none{}), "a command that is not there: answered with no error, expected rc 8"},
		"errors.group":     {no(lic, write, idLoad, groupError(1, 2)), "load: err.group is 1, expected 19523"},
		"info.proto":       {sets(lic, read, idInfo, "proto", "1"), `proto is "1", expected a number from 1 to 1`},
		"info.vendor":      {sets(lic, read, idInfo, "vendor", []byte("V")), "vendor is h'56', expected a text"},
		"info.model":       {sets(lic, read, idInfo, "model", 200), "model is 200, expected a text"},
		"info.serial":      {sets(lic, read, idInfo, "serial", 42), "serial is 42, expected a text"},
		"info.fw":          {sets(lic, read, idInfo, "fw", strings.Repeat("9", 600)), "expected a text of 0 to 512 bytes"},
		"info.host":        {sets(lic, read, idInfo, "host", []string{"STRING", "X 200"}), `host is ["STRING", "X 200"], expected type and value`},
		"info.clock":       {sets(lic, read, idInfo, "clock", -1), "clock is -1, expected a number from 0"},
		"info.last":        {sets(lic, read, idInfo, "last", body{}), "last is {}, expected null, or a map with seq"},
		"info.keys":        {sets(lic, read, idInfo, "keys", [][]byte{{1, 2}}), "keys is [h'0102'], expected an array of at most 16 byte strings of 32"},
		"info.framing":     {sets(lic, read, idInfo, "framing", "cobs"), `framing is "cobs", expected an array of texts`},
		"cobs.answers":     {sets(lic, read, idInfo, "framing", []string{"cobs"}), "params: there is no answer in COBS"},
		"licenses.lic":     {sets(lic, read, idLicenses, "lic", body{}), "lic is {}, expected an array"},
		"licenses.end":     {sets(lic, read, idLicenses, "end", 1), "end is 1, expected true or false"},
		"licenses.max": {to(lic, read, idLicenses, func(p packet, b body) any {
			var args licensesWire
			if decodeBody(p.Body, &args) == nil && args.Max > 0 {
				b["lic"] = append(b["lic"].([]any), b["lic"].([]any)...)
			}
			return b
		}), "with max 1 there are 2"},
		"lic.id":          {license("id", "ACT 1"), `id is "ACT 1", expected an activation ID`},
		"lic.feature":     {license("feature", 7), "feature is 7, expected a text"},
		"lic.version":     {license("version", 1), "version is 1, expected a text"},
		"lic.count":       {license("count", nil), "count is missing"},
		"lic.expires":     {license("expires", "never"), `expires is "never", expected a number`},
		"status.state":    {sets(lic, read, idStatus, "state", nil), "state is missing"},
		"status.progress": {sets(lic, read, idStatus, "progress", 150), "progress is 150, expected a number from 0 to 100"},
		"status.error":    {sets(lic, read, idStatus, "error", 99), "error is 99, expected a number from 0 to 13"},
		"status.made":     {sets(lic, read, idStatus, "made", body{}), "made is {}, expected null, or a map with name"},
		"status.last":     {sets(lic, read, idStatus, "made", nil), "after make, made is not the request that was made"},
	}
}

// poorWriters depart in what they do.
func poorWriters() map[string]poorDevice {
	const lic, read, write = DefaultGroup, uint8(opRead), uint8(opWrite)
	asked := map[uint8]int{}
	counted := func(id uint8, change func(n int, p packet, b body) any) func(packet, body) any {
		return func(p packet, b body) any {
			asked[id]++
			return change(asked[id], p, b)
		}
	}
	return map[string]poorDevice{
		"file.missing": {no(groupFile, read, idTransfer, downloadAnswer{Data: []byte{}, Len: new(uint64)}), "answered with no error, expected error 3"},
		"make.refuses": {to(lic, write, idMake, func(_ packet, b body) any {
			if b["err"] != nil {
				return groupError(lic, 1)
			}
			return b
		}), "is answered with the device refused: unknown, expected error 7"},
		"make.confirmation": {to(lic, write, idMake, func(p packet, b body) any {
			if b["err"] == nil {
				return rcAnswer(RCInvalid)
			}
			return b
		}), "answered with the device answers: invalid value (rc 3), expected a request"},
		"make.name":   {sets(lic, write, idMake, "name", nil), "name is missing"},
		"make.len":    {sets(lic, write, idMake, "len", 0), "len is 0, expected a number from 1 to 65536"},
		"make.sha256": {sets(lic, write, idMake, "sha256", strings.Repeat("ab", 32)), "expected a byte string of 32"},
		"make.parts": {to(lic, write, idMake, func(p packet, b body) any {
			var args makeWire
			if decodeBody(p.Body, &args) == nil && args.More {
				return toMade(capability.Made{Name: "x", Size: 1})
			}
			return b
		}), "a part of one line with more is answered with"},
		"make.harmless": {to(lic, read, idInfo, counted(idInfo, func(n int, _ packet, b body) any {
			b["last"] = body{"seq": n, "sha256": make([]byte, 32)}
			return b
		})), "after making requests the last response is another"},
		"load.harmless": {to(lic, read, idInfo, counted(100, func(n int, _ packet, b body) any {
			b["last"] = body{"seq": n, "sha256": make([]byte, 32)}
			return b
		})), "after a file that is no response the last response is another"},
		"load.digest":  {no(lic, write, idLoad, groupError(lic, 2)), "a file of another digest is answered with the device refused: bad signature"},
		"load.refuses": {no(lic, write, idLoad, loadAnswer{Seq: new(uint64)}), "a file that is no response is answered with no error"},
		"file.download": {to(groupFile, read, idTransfer, func(_ packet, b body) any {
			delete(b, "len")
			return b
		}), "expected len, at most 65536"},
		"file.upload": {to(groupFile, write, idTransfer, func(_ packet, b body) any {
			if b["off"] != nil {
				b["off"] = 1
			}
			return b
		}), "the chunk at 0 is not answered with off 64"},
		"file.name": {to(groupFile, write, idTransfer, func(p packet, b body) any {
			var args uploadWire
			if decodeBody(p.Body, &args) == nil && args.Name != station.ResponseFile {
				return uploadAnswer{Off: new(uint64)}
			}
			return b
		}), "an upload of the name /lic/check.cap is begun"},
		"file.offset": {to(groupFile, write, idTransfer, func(_ packet, b body) any {
			delete(b, "len")
			return b
		}), "expected error 11 with len 64"},
		"file.stat":  {sets(groupFile, read, idStat, "len", 5), "expected len 295, or rc 8"},
		"file.hash":  {sets(groupFile, read, idHash, "output", "ab12"), "the digest as 32 bytes, or rc 8"},
		"file.close": {no(groupFile, write, idClose, rcAnswer(RCUnknown)), "unknown error (rc 1), expected no error, or rc 8"},
	}
}

// TestPoorDevicesAreNamed: there is a device that departs from each rule of the
// page, and the check says so.
func TestPoorDevicesAreNamed(t *testing.T) {
	cases := poorDevices()
	elsewhere := []string{"line.order", "make.differs"} // below
	for _, rule := range rulesOfThePage() {
		tt, found := cases[rule]
		switch {
		case slices.Contains(elsewhere, rule):
			continue
		case !found:
			t.Errorf("no device departs from %s", rule)
			continue
		}
		t.Run(rule, func(t *testing.T) {
			found, err := checked(t, true, poor(t, strictStation{newStation(3)}, tt.change))
			if err != nil {
				t.Fatal(err)
			}
			named(t, found, rule, tt.says)
		})
		delete(cases, rule)
	}
	for rule := range cases {
		t.Errorf("the page has no rule %s", rule)
	}
}

// named makes sure that a departure is told.
func named(t *testing.T, found []Finding, rule, says string) {
	t.Helper()
	for _, f := range found {
		if f.Rule == rule && strings.Contains(strings.Join(f.Departures, "\n"), says) {
			return
		}
	}
	t.Errorf("%s is not told: %q", says, found)
}

func TestPoorDevicesOfOtherKinds(t *testing.T) {
	same := newStation(0)
	same.Request = func(int) []byte { return []byte("the same request always") }
	found, err := checked(t, true, poor(t, strictStation{same}, func(_ packet, b body) any { return b }))
	if err != nil {
		t.Error(err)
	}
	named(t, found, "make.differs", "two requests are alike")

	// the first of two questions is held back until the second is answered
	found, err = checked(t, false, func(ctx context.Context, line net.Conn) {
		if err := Serve(ctx, &reversed{Conn: line}, newStation(0), ServerOptions{}); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Error(err)
	}
	named(t, found, "line.order", "the second was answered first")
}

// reversed answers two frames that come one behind the other in the wrong
// order.
type reversed struct {
	net.Conn
	infos int
	held  []byte
}

func (r *reversed) Write(frame []byte) (int, error) {
	for _, raw := range packetsIn(frame) {
		p, _, err := parsePacket(raw)
		if err == nil && p.Group == DefaultGroup && p.ID == idInfo {
			if r.infos++; r.infos == 2 { // the first is asked alone
				r.held = bytes.Clone(frame)
				return len(frame), nil
			}
		}
	}
	out := append(bytes.Clone(frame), r.held...)
	r.held = nil
	if _, err := r.Conn.Write(out); err != nil {
		return 0, err
	}
	return len(frame), nil
}

func TestCheckOfASilentLine(t *testing.T) {
	_, err := checked(t, true, func(_ context.Context, line net.Conn) {
		device(func(packet) any { return nil }).serve(line)
	})
	if !errors.Is(err, ErrNotSMP) {
		t.Errorf("%v, want %v", err, ErrNotSMP)
	}
}
