package capability

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ErrOtherDevice says that a reading or a mark comes from another device than
// the one whose return this is.
var ErrOtherDevice = errors.New("this is another device")

// Intended is noted before a device command is sent, so that a cut in between
// leaves a trace. From here on the outcome is unknown until a fact tells it.
type Intended struct {
	Act      ActKind `json:"act"`                // ActMakeRequest, ActLoadResponse or ActMakeConfirmation
	LastMade *Made   `json:"last_made,omitzero"` // the request that the device had made last before
}

func (f Intended) apply(r *Return) error {
	command := ruleOf(f.Act)
	if command.unknown == StageNone || r.Stage != command.before { // never again before the device was asked
		return unexpected(r, f)
	}
	r.Stage, r.LastMade, r.Problem = command.unknown, f.LastMade, nil
	return nil
}

// Refused is the device's no to a command: it has changed nothing.
type Refused struct {
	Act  ActKind     `json:"act"`
	Code RefusalCode `json:"code"`
	Said string      `json:"said,omitempty"` // see [Refusal]
	Text string      `json:"text,omitempty"`
}

// Words are what the device said, without its own text.
func (f Refused) Words() string { return cmp.Or(f.Said, f.Code.String()) }

func (f Refused) apply(r *Return) error {
	if err := (NotDone{f.Act}).apply(r); err != nil {
		return unexpected(r, f)
	}
	r.Problem = &Problem{Kind: ProblemRefused, Code: f.Code, Said: f.Said, Text: f.Text}
	if f.Act == ActLoadResponse {
		r.rejectResponse(f.Code.Remedy())
	}
	return nil
}

// NotDone is noted when the device, asked after a cut, shows that a command
// did not take place.
type NotDone struct {
	Act ActKind `json:"act"`
}

func (f NotDone) apply(r *Return) error {
	command := ruleOf(f.Act)
	if command.unknown == StageNone || r.Stage != command.unknown {
		return unexpected(r, f)
	}
	r.Stage = command.before
	return nil
}

// Loaded says that the device processed the response: it said so to the
// command, or showed it when asked later (Found).
type Loaded struct {
	Mark  Mark `json:"mark"`
	Found bool `json:"found,omitempty"`
}

func (f Loaded) apply(r *Return) error {
	if r.Response == nil || r.Stage != StageLoading && r.Stage != StageResponseFound {
		return unexpected(r, f)
	}
	if f.Mark.SHA256 != r.Response.SHA256 {
		return fmt.Errorf("%w: the device processed %s, not %s", ErrUnexpected, f.Mark.SHA256.Short(), r.Response.SHA256.Short())
	}
	mark := f.Mark
	r.Stage, r.Mark, r.Problem, r.foundLoaded = StageLoaded, &mark, nil, f.Found
	return nil
}

// LicensesRead is what the device held when it was read again. It is the
// strongest evidence there is, whoever brought the device to that state.
type LicensesRead struct {
	Reading Reading `json:"reading"`
}

func (f LicensesRead) apply(r *Return) error {
	if f.Reading.Device.Host != r.Device.Host {
		return fmt.Errorf("%w: %s, not %s", ErrOtherDevice, f.Reading.Device.Host, r.Device.Host)
	}
	if r.Stage == StageNone || r.Stage.OutcomeUnknown() {
		return unexpected(r, f)
	}
	if r.Dead() || r.Closing == ClosedOnDecision {
		r.revive()
	}
	if r.Stage == StageTakenIn { // the first that is known here of the device
		r.Stage, r.Device, r.Before, r.Seen = StageAtPortal, f.Reading.Device, f.Reading.Licenses, f.Reading.Device
		return nil
	}
	r.observe(f.Reading)
	if len(r.Order.Lines) == 0 && r.Stage >= StageVerified {
		r.Order = ReductionOf(r.Before, f.Reading.Licenses)
	}
	r.After, r.Seen = append([]License{}, f.Reading.Licenses...), f.Reading.Device // not nil: it was read, and may hold nothing
	return nil
}

