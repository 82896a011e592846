package text

import (
	"fmt"
	"strings"
	"time"

	"handback/capability"
)

// Titles of jobs.
const (
	Refreshing = "Looking around"
	Read       = "Reading the licenses"
	OpenStick  = "Opening the stick"
	Open       = "Opening the return"
	Start      = "Opening a return"
	SaveAgain  = "Saving on the stick"
	ClaimWork  = "Noting the claim"
	Play       = "Playing the portal"

	Working = "working ..."
	Claimed = "Noted as a claim: the request was uploaded at the portal."
	Leaving = "Handback closes when this is done"
	Pausing = "Handback is suspended when this is done"
)

func Connect(port string) string { return "Connecting to " + Printable("", port) }

// progressTexts are the words for what a device or a stick reports, and the
// units of its numbers.
var progressTexts = map[string]struct{ words, unit string }{
	"fetch file":                  {"fetching the file", "bytes"},
	"send file":                   {"sending the file", "bytes"},
	"send file in short messages": {"sending the file in short messages, one at a time: the device takes no more at once", "bytes"},
	"check file":                  {"comparing the digest", ""},
	ProbeWhat:                     {"", "ports"},
	"read licenses":               {"", "licenses"},
	"load response":               {"the device works on it", ""},
	"reading files":               {"reading files", "files"},
	"looking through the stick":   {"looking through the stick", "files"},
	"sending to the portal":       {"sending to the portal", "requests"},
	"asking the portal":           {"asking the portal", "requests"},
	"waiting for the response":    {"waiting for the response", "requests"},
	"send request":                {"sending to the portal", "bytes"},
}

// What puts the progress that a device or a stick reports into words, and names
// the unit of its numbers; empty: they are a share of 100.
func What(what string) (words, unit string) {
	if p, known := progressTexts[what]; known {
		return p.words, p.unit
	}
	if strings.HasPrefix(what, "saving ") {
		unit = "bytes"
	}
	return Printable("", what), unit
}

// Amount says how far a job is, how fast, and how long it still takes.
func Amount(p capability.Progress, unit string, gone time.Duration) string {
	var parts []string
	switch {
	case p.Total > 0:
		parts = append(parts, fmt.Sprintf("%d %%", min(p.Done, p.Total)*100/p.Total))
		if unit != "" {
			parts = append(parts, fmt.Sprintf("%d of %d %s", p.Done, p.Total, unit))
		}
	case p.Done > 0 && unit != "":
		parts = append(parts, fmt.Sprintf("%d %s", p.Done, unit))
	default:
		return Working
	}
	if seconds := gone.Seconds(); seconds >= 1 && p.Done > 0 {
		rate := float64(p.Done) / seconds
		if unit == "bytes" {
			parts = append(parts, sizeText(int64(rate))+"/s")
		}
		if p.Total > p.Done {
			parts = append(parts, leftText(time.Duration(float64(p.Total-p.Done)/rate*float64(time.Second))))
		}
	}
	return strings.Join(parts, "  ")
}

func Finishing(title string) string {
	return "handback: finishing what was begun: " + title + " ..."
}
