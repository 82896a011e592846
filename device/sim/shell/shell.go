// Package shell is the console face of a simulated device: a login and a small
// command line, as devices have them that know no management protocol.
//
//	lic info                    who the device is, one "name: value" a line
//	lic list                    ID COUNT EXPIRES|permanent "VERSION" "FEATURE", then "N licenses"
//	lic order clear             begins an order
//	lic order ID COUNT          adds a line to it: COUNT shall remain
//	lic request return|confirm  request NAME SIZE SHA256, or busy PERCENT
//	lic status                  busy PERCENT, request ..., error ..., or idle
//	lic last                    the request made last, or none
//	get NAME FORM               sends a file; FORM is base64, hex, xmodem or ymodem
//	put NAME SIZE FORM          takes one: stored SIZE SHA256
//	lic load NAME SHA256        loaded SEQ
//	set paging on|off           whether a long list stops at --More--
//	version, help, exit
//
// A command that fails says "error CODE: TEXT", where CODE is a
// [capability.RefusalCode]. Files as base64 or hex are lines that a line with a
// dot ends. Any of CR, LF and CRLF ends a line; backspace and Ctrl-U erase,
// Ctrl-C drops the line or what is under way.
package shell

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"handback/capability"
	"handback/device/station"
	"handback/device/wire"
)

// DefaultPrompt is the prompt of a shell that was given none.
const DefaultPrompt = "x200> "

// Options describe a shell. The zero value asks for no login.
type Options struct {
	User, Password string // who may log in; without a password anybody is in
	Prompt         string // empty: DefaultPrompt
	Expired        bool   // whoever logs in has to set another password first
	Banner         string // the message of the day, without its last line end
	Columns        int    // the echo is wrapped so far right; 0: not at all
	Dialect        string // one of [Dialects]; empty: the commands above

	// Dress replaces the n-th prompt, from 1; nil: none is replaced.
	ReplacePrompt func(n int, prompt string) string

	// Spoil replaces output, to make things go wrong; what it returns may be
	// empty. An error ends the shell. nil: nothing goes wrong.
	ReplaceOutput func(ctx context.Context, kind Output, out []byte) ([]byte, error)
}

// Output is what a shell puts on the line at once.
type Output int

// The kinds of output.
const (
	Echo  Output = iota // of what was typed
	Text                // all that a command says, up to the next prompt or question
	Block               // one Write of a modem protocol
)

// errLine marks errors after which there is no line any more.
var errLine = errors.New("the line ended")

// session is one shell on one line.
type session struct {
	out     io.Writer
	keys    *keyboard
	station station.Station
	options Options
	dialect dialect

	pending  []byte // text that was not written yet
	column   int    // of the cursor
	prompted int    // prompts that were written
	paging   bool
	order    []capability.Line

	returned bool // the last key was CR
}

// Serve is the shell of a station on a line until it ends or ctx does, and
// returns nil then. As with smp.Serve, rw should have a SetDeadline or a Close
// that ends a Read that waits.
func Serve(ctx context.Context, rw io.ReadWriter, s station.Station, o Options) error {
	d, err := dialectOf(o.Dialect)
	if err != nil {
		return err
	}
	o.Prompt = cmp.Or(o.Prompt, d.prompt, DefaultPrompt)
	keys, stop := listen(ctx, rw)
	defer stop()
	sh := &session{out: rw, keys: keys, station: s, options: o, dialect: d}
	err = sh.logins(ctx)
	if ctx.Err() != nil || wire.HungUp(err) {
		return nil
	}
	return err
}

// logins serves one login after the other.
func (s *session) logins(ctx context.Context) error {
	for {
		if err := s.login(ctx); err != nil {
			return err
		}
		s.paging, s.order = true, nil
		if s.options.Banner != "" {
			s.say("%s\n", s.options.Banner)
		}
		if err := s.prompts(ctx); err != nil {
			return err
		}
	}
}

// prompts carries out one command after the other until the user leaves.
func (s *session) prompts(ctx context.Context) error {
	for {
		s.say("%s", s.dialect.menu)
		text, err := s.ask(ctx, s.prompt(), !s.dialect.silent)
		switch {
		case errors.Is(err, errLeft):
			return nil
		case errors.Is(err, errDropped):
			continue
		case errors.Is(err, errTooLong):
		case err != nil:
			return err
		default:
			err = s.obey(ctx, text)
		}
		switch {
		case errors.Is(err, errLeft):
			return nil
		case errors.Is(err, errLine):
			return err
		case err != nil && !errors.Is(err, errDropped):
			s.complain(err)
		}
	}
}

// prompt is the next prompt.
func (s *session) prompt() string {
	s.prompted++
	if s.options.ReplacePrompt == nil {
		return s.options.Prompt
	}
	return s.options.ReplacePrompt(s.prompted, s.options.Prompt)
}

// login returns when the user is known.
func (s *session) login(ctx context.Context) error {
	if s.options.Password == "" {
		return nil
	}
	for {
		user, err := s.ask(ctx, "login: ", true)
		if err == nil && user != "" {
			var password string
			password, err = s.ask(ctx, "Password: ", false)
			if err == nil && user == s.options.User && password == s.options.Password {
				if err = s.renew(ctx); err == nil {
					return nil
				}
			}
			s.say("Login incorrect\n")
		}
		if errors.Is(err, errLine) {
			return err
		}
	}
}

// errUnchanged ends a login whose password had to be changed and was not.
var errUnchanged = errors.New("the password was not changed")

// renew has an expired password changed.
func (s *session) renew(ctx context.Context) error {
	if !s.options.Expired {
		return nil
	}
	s.say("You must change your password.\n")
	next, err := s.ask(ctx, "Enter new password: ", false)
	if err != nil {
		return err
	}
	again, err := s.ask(ctx, "Confirm new password: ", false)
	switch {
	case err != nil:
		return err
	case next == "" || again != next:
		return errUnchanged
	}
	s.options.Password, s.options.Expired = next, false
	s.say("Password changed.\n")
	return nil
}

// say adds to what a command says. Line ends become CR LF.
func (s *session) say(format string, values ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, values...), "\n", "\r\n")
	s.pending = append(s.pending, text...)
}

// complain says why a command failed.
func (s *session) complain(err error) {
	refusal, ok := errors.AsType[*capability.Refusal](err)
	if !ok {
		refusal = &capability.Refusal{Code: capability.Unknown, Text: err.Error()}
	}
	text := refusal.Text
	if text == "" {
		text = refusal.Code.String()
	}
	if s.dialect.complain != nil {
		s.dialect.complain(s, refusal.Code, capability.Printable(text))
		return
	}
	s.say("error %d: %s\n", refusal.Code, capability.Printable(text))
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
	if s.options.ReplaceOutput != nil {
		var err error
		if out, err = s.options.ReplaceOutput(ctx, kind, out); err != nil {
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
	page, question := 20, "--More--"
	if s.dialect.pager != "" {
		page, question = 4, s.dialect.pager
	}
	for i, line := range lines {
		if s.paging && i > 0 && i%page == 0 {
			s.say("%s", question)
			if err := s.flush(ctx); err != nil {
				return err
			}
			key, err := s.keys.key(ctx)
			if err != nil {
				return err
			}
			s.say("\r%*s\r", 2*utf8.RuneCountInString(question), "")
			if key == 'q' || key == keyCtrlC {
				return errDropped
			}
		}
		s.say("%s\n", line)
	}
	return nil
}
