package smp

import (
	"bytes"
	"context"
	"encoding/hex"
	"net"
	"testing"
	"testing/synctest"

	"handback/device/station"
)

// replies are the packets with which the server answers one packet.
func replies(t *testing.T, s *server, data []byte) []packet {
	t.Helper()
	var out bytes.Buffer
	if err := s.serve(t.Context(), &out, received{data: data}); err != nil {
		t.Fatal(err)
	}
	var all []packet
	for _, raw := range packetsIn(out.Bytes()) {
		p, _, err := parsePacket(raw)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func request(t *testing.T, group uint16, id, op uint8, args any) []byte {
	t.Helper()
	body, err := encodeBody(args)
	if err != nil {
		t.Fatal(err)
	}
	return packet{header: header{Version: version2, Op: op, Group: group, ID: id, Seq: 9}, Body: body}.append(nil)
}

func TestServerAnswersByteByByte(t *testing.T) {
	tests := map[string]struct {
		options       ServerOptions
		request, want string
	}{
		"echo, request of version 1": {
			ServerOptions{},
			"02 00 00 09 00 00 01 00 a1 61 64 65 68 65 6c 6c 6f",
			"030000 0d 00000100 a2 6172 65 68656c6c6f 627263 00",
		},
		"params":                  {ServerOptions{}, "08 00 00 01 00 00 02 06 a0", "09000018 00000206 a2 686275665f73697a65 190180 696275665f636f756e74 04"},
		"absent group, version 2": {ServerOptions{}, "08 00 00 01 00 40 02 00 a0", "09000005 00400200 a1 627263 08"},
		"absent group, Apache":    {ServerOptions{Version1: true}, "08 00 00 01 00 40 02 00 a0", "01000006 00400200 bf 627263 08 ff"},
		"file not found":          {ServerOptions{}, "08 00 00 08 00 08 02 01 a1 64 6e616d65 61 78", "09000011 00080201 a1 63657272 a2 6567726f7570 08 627263 03"},
		"file not found, Apache":  {ServerOptions{Version1: true}, "08 00 00 08 00 08 02 01 a1 64 6e616d65 61 78", "01000006 00080201 bf 627263 05 ff"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &server{station: newStation(0), options: tt.options.filled()}
			var out bytes.Buffer
			if err := s.serve(t.Context(), &out, received{data: unhex(t, tt.request)}); err != nil {
				t.Fatal(err)
			}
			got := packetsIn(out.Bytes())
			if len(got) != 1 || !bytes.Equal(got[0], unhex(t, tt.want)) {
				t.Errorf("answer %x, want %s", got, hex.EncodeToString(unhex(t, tt.want)))
			}
		})
	}
}

func TestServerReadsSeveralRequestsInOnePacket(t *testing.T) {
	s := &server{station: newStation(0), options: ServerOptions{}.filled()}
	first := request(t, groupOS, idEcho, opWrite, echoWire{Text: "one"})
	for len(first)%4 != 0 {
		first = append(first, 0)
	}
	if got := replies(t, s, append(first, request(t, groupOS, idParams, opRead, none{})...)); len(got) != 2 || got[1].ID != idParams {
		t.Errorf("%d answers %+v, want two", len(got), got)
	}
	if got := replies(t, s, []byte{1, 2, 3}); len(got) != 0 {
		t.Errorf("three bytes were answered with %+v", got)
	}
}

func TestServerBoundsUploads(t *testing.T) {
	s := &server{station: newStation(0), options: ServerOptions{}.filled()}
	total, huge := uint64(10), uint64(station.MaxFile+1)
	steps := []struct {
		what string
		args uploadWire
		fits bool
	}{
		{"too large", uploadWire{Name: station.ResponseFile, Len: &huge}, false},
		{"of another name", uploadWire{Name: "/lic/other.cap", Len: &total, Data: []byte("12345")}, false},
		{"without a length", uploadWire{Name: station.ResponseFile}, false},
		{"before its start", uploadWire{Off: 5, Data: []byte("x")}, false},
		{"a start", uploadWire{Name: station.ResponseFile, Len: &total, Data: []byte("12345")}, true},
		{"a gap", uploadWire{Off: 6, Data: []byte("x")}, false},
		{"beyond its end", uploadWire{Off: 5, Data: []byte("1234567")}, false},
		{"the rest", uploadWire{Off: 5, Data: []byte("67890")}, true},
		{"the rest again", uploadWire{Off: 5, Data: []byte("67890")}, false},
	}
	for _, step := range steps {
		p := replies(t, s, request(t, groupFile, idTransfer, opWrite, step.args))[0]
		if err := outcomeOf(p, DefaultGroup); (err == nil) != step.fits {
			t.Errorf("%s: %v", step.what, err)
		}
	}
	data, err := s.station.ReadFile(t.Context(), station.ResponseFile)
	if err != nil || string(data) != "1234567890" {
		t.Errorf("stored %q, %v", data, err)
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, far := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- Serve(ctx, far, newStation(0), ServerOptions{}) }()
		synctest.Wait()
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}
