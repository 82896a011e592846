package tui

import (
	"fmt"

	"handback/device/console"
)

// Questions that a device or its profile puts.
const (
	answerTitle  = "The device asks"
	deedDoneText = "done"
	giveUpText   = "don't answer"
)

// questionText puts a question in words. A prompt stands in it as the device
// wrote it.
func questionText(q console.Question) string {
	prompt := printable("", q.Text)
	switch q.About {
	case console.UserName:
		return fmt.Sprintf("The device asks for a user name: %q.", prompt)
	case console.Password:
		return fmt.Sprintf("The device asks for a password: %q. It is not kept, and stands in no log.", prompt)
	default:
		return prompt + " Press enter when it is done."
	}
}
