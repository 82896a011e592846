package smp

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGoldenStuffing(t *testing.T) {
	run := strings.Repeat("11", 254)
	tests := map[string]struct{ packet, frame string }{
		"params request":            {"08 00 00 01 00 00 02 06 a0", "00 02 08 01 02 01 01 06 02 06 a0 1d 73 00"},
		"params request, version 1": {"00 00 00 01 00 00 02 06 a0", "00 01 01 01 02 01 01 06 02 06 a0 34 8c 00"},
		"echo request, version 1": {
			"02 00 00 09 00 00 01 00 a1 61 64 65 68 65 6c 6c 6f", "00 02 02 01 02 09 01 02 01 0c a1 61 64 65 68 65 6c 6c 6f fd 26 00",
		},
	}
	for name, tt := range tests {
		packet := unhex(t, tt.packet)
		if got := appendStuffed(nil, packet); !bytes.Equal(got, unhex(t, tt.frame)) {
			t.Errorf("%s: %x, want %s", name, got, tt.frame)
		}
	}
	long := append(unhex(t, "08 00 01 00 00 00 02 06"), unhex(t, run+run)...)
	frame := appendStuffed(nil, long)
	if len(frame) != cobs.length(len(long)) || bytes.IndexByte(frame[1:], 0) != len(frame)-2 {
		t.Errorf("a long run: %d bytes %s, want %d with one zero at each end", len(frame), hex.EncodeToString(frame), cobs.length(len(long)))
	}
}

// fastPacketsIn are the packets that a decoder finds that also expects COBS.
func fastPacketsIn(stream []byte) (packets [][]byte, framings []framing, text []string) {
	d := decoder{
		packet: func(p []byte, f framing) { packets, framings = append(packets, p), append(framings, f) },
		text:   func(s string) { text = append(text, s) },
	}
	d.stuff.expect(true)
	d.feed(stream)
	return packets, framings, text
}

func TestStuffedPacketsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.OneOf(rapid.Just(byte(0)), rapid.Just(byte('\n')), rapid.Byte()), 0, 1500).Draw(t, "body")
		packet := packet{header: header{Version: version2, Op: opWrite, Group: groupFile}, Body: body}.append(nil)
		frame := appendStuffed(nil, packet)
		if n := cobs.length(len(packet)); len(frame) > n || len(frame) < n-1 {
			t.Fatalf("%d bytes on the line, reckoned with %d", len(frame), n)
		}
		got, framings, text := fastPacketsIn(frame)
		if len(got) != 1 || !bytes.Equal(got[0], packet) || framings[0] != cobs || len(text) > 0 {
			t.Fatalf("%x came back as %x with text %q", packet, got, text)
		}
		spoiled := bytes.Clone(frame)
		bit := rapid.IntRange(8, len(frame)*8-9).Draw(t, "bit") // not of the zeros at the ends
		spoiled[bit/8] ^= 1 << (bit % 8)
		if got, _, _ := fastPacketsIn(append(spoiled, frame...)); len(got) != 1 || !bytes.Equal(got[0], packet) {
			t.Fatalf("behind a frame with bit %d flipped: %d packets", bit, len(got))
		}
	})
}

func TestBothFramingsAndTextOnOneLine(t *testing.T) {
	packet := unhex(t, golden()["params request"].packet)
	fast, slow := string(appendStuffed(nil, packet)), string(appendFrame(nil, packet))
	foreign := fast[1:] // other tools send no zero in front
	tests := map[string]struct {
		stream  string
		packets int
		text    string
	}{
		"fast":                       {fast, 1, ""},
		"two of a foreign tool":      {foreign + foreign, 2, ""},
		"text before":                {"[00] boot\r\n" + fast, 1, "[00] boot"},
		"half a line before":         {"login: " + fast, 1, "login: "},
		"text between":               {fast + "[01] tick\r\n" + fast, 2, "[01] tick"},
		"console and fast":           {slow + fast + slow, 3, ""},
		"console behind a lost end":  {strings.TrimSuffix(fast, "\x00") + "\x00\n" + slow, 2, ""},
		"cut short, then whole":      {fast[:6] + fast, 1, ""},
		"text inside":                {fast[:6] + "oops" + fast[6:] + fast, 1, ""},
		"zeros":                      {"\x00\x00\x00" + fast + "\x00\x00", 1, ""},
		"never ends, then a console": {"\x00\x02" + strings.Repeat("x", 2*maxStuffed) + "\n" + slow, 1, strings.Repeat("x", maxText)},
	}
	for name, tt := range tests {
		packets, _, text := fastPacketsIn([]byte(tt.stream))
		if len(packets) != tt.packets || strings.Join(text, "|") != tt.text {
			t.Errorf("%s: %d packets and text %.60q, want %d and %.60q", name, len(packets), text, tt.packets, tt.text)
		}
	}
}

func TestLineWithoutFastFramesIsNotSearchedForThem(t *testing.T) {
	packet := unhex(t, golden()["params request"].packet)
	stream := append(appendStuffed(nil, packet), appendFrame(nil, packet)...)
	if got := packetsIn(stream); len(got) != 1 {
		t.Errorf("%d packets, want that of the console alone", len(got))
	}
}

// FuzzStuffing feeds a stream in two pieces, and stuffs again what was found.
func FuzzStuffing(f *testing.F) {
	packet := unhex(f, golden()["params request"].packet)
	f.Add(appendStuffed(nil, packet), 3)
	f.Add(append(append([]byte("log\n"), appendStuffed(nil, packet)...), appendFrame(nil, packet)...), 9)
	f.Add([]byte("\x00\x01\x02\x00\xff\x00\n\x06\x09AAsI\n\x00\x02"), 5)
	f.Add([]byte("\x00\x02\x02\x01\x02\x09\x01\x02"), 4)
	f.Fuzz(func(t *testing.T, stream []byte, cut int) {
		whole, _, _ := fastPacketsIn(stream)
		cut = max(0, min(cut, len(stream)))
		halves := 0
		d := decoder{packet: func([]byte, framing) { halves++ }}
		for _, part := range [][]byte{stream[:cut], stream[cut:]} {
			d.stuff.expect(true)
			d.feed(part)
		}
		if len(whole) != halves {
			t.Fatalf("%d packets in one piece, %d in two", len(whole), halves)
		}
		for _, p := range whole {
			if again, _, _ := fastPacketsIn(appendStuffed(nil, p)); len(p) >= headerLen && (len(again) != 1 || !bytes.Equal(again[0], p)) {
				t.Fatalf("%x became %x", p, again)
			}
		}
	})
}
