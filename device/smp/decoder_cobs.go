package smp

import "bytes"

// stuffing is the part of a decoder that finds COBS frames between console
// lines: a zero, which no text holds, may be followed by one. The zero value
// finds none.
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

// expect says whether COBS frames may come. A change forgets a frame that was
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

// skip leaves out the zeros that some devices send to keep a line alive. Where
// COBS frames may come they are frames without a byte.
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
