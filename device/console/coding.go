package console

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"handback/device/console/profile"
)

// base64Alphabet is that of RFC 4648 section 4, with the padding.
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// leastPayload is from how many characters on a line without a word is taken
// for a piece of a file.
const leastPayload = 48

// isPayload reports whether a line is a piece of a file on its way as text,
// which nobody wants in a log.
func isPayload(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) >= leastPayload && strings.Trim(line, base64Alphabet) == ""
}

// encodeText writes data as lines of at most width characters.
func encodeText(way profile.Way, data []byte, width int) []string {
	var text string
	if way == profile.Hex {
		text, width = hex.EncodeToString(data), width-width%2
	} else {
		text, width = base64.StdEncoding.EncodeToString(data), width-width%4
	}
	var lines []string
	for len(text) > width {
		lines, text = append(lines, text[:width]), text[width:]
	}
	return append(lines, text)
}

// decodeText reads data from those lines that can be part of it, as a device
// may say more than the file.
func decodeText(way profile.Way, lines []string) ([]byte, error) {
	alphabet := base64Alphabet
	if way == profile.Hex {
		alphabet = "0123456789abcdefABCDEF"
	}
	var text strings.Builder
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if strings.Trim(line, alphabet) == "" {
			text.WriteString(line)
		}
	}
	var data []byte
	var err error
	if way == profile.Hex {
		data, err = hex.DecodeString(text.String())
	} else {
		data, err = base64.StdEncoding.DecodeString(text.String())
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return data, nil
}
