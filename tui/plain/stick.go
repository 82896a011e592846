package plain

import (
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/tui/text"
	"handback/tui/work"
)

// chooseStick chooses a stick, or a folder instead of one. With a return it saves its
// request there once more.
func (s *session) chooseStick(again *work.Standing) error {
	for looked := true; looked; {
		if err := s.refresh(false); err != nil {
			return err
		}
		looked = false
		use := func(at string) error {
			if again != nil {
				return s.do(again, work.SaveAgainJob(again.Return, at))
			}
			_, _, err := s.run(work.UseStickJob(at))
			return err
		}
		help := text.SticksHelp.String()
		if again != nil {
			help = text.SticksAgain.String()
		}
		s.say(help, s.hand.Left)
		if len(s.listed.Sticks) == 0 {
			s.say(text.NoSticks.String())
		}
		m := s.stickMenu(use)
		m.choices = append(m.choices, choice{word: text.LookAgain.String(), help: text.PlainHelpLook.String(), do: func() error { looked = true; return nil }})
		if _, err := s.pick(m); err != nil {
			return err
		}
	}
	return nil
}

// stickMenu are the sticks, and what else can be done with them.
func (s *session) stickMenu(use func(at string) error) menu {
	m := menu{zero: text.PlainClose.String(), offered: 1}
	const whole = 1 << 10 // cells: nothing is broken or cut
	for i := range s.listed.Sticks {
		stick := &s.listed.Sticks[i]
		at := text.StickAt(stick)
		row := strings.Join(text.StickLines(stick, s.hand.Stick, whole), " ")
		m.choices = append(m.choices, choice{row: row, do: func() error { return use(at) }})
		if s.hand.Stick != nil && text.StickAt(s.hand.Stick) == at {
			m.offered = i + 1
		}
	}
	m.choices = append(m.choices, choice{word: text.PlainTyped.String(), help: text.PlainHelpTyped.String(), do: func() error {
		at, typed, err := s.fill(field{label: text.PlainPlace.String(), missing: text.EmptyPlace.String()})
		if err != nil || !typed {
			return err
		}
		return use(at)
	}})
	for i := range s.listed.Sticks {
		stick := &s.listed.Sticks[i]
		if stick.State == media.Ready && !stick.Folder {
			m.choices = append(m.choices, choice{word: text.ReleaseKey.String() + ": " + text.Stick(stick), help: text.PlainHelpRelease.String(), do: func() error {
				return s.release(text.StickAt(stick))
			}})
		}
	}
	return m
}

// release takes a stick out of use, and says what happened.
func (s *session) release(at string) error {
	_, _, err := s.run(work.ReleaseJob(at))
	s.say(s.hand.Left)
	return err
}

// chooseResponse chooses the file that only a person knows to be the response, and
// has it taken after a question.
func (s *session) chooseResponse(d capability.Identity, files []desk.Finding, incomplete capability.CutShort, yes string, take func(at int) error) error {
	if len(files) == 0 {
		s.say(text.NoOpaque.String(), text.Incomplete(incomplete))
		return nil
	}
	s.say(text.OpaqueHelp.String(), text.Incomplete(incomplete))
	const whole = 1 << 10 // cells
	m := menu{zero: text.PlainClose.String(), offered: 0}
	for i, f := range files {
		m.choices = append(m.choices, choice{row: strings.Join(text.OpaqueLines(f, whole), ", "), do: func() error {
			s.say(text.OpaqueQuestionTitle.String(), text.OpaqueFor(f, d))
			if sure, err := s.yes(text.NotYetNo.String(), yes); err != nil || !sure {
				return err
			}
			return take(i)
		}})
	}
	_, err := s.pick(m)
	return err
}
