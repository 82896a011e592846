package plain

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/work"
)

// follow goes on with a return, act by act, until the person closes it. It is the
// screen of the steps and that of the end.
func (s *session) follow(st work.Standing) error {
	for s.told = ""; ; {
		s.say(st.Note...)
		st.Note = nil
		if err := s.refresh(false); err != nil {
			return err
		}
		m := s.stepMenu(&st)
		if !st.Return.Open() {
			m = s.doneMenu(&st)
		}
		if picked, err := s.pick(m); err != nil || !picked {
			return err
		}
	}
}

// sayOnce says where a return stands, unless that was said last.
func (s *session) sayOnce(lines ...string) {
	if all := strings.Join(lines, "\n"); all != s.told {
		s.told = all
		s.say(lines...)
	}
}

// warn says what is odd about a return, each once, and what is in its way.
func (s *session) warn(r capability.Return) {
	if r.Problem != nil {
		s.say(text.ProblemTitle.String() + text.Problem(r))
	}
	var all []string
	all = append(all, text.Origin(r))
	for _, f := range r.Flags {
		all = append(all, text.WarningTitle.String()+text.Warned(f))
	}
	for _, words := range all {
		if at := string(r.ID) + words; words != "" && !s.warned[at] {
			s.warned[at] = true
			s.say(words)
		}
	}
}

// stepMenu says where an open return stands, and what can be done.
func (s *session) stepMenu(st *work.Standing) menu {
	r, act := st.Return, capability.Next(st.Return)
	does := text.NextAct(r, act)
	if st.Sends(s.hand) {
		does = text.SendAct(r, act)
	}
	s.warn(r)
	s.sayOnce(text.PlainAt(r, st.Plan(s.hand)), text.AtHand(st.Available(s.hand), act), text.PlainNext(act, st.Undo(s.hand), does))
	m := menu{zero: text.PlainClose.String(), offered: 1, choices: append([]choice{
		{word: st.Word(s.hand), help: does, do: func() error { return s.next(st) }},
	}, s.stepOffers(st)...)}
	if at := slices.IndexFunc(m.choices, func(c choice) bool { return c.word == text.ChooseKey.String() }); st.CanChoose && at >= 0 {
		m.offered = at + 1 // to look for it again would find the same
	}
	return m
}

// stepOffers are what can be done beside the next act.
func (s *session) stepOffers(st *work.Standing) []choice {
	var all []choice
	add := func(is bool, word, help string, do func() error) {
		if is {
			all = append(all, choice{word: word, help: help, do: do})
		}
	}
	r, offers := st.Return, st.Offers(s.hand)
	job := func(j work.Job) func() error { return func() error { return s.do(st, j) } }
	add(offers.AtPortal && s.o.PlayPortal != nil, text.PlayKey.String(), text.PlainHelpPlay.String(), job(work.PlayPortalJob(r)))
	add(offers.Send, text.SendKey.String(), text.PlainHelpPortal.String(), job(work.SendJob(r, nil, false)))
	add(offers.Choose, text.ChooseKey.String(), text.PlainHelpChoose.String(), job(work.ChoicesJob(r, s.hand.StickPath())))
	add(offers.OtherStick, text.OtherStick.String(), text.PlainHelpStick.String(), func() error { return s.chooseStick(nil) })
	add(offers.Claim, text.Uploaded.String(), text.PlainHelpClaim.String(), func() error { return s.claim(st) })
	add(offers.SaveAgain, text.SaveMore.String(), text.PlainHelpAgain.String(), func() error { return s.chooseStick(st) })
	add(offers.Slip, text.SlipKey.String(), text.PlainHelpSlip.String(), job(work.SlipJob(r.ID)))
	add(offers.AskPortal, text.AskPortalKey.String(), text.PlainHelpAsk.String(), job(work.AskPortalJob(r)))
	if offers.Release {
		add(true, text.ReleaseKey.String(), text.PlainHelpRelease.String(), func() error { return s.release(s.hand.StickPath()) })
	}
	add(true, text.WaysKey.String(), text.PlainHelpMore.String(), func() error { return s.ways(st) })
	add(true, text.PlainSteps.String(), text.PlainHelpSteps.String(), func() error { s.tellSteps(*st); return nil })
	return all
}

