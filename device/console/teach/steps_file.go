package teach

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"handback/capability"
	"handback/device/console/profile"
)

// usualFetch is how a POSIX system sends a file, the best way first.
func (d *draft) usualFetch() string {
	for _, c := range []struct{ tool, command string }{{"base64", "base64 {name}"}, {"xxd", "xxd -p {name}"}, {"sb", "sb {name}"}, {"sx", "sx {name}"}} {
		if d.posix && d.has(c.tool) {
			return c.command
		}
	}
	return ""
}

// usualStore is how it takes one.
func (d *draft) usualStore() string {
	const file = "/tmp/handback-response.bin"
	rx := "rx "
	if d.has("sx") { // then it is that of lrzsz, which takes a whole path only so; BusyBox has rx alone
		rx = "rx -U "
	}
	for _, c := range []struct{ tool, command string }{{"base64", "base64 -d > " + file}, {"xxd", "xxd -r -p > " + file}, {"rx", rx + file}} {
		if d.posix && d.has(c.tool) {
			return c.command
		}
	}
	return ""
}

func (d *draft) askFetch() Question {
	q := d.commands(false, func(e Exchange) int {
		n := 0
		for _, line := range e.Lines {
			if payload().MatchString(strings.TrimSpace(line)) {
				n++
			}
		}
		if takes().MatchString(e.Sent) || !d.asksFor(e.Sent) {
			return 0
		}
		return n
	})
	if q.Usual == "" {
		q.Usual = d.usualFetch()
	}
	q.Subject.File = d.requestFile()
	return q
}

var (
	payload = compiled(`^(?:[A-Za-z0-9+/]{40,}={0,2}|[0-9a-fA-F]{40,})$`)
	takes   = compiled(`(?i)\b(?:put|upload|receive|recv|store|write|base64 -d|xxd -r|rx|rb|rz)\b|>`)
	loads   = compiled(`(?i)\b(?:load|process|apply|install|import|activate)\b`)
)

// asksFor reports whether a command can be one for the file of the request.
func (d *draft) asksFor(command string) bool {
	name := d.requestFile()
	return name == "" || strings.Contains(command, name) || fileOf(command) == ""
}

func (d *draft) takeFetch(a Answer) (bool, Reason, string) {
	if len(a.Heard) == 0 || unseen(a.Heard) {
		return false, ReasonNeeded, ""
	}
	d.fetch = placed(sent(a.Heard), d.requestFile(), 0, d.posix)
	if stray(d.fetch, madeNeed...) {
		return false, ReasonBrace, ""
	}
	d.fetchBy = wayOf(d.fetch)
	return false, "", ""
}

func askWay(*draft) Question { return Question{Form: Choice, Options: ways(), Usual: "1"} }

func (d *draft) takeFetchWay(a Answer) (bool, Reason, string) {
	return false, takeWay(&d.fetchBy, a.Text), ""
}

func (d *draft) takeStoreWay(a Answer) (bool, Reason, string) {
	return false, takeWay(&d.storeBy, a.Text), ""
}

func takeWay(way *profile.Way, text string) Reason {
	i, ok := optionNumber(text, ways())
	if !ok {
		return ReasonOption
	}
	*way = profile.Way(ways()[i])
	return ""
}

func (d *draft) askStore() Question {
	q := d.commands(false, func(e Exchange) int {
		switch {
		case !takes().MatchString(e.Sent):
			return 0
		case fileOf(e.Sent) == "" && !loneNumber().MatchString(e.Sent):
			return 1 // it may be a request that is written
		}
		return 2
	})
	if q.Usual == "" {
		q.Usual = d.usualStore()
	}
	return q
}

func (d *draft) takeStore(a Answer) (bool, Reason, string) {
	commands := sent(a.Heard)
	if len(commands) == 0 || unseen(a.Heard) {
		return false, ReasonNeeded, ""
	}
	for _, command := range commands {
		if d.file = fileOf(command); d.file != "" {
			break
		}
	}
	if d.file == "" && d.posix {
		return false, ReasonNoFile, ""
	}
	size := 0
	for _, command := range commands {
		if found := loneNumber().FindStringSubmatch(command); found != nil && !d.posix {
			size = atoi(found[1])
		}
	}
	d.store = placed(commands, d.file, size, d.posix)
	d.file = cmp.Or(d.file, "response.bin") // the device has one place for it
	if stray(d.store, madeNeed...) {
		return false, ReasonBrace, ""
	}
	d.storeBy = wayOf(d.store)
	r := newReading(madeNeed, []string{"sha256"}, Answer{Heard: a.Heard}, nil)
	r.guess(func(lines []string) map[string]Finding { return guessMade(lines, d.file) }, madeLeaf)
	for name := range r.found {
		if name != "sha256" {
			delete(r.found, name)
		}
	}
	switch {
	case r.found["sha256"].Value != "":
		d.digests = r
	case d.posix && d.has("sha256sum"):
		d.check = []string{"sha256sum {name}"}
	}
	return false, "", ""
}

func (d *draft) needsEnd() bool { return d.storeBy == profile.Base64 || d.storeBy == profile.Hex }

func (d *draft) askEnd() Question {
	q := Question{Form: Choice, Options: endWords(), Usual: "2"}
	if d.posix {
		q.Usual = "1"
	}
	return q
}

func (d *draft) takeEnd(a Answer) (bool, Reason, string) {
	i, ok := optionNumber(a.Text, endWords())
	if !ok {
		return false, ReasonOption, ""
	}
	d.end = ends[i].sent
	return false, "", ""
}

