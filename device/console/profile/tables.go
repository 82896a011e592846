package profile

import (
	"cmp"
	"strings"
	"time"

	"handback/capability"
)

// Times of commands whose table gives none.
const (
	timeToMake = time.Minute
	timeToPoll = 2 * time.Minute
)

// head reads what every profile begins with.
func (s section) head(format, title, protocol any) string {
	s.choice("protocol", protocol, "console", "smp")
	s.need("format", format)
	s.number("format", format, Format, Format, Format)
	s.need("title", title)
	return s.shown("title", title)
}

func (s section) smp(d smpDocument) *Profile {
	line := s.section("line")
	return &Profile{Title: s.head(d.Format, d.Title, d.Protocol), SMP: true, Line: Line{
		Rates: line.rates(d.Line.Rates), Buffers: line.number("line-buffers", d.Line.Buffers, 1, 64, 0),
	}}
}

func (s section) console(d document) *Profile {
	return &Profile{
		Title:    s.head(d.Format, d.Title, d.Protocol),
		Line:     s.section("line").line(d.Line),
		Wake:     s.section("wake").wake(d.Wake),
		Login:    s.section("login").login(d.Login),
		Shell:    required(s.reader, "shell", d.Shell, section.shell),
		Values:   s.section("values").values(d.Values),
		Identity: required(s.reader, "identity", d.Identity, section.identity),
		Licenses: required(s.reader, "licenses", d.Licenses, section.licenses),
		Request:  required(s.reader, "request", d.Request, section.request),
		Last:     optional(s.reader, "last", d.Last, section.last),
		Fetch:    required(s.reader, "fetch", d.Fetch, section.fetch),
		Store:    required(s.reader, "store", d.Store, section.store),
		Load:     required(s.reader, "load", d.Load, section.load),
		Busy:     optional(s.reader, "busy", d.Busy, section.busy),
		Refusals: each(s.reader, "refusals", d.Refusals, section.refusal),
	}
}

func (s section) line(t lineTable) Line {
	ends := map[string]string{"cr": "\r", "lf": "\n", "crlf": "\r\n"}
	return Line{
		Rates:     s.rates(t.Rates),
		End:       ends[s.choice("end", t.End, "cr", "lf", "crlf")],
		Width:     s.number("width", t.Width, 4, MaxWidth, 76),
		LineDelay: s.duration("line-delay", t.LineDelay, time.Second, 0),
		ByteDelay: s.duration("byte-delay", t.ByteDelay, time.Second, 0),
		Echo:      s.flag("echo", t.Echo, true),
		AwaitEcho: s.flag("await-echo", t.AwaitEcho, false),
	}
}

func (s section) wake(t wakeTable) Wake {
	return Wake{
		Clear: s.text("clear", t.Clear), Stop: s.text("stop", t.Stop),
		Quiet:      s.duration("quiet", t.Quiet, 10*time.Second, 300*time.Millisecond),
		Time:       s.duration("time", t.Time, MaxTime, 30*time.Second),
		BootLoader: s.pattern("boot-loader", t.BootLoader, nil, nil),
		Answers:    each(s.reader, "wake.answers", t.Answers, section.answer),
	}
}

func (s section) answer(t answerTable) Answer {
	s.need("match", t.Match)
	s.need("send", t.Send)
	return Answer{Match: s.pattern("match", t.Match, nil, nil), Send: s.text("send", t.Send)}
}

func (s section) login(t loginTable) Login {
	if t.User != nil {
		s.need("user-prompt", t.UserPrompt)
	}
	return Login{
		UserPrompt:     s.pattern("user-prompt", t.UserPrompt, nil, nil),
		PasswordPrompt: s.pattern("password-prompt", t.PasswordPrompt, nil, nil),
		Failed:         s.pattern("failed", t.Failed, nil, nil),
		User:           s.text("user", t.User), Logout: s.text("logout", t.Logout),
	}
}

func (s section) shell(t shellTable) Shell {
	s.need("prompt", t.Prompt)
	if t.Wrap != nil || t.Begin != nil || t.Done != nil {
		s.need("wrap", t.Wrap)
		s.need("done", t.Done)
	}
	return Shell{
		Prompt: s.pattern("prompt", t.Prompt, nil, nil),
		Pager:  optional(s.reader, "shell.pager", t.Pager, section.answer),
		Noise:  s.patterns("noise", t.Noise, nil),
		Quote:  s.choice("quote", t.Quote, "none", "posix") == "posix",
		Wrap:   s.template("wrap", t.Wrap, "n", "command"),
		Begin:  s.mark("begin", t.Begin), Done: s.mark("done", t.Done, "status"),
		Setup: s.templates("setup", t.Setup), Leave: s.templates("leave", t.Leave),
		Time: s.duration("time", t.Time, MaxTime, 10*time.Second),
	}
}

func (s section) values(t valuesTable) Values {
	v := Values{
		Time: cmp.Or(s.text("time", t.Time), unixTime), Never: s.text("never", t.Never), None: s.text("none", t.None),
		Quoted: s.flag("quoted", t.Quoted, false),
	}
	if v.Time != unixTime && !strings.Contains(v.Time, "2006") {
		s.fault("time", `time takes "unix", or how January 2, 2006, 15:04:05 is written, as "2006-01-02"`)
	}
	return v
}

