package teach

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Probes are the commands that tell whether a POSIX shell is there, and which
// tools it has. They change nothing. The rest is given only if the first says
// [ProbeMark].
func Probes() []string {
	all := []string{`echo "HB""T"`}
	for _, tool := range probedTools {
		all = append(all, "command -v "+tool)
	}
	return all
}

// ProbeMark is what a POSIX shell says to the first probe.
const ProbeMark = "HBT"

var probedTools = []string{"base64", "sha256sum", "wc", "xxd", "sb", "sx", "rx"}

func (d *draft) askTools() Question {
	return Question{Form: Choice, Run: true, Options: []string{"yes", "no"}, Usual: "1", Lines: Probes()}
}

func (d *draft) takeTools(a Answer) (bool, Reason, string) {
	for _, e := range a.Heard {
		tool, isTool := strings.CutPrefix(e.Sent, "command -v ")
		said := slices.ContainsFunc(e.Lines, func(line string) bool { return strings.HasSuffix(line, tool) && !isError(line) })
		switch {
		case !isTool:
			d.posix = slices.Contains(e.Lines, ProbeMark)
		case said:
			d.tools = append(d.tools, tool)
		}
	}
	return false, "", ""
}

// has reports whether the device has a tool; of a session nobody asked.
func (d *draft) has(tool string) bool { return !d.live() || slices.Contains(d.tools, tool) }

func (d *draft) askRequest() Question {
	q := d.commands(false, func(e Exchange) int {
		if slices.ContainsFunc(d.ids(), func(id string) bool { return wordAt(e.Sent, id) >= 0 }) {
			return 1
		}
		return 0
	})
	q.Usual = d.wholeRequest(q.Usual)
	if d.live() {
		q.Subject = d.subject()
	}
	return q
}

// findQuestions parts a session also at what the device asks in the midst of a
// command: it was answered with an activation ID, and then with a number, or a menu
// asks for a number at once.
func (d *draft) findQuestions() {
	ids := d.ids()
	var more []string
	for _, e := range d.session {
		for i, line := range e.Lines {
			if i == 0 && digitsOnly().MatchString(e.Sent) {
				more = append(more, asking(line, digitsOnly().MatchString)...)
			}
			found := asking(line, func(answer string) bool { return slices.Contains(ids, answer) })
			more = append(more, found...)
			if len(found) > 0 && i+1 < len(e.Lines) {
				more = append(more, asking(e.Lines[i+1], digitsOnly().MatchString)...)
			}
		}
	}
	if len(more) == 0 {
		return
	}
	d.session = Split(joined(d.session), append(more, d.prompts...))
	for _, prompt := range more {
		d.sawPrompt(prompt)
	}
}

// asking is the beginning of a line that asks for something, if what follows is an
// answer.
func asking(line string, isAnswer func(string) bool) []string {
	var all []string
	for _, begin := range beginnings(line) {
		if isAnswer(strings.TrimSpace(line[len(begin):])) {
			all = append(all, begin)
		}
	}
	return all
}

// joined are the lines of a session before it was parted.
func joined(all []Exchange) []string {
	var lines []string
	for _, e := range all {
		if e.Prompt != "" {
			lines = append(lines, e.Prompt+e.Sent)
		}
		lines = append(lines, e.Lines...)
	}
	return lines
}

// wholeRequest are the numbers of all commands of a request: from that with the
// ID, or the choice before it, to that whose answer tells what was made.
func (d *draft) wholeRequest(usual string) string {
	first := atoi(usual)
	if first == 0 {
		return ""
	}
	last := first
	for i := first; i <= min(first+5, len(d.session)); i++ {
		e := d.session[i-1]
		takesFile := takes().MatchString(e.Sent) && (loneNumber().MatchString(e.Sent) || strings.Contains(e.Sent, ">"))
		if i > first && (confirmWord().MatchString(e.Sent) || takesFile || slices.ContainsFunc(e.Lines, payload().MatchString)) {
			break
		}
		if slices.ContainsFunc(e.Lines, anyDigest().MatchString) {
			last = i
			break
		}
	}
	if first > 1 && (slices.Contains(d.ids(), d.session[first-1].Sent) || clearing().MatchString(d.session[first-2].Sent)) {
		first--
	}
	if first == last {
		return itoa(first)
	}
	return itoa(first) + "-" + itoa(last)
}

// clearing is a command that begins an order.
var clearing = compiled(`(?i)\b(?:clear|reset|new|begin|start)\b`)

