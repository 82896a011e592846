package text

import (
	"fmt"
	"strings"
	"time"

	"handback/capability"
)

// Titles of jobs.
const (
	Refreshing Phrase = "Looking at ports and sticks"
	Read       Phrase = "Reading the licenses"
	OpenStick  Phrase = "Opening the stick"
	Open       Phrase = "Opening the return"
	Start      Phrase = "Opening a return"
	SaveAgain  Phrase = "Saving on the stick"
	ClaimWork  Phrase = "Noting the claim"
	Play       Phrase = "Playing the portal"

	Working     Phrase = "working ..."
	WaitsForYou Phrase = "waits for your answer"
	Claimed     Phrase = "Noted as a claim: the request was uploaded at the portal."
	Leaving     Phrase = "Handback closes when this is done"
	Pausing     Phrase = "Handback is suspended when this is done"
)

func Connect(port string) string { return say("Connecting to %s", Printable("", port)) }

// progressTexts are the words for what a device or a stick reports, and the
// units of its numbers, which are keys of [countTexts].
var progressTexts = map[string]struct {
	words Phrase
	unit  string
}{
	"fetch file":                  {"fetching the file", "bytes"},
	"send file":                   {"sending the file", "bytes"},
	"send file in short messages": {"sending the file in short messages, one at a time: the device takes no more at once", "bytes"},
	"check file":                  {"comparing the digest", ""},
	ProbeWhat:                     {"", "ports"},
	"read licenses":               {"", "licenses"},
	"load response":               {"the device works on it", ""},
	"reading files":               {"reading files", "files"},
	"saving on the stick":         {"saving on the stick", "bytes"},
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
		return p.words.String(), p.unit
	}
	if file, saves := strings.CutPrefix(what, "saving "); saves {
		return say("saving %s", Printable("", file)), "bytes"
	}
	return Printable("", what), ""
}

// Amount says how far a job is, how fast, and how long it still takes.
func Amount(p capability.Progress, unit string, gone time.Duration) string {
	var parts []string
	for _, part := range []string{Share(p), Counted(p, unit), rateText(p, unit, gone), TimeLeft(p, gone)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return Working.String()
	}
	return strings.Join(parts, "  ")
}

// Share is how far a job is, in percent; empty: nobody knows of how much.
func Share(p capability.Progress) string {
	if p.Total <= 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", min(p.Done, p.Total)*100/p.Total)
}

// Counted is how many units of a job are done, and of how many; empty: they have no
// name.
func Counted(p capability.Progress, unit string) string {
	switch {
	case unit == "" || p.Total <= 0 && p.Done <= 0:
		return ""
	case unit == "bytes" && p.Total >= kilobytes:
		return say("%d of %d kB", min(p.Done, p.Total)/1000, p.Total/1000)
	case p.Total > 0:
		return countTexts[unit].of.With(p.Done, p.Total)
	default:
		return countTexts[unit].alone.With(int(p.Done))
	}
}

// countTexts count the units of a progress, of how many and alone.
var countTexts = map[string]struct{ of, alone Phrase }{
	"bytes":    {"%d of %d bytes", "%d bytes"},
	"ports":    {"%d of %d ports", "%d ports"},
	"licenses": {"%d of %d licenses", "%d licenses"},
	"files":    {"%d of %d files", "%d files"},
	"requests": {"%d of %d requests", "%d requests"},
}

// kilobytes is the size from which a transfer is counted in them, in bytes.
const kilobytes = 10_000

// rateText is how many bytes passed in a second.
func rateText(p capability.Progress, unit string, gone time.Duration) string {
	if seconds := gone.Seconds(); unit == "bytes" && seconds >= 1 && p.Done > 0 {
		return sizeText(int64(float64(p.Done)/seconds)) + "/s"
	}
	return ""
}

// Speed is how far a transfer is and how fast it goes.
func Speed(p capability.Progress, unit string, gone time.Duration) string {
	return Printable("   ", Share(p), Counted(p, unit), rateText(p, unit, gone))
}

// TimeLeft is how long a job still takes at the rate it had so far; empty: nobody knows.
func TimeLeft(p capability.Progress, gone time.Duration) string {
	if gone < time.Second || p.Done <= 0 || p.Total <= p.Done {
		return ""
	}
	return leftText(time.Duration(float64(gone) * float64(p.Total-p.Done) / float64(p.Done)))
}

// WaitLeft is how long the other side is still waited for; empty: it is not.
func WaitLeft(p capability.Progress, now time.Time) string {
	if p.Until.IsZero() {
		return ""
	}
	return say("waits for the device, %s left", Clock(p.Until.Sub(now)))
}

// Clock is a span of time in minutes and seconds: 1:42.
func Clock(d time.Duration) string {
	seconds := max(0, int(d.Round(time.Second)/time.Second))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// SentAgain counts the messages of a transfer that were sent once more.
func SentAgain(n int64) string {
	if n <= 0 {
		return ""
	}
	return say("%s sent again", say("%d messages", int(n)))
}

// Finishing says what a program that leaves still waits for, and for how long at most.
func Finishing(title string, limit time.Duration) string {
	return say("handback: finishing what was begun: %s (%d s at most) ...", title, int(limit.Seconds()))
}

// FinishingStop says how that is cut short.
const FinishingStop Phrase = "handback: Ctrl+C stops it where it can be stopped."
