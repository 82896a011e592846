package plain

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/work"
)

// begin connects a device, reads what it holds, and opens a return of what the person
// chooses.
func (s *session) begin() error {
	for {
		if s.hand.Link == nil {
			if connected, err := s.connect(nil); err != nil || !connected {
				return err
			}
		}
		found, _, err := s.run(work.ReadJob())
		read, is := found.(work.LicensesRead)
		if err != nil || !is {
			return err
		}
		again := false
		if err := s.fromReading(read.Reading, &again); err != nil || !again {
			return err
		}
	}
}

// fromReading opens a return of what a device holds. It sets again where the person
// wants it read again.
func (s *session) fromReading(r capability.Reading, again *bool) error {
	s.say(strings.Join(text.IdentityTexts(r.Device), ", ")+".", text.Held(r.Licenses))
	for _, l := range r.Licenses {
		s.say(text.PlainLicense(l))
	}
	all := capability.ReturnAll(r.Licenses)
	m := menu{zero: text.PlainClose.String(), offered: 1}
	if len(all.Lines) > 0 {
		m.choices = append(m.choices,
			choice{word: text.PlainAll.String(), help: text.PlainHelpAll.String(), do: func() error { return s.review(r, all) }},
			choice{word: text.PlainSome.String(), help: text.PlainHelpSome.String(), do: func() error { return s.chooseSome(r) }})
	}
	m.choices = append(m.choices,
		choice{word: text.ReadAgain.String(), help: text.PlainHelpRead.String(), do: func() error { *again = true; return nil }},
		choice{word: text.PlainOther.String(), help: text.PlainHelpOther.String(), do: func() error {
			*again = true
			_, err := s.choosePort(nil)
			return err
		}})
	_, err := s.pick(m)
	return err
}

// chooseSome chooses licenses, and how many units of each remain.
func (s *session) chooseSome(r capability.Reading) error {
	remains := make([]int, len(r.Licenses))
	for i, l := range r.Licenses {
		remains[i] = l.Count
	}
	for short := false; ; short = true {
		m := menu{zero: text.PlainClose.String(), offered: 1, short: short}
		for i, l := range r.Licenses {
			m.choices = append(m.choices, choice{row: text.PlainChosen(l, remains[i]), do: func() error { return s.chooseUnits(l, &remains[i]) }})
		}
		order := orderOf(r.Licenses, remains)
		done := false
		m.choices = append(m.choices, choice{word: text.Review.String(), help: text.ReviewHelp.String(), do: func() error { done = true; return nil }})
		if len(order.Lines) > 0 {
			m.offered = len(m.choices)
		}
		switch picked, err := s.pick(m); {
		case err != nil || !picked:
			return err
		case done && len(order.Lines) > 0:
			return s.review(r, order)
		case done:
			s.say(text.PlainNone.String())
		}
	}
}

// chooseUnits asks how many units of a license remain.
func (s *session) chooseUnits(l capability.License, remains *int) error {
	if l.Count == 0 {
		s.say(text.PlainNoUnits(l))
		return nil
	}
	typed, filled, err := s.fill(field{
		label: text.PlainRemain.String(), value: "0", verbatim: true,
		wrong: func(v string) string {
			if n := number(v); n < 0 || n > l.Count {
				return text.PlainUnits(l.Count)
			}
			return ""
		},
	})
	if err != nil || !filled {
		return err
	}
	*remains = number(typed)
	s.say(text.PlainChosen(l, *remains))
	return nil
}

// orderOf is what was chosen, in the order of the device.
func orderOf(all []capability.License, remains []int) capability.Order {
	var o capability.Order
	for i, l := range all {
		if remains[i] < l.Count {
			o.Lines = append(o.Lines, capability.Line{ActivationID: l.ActivationID, Count: remains[i]})
		}
	}
	return o
}

// review shows what was chosen and what stops working, takes a reason and the
// replacement that gets the licenses afterwards, and opens the return.
func (s *session) review(r capability.Reading, o capability.Order) error {
	s.say(text.ReviewTitle.String() + ":")
	for _, line := range o.Lines {
		at := slices.IndexFunc(r.Licenses, func(l capability.License) bool { return l.ActivationID == line.ActivationID })
		s.say(text.PlainChosen(r.Licenses[at], line.Count))
	}
	s.say(text.ToHelp.String())
	v, filled, err := s.form(field{label: text.PlainReason.String()}, field{label: text.PlainTo.String(), wrong: wrongHost})
	if err != nil || !filled {
		return err
	}
	var to *capability.HostID
	if v[1] != "" {
		host, err := capability.ParseHostID(v[1])
		if err != nil {
			s.fail(err)
			return nil
		}
		to = &host
	}
	s.say(text.ReviewHelp.String())
	_, err = s.pick(menu{choices: []choice{{word: text.Begin.String(), help: text.PlainHelpBegin.String(), do: func() error {
		found, _, err := s.run(work.StartJob(r, o, v[0], to))
		if st, is := found.(work.Standing); is && err == nil {
			return s.follow(st)
		}
		return err
	}}}, zero: text.PlainClose.String(), offered: 1})
	return err
}

// wrongHost says what is wrong with a host ID that may be left out.
func wrongHost(v string) string {
	if _, err := capability.ParseHostID(v); v != "" && err != nil {
		return text.HostWrong.String()
	}
	return ""
}