// observe draws the conclusions from a reading: from whether it shows the order
// carried out, and from the response that the device processed last.
func (r *Return) observe(now Reading) {
	met, last := r.Met(now.Licenses), now.Device.Last
	switch {
	case r.Stage == StageCancelled, r.Stage == StageSetAside, r.Closing == ClosedOnDecision:
	case r.Stage == StageClosed:
		r.observeClosed(met, last)
	case r.Stage < StageLoaded:
		r.observeBeforeLoading(met, now)
	case r.Stage == StageLoaded && (met || !r.SetBack(last)):
		r.observeLoaded(met, now)
	case !met, r.SetBack(last): // verified once, and there again: only an older state can show that
		r.loadAgain()
	}
}

// SetBack reports whether a device that names last shows an older response than
// the one that it processed for this return, or none where it showed one.
func (r Return) SetBack(last *Mark) bool {
	if r.Mark == nil {
		return false
	}
	return last == nil && r.Seen.Last != nil || last != nil && last.Seq < r.Mark.Seq
}

// loadAgain leads a device that is in an older state back to the response.
func (r *Return) loadAgain() {
	r.dropConfirmation()
	r.Stage, r.Mark, r.Problem = StageAtPortal, nil, &Problem{Kind: ProblemBackAgain}
	if r.Response != nil {
		r.Stage = StageResponseFound
	}
}

// observeLoaded compares after the device processed the response. Where the
// response must have had its effect and the device shows none, it may have been
// set back since: the same response can be loaded again.
func (r *Return) observeLoaded(met bool, now Reading) {
	if !met {
		if now.Device.Last != nil || r.Expected == nil || !r.Met(r.Expected) {
			r.rejectResponse(AnotherRequest)
		} else {
			r.dropResponse(AnotherRequest)
		}
		r.Problem = r.notMet(now.Licenses)
		return
	}
	r.Stage, r.Problem = StageVerified, nil
	r.closeUnlessConfirmed()
}

// observeBeforeLoading notices that the device processed a response since the
// return was opened: somebody else had it loaded.
func (r *Return) observeBeforeLoading(met bool, now Reading) {
	switch last := now.Device.Last; {
	case last == nil || (r.Device.Last != nil && last.Seq <= r.Device.Last.Seq):
	case r.Response != nil && last.Seq < r.responseSeq: // a newer one is there to be loaded
	case met:
		mark := *last
		r.Stage, r.Mark, r.Problem = StageVerified, &mark, nil
		if r.Response != nil && r.Response.SHA256 != mark.SHA256 {
			r.unasked = false // so says a response that the device did not process
		}
		r.closeUnlessConfirmed()
	case r.Response != nil && (last.SHA256 == r.Response.SHA256 || last.Seq >= r.responseSeq && r.responseSeq > 0):
		r.rejectResponse(AnotherRequest)
		r.Problem = r.notMet(now.Licenses)
	}
}

// notMet is the problem of a response that was processed and does not leave what
// was ordered: all is still there, or a part of it is gone.
func (r *Return) notMet(held []License) *Problem {
	if r.partly(held) {
		return &Problem{Kind: ProblemPartly}
	}
	return &Problem{Kind: ProblemStillThere}
}

// partly reports whether some of what was ordered to go is gone.
func (r *Return) partly(held []License) bool {
	return r.Purpose == ToReturn && slices.ContainsFunc(r.Order.Lines, func(l Line) bool {
		return CountOf(held, l.ActivationID) < CountOf(r.Before, l.ActivationID)
	})
}

// observeClosed compares after the end. By newer responses a device may hold
// anything, but never what went back together with an older mark.
func (r *Return) observeClosed(met bool, last *Mark) {
	if !met && r.Mark != nil && (last == nil || last.Seq < r.Mark.Seq) {
		r.Problem = &Problem{Kind: ProblemBackAgain}
	}
}
