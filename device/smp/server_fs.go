package smp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"

	"handback/device/station"
)

// file is a file under way. One that arrives is whole when it has total bytes.
type file struct {
	name  string // empty: none is
	total int    // 0: not known (any more)
	data  []byte
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
		s.reading = file{}
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
	case args.Off == 0 && (args.Len == nil || *args.Len > station.MaxFile):
		return nil, RCInvalid
	case args.Off == 0 && args.Name != station.ResponseFile:
		return nil, FileInvalidName
	case s.options.OpenFile:
		return s.receiveOpen(ctx, args)
	case args.Off == 0:
		s.upload = file{name: args.Name, total: int(*args.Len)}
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
		err := s.flush(ctx)
		if err != nil || s.options.Version1 {
			s.upload = file{}
		}
		if err != nil {
			return nil, err
		}
	}
	return uploadAnswer{Off: &have}, nil
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
		s.reading = file{name: args.Name, data: data}
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

// receiveOpen takes a chunk as Zephyr's file group does, which holds one file
// open while it is written. An offset that doesn't fit makes it forget the length,
// so that the file stays open when it is whole. While the file is open, even a
// chunk at offset 0 is appended. Only what was flushed can be read.
func (s *server) receiveOpen(ctx context.Context, args uploadWire) (any, error) {
	f := &s.upload
	if f.name != args.Name {
		if err := s.reopen(ctx, args); err != nil {
			return nil, err
		}
	}
	have := uint64(len(f.data))
	switch {
	case args.Off == 0:
		f.total = int(*args.Len)
	case args.Off != have:
		f.total = 0
		return uploadAnswer{Len: &have}, cmp.Or(s.flush(ctx), error(FileOffset))
	}
	if len(f.data)+len(args.Data) > station.MaxFile {
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
	s.upload = file{name: args.Name}
	if args.Off > 0 {
		data, _ := s.station.ReadFile(ctx, args.Name) // a file that is not there is empty
		s.upload.data = append(s.upload.data, data...)
	}
	return nil
}

// closeOpen flushes the file that is held open, if one is, and closes it.
func (s *server) closeOpen(ctx context.Context) error {
	if !s.options.OpenFile || s.upload.name == "" {
		return nil
	}
	err := s.flush(ctx)
	s.upload = file{}
	return err
}

// flush gives the station what there is of the upload.
func (s *server) flush(ctx context.Context) error {
	s.reading = file{}
	if s.station.WriteFile(ctx, s.upload.name, s.upload.data) != nil {
		return FileWrite
	}
	return nil
}
