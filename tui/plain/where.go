package plain

import (
	"handback/capability/desk"
	"handback/tui/text"
	"handback/tui/work"
)

// where tells where things stand by what is plugged in: the one next act, what the
// device shows, and what each file on the stick is.
func (s *session) where() error {
	for {
		if err := s.refresh(false); err != nil {
			return err
		}
		found, _, err := s.run(work.SituationJob(s.hand.StickPath()))
		p, is := found.(work.Situation)
		if err != nil || !is {
			return err
		}
		s.tellSituation(p)
		again := false
		if picked, err := s.pick(s.situationMenu(p, &again)); err != nil || !picked || !again {
			return err
		}
	}
}

func (s *session) tellSituation(p work.Situation) {
	s.say(text.ProvedTexts(p.Proved)...)
	s.say(text.NextTitle.String() + ": " + text.Place(p.Situation))
	if p.Return != nil && p.Return.PortalSays != nil {
		s.part(text.PortalWordTitle.String(), text.PortalSays(*p.Return, s.now()))
	}
	for _, f := range p.Odd {
		s.say(text.WarningTitle.String() + text.Warned(f))
	}
	told := 0
	for _, c := range p.Cases {
		if c.Fork != nil {
			const whole = 1 << 10 // cells
			s.say(text.ForkTitle(c.Fork.ID), text.Fork(c.Fork))
			s.say(text.EntryLines(text.OursTitle.String(), c.Fork.Ours, whole)...)
			s.say(text.EntryLines(text.TheirsTitle.String(), c.Fork.Theirs, whole)...)
		}
		if c.Standing != desk.CaseKnown && told < work.ShownFiles {
			told++
			s.say(text.Case(c))
		}
	}
	if p.Reading == nil {
		s.say(text.NoDevice.String())
	} else {
		s.part(text.DeviceTitle.String(), append(text.IdentityTexts(p.Reading.Device), text.HeldShort(p.Reading.Licenses))...)
	}
	s.part(text.FilesOn(p.Stick), p.Files()...)
}

// situationMenu is what can be done where things stand. It sets again where they are
// to be looked at again.
func (s *session) situationMenu(p work.Situation, again *bool) menu {
	m := menu{zero: text.PlainClose.String(), offered: 1}
	add := func(is bool, word, help string, do func() error) {
		if is {
			m.choices = append(m.choices, choice{word: word, help: help, do: do})
		}
	}
	look := func() error { *again = true; return nil }
	key, does := text.SuggestionKey(true, p.Suggest), s.suggested(p, again)
	add(does != nil, key, text.Suggestion(p.Suggest), does)
	if does == nil {
		m.offered = 0
	}
	add(p.Adopts(), text.AdoptKey.String(), text.Suggestion(desk.AdoptIt), func() error { return s.adopt(p) })
	add(p.TakesIn(), text.TakeInKey.String(), text.Suggestion(desk.TakeCaseIn), func() error { return s.takeIn(p) })
	add(p.Online, text.AskPortalKey.String(), text.PlainHelpAsk.String(), func() error {
		return s.do(&work.Standing{Return: *p.Return}, work.AskPortalJob(*p.Return))
	})
	add(p.Suggest != desk.ConnectFirst && p.Suggest != desk.ReadDevice, text.ConnectKey.String(), text.PlainHelpOther.String(), func() error {
		*again = true
		_, err := s.choosePort(nil)
		return err
	})
	add(true, text.OtherStick.String(), text.PlainHelpStick.String(), func() error { *again = true; return s.chooseStick(nil) })
	add(true, text.LookAgain.String(), text.PlainHelpLook.String(), look)
	return m
}

// suggested is what does what is suggested; nil: nothing is.
func (s *session) suggested(p work.Situation, again *bool) func() error {
	switch p.Suggest {
	case desk.GoOn:
		return func() error { return s.openAfter(work.OpenJob(p.Return.ID)) }
	case desk.TakeAnswer:
		return func() error { return s.openAfter(work.ActJob(*p.Return, p.Stick)) }
	case desk.BeginHere:
		return func() error { return s.fromReading(*p.Reading, again) }
	case desk.AdoptIt:
		return func() error { return s.adopt(p) }
	case desk.ConnectFirst, desk.ReadDevice:
		return func() error {
			*again = true
			_, err := s.choosePort(nil)
			return err
		}
	case desk.TakeCaseIn:
		return func() error { return s.takeIn(p) }
	default:
		return nil
	}
}

// openAfter follows the return that a job opens or goes on with.
func (s *session) openAfter(j work.Job) error {
	var st work.Standing
	if err := s.do(&st, j); err != nil || st.Return.ID == "" {
		return err
	}
	return s.follow(st)
}

// adopt opens the return that the portal began, and says what its response changes
// on the device, before anything is loaded.
func (s *session) adopt(p work.Situation) error {
	found, _, err := s.run(work.AdoptJob(p.Stick))
	if err != nil {
		return err
	}
	switch m := found.(type) {
	case work.Adopted:
		return s.adopted(m)
	case work.NotAdopted:
		files := text.Candidates(m.Findings)
		return s.chooseResponse(p.Reading.Device, files, m.Incomplete, text.OpaqueYes.String(), func(at int) error {
			found, _, err := s.run(work.AdoptFileJob(p.Stick, files[at]))
			if one, is := found.(work.Adopted); is && err == nil {
				return s.adopted(one)
			}
			return err
		})
	}
	return nil
}

func (s *session) adopted(a work.Adopted) error {
	s.say(text.AdoptTitle(a.Return)+".", text.Adopted(a.Return))
	if _, read := a.Return.Changes(); read {
		s.say(work.Difference(a.Return)...)
	} else {
		s.say(text.Opaque.String())
	}
	s.say(text.AdoptGoOn.String())
	a.Note = nil // it was said
	return s.follow(a.Standing)
}

// takeIn takes in the case of another laptop, after a question.
func (s *session) takeIn(p work.Situation) error {
	all := p.CasesToTakeIn()
	take := func(c desk.Case) error {
		s.say(text.CaseLines(c, p.Stick)...)
		if yes, err := s.yes(text.TakeInNo.String(), text.TakeInYes.String()); err != nil || !yes {
			return err
		}
		return s.openAfter(work.TakeInJob(p.Stick, c))
	}
	if len(all) == 1 {
		return take(all[0])
	}
	if len(all) == 0 {
		s.say(text.NoCases.String())
		return nil
	}
	m := menu{zero: text.PlainClose.String(), offered: 0}
	for _, c := range all {
		m.choices = append(m.choices, choice{row: text.Case(c), do: func() error { return take(c) }})
	}
	_, err := s.pick(m)
	return err
}
