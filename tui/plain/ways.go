package plain

import (
	"time"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/work"
)

// ways are what else can be done with a return now.
func (s *session) ways(st *work.Standing) error {
	all := work.Ways(st.Return)
	if len(all) == 0 {
		s.say(text.NoWays)
		return nil
	}
	m := menu{zero: text.PlainClose, offered: 0}
	for _, w := range all {
		if w.Kind == work.WayCodes && s.o.ASCII {
			continue // no code can be drawn
		}
		m.choices = append(m.choices, choice{row: w.Title, help: w.Text, do: func() error { return s.way(st, w) }})
	}
	_, err := s.pick(m)
	return err
}

func (s *session) way(st *work.Standing, w work.Way) error {
	switch w.Kind {
	case work.WayCodes:
		return s.codes(st)
	case work.WayLines:
		return s.do(st, work.LinesJob(st.Return.ID))
	case work.WayEnter:
		return s.byHand(st)
	case work.WayDeclare:
		return s.declare(st)
	case work.WayDecide:
		return s.decide(st)
	}
	s.say(w.Text)
	why, filled, err := s.fill(field{label: text.Why})
	if err != nil || !filled {
		return err
	}
	if sure, err := s.yes(text.LeaveIt, w.Yes); err != nil || !sure {
		return err
	}
	return s.do(st, work.AmendJob(st.Return.ID, w.Title, why, w.Amend))
}

// claim asks before a person's word is noted.
func (s *session) claim(st *work.Standing) error {
	s.say(text.Claim(st.Return, capability.Next(st.Return)))
	if sure, err := s.yes(text.ClaimNo, text.ClaimYes); err != nil || !sure {
		return err
	}
	return s.do(st, work.ClaimJob(st.Return))
}

// scanLayout is how the time of a scan is typed, by the laptop's clock.
const scanLayout = "2006-01-02 15:04"

// scan asks who had the stick scanned, where and when.
func (s *session) scan(st *work.Standing) error {
	now := s.now()
	when := func(v string) (time.Time, error) { return time.ParseInLocation(scanLayout, v, now.Location()) }
	s.say(text.Scan)
	v, filled, err := s.form(
		field{label: text.WhoScanned, missing: text.WhoMissing},
		field{label: text.Station, missing: text.StationMissing},
		field{label: text.WhenScanned, value: now.Format(scanLayout), wrong: func(v string) string {
			if _, err := when(v); err != nil {
				return text.WhenWrong
			}
			return ""
		}})
	if err != nil || !filled {
		return err
	}
	if sure, err := s.yes(text.NotYetNo, text.ScanYes); err != nil || !sure {
		return err
	}
	at, err := when(v[2])
	if err != nil {
		s.fail(err)
		return nil
	}
	return s.do(st, work.ScanJob(st.Return.ID, capability.Scanned{Who: v[0], Station: v[1], When: at}))
}

// cause asks why a device is dead. It is empty where the person closes.
func (s *session) cause() (capability.Cause, error) {
	var chosen capability.Cause
	m := menu{zero: text.PlainClose, offered: 1}
	for _, c := range []capability.Cause{capability.NoBoot, capability.NoAnswer, capability.Destroyed, capability.Stolen, capability.Reimaged} {
		m.choices = append(m.choices, choice{row: text.Cause(c), do: func() error { chosen = c; return nil }})
	}
	s.say(text.CauseLabel + ":")
	_, err := s.pick(m)
	return chosen, err
}

// personFields are the fields for the person who declares it.
func personFields() []field {
	return []field{{label: text.WhoSays, missing: text.WhoMissing}, {label: text.Photo}, {label: text.Remarks}}
}

// declare takes what a person declares of the dead device of a return.
func (s *session) declare(st *work.Standing) error {
	r := st.Return
	s.say(text.Declare, text.HostIs(r.Device.Host))
	cause, err := s.cause()
	if err != nil || cause == "" {
		return err
	}
	v, filled, err := s.form(append([]field{
		{label: text.Serial, value: r.Device.Serial, missing: text.SerialMissing}, {label: text.Source, value: text.RecordSource(r.ID)},
	}, personFields()...)...)
	if err != nil || !filled {
		return err
	}
	if sure, err := s.yes(text.NotYetNo, text.DeclareYes); err != nil || !sure {
		return err
	}
	e := capability.Evidence{Cause: cause, Serial: v[0], Host: r.Device.Host, Source: v[1], Who: v[2], Photo: v[3], Remarks: v[4]}
	return s.do(st, work.DeclareJob(r.ID, e))
}

// declareUnknown does the same for a device that has no open return here: its label,
// or an earlier record of this laptop, says which one it is.
func (s *session) declareUnknown() error {
	s.say(text.Declare, text.DeclareUnknown)
	cause, err := s.cause()
	if err != nil || cause == "" {
		return err
	}
	serial, filled, err := s.fill(field{label: text.Serial, missing: text.SerialMissing})
	if err != nil || !filled {
		return err
	}
	known, source := capability.Identity{}, text.LabelSource
	for _, one := range s.listed.Returns {
		if one.Err == nil && one.Device.Serial == serial {
			known, source = one.Device, text.RecordSource(one.ID)
			break
		}
	}
	host := ""
	if !known.Host.IsZero() {
		host = known.Host.String()
	}
	v, filled, err := s.form(append([]field{
		{label: text.Host, value: host, missing: text.HostWrong, wrong: wrongHost}, {label: text.Model, value: known.Model}, {label: text.Source, value: source},
	}, personFields()...)...)
	if err != nil || !filled {
		return err
	}
	if sure, err := s.yes(text.NotYetNo, text.DeclareYes); err != nil || !sure {
		return err
	}
	id, err := capability.ParseHostID(v[0])
	if err != nil {
		s.fail(err)
		return nil
	}
	e := capability.Evidence{Cause: cause, Serial: serial, Host: id, Source: v[2], Who: v[3], Photo: v[4], Remarks: v[5]}
	return s.openAfter(work.DeclareUnknownJob(e, v[1]))
}

// decide notes what the portal's owner decided on a dead device.
func (s *session) decide(st *work.Standing) error {
	s.say(text.Decide)
	var outcome capability.Outcome
	m := menu{zero: text.PlainClose, offered: 0, choices: []choice{
		{row: text.MadeObsolete, do: func() error { outcome = capability.MadeObsolete; return nil }},
		{row: text.Declined, do: func() error { outcome = capability.Declined; return nil }},
	}}
	if picked, err := s.pick(m); err != nil || !picked {
		return err
	}
	v, filled, err := s.form(field{label: text.WhoDecided, missing: text.WhoMissing}, field{label: text.Reference})
	if err != nil || !filled {
		return err
	}
	if sure, err := s.yes(text.NotYetNo, text.DecideYes); err != nil || !sure {
		return err
	}
	return s.do(st, work.DecideJob(st.Return.ID, capability.Decided{Outcome: outcome, Who: v[0], Reference: v[1]}))
}
