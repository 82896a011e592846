package profile

import (
	"bytes"
	"errors"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// Parse reads a profile. All that is wrong with it comes as [Faults]; only
// what is no TOML at all ends at the first.
func Parse(text []byte) (*Profile, error) {
	c := &collector{}
	if len(text) > MaxFile {
		c.add(position{1, 1}, "a profile has at most %d bytes", MaxFile)
		return nil, c.sorted()
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // as Windows editors begin a file
	var document map[string]any
	if err := toml.Unmarshal(text, &document); err != nil {
		c.add(placeOf(err), "this is not TOML: %s", strings.TrimPrefix(err.Error(), "toml: "))
		return nil, c.sorted()
	}
	p := (&section{collector: c, table: buildTree(text)}).profile()
	if err := c.sorted(); err != nil {
		return nil, err
	}
	return p, nil
}

func placeOf(err error) position {
	var at *toml.DecodeError
	if !errors.As(err, &at) {
		return position{1, 1}
	}
	line, column := at.Position()
	return position{line, column}
}

func (s *section) profile() *Profile {
	if s.choice("protocol", "console", "smp") == "smp" {
		return s.smp()
	}
	s.need("format", "title", "shell", "identity", "licenses", "request", "fetch", "store", "load")
	s.number("format", Format, Format, Format)
	p := &Profile{
		Title:    s.shown("title"),
		Line:     s.inner("line").line(),
		Wake:     s.inner("wake").wake(),
		Login:    s.inner("login").login(),
		Shell:    s.inner("shell").shell(),
		Values:   s.inner("values").values(),
		Identity: s.inner("identity").identity(),
		Licenses: s.inner("licenses").licenses(),
		Request:  s.inner("request").request(),
		Fetch:    s.inner("fetch").fetch(),
		Store:    s.inner("store").store(),
		Load:     s.inner("load").load(),
	}
	if s.has("last") {
		p.Last = s.inner("last").last()
	}
	if s.has("busy") {
		p.Busy = s.inner("busy").busy()
	}
	for _, in := range s.each("refusals") {
		p.Refusals = append(p.Refusals, in.refusal())
	}
	s.end()
	return p
}

// smp reads what there is to say of a device that speaks SMP.
func (s *section) smp() *Profile {
	defer s.end()
	s.need("format", "title")
	s.number("format", Format, Format, Format)
	p := &Profile{Title: s.shown("title"), SMP: true}
	in := s.inner("line")
	defer in.end()
	p.Line.Rates = in.rates()
	p.Line.Buffers = in.number("line-buffers", 1, 64, 0)
	return p
}

// rates are those of the line, the usual one first.
func (s *section) rates() []int {
	rates := s.numbers("rates", 300, 12_000_000)
	if len(rates) == 0 {
		rates = []int{115200}
	}
	return rates
}

func (s *section) line() Line {
	defer s.end()
	l := Line{
		Rates:     s.rates(),
		End:       "\r",
		Width:     s.number("width", 4, MaxWidth, 76),
		LineDelay: s.duration("line-delay", time.Second, 0),
		ByteDelay: s.duration("byte-delay", time.Second, 0),
		Echo:      !s.has("echo") || s.flag("echo"),
		AwaitEcho: s.flag("await-echo"),
	}
	switch s.choice("end", "cr", "lf", "crlf") {
	case "lf":
		l.End = "\n"
	case "crlf":
		l.End = "\r\n"
	}
	return l
}

func (s *section) wake() Wake {
	defer s.end()
	w := Wake{
		Clear: s.text("clear"), Stop: s.text("stop"),
		Quiet: s.duration("quiet", 10*time.Second, 300*time.Millisecond),
		Time:  s.duration("time", MaxTime, 30*time.Second), BootLoader: s.pattern("boot-loader", nil, nil),
	}
	for _, in := range s.each("answers") {
		if a := in.answer(); a != nil {
			w.Answers = append(w.Answers, *a)
		}
	}
	return w
}

// answer is nil when it lacks its pattern.
func (s *section) answer() *Answer {
	defer s.end()
	s.need("match", "send")
	match := s.pattern("match", nil, nil)
	send := s.text("send")
	if match == nil {
		return nil
	}
	return &Answer{Match: match, Send: send}
}

func (s *section) login() Login {
	defer s.end()
	l := Login{
		UserPrompt: s.pattern("user-prompt", nil, nil), PasswordPrompt: s.pattern("password-prompt", nil, nil),
		Failed: s.pattern("failed", nil, nil), User: s.text("user"), Logout: s.text("logout"),
	}
	if s.has("user") && !s.has("user-prompt") {
		s.need("user-prompt")
	}
	return l
}
