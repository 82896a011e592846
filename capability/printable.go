package capability

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxPrintable bounds what [Printable] returns, in bytes.
const MaxPrintable = MaxText

// Printable makes untrusted text fit to be shown: invalid UTF-8, control and
// format characters (terminal escapes, direction marks, zero width) are
// removed, any white space becomes one plain space, and what is longer than
// [MaxPrintable] bytes is cut and ends in an ellipsis. Text that is fit
// already comes back unchanged.
func Printable(text string) string {
	var out strings.Builder
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsGraphic(r), r == utf8.RuneError && !strings.HasPrefix(text[i:], string(r)):
			continue
		}
		if out.Len()+utf8.RuneLen(r) > MaxPrintable {
			return shorten(out.String())
		}
		out.WriteRune(r)
	}
	return out.String()
}

// shorten makes room for the ellipsis at the end of full, at a whole rune.
func shorten(full string) string {
	const ellipsis = "…"
	end := MaxPrintable - len(ellipsis)
	if len(full) <= end {
		return full + ellipsis
	}
	for !utf8.RuneStart(full[end]) {
		end--
	}
	return full[:end] + ellipsis
}
