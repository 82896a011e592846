package profile

import (
	"time"

	"handback/capability"
)

// Times of commands that say nothing of theirs.
const (
	timeToMake = time.Minute
	timeToPoll = 2 * time.Minute
)

// identityFields are what may be found about a device.
func identityFields() []string {
	return []string{"vendor", "model", "serial", "firmware", "host_type", "host", "clock", "last_seq", "last_sha256"}
}

func madeFields() []string { return []string{"name", "size", "sha256"} }

// command reads the keys that all commands have; usual is its time where none
// is given, 0: the shell's.
func (s *section) command(usual time.Duration, fields []string, words ...string) Command {
	return Command{
		Send: s.templates("send", words...), Ask: s.shown("ask"),
		Time: s.duration("time", MaxTime, usual), Read: s.extract(fields),
	}
}

func (s *section) extract(fields []string) Extract {
	x := Extract{Match: s.patterns("match", fields), JSON: s.named("json", fields), Fixed: s.named("fixed", fields)}
	if s.has("match") && s.has("json") {
		s.add(s.table.keys["json"], "either match or json, not both")
	}
	return x
}

// named is a table of texts whose keys are some of fields.
func (s *section) named(key string, fields []string) map[string]string {
	in := s.inner(key)
	defer in.end()
	texts := make(map[string]string)
	for _, field := range fields {
		if in.has(field) {
			texts[field] = in.text(field)
		}
	}
	return texts
}

// finds notes fields that no pattern, path or fixed text gives.
func (s *section) finds(x Extract, fields ...string) {
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
			s.add(s.table.at, "[%s] finds no %s: it needs a pattern with the group (?P<%s>...), a path or a fixed text", s.name, field, field)
		}
	}
}

func (s *section) identity() Command {
	defer s.end()
	s.need("send")
	c := s.command(0, identityFields())
	s.finds(c.Read, "vendor", "model", "serial", "host_type", "host")
	return c
}

func (s *section) licenses() Licenses {
	defer s.end()
	s.need("send")
	l := Licenses{
		Command: s.command(0, []string{"id", "feature", "version", "count", "expires"}),
		Total:   s.pattern("total", []string{"total"}, nil),
	}
	l.Read.Rows = s.text("rows")
	s.finds(l.Read, "id", "count")
	return l
}

func (s *section) request() Request {
	defer s.end()
	s.need("return", "confirm")
	r := Request{
		Clear: s.templates("clear"),
		Add:   s.template("add", "id", "remaining"), Item: s.template("item", "id", "remaining"),
		Return: s.templates("return", wordItems), Confirm: s.templates("confirm"),
		Command: s.command(timeToMake, madeFields()),
	}
	if s.has("send") {
		s.add(s.table.keys["send"], "[request] has return and confirm in place of send")
	}
	if s.has("add") == s.has("item") {
		s.add(s.table.at, "[request] needs either add, a command for each license, or item, the text of each in {items}")
	}
	s.finds(r.Read, madeFields()...)
	return r
}

func (s *section) last() *Last {
	defer s.end()
	s.need("send", "none")
	l := &Last{Command: s.command(0, madeFields()), None: s.pattern("none", nil, nil)}
	s.finds(l.Read, madeFields()...)
	return l
}

func (s *section) way() Way {
	return Way(s.choice("by", string(Base64), string(Hex), string(XModem1K), string(YModem)))
}

func (s *section) fetch() Fetch {
	defer s.end()
	s.need("by", "send")
	return Fetch{By: s.way(), Command: s.command(timeToMake, nil, madeFields()...)}
}

func (s *section) store() Store {
	defer s.end()
	s.need("by", "name", "send")
	st := Store{
		By: s.way(), Name: s.text("name"), Ready: s.pattern("ready", nil, nil), End: s.text("end"),
		Check: s.templates("check", madeFields()...), Command: s.command(timeToMake, []string{"size", "sha256"}, madeFields()...),
	}
	if st.By == Base64 || st.By == Hex {
		s.need("end")
	}
	s.finds(st.Read, "sha256")
	return st
}

func (s *section) load() Command {
	defer s.end()
	s.need("send")
	return s.command(timeToMake, []string{"seq"}, madeFields()...)
}

func (s *section) busy() *Busy {
	defer s.end()
	s.need("match", "poll")
	return &Busy{
		Match: s.pattern("match", nil, []string{"percent"}), Poll: s.template("poll"),
		Time: s.duration("time", MaxTime, timeToPoll),
	}
}

// refusal needs a code: a word, or the group of a pattern.
func (s *section) refusal() Refusal {
	defer s.end()
	r := Refusal{Match: s.pattern("match", nil, []string{"code", "text"}), Status: s.number("status", 1, 255, 0)}
	if !s.has("match") && !s.has("status") {
		s.need("match")
	}
	r.Code = capability.Unknown
	if n := s.node("code"); n != nil {
		r.Code = codeOf(n.text)
		if r.Code == 0 {
			s.add(n.at, "code takes one of %s", codeWords())
			r.Code = capability.Unknown
		}
	}
	return r
}
