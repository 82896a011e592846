package tui

import (
	"fmt"

	"handback/device/traffic"
)

// The terminal view.
const (
	terminalTitle  = "Terminal"
	nothingYetText = "Nothing was received yet. Nothing is sent unless you choose to write."

	writeKeyText    = "write"
	rateKeyText     = "rate"
	fileKeyText     = "log to a file"
	stampKeyText    = "times"
	stopWritingText = "stop writing"

	wentAwayText   = "-- the port was unplugged; waiting for it --"
	cameBackText   = "-- the port is back --"
	fileBegunText  = "-- lines are written to %s --"
	fileEndedText  = "-- lines are no longer written to the file --"
	notWrittenText = "-- the file can't be written: %s --"
	notSentText    = "-- not sent: %s --"

	writeTitle   = "Write to the device?"
	writeNoText  = "No, only look"
	writeYesText = "Yes, what I type goes to the device"
)

func writeQuestion() []string {
	return []string{
		"Every key then goes to the device, enter and esc too. A command that you type there can change it, and Handback does not know of it.",
		"",
		"ctrl+] ends the writing.",
	}
}

func terminalText(port string) string { return "Watching " + printable("", port) }

func rateText(rate int) string { return fmt.Sprintf("-- %d bits a second --", rate) }

// lineText is the port and what passed on it.
func lineText(port string, c traffic.Counts) string {
	return fmt.Sprintf("%s  sent %s, received %s", printable("", port), sizeText(c.Sent), sizeText(c.Received))
}
