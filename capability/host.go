package capability

import (
	"errors"
	"fmt"
	"strings"
)

// HostID names a device to the portal: a type in FlexNet's words (STRING,
// ETHERNET, PUBLISHER_DEFINED, ...) and a value whose form depends on it.
// Two devices are the same to the portal when both parts are equal.
type HostID struct {
	Type  string `json:"type"`
	Value string `json:"id"`
}

// Limits of a host ID, in bytes.
const (
	MaxHostType  = 32
	MaxHostValue = 128
)

// ErrHostID says that a host ID is empty, too long or not printable.
var ErrHostID = errors.New("not a host ID")

// String is the form that is shown and typed: TYPE/value.
func (h HostID) String() string { return h.Type + "/" + h.Value }

// IsZero reports whether the host ID is unknown.
func (h HostID) IsZero() bool { return h == HostID{} }

// Check reports whether both parts are there, bounded and printable ASCII.
func (h HostID) Check() error {
	if err := checkPart("type", h.Type, MaxHostType); err != nil {
		return err
	}
	if strings.Contains(h.Type, "/") {
		return fmt.Errorf("%w: the type holds a slash", ErrHostID)
	}
	return checkPart("value", h.Value, MaxHostValue)
}

func checkPart(name, text string, most int) error {
	switch {
	case text == "":
		return fmt.Errorf("%w: the %s is empty", ErrHostID, name)
	case len(text) > most:
		return fmt.Errorf("%w: the %s has %d bytes, more than %d", ErrHostID, name, len(text), most)
	}
	for _, r := range text {
		if r < 0x21 || r > 0x7e {
			return fmt.Errorf("%w: the %s holds a character that is not printable ASCII", ErrHostID, name)
		}
	}
	return nil
}

// ParseHostID reads the form TYPE/value and checks it.
func ParseHostID(text string) (HostID, error) {
	kind, value, found := strings.Cut(text, "/")
	if !found {
		return HostID{}, fmt.Errorf("%w: write it as TYPE/value", ErrHostID)
	}
	h := HostID{Type: kind, Value: value}
	return h, h.Check()
}
