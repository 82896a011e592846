package smp

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"handback/capability"
	"handback/device/crc16"

	"github.com/fxamacker/cbor/v2"
)

// The operations of a packet: an answer's is its request's plus one.
const (
	opRead  = 0
	opWrite = 2
)

// The versions in a packet's first byte.
const (
	version1 = 0
	version2 = 1
)

const (
	groupOS   uint16 = 0
	groupFile uint16 = 8
)

const headerLen = 8

var errPacket = errors.New("not an SMP packet")

// header is the head of a packet in Zephyr's "SMP protocol specification".
type header struct {
	Version uint8
	Op      uint8
	Group   uint16
	Seq     uint8
	ID      uint8
}

// isAnswer reports whether the packet answers a request.
func (h header) isAnswer() bool { return h.Op&1 == 1 }

// answer is the header of the answer to h.
func (h header) answer() header {
	h.Op |= 1
	return h
}

// packet is one message: a header and a CBOR map.
type packet struct {
	header
	Body []byte
}

// append appends the packet's bytes.
func (p packet) append(dst []byte) []byte {
	dst = append(dst, p.Version<<3|p.Op, 0)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(p.Body)))
	dst = binary.BigEndian.AppendUint16(dst, p.Group)
	dst = append(dst, p.Seq, p.ID)
	return append(dst, p.Body...)
}

// parsePacket reads the first packet in data. The rest holds further requests,
// which the protocol allows, each at a multiple of four bytes.
func parsePacket(data []byte) (p packet, rest []byte, err error) {
	if len(data) < headerLen {
		return packet{}, nil, errPacket
	}
	end := headerLen + int(binary.BigEndian.Uint16(data[2:]))
	if data[0]>>5 != 0 || data[0]&7 > 3 || end > len(data) {
		return packet{}, nil, errPacket
	}
	p.Version, p.Op = data[0]>>3&3, data[0]&7
	p.Group = binary.BigEndian.Uint16(data[4:])
	p.Seq, p.ID = data[6], data[7]
	p.Body = data[headerLen:end]
	next := min((end+3)&^3, len(data))
	return p, data[next:], nil
}

// bodyMode reads bodies: maps of definite or indefinite length, keys in any
// order, unknown keys ignored, everything bounded. Text is kept as it came,
// even where it isn't UTF-8: a badly written name must not stop a return.
var bodyMode = sync.OnceValues(func() (cbor.DecMode, error) {
	return cbor.DecOptions{
		MaxNestedLevels:   8,
		MaxArrayElements:  capability.MaxLicenses + 1,
		MaxMapPairs:       64,
		UTF8:              cbor.UTF8DecodeInvalid,
		FieldNameMatching: cbor.FieldNameMatchingCaseSensitive,
	}.DecMode()
})

// decodeBody reads a body into a struct. An empty body is an empty map.
func decodeBody(body []byte, into any) error {
	if len(body) == 0 {
		return nil
	}
	mode, err := bodyMode()
	if err != nil {
		return err
	}
	return mode.Unmarshal(body, into)
}

// encodeBody writes a struct as a map, its keys in the struct's order.
func encodeBody(from any) ([]byte, error) {
	body, err := cbor.Marshal(from)
	if err != nil {
		return nil, fmt.Errorf("encode a body: %w", err)
	}
	return body, nil
}

// none is the body of a request without arguments.
type none struct{}

const (
	console framing = iota // base64 lines, as every SMP console understands them
	cobs                   // stuffed bytes, for lines that carry nothing else
)

// framing is how packets are put on a line. An answer comes in the framing of
// its request.
type framing uint8

// append appends the frame that carries packet.
func (f framing) append(dst, packet []byte) ([]byte, error) {
	if len(packet) > maxPacket {
		return dst, errPacketTooLong
	}
	if f == cobs {
		return appendStuffed(dst, packet), nil
	}
	return appendFrame(dst, packet), nil
}

// length is how many bytes the frame of an n-byte packet has on the line.
func (f framing) length(n int) int {
	if f == cobs {
		return 2 + n + crcLen + 1 + (n+crcLen)/stuffRun
	}
	return wireLength(n)
}

