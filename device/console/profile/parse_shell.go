package profile

import (
	"regexp"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

func (s *section) shell() Shell {
	defer s.end()
	s.need("prompt")
	sh := Shell{
		Prompt: s.pattern("prompt", nil, nil),
		Noise:  s.patterns("noise", nil),
		Quote:  s.choice("quote", "none", "posix") == "posix",
		Wrap:   s.template("wrap", wordNumber, wordCommand),
		Begin:  s.mark("begin"), Done: s.mark("done", "status"),
		Setup: s.templates("setup"), Leave: s.templates("leave"),
		Time: s.duration("time", MaxTime, 10*time.Second),
	}
	if s.has("pager") {
		sh.Pager = s.inner("pager").answer()
	}
	if s.has("wrap") || s.has("begin") || s.has("done") {
		s.need("wrap", "done")
	}
	return sh
}

// mark is a pattern in which {n} stands for the number of a command, so that a
// late answer isn't taken for this one.
func (s *section) mark(key string, may ...string) string {
	n := s.typed(key, unstable.String, "a regular expression")
	if n == nil {
		return ""
	}
	if !Template(n.text).Has(wordNumber) {
		s.add(n.at, "%s needs {n}, the number of the command", key)
	}
	filled := *n
	filled.text = Template(n.text).Insert(map[string]string{wordNumber: "0"})
	s.compile(key, &filled, nil, may)
	return n.text
}

// Marks are the patterns of the lines around the answer to command n; begin
// may be nil.
func (sh Shell) Marks(n string) (begin, done *regexp.Regexp) {
	fill := func(text string) *regexp.Regexp {
		if text == "" {
			return nil
		}
		return regexp.MustCompile(Template(text).Insert(map[string]string{wordNumber: n}))
	}
	return fill(sh.Begin), fill(sh.Done)
}
