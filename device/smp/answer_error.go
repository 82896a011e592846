package smp

import (
	"errors"
	"fmt"
	"strings"

	"handback/capability"
)

// ErrAnswer says that a device's answer makes no sense. Most often it comes
// as an [AnswerError], which says what is wrong.
var ErrAnswer = errors.New("the device's answer makes no sense")

// ErrSmallBuffer says that a device's buffer is too small for Handback. It is
// an [ErrAnswer].
var ErrSmallBuffer = fmt.Errorf("%w: its buffer is too small", ErrAnswer)

// AnswerError says what is wrong in an answer. It is an [ErrAnswer].
type AnswerError struct {
	Command string // such as "info"; see commandName
	Field   string // such as lic.count; empty: the answer as a whole
	Value   string // of the field, untrusted; empty: there is none
	Want    string // what was expected there
}

func (e *AnswerError) Error() string {
	what := e.Command
	if e.Field != "" {
		what += ": " + e.Field
	}
	value := "is missing"
	if e.Value != "" {
		value = "is " + capability.Printable(e.Value)
	}
	return fmt.Sprintf("%v: %s %s, expected was %s", ErrAnswer, what, value, e.Want)
}

// Is matches [ErrAnswer].
func (e *AnswerError) Is(target error) bool { return target == ErrAnswer }

// literal is a value that is written already.
type literal string

// wrong is the error of a field whose value can't be.
func wrong(command, field string, value any, want string, args ...any) error {
	e := &AnswerError{Command: command, Field: field, Want: fmt.Sprintf(want, args...)}
	switch v := value.(type) {
	case nil:
	case string:
		e.Value = shortened(fmt.Sprintf("%q", v))
	case []byte:
		e.Value = fmt.Sprintf("%d bytes", len(v))
	default:
		e.Value = shortened(fmt.Sprint(v))
	}
	return e
}

// maxShown bounds the value in an error, in bytes.
const maxShown = 80

func shortened(text string) string {
	if len(text) <= maxShown {
		return text
	}
	return strings.ToValidUTF8(text[:maxShown], "") + "..."
}

// commandName is what the protocol's page calls a command.
func commandName(h header, licensing uint16) string {
	names := map[uint16][]string{
		licensing: {idInfo: "info", idLicenses: "licenses", idMake: "make", idLoad: "load", idStatus: "status"},
		groupOS:   {idEcho: "echo", idParams: "params", idOSInfo: "os info"},
		groupFile: {idTransfer: "file transfer", idStat: "file stat", idHash: "file hash", idClose: "file close"},
	}[h.Group]
	if int(h.ID) < len(names) && names[h.ID] != "" {
		return names[h.ID]
	}
	return fmt.Sprintf("command %d of group %d", h.ID, h.Group)
}
