package work

import (
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/media"
)

// Unit is a row of the bench: a device, and the return that is open for it.
type Unit struct {
	Key    string // stays the same as long as the bench is open
	Device capability.Identity
	Return capability.Return // without an ID where nobody opened one
	Held   []capability.License
	Port   string // at which it answered last; empty: nowhere since the bench was opened, or it was unplugged

	State    bench.State    // empty: nothing was begun
	Act      capability.Act // that runs, or ran last
	Progress capability.Progress
	Since    time.Time // when this part of the act began

	Err     error // why it can't go on, but for what it only waits for
	Nothing bool  // the stick was looked through, and no answer for it is there
	site
}

// site is what the site says of the next act of a return.
type site struct {
	NeedsScan bool // it wants a scan on record before
	Online    bool // a program reaches the portal of the device
}

// UnitStanding says what a unit of the bench waits for.
type UnitStanding string

// The standings.
const (
	UnitReady    UnitStanding = "ready"    // its next act can be done now
	UnitNew      UnitStanding = "new"      // nobody opened a return for it
	UnitEmpty    UnitStanding = "empty"    // neither: it holds no license
	UnitRuns     UnitStanding = "runs"     // an act of it runs, or waits for its turn
	UnitAtPortal UnitStanding = "portal"   // persons carry its file and the answer
	UnitAway     UnitStanding = "away"     // the device answers nowhere
	UnitNoStick  UnitStanding = "no stick" // no stick is at hand
	UnitAsks     UnitStanding = "asks"     // its next act takes more than a key: it has a screen of its own
	UnitFailed   UnitStanding = "failed"   // a person has to look
	UnitClosed   UnitStanding = "closed"
)

// Bench is what the bench shows.
type Bench struct {
	Open  bool // its job runs
	Units []Unit

	Ports  int // that may be asked
	Silent int // of those that were asked last, where nobody answered
	Asked  bool
	Asking bool // who is there

	Stick  *media.Stick // at hand; nil: none, or none of several was chosen
	Sticks int          // that are plugged in

	News string // what came of the last thing; empty: nothing yet
	Bad  bool   // that is a problem
}

// Standing says what a unit waits for.
func (b Bench) Standing(u Unit) UnitStanding {
	act := capability.Next(u.Return)
	switch {
	case u.State == bench.Waiting || u.State == bench.Running || u.State == bench.ActDone:
		return UnitRuns
	case u.Err != nil:
		return UnitFailed
	case u.Return.ID == "" && len(u.Held) == 0:
		return UnitEmpty
	case u.Return.ID == "":
		return UnitNew
	case act.Kind == capability.ActNothing:
		return UnitClosed
	}
	return b.standingBefore(u, act)
}

// standingBefore says what an act of a unit waits for.
func (b Bench) standingBefore(u Unit, act capability.Act) UnitStanding {
	switch act.Kind {
	case capability.ActDeclare, capability.ActRecordDecision, capability.ActActivate:
		return UnitAsks
	}
	switch act.Need {
	case capability.NeedsDevice:
		switch {
		case act.Kind == capability.ActLoadResponse && u.NeedsScan:
			return UnitAsks
		case u.Port == "":
			return UnitAway
		}
	case capability.NeedsStick:
		if b.Stick == nil && !u.Online {
			return UnitNoStick
		}
	case capability.NeedsPortal:
		if !u.Online {
			return UnitAtPortal
		}
	}
	return UnitReady
}

// Loads reports whether the next act of a unit takes licenses away from its device.
func (u Unit) Loads() bool { return capability.Next(u.Return).Kind == capability.ActLoadResponse }

// waits reports whether an error only says what a unit waits for.
func waits(err error) bool {
	_, missing := errors.AsType[*desk.Missing](err)
	for _, harmless := range []error{bench.ErrNeedsPerson, bench.ErrNotThere, bench.ErrRuns, bench.ErrClosed, context.Canceled} {
		missing = missing || errors.Is(err, harmless)
	}
	return err == nil || missing
}
