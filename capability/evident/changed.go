package evident

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"unicode/utf8"

	"handback/capability/message"
)

// byteOrderMark is the byte order mark of UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// padding are the bytes that programs and lines fill up files with: zeros, the
// end of a file in CP/M and XMODEM, and line ends.
const padding = "\x00\x1a\r\n"

// changed says how a message in the open form was changed, if that is what
// data is.
func changed(data []byte) Evidence {
	if _, rest, found := message.First(data); found && len(rest) == 0 {
		return Evidence{}
	}
	if e := trailing(data); e.Form != "" {
		return e
	}
	text, marked := bytes.CutPrefix(data, []byte(byteOrderMark))
	if whole := messageIn(text); marked && whole != nil {
		return Evidence{Marked, whole}
	}
	switch {
	case isASCII(text):
		return encoded(text)
	case messageIn(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))) != nil:
		return Evidence{Form: LineEnds}
	case message.Begins(data):
		return Evidence{Form: Broken}
	}
	return Evidence{}
}

func isASCII(text []byte) bool {
	return !slices.ContainsFunc(text, func(b byte) bool { return b >= utf8.RuneSelf })
}

// encoded says how a message was written as text.
func encoded(text []byte) Evidence {
	if whole := messageIn(fromHex(text)); whole != nil {
		return Evidence{Hex, whole}
	}
	if whole := messageIn(fromBase64(text)); whole != nil {
		return Evidence{Base64, whole}
	}
	if messageIn(fromQuoted(text)) != nil {
		return Evidence{Form: QuotedPrintable}
	}
	return Evidence{}
}

// trailing says what follows a whole message.
func trailing(data []byte) Evidence {
	whole, rest, found := message.First(data)
	switch {
	case !found:
		return Evidence{}
	case onlyPadding(rest):
		return Evidence{Padded, whole}
	case repeats(whole, rest):
		return Evidence{Doubled, whole}
	default:
		return Evidence{Form: Trailing}
	}
}

// messageIn is the message that data is, apart from padding after it; nil: it is
// none.
func messageIn(data []byte) []byte {
	if whole, rest, found := message.First(data); found && onlyPadding(rest) {
		return whole
	}
	return nil
}

func onlyPadding(data []byte) bool {
	return len(bytes.Trim(data, padding)) == 0
}

// repeats reports whether rest is nothing but the message again and again, and
// padding after each.
func repeats(whole, rest []byte) bool {
	for {
		rest = bytes.TrimLeft(rest, padding)
		if len(rest) == 0 {
			return true
		}
		var again bool
		if rest, again = bytes.CutPrefix(rest, whole); !again {
			return false
		}
	}
}

// fromHex reads hexadecimal digits, also in groups and lines; nil: it is
// something else.
func fromHex(text []byte) []byte {
	digits := without(text, " \t\r\n:\x00\x1a")
	data := make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(data, digits); err != nil {
		return nil
	}
	return data
}

// fromBase64 reads either alphabet of RFC 4648, in lines or not, padded or not;
// nil: it is something else.
func fromBase64(text []byte) []byte {
	digits := bytes.TrimRight(without(text, " \t\r\n\x00\x1a"), "=")
	digits = bytes.ReplaceAll(bytes.ReplaceAll(digits, []byte("-"), []byte("+")), []byte("_"), []byte("/"))
	data := make([]byte, base64.RawStdEncoding.DecodedLen(len(digits)))
	if _, err := base64.RawStdEncoding.Strict().Decode(data, digits); err != nil {
		return nil
	}
	return data
}

// fromQuoted reads quoted-printable text; nil: it is something else.
func fromQuoted(text []byte) []byte {
	data, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(text)))
	if err != nil {
		return nil
	}
	return data
}

func without(text []byte, chars string) []byte {
	return slices.DeleteFunc(slices.Clone(text), func(b byte) bool { return strings.IndexByte(chars, b) >= 0 })
}
