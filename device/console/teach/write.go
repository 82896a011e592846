package teach

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"handback/capability"
	"handback/device/console/profile"
)

// ErrUnfinished says that a lesson has questions that are open.
var ErrUnfinished = errors.New("the device is not taught to the end")

// Remark is what a person must still look at in a profile that was written.
type Remark string

// The remarks.
const (
	RemarkPrompt Remark = "prompt"     // the request commands may ask something at a prompt that was never seen
	RemarkCount  Remark = "count"      // the request has no number that remains
	RemarkClock  Remark = "clock"      // the clock is written in another way than the expiry, and was left out
	RemarkSerial Remark = "serial"     // the serial number or host ID is told, not read: the profile fits this device only
	RemarkDigest Remark = "digest"     // nothing that was seen tells the digest of a file that was taken
	RemarkErrors Remark = "refusals"   // no error was taught
	RemarkLast   Remark = "last"       // the device can't tell which request it made last
	RemarkFailed Remark = "login text" // what is said of a wrong password was not seen
	RemarkMark   Remark = "response"   // the device did not show which response it processed last
)

// Profile writes the profile of what was taught: TOML, with a comment for each part
// and the line that it was made from. It is one that [profile.Parse] reads. The
// remarks are what a person must still look at. Before the lesson is at its end it
// is [ErrUnfinished].
func (l *Lesson) Profile() ([]byte, []Remark, error) {
	d, q, err := l.replay()
	if err != nil {
		return nil, nil, err
	}
	if q != nil {
		return nil, nil, ErrUnfinished
	}
	w := &writer{draft: d}
	for _, part := range []func() error{w.head, w.shell, w.identityPart, w.licensePart, w.requestPart, w.filePart, w.loadPart} {
		if err := part(); err != nil {
			return nil, nil, err
		}
	}
	text := []byte(w.out.String())
	if _, err := profile.Parse(text); err != nil {
		return nil, nil, err
	}
	return text, w.remarks, nil
}

// writer writes a profile part by part.
type writer struct {
	*draft
	out     strings.Builder
	remarks []Remark
}

func (w *writer) line(format string, values ...any) { fmt.Fprintf(&w.out, format+"\n", values...) }

// sample is a comment with a line of this device, from which a pattern was made.
func (w *writer) sample(line string) { w.line("%s%s", samplePrefix, capability.Printable(line)) }

// samplePrefix begins a comment that holds values of the device that was taught.
const samplePrefix = "# From: "

func (w *writer) head() error {
	w.line("# Taught with 'handback profile teach'. Everything may be changed by hand; what the\n# keys mean is explained in 'handback profile show linux-fne'.")
	w.line("format = %d\ntitle = %s\n", profile.Format, quoted(capability.Printable(w.title)))
	w.line("# How text goes to the device.\n[line]")
	rates := []int{115200, 9600}
	if w.Line.Rate > 0 {
		rates = slices.Insert(slices.DeleteFunc(rates, func(r int) bool { return r == w.Line.Rate }), 0, w.Line.Rate)
	}
	w.line("rates = [%s] # bits a second", strings.Trim(strings.ReplaceAll(fmt.Sprint(rates), " ", ", "), "[]"))
	if w.Line.End != "" && w.Line.End != "cr" {
		w.line("end = %s", quoted(w.Line.End))
	}
	if w.Line.Silent > w.Line.Echoed {
		w.line("echo = false # what is typed does not come back")
	} else {
		w.line("# await-echo = true # where lines of a file get lost: each waits for the echo of the one before")
	}
	if w.posix || w.Line.Clears {
		w.line("\n[wake]\nclear = %s # Ctrl-U: drops what somebody else began to type", quoted("\x15"))
	}
	if w.posix {
		w.line("stop = %s # Ctrl-C", quoted("\x03"))
	}
	if w.Line.UserPrompt != "" || w.Line.PasswordPrompt != "" {
		w.login()
	}
	return nil
}

func (w *writer) login() {
	w.line("\n# A password is asked for on the screen and kept nowhere.\n[login]")
	if w.Line.UserPrompt != "" {
		w.line("user-prompt = %s", quoted(loginPattern(w.Line.UserPrompt)))
	}
	if w.Line.PasswordPrompt != "" {
		w.line("password-prompt = %s", quoted(loginPattern(w.Line.PasswordPrompt)))
	}
	w.line("failed = %s # not seen: what is usual", quoted(`(?i)(?:login incorrect|authentication failure|access denied|login failed)`))
	w.remarks = append(w.remarks, RemarkFailed)
	if w.logout != "" {
		w.line("logout = %s", quoted(w.logout))
	}
}

