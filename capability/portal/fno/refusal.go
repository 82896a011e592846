package fno

import (
	"fmt"
	"regexp"
	"strings"

	"handback/capability"
	"handback/capability/portal"
)

// What reasons and faults mean where they say it clearly. The codes are the few
// that the vendor's guide names; the texts are those that services of this kind
// use, since there is no list of them.
const (
	reasonCode = `^\s*([A-Za-z0-9_.-]{1,32})\s*:\s*(.*)$`

	// unknownDevice is for answers about nothing but a device. A line can be "not
	// found" as well.
	unknownDevice = `(?i)\b(device|host)\b.*\b(not found|does not exist|doesn't exist|not exist|unknown)\b` +
		`|\b(unknown|no such|no|cannot find|can't find|could not find|invalid) (device|host)\b`
	badLogin = `(?i)\bunauthenticated\b|\bauthentication (has )?(failed|failure|error|required)\b|\bnot authenticated\b` +
		`|\b(invalid|incorrect|wrong|bad|missing) (user|username|user name|login|password|credentials)\b|\blogin (has )?failed\b`
	noRights = `(?i)\bunauthorized\b|\bnot authorized\b|\baccess (is )?denied\b|\bpermission denied\b` +
		`|\b(no|insufficient|not have( the)?( required| sufficient)?) (permissions?|privileges?|rights?)\b`
)

// matches compiles a pattern when it is needed: refusals are rare, and every start
// of the program would pay for it.
func matches(pattern, text string) bool { return regexp.MustCompile(pattern).MatchString(text) }

// deviceInvalid is the code of a device identifier that the portal can't place.
const deviceInvalid = "20022"

// split takes a reason of the form code:text apart.
func split(reason string) (code, text string) {
	reason = strings.TrimSpace(reason)
	if m := regexp.MustCompile(reasonCode).FindStringSubmatch(reason); m != nil && strings.ContainsAny(m[1], "0123456789") {
		return m[1], m[2]
	}
	return "", reason
}

// refusal is the portal's no, of one reason or several.
func refusal(reasons []string) error {
	if len(reasons) == 0 {
		return &portal.Refused{}
	}
	code, text := split(reasons[0])
	if len(reasons) > 1 {
		text += "; " + strings.Join(reasons[1:], "; ")
	}
	return &portal.Refused{Code: code, Text: text, Err: meaning(code, text)}
}

func meaning(code, text string) error {
	switch {
	case matches(badLogin, text):
		return portal.ErrLogin
	case matches(noRights, text):
		return portal.ErrRights
	case code == deviceInvalid:
		return portal.ErrUnknownDevice
	}
	return nil
}

// sort says what a fault means. One that is about the login or the rights came
// before anything was done; any other leaves that open.
func (f fault) sort() error {
	code := f.Code[strings.LastIndex(f.Code, ":")+1:] // without the prefix of its namespace
	code = strings.TrimSpace(code)
	text := strings.TrimSpace(f.Text)
	means := meaning("", code+" "+text)
	if means == portal.ErrLogin || means == portal.ErrRights {
		return &portal.Refused{Code: code, Text: text, Err: means}
	}
	return &faultError{fmt.Errorf("%w: %s", portal.ErrFault, capability.PrintableLine(code+" "+text))}
}

// faultError is a fault of the service itself: it was the service that answered.
type faultError struct{ error }

func (e *faultError) Unwrap() error { return e.error }
