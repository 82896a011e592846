package capability

import (
	"cmp"
	"errors"
	"fmt"
)

// ErrOtherDevice says that a reading or a mark comes from another device than
// the one whose return this is.
var ErrOtherDevice = errors.New("this is another device")

// Intended is noted before a device command is sent, so that a cut in between
// leaves a trace: from here on the outcome is unknown until a fact tells it.
type Intended struct {
	Act      ActKind `json:"act"`                // ActMakeRequest, ActLoadResponse or ActMakeConfirmation
	LastMade *Made   `json:"last_made,omitzero"` // the request that the device had made last before
}

// Kind implements [Fact].
func (Intended) Kind() FactKind { return KindIntended }

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

// Kind implements [Fact].
func (Refused) Kind() FactKind { return KindRefused }

func (f Refused) apply(r *Return) error {
	command := ruleOf(f.Act)
	if command.unknown == StageNone || r.Stage != command.unknown {
		return unexpected(r, f)
	}
	r.Stage = command.before
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

// Kind implements [Fact].
func (NotDone) Kind() FactKind { return KindNotDone }

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

// Kind implements [Fact].
func (Loaded) Kind() FactKind { return KindLoaded }

func (f Loaded) apply(r *Return) error {
	if r.Stage != StageLoading && r.Stage != StageResponseFound {
		return unexpected(r, f)
	}
	if f.Mark.SHA256 != r.Response.SHA256 {
		return fmt.Errorf("%w: the device processed %s, not %s", ErrUnexpected, f.Mark.SHA256.Short(), r.Response.SHA256.Short())
	}
	mark := f.Mark
	r.Stage, r.Mark, r.Problem, r.foundLoaded = StageLoaded, &mark, nil, f.Found
	return nil
}
