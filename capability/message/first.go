package message

import (
	"bytes"

	"github.com/fxamacker/cbor/v2"
)

// Begins reports whether data begins as every message does, whatever follows.
func Begins(data []byte) bool {
	return bytes.HasPrefix(data, opening())
}

// First parts data into the message that it begins with and what follows it: a
// file can get bytes too many on its way. It is false when data begins with no
// whole message, however long the rest is.
func First(data []byte) (whole, rest []byte, found bool) {
	if !Begins(data) {
		return nil, nil, false
	}
	var envelope cbor.RawMessage
	rest, err := cbor.UnmarshalFirst(data, &envelope)
	if err != nil {
		return nil, nil, false
	}
	whole = data[:len(data)-len(rest)]
	if _, err := Decode(whole); err != nil {
		return nil, nil, false
	}
	return whole, rest, true
}
