package plain

import (
	"handback/capability"
	"handback/tui/text"
	"handback/tui/work"
)

// doneMenu says how a return ended, what the portal credited and what that rests on,
// and where the record lies, and what can still be done.
func (s *session) doneMenu(st *work.Standing) menu {
	r := st.Return
	s.warn(r)
	lines := s.doneTexts(r, st.RecordDir)
	s.sayOnce(lines...)
	m := menu{zero: text.PlainClose.String(), choices: s.doneOffers(st)}
	if capability.Next(r).Kind == capability.ActActivate {
		m.offered = 1
	}
	return m
}

func (s *session) doneTexts(r capability.Return, dir string) []string {
	lines := []string{text.Context(r), text.ClosedNews(r)}
	if r.Replacement != nil {
		lines = append(lines, text.Transfer(r, s.hand.Connected()))
	}
	for _, line := range r.Order.Lines {
		held := capability.CountOf(r.Before, line.ActivationID)
		lines = append(lines, text.Printable("", string(line.ActivationID))+": "+text.Ended(r, held, line.Count))
	}
	lines = append(lines, text.Closing(r))
	if said := text.PortalSays(r, s.now()); said != "" {
		lines = append(lines, text.PortalWordTitle.String()+": "+said)
	}
	for _, id := range r.Credited {
		lines = append(lines, text.Credited(r, id))
	}
	if r.Evidence != nil {
		lines = append(append(lines, text.DeclaredTitle.String()+":"), text.EvidenceTexts(*r.Evidence)...)
	}
	return append(lines, text.RecordTitle.String()+": "+text.Printable("", dir))
}

func (s *session) doneOffers(st *work.Standing) []choice {
	var all []choice
	add := func(is bool, word, help string, do func() error) {
		if is {
			all = append(all, choice{word: word, help: help, do: do})
		}
	}
	r := st.Return
	add(capability.Next(r).Kind == capability.ActActivate, text.ActivateKey.String(), text.PlainHelpActivate.String(), func() error { return s.activate(st) })
	add(r.AwaitsProof(), text.ProveKey.String(), text.PlainHelpProve.String(), func() error { return s.do(st, work.ProveJob(r.ID, s.hand.StickPath())) })
	add(st.Online, text.AskPortalKey.String(), text.PlainHelpAsk.String(), func() error { return s.do(st, work.AskPortalJob(r)) })
	add(s.o.Certificate != nil, text.PlainDoc.String(), text.PlainHelpDoc.String(), func() error { return s.certificate(r) })
	add(len(work.Ways(r)) > 0, text.WaysKey.String(), text.PlainHelpMore.String(), func() error { return s.ways(st) })
	add(true, text.PlainSteps.String(), text.PlainHelpSteps.String(), func() error { s.tellSteps(*st); return nil })
	return all
}

// activate begins the activation on the replacement, or connects it first.
func (s *session) activate(st *work.Standing) error {
	to := *st.Return.Replacement
	if !s.hand.ConnectedTo(to) {
		_, err := s.connect(&capability.Identity{Host: to})
		return err
	}
	return s.do(st, work.ActivateJob(st.Return.ID))
}

// certificate reads out the certificate of a return, or saves it.
func (s *session) certificate(r capability.Return) error {
	page, err := s.o.Certificate(r)
	if err != nil {
		s.fail(err)
		return nil
	}
	path, filled, err := s.fill(field{label: text.PlainFile.String()})
	switch {
	case err != nil || !filled:
		return err
	case path == "":
		s.verbatim(string(page))
		return nil
	}
	if err := s.o.Save(text.Dropped(path), page); err != nil {
		s.fail(err)
		return nil
	}
	s.say(text.PlainSaved.String())
	return nil
}
