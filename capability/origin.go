package capability

import (
	"fmt"
	"time"
)

// Origin tells how a fact came that was not noted here: in a case that a person
// took in from a stick.
type Origin struct {
	Case   Digest `json:"case"`             // of the file that the case lay in
	Signer string `json:"signer,omitempty"` // the known colleague who signed it; empty: nobody who is known here
}

// Hearsay reports whether nobody known stands for the fact: it says where to
// look, and decides nothing.
func (e Entry) Hearsay() bool { return e.From != nil && e.From.Signer == "" }

// SeenBy is who stands for the fact: the known colleague who signed the case
// that it came in, else the operator who noted it. It is empty for hearsay.
func (e Entry) SeenBy() string {
	switch {
	case e.From == nil:
		return e.By
	default:
		return e.From.Signer
	}
}

// Bounds of a case that is taken in: more than a real return needs.
const (
	MaxCaseFacts = 500
	MaxWhose     = 16 // persons whom a TakenIn names
)

// TakenIn says that a person took in the case of another laptop. It follows the
// facts that came with it.
type TakenIn struct {
	Case         Digest   `json:"case"`               // of the file
	Path         string   `json:"path"`               // on the stick
	Stick        string   `json:"stick"`              // as a person names it
	StickSerial  string   `json:"stick_serial"`       // of its hardware, else of its volume; empty: it has none
	Facts        int      `json:"facts"`              // that were new here
	Whose        []string `json:"whose"`              // the operators that the case names; untrusted
	Signer       string   `json:"signer,omitempty"`   // the known colleague who signed it
	Confirmation Policy   `json:"confirmation"`       // the portal's setting, as it is configured here
	Unsigned     string   `json:"unsigned,omitempty"` // why its signature counts for nothing, when it has one
}

// Kind implements [Fact].
func (TakenIn) Kind() FactKind { return KindTakenIn }

func (f TakenIn) apply(r *Return) error {
	switch {
	case r.Stage == StageNone && r.Told == nil, r.Told == nil && len(r.Sources) == 0 && !r.signed():
		return unexpected(r, f)
	case r.Stage == StageNone:
		r.beginAsTold()
	case r.Stage == StageSetAside:
		r.Stage = r.left
	}
	r.Policy = f.Confirmation
	r.Sources = append(r.Sources, f)
	return nil
}

// signed reports whether the return was opened by a known colleague.
func (r *Return) signed() bool {
	return len(r.Entries) > 0 && r.Entries[0].From != nil
}

// beginAsTold starts a return of which nothing is known but what the case of
// another laptop says: which device to look at. What goes back shows by the
// portal's response and by the device.
func (r *Return) beginAsTold() {
	r.Stage, r.Way, r.Purpose, r.Reason = StageTakenIn, FromCase, ToReturn, r.Told.Reason
	r.Device = r.Told.Device
	r.Device.Last, r.Device.Clock, r.Device.Keys = nil, time.Time{}, nil
	r.Seen = r.Device
}

// SetAside says that nobody goes on here with a case that was taken in. Taking
// it in again goes on.
type SetAside struct {
	Reason string `json:"reason,omitempty"`
}

// Kind implements [Fact].
func (SetAside) Kind() FactKind { return KindSetAside }

func (f SetAside) apply(r *Return) error {
	if !r.Open() || len(r.Sources) == 0 {
		return unexpected(r, f)
	}
	r.left, r.Stage, r.Problem = r.Stage, StageSetAside, nil
	return nil
}

// tell adds a fact to what another laptop says of a return. One that can't
// follow there is only listed: nothing rests on it.
func (r *Return) tell(e Entry) error {
	var told Return
	if r.Told != nil {
		told = *r.Told
	} else if r.Stage != StageNone {
		return fmt.Errorf("%w: it was opened here, and the case of another laptop can't add to it", ErrUnexpected)
	}
	own := e
	own.From = nil
	switch err := told.Add(own); {
	case err == nil:
	case told.Stage == StageNone:
		return err
	default:
		told.Entries = append(told.Entries, own)
	}
	r.Told, r.ID = &told, told.ID
	return nil
}
