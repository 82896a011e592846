package text

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Dropped is the path that a person means with what was typed, pasted or
// dropped onto the terminal: terminals and file managers quote and escape it,
// or write it as a file URL, and ~ is the home folder. What leads somewhere as
// it stands is taken as it stands. It looks at the disk.
func Dropped(text string) string {
	if _, err := os.Lstat(text); err == nil {
		return text
	}
	home, _ := os.UserHomeDir() // without one ~ stays
	return droppedPath(text, home, filepath.Separator)
}

// droppedPath is [Dropped] of a path that leads nowhere as it stands, where
// separator is between folders.
func droppedPath(text, home string, separator rune) string {
	plain := strings.TrimSpace(text)
	if separator == '\\' {
		plain = unquotedOnWindows(plain)
	} else {
		plain = unquoted(plain)
	}
	if path, is := fromURL(plain, separator); is {
		return path
	}
	rest, atHome := strings.CutPrefix(plain, "~")
	if atHome && home != "" && (rest == "" || rest[0] == '/' || rune(rest[0]) == separator) {
		return home + rest
	}
	return plain
}

// unquoted takes the quotes and backslashes of a shell away. A text in which
// they don't pair comes back as it is.
func unquoted(text string) string {
	var out strings.Builder
	var quote rune
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			out.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped = true
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case r == quote:
			quote = 0
		default:
			out.WriteRune(r)
		}
	}
	if quote != 0 || escaped {
		return text
	}
	return out.String()
}

// unquotedOnWindows takes the quotes away that Explorer and PowerShell set; a
// backslash is between folders there.
func unquotedOnWindows(text string) string {
	text = strings.TrimPrefix(text, "& ")
	if n := len(text); n > 1 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}

// fromURL is the path of a file URL (RFC 8089).
func fromURL(text string, separator rune) (string, bool) {
	const scheme = "file:"
	if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		return "", false
	}
	host, path := "", text[len(scheme):]
	if rest, is := strings.CutPrefix(path, "//"); is {
		at := max(0, strings.IndexByte(rest, '/'))
		host, path = rest[:at], rest[at:]
	}
	path, err := url.PathUnescape(path)
	if err != nil || !strings.HasPrefix(path, "/") {
		return "", false
	}
	if separator != '\\' {
		return path, host == "" || strings.EqualFold(host, "localhost")
	}
	if host == "" {
		path = path[1:] // the slash before the drive
	} else {
		path = "//" + host + path
	}
	return strings.ReplaceAll(path, "/", `\`), true
}

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
