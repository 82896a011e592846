package smp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/device/station"
	"handback/device/wire"
)

// ServerOptions describe how [Serve] behaves. The zero value is a Zephyr device
// with its default buffers.
type ServerOptions struct {
	BufSize  int    // bytes of one message, told by the params command; 0: 384
	BufCount int    // messages that it can hold; 0: 4
	Group    uint16 // the licensing group; 0: DefaultGroup
	Version1 bool   // answer like Apache's server: version 1, indefinite maps, no params
	NoHash   bool   // leave out the hash command, as many builds do
	Fast     bool   // offer the COBS framing besides that of the console
	// How foreign servers behave:
	OpenFile  bool          // keep the file that is written open, as Zephyr's file group does
	BusyParts bool          // answer the first part of an order with rc 10, and make a request of it
	No        RC            // what make and load are answered with; 0: they are carried out
	Work      time.Duration // how long make and load take, in a task of their own: questions are answered meanwhile, and the state is idle

	// Log takes a line for each command that arrives; nil: none.
	Log func(line string)
}

func (o ServerOptions) filled() ServerOptions {
	o.Group = cmp.Or(o.Group, DefaultGroup)
	o.BufSize = cmp.Or(max(o.BufSize, 0), 384)
	o.BufCount = cmp.Or(max(o.BufCount, 0), 4)
	return o
}

// server answers the requests on one line, one after the other.
type server struct {
	station station.Station
	options ServerOptions
	upload  file       // that arrives
	reading file       // that is given out
	lines   []lineWire // parts of a make command so far
	parted  bool       // a part was answered with rc 10
	mu      sync.Mutex // one answer at a time
	work    sync.WaitGroup
}

// received is a packet and its framing.
type received struct {
	data    []byte
	framing framing
}

// Serve answers the requests that arrive on rw until it ends or ctx does, and
// returns nil then. While it answers one it holds as many others as the options
// say. So that ctx can end a Read that waits, rw should have a SetDeadline or
// a Close that ends it; Serve closes rw only if it has no deadlines.
func Serve(ctx context.Context, rw io.ReadWriter, s station.Station, o ServerOptions) error {
	srv := &server{station: s, options: o.filled()}
	serving, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(serving, func() { wire.Interrupt(rw) })
	defer stop()

	requests := make(chan received, srv.options.BufCount)
	ended := make(chan error, 1)
	go func() {
		defer close(requests)
		ended <- srv.listen(serving, rw, requests)
	}()
	var failed error
	for r := range requests {
		if failed != nil {
			continue
		}
		if failed = srv.serve(serving, rw, r); failed != nil {
			cancel()
		}
	}
	if err := <-ended; failed == nil {
		failed = err
	}
	cancel()
	srv.work.Wait()
	if ctx.Err() != nil || wire.HungUp(failed) {
		return nil
	}
	return fmt.Errorf("serve: %w", failed)
}

// listen hands on what arrives, until reading fails.
func (s *server) listen(ctx context.Context, r io.Reader, requests chan<- received) error {
	d := decoder{packet: func(data []byte, f framing) {
		select {
		case requests <- received{data: data, framing: f}:
		case <-ctx.Done():
		}
	}}
	d.stuff.expect(s.options.Fast)
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		d.feed(buf[:n])
		if err != nil {
			return err
		}
	}
}

// serve answers all requests in one packet, in its framing.
func (s *server) serve(ctx context.Context, w io.Writer, r received) error {
	for data := r.data; len(data) > 0; {
		request, rest, err := parsePacket(data)
		if err != nil || request.isAnswer() {
			return nil
		}
		if s.options.Log != nil {
			s.options.Log(fmt.Sprintf("%s (group %d command %d op %d)", commandName(request.header, s.options.Group), request.Group, request.ID, request.Op))
		}
		command := request.Group == s.options.Group && (request.ID == idMake || request.ID == idLoad)
		if s.options.Work > 0 && command { // questions are answered meanwhile
			s.work.Go(func() {
				if wire.Sleep(ctx, s.options.Work) == nil {
					_ = s.reply(ctx, w, request, r.framing) // a line that ended ends the listening as well
				}
			})
		} else if err := s.reply(ctx, w, request, r.framing); err != nil {
			return err
		}
		data = rest
	}
	return nil
}

// reply carries out one request and writes the answer to it.
func (s *server) reply(ctx context.Context, w io.Writer, request packet, f framing) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	contents, failed := s.dispatch(ctx, request)
	body, err := s.body(request, contents, failed)
	if err != nil {
		return err
	}
	head := request.answer()
	if s.options.Version1 {
		head.Version = version1
	}
	frame, err := f.append(nil, packet{header: head, Body: body}.append(nil))
	if err != nil {
		return err
	}
	_, err = w.Write(frame)
	return err
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
func arguments[T any](request packet) (args T, err error) {
	if decodeBody(request.Body, &args) != nil {
		return args, RCInvalid
	}
	return args, nil
}

// body writes an answer: its contents and its outcome in one map.
func (s *server) body(request packet, contents any, failed error) ([]byte, error) {
	if contents == nil {
		contents = none{}
	}
	first, err := encodeBody(contents)
	if err != nil {
		return nil, err
	}
	second, err := encodeBody(outcomeFor(failed, s.options.Group, s.old(request)))
	if err != nil {
		return nil, err
	}
	return joinMaps(first, second, s.options.Version1), nil
}

// old reports whether a request gets an answer of version 1.
func (s *server) old(request packet) bool {
	return s.options.Version1 || request.Version == version1
}

const (
	pairsMask  = 0x1f // RFC 8949: the number of pairs in the head of a map
	openMap    = 0xbf // a map of indefinite length
	breakItems = 0xff // its end
)

// joinMaps makes one map of two with fewer than 24 pairs between them.
func joinMaps(a, b []byte, indefinite bool) []byte {
	joined := slices.Concat([]byte{a[0] + b[0]&pairsMask}, a[1:], b[1:])
	if indefinite {
		joined[0] = openMap
		joined = append(joined, breakItems)
	}
	return joined
}

// outcomeFor writes an error so that outcomeOf reads it again.
func outcomeFor(failed error, licensing uint16, old bool) outcome {
	var rc RC
	var file FileError
	var refusal *capability.Refusal
	switch {
	case failed == nil && old:
		return outcome{RC: new(uint32)}
	case failed == nil:
		return outcome{}
	case errors.As(failed, &rc):
		return rcOutcome(rc, "")
	case errors.As(failed, &file) && old:
		return rcOutcome(oldFileRC(file), "")
	case errors.As(failed, &file):
		return outcome{Err: &groupErr{Group: groupFile, RC: uint32(file)}}
	}
	if !errors.As(failed, &refusal) {
		refusal = &capability.Refusal{Code: capability.Unknown, Text: bounded(failed.Error())}
	}
	if old {
		return rcOutcome(RCUser+RC(refusal.Code), refusal.Text)
	}
	return outcome{Reason: refusal.Text, Err: &groupErr{Group: licensing, RC: uint32(refusal.Code)}}
}

func rcOutcome(rc RC, reason string) outcome {
	return outcome{RC: new(uint32(rc)), Reason: reason}
}

// oldFileRC is what version 1 says in place of a file error.
func oldFileRC(e FileError) RC {
	switch e {
	case FileNotFound:
		return RCNoEntry
	case FileOffset, FileOffsetBeyond, FileInvalidName:
		return RCInvalid
	case FileHashType:
		return RCNotSupported
	default:
		return RCUnknown
	}
}
