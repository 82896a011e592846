package shell

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"handback/capability"
	"handback/device/console/modem"
	"handback/device/station"
)

// coding writes bytes as text.
type coding struct {
	encode func([]byte) string
	decode func(string) ([]byte, error)
	column int // characters in a line
}

func codingOf(form string) (coding, bool) {
	switch form {
	case "base64":
		return coding{base64.StdEncoding.EncodeToString, base64.StdEncoding.DecodeString, 76}, true
	case "hex":
		return coding{hex.EncodeToString, hex.DecodeString, 64}, true
	default:
		return coding{}, false
	}
}

// read reads a file of the device.
func (s *session) read(ctx context.Context, name string) ([]byte, error) {
	data, err := s.station.ReadFile(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, station.Refuse(capability.FileDamaged, "%s: there is no such file", name)
	}
	return data, err
}

// get sends a file.
func (s *session) get(ctx context.Context, words []string) error {
	name, form := words[0], words[1]
	data, err := s.read(ctx, name)
	if err != nil {
		return err
	}
	c, known := codingOf(form)
	if !known {
		return s.sendByModem(ctx, form, name, data)
	}
	text := c.encode(data)
	for len(text) > 0 {
		n := min(c.column, len(text))
		s.say("%s\n", text[:n])
		text = text[n:]
	}
	s.say(".\n")
	return nil
}

// store takes a file whose size the command tells.
func (s *session) store(ctx context.Context, words []string) error {
	data, err := s.receive(ctx, words[0], words[1], words[2])
	if err == nil {
		s.say("stored %d %s\n", len(data), capability.DigestOf(data))
	}
	return err
}

// receive takes a file and stores it.
func (s *session) receive(ctx context.Context, name, length, form string) ([]byte, error) {
	size, err := strconv.Atoi(length)
	if err != nil || size < 0 {
		return nil, station.Refuse(capability.Unknown, "%s is no size", length)
	}
	if size > station.MaxFile {
		return nil, station.Refuse(capability.StorageFull, "%d bytes, more than %d", size, station.MaxFile)
	}
	var data []byte
	if c, known := codingOf(form); known {
		data, err = s.takeText(ctx, c, size)
	} else {
		data, err = s.takeByModem(ctx, form, size)
	}
	if err != nil {
		return nil, err
	}
	if len(data) != size {
		return nil, station.Refuse(capability.FileDamaged, "%d bytes came, %d were told", len(data), size)
	}
	return data, s.write(ctx, name, data)
}

// write stores a file.
func (s *session) write(ctx context.Context, name string, data []byte) error {
	err := s.station.WriteFile(ctx, name, data)
	if errors.Is(err, fs.ErrPermission) {
		return station.Refuse(capability.RefusedByPolicy, "%s can't be written", name)
	}
	return err
}

// takeText takes lines up to one with a dot, even when one of them is wrong.
func (s *session) takeText(ctx context.Context, c coding, size int) ([]byte, error) {
	most := len(c.encode(make([]byte, size)))
	var text strings.Builder
	var wrong error
	for {
		line, err := s.line(ctx, true)
		switch line = strings.TrimSpace(line); {
		case errors.Is(err, errTooLong):
			wrong = err
		case errors.Is(err, errLeft):
			return nil, errDropped
		case err != nil:
			return nil, err
		case line == ".":
			data, err := c.decode(text.String())
			if err = errors.Join(wrong, err); err != nil {
				return nil, station.Refuse(capability.FileDamaged, "%v", err)
			}
			return data, nil
		case text.Len()+len(line) > most:
			wrong = fmt.Errorf("more than %d bytes", size)
		default:
			text.WriteString(line)
		}
	}
}

// modemLine is the session's line to a modem protocol.
type modemLine struct{ *session }

// Read implements [modem.Line].
func (l modemLine) Read(ctx context.Context, p []byte) (int, error) { return l.keys.Read(ctx, p) }

// Write implements [modem.Line].
func (l modemLine) Write(ctx context.Context, p []byte) error { return l.put(ctx, Block, p) }

func (s *session) sendByModem(ctx context.Context, form, name string, data []byte) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	line := modemLine{s}
	switch form {
	case "xmodem":
		return transferred(modem.SendXModem1K(ctx, line, data, modem.Options{}))
	case "ymodem":
		file := modem.File{Name: path.Base(name), Data: data}
		return transferred(modem.SendYModem(ctx, line, file, modem.Options{}))
	default:
		return station.Refuse(capability.Unknown, "%s is no form", form)
	}
}

func (s *session) takeByModem(ctx context.Context, form string, size int) ([]byte, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	line := modemLine{s}
	switch form {
	case "xmodem":
		data, err := modem.ReceiveXModem(ctx, line, int64(size), modem.Options{})
		return data, transferred(err)
	case "ymodem":
		file, err := modem.ReceiveYModem(ctx, line, int64(size), modem.Options{})
		return file.Data, transferred(err)
	default:
		return nil, station.Refuse(capability.Unknown, "%s is no form", form)
	}
}

// transferred reports a failed transfer as a damaged file, but for the line's end.
func transferred(err error) error {
	if err == nil || errors.Is(err, errLine) {
		return err
	}
	return station.Refuse(capability.FileDamaged, "%v", err)
}
