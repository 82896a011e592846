// Package secret gets the password or token of a portal from where its owner
// keeps it: the system's keyring, a file that only the owner reads, or a command
// that prints it. It is fetched for the call that needs it and kept nowhere.
package secret

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxBytes is the most that a secret has.
const MaxBytes = 4 << 10

// Timeout is how long a keyring or a command may take. Either may have to ask
// its owner first.
const Timeout = 30 * time.Second

// Service is the name under which the keyring keeps the secrets of this
// program.
const Service = "handback"

// hidden stands for a secret wherever it would be printed.
const hidden = "(secret)"

// Secret is a password or a token. However it is printed, logged or encoded, it
// is "(secret)"; only Reveal gives the text.
type Secret struct{ text string }

// New makes a secret of a text.
func New(text string) Secret { return Secret{text} }

// Reveal is the secret itself, for the one place that sends it.
func (s Secret) Reveal() string { return s.text }

// IsZero reports whether there is none.
func (s Secret) IsZero() bool { return s.text == "" }

func (Secret) String() string { return hidden }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return hidden }

// Format hides the secret from all verbs.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText hides the secret from encoders.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue hides the secret from logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// ErrSource says that a source is not given in one of its forms.
var ErrSource = errors.New("a secret comes from exactly one of: keyring, file, command")

// Source says where a secret is kept: one of its fields is set. It holds no
// secret itself.
type Source struct {
	Keyring string   // the account under [Service] in the system's keyring
	File    string   // a file that only its owner may read; on Windows its permissions are not looked at
	Command []string // a program and its arguments, run without a shell
	Shell   string   // a line for the system's shell (sh, cmd), where a configuration gives a command as one text
}

// IsZero reports whether there is no source.
func (s Source) IsZero() bool {
	return s.Keyring == "" && s.File == "" && len(s.Command) == 0 && s.Shell == ""
}

// Check reports whether the source is given in one form.
func (s Source) Check() error {
	forms := 0
	for _, given := range []bool{s.Keyring != "", s.File != "", len(s.Command) > 0, s.Shell != ""} {
		if given {
			forms++
		}
	}
	switch {
	case forms != 1:
		return ErrSource
	case len(s.Command) > 0 && s.Command[0] == "":
		return fmt.Errorf("%w; the command has no program", ErrSource)
	}
	return nil
}

// String names the source. Of a command it gives the program at most, for there
// could be more in the rest than there should be.
func (s Source) String() string {
	switch {
	case s.Keyring != "":
		return "the keyring's account " + s.Keyring
	case s.File != "":
		return "the file " + s.File
	case len(s.Command) > 0:
		return "the command " + s.Command[0]
	case s.Shell != "":
		return "the command for the shell"
	}
	return "no source"
}

// Fetch gets the secret: the first line of what the source holds. It ends with
// ctx, at the latest after [Timeout]. The error names the source, and never holds
// what came from it.
func (s Source) Fetch(ctx context.Context) (Secret, error) {
	if err := s.Check(); err != nil {
		return Secret{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, Timeout, fmt.Errorf("no answer within %v", Timeout))
	defer cancel()
	text, err := s.read(ctx)
	if err == nil {
		text, err = firstLine(text)
	}
	if err != nil {
		return Secret{}, fmt.Errorf("the secret from %v: %w", s, err)
	}
	return New(text), nil
}

func (s Source) read(ctx context.Context) (string, error) {
	switch {
	case s.Keyring != "":
		return fromKeyring(ctx, s.Keyring)
	case s.File != "":
		return fromFile(s.File)
	default:
		return fromCommand(ctx, s.Command, s.Shell)
	}
}

// errTooLong says that a source holds more than a secret.
var errTooLong = fmt.Errorf("it has more than %d bytes", MaxBytes)

// firstLine is the secret in a text: what is before the end of the first line.
func firstLine(text string) (string, error) {
	line, _, _ := strings.Cut(text, "\n")
	line = strings.TrimSuffix(line, "\r")
	switch {
	case line == "":
		return "", errors.New("it is empty")
	case len(line) > MaxBytes:
		return "", errTooLong
	case !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl):
		return "", errors.New("it is not text of one line")
	}
	return line, nil
}
