package text

import (
	"fmt"
	"strings"
	"time"

	"handback/capability"
)

// Titles of jobs.
const (
	Look      = "Looking around"
	Read      = "Reading the licenses"
	OpenStick = "Opening the stick"
	Open      = "Opening the return"
	Start     = "Opening a return"
	SaveAgain = "Saving on the stick"
	ClaimWork = "Noting the claim"
	Play      = "The portal is played"

	Claimed = "Noted as a claim: the request was uploaded at the portal."
	Leaving = "Handback closes when this is done"
	Pausing = "Handback is suspended when this is done"
)

func Connect(port string) string { return "Connecting to " + Printable("", port) }

// What puts what a device or a stick reports into words, and names the
// unit of its numbers; empty is a share of 100.
func What(what string) (words, unit string) {
	switch {
	case what == "":
		return "", ""
	case what == "fetch file":
		return "fetching the file", "bytes"
	case what == "send file":
		return "sending the file", "bytes"
	case what == "send file in short messages":
		return "sending the file in short messages, one at a time: the device takes no more at once", "bytes"
	case what == "check file":
		return "comparing the digest", ""
	case what == ProbeWhat:
		return "", "ports"
	case what == "read licenses":
		return "", "licenses"
	case what == "load response":
		return "the device works on it", ""
	case strings.HasPrefix(what, "saving "):
		return Printable("", what), "bytes"
	case what == "reading files", what == "looking through the stick":
		return what, "files"
	default:
		return Printable("", what), ""
	}
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

const Working = "working ..."

func Finishing(title string) string {
	return "handback: finishing what was begun: " + title + " ..."
}
