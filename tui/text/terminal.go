package text

import (
	"fmt"

	"handback/device/traffic"
)

// The terminal view.
const (
	TerminalTitle  = "Terminal"
	NothingYetText = "Nothing was received yet. Nothing is sent unless you choose to write."

	WriteKeyText    = "write"
	RateKeyText     = "rate"
	FileKeyText     = "log to a file"
	StampKeyText    = "times"
	StopWritingText = "stop writing"

	WentAwayText   = "-- the port was unplugged; waiting for it --"
	CameBackText   = "-- the port is back --"
	FileBegunText  = "-- lines are written to %s --"
	FileEndedText  = "-- lines are no longer written to the file --"
	NotWrittenText = "-- the file can't be written: %s --"
	NotSentText    = "-- not sent: %s --"

	WriteTitle   = "Write to the device?"
	WriteNoText  = "No, only look"
	WriteYesText = "Yes, what I type goes to the device"
)

func WriteQuestion() []string {
	return []string{
		"Every key then goes to the device, enter and esc too. A command that you type there can change it, and Handback does not know of it.",
		"",
		"ctrl+] ends the writing.",
	}
}

func TerminalText(port string) string { return "Watching " + Printable("", port) }

func RateText(rate int) string { return fmt.Sprintf("-- %d bits a second --", rate) }

// LineText is the port and what passed on it.
func LineText(port string, c traffic.Counts) string {
	return fmt.Sprintf("%s  sent %s, received %s", Printable("", port), sizeText(c.Sent), sizeText(c.Received))
}
