package capability

import "time"

// Debt says what a return owes as long as it is open. An activation owes nothing, nor
// does a case of which nothing was seen here.
type Debt string

// The debts.
const (
	NoDebt      Debt = ""
	DebtOpen    Debt = "open"    // the device may hold and use the licenses
	DebtWaiting Debt = "waiting" // they are gone, and the portal waits for the confirmation
	DebtDead    Debt = "dead"    // the device can't prove anything, and the portal's owner has to decide
)

// Debts lists them, in the order in which a report has them.
func Debts() []Debt { return []Debt{DebtOpen, DebtWaiting, DebtDead} }

// Debt tells what the return owes, and since when: an open one since it was opened, one
// that waits since the licenses were gone, a dead one since it was declared.
func (r Return) Debt() (Debt, time.Time) {
	switch {
	case !r.Open() || r.Purpose == ToActivate || r.Stage == StageTakenIn:
		return NoDebt, time.Time{}
	case r.Dead():
		return DebtDead, r.reached[StageDeclared].at
	case r.Stage >= StageLoaded:
		return DebtWaiting, r.reached[StageLoaded].at
	case r.PortalStanding() == PortalWaits, r.Way == FromPortal && r.Response != nil:
		return DebtWaiting, r.startedAtPortal()
	default:
		return DebtOpen, r.OpenedAt
	}
}

// startedAtPortal is when it was seen that the portal took the licenses away.
func (r Return) startedAtPortal() time.Time {
	if at := r.reached[StageAtPortal].at; !at.IsZero() {
		return at
	}
	return r.OpenedAt
}

// ClosedAt is when the return came to its end, or when the proof came that it rests on
// now; zero: it is not closed.
func (r Return) ClosedAt() time.Time {
	if r.Stage != StageClosed {
		return time.Time{}
	}
	return r.reached[StageClosed].at
}

// Colleague names the known colleague who vouches for the fact that brought the return
// where it is. Empty: it was seen here.
func (r Return) Colleague() string {
	if len(r.Sources) == 0 && !r.signed() {
		return ""
	}
	var replayed Return
	name := ""
	for _, e := range r.Entries {
		stage, closing := replayed.Stage, replayed.Closing
		if replayed.Add(e) != nil {
			break
		}
		if _, note := e.Fact.(TakenIn); !note && !e.Hearsay() && (replayed.Stage != stage || replayed.Closing != closing) {
			name = ""
			if e.From != nil {
				name = e.From.Signer
			}
		}
	}
	return name
}
