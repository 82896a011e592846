package shell

import (
	"context"

	"handback/capability"
)

// do carries out a command with the words that follow its name.
type do func(ctx context.Context, words []string) error

// command finds the command and carries it out.
func (s *session) command(ctx context.Context, words []string) error {
	if len(words) == 0 {
		return nil
	}
	name, rest := words[0], words[1:]
	if name == "lic" && len(rest) > 0 {
		name, rest = name+" "+rest[0], rest[1:]
	}
	for _, c := range s.table() {
		if c.name != name {
			continue
		}
		if len(rest) < c.least || len(rest) > c.most {
			return refuse(capability.Unknown, "usage: %s", c.usage)
		}
		return c.do(ctx, rest)
	}
	return refuse(capability.Unknown, "no such command: %s; try help", name)
}

// entry is a command: its name, how many words may follow, and its usage.
type entry struct {
	name        string
	least, most int
	usage       string
	do          do
}

func (s *session) table() []entry {
	return []entry{
		{"lic info", 0, 0, "lic info", s.info},
		{"lic list", 0, 0, "lic list", s.list},
		{"lic order", 1, 2, "lic order clear | lic order ID COUNT", s.addOrder},
		{"lic request", 1, 1, "lic request return|confirm", s.request},
		{"lic status", 0, 0, "lic status", s.status},
		{"lic last", 0, 0, "lic last", s.last},
		{"lic load", 2, 2, "lic load NAME SHA256", s.load},
		{"get", 2, 2, "get NAME base64|hex|xmodem|ymodem", s.get},
		{"put", 3, 3, "put NAME SIZE base64|hex|xmodem|ymodem", s.store},
		{"set", 2, 2, "set paging on|off", s.set},
		{"version", 0, 0, "version", s.version},
		{"help", 0, 0, "help", s.help},
		{"exit", 0, 0, "exit", func(context.Context, []string) error { return errLeft }},
	}
}

func (s *session) help(context.Context, []string) error {
	for _, c := range s.table() {
		s.say("%s\n", c.usage)
	}
	return nil
}

func (s *session) set(_ context.Context, words []string) error {
	if words[0] != "paging" || words[1] != "on" && words[1] != "off" {
		return refuse(capability.Unknown, "usage: set paging on|off")
	}
	s.paging = words[1] == "on"
	return nil
}

func (s *session) version(ctx context.Context, _ []string) error {
	id, err := s.station.Identify(ctx)
	if err != nil {
		return err
	}
	s.say("%s %s\n", capability.Printable(id.Model), capability.Printable(id.Firmware))
	return nil
}