// command reads the keys that all commands have; usual is its time where none
// is given, 0: the shell's.
func (s section) command(t commandTable, usual time.Duration, fields []string, words ...string) Command {
	if t.Match != nil && t.JSON != nil {
		s.fault("json", "either match or json, not both")
	}
	return Command{
		Send: s.templates("send", t.Send, words...), Ask: s.shown("ask", t.Ask),
		Time: s.duration("time", t.Time, MaxTime, usual),
		Read: Extract{
			Match: s.patterns("match", t.Match, fields),
			JSON:  s.named("json", t.JSON, fields), Fixed: s.named("fixed", t.Fixed, fields),
		},
	}
}

// finds notes fields that no pattern, path or fixed text gives.
func (s section) finds(x Extract, fields ...string) {
	found := make(map[string]bool)
	for _, texts := range []map[string]string{x.JSON, x.Fixed} {
		for name := range texts {
			found[name] = true
		}
	}
	for _, re := range x.Match {
		for _, name := range re.SubexpNames() {
			found[name] = true
		}
	}
	for _, field := range fields {
		if !found[field] {
			s.fault("", "[%s] finds no %s: it needs a pattern with the group (?P<%s>...), a path or a fixed text", s.name, field, field)
		}
	}
}

func madeFields() []string { return []string{"name", "size", "sha256"} }

func (s section) identity(t commandTable) Command {
	s.need("send", t.Send)
	c := s.command(t, 0, []string{"vendor", "model", "serial", "firmware", "host_type", "host", "clock", "last_seq", "last_sha256"})
	s.finds(c.Read, "vendor", "model", "serial", "host_type", "host")
	return c
}

func (s section) licenses(t licensesTable) Licenses {
	s.need("send", t.Send)
	l := Licenses{
		Command: s.command(t.commandTable, 0, []string{"id", "feature", "version", "count", "expires"}),
		Total:   s.pattern("total", t.Total, []string{"total"}, nil),
	}
	l.Read.Rows = s.text("rows", t.Rows)
	s.finds(l.Read, "id", "count")
	return l
}

func (s section) request(t requestTable) Request {
	s.need("return", t.Return)
	s.need("confirm", t.Confirm)
	if t.Send != nil {
		s.fault("send", "[request] has return and confirm in place of send")
	}
	if (t.Add == nil) == (t.Item == nil) {
		s.fault("", "[request] needs either add, the commands for each license, or item, the text of each in {items}")
	}
	r := Request{
		Clear: s.templates("clear", t.Clear),
		Add:   s.templates("add", t.Add, "id", "remaining"), Item: s.template("item", t.Item, "id", "remaining"),
		Return: s.templates("return", t.Return, "items"), Confirm: s.templates("confirm", t.Confirm),
		Command: s.command(t.commandTable, timeToMake, madeFields()),
	}
	s.finds(r.Read, madeFields()...)
	return r
}

func (s section) last(t lastTable) Last {
	s.need("send", t.Send)
	s.need("none", t.None)
	l := Last{Command: s.command(t.commandTable, 0, madeFields()), None: s.pattern("none", t.None, nil, nil)}
	s.finds(l.Read, madeFields()...)
	return l
}

func (s section) way(by any) Way {
	s.need("by", by)
	return Way(s.choice("by", by, string(Base64), string(Hex), string(XModem1K), string(YModem)))
}

func (s section) fetch(t fetchTable) Fetch {
	s.need("send", t.Send)
	return Fetch{By: s.way(t.By), Command: s.command(t.commandTable, timeToMake, nil, madeFields()...)}
}

func (s section) store(t storeTable) Store {
	s.need("name", t.Name)
	s.need("send", t.Send)
	st := Store{
		By: s.way(t.By), Name: s.text("name", t.Name), Ready: s.pattern("ready", t.Ready, nil, nil), End: s.text("end", t.End),
		Check:   s.templates("check", t.Check, madeFields()...),
		Command: s.command(t.commandTable, timeToMake, []string{"size", "sha256"}, madeFields()...),
	}
	if st.By == Base64 || st.By == Hex {
		s.need("end", t.End)
	}
	s.finds(st.Read, "sha256")
	return st
}

func (s section) load(t commandTable) Command {
	s.need("send", t.Send)
	return s.command(t, timeToMake, []string{"seq"}, madeFields()...)
}

func (s section) busy(t busyTable) Busy {
	s.need("match", t.Match)
	s.need("poll", t.Poll)
	return Busy{
		Match: s.pattern("match", t.Match, nil, []string{"percent"}), Poll: s.template("poll", t.Poll),
		Time: s.duration("time", t.Time, MaxTime, timeToPoll),
	}
}

// refusal needs a code: a word, or the group of a pattern.
func (s section) refusal(t refusalTable) Refusal {
	if t.Status == nil {
		s.need("match", t.Match)
	}
	r := Refusal{
		Match:  s.pattern("match", t.Match, nil, []string{"code", "text"}),
		Status: s.number("status", t.Status, 1, 255, 0), Code: capability.Unknown,
	}
	if code, _ := t.Code.(string); t.Code != nil {
		if r.Code = codeOf(code); r.Code == 0 {
			s.fault("code", "code takes one of %s", codeWords())
		}
	}
	return r
}