func (d *draft) askCheck() Question {
	q := d.commands(false, func(e Exchange) int {
		if strings.Contains(strings.ToLower(e.Sent), "sha256") && slices.ContainsFunc(e.Lines, anyDigest().MatchString) {
			return 1
		}
		return 0
	})
	q.Optional = true
	q.Subject.File = d.file
	return q
}

func (d *draft) takeCheck(a Answer) (bool, Reason, string) {
	d.check = []string{} // the command that takes the file says it
	if len(a.Heard) == 0 || a.Text == "-" {
		return false, "", ""
	}
	file := d.file
	for _, command := range sent(a.Heard) {
		if name := fileOf(command); name != "" {
			file = name
		}
	}
	d.check = placed(sent(a.Heard), file, 0, d.posix)
	if stray(d.check, madeNeed...) {
		return false, ReasonBrace, ""
	}
	return false, "", ""
}

func (d *draft) askLoad() Question {
	q := d.commands(false, func(e Exchange) int {
		if loads().MatchString(e.Sent) {
			return 1
		}
		return 0
	})
	q.Subject.File = d.file
	return q
}

func (d *draft) takeLoad(a Answer) (bool, Reason, string) {
	if len(a.Heard) == 0 || unseen(a.Heard) {
		return false, ReasonNeeded, ""
	}
	d.load = placed(sent(a.Heard), d.file, 0, d.posix)
	if stray(d.load, madeNeed...) {
		return false, ReasonBrace, ""
	}
	return false, "", ""
}

// bareAnswers reports whether lines answer questions of the device that were never
// seen.
func (d *draft) bareAnswers() bool {
	commands := slices.Concat(d.request.Clear, d.request.Add, d.request.Return, d.confirm, d.store, d.load)
	return d.live() && len(d.prompts) < 2 && slices.ContainsFunc(commands, bare().MatchString)
}

// bare is a line that is no command of its own.
var bare = compiled(`^\{(?:id|remaining|items|name|size|sha256)\}$|^[yYjJ]$|^yes$`)

func (d *draft) askQuestions() Question { return Question{Form: Text, Several: true, Optional: true} }

func (d *draft) takeQuestions(a Answer) (bool, Reason, string) {
	for line := range strings.Lines(a.Text) {
		d.sawPrompt(strings.TrimSpace(line))
	}
	return false, tooLong(a.Text), ""
}

// meanings are Handback's words for a refusal; the number of each is its place.
func meanings() []string {
	var all []string
	for code := capability.Unknown; code <= capability.LastRefusal; code++ {
		all = append(all, code.String())
	}
	return all
}

// takeRefusal takes TEXT = NUMBER, where the text may be the number of a line that
// was heard.
func (d *draft) takeRefusal(a Answer) (bool, Reason, string) {
	if a.Text == "" || a.Text == "-" {
		return false, "", ""
	}
	at := strings.LastIndexByte(a.Text, '=')
	if at < 0 {
		return true, ReasonMeaning, ""
	}
	said, meaning := strings.TrimSpace(a.Text[:at]), strings.TrimSpace(a.Text[at+1:])
	code, ok := optionNumber(meaning, meanings())
	if !ok || said == "" {
		return true, ReasonMeaning, ""
	}
	lines := d.askRefusals().Lines
	if digitsOnly().MatchString(said) {
		i := atoi(said)
		if i < 1 || i > len(lines) {
			return true, ReasonNoPlace, said
		}
		said = lines[i-1]
	}
	if reason := tooLong(said); reason != "" {
		return true, reason, ""
	}
	r := refusal{d.errorPattern(said), said, capability.RefusalCode(code + 1)}
	if d.errors = append(d.errors, r); r.code == capability.Busy {
		d.busy = said
	}
	return true, "", ""
}

// askPoll asks for the command that tells whether a busy device is done; in a session
// it came next.
func (d *draft) askPoll() Question {
	q := d.commands(false, func(Exchange) int { return 0 })
	q.Several, q.Optional = false, true
	for i, e := range d.session {
		if slices.Contains(e.Lines, d.busy) && i+1 < len(d.session) && d.session[i+1].Sent != "" {
			q.Usual = itoa(i + 2)
		}
	}
	return q
}

func (d *draft) takePoll(a Answer) (bool, Reason, string) {
	commands := sent(a.Heard)
	switch {
	case len(commands) == 0 || a.Text == "-":
		return false, "", "" // it is told as a refusal
	case len(commands) > 1 || unseen(a.Heard):
		return false, ReasonNeeded, ""
	case stray(commands):
		return false, ReasonBrace, ""
	}
	d.poll = commands[0]
	return false, "", ""
}

// busyPattern matches what a busy device says, however far it is.
func busyPattern(said string) string {
	text := regexp.QuoteMeta(said)
	share := true
	return "^" + digits().ReplaceAllStringFunc(text, func(number string) string {
		if share && atoi(number) <= 100 {
			share = false
			return `(?P<percent>\d+)`
		}
		return `\d+`
	})
}

// errorPattern matches the words of an error, whatever license or file it names.
// Its numbers stay: they tell errors apart.
func (d *draft) errorPattern(said string) string {
	text := regexp.QuoteMeta(said)
	for _, id := range byLength(d.ids()) {
		text = strings.ReplaceAll(text, regexp.QuoteMeta(id), `\S+`)
	}
	if name := fileOf(said); name != "" {
		text = strings.ReplaceAll(text, regexp.QuoteMeta(name), `\S+`)
	}
	return `(?P<text>` + anyDigest().ReplaceAllLiteralString(text, `[0-9a-fA-F]{64}`) + `)`
}

// knows reports whether the meaning of a line is known.
func (d *draft) knows(line string) bool {
	return slices.ContainsFunc(d.errors, func(r refusal) bool { return matchesAny(r.pattern, []string{line}) })
}
