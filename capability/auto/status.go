package auto

import (
	"time"

	"handback/capability"
)

// State says what auto is at.
type State string

// The states.
const (
	Watching State = "watching" // nothing is to be done now
	Acting   State = "acting"
	Resting  State = "resting" // another Handback has the ledger open
	Ended    State = "ended"
)

// Status is what auto does at a moment, for a person to read. The form is JSON
// and only ever grows. All times are of this computer's clock.
type Status struct {
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
	Changed time.Time `json:"changed"` // when this was written
	Policy  string    `json:"policy"`  // path of the policy
	Refused string    `json:"refused_policy,omitempty"`
	State   State     `json:"state"`
	HeldBy  int       `json:"ledger_held_by,omitempty"` // process that has the ledger; 0: none, or not known
	Opened  int       `json:"opened_within_a_day"`
	ADay    int       `json:"most_a_day"`
	Units   []Row     `json:"units"`
}

// Row is a unit in a [Status]. Its texts are untrusted.
type Row struct {
	Host    capability.HostID   `json:"host"`
	Serial  string              `json:"serial,omitempty"`
	Model   string              `json:"model,omitempty"`
	Port    string              `json:"port,omitempty"` // at which it answers; empty: at none
	Return  capability.ReturnID `json:"return,omitempty"`
	Stage   string              `json:"stage,omitempty"`
	Verdict Verdict             `json:"verdict"`
	Act     capability.ActKind  `json:"act,omitempty"`
	Why     Why                 `json:"why,omitempty"`
	Note    string              `json:"note,omitempty"` // what came of the last act that failed
	Since   time.Time           `json:"since"`          // that it is so
}

// EventKind names what happened.
type EventKind string

// The kinds of events.
const (
	EventStarted   EventKind = "started"
	EventEnded     EventKind = "ended"
	EventReloaded  EventKind = "reloaded"
	EventRefused   EventKind = "policy-refused" // the old one stays
	EventResting   EventKind = "resting"
	EventGoingOn   EventKind = "going-on"
	EventMet       EventKind = "met"
	EventGone      EventKind = "gone"
	EventOpened    EventKind = "opened"
	EventActs      EventKind = "acts"
	EventDone      EventKind = "done"
	EventFailed    EventKind = "failed"
	EventWaits     EventKind = "waits"
	EventAsks      EventKind = "asks"
	EventLeaves    EventKind = "leaves"
	EventWould     EventKind = "would" // of a dry run
	EventClosed    EventKind = "closed"
	EventCertified EventKind = "certified"
	EventCase      EventKind = "case"    // that a known colleague signed; it is kept for reports
	EventTrouble   EventKind = "trouble" // that is no unit's
)

// Event is one thing that happened. The form is JSON and only ever grows. Its texts
// are untrusted.
type Event struct {
	At     time.Time           `json:"at"`
	Kind   EventKind           `json:"event"`
	Host   string              `json:"host,omitempty"`
	Serial string              `json:"serial,omitempty"`
	Model  string              `json:"model,omitempty"`
	Port   string              `json:"port,omitempty"`
	Return capability.ReturnID `json:"return,omitempty"`
	Act    capability.ActKind  `json:"act,omitempty"`
	Why    Why                 `json:"why,omitempty"`
	Note   string              `json:"note,omitempty"` // why it failed, or which file
	Text   string              `json:"text,omitempty"` // all of it as a sentence; whoever tells the event adds it
}
