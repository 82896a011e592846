package teach

import (
	"strings"

	"handback/device/heard"
)

// percent is how far something is that a device does.
var percent = compiled(`\d ?%`)

// pagerIn finds what is below a full page in a session: it is erased before the
// next line comes.
func pagerIn(s Session) string {
	for _, line := range s.Erased {
		if !percent().MatchString(line) {
			return line
		}
	}
	for _, line := range s.Lines {
		if heard.Classify([]byte(line), nil) == heard.Pager {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// loginIn finds the prompts of a login in a session.
func loginIn(lines []string) (user, password string) {
	for _, line := range lines {
		for _, begin := range beginnings(line) {
			switch heard.Classify([]byte(begin), nil) {
			case heard.Login:
				if user == "" {
					user = begin
				}
			case heard.Password:
				if password == "" {
					password = begin
				}
			}
		}
	}
	if user == "" || password == "" {
		return "", ""
	}
	return user, password
}
