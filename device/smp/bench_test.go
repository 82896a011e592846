package smp

import "testing"

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
