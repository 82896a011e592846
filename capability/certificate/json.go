package certificate

import (
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON gives the documented form. The same certificate always gives the same
// bytes, all of them printable ASCII or line ends, so that a signature of them
// holds and no terminal is led astray.
func (c Certificate) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(c.withLists(), "", "  ")
	if err != nil {
		return nil, err
	}
	return toASCII(append(text, '\n')), nil
}

// withLists has an empty list where nothing is listed, and never null.
func (c Certificate) withLists() Certificate {
	c.Operators, c.Sources = orEmpty(c.Operators), orEmpty(c.Sources)
	c.Order, c.Changes, c.Files = orEmpty(c.Order), orEmpty(c.Changes), orEmpty(c.Files)
	c.Claims, c.Flags, c.History = orEmpty(c.Claims), orEmpty(c.Flags), orEmpty(c.History)
	for _, r := range []**Reading{&c.Before, &c.After} {
		if *r != nil {
			whole := **r
			whole.Licenses = orEmpty(whole.Licenses)
			*r = &whole
		}
	}
	return c
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// toASCII writes every other character of a JSON text, which can stand only in
// strings, as its escape (RFC 8259, section 7).
func toASCII(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch high, low := utf16.EncodeRune(r); {
		case r < 0x7f:
			out = append(out, byte(r))
		case r > 0xffff:
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}
