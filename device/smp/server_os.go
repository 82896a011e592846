package smp

import "context"

// serveOS carries out the commands of group 0.
func (s *server) serveOS(ctx context.Context, request packet) (any, error) {
	switch request.ID {
	case idEcho:
		var args echoWire
		err := arguments(request, &args)
		return contents(echoAnswer(args), err)
	case idParams:
		if s.options.Version1 {
			return nil, RCNotSupported
		}
		return paramsAnswer{BufSize: uint64(s.options.BufSize), BufCount: uint64(s.options.BufCount)}, nil
	case idOSInfo:
		id, err := s.station.Identify(ctx)
		return contents(osInfoAnswer{Output: id.Vendor + " " + id.Model + " " + id.Firmware}, err)
	default:
		return nil, RCNotSupported
	}
}
