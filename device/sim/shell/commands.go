package shell

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"handback/capability"
	"handback/capability/message"
	"handback/device/station"
)

// command is a command and how it is called.
type command struct {
	name        string
	least, most int // words that may follow the name
	usage       string
	run         func(ctx context.Context, words []string) error
}

// run finds a command and carries it out.
func (s *session) run(ctx context.Context, words []string) error {
	if len(words) == 0 {
		return nil
	}
	name, rest := words[0], words[1:]
	if name == "lic" && len(rest) > 0 {
		name, rest = name+" "+rest[0], rest[1:]
	}
	for _, c := range s.commands() {
		if c.name != name {
			continue
		}
		if len(rest) < c.least || len(rest) > c.most {
			return station.Refuse(capability.Unknown, "usage: %s", c.usage)
		}
		return c.run(ctx, rest)
	}
	return station.Refuse(capability.Unknown, "no such command: %s; try help", name)
}

func (s *session) commands() []command {
	return []command{
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
	for _, c := range s.commands() {
		s.say("%s\n", c.usage)
	}
	return nil
}

func (s *session) set(_ context.Context, words []string) error {
	if words[0] != "paging" || words[1] != "on" && words[1] != "off" {
		return station.Refuse(capability.Unknown, "usage: set paging on|off")
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

func (s *session) info(ctx context.Context, _ []string) error {
	id, err := s.station.Identify(ctx)
	if err != nil {
		return err
	}
	clock, last := "-", "-"
	if !id.Clock.IsZero() {
		clock = strconv.FormatInt(id.Clock.Unix(), 10)
	}
	if id.Last != nil {
		last = fmt.Sprintf("%d %s", id.Last.Seq, id.Last.SHA256)
	}
	s.say("vendor: %+q\nmodel: %+q\nserial: %+q\nfirmware: %+q\n", id.Vendor, id.Model, id.Serial, id.Firmware)
	s.say("host: %s %s\nclock: %s\nlast: %s\n", id.Host.Type, id.Host.Value, clock, last)
	return nil
}

func (s *session) list(ctx context.Context, _ []string) error {
	all, err := s.station.Licenses(ctx)
	if err != nil {
		return err
	}
	lines := make([]string, 0, len(all)+1)
	for _, l := range all {
		expires := capability.Permanent
		if !l.Expires.IsZero() {
			expires = strconv.FormatInt(l.Expires.Unix(), 10)
		}
		lines = append(lines, fmt.Sprintf("%s %d %s %+q %+q", l.ActivationID, l.Count, expires, l.Version, l.Feature))
	}
	return s.more(ctx, append(lines, fmt.Sprintf("%d licenses", len(all))))
}

// addOrder changes the order. A line that is given again replaces the first.
func (s *session) addOrder(_ context.Context, words []string) error {
	if len(words) == 1 {
		if words[0] != "clear" {
			return station.Refuse(capability.Unknown, "usage: lic order clear | lic order ID COUNT")
		}
		s.order = nil
		return nil
	}
	if err := s.orderLine(words[0], words[1]); err != nil {
		return err
	}
	s.say("ordered %s %s\n", words[0], words[1])
	return nil
}

// orderLine adds a line to the order.
func (s *session) orderLine(name, number string) error {
	id := capability.ActivationID(name)
	count, err := strconv.Atoi(number)
	switch {
	case id.Check() != nil:
		return station.Refuse(capability.UnknownActivationID, "%s", id)
	case err != nil || count < 0 || count > capability.MaxCount:
		return station.Refuse(capability.CountNotPossible, "%s", number)
	}
	s.order = slices.DeleteFunc(s.order, func(l capability.Line) bool { return l.ActivationID == id })
	if len(s.order) == message.MaxLines {
		return station.Refuse(capability.StorageFull, "an order of more than %d lines", message.MaxLines)
	}
	s.order = append(s.order, capability.Line{ActivationID: id, Count: count})
	return nil
}

// request makes a request; the order is used up by that.
func (s *session) request(ctx context.Context, words []string) error {
	var lines []capability.Line
	switch words[0] {
	case "confirm":
	case "return":
		if lines = s.order; len(lines) == 0 {
			return station.Refuse(capability.CountNotPossible, "the order is empty")
		}
	default:
		return station.Refuse(capability.Unknown, "usage: lic request return|confirm")
	}
	made, err := s.station.Make(ctx, lines)
	switch {
	case errors.Is(err, &capability.Refusal{Code: capability.Busy}):
		s.say("busy 0\n")
	case err != nil:
		return err
	default:
		s.made(made)
	}
	s.order = nil
	return nil
}

func (s *session) made(m capability.Made) { s.say("request %s %d %s\n", m.Name, m.Size, m.SHA256) }

func (s *session) status(ctx context.Context, _ []string) error {
	st, err := s.station.Status(ctx)
	switch {
	case err != nil:
		return err
	case st.State == station.StateBusy:
		s.say("busy %d\n", st.Progress)
	case st.Error != 0:
		return &capability.Refusal{Code: st.Error}
	case st.Made != nil:
		s.made(*st.Made)
	default:
		s.say("idle\n")
	}
	return nil
}

func (s *session) last(ctx context.Context, _ []string) error {
	st, err := s.station.Status(ctx)
	switch {
	case err != nil:
		return err
	case st.Made == nil:
		s.say("none\n")
	default:
		s.made(*st.Made)
	}
	return nil
}

func (s *session) load(ctx context.Context, words []string) error {
	sha, err := capability.ParseDigest(words[1])
	if err != nil {
		return station.Refuse(capability.FileDamaged, "%v", err)
	}
	mark, err := s.process(ctx, words[0], sha)
	if err == nil {
		s.say("loaded %d\n", mark.Seq)
	}
	return err
}

// process loads a response that was stored.
func (s *session) process(ctx context.Context, name string, sha capability.Digest) (capability.Mark, error) {
	data, err := s.read(ctx, name)
	if err != nil {
		return capability.Mark{}, err
	}
	return s.station.Load(ctx, name, int64(len(data)), sha)
}
