package text

import (
	"fmt"

	"handback/device/console"
)

// Questions that a device or its profile puts.
const (
	AnswerTitle = "The device asks"
	DeedDone    = "done"
	GiveUp      = "don't answer"
)

// Question puts a question in words. A prompt stands in it as the device
// wrote it.
func Question(q console.Question) string {
	prompt, before := Printable("", q.Text), ""
	if q.Again {
		before = "The device refused the login. "
	}
	switch q.About {
	case console.UserName:
		return fmt.Sprintf("%sThe device asks for a user name: %q.", before, prompt)
	case console.Password:
		return fmt.Sprintf("%sThe device asks for a password: %q. It is not kept, and stands in no log.", before, prompt)
	default:
		return prompt + " Press enter when it is done."
	}
}
