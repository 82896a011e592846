package smp

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// golden are frames as Zephyr and Apache peers send them: a packet and its
// one line, without marks and line break.
func golden() map[string]struct{ packet, line string } {
	return map[string]struct{ packet, line string }{
		"echo request, version 1": {"02 00 00 09 00 00 01 00 a1 61 64 65 68 65 6c 6c 6f", "ABMCAAAJAAABAKFhZGVoZWxsb/0m"},
		"echo answer, Apache":     {"03 00 00 0a 00 00 01 00 bf 61 72 65 68 65 6c 6c 6f ff", "ABQDAAAKAAABAL9hcmVoZWxsb/8FSw=="},
		"params request":          {"08 00 00 01 00 00 02 06 a0", "AAsIAAABAAACBqAdcw=="},
		"list groups request":     {"08 00 00 01 00 0a 01 01 a0", "AAsIAAABAAoBAaC1Hw=="},
		"own group request":       {"08 00 00 01 00 40 02 00 a0", "AAsIAAABAEACAKDZSQ=="},
	}
}

func TestGoldenFrames(t *testing.T) {
	for name, g := range golden() {
		t.Run(name, func(t *testing.T) {
			packet := unhex(t, g.packet)
			frame := appendFrame(nil, packet)
			if want := "\x06\x09" + g.line + "\n"; string(frame) != want {
				t.Errorf("frame %q, want %q", frame, want)
			}
			if len(frame) != wireLength(len(packet)) {
				t.Errorf("wire length %d, want %d", wireLength(len(packet)), len(frame))
			}
			if got := packetsIn(frame); len(got) != 1 || !bytes.Equal(got[0], packet) {
				t.Errorf("decoded %x, want %x", got, packet)
			}
		})
	}
}

// TestGoldenUpload is an upload of 120 bytes, which takes two lines.
func TestGoldenUpload(t *testing.T) {
	chunk := make([]byte, 120)
	for i := range chunk {
		chunk[i] = byte(i)
	}
	total := uint64(len(chunk))
	body, err := encodeBody(uploadWire{Data: chunk, Name: "/lfs/x", Len: &total})
	if err != nil {
		t.Fatal(err)
	}
	p := packet{header: header{Version: version2, Op: opWrite, Group: groupFile}, Body: body}
	frame := appendFrame(nil, p.append(nil))
	lines := bytes.Split(bytes.TrimSuffix(frame, []byte("\n")), []byte("\n"))
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	for i, want := range []int{93, 70} {
		raw, err := base64.StdEncoding.DecodeString(string(lines[i][2:]))
		if err != nil || len(raw) != want {
			t.Errorf("line %d has %d bytes, %v, want %d", i, len(raw), err, want)
		}
	}
	if want := "\x04\x14RkdISUpL"; !bytes.HasPrefix(lines[1], []byte(want)) {
		t.Errorf("second line %q, want the start %q", lines[1], want)
	}
}

func packetsIn(stream []byte) [][]byte {
	var got [][]byte
	d := decoder{packet: func(p []byte, _ framing) { got = append(got, p) }}
	d.feed(stream)
	return got
}

func TestDecoderFindsFramesInConsoleText(t *testing.T) {
	packet := unhex(t, golden()["params request"].packet)
	one := appendFrame(nil, packet)
	long := appendFrame(nil, append(bytes.Clone(packet), bytes.Repeat([]byte{7}, 200)...))
	lines := bytes.SplitAfter(long, []byte("\n"))
	join := func(parts ...string) string { return strings.Join(parts, "") }
	first, rest := string(lines[0]), string(bytes.Join(lines[1:], nil))

	tests := map[string]struct {
		stream  string
		packets int
		text    []string
	}{
		"alone":                          {string(one), 1, nil},
		"behind a prompt":                {"uart:~$ " + string(one), 1, []string{"uart:~$ "}},
		"with CRLF":                      {strings.ReplaceAll(string(one), "\n", "\r\n"), 1, nil},
		"log line before and after":      {join("[00] boot\r\n", string(one), "[01] up\r\n"), 1, []string{"[00] boot", "[01] up"}},
		"log line between two lines":     {join(first, "[02] tick\n", rest), 1, []string{"[02] tick"}},
		"line break lost":                {join(strings.TrimSuffix(first, "\n"), rest), 1, nil},
		"log text inside a line":         {join(first[:40], "[03] oops", first[40:], rest), 0, nil},
		"a start begins anew":            {join(first, string(one)), 1, nil},
		"more without a start":           {rest, 0, nil},
		"CRC wrong":                      {"\x06\x09AAsIAAABAAACBqAdcg==\n", 0, nil},
		"length too short for its bytes": {"\x06\x09AAoIAAABAAACBqAdcw==\n", 0, nil},
		"length zero":                    {"\x06\x09AAA=\n", 0, nil},
		"one byte":                       {"\x06\x09AA==\n", 0, nil},
		"over-long text is cut":          {strings.Repeat("x", 3*maxLine) + "\n" + string(one), 1, []string{strings.Repeat("x", maxText)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, size := range []int{1, 7, len(tt.stream)} {
				packets, text := feedBy(size, tt.stream)
				if packets != tt.packets || strings.Join(text, "|") != strings.Join(tt.text, "|") {
					t.Errorf("by %d bytes: %d packets and text %.80q, want %d and %.80q", size, packets, text, tt.packets, tt.text)
				}
			}
		})
	}
}

// feedBy gives a stream to a decoder, size bytes at once.
func feedBy(size int, stream string) (packets int, text []string) {
	d := decoder{packet: func([]byte, framing) { packets++ }, text: func(s string) { text = append(text, s) }}
	for rest := []byte(stream); len(rest) > 0; {
		n := min(size, len(rest))
		d.feed(rest[:n])
		rest = rest[n:]
	}
	return packets, text
}

func TestFrameRefusesTooLongPacket(t *testing.T) {
	if _, err := console.append(nil, make([]byte, maxPacket+1)); err == nil {
		t.Error("a packet that the length field can't hold was framed")
	}
	longest := make([]byte, maxPacket)
	frame, err := console.append(nil, longest)
	if err != nil || len(packetsIn(frame)) != 1 {
		t.Errorf("the longest packet: %v", err)
	}
}
