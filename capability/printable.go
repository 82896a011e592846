package capability

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of text that is shown, in bytes.
const (
	MaxPrintable     = MaxText           // of one text
	MaxPrintableLine = 16 * MaxPrintable // of a line that is put together from texts
)

// Printable makes untrusted text fit to be shown: invalid UTF-8, control and
// format characters (terminal escapes, direction marks, zero width) are
// removed, any white space becomes one plain space, and what is longer than
// [MaxPrintable] bytes is cut and ends in an ellipsis. Text that is fit
// already comes back unchanged.
func Printable(text string) string { return fitting(text, MaxPrintable) }

// PrintableLine does so for a line that is put together from texts, of at most
// [MaxPrintableLine] bytes. It is the door to terminals, logs and plain files:
// a text in the line can't end it and begin another.
func PrintableLine(line string) string { return fitting(line, MaxPrintableLine) }

func fitting(text string, most int) string {
	if len(text) <= most && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return text // most texts, and each view is made of many
	}
	var out strings.Builder
	out.Grow(min(len(text), most))
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case !visible(r), r == utf8.RuneError && !strings.HasPrefix(text[i:], string(r)):
			continue
		}
		if out.Len()+utf8.RuneLen(r) > most {
			return shorten(out.String(), most)
		}
		out.WriteRune(r)
	}
	return out.String()
}

// visible reports whether a character leaves its mark on the screen. Some that
// count as letters or marks leave none, all of them above Latin-1.
func visible(r rune) bool {
	if r <= unicode.MaxLatin1 {
		return unicode.IsGraphic(r)
	}
	return unicode.IsGraphic(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// shorten makes room for the ellipsis at the end of full, at a whole rune.
func shorten(full string, most int) string {
	const ellipsis = "…"
	end := most - len(ellipsis)
	if len(full) <= end {
		return full + ellipsis
	}
	for !utf8.RuneStart(full[end]) {
		end--
	}
	return full[:end] + ellipsis
}

// EndsRow reports whether a character ends a row of text on some system or in
// some program: LF, CR, NEL, the form feeds, and Unicode's own separators. CR
// and LF together end one row and not two, which the reader has to see to.
func EndsRow(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}
