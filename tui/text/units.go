package text

import (
	"fmt"
	"strings"
	"time"

	"handback/capability"
)

// countText is a number with its noun: 1 license, 2 licenses.
func countText(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// sizeText is a size in bytes as it stands on sticks: in powers of 1000.
func sizeText(size int64) string {
	const unit = 1000
	if size < unit {
		return countText(int(size), "byte")
	}
	value, prefixes := float64(size)/unit, "kMGTPE"
	for value >= unit && len(prefixes) > 1 {
		value, prefixes = value/unit, prefixes[1:]
	}
	return fmt.Sprintf("%.1f %cB", value, prefixes[0])
}

// Age is how long ago something was, in one unit.
func Age(at, now time.Time) string {
	const day = 24 * time.Hour
	age := now.Sub(at)
	switch {
	case at.IsZero():
		return ""
	case age < time.Minute:
		return "just now"
	case age < time.Hour:
		return countText(int(age/time.Minute), "minute") + " ago"
	case age < day:
		return countText(int(age/time.Hour), "hour") + " ago"
	default:
		return countText(int(age/day), "day") + " ago"
	}
}

// leftText is how long something still takes.
func leftText(left time.Duration) string {
	seconds := int(left.Round(time.Second) / time.Second)
	if seconds < 60 {
		return fmt.Sprintf("%d s left", seconds)
	}
	return fmt.Sprintf("%d min %02d s left", seconds/60, seconds%60)
}

// momentText is a time in the place of now, with the date unless it is today.
func momentText(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(now.Location())
	switch {
	case at.Format(time.DateOnly) == now.Format(time.DateOnly):
		return at.Format("15:04")
	case at.Year() == now.Year():
		return at.Format("2 Jan 15:04")
	default:
		return at.Format(time.DateOnly)
	}
}

// Printable joins untrusted texts that are not empty.
func Printable(separator string, texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(capability.Printable(t)); t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, separator)
}

// Foreign is the words of a device or a portal, not too many of them.
func Foreign(text string) string { return Cut(Printable("", text), 160) }

// Device names a device: its model and serial number, else its host ID.
func Device(d capability.Identity) string {
	if name := Printable(" · ", d.Model, d.Serial); name != "" {
		return name
	}
	if d.Host.IsZero() {
		return ""
	}
	return Printable("", d.Host.String())
}

// Feature names what a license is for.
func Feature(l capability.License) string { return Printable(" ", l.Feature, l.Version) }

// Expiry says until when a license is good.
func Expiry(l capability.License) string {
	if l.Expires.IsZero() {
		return capability.Permanent
	}
	return "until " + l.Expires.UTC().Format(time.DateOnly)
}
