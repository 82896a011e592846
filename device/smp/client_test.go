package smp

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/sim/simtest"
	"handback/device/station"
)

// walk does everything that a return does with a device.
func walk(t *testing.T, c *Client, s *simtest.Device) {
	t.Helper()
	ctx := t.Context()
	id, err := c.Identify(ctx)
	if err != nil || id.Host != s.Identity.Host || !id.Clock.Equal(s.Identity.Clock) || id.Serial != s.Identity.Serial {
		t.Errorf("identity %+v, %v", id, err)
	}
	licenses, err := c.Licenses(ctx, nil)
	if err != nil || len(licenses) != len(s.Held) || len(licenses) > 0 && !reflect.DeepEqual(licenses, s.Held) {
		t.Errorf("%d licenses, %v, want %d", len(licenses), err, len(s.Held))
	}
	lines := capability.ReturnAll(licenses).Lines
	made, err := c.MakeRequest(ctx, lines, nil)
	if err != nil || len(s.Lines) != len(lines) {
		t.Errorf("made %+v of %d lines, %v, want %d", made, len(s.Lines), err, len(lines))
	}
	if last, err := c.LastMade(ctx); err != nil || last == nil || *last != made {
		t.Errorf("last made %+v, %v, want %+v", last, err, made)
	}
	if data, err := c.Fetch(ctx, made, nil); err != nil || !bytes.Equal(data, s.Files[station.RequestFile]) {
		t.Errorf("fetched %q, %v", data, err)
	}
	response := bytes.Repeat([]byte("response"), 500)
	mark, err := c.LoadResponse(ctx, response, nil)
	if err != nil || mark.SHA256 != capability.DigestOf(response) || mark.Seq != 1 || s.Loads != 1 {
		t.Errorf("mark %+v, %v after %d loads", mark, err, s.Loads)
	}
}

// every applies a fault to each n-th frame.
func every(n int, fault func(frame []byte) [][]byte) func(int, []byte) [][]byte {
	return func(i int, frame []byte) [][]byte {
		if i%n != 0 {
			return [][]byte{frame}
		}
		return fault(frame)
	}
}

func lost([]byte) [][]byte        { return nil }
func twice(frame []byte) [][]byte { return [][]byte{frame, frame} }

func damaged(frame []byte) [][]byte {
	bad := bytes.Clone(frame)
	bad[len(bad)/2] ^= 1
	return [][]byte{bad}
}

func late(frame []byte) [][]byte {
	time.Sleep(700 * time.Millisecond)
	return [][]byte{frame}
}

func chatty(frame []byte) [][]byte {
	noisy := bytes.ReplaceAll(frame, []byte("\n"), []byte("\r\n[00:00:01.000] <inf> lic: tick\r\nuart:~$ "))
	return [][]byte{[]byte("uart:~$ "), noisy}
}

