package shell

import (
	"context"
	"errors"
	"fmt"
	"io"

	"handback/device/escape"
	"handback/device/wire"
)

// maxLine is the length of the longest line that is taken, in bytes.
const maxLine = 512

// What may come in place of a line.
var (
	errDropped = errors.New("dropped by Ctrl-C")
	errLeft    = errors.New("left by Ctrl-D")
	errTooLong = fmt.Errorf("a line of more than %d bytes", maxLine)
)

// The keys that edit.
const (
	keyCtrlC     = 0x03
	keyCtrlD     = 0x04
	keyBackspace = '\b'
	keyCtrlU     = 0x15
	keyDelete    = 0x7f
)

// typing is a line while it is typed.
type typing struct {
	*session
	text []byte
	long bool // more came than is taken
	echo bool
	show []byte // echo that was not written yet
}

// ask shows a prompt and takes a line.
func (s *session) ask(ctx context.Context, prompt string, echo bool) (string, error) {
	s.say("%s", prompt)
	if err := s.flush(ctx); err != nil {
		return "", err
	}
	s.column = len(escape.Strip(prompt))
	return s.line(ctx, echo)
}

// line takes a line as a terminal driver does. Of CR LF, the LF comes as the
// next key and is skipped then.
func (s *session) line(ctx context.Context, echo bool) (string, error) {
	t := &typing{session: s, echo: echo}
	for {
		if len(s.keys.left) == 0 { // the next key has not come yet
			if err := t.write(ctx); err != nil {
				return "", err
			}
		}
		key, err := s.keys.key(ctx)
		if err != nil {
			return "", err
		}
		second := key == '\n' && s.returned
		s.returned = key == '\r'
		if second {
			continue
		}
		if done, err := t.press(key); done {
			s.column = 0
			return string(t.text), errors.Join(err, t.write(ctx))
		}
	}
}

// press takes one key. done says that it ended the line.
func (t *typing) press(key byte) (done bool, err error) {
	switch {
	case key == '\r' || key == '\n':
		t.show = append(t.show, "\r\n"...)
		if t.long {
			return true, errTooLong
		}
		return true, nil
	case key == keyCtrlC:
		t.show = append(t.show, "^C\r\n"...)
		return true, errDropped
	case key == keyCtrlD && len(t.text) == 0:
		t.show = append(t.show, "\r\n"...)
		return true, errLeft
	case key == keyBackspace || key == keyDelete:
		t.erase(1)
	case key == keyCtrlU:
		t.erase(len(t.text))
	case key < ' ':
	case len(t.text) == maxLine:
		t.long = true
	default:
		t.text = append(t.text, key)
		t.mirror(key)
	}
	return false, nil
}

// erase takes back the last n characters.
func (t *typing) erase(n int) {
	n = min(n, len(t.text))
	t.text, t.long = t.text[:len(t.text)-n], false
	for range n {
		if t.echo {
			t.show = append(t.show, "\b \b"...)
			t.column--
		}
	}
}

// mirror echoes a character. At the right edge a line editor goes on in the
// next line in its own way.
func (t *typing) mirror(key byte) {
	if !t.echo {
		return
	}
	t.show = append(t.show, key)
	t.column++
	if edge := t.options.Columns; edge > 0 && t.column >= edge {
		t.show = append(t.show, " \r"...)
		t.column = 0
	}
}

// write puts the echo on the line.
func (t *typing) write(ctx context.Context) error {
	show := t.show
	t.show = nil
	return t.put(ctx, Echo, show)
}

// keyboard is what comes in on a line. A goroutine reads it, so that waiting for
// a key can be cancelled.
type keyboard struct {
	chunks chan []byte // closed when the line ended
	failed error       // why; once chunks is closed
	left   []byte      // of the last chunk
}

// listen begins to read; stop ends that and waits for it.
func listen(ctx context.Context, rw io.ReadWriter) (k *keyboard, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	k = &keyboard{chunks: make(chan []byte)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.failed = k.read(ctx, rw)
		close(k.chunks)
	}()
	unhook := context.AfterFunc(ctx, func() { wire.Interrupt(rw) })
	return k, func() {
		if unhook() {
			wire.Interrupt(rw)
		}
		cancel()
		<-ended
	}
}

func (k *keyboard) read(ctx context.Context, from io.Reader) error {
	for {
		chunk := make([]byte, 1024)
		n, err := from.Read(chunk)
		if n > 0 {
			select {
			case k.chunks <- chunk[:n]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err != nil {
			return err
		}
	}
}

// Read implements [modem.Line].
func (k *keyboard) Read(ctx context.Context, p []byte) (int, error) {
	if len(k.left) == 0 {
		select {
		case chunk, more := <-k.chunks:
			if !more {
				return 0, fmt.Errorf("%w: %w", errLine, k.failed)
			}
			k.left = chunk
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	n := copy(p, k.left)
	k.left = k.left[n:]
	return n, nil
}

// key waits for one character.
func (k *keyboard) key(ctx context.Context) (byte, error) {
	var one [1]byte
	if _, err := k.Read(ctx, one[:]); err != nil {
		return 0, fmt.Errorf("%w: %w", errLine, err)
	}
	return one[0], nil
}
