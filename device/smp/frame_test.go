package smp

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"
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

func benchPacket(b *testing.B) packet {
	body, err := encodeBody(uploadWire{Off: 4096, Data: make([]byte, 340)})
	if err != nil {
		b.Fatal(err)
	}
	return packet{header: header{Version: version2, Op: opWrite, Group: groupFile}, Body: body}
}

func BenchmarkFrameEncode(b *testing.B) {
	raw := benchPacket(b).append(nil)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	var frame []byte
	for b.Loop() {
		frame = appendFrame(frame[:0], raw)
	}
}

func BenchmarkFrameDecode(b *testing.B) {
	raw := benchPacket(b).append(nil)
	frame := appendFrame(nil, raw)
	d := decoder{packet: func([]byte, framing) {}}
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		d.feed(frame)
	}
}

func BenchmarkPacketEncode(b *testing.B) {
	chunk := make([]byte, 340)
	b.ReportAllocs()
	for b.Loop() {
		body, err := encodeBody(uploadWire{Off: 4096, Data: chunk})
		if err != nil {
			b.Fatal(err)
		}
		_ = packet{Body: body}.append(nil)
	}
}

func BenchmarkPacketDecode(b *testing.B) {
	raw := benchPacket(b).append(nil)
	b.ReportAllocs()
	for b.Loop() {
		p, _, err := parsePacket(raw)
		if err != nil {
			b.Fatal(err)
		}
		var args uploadWire
		if err := decodeBody(p.Body, &args); err != nil {
			b.Fatal(err)
		}
	}
}
