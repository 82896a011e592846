// Package asciijson writes JSON that holds nothing but printable ASCII and its
// own line ends: every other character stands as its escape (RFC 8259, section
// 7). So no terminal obeys what a device or a stick wrote into a string, no mail
// program spoils it, and a signature of the bytes holds.
package asciijson

import (
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Marshal gives v as one line without its end.
func Marshal(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return []byte(Escape(string(text))), nil
}

// MarshalIndent gives v as a document to be read: two spaces a level, and a line
// end after the last line.
func MarshalIndent(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, err
	}
	return []byte(Escape(string(text)) + "\n"), nil
}

// Write writes what MarshalIndent gives.
func Write(w io.Writer, v any) error {
	text, err := MarshalIndent(v)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// Escape writes every character but printable ASCII and line ends as its escape
// in JSON, one that is no UTF-8 as that of U+FFFD. In a JSON text such
// characters stand only in strings.
func Escape(text string) string {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch high, low := utf16.EncodeRune(r); {
		case r >= ' ' && r < 0x7f, r == '\n':
			out = append(out, byte(r))
		case high != utf8.RuneError:
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return string(out)
}
