package lang

import (
	"embed"
	"strings"

	"golang.org/x/text/language"
)

//go:embed slips/*.txt
var slips embed.FS

// Slip is the wording of the hand-over slip in a language, named as [New] has it: a
// template with the fields that package desk documents. It is apart from what the program
// speaks, because another person reads it, at the portal. Empty: English, the desk's own.
func Slip(name string) (string, error) {
	tag, known := match(name)
	if !known {
		return "", unknown(name)
	}
	if tag == language.English {
		return "", nil
	}
	text, err := slips.ReadFile("slips/" + tag.String() + ".txt")
	return strings.ReplaceAll(string(text), "\r\n", "\n"), err
}
