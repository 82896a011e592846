package shell

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"handback/capability"
)

// say adds to what a command says. Line ends become CR LF.
func (s *session) say(format string, values ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, values...), "\n", "\r\n")
	s.pending = append(s.pending, text...)
}

// complain says why a command failed.
func (s *session) complain(err error) {
	refusal := &capability.Refusal{Code: capability.Unknown, Text: err.Error()}
	_ = errors.As(err, &refusal) // else it stays unknown
	text := refusal.Text
	if text == "" {
		text = refusal.Code.String()
	}
	s.say("error %d: %s\n", refusal.Code, capability.Printable(text))
}

func refuse(code capability.RefusalCode, format string, values ...any) error {
	return &capability.Refusal{Code: code, Text: fmt.Sprintf(format, values...)}
}

// flush writes what was said.
func (s *session) flush(ctx context.Context) error {
	text := s.pending
	s.pending = nil
	return s.put(ctx, Text, text)
}

// put writes, unless there is nothing to write.
func (s *session) put(ctx context.Context, kind Output, out []byte) error {
	if len(out) == 0 {
		return nil
	}
	if s.options.Spoil != nil {
		var err error
		if out, err = s.options.Spoil(ctx, kind, out); err != nil {
			return fmt.Errorf("%w: %w", errLine, err)
		}
	}
	if len(out) == 0 {
		return nil
	}
	if _, err := s.out.Write(out); err != nil {
		return fmt.Errorf("%w: %w", errLine, err)
	}
	return nil
}

// more shows lines in pages of a screen and waits for a key after each; q skips
// the rest.
func (s *session) more(ctx context.Context, lines []string) error {
	const page, question = 20, "--More--"
	for i, line := range lines {
		if s.paging && i > 0 && i%page == 0 {
			s.say(question)
			if err := s.flush(ctx); err != nil {
				return err
			}
			key, err := s.keys.key(ctx)
			if err != nil {
				return err
			}
			s.say("\r%*s\r", len(question), "")
			if key == 'q' || key == keyCtrlC {
				return errDropped
			}
		}
		s.say("%s\n", line)
	}
	return nil
}
