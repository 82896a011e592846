package teach

import (
	"strings"

	"handback/device/heard"
)

// pagerIn finds what stands below a full page in a session: it is written over by
// the next line, again and again.
func pagerIn(s Session) string {
	times := map[string]int{}
	for _, line := range s.Erased {
		times[line]++
		if heard.Classify([]byte(line), nil) == heard.Pager || times[line] > 2 {
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
