package tui

import "handback/device/console"

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
		return "The device asks for a user name: " + prompt
	case console.Password:
		return "The device asks for a password: " + prompt + " It is not kept, and stands in no log."
	default:
		return prompt + " Press enter when it is done."
	}
}
