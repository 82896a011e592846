package console

import (
	"regexp"
	"strings"

	"handback/device/heard"
)

// demands notices that the device wants a new password to be set: it says so,
// or asks for something else right after the password was given. What is typed
// there would become its password.
func (e *entry) demands(line string) error {
	asks := heard.AsksNewPassword(line)
	if e.asked && !e.sawLine(e.profile.Login.Failed) && matches(e.profile.Login.PasswordPrompt, line) {
		asks = asks || line != e.question || heard.Expired(strings.Join(e.screen.lines, "\n"))
	}
	if !asks {
		return nil
	}
	e.entered, e.own = false, false // there is nothing to leave, and nothing more to type
	return &NewPasswordError{Question: e.masker.Line(line)}
}

// strangeChanges is how often a prompt has to change until it is one that
// always does.
const strangeChanges = 2

// stranger notices a prompt that the profile doesn't describe and that is
// another one each time, so that waiting for it is in vain.
func (e *entry) stranger(line string) error {
	if heard.Judge([]byte(line), nil) != heard.Shell || percentage.MatchString(line) {
		return nil
	}
	before := e.prompt
	e.prompt = line
	if !counts(before, line) {
		e.changes = 0
		return nil
	}
	if e.changes++; e.changes < strangeChanges {
		return nil
	}
	return &StrangeError{Heard: heard.Shell, Line: e.masker.Line(before), Next: e.masker.Line(line), Pattern: patternOf(before, line)}
}

// strange is what to say of a console that never had the profile's prompt.
func (e *entry) strange() error {
	return &StrangeError{Heard: heard.Judge([]byte(e.last), nil), Line: e.masker.Line(e.last)}
}

var (
	digits     = regexp.MustCompile(`\d+`)
	percentage = regexp.MustCompile(`\d ?%\s*$`) // of progress, which looks like a prompt of csh
)

// counts reports whether two prompts differ, in nothing but their numbers.
func counts(a, b string) bool {
	return a != b && digits.ReplaceAllLiteralString(a, "0") == digits.ReplaceAllLiteralString(b, "0")
}

// patternOf fits two prompts that count, and those with other numbers where
// these differ.
func patternOf(a, b string) string {
	before, i := digits.FindAllString(a, -1), 0
	open := digits.ReplaceAllStringFunc(regexp.QuoteMeta(b), func(number string) string {
		if i++; before[i-1] == number {
			return number
		}
		return `\d+`
	})
	return "^" + open + "$"
}
