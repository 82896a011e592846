package modem

import (
	"bytes"
	"fmt"
	"strconv"

	"handback/capability"
)

// checkName reports whether a name can be sent in a header.
func checkName(name string) error {
	if name == "" || len(name) > MaxName {
		return fmt.Errorf("%w: %d bytes, want 1 to %d", ErrName, len(name), MaxName)
	}
	for _, r := range name {
		if r <= ' ' || r > '~' {
			return fmt.Errorf("%w: %q holds more than printable ASCII without spaces", ErrName, name)
		}
	}
	return nil
}

// headerOf is the data of block 0 of a YMODEM file: its name, a zero, and its
// length in decimal.
func headerOf(f File) []byte {
	return strconv.AppendInt(append([]byte(f.Name), 0), int64(len(f.Data)), 10)
}

// parseHeader reads the data of block 0. An empty name says that no more files
// come. What follows the length (time, mode, serial number) is left alone.
func parseHeader(data []byte) (name string, size int64, err error) {
	raw, rest, found := bytes.Cut(data, []byte{0})
	switch {
	case found && len(raw) == 0:
		return "", 0, nil
	case !found:
		return "", 0, fmt.Errorf("%w: its name does not end", ErrHeader)
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	size, err = strconv.ParseInt(string(rest[:digits]), 10, 64)
	if err != nil {
		return "", 0, fmt.Errorf("%w: it tells no length", ErrHeader)
	}
	if name = capability.Printable(string(raw)); name == "" {
		return "", 0, fmt.Errorf("%w: its name is not printable", ErrHeader)
	}
	return name, size, nil
}
