package plain

import (
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/typed"
	"handback/tui/text"
	"handback/tui/work"
)

// tellPage says a page of text: the slip for the person at the portal, or lines to
// type.
func (s *session) tellPage(p work.PageRead) {
	if p.Text == "" {
		s.say(text.NoSlip.String())
		return
	}
	s.say(p.Title + ":")
	s.verbatim(strings.TrimRight(p.Text, "\n"))
}

// verbatim says a text line by line, with the spaces that it has.
func (s *session) verbatim(page string) {
	for line := range strings.Lines(page) {
		// See say.
		_, _ = fmt.Fprintln(s.out, strings.TrimRight(capability.Printable(line), " "))
	}
}

// codes shows the file for the portal as QR codes, one after the other.
func (s *session) codes(st *work.Standing) error {
	found, _, err := s.run(work.CodesJob(st.Return.ID))
	m, is := found.(work.MessageRead)
	if err != nil || !is {
		return err
	}
	set, err := typed.Codes(m.Message, typed.Screen{Columns: 80, Rows: 24})
	for i := range set {
		rows, err := set[i].Draw(typed.OnDark)
		if err != nil {
			s.fail(err)
			return nil
		}
		s.say(text.PlainCode(i+1, len(set)))
		s.verbatim(strings.Join(rows, "\n"))
		next := menu{choices: []choice{{word: text.NextCode.String(), do: func() error { return nil }}}, zero: text.PlainClose.String(), offered: 1}
		if i == len(set)-1 {
			break
		}
		if picked, err := s.pick(next); err != nil || !picked {
			return err
		}
	}
	if err != nil {
		s.fail(err)
	}
	return nil
}

// byHand takes the portal's answer where no stick may go: a person types, pastes or
// scans it. The ledger keeps every line at once.
func (s *session) byHand(st *work.Standing) error {
	id := st.Return.ID
	found, _, err := s.run(work.EnteredJob(id))
	before, is := found.(work.Entered)
	if err != nil || !is {
		return err
	}
	entered, state := before.Text, work.EntryOf(before.Text).State()
	s.say(text.ByHand.String())
	for !state.Complete {
		s.say(text.Entered(state))
		line, err := s.line(text.PlainPrompt(text.PlainEnter.String(), ""))
		if err != nil || strings.TrimSpace(line) == "0" {
			return err
		}
		var complaints []string
		kept := entered
		entered, state, complaints = work.Enter(entered, line)
		s.say(complaints...)
		if entered == kept {
			continue
		}
		if _, _, err := s.run(work.KeepEnteredJob(id, entered)); err != nil {
			return err
		}
	}
	return s.do(st, work.TakeEnteredJob(id, entered))
}
