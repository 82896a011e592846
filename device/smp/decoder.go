package smp

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"

	"handback/device/crc16"
)

const (
	maxLine = 8 << 10 // bytes of a received line; the rest of a longer one is dropped
	maxText = 512     // bytes of console text handed on at once
)

// decoder picks frames out of what a device sends. Everything that is not part
// of a frame is console text. The protocol knows no NAK: a damaged frame is
// dropped, and the sender sends again after its timeout.
type decoder struct {
	packet  func(packet []byte, f framing) // takes a whole packet whose CRC is good; the bytes are its own
	text    func(line string)              // takes console text of at most maxText bytes; may be nil
	damaged func()                         // called for each frame that is dropped; may be nil

	line  []byte // the line so far
	frame []byte // the frame so far
	state frameState
	stuff stuffing
}

// frameState is where a decoder is in a frame of lines.
type frameState uint8

const (
	noFrame  frameState = iota
	inFrame             // a first line was seen
	badFrame            // the rest of a frame that is damaged
)

// feed takes bytes from the line.
func (d *decoder) feed(p []byte) {
	for rest := p; len(rest) > 0; {
		if d.stuff.takes(rest[0]) {
			rest = d.feedStuffed(rest)
			continue
		}
		part, ends := rest, -1
		if ends = bytes.IndexAny(rest, d.stuff.breaks()); ends >= 0 {
			part = rest[:ends]
		}
		part = d.stuff.skip(part)
		room := maxLine - len(d.line)
		d.line = append(d.line, part[:min(len(part), room)]...)
		if ends < 0 {
			return
		}
		d.endLine()
		d.stuff.after(rest[ends])
		rest = rest[ends+1:]
	}
}

// endLine splits the line at the marks: text first, then pieces of frames. No
// base64 holds a mark, so a line break lost between two pieces does no harm.
func (d *decoder) endLine() {
	line := bytes.TrimRight(d.line, "\r")
	at, _ := nextMark(line)
	d.emit(line[:at])
	for at < len(line) {
		_, first := nextMark(line[at:])
		body := line[at+2:]
		n, _ := nextMark(body)
		d.take(body[:n], first)
		at += 2 + n
	}
	d.line = d.line[:0]
}

// nextMark finds the next mark, or the end of the line.
func nextMark(line []byte) (at int, first bool) {
	for i := 0; i+1 < len(line); i++ {
		switch string(line[i : i+2]) {
		case frameStart:
			return i, true
		case frameMore:
			return i, false
		}
	}
	return len(line), false
}

func (d *decoder) emit(text []byte) {
	if d.text != nil && len(bytes.TrimSpace(text)) > 0 {
		d.text(string(text[:min(len(text), maxText)]))
	}
}

// take adds one line's base64 to the frame and hands on what is complete.
func (d *decoder) take(encoded []byte, first bool) {
	switch {
	case first && d.state == inFrame:
		d.drop()
		fallthrough
	case first:
		d.frame, d.state = d.frame[:0], inFrame
	case d.state == noFrame:
		d.drop()
		return
	case d.state == badFrame:
		return
	}
	var err error
	d.frame, err = base64.StdEncoding.AppendDecode(d.frame, bytes.TrimSpace(encoded))
	if err != nil || len(d.frame) < 2 {
		d.drop()
		return
	}
	want := 2 + int(binary.BigEndian.Uint16(d.frame))
	if len(d.frame) < want {
		return
	}
	body := d.frame[2:]
	if len(d.frame) > want || len(body) < crcLen || crc16.Sum(body) != 0 {
		d.drop()
		return
	}
	d.state = noFrame
	d.packet(bytes.Clone(body[:len(body)-crcLen]), console)
}

// drop drops the frame.
func (d *decoder) drop() {
	d.state = badFrame
	if d.damaged != nil {
		d.damaged()
	}
}

// stuffing is the part of a decoder that finds COBS frames between console lines.
// A frame can only follow a zero, which no text holds. The zero value finds none.
type stuffing struct {
	state stuffState
	frame []byte // the frame so far
}

type stuffState uint8

const (
	noStuff   stuffState = iota // no COBS frame is expected on this line
	inText                      // a zero must come first
	afterZero                   // a frame or text
	inStuff
)

// expect says whether COBS frames may come. A change drops a frame that was
// begun.
func (s *stuffing) expect(fast bool) {
	switch {
	case !fast:
		s.state, s.frame = noStuff, nil
	case s.state == noStuff:
		s.state = afterZero
	}
}

// takes reports whether b is part of a COBS frame.
func (s *stuffing) takes(b byte) bool {
	switch {
	case s.state != afterZero:
	case b == codeZero || b == codeFlags:
		s.state, s.frame = inStuff, s.frame[:0]
	default:
		s.state = inText
	}
	return s.state == inStuff
}

// breaks are the bytes that end a line of text.
func (s *stuffing) breaks() string {
	if s.state == noStuff {
		return "\n"
	}
	return "\n\x00"
}

// skip removes the zeros that some devices send to keep a line alive. Where COBS
// frames may come they are empty frames.
func (s *stuffing) skip(text []byte) []byte {
	if s.state != noStuff || bytes.IndexByte(text, 0) < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte{0}, nil)
}

// after says what may follow a byte that ended a line.
func (s *stuffing) after(end byte) {
	switch {
	case s.state == noStuff:
	case end == 0:
		s.state = afterZero
	default:
		s.state = inText
	}
}

// feedStuffed takes bytes of a COBS frame up to its end and gives what is left.
// Bytes without an end for too long are no frame.
func (d *decoder) feedStuffed(p []byte) []byte {
	s := &d.stuff
	part, rest, ended := bytes.Cut(p, []byte{0})
	if room := maxStuffed - len(s.frame); len(part) > room {
		s.state = inText
		d.drop()
		return p[room:]
	}
	s.frame = append(s.frame, part...)
	if !ended {
		return nil
	}
	s.state = afterZero
	if packet, good := unstuff(s.frame); good {
		d.packet(bytes.Clone(packet), cobs)
	} else {
		d.drop()
	}
	return rest
}