// next does the next act, or provides what it needs first.
func (s *session) next(st *work.Standing) error {
	r, act := st.Return, capability.Next(st.Return)
	switch st.Turn(s.hand) {
	case work.TurnDeclare:
		return s.declare(st)
	case work.TurnDecide:
		return s.decide(st)
	case work.TurnConnect:
		_, err := s.connect(&r.Device)
		return err
	case work.TurnSend:
		return s.do(st, work.SendJob(r, work.Fit(s.hand.OneStick(), act), false))
	case work.TurnStick:
		return s.chooseStick(nil)
	case work.TurnScan:
		return s.scan(st)
	case work.TurnConfirm:
		return s.load(st)
	}
	stick := s.hand.StickPath()
	if act.Need == capability.NeedsDevice {
		stick = ""
	}
	return s.do(st, work.ActJob(r, stick))
}

// load asks before the point of no return: what, on which device, before and after.
func (s *session) load(st *work.Standing) error {
	r := st.Return
	s.say(text.PlainLoad(r), text.Load(r))
	s.say(work.Difference(r)...)
	if _, read := r.Changes(); !read {
		s.say(text.Unreadable.String())
	}
	s.say(text.Rests(r, s.now()))
	if do, err := s.yes(text.LoadNo.String(), text.LoadYes.String()); err != nil || !do {
		return err
	}
	return s.do(st, work.ActJob(r, ""))
}

// do runs a job on a return, takes over where it stands then, and does what the
// result asks for.
func (s *session) do(st *work.Standing, j work.Job) error {
	found, _, err := s.run(j)
	if err != nil {
		return err
	}
	switch m := found.(type) {
	case work.Standing:
		*st = m
	case work.Adopted:
		*st = m.Standing
	case work.SendAgain:
		*st = m.Standing
		return s.sendAgain(st, m.Why)
	case work.PortalAsked:
		*st = m.Standing
		s.tellPortal(st.Return)
	case work.Choices:
		return s.chooseResponse(m.Return.Device, text.Candidates(m.Findings), m.Incomplete, text.TakeYes.String(), func(at int) error {
			return s.do(st, work.TakeFileJob(m.Return.ID, m.Stick, text.Candidates(m.Findings)[at]))
		})
	case work.PageRead:
		s.tellPage(m)
	}
	return nil
}

// sendAgain asks before the portal is given what it did not take before.
func (s *session) sendAgain(st *work.Standing, why error) error {
	s.say(text.SendAgain(why)...)
	if send, err := s.yes(text.SendAgainNo.String(), text.SendAgainYes.String()); err != nil || !send {
		return err
	}
	return s.do(st, work.SendJob(st.Return, nil, true))
}

// tellPortal says where a return stands by the portal's own word, apart from what was
// seen here and from what persons claim.
func (s *session) tellPortal(r capability.Return) {
	seen, claimed := text.StepsSeen(r, s.now())
	if len(claimed) == 0 {
		claimed = []string{text.NothingClaimed.String()}
	}
	s.part(text.PortalTitle.String(), text.PortalTexts(r, s.now())...)
	s.part(text.SeenTitle.String(), seen...)
	s.part(text.ClaimedTitle.String(), claimed...)
}

// part says some lines under a title.
func (s *session) part(title string, lines ...string) {
	if len(lines) > 0 {
		s.say(title + ":")
		s.say(lines...)
	}
}

// tellSteps says all steps, and what belongs to the return.
func (s *session) tellSteps(st work.Standing) {
	r := st.Return
	for _, step := range st.Plan(s.hand) {
		s.say(text.PlainStep(r.Purpose, step, s.now()))
	}
	s.part(text.DeviceTitle.String(), text.IdentityTexts(r.Device)...)
	s.part(text.OrderTitle(r), orderTexts(r)...)
	s.part(text.ConfirmationTitle.String(), text.Confirmation(r))
	if said := text.PortalSays(r, s.now()); said != "" {
		s.part(text.PortalWordTitle.String(), said)
	}
	if r.Evidence != nil {
		s.part(text.DeclaredTitle.String(), text.EvidenceTexts(*r.Evidence)...)
	}
	s.part(text.FilesTitle.String(), text.RecordTexts(r)...)
	if r.Reason != "" {
		s.part(text.ReasonTitle.String(), text.Printable("", r.Reason))
	}
	s.part(text.RecordTitle.String(), text.Printable("", st.RecordDir))
}

func orderTexts(r capability.Return) []string {
	var texts []string
	for _, line := range r.Order.Lines {
		held := capability.CountOf(r.Before, line.ActivationID)
		texts = append(texts, text.Printable("", string(line.ActivationID))+": "+text.Stands(r, held, line))
	}
	if len(texts) == 0 {
		texts = []string{text.Order(r)}
	}
	return texts
}