func (w *writer) shell() error {
	w.line("\n# How commands are given, and where their answers end.\n[shell]")
	w.line("prompt = %s", quoted(PromptPattern(w.prompts)))
	if w.Line.Pager != "" {
		w.line("pager = { match = %s, send = %s }", quoted("^"+quotedPager(w.Line.Pager)), quoted(w.Line.PagerKey))
	}
	if w.posix {
		w.line("quote = %s", quoted("posix"))
		w.line("wrap = 'echo \"HB\"\"B{n}\"; {command}; echo \"HB\"\"E{n}:$?\"'\nbegin = 'HBB{n}$'\ndone = 'HBE{n}:(?P<status>\\d+)$'")
	}
	w.line("# What the kernel and systemd write in between.\nnoise = %s", list(Noise(), quoted))
	w.line("\n# How values are written in answers.\n[values]")
	if w.layout != "" {
		w.line("time = %s # this very day in the device's way", quoted(w.layout))
	}
	if _, words := splitTimes(w.column("expires")); len(words) > 0 {
		w.line("never = %s", quoted(words[0]))
	}
	if w.escaped() {
		w.line("quoted = true")
	}
	return nil
}

// escaped reports whether texts stand in double quotes with escapes in them.
func (w *writer) escaped() bool {
	for _, r := range []*reading{w.identity, w.licenses} {
		patterns, err := r.patterns()
		if err == nil && strings.Contains(strings.Join(patterns, "\n"), ">"+inQuotes) {
			return true
		}
	}
	return false
}

// quotedPager leaves numbers in the text of a pager open: it may count lines.
func quotedPager(text string) string {
	return strings.TrimSuffix(strings.TrimPrefix(counting([]string{text, digits().ReplaceAllString(text, "1$0")}), "^"), "$")
}

// dropClock leaves the clock out where it is written in another way than the
// expiry of licenses.
func (w *writer) dropClock() {
	clock := w.identity.found["clock"].Value
	if clock == "" || w.layout != "" && readsAs(w.layout, clock) {
		return
	}
	delete(w.identity.found, "clock")
	w.remarks = append(w.remarks, RemarkClock)
}

func (w *writer) identityPart() error {
	w.dropClock()
	for _, name := range []string{"serial", "host"} {
		if w.identity.found[name].Fixed && !slices.Contains(w.remarks, RemarkSerial) {
			w.remarks = append(w.remarks, RemarkSerial)
		}
	}
	if w.identity.found["last_sha256"].Value == "" {
		w.remarks = append(w.remarks, RemarkMark)
	}
	w.line("\n# Who is there.\n[identity]")
	w.line("send = %s", commandList(w.identity.commands))
	return w.extract(w.identity)
}

// extract writes how values are found in an answer.
func (w *writer) extract(r *reading) error {
	patterns, err := r.patterns()
	if err != nil {
		return err
	}
	if r.isJSON() {
		for _, f := range r.inOrder() {
			if f.Path != "" {
				w.sample(f.Path + " = " + f.Value)
			}
		}
		w.line("json = %s", inlineTable(r.paths()))
	} else if len(patterns) > 0 {
		w.samples(r)
		w.line("match = %s", list(patterns, quoted))
	}
	if fixed := r.fixed(); len(fixed) > 0 {
		w.line("# The device does not tell these.\nfixed = %s", inlineTable(fixed))
	}
	return nil
}

// samples are the lines that the patterns were made from.
func (w *writer) samples(r *reading) {
	var lines []int
	for _, f := range r.found {
		if !f.Fixed && f.Name != "total" {
			lines = append(lines, f.Line)
		}
	}
	lines = append(lines, r.more...)
	slices.Sort(lines)
	for _, i := range slices.Compact(lines) {
		w.sample(r.lines[i])
	}
}

func (w *writer) licensePart() error {
	w.line("\n# The licenses, one a row.\n[licenses]")
	w.line("send = %s", commandList(w.licenses.commands))
	if w.licenses.isJSON() {
		w.line("rows = %s", quoted(w.licenses.list))
	}
	if err := w.extract(w.licenses); err != nil {
		return err
	}
	if total := w.licenses.total(); total != "" {
		w.sample(w.licenses.lines[w.licenses.found["total"].Line])
		w.line("total = %s", quoted(total))
	}
	return nil
}

// quoted writes a text of TOML: between single quotes as it is, where that can be.
func quoted(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\'' }) {
		var out strings.Builder
		out.WriteByte('"')
		for _, r := range text {
			switch {
			case r == '"' || r == '\\':
				out.WriteString(`\` + string(r))
			case r < ' ' || r == 0x7f:
				fmt.Fprintf(&out, `\u%04X`, r)
			default:
				out.WriteRune(r)
			}
		}
		return out.String() + `"`
	}
	return "'" + text + "'"
}

// list writes one text as it is, several as a list with one a line.
func list(texts []string, write func(string) string) string {
	if len(texts) == 1 {
		return write(texts[0])
	}
	var out strings.Builder
	out.WriteString("[\n")
	for _, text := range texts {
		out.WriteString("  " + write(text) + ",\n")
	}
	return out.String() + "]"
}

func commandList(commands []string) string { return list(commands, quoted) }

func inlineTable(texts map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		all = append(all, name+" = "+quoted(texts[name]))
	}
	return "{ " + strings.Join(all, ", ") + " }"
}
