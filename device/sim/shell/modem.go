package shell

import (
	"context"
	"errors"
	"path"

	"handback/capability"
	"handback/device/console/modem"
)

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
		return refuse(capability.Unknown, "%s is no form", form)
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
		return nil, refuse(capability.Unknown, "%s is no form", form)
	}
}

// transferred makes a failed transfer a damaged file, but not the line's end.
func transferred(err error) error {
	if err == nil || errors.Is(err, errLine) {
		return err
	}
	return refuse(capability.FileDamaged, "%v", err)
}
