package smp

import (
	"cmp"
	"context"
	"errors"

	"handback/capability"
	"handback/device/station"
)

// serveLicensing carries out the commands of the licensing group.
func (s *server) serveLicensing(ctx context.Context, request packet) (any, error) {
	switch {
	case s.options.No != 0 && (request.ID == idMake || request.ID == idLoad):
		return nil, s.options.No
	case request.ID == idInfo && request.Op == opRead:
		id, err := s.station.Identify(ctx)
		info := toInfo(id)
		if s.options.Fast {
			info.Framing = []string{cobsOffer}
		}
		return contents(info, err)
	case request.ID == idLicenses && request.Op == opRead:
		return s.licenses(ctx, request)
	case request.ID == idMake && request.Op == opWrite:
		return s.make(ctx, request)
	case request.ID == idLoad && request.Op == opWrite:
		return s.load(ctx, request)
	case request.ID == idStatus && request.Op == opRead:
		status, err := s.station.Status(ctx)
		return contents(toStatus(status), err)
	default:
		return nil, RCNotSupported
	}
}

// contents drops the answer when there is an error.
func contents(answer any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// licenses answers with as many as fit into a message, but at least one.
func (s *server) licenses(ctx context.Context, request packet) (any, error) {
	args, err := arguments[licensesWire](request)
	if err != nil {
		return nil, err
	}
	all, err := s.station.Licenses(ctx)
	if err != nil {
		return nil, err
	}
	answer := licensesAnswer{Licenses: []licenseWire{}, End: true}
	head, err := encodeBody(answer)
	if err != nil {
		return nil, err
	}
	room := s.room(request) - len(head) - 2
	for _, l := range all[min(args.Off, uint64(len(all))):] {
		if args.Max > 0 && uint64(len(answer.Licenses)) == args.Max {
			answer.End = false
			break
		}
		wire := toLicense(l)
		encoded, err := encodeBody(wire)
		if err != nil {
			return nil, err
		}
		if room -= len(encoded); room < 0 && len(answer.Licenses) > 0 {
			answer.End = false
			break
		}
		answer.Licenses = append(answer.Licenses, wire)
	}
	return answer, nil
}

// make collects the parts of an order, and has the station make a request of the
// whole. A part that comes again changes nothing.
func (s *server) make(ctx context.Context, request packet) (any, error) {
	args, err := arguments[makeWire](request)
	if err != nil {
		return nil, err
	}
	if args.Off == 0 {
		s.lines = nil
	}
	if args.Off == uint64(len(s.lines)) {
		s.lines = append(s.lines, args.Lines...)
	} else if !args.More {
		return nil, RCInvalid
	}
	if len(s.lines) > capability.MaxLicenses {
		s.lines = nil
		return nil, RCInvalid
	}
	switch {
	case args.More && s.options.BusyParts && !s.parted:
		s.parted = true
		_, err := s.makeOf(ctx, s.lines)
		return nil, cmp.Or(err, error(RCBusy))
	case args.More:
		return partAnswer{Off: uint64(len(s.lines))}, nil
	}
	lines := s.lines
	s.lines = nil
	return s.makeOf(ctx, lines)
}

// makeOf has the station make a request of these lines.
func (s *server) makeOf(ctx context.Context, order []lineWire) (any, error) {
	lines := make([]capability.Line, 0, len(order))
	for _, w := range order {
		lines = append(lines, capability.Line{ActivationID: capability.ActivationID(w.ID), Count: int(w.Count)})
	}
	s.reading = file{}
	made, err := s.station.Make(ctx, lines)
	if errors.Is(err, busy()) {
		return nil, RCBusy
	}
	return contents(toMade(made), err)
}

// load has the station process a response that was uploaded.
func (s *server) load(ctx context.Context, request packet) (any, error) {
	args, err := arguments[madeWire](request)
	if err != nil {
		return nil, err
	}
	digest, err := toDigest("load", "sha256", args.SHA256)
	if err != nil || args.Len > station.MaxFile {
		return nil, RCInvalid
	}
	mark, err := s.station.Load(ctx, args.Name, int64(args.Len), digest)
	return contents(loadAnswer{Seq: &mark.Seq}, err)
}
