package shell

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"handback/capability"
	"handback/device/station"
)

// dialect is another command line before the same device, as makers have them.
type dialect struct {
	prompt  string
	menu    string // shown before each prompt
	pager   string // below a full page
	silent  bool   // nothing comes back of what is typed
	phrases func(s *session) []phrase

	// complain says a refusal; nil: as the shell's own commands do.
	complain func(s *session, code capability.RefusalCode, text string)
}

// phrase is a command: its groups are the words that it is called with.
type phrase struct {
	form string // a regular expression for the whole line
	run  func(ctx context.Context, words []string) error
}

// ErrDialect says that there is no dialect of a name.
var ErrDialect = errors.New("there is no such dialect")

// Dialects are the names of other command lines than the shell's own.
func Dialects() []string { return []string{"posix", "json", "vendor", "menu", "pages", "columns"} }

func dialectOf(name string) (dialect, error) {
	all := map[string]dialect{"": {}, "posix": posix, "json": jsonLine, "vendor": vendorLine, "menu": menus, "pages": pages, "columns": columns}
	d, known := all[name]
	if !known {
		return dialect{}, fmt.Errorf("%w: %q; there are %s", ErrDialect, name, strings.Join(Dialects(), ", "))
	}
	return d, nil
}

// obey carries out a line.
func (s *session) obey(ctx context.Context, text string) error {
	if s.dialect.phrases == nil {
		return s.run(ctx, strings.Fields(text))
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if text == "exit" {
		return errLeft
	}
	for _, p := range s.dialect.phrases(s) {
		if words := regexp.MustCompile("^(?:" + p.form + ")$").FindStringSubmatch(text); words != nil {
			return p.run(ctx, words[1:])
		}
	}
	return station.Refuse(capability.Unknown, "%s?", capability.Printable(text))
}

// make makes a request of the order, or, without one, a confirmation request. The
// order is used up.
func (s *session) make(ctx context.Context, confirm bool) (capability.Made, error) {
	lines := s.order
	s.order = nil
	switch {
	case confirm:
		lines = nil
	case len(lines) == 0:
		return capability.Made{}, station.Refuse(capability.CountNotPossible, "nothing is ordered")
	}
	return s.station.Make(ctx, lines)
}

// lastMade is the request made last; nil: there is none.
func (s *session) lastMade(ctx context.Context) (*capability.Made, error) {
	st, err := s.station.Status(ctx)
	return st.Made, err
}

// load processes a response that was stored, whatever its digest.
func (s *session) loadAny(ctx context.Context, name string) (capability.Mark, error) {
	data, err := s.read(ctx, name)
	if err != nil {
		return capability.Mark{}, err
	}
	return s.process(ctx, name, capability.DigestOf(data))
}

// day is when a license ends, as a date.
func day(l capability.License, never string) string {
	if l.Expires.IsZero() {
		return never
	}
	return l.Expires.UTC().Format("2006-01-02")
}
