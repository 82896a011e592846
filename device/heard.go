package device

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"handback/capability"
)

// Heard is what a line sounds like to somebody who reads along.
type Heard string

// What may be heard.
const (
	HeardNothing  Heard = "nothing"
	HeardRubbish  Heard = "rubbish"           // mostly bytes that are no text
	HeardEcho     Heard = "its own echo"      // only what was sent
	HeardText     Heard = "text"              // of no known kind
	HeardLogin    Heard = "a login prompt"    // asks for a user name
	HeardPassword Heard = "a password prompt" // asks for a password
	HeardPager    Heard = "a pager"           // waits for a key
	HeardLoader   Heard = "a boot loader"
	HeardShell    Heard = "a command prompt" // a shell or a maker's own command line
)

// Console reports whether somebody who can be talked to was heard.
func (h Heard) Console() bool {
	switch h {
	case HeardLogin, HeardPassword, HeardPager, HeardLoader, HeardShell:
		return true
	}
	return false
}

// Listen tells what received sounds like, after sent went out.
func Listen(received, sent []byte) Heard {
	text := strings.TrimRight(plain(received), " \n")
	switch {
	case len(received) == 0:
		return HeardNothing
	case !mostlyText(received):
		return HeardRubbish
	case echoed(text, plain(sent)):
		return HeardEcho
	}
	last := strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
	for _, kind := range prompts() {
		if kind.pattern.MatchString(last) {
			return kind.heard
		}
	}
	if strings.Contains(strings.ToLower(text), "autoboot") {
		return HeardLoader
	}
	return HeardText
}

type prompt struct {
	heard   Heard
	pattern *regexp.Regexp // of the last line that is not empty
}

// prompts are the last lines of those that wait for somebody; the first that
// fits counts.
func prompts() []prompt {
	return []prompt{
		{HeardLogin, regexp.MustCompile(`(?i)(login|user ?name|user) ?:$`)},
		{HeardPassword, regexp.MustCompile(`(?i)pass(word|code|phrase)( for [^ ]+)? ?:$`)},
		{HeardPager, regexp.MustCompile(`(?i)-- ?more|\(END\)|press any key|press enter|lines \d+-\d+`)},
		{HeardLoader, regexp.MustCompile(`(?i)^(=>|u-boot>|grub>|barebox.*|redboot>|cfe>|ar7.*>|.*autoboot.*)$`)},
		{HeardShell, regexp.MustCompile(`[#$>%]$`)},
	}
}

// plain is text without the sequences that steer a terminal, with line feeds
// for all line breaks, fit to be shown.
func plain(p []byte) string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(ansi.Strip(string(p)))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = capability.Printable(line)
	}
	return strings.Join(lines, "\n")
}

// mostlyText reports whether nine of ten bytes are text.
func mostlyText(p []byte) bool {
	text := 0
	for _, b := range p {
		if isText(b) {
			text++
		}
	}
	return text*10 >= len(p)*9
}

func isText(b byte) bool {
	return b >= ' ' && b <= '~' || strings.IndexByte("\n\r\t\x1b\b\a", b) >= 0
}

// echoed reports whether there is nothing in text but lines that were sent.
func echoed(text, sent string) bool {
	some := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.Contains(sent, line) {
			return false
		}
		some = some || len(line) >= 8
	}
	return some
}
