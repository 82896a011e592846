package plain

import (
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/device/console/profile"
	"handback/device/serial"
	"handback/tui/text"
	"handback/tui/work"
)

// connect connects a device at a port that the person chooses; wanted is the device
// of a return, nil any. A port that was named is tried at once, unless the connection
// was just lost. It reports whether the right one is connected.
func (s *session) connect(wanted *capability.Identity) (bool, error) {
	right := func() bool {
		return s.hand.Link != nil && (wanted == nil || s.hand.ConnectedTo(wanted.Host))
	}
	if s.o.Port != "" && !s.hand.Lost && s.hand.Link == nil {
		if err := s.connectTo(s.o.Port); err != nil || right() {
			return right(), err
		}
	}
	for {
		picked, err := s.choosePort(wanted)
		if err != nil || !picked || right() {
			return right(), err
		}
	}
}

// choosePort has a port chosen, or what helps to reach a device.
func (s *session) choosePort(wanted *capability.Identity) (picked bool, err error) {
	if err := s.refresh(false); err != nil {
		return false, err
	}
	s.tellPorts(wanted)
	return s.pick(s.portMenu(wanted))
}

// connectTo connects to the device at a port and says who it is.
func (s *session) connectTo(port string) error {
	_, failed, err := s.run(work.ConnectJob(port))
	if err != nil || failed {
		return err
	}
	d := s.hand.Connected()
	s.say(text.PlainConnected(*d))
	if one, finished := ledger.Finished(s.listed.Returns, d.Host); finished {
		s.say(text.Finished(one, s.now()))
	}
	return nil
}

func (s *session) tellPorts(wanted *capability.Identity) {
	s.say(text.ConnectHelp(wanted != nil))
	if len(s.listed.Ports) == 0 {
		s.say(text.NoPorts.String())
	}
	for _, gone := range s.listed.TakenAway {
		s.say(text.TakenAway(gone))
	}
	if d := s.hand.Connected(); d != nil && wanted != nil && d.Host != wanted.Host {
		s.say(text.OtherDevice(*d))
	}
	s.say(text.Reach(s.hand.Profile))
}

// portMenu are the ports and what else helps to reach a device. The port at which the
// wanted device answered last is offered, else the one that was named.
func (s *session) portMenu(wanted *capability.Identity) menu {
	m := menu{zero: text.PlainClose.String(), offered: 1}
	for i, p := range s.listed.Ports {
		m.choices = append(m.choices, choice{row: s.portRow(p), do: func() error { return s.connectTo(p.Path) }})
		if s.isAt(p, wanted) {
			m.offered = i + 1
		}
	}
	add := func(c choice) { m.choices = append(m.choices, c) }
	add(choice{word: text.PlainPort.String(), help: text.PlainHelpPort.String(), do: s.typedPort})
	if free := s.askable(); len(free) > 0 {
		add(choice{word: text.ProbeKey.String(), help: text.PlainHelpProbe.String(), do: func() error { return s.probe(free) }})
	}
	add(choice{word: text.PlainReach.String(), help: text.PlainHelpReach.String(), do: s.reach})
	if s.o.Line != nil {
		add(choice{word: text.PlainTerminal.String(), help: text.PlainHelpTerminal.String(), do: s.terminal})
	}
	add(choice{word: text.LookAgain.String(), help: text.PlainHelpLook.String(), do: func() error { return nil }})
	return m
}

// isAt reports whether a port is the one to begin with.
func (s *session) isAt(p work.Port, wanted *capability.Identity) bool {
	if wanted != nil && p.Last != nil && p.Last.Host == wanted.Host {
		return true
	}
	return s.o.Port != "" && (p.Path == s.o.Port || p.ByID == s.o.Port)
}

// portRow is a port and what is known about it.
func (s *session) portRow(p work.Port) string {
	var here *capability.Identity
	if s.hand.Link != nil && s.hand.Link.Port == p.Path {
		here = s.hand.Connected()
	}
	return text.Printable(", ", text.Port(p.Port), text.AboutPort(p.Port, here, p.Found, p.Last, s.now()))
}

func (s *session) typedPort() error {
	port, typed, err := s.fill(field{label: text.PlainPort.String(), missing: text.EmptyPort.String()})
	if err != nil || !typed {
		return err
	}
	return s.connectTo(port)
}

// askable are the ports that a probe may ask; none without a probe.
func (s *session) askable() []serial.Port {
	if s.o.Probe == nil {
		return nil
	}
	return slices.DeleteFunc(work.FreePorts(s.listed.Ports), func(p serial.Port) bool {
		return s.hand.Link != nil && s.hand.Link.Port == p.Path
	})
}

// probe asks at ports what is there, after a question: nobody chose those devices.
func (s *session) probe(ports []serial.Port) error {
	s.say(text.ProbeQuestion(ports)...)
	if do, err := s.yes(text.ProbeNo.String(), text.ProbeYes.String()); err != nil || !do {
		return err
	}
	_, _, err := s.run(work.ProbeJob(ports))
	return err
}

// reach chooses how devices are reached.
func (s *session) reach() error {
	use := func(name string) func() error {
		return func() error {
			_, _, err := s.run(work.ProfileJob(name))
			return err
		}
	}
	s.say(text.ReachHelp.String())
	m := menu{choices: []choice{{row: text.BySMP.String(), do: use("")}}, zero: text.PlainClose.String(), offered: 1}
	for i, name := range profile.Names() {
		m.choices = append(m.choices, choice{row: text.ByProfile(name), do: use(name)})
		if name == s.hand.Profile {
			m.offered = i + 2
		}
	}
	m.choices = append(m.choices, choice{word: text.PlainProfile.String(), do: func() error {
		path, typed, err := s.fill(field{label: text.PlainProfile.String(), value: s.hand.Profile, missing: text.EmptyProfile.String()})
		if err != nil || !typed {
			return err
		}
		return use(path)()
	}})
	_, err := s.pick(m)
	return err
}
