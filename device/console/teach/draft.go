package teach

import (
	"slices"
	"strconv"
	"strings"

	"handback/capability"
	"handback/device/console/profile"
)

// draft is what is known about a profile.
type draft struct {
	*Lesson
	session []Exchange // parted at all prompts that are known
	prompts []string   // that ask for a command, or for something in the midst of one

	identity, licenses  *reading
	last, made, digests *reading
	noRequest           string // what is said when none was made

	layout  string // of times; empty: there are none, or nobody chose
	posix   bool   // a POSIX shell: it takes marks around commands, and quotes
	tools   []string
	request order
	confirm []string
	fetch   []string
	fetchBy profile.Way
	store   []string
	storeBy profile.Way
	file    string // what a response is called on the device
	end     string
	check   []string
	load    []string
	logout  string
	errors  []refusal
	busy    string // what it says that needs more time; empty: nothing was taught
	poll    string // the command that asks again
	title   string
}

// refusal is a device's words for a no.
type refusal struct {
	pattern, said string
	code          capability.RefusalCode
}

func newDraft(l *Lesson) *draft {
	d := &draft{Lesson: l, session: l.Session}
	d.posix = slices.ContainsFunc(l.Session, isPOSIX)
	return d
}

// live reports whether a device is there to ask.
func (d *draft) live() bool { return len(d.Session) == 0 }

// sawPrompt notes a prompt that came in the midst of commands.
func (d *draft) sawPrompt(prompt string) {
	known := slices.ContainsFunc(d.prompts, func(p string) bool { return uncounted(p) == uncounted(prompt) && p == prompt })
	if strings.TrimSpace(prompt) != "" && !known {
		d.prompts = append(d.prompts, prompt)
	}
}

// isPOSIX reports whether a command of a POSIX system went well.
func isPOSIX(e Exchange) bool {
	return posixCommand().MatchString(e.Sent) && len(e.Lines) > 0 && !isError(e.Lines[0])
}

var (
	posixCommand = compiled(`^(?:sha256sum|wc|base64|uname|cat|ls|xxd|od|id|df)(?: |$)`)
	errorWord    = compiled(`(?i)\berr(?:or)?\b|fail|invalid|unknown|denied|refused|not found|no such|illegal|bad |wrong|expired|already|usage:|\bbusy\b|try again|in progress|[A-Z]{2,}[A-Z0-9]*-\d+:|fehler|ungültig|erreur|エラー|错误|錯誤|ошибка|処理中`)
)

func isError(line string) bool { return errorWord().MatchString(line) }

// before are the lines that came before any command: no answer's pattern may match
// them.
func (d *draft) before() []string {
	all := slices.Clone(d.Line.Idle)
	for _, e := range d.session {
		if e.Prompt == "" {
			all = append(all, e.Lines...)
		}
	}
	return all
}

// ids are the activation IDs of the list.
func (d *draft) ids() []string {
	var all []string
	if t, err := d.licenses.table(); err == nil {
		for _, row := range t.Rows {
			all = append(all, row["id"])
		}
	}
	return all
}

// subject is the license that commands are shown with.
func (d *draft) subject() Subject {
	t, err := d.licenses.table()
	if err != nil {
		return Subject{Keep: -1}
	}
	return subjectOf(t.Rows)
}

// values are what the columns of a kind hold in all rows.
func (d *draft) column(name string) []string {
	t, err := d.licenses.table()
	if err != nil {
		return nil
	}
	var all []string
	for _, row := range t.Rows {
		all = append(all, row[name])
	}
	return all
}

// layouts are those that read all times of the list.
func (d *draft) layouts() []string {
	times, _ := splitTimes(d.column("expires"))
	if clock := d.identity.found["clock"]; len(times) == 0 && clock.Value != "" {
		times = []string{clock.Value}
	}
	return layoutsOf(times)
}

// requestFile is what a made request is called, where the commands name it.
func (d *draft) requestFile() string {
	if d.made != nil && d.made.found["name"].Value != "" {
		return d.made.found["name"].Value
	}
	for _, command := range d.request.Return {
		if name := fileOf(command); name != "" {
			return name
		}
	}
	if d.last != nil {
		return d.last.found["name"].Value
	}
	return ""
}

// wayOf guesses how a command carries a file.
func wayOf(commands []string) profile.Way {
	all := " " + strings.ToLower(strings.Join(commands, " ")) + " "
	switch {
	case strings.Contains(all, "base64"):
		return profile.Base64
	case strings.Contains(all, "ymodem"), yBatch().MatchString(all):
		return profile.YModem
	case strings.Contains(all, "xmodem"), xSingle().MatchString(all):
		return profile.XModem1K
	case strings.Contains(all, "hex"), strings.Contains(all, "xxd"):
		return profile.Hex
	}
	return ""
}

var (
	yBatch  = compiled(`[\s/](?:sb|rb|sz|rz)\s`)
	xSingle = compiled(`[\s/](?:sx|rx)\s`)
)

// ways are the choices for how a file is carried.
func ways() []string {
	return []string{string(profile.Base64), string(profile.Hex), string(profile.YModem), string(profile.XModem1K)}
}

// ends are what may end the text of a file.
var ends = []struct{ shown, sent string }{{"Ctrl-D", "\x04"}, {". + Enter", ".\r"}, {"Enter", "\r"}, {"Ctrl-Z", "\x1a"}, {"EOF + Enter", "EOF\r"}, {"END + Enter", "END\r"}}

func endWords() []string {
	var all []string
	for _, e := range ends {
		all = append(all, e.shown)
	}
	return all
}

func optionNumber(a string, options []string) (int, bool) {
	n, err := strconv.Atoi(a)
	if i := slices.Index(options, a); i >= 0 {
		return i, true
	}
	return n - 1, err == nil && n >= 1 && n <= len(options)
}

func itoa(n int) string { return strconv.Itoa(n) }

// sent are the commands of exchanges.
func sent(all []Exchange) []string {
	var commands []string
	for _, e := range all {
		commands = append(commands, e.Sent)
	}
	return commands
}
