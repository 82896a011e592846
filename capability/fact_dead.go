package capability

import (
	"errors"
	"fmt"
)

// ErrEvidence says what is missing in a declaration of a dead device.
var ErrEvidence = errors.New("this evidence is not enough")

// Cause says why a device can't prove anything any more.
type Cause string

// The causes.
const (
	NoAnswer  Cause = "no-answer"
	NoBoot    Cause = "no-boot"
	Destroyed Cause = "destroyed"
	Stolen    Cause = "stolen"
	Reimaged  Cause = "re-imaged"
)

// Evidence is what a person declares about a dead device. It never counts as
// proof: the licenses stay a debt until the portal's owner decides.
type Evidence struct {
	Cause   Cause  `json:"cause"`
	Serial  string `json:"serial"`            // from the label or an earlier record
	Host    HostID `json:"host"`              // likewise
	Source  string `json:"source"`            // where the two come from: label, record, ...
	Who     string `json:"who"`               // who says so
	Photo   string `json:"photo,omitempty"`   // a reference to a photo
	Remarks string `json:"remarks,omitempty"` // anything else
}

// Check reports whether the evidence names a cause, a device and a person.
func (e Evidence) Check() error {
	switch e.Cause {
	case NoAnswer, NoBoot, Destroyed, Stolen, Reimaged:
	default:
		return fmt.Errorf("%w: the cause %q is not one of no-answer, no-boot, destroyed, stolen, re-imaged", ErrEvidence, string(e.Cause))
	}
	if e.Serial == "" || e.Who == "" {
		return fmt.Errorf("%w: the serial number and who says so are needed", ErrEvidence)
	}
	for _, text := range []string{e.Serial, e.Source, e.Who, e.Photo, e.Remarks} {
		if len(text) > MaxText {
			return fmt.Errorf("%w: a text has more than %d bytes", ErrEvidence, MaxText)
		}
	}
	return e.Host.Check()
}

// Declared says that the device is dead and what a person declares about it.
// The declaration for the portal's owner is in the ledger.
type Declared struct {
	Evidence    Evidence `json:"evidence"`
	Declaration Artifact `json:"declaration"`
}

func (f Declared) apply(r *Return) error {
	if !r.Open() || r.Dead() {
		return unexpected(r, f)
	}
	if err := f.Evidence.Check(); err != nil {
		return err
	}
	if f.Evidence.Host != r.Device.Host {
		return fmt.Errorf("%w: %s, not %s", ErrOtherDevice, f.Evidence.Host, r.Device.Host)
	}
	declaration, evidence := f.Declaration, f.Evidence
	r.left, r.Stage = r.Stage, StageDeclared
	r.Declaration, r.Evidence, r.Problem = &declaration, &evidence, nil
	return nil
}

// Outcome is what the portal's owner decided on a declaration.
type Outcome string

// The outcomes. Obsolete is permanent: the device can never get a license
// again.
const (
	MadeObsolete Outcome = "obsolete"
	Declined     Outcome = "declined"
)

// Decided is a person's record of the portal's decision.
type Decided struct {
	Outcome   Outcome `json:"outcome"`
	Who       string  `json:"who"`
	Reference string  `json:"reference,omitempty"`
}

func (f Decided) apply(r *Return) error {
	switch {
	case !r.Dead():
		return unexpected(r, f)
	case f.Outcome == MadeObsolete:
		r.close(ClosedOnDecision)
	case f.Outcome == Declined:
		r.Problem = &Problem{Kind: ProblemDeclined, Text: f.Reference}
	default:
		return fmt.Errorf("%w: the outcome %q is neither obsolete nor declined", ErrEvidence, string(f.Outcome))
	}
	return nil
}

// Dead reports whether the return waits for a decision on a dead device.
func (r Return) Dead() bool { return r.Stage == StageDeclared || r.Stage == StageDeclarationSaved }

// revive follows a reading of a device that was declared dead. The return goes back
// to where it was; a device that was made obsolete keeps the flag for ever.
func (r *Return) revive() {
	if r.Dead() {
		r.Stage = r.left
	}
	r.Problem = &Problem{Kind: ProblemAlive}
	r.Flags = append(r.Flags, Flagged{
		Flag: FlagAlive, Text: "the device answers after it was declared dead",
	})
}
