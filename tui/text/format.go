package text

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"handback/capability"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
)

// sizeText is a size in bytes as it is on sticks: in powers of 1000.
func sizeText(size int64) string {
	const unit = 1000
	if size < unit {
		return say("%d bytes", int(size))
	}
	value, prefixes := float64(size)/unit, say("kMGTPE")
	for value >= unit && len(prefixes) > 1 {
		value, prefixes = value/unit, prefixes[1:]
	}
	return fmt.Sprintf("%s %cB", speaker().Decimal(value, 1), prefixes[0])
}

// Age is how long ago something was, in one unit.
func Age(at, now time.Time) string {
	const day = 24 * time.Hour
	age := now.Sub(at)
	switch {
	case at.IsZero():
		return ""
	case age < time.Minute:
		return say("just now")
	case age < time.Hour:
		return say("%d minutes ago", int(age/time.Minute))
	case age < day:
		return say("%d hours ago", int(age/time.Hour))
	default:
		return say("%d days ago", int(age/day))
	}
}

// ShortAge is how long ago something was, in one unit and few cells.
func ShortAge(at, now time.Time) string {
	const day = 24 * time.Hour
	age := now.Sub(at)
	switch {
	case at.IsZero():
		return ""
	case age < time.Minute:
		return say("now")
	case age < time.Hour:
		return say("%d min", age/time.Minute)
	case age < day:
		return fmt.Sprintf("%d h", age/time.Hour)
	default:
		return say("%d days", int(age/day))
	}
}

// leftText is how long something still takes.
func leftText(left time.Duration) string {
	seconds := int(left.Round(time.Second) / time.Second)
	if seconds < 60 {
		return say("%d s left", seconds)
	}
	return say("%d min %02d s left", seconds/60, seconds%60)
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
		return at.Format(say("2 Jan 15:04"))
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

// named lists untrusted texts, each behind its name, but for those that are empty.
func named(namesAndTexts ...string) []string {
	var all []string
	for pair := range slices.Chunk(namesAndTexts, 2) {
		if text := Printable("", pair[1]); text != "" {
			all = append(all, pair[0]+text)
		}
	}
	return all
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
		return say(capability.Permanent)
	}
	return say("until %s", l.Expires.UTC().Format(time.DateOnly))
}

// Width is how many cells a text takes.
func Width(text string) int { return ansi.StringWidth(text) }

// Cut makes one line of a text, of at most w cells, with an ellipsis where it
// was longer. The text may come from anywhere and has no style yet.
func Cut(text string, w int) string { return Crop(capability.PrintableLine(text), w) }

// Crop shortens a line that may have styles.
func Crop(line string, w int) string { return ansi.Truncate(line, max(w, 0), "…") }

// Middle makes one line of a text, of at most w cells, that keeps its begin and
// its end where it was longer: a path says least in between.
func Middle(text string, w int) string {
	text = capability.PrintableLine(text)
	whole := Width(text)
	if whole <= w {
		return text
	}
	begin := max(w, 0) / 3
	end := max(w-begin-1, 0)
	return ansi.Truncate(text, begin, "") + "…" + ansi.TruncateLeft(text, whole-end, "")
}

// Pad fills a line up to w cells.
func Pad(text string, w int) string {
	return text + strings.Repeat(" ", max(0, w-Width(text)))
}

// Fit makes one line of a text, exactly w cells wide.
func Fit(text string, w int) string { return Pad(Cut(text, w), w) }

// Wrap breaks a text into lines of at most w cells, at its spaces. Names of
// files with a hyphen stay whole where they can. What the text holds can't begin
// a line of its own.
func Wrap(text string, w int) []string {
	if text = capability.PrintableLine(text); text == "" {
		return nil
	}
	if strings.ContainsFunc(text, isWide) {
		return wrapWide(text, max(w, 1))
	}
	const hyphen, unbreakable = "-", "\u2011"
	text = ansi.Wrap(strings.ReplaceAll(text, hyphen, unbreakable), max(w, 1), "")
	lines := strings.Split(strings.ReplaceAll(text, unbreakable, hyphen), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// isWide reports whether a rune takes two cells: one of a script without spaces.
func isWide(r rune) bool { return Width(string(r)) > 1 }

// wrapWide breaks a text where Unicode allows it (UAX 14): between most wide letters,
// and never before a full stop.
func wrapWide(text string, w int) []string {
	var lines []string
	text = strings.ReplaceAll(text, "。 ", "。") // its own space is enough between sentences
	line, state := "", -1
	for text != "" {
		var part string
		part, text, _, state = uniseg.FirstLineSegmentInString(text, state)
		if line != "" && Width(strings.TrimRight(line+part, " ")) > w {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
		}
		if line += part; Width(strings.TrimRight(line, " ")) <= w {
			continue
		}
		pieces := strings.Split(ansi.Hardwrap(line, w, true), "\n")
		lines, line = append(lines, pieces[:len(pieces)-1]...), pieces[len(pieces)-1]
	}
	return append(lines, strings.TrimRight(line, " "))
}

// Indent puts space before each line.
func Indent(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.Repeat(" ", by) + l
	}
	return out
}

// Spread puts left and right at the ends of w cells; left gives way.
func Spread(left, right string, w int) string {
	if right == "" {
		return Cut(left, w)
	}
	right = Cut(right, w)
	room := w - Width(right) - 1
	if room < 1 {
		return right
	}
	return Fit(left, room) + " " + right
}

// capital begins a sentence.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// full ends a sentence.
func full(text string) string { return say("%s.", text) }

// sentence is a sentence without its full stop.
func sentence(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, "."), "。")
}
