package report

import (
	"cmp"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/certificate"
)

// Rests says on what it rests that something happened.
type Rests string

// What it can rest on, from the most to the least.
const (
	OnKey       Rests = "key"       // the portal's signature, checked here
	OnSight     Rests = "seen"      // this laptop saw it
	OnPortal    Rests = "portal"    // the portal's word, asked by program and not signed
	OnColleague Rests = "colleague" // a known colleague signed it; nobody checked it here
	OnClaim     Rests = "claim"     // a person says so
	OnHearsay   Rests = "hearsay"   // another laptop's case says so, and nobody known signed it
)

// Event is one fact of a device's history.
type Event struct {
	Return capability.ReturnID `json:"return"`
	At     time.Time           `json:"at"`
	By     string              `json:"by"` // the operator; untrusted in hearsay
	Kind   capability.FactKind `json:"fact"`
	Rests  Rests               `json:"rests_on"`
	From   string              `json:"from,omitempty"` // the colleague who signed it
	Fact   capability.Fact     `json:"said"`
}

// Past is one return of a device.
type Past struct {
	ID        capability.ReturnID `json:"return"`
	Stage     capability.Stage    `json:"stage"`
	Closing   capability.Closing  `json:"closed_on,omitempty"`
	Opened    time.Time           `json:"opened"`
	Closed    time.Time           `json:"closed,omitzero"`
	Colleague string              `json:"colleague,omitempty"` // whose word it is that it stands so; empty: seen here
	Debt      capability.Debt     `json:"debt,omitempty"`
	Since     time.Time           `json:"since,omitzero"` // when the debt began
}

// History is all that is known about a device, or of several that share what was asked for.
type History struct {
	Asked   string               `json:"asked"` // a serial number or a host ID
	Devices []certificate.Device `json:"devices"`
	Returns []Past               `json:"returns"` // the oldest first
	Events  []Event              `json:"events"`  // in the order of their times
}

// HistoryOf gathers what returns tell of the device with a serial number or a host ID.
// Those of other devices are passed over.
func HistoryOf(asked string, returns []capability.Return) History {
	h := History{Asked: asked, Devices: []certificate.Device{}, Returns: []Past{}, Events: []Event{}}
	for _, r := range returns {
		if Names(asked, r) {
			h.add(r)
		}
	}
	slices.SortStableFunc(h.Returns, func(a, b Past) int { return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.ID, b.ID)) })
	slices.SortStableFunc(h.Events, func(a, b Event) int { return a.At.Compare(b.At) })
	return h
}

func (h *History) add(r capability.Return) {
	debt, since := r.Debt()
	h.Returns = append(h.Returns, Past{
		ID: r.ID, Stage: r.Stage, Closing: r.Closing, Opened: r.OpenedAt.UTC(), Closed: r.ClosedAt().UTC(), Colleague: r.Colleague(), Debt: debt, Since: since.UTC(),
	})
	for _, d := range []capability.Identity{r.Device, r.Seen} {
		device := certificate.DeviceOf(d)
		if !slices.Contains(h.Devices, device) {
			h.Devices = append(h.Devices, device)
		}
	}
	for _, e := range r.Entries {
		event := Event{Return: r.ID, At: e.At.UTC(), By: e.By, Kind: e.Fact.Kind(), Rests: RestsOn(e), Fact: e.Fact}
		if e.From != nil {
			event.From = e.From.Signer
		}
		h.Events = append(h.Events, event)
	}
}

// RestsOn says on what a fact rests.
func RestsOn(e capability.Entry) Rests {
	switch {
	case e.Hearsay():
		return OnHearsay
	case e.From != nil:
		return OnColleague
	}
	switch f := e.Fact.(type) {
	case capability.Uploaded, capability.Declared, capability.Decided, capability.Withdrawn, capability.Scanned:
		return OnClaim
	case capability.PortalRead, capability.Answered:
		return OnPortal
	case capability.Receipt:
		return onAnswer(f.Checked)
	case capability.ResponseFound:
		if f.Checked != nil {
			return OnKey
		}
	}
	return OnSight
}

// onAnswer is what a receipt rests on. One that nobody could check may be anybody's.
func onAnswer(checked *capability.Checked) Rests {
	if checked == nil {
		return OnClaim
	}
	return OnKey
}
