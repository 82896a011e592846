package text

import (
	"regexp"
	"strings"
)

// plainWord is what every shell reads as it stands, but for what begins with a
// hyphen; quotedWord what means nothing more in double quotes on any system.
var (
	plainWord  = regexp.MustCompile(`^[\w./][\w./-]*$`)
	quotedWord = regexp.MustCompile(`^[\w./ ()+,=@][\w./ ()+,=@-]*$`)
)

// shellWord writes a path of the user's own as a Unix shell takes it, without
// what can't be shown.
func shellWord(path string) string {
	path = Printable("", path)
	if plainWord.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// argument writes a path that strangers may have made up, as the shells of all
// systems take it. Of one in which anything means more to a shell it is only
// said that it is to be named: nobody is given a line to copy that a stranger
// wrote.
func argument(path string) string {
	switch {
	case plainWord.MatchString(path):
		return path
	case quotedWord.MatchString(path):
		return `"` + path + `"`
	default:
		return "PATH"
	}
}
