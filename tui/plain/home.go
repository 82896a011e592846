package plain

import (
	"fmt"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/tui/text"
	"handback/tui/work"
)

// home tells what is open and what is plugged in, until the person leaves.
func (s *session) home() error {
	for {
		if err := s.lookAround(); err != nil {
			return err
		}
		s.tellHome()
		m := menu{choices: s.homeChoices(), zero: text.PlainLeave.String(), offered: 1}
		if picked, err := s.pick(m); err != nil || !picked {
			return err
		}
	}
}

// lookAround lists everything, and counts the requests that wait on new sticks.
func (s *session) lookAround() error {
	err := s.refresh(true)
	for err == nil && s.listed.Uncounted {
		var stopped bool
		if _, stopped, err = s.run(work.CountDueJob()); stopped {
			break
		}
	}
	return err
}

func (s *session) tellHome() {
	s.say(text.PlainAround(len(s.listed.Ports), s.listed.Sticks))
	if s.listed.Auto != nil {
		s.say(text.AutoNews(*s.listed.Auto))
	}
	s.say(s.listed.Problems...)
	if len(s.waiting()) == 0 {
		s.say(text.PlainNothing.String())
	} else {
		s.say(text.PlainOpen(s.listed.Returns, len(s.waiting()), s.now()))
	}
}

// waiting are the returns in which somebody has to act, or which have to be repaired.
func (s *session) waiting() []ledger.Summary {
	var all []ledger.Summary
	for _, one := range s.listed.Returns {
		if one.Err != nil || one.Act != capability.ActNothing {
			all = append(all, one)
		}
	}
	return all
}

// homeChoices are the returns that wait, then what can be begun.
func (s *session) homeChoices() []choice {
	var all []choice
	for _, one := range s.waiting() {
		all = append(all, choice{row: text.PlainSummary(one, s.now()), help: text.PlainHelpReturn.String(), do: func() error { return s.open(one) }})
	}
	all = append(all,
		choice{word: text.PlainNew.String(), help: text.PlainHelpNew.String(), do: s.begin},
		choice{word: text.WhereKey.String(), help: text.PlainHelpWhere.String(), do: s.where})
	for i := range s.listed.Sticks {
		stick := s.listed.Sticks[i]
		if due := s.listed.Due[text.StickAt(&stick)]; due > 0 {
			all = append(all, choice{word: text.PlainDue(&stick, due), help: text.PlainHelpSend.String(), do: func() error { return s.exchange(stick, due) }})
		}
	}
	if len(s.waiting()) < len(s.listed.Returns) {
		all = append(all, choice{word: text.PlainDone.String(), help: text.PlainHelpDone.String(), do: s.closedReturns})
	}
	return append(all,
		choice{word: text.PlainStick.String(), help: text.PlainHelpStick.String(), do: func() error { return s.chooseStick(nil) }},
		choice{word: text.DeadKey.String(), help: text.PlainHelpDead.String(), do: s.declareUnknown},
		choice{word: text.WhichWayKey.String(), help: text.PlainHelpWays.String(), do: s.whichWay},
		choice{word: text.Log.String(), help: text.PlainHelpLog.String(), do: s.log},
		choice{word: text.LookAgain.String(), help: text.PlainHelpLook.String(), do: func() error { return nil }})
}

// open goes on with a return of the list, or says why its record can't be read.
func (s *session) open(one ledger.Summary) error {
	if one.Err != nil {
		s.fail(one.Err)
		return nil
	}
	found, _, err := s.run(work.OpenJob(one.ID))
	if st, is := found.(work.Standing); is && err == nil {
		return s.follow(st)
	}
	return err
}

// closedReturns lists the returns that have ended.
func (s *session) closedReturns() error {
	var all []choice
	for _, one := range s.listed.Returns {
		if one.Err == nil && one.Act == capability.ActNothing {
			all = append(all, choice{row: text.PlainSummary(one, s.now()), help: text.PlainHelpReturn.String(), do: func() error { return s.open(one) }})
		}
	}
	_, err := s.pick(menu{choices: all, zero: text.PlainClose.String(), offered: 0})
	return err
}

// exchange gives the requests on a stick to the portal.
func (s *session) exchange(stick media.Stick, due int) error {
	for again := false; ; again = true {
		found, _, err := s.run(work.ExchangeJob(stick, due, again))
		x, is := found.(work.Exchanged)
		if err != nil || !is {
			return err
		}
		left := s.tellExchange(x)
		if left == 0 {
			return nil
		}
		s.say(text.SendRest(left)...)
		if send, err := s.yes(text.SendAgainNo.String(), text.SendAgainYes.String()); err != nil || !send {
			return err
		}
		due = left
	}
}

// tellExchange says what happened to each request. It counts those that only a person
// can have sent again.
func (s *session) tellExchange(x work.Exchanged) (left int) {
	if x.Ended != nil {
		s.say(text.ExchangeEnded(x.Summary, x.Ended))
	} else {
		s.say(text.ExchangedAll(x.Summary))
	}
	for _, g := range text.OutcomeGroups(x.Outcomes) {
		s.say(g.Title + ":")
		for _, o := range g.Outcomes {
			s.say(text.OutcomeTexts(o)...)
		}
	}
	s.say(text.Incomplete(x.Incomplete))
	for _, o := range x.Outcomes {
		if text.AfterLook(o) {
			left++
		}
	}
	return left
}

// whichWay says which way of a return is better.
func (s *session) whichWay() error {
	const width = 75 // one thing below the other
	s.say(text.WaysPage(width)...)
	return nil
}

// shownLog is how many lines of the log are said.
const shownLog = 40

func (s *session) log() error {
	lines := s.runner.Log()
	if len(lines) == 0 {
		s.say(text.LogEmpty.String())
	}
	for i, line := range lines[max(0, len(lines)-shownLog):] {
		s.say(fmt.Sprintf("%d: %s  %s", i+1, line.At.In(s.now().Location()).Format("15:04:05"), line.Text))
	}
	return nil
}