// fit is the length of the packet that is sent instead of one of n bytes if
// its end can wait: a last line with hardly anything in it isn't worth its
// frame.
func (f framing) fit(n int) int {
	last := (2 + n + crcLen) % lineBytes
	if f == console && n > lineBytes && last < lineBytes/8 {
		return n - last
	}
	return n
}

// cobsOffer is how a device offers the COBS framing in its info answer.
const cobsOffer = "cobs"

// The console framing of Zephyr's "SMP console/UART transport": a packet and
// its CRC go as lines of base64, each opened by two bytes that no text holds.
const (
	lineBytes  = 93              // bytes of data that fill one line
	lineLength = 2 + 4*31 + 1    // bytes of a full line on the wire
	maxPacket  = 0xffff - crcLen // the length field counts the CRC too
	crcLen     = 2
	frameStart = "\x06\x09" // opens the first line
	frameMore  = "\x04\x14" // opens the others
)

var errPacketTooLong = errors.New("an SMP packet has at most 65533 bytes")

// appendFrame appends the lines that carry packet, which has at most maxPacket
// bytes.
func appendFrame(dst, packet []byte) []byte {
	data := make([]byte, 0, 2+len(packet)+crcLen)
	data = binary.BigEndian.AppendUint16(data, uint16(len(packet)+crcLen))
	data = append(data, packet...)
	data = binary.BigEndian.AppendUint16(data, crc16.Sum(packet))

	mark := frameStart
	for len(data) > 0 {
		n := min(len(data), lineBytes)
		dst = append(dst, mark...)
		dst = base64.StdEncoding.AppendEncode(dst, data[:n])
		dst = append(dst, '\n')
		data, mark = data[n:], frameMore
	}
	return dst
}

// wireLength is how many bytes the lines of an n-byte packet have.
func wireLength(n int) int {
	data := 2 + n + crcLen
	length := data / lineBytes * lineLength
	if last := data % lineBytes; last > 0 {
		length += 2 + (last+2)/3*4 + 1
	}
	return length
}

const (
	stuffRun   = 254                                     // bytes without a zero that one code byte covers
	maxStuffed = mostBuf + mostBuf/stuffRun + crcLen + 2 // bytes of a stuffed frame; the rest of a longer one is dropped
	codeZero   = 0x01                                    // code byte of a packet that begins with 0
	codeFlags  = 0x02                                    // code byte of every other packet: its flags are 0
)

// appendStuffed appends packet and its CRC in consistent overhead byte
// stuffing (Cheshire and Baker, 1999), as serial tools for MCUboot send it. The
// zero in front, an empty frame to them, ends what noise may have begun.
func appendStuffed(dst, packet []byte) []byte {
	crc := binary.BigEndian.AppendUint16(make([]byte, 0, crcLen), crc16.Sum(packet))
	dst = append(dst, 0, 0)
	code := len(dst) - 1
	for _, part := range [2][]byte{packet, crc} {
		for _, b := range part {
			if b != 0 {
				dst = append(dst, b)
			}
			if n := len(dst) - code; b == 0 || n > stuffRun {
				dst[code] = byte(n)
				code = len(dst)
				dst = append(dst, 0)
			}
		}
	}
	dst[code] = byte(len(dst) - code)
	return append(dst, 0)
}

// unstuff gives the packet in a frame without its zeros, or false if the frame
// is damaged. It works in place.
func unstuff(frame []byte) ([]byte, bool) {
	out := frame[:0]
	for rest := frame; len(rest) > 0; {
		code := int(rest[0])
		if code > len(rest) || code == 0 {
			return nil, false
		}
		out = append(out, rest[1:code]...)
		rest = rest[code:]
		if code <= stuffRun && len(rest) > 0 {
			out = append(out, 0)
		}
	}
	if len(out) < headerLen+crcLen || crc16.Sum(out) != 0 {
		return nil, false
	}
	return out[:len(out)-crcLen], true
}
