package smp

import (
	"bytes"
	"testing"

	"handback/capability"
	"handback/device/station"
)

// FuzzDecoder feeds a stream, whole and in two halves, and frames again what
// was found.
func FuzzDecoder(f *testing.F) {
	for _, g := range golden() {
		f.Add([]byte("\x06\x09"+g.line+"\n"), 5)
	}
	f.Add([]byte("login: \x06\x09AAsI\x04\x14AAAB\r\n\n\x06\n"), 3)
	f.Fuzz(func(t *testing.T, stream []byte, cut int) {
		whole := packetsIn(stream)
		cut = max(0, min(cut, len(stream)))
		var halves [][]byte
		d := decoder{packet: func(p []byte, _ framing) { halves = append(halves, p) }, text: func(text string) {
			if len(text) > maxText {
				t.Errorf("text of %d bytes", len(text))
			}
		}}
		d.feed(stream[:cut])
		d.feed(stream[cut:])
		if len(whole) != len(halves) {
			t.Fatalf("%d packets in one piece, %d in two", len(whole), len(halves))
		}
		for _, p := range whole {
			frame := appendFrame(nil, p)
			if again := packetsIn(frame); len(again) != 1 || !bytes.Equal(again[0], p) {
				t.Fatalf("%x became %x", p, again)
			}
		}
	})
}

// FuzzAnswer reads a packet as every answer there is.
func FuzzAnswer(f *testing.F) {
	for _, g := range golden() {
		f.Add(unhex(f, g.packet))
	}
	f.Add(unhex(f, "09 00 00 07 4c 43 01 01 bf 62 72 63 18 2a ff 00"))
	f.Add(unhex(f, "0b 00 00 12 4c 43 01 03 a1 63 65 72 72 a2 65 67 72 6f 75 70 19 4c 43 62 72 63 05"))
	f.Add(unhex(f, "09 00 00 0f 4c 43 01 01 a2 63 6c 69 63 81 a1 62 69 64 61 41 63 65 6e 64 f5"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, rest, err := parsePacket(data)
		if err != nil {
			return
		}
		if len(p.Body)+headerLen+len(rest) > len(data) {
			t.Fatal("more came out than went in")
		}
		_ = outcomeOf(p, DefaultGroup)
		var page licensesAnswer
		if decodeBody(p.Body, &page) == nil {
			for _, w := range page.Licenses {
				if l, err := w.license(); err == nil && l.Check() != nil {
					t.Fatalf("%+v is out of bounds", l)
				}
			}
		}
		var info infoWire
		if decodeBody(p.Body, &info) == nil {
			if id, err := info.identity(); err == nil && id.Host.Check() != nil {
				t.Fatalf("%+v is out of bounds", id)
			}
		}
		var status statusWire
		if decodeBody(p.Body, &status) == nil {
			if s, err := status.status(); err == nil && s.Made != nil && s.Made.Size > station.MaxFile {
				t.Fatalf("%+v is out of bounds", s)
			}
		}
	})
}

// FuzzPages reads licenses from two pages, the second asked for at any place
// within what the first brought.
func FuzzPages(f *testing.F) {
	page := func(answer any) []byte {
		body, err := encodeBody(answer)
		if err != nil {
			f.Fatal(err)
		}
		return body
	}
	one, two := licenseWire{ID: "A-1", Count: 2}, licenseWire{ID: "B-2", Count: 1, Expires: 1900000000}
	f.Add(page(licensesAnswer{Licenses: []licenseWire{one}}), page(licensesAnswer{Licenses: []licenseWire{one, two}, End: true}), 0)
	f.Add(page(licensesAnswer{Licenses: []licenseWire{one, two}}), page(licensesAnswer{Licenses: []licenseWire{two}}), 1)
	f.Add(unhex(f, "bf 63 6c 69 63 9f bf 62 69 64 61 41 ff ff 63 65 6e 64 f4 ff"), page(licensesAnswer{End: true}), 1)
	f.Fuzz(func(t *testing.T, first, second []byte, off int) {
		l := &listing{c: &Client{session: &session{}}}
		for i, body := range [][]byte{first, second} {
			had := len(l.all)
			off := i * min(max(off, 0), had)
			next, last, err := l.take(off, packet{header: header{Op: opRead | 1}, Body: body})
			switch {
			case err != nil:
				return
			case next < off || len(l.all) < had || off == had && next == had && !last:
				t.Fatalf("a page at %d of %d goes on at %d", off, had, next)
			case capability.CheckLicenses(l.all) != nil:
				t.Fatalf("%d licenses out of bounds", len(l.all))
			}
		}
	})
}

// FuzzServer gives the server any packet; it must answer or be silent.
func FuzzServer(f *testing.F) {
	for _, g := range golden() {
		f.Add(unhex(f, g.packet))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := server{station: newStation(3), options: ServerOptions{}.filled()}
		var out bytes.Buffer
		if err := s.serve(t.Context(), &out, received{data: data}); err != nil {
			t.Fatal(err)
		}
		for _, answer := range packetsIn(out.Bytes()) {
			if p, _, err := parsePacket(answer); err != nil || !p.isAnswer() {
				t.Fatalf("%x is no answer: %v", answer, err)
			}
		}
	})
}
