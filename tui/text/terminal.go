package text

import (
	"fmt"

	"handback/device/traffic"
)

// The terminal view.
const (
	TerminalTitle = "Terminal"
	NothingYet    = "Nothing was received yet. Nothing is sent unless you choose to write."

	WriteKey    = "write"
	RateKey     = "rate"
	FileKey     = "log to a file"
	StampKey    = "times"
	StopWriting = "stop writing"

	WentAway   = "-- the port was unplugged; waiting for it --"
	CameBack   = "-- the port is back --"
	FileBegun  = "-- lines are written to %s --"
	FileEnded  = "-- lines are no longer written to the file --"
	NotWritten = "-- the file can't be written: %s --"
	NotSent    = "-- not sent: %s --"

	WriteTitle = "Write to the device?"
	WriteNo    = "No, only look"
	WriteYes   = "Yes, what I type goes to the device"
)

func WriteQuestion() []string {
	return []string{
		"Every key then goes to the device, enter and esc too. A command that you type there can change it, and Handback does not know of it.",
		"",
		"ctrl+] ends the writing.",
	}
}

func Terminal(port string) string { return "Watching " + Printable("", port) }

func Rate(rate int) string { return fmt.Sprintf("-- %d bits a second --", rate) }

// Line is the port and what passed on it.
func Line(port string, c traffic.Counts) string {
	return fmt.Sprintf("%s  sent %s, received %s", Printable("", port), sizeText(c.Sent), sizeText(c.Received))
}
