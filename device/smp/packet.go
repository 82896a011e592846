package smp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"handback/capability"

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
