package smp

import "context"

// keptOpen is the one file that Zephyr's file group holds open while it is
// written. Only what was flushed can be read.
type keptOpen struct {
	name  string // empty: none is open
	data  []byte
	total int // bytes; 0: not known (any more)
}

// receiveOpen takes a chunk as Zephyr does. An offset that doesn't fit has it
// forget the length, so that the file stays open at its end. While it is open
// even a new start is added at its old offset.
func (s *server) receiveOpen(ctx context.Context, args uploadWire) (any, error) {
	if s.open.name != args.Name {
		if err := s.reopen(ctx, args); err != nil {
			return nil, err
		}
	}
	f := &s.open
	have := uint64(len(f.data))
	switch {
	case args.Off == 0:
		f.total = int(*args.Len)
	case args.Off != have:
		f.total = 0
		return uploadAnswer{Len: &have}, s.flush(ctx, FileOffset)
	}
	if len(f.data)+len(args.Data) > MaxFile {
		return nil, FileWrite
	}
	f.data = append(f.data, args.Data...)
	have = uint64(len(f.data))
	if f.total > 0 && len(f.data) >= f.total {
		if err := s.closeOpen(ctx); err != nil {
			return nil, err
		}
	}
	return uploadAnswer{Off: &have}, nil
}

// reopen closes the file that is open and opens another: empty for its start,
// else with what there is of it.
func (s *server) reopen(ctx context.Context, args uploadWire) error {
	if err := s.closeOpen(ctx); err != nil {
		return err
	}
	var data []byte
	if args.Off > 0 {
		data, _ = s.station.ReadFile(ctx, args.Name) // a file that is not there is empty
	}
	s.open = keptOpen{name: args.Name, data: append([]byte(nil), data...)}
	return nil
}

// closeOpen flushes the file and closes it.
func (s *server) closeOpen(ctx context.Context) error {
	if s.open.name == "" {
		return nil
	}
	err := s.flush(ctx, nil)
	s.open = keptOpen{}
	return err
}

// flush writes what there is of the file, and answers so then.
func (s *server) flush(ctx context.Context, answer error) error {
	if err := s.station.WriteFile(ctx, s.open.name, s.open.data); err != nil {
		return FileWrite
	}
	s.reading = openFile{}
	return answer
}
