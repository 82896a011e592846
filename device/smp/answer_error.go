package smp

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"handback/capability"

	"github.com/fxamacker/cbor/v2"
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
	return fmt.Sprintf("%v: %s %s, expected %s", ErrAnswer, what, value, e.Want)
}

// Is matches [ErrAnswer].
func (e *AnswerError) Is(target error) bool { return target == ErrAnswer }

// literal is a value that is shown as it is.
type literal string

// wrong is the error of a field with a value that is not possible.
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

// undecodable is the error of a body that can't be decoded into a value. It finds
// the field that is to blame.
func undecodable(command string, body []byte, into any) error {
	b := badPart{raw: body, form: reflect.TypeOf(into).Elem()}
	for b.deeper() {
	}
	value, err := cbor.Diagnose(b.raw)
	if err != nil {
		value = fmt.Sprintf("%x, which is no CBOR", b.raw[:min(len(b.raw), maxShown/4)])
	}
	return &AnswerError{Command: command, Field: strings.Join(b.path, "."), Value: shortened(value), Want: formText(b.form)}
}

// badPart is a part of a body that can't be decoded.
type badPart struct {
	path []string
	raw  []byte
	form reflect.Type // the form that it should have
}

// deeper goes on to the bad part within this one; false: there is none.
func (b *badPart) deeper() bool {
	for b.form.Kind() == reflect.Pointer {
		b.form = b.form.Elem()
	}
	switch {
	case isMap(b.form):
		var fields map[string]cbor.RawMessage
		return decodeBody(b.raw, &fields) == nil && b.field(fields, b.form)
	case b.form.Kind() == reflect.Slice && b.form.Elem().Kind() == reflect.Struct:
		var elements []cbor.RawMessage
		if decodeBody(b.raw, &elements) != nil {
			return false
		}
		for i, raw := range elements {
			if b.at(raw, b.form.Elem()) {
				b.path[len(b.path)-1] += fmt.Sprintf("[%d]", i)
				return true
			}
		}
	}
	return false
}

// field goes on to the bad field.
func (b *badPart) field(fields map[string]cbor.RawMessage, form reflect.Type) bool {
	for i := range form.NumField() {
		f := form.Field(i)
		if f.Anonymous {
			if b.field(fields, f.Type) {
				return true
			}
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("cbor"), ",")
		if raw, found := fields[name]; found && b.at(raw, f.Type) {
			b.path = append(b.path, name)
			return true
		}
	}
	return false
}

// at goes on to a part if that can't be decoded.
func (b *badPart) at(raw []byte, form reflect.Type) bool {
	if decodeBody(raw, reflect.New(form).Interface()) == nil {
		return false
	}
	b.raw, b.form = raw, form
	return true
}

// isMap tells a struct that is a map on the line from one that is an array.
func isMap(form reflect.Type) bool {
	return form.Kind() == reflect.Struct && (form.NumField() == 0 || form.Field(0).Name != "_")
}

// formText names the form of a value as the protocol's page does.
func formText(form reflect.Type) string {
	switch form.Kind() {
	case reflect.Struct:
		if isMap(form) {
			return "a map"
		}
		return "[type, value]"
	case reflect.Slice:
		if form.Elem().Kind() == reflect.Uint8 {
			return "a byte string"
		}
		return "an array"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	default:
		return "a number from 0"
	}
}