func TestClientOnBadLines(t *testing.T) {
	tests := map[string]simulatedLine{
		"good":                         {station: newStation(2)},
		"no license":                   {station: newStation(0)},
		"300 licenses":                 {station: newStation(300)},
		"1000 licenses, large buffer":  {station: newStation(1000), server: ServerOptions{BufSize: 2048}},
		"smallest buffer":              {station: newStation(5), server: ServerOptions{BufSize: leastBuf}},
		"version 1":                    {station: newStation(30), server: ServerOptions{Version1: true}},
		"version 1, no hash":           {station: newStation(2), server: ServerOptions{Version1: true, NoHash: true}},
		"no hash":                      {station: newStation(2), server: ServerOptions{NoHash: true}},
		"another group":                {station: newStation(2), server: ServerOptions{Group: 77}, client: Options{Group: 77}},
		"every 3rd answer lost":        {station: newStation(30), toClient: every(3, lost)},
		"every 5th request lost":       {station: newStation(30), toDevice: every(5, lost)},
		"every 3rd answer damaged":     {station: newStation(30), toClient: every(3, damaged)},
		"every 5th request damaged":    {station: newStation(30), toDevice: every(5, damaged)},
		"every answer twice":           {station: newStation(30), toClient: every(1, twice)},
		"every request twice":          {station: newStation(30), toDevice: every(5, twice)},
		"every 3rd answer late":        {station: newStation(30), toClient: every(3, late)},
		"log lines and prompts":        {station: newStation(30), toClient: every(1, chatty)},
		"version 1, answers lost":      {station: newStation(30), server: ServerOptions{Version1: true}, toClient: every(3, lost)},
		"fast":                         {station: newStation(30), server: ServerOptions{Fast: true}},
		"fast, large buffer":           {station: newStation(300), server: ServerOptions{Fast: true, BufSize: 4096}},
		"fast, every 3rd answer lost":  {station: newStation(30), server: ServerOptions{Fast: true}, toClient: every(3, lost)},
		"fast, every 3rd is damaged":   {station: newStation(30), server: ServerOptions{Fast: true}, toDevice: every(3, damaged)},
		"fast, log lines and prompts":  {station: newStation(30), server: ServerOptions{Fast: true}, toClient: every(1, chatty)},
		"one buffer":                   {station: newStation(30), server: ServerOptions{BufCount: 1}},
		"many buffers":                 {station: newStation(30), server: ServerOptions{BufCount: 16}},
		"file kept open":               {station: newStation(3), server: ServerOptions{OpenFile: true}},
		"kept open, answers lost":      {station: newStation(3), server: ServerOptions{OpenFile: true}, toClient: every(3, lost)},
		"kept open, requests lost":     {station: newStation(3), server: ServerOptions{OpenFile: true}, toDevice: every(5, lost)},
		"kept open, requests twice":    {station: newStation(3), server: ServerOptions{OpenFile: true}, toDevice: every(5, twice)},
		"version 1, every 2nd is lost": {station: newStation(3), server: ServerOptions{Version1: true}, toClient: every(2, lost)},
	}
	for name, r := range tests {
		t.Run(name, func(t *testing.T) {
			r.run(t, func(t *testing.T, c *Client) { walk(t, c, r.station) })
		})
	}
}

func TestConsoleTextReachesTheLog(t *testing.T) {
	var lines []string
	r := simulatedLine{station: newStation(1), toClient: every(1, chatty), client: Options{Log: func(s string) { lines = append(lines, s) }}}
	r.run(t, func(t *testing.T, c *Client) {
		if _, err := c.Licenses(t.Context(), nil); err != nil {
			t.Error(err)
		}
	})
	if log := strings.Join(lines, "\n"); !strings.Contains(log, "<inf> lic: tick") {
		t.Errorf("log %q", log)
	}
}

func TestDeviceTextsAreKept(t *testing.T) {
	names := []string{
		"\x1b[31mred\x1b[0m", "right\u202eto left", strings.Repeat("語", 200)[:capability.MaxText-2],
		strings.Repeat("n", 200), "not UTF-8 \xff\xfe", "",
	}
	s := newStation(len(names))
	for i, name := range names {
		s.Held[i].Feature = name
	}
	s.Identity.Vendor = "\x07bell"
	simulatedLine{station: s}.run(t, func(t *testing.T, c *Client) {
		walk(t, c, s)
		if id, err := c.Identify(t.Context()); err != nil || id.Vendor != s.Identity.Vendor {
			t.Errorf("vendor %q, %v", id.Vendor, err)
		}
	})
}

func TestProgressGrowsToItsTotal(t *testing.T) {
	s := newStation(40)
	simulatedLine{station: s}.run(t, func(t *testing.T, c *Client) {
		var seen []capability.Progress
		report := func(p capability.Progress) { seen = append(seen, p) }
		if _, err := c.Licenses(t.Context(), report); err != nil {
			t.Fatal(err)
		}
		if last := seen[len(seen)-1]; last.Done != 40 || last.Total != 40 {
			t.Errorf("the reading ended with %+v", last)
		}
		seen = nil
		if _, err := c.LoadResponse(t.Context(), make([]byte, 3000), report); err != nil {
			t.Fatal(err)
		}
		most := int64(0)
		for _, p := range seen {
			if p.What != "send file" {
				continue
			}
			if p.Done < most || p.Total != 3000 {
				t.Errorf("the upload went from %d to %+v", most, p)
			}
			most = p.Done
		}
		if most != 3000 {
			t.Errorf("the upload ended at %d", most)
		}
	})
}
