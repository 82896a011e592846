package typed

import (
	"strings"
	"unicode"
)

// layouts turn a code back that a scanner typed for an American keyboard on a
// computer set to another one: what the computer took, and what was meant. The
// check decides which of them it was.
var layouts = []*strings.Replacer{
	strings.NewReplacer("-", "/"),                                              // Italian, Spanish, Portuguese, Nordic
	strings.NewReplacer(";", "/"),                                              // Brazilian
	strings.NewReplacer(".", "/", "Ç", "."),                                    // Turkish
	strings.NewReplacer("-", "/", "Y", "Z", "Z", "Y"),                          // German, Swiss, Croatian
	strings.NewReplacer("-", "/", "Y", "Z", "Z", "Y", "Ö", "0"),                // Hungarian
	strings.NewReplacer(pairs("+ĚŠČŘŽÝÁÍÉ-YZ", "1234567890/ZY")...),            // Czech
	strings.NewReplacer(pairs("+ĽŠČŤŽÝÁÍÉ-YZ", "1234567890/ZY")...),            // Slovak
	strings.NewReplacer(pairs("+ĚŠČŘŽÝÁÍÉ-", "1234567890/")...),                // Czech, with the letters in the American order
	strings.NewReplacer(pairs("&É\"'(-È_ÇÀ!:AQZW?,", "1234567890/.QAWZMM")...), // French
	strings.NewReplacer(pairs("&É\"'(§È!ÇÀ=:AQZW?,", "1234567890/.QAWZMM")...), // Belgian
}

// pairs are the arguments of a replacer.
func pairs(taken, meant string) []string {
	var all []string
	to := []rune(meant)
	for i, r := range []rune(taken) {
		all = append(all, string(r), string(to[i]))
	}
	return all
}

// readCode reads a code as it is, or as another keyboard's. The error is that
// of the reading that came furthest, or [ErrLayout].
func readCode(text string) (p Part, head, body string, err error) {
	p, head, body, err = splitCode(text)
	for _, l := range layouts {
		if err == nil {
			break
		}
		other := l.Replace(text)
		if other == text {
			continue
		}
		at, h, b, wrong := splitCode(other)
		if wrong == nil || p == nowhere() && at != nowhere() {
			p, head, body, err = at, h, b, wrong
		}
	}
	if p == nowhere() && foreign(text) {
		err = ErrLayout
	}
	return p, head, body, err
}

// foreign reports whether a text holds what no line and no code does.
func foreign(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r > unicode.MaxASCII && unicode.IsLetter(r) || strings.ContainsRune("&+!=;?_\"'(§", r)
	})
}

// isForeign reports whether a text may be a code of which not even the mark can
// be read: one long word in characters that no code has.
func isForeign(text string) bool {
	return len(text) >= codeFrame && foreign(text) && !strings.ContainsFunc(text, divides)
}