func (d *draft) takeRequest(a Answer) (bool, Reason, string) {
	commands := sent(a.Heard)
	if len(commands) == 0 || unseen(a.Heard) {
		return false, ReasonNeeded, ""
	}
	subject := d.subject()
	if !d.live() {
		subject.Keep = -1
	}
	o, reason := orderOf(commands, d.ids(), subject, d.posix)
	if reason == "" && stray(slices.Concat(o.Clear, o.Add, o.Return, []string{o.Item}), "id", "remaining", "items") {
		reason = ReasonBrace
	}
	if reason != "" {
		return false, reason, ""
	}
	d.request = o
	d.takeMadeFrom(a.Heard)
	return false, "", ""
}

// takeMadeFrom learns what is said about a made request, if the answers tell it.
func (d *draft) takeMadeFrom(heard []Exchange) {
	r := newReading(madeNeed, madeNeed, Answer{Heard: heard}, nil)
	d.guessMade(r)
	if r.found["sha256"].Value != "" {
		d.made = r
	}
}

func (d *draft) guessMade(r *reading) {
	name := d.requestFile()
	r.guess(func(lines []string) map[string]Finding { return guessMade(lines, name) }, madeLeaf)
	if r.found["name"].Value == "" && name != "" {
		r.found["name"] = Finding{Name: "name", Value: name, Fixed: true}
	}
}

func (d *draft) askConfirmation() Question {
	return d.commands(false, func(e Exchange) int {
		if confirmWord().MatchString(e.Sent) {
			return 1
		}
		return 0
	})
}

var confirmWord = compiled(`(?i)sync|confirm`)

func (d *draft) takeConfirmation(a Answer) (bool, Reason, string) {
	commands := sent(a.Heard)
	switch {
	case len(commands) == 0 || unseen(a.Heard):
		return false, ReasonNeeded, ""
	case stray(commands):
		return false, ReasonBrace, ""
	}
	d.confirm = commands
	if d.made == nil {
		d.takeMadeFrom(a.Heard)
	}
	return false, "", ""
}

// posixMade reports whether the tools of a POSIX system tell what was made.
func (d *draft) posixMade() bool {
	return d.posix && d.requestFile() != "" && d.has("wc") && d.has("sha256sum")
}

func (d *draft) askLast() Question {
	q := d.commands(true, func(e Exchange) int {
		if strings.Contains(strings.ToLower(e.Sent), "last") && slices.ContainsFunc(e.Lines, anyDigest().MatchString) {
			return 1
		}
		return 0
	})
	q.Optional = true
	return q
}

func (d *draft) takeLast(a Answer) (bool, Reason, string) {
	if len(a.Heard) == 0 || a.Text == "-" {
		return false, "", ""
	}
	r := newReading(madeNeed, madeNeed, a, nil)
	d.guessMade(r)
	switch {
	case r.found["sha256"].Value != "":
		d.last = r
		if d.made == nil {
			d.made = r
		}
	case len(r.lines) == 1: // none was made yet
		d.last = r
		d.noRequest = "^" + regexp.QuoteMeta(strings.TrimSpace(r.lines[0])) + `\s*$`
	default:
		return false, ReasonNoPlace, ""
	}
	return false, "", ""
}

func (d *draft) askNone() Question {
	if d.last.isJSON() {
		return Question{Form: Text, Usual: "null"}
	}
	return Question{Form: Text, Usual: "none"}
}

func (d *draft) takeNone(a Answer) (bool, Reason, string) {
	d.noRequest = regexp.QuoteMeta(a.Text)
	return false, tooLong(a.Text), ""
}

func (d *draft) askMade() Question { return Question{Form: Text, Several: true} }

func (d *draft) takeMade(a Answer) (bool, Reason, string) {
	if a.Text == "" {
		return false, ReasonNeeded, ""
	}
	text := a.Text
	for _, c := range []struct{ said, like string }{{"NAME", cmp.Or(d.requestFile(), "request.bin")}, {"SIZE", "3000"}, {"SHA256", strings.Repeat("0", 64)}} {
		if at := lastWordAt(text, c.said); at >= 0 { // it may also be what the value is called
			text = text[:at] + c.like + text[at+len(c.said):]
		}
	}
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, " "+strings.TrimSpace(line)) // blanks before it are easily left out
	}
	r := newReading(madeNeed, madeNeed, Answer{Heard: []Exchange{{Lines: lines}}}, nil)
	d.guessMade(r)
	d.made = r
	return false, "", ""
}

func (d *draft) takeMadeValues(a Answer) (bool, Reason, string) { return takeValues(d.made, a.Text) }
