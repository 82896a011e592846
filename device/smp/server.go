package smp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// server is one peer behind a line: it answers one request after the other.
type server struct {
	station Station
	options ServerOptions
	upload  upload
	reading openFile
	lines   []lineWire // parts of a make command so far
}

// Serve answers the requests that arrive on rw until it ends or ctx does, and
// returns nil then. So that ctx can end a Read that waits, rw should have a
// SetDeadline or a Close that ends it; Serve closes rw only if it has no
// deadlines.
func Serve(ctx context.Context, rw io.ReadWriter, s Station, o ServerOptions) error {
	srv := &server{station: s, options: o.filled()}
	stop := context.AfterFunc(ctx, func() { interrupt(rw) })
	defer stop()

	var failed error
	d := decoder{packet: func(p []byte) {
		if failed == nil {
			failed = srv.serve(ctx, rw, p)
		}
	}}
	buf := make([]byte, 4096)
	for {
		n, err := rw.Read(buf)
		d.feed(buf[:n])
		if err == nil {
			err = failed
		}
		switch {
		case ctx.Err() != nil || hungUp(err):
			return nil
		case err != nil:
			return fmt.Errorf("serve: %w", err)
		}
	}
}

// hungUp reports whether the other end just went away.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, os.ErrClosed) ||
		errors.Is(err, net.ErrClosed)
}

// interrupt ends a Read or a Write that waits.
func interrupt(rw io.ReadWriter) {
	if d, ok := rw.(interface{ SetDeadline(t time.Time) error }); ok && d.SetDeadline(time.Unix(1, 0)) == nil {
		return
	}
	if c, ok := rw.(io.Closer); ok {
		_ = c.Close() // the Read that it ends tells what there is to tell
	}
}

// serve answers all requests in one packet.
func (s *server) serve(ctx context.Context, w io.Writer, data []byte) error {
	for len(data) > 0 {
		request, rest, err := parsePacket(data)
		if err != nil || request.isAnswer() {
			return nil
		}
		answer, err := s.answer(ctx, request)
		if err != nil {
			return err
		}
		frame, err := appendFrame(nil, answer.append(nil))
		if err != nil {
			return err
		}
		if _, err := w.Write(frame); err != nil {
			return err
		}
		data = rest
	}
	return nil
}

// answer carries out one request.
func (s *server) answer(ctx context.Context, request packet) (packet, error) {
	if s.options.Log != nil {
		s.options.Log(fmt.Sprintf("group %d command %d op %d", request.Group, request.ID, request.Op))
	}
	contents, failed := s.dispatch(ctx, request)
	body, err := s.body(request, contents, failed)
	if err != nil {
		return packet{}, err
	}
	head := request.answer()
	if s.options.Version1 {
		head.Version = version1
	}
	return packet{header: head, Body: body}, nil
}

// dispatch finds the command. It gives the answer's contents, an error, or
// both where an error carries contents.
func (s *server) dispatch(ctx context.Context, request packet) (any, error) {
	switch request.Group {
	case groupOS:
		return s.serveOS(ctx, request)
	case groupFile:
		return s.serveFile(ctx, request)
	case s.options.Group:
		return s.serveLicensing(ctx, request)
	default:
		return nil, RCNotSupported
	}
}

// arguments reads a request's body.
func arguments(request packet, into any) error {
	if err := decodeBody(request.Body, into); err != nil {
		return RCInvalid
	}
	return nil
}
