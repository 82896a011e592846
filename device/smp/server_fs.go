package smp

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
)

// incoming is a file that arrives; it is whole when data has total bytes.
type incoming struct {
	name  string
	total int
	data  []byte
}

// openFile is the file that is being read.
type openFile struct {
	name string
	data []byte
}

// serveFile carries out the commands of group 8.
func (s *server) serveFile(ctx context.Context, request packet) (any, error) {
	switch {
	case request.ID == idTransfer && request.Op == opWrite:
		return s.receive(ctx, request)
	case request.ID == idTransfer:
		return s.give(ctx, request)
	case request.ID == idStat:
		data, err := s.named(ctx, request)
		return contents(statAnswer{Len: uint64(len(data))}, err)
	case request.ID == idHash && !s.options.NoHash:
		return s.hash(ctx, request)
	case request.ID == idClose && !s.options.Version1:
		s.reading = openFile{}
		return nil, s.closeOpen(ctx)
	default:
		return nil, RCNotSupported
	}
}

// receive takes a chunk of an upload. An offset that doesn't fit is answered
// with what there is: as a length by Zephyr, as an offset by Apache, which
// forgets an upload when it is whole.
func (s *server) receive(ctx context.Context, request packet) (any, error) {
	args, err := arguments[uploadWire](request)
	if err != nil {
		return nil, err
	}
	switch {
	case args.Off == 0 && (args.Len == nil || *args.Len > MaxFile):
		return nil, RCInvalid
	case args.Off == 0 && args.Name != ResponseFile:
		return nil, FileInvalidName
	case s.options.OpenFile:
		return s.receiveOpen(ctx, args)
	case args.Off == 0:
		s.upload = incoming{name: args.Name, total: int(*args.Len)}
	}
	have := uint64(len(s.upload.data))
	switch {
	case s.upload.name == "":
		return nil, RCInvalid
	case args.Off != have && s.options.Version1:
		return uploadAnswer{Off: &have}, FileOffset
	case args.Off != have:
		return uploadAnswer{Len: &have}, FileOffset
	case len(s.upload.data)+len(args.Data) > s.upload.total:
		return nil, RCInvalid
	}
	s.upload.data = append(s.upload.data, args.Data...)
	have = uint64(len(s.upload.data))
	if len(s.upload.data) == s.upload.total {
		if err := s.store(ctx); err != nil {
			return nil, err
		}
	}
	return uploadAnswer{Off: &have}, nil
}

// store gives a whole upload to the station.
func (s *server) store(ctx context.Context) error {
	err := s.station.WriteFile(ctx, s.upload.name, s.upload.data)
	s.reading = openFile{}
	if err != nil || s.options.Version1 {
		s.upload = incoming{}
	}
	if err != nil {
		return FileWrite
	}
	return nil
}

// give answers a download with as much as fits into a message.
func (s *server) give(ctx context.Context, request packet) (any, error) {
	args, err := arguments[downloadWire](request)
	if err != nil {
		return nil, err
	}
	if args.Off == 0 || args.Name != s.reading.name {
		data, err := s.read(ctx, args.Name)
		if err != nil {
			return nil, err
		}
		s.reading = openFile{name: args.Name, data: data}
	}
	total := uint64(len(s.reading.data))
	if args.Off > total {
		return nil, FileOffsetBeyond
	}
	answer := downloadAnswer{Off: args.Off}
	if args.Off == 0 {
		answer.Len = &total
	}
	head, err := encodeBody(answer)
	if err != nil {
		return nil, err
	}
	overhead := len(head) + 2 // a longer string's head has 2 bytes more
	room := min(max(s.room(request)-overhead, 1), maxChunk)
	rest := s.reading.data[args.Off:]
	answer.Data = rest[:min(room, len(rest))]
	return answer, nil
}

// room is how many bytes of body the answer to request may have beside its
// outcome.
func (s *server) room(request packet) int {
	const oldOutcome = 5 // rc 0 and the end of a map
	room := console.fit(s.options.BufSize-reserved) - headerLen
	if s.old(request) {
		room -= oldOutcome
	}
	return room
}

func (s *server) hash(ctx context.Context, request packet) (any, error) {
	args, err := arguments[hashWire](request)
	if err != nil {
		return nil, err
	}
	if args.Type != "" && args.Type != hashSHA256 {
		return nil, FileHashType
	}
	data, err := s.read(ctx, args.Name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return hashAnswer{Type: hashSHA256, Len: uint64(len(data)), Output: sum[:]}, nil
}

// named reads the file that a request names.
func (s *server) named(ctx context.Context, request packet) ([]byte, error) {
	args, err := arguments[nameWire](request)
	if err != nil {
		return nil, err
	}
	return s.read(ctx, args.Name)
}

func (s *server) read(ctx context.Context, name string) ([]byte, error) {
	data, err := s.station.ReadFile(ctx, name)
	switch {
	case err == nil:
		return data, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, FileNotFound
	case errors.Is(err, busy()):
		return nil, RCBusy
	default:
		return nil, FileRead
	}
}

// keptOpen is the one file that Zephyr's file group holds open while it is
// written. Only what was flushed can be read.
type keptOpen struct {
	name  string // empty: none is open
	data  []byte
	total int // bytes; 0: not known (any more)
}

// receiveOpen takes a chunk as Zephyr does. An offset that doesn't fit makes it
// forget the length, so that the file stays open when it is whole. While the file
// is open, even a chunk at offset 0 is appended.
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

// flush writes what there is of the file, and returns answer when that succeeds.
func (s *server) flush(ctx context.Context, answer error) error {
	if err := s.station.WriteFile(ctx, s.open.name, s.open.data); err != nil {
		return FileWrite
	}
	s.reading = openFile{}
	return answer
}
