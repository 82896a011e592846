package plain

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// maxLine bounds a line that is typed, in bytes. A scanner may send all codes of an
// answer as one.
const maxLine = 64 << 10

var errTooLong = errors.New("the line is too long")

// lines reads lines: ended by LF, CR, CR LF or the end of the input. What some
// programs put before a text, to say that it is UTF-8, is no part of the first.
type lines struct {
	from    io.Reader
	rest    []byte // read and not used yet
	second  bool   // a line was read before
	afterCR bool   // an LF that comes next belongs to the line before
	err     error  // ends the input, after the rest
}

// next gives the next line without its end. The error is [errTooLong] for a line
// that is over [maxLine]: all of it is passed over. At the end it is io.EOF.
func (l *lines) next() (string, error) {
	tooLong := false
	for {
		if l.afterCR && len(l.rest) > 0 {
			l.rest, l.afterCR = bytes.TrimPrefix(l.rest, []byte("\n")), false
		}
		at := bytes.IndexAny(l.rest, "\r\n")
		switch tooLong = tooLong || at > maxLine || at < 0 && len(l.rest) > maxLine; {
		case at >= 0:
			line := l.take(at)
			l.afterCR, l.rest = l.rest[0] == '\r', l.rest[1:]
			return line, result(tooLong)
		case tooLong:
			l.rest = l.rest[:0]
		}
		switch {
		case l.err == nil:
			l.read()
		case len(l.rest) == 0 && !tooLong:
			return "", l.err
		default:
			return l.take(len(l.rest)), result(tooLong)
		}
	}
}

func result(tooLong bool) error {
	if tooLong {
		return errTooLong
	}
	return nil
}

// take takes n bytes off the rest.
func (l *lines) take(n int) string {
	line := string(l.rest[:n])
	l.rest = l.rest[n:]
	if !l.second {
		l.second, line = true, strings.TrimPrefix(line, "\ufeff")
	}
	return line
}

func (l *lines) read() {
	buffer := make([]byte, 4096)
	n, err := l.from.Read(buffer)
	l.rest, l.err = append(l.rest, buffer[:n]...), err
}

// reply is a line, or why there is none.
type reply struct {
	line string
	err  error
}

// reader reads a line when it is asked to, and no sooner. Its goroutine ends when
// the questions are closed, and the read that waits has ended.
type reader struct {
	questions chan struct{}
	replies   chan reply
	waits     bool // a line was asked for and did not come yet
}

// newReader begins to read.
func newReader(from io.Reader) *reader {
	r := &reader{questions: make(chan struct{}, 1), replies: make(chan reply, 1)}
	go func() {
		all := &lines{from: from}
		for range r.questions {
			line, err := all.next()
			r.replies <- reply{line, err}
		}
	}()
	return r
}

// ask asks for a line, unless the one before did not come yet.
func (r *reader) ask() {
	if !r.waits {
		r.waits = true
		r.questions <- struct{}{}
	}
}
