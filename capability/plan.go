package capability

import (
	"slices"
	"time"
)

// StepState says how far one step of a plan is.
type StepState string

// The states of a step.
const (
	StepDone StepState = "done"
	StepNext StepState = "next"
	StepTodo StepState = "todo"
)

// Step is one line of the way through a return, as a person counts them.
type Step struct {
	Number  int
	Kind    StepKind
	State   StepState
	At      time.Time // when it was done, by the laptop's clock; zero otherwise
	Claimed bool      // done only as a person says
}

// StepKind names a step. A step at the portal is two acts of one person.
type StepKind string

// The steps.
const (
	StepRead             StepKind = "read-licenses"
	StepRemoved          StepKind = "removed-in-portal"
	StepMakeRequest      StepKind = "make-request"
	StepSaveRequest      StepKind = "save-request"
	StepPortal           StepKind = "portal"
	StepFetch            StepKind = "fetch-response" // of a response that the portal made by itself
	StepLoad             StepKind = "load-response"
	StepCheck            StepKind = "check-licenses"
	StepMakeConfirmation StepKind = "make-confirmation"
	StepSaveConfirmation StepKind = "save-confirmation"
	StepPortalAgain      StepKind = "portal-again"
	StepDeclare          StepKind = "declare"
	StepSaveDeclaration  StepKind = "save-declaration"
	StepDecision         StepKind = "decision"
)

// Plan lists the steps of r from the first to the last.
func Plan(r Return) []Step {
	var steps []Step
	at, next := r.Stage, true
	if r.Stage == StageCancelled || r.Stage == StageSetAside {
		at, next = r.left, false
	}
	for _, s := range stepsOf(r) {
		step := Step{Number: len(steps) + 1, Kind: s.kind, State: StepTodo}
		switch {
		case at >= s.done:
			step.State = StepDone
			step.At, step.Claimed = r.reached[s.done].at, r.reached[s.done].claimed
		case next:
			step.State, next = StepNext, false
		}
		steps = append(steps, step)
	}
	return steps
}

// PlanOnline lists the steps of r where a program reaches the portal: what is not on
// a stick yet goes without one.
func PlanOnline(r Return) []Step {
	r.requestBySelf = r.requestBySelf || r.Stage < StageRequestSaved
	r.confirmationBySelf = r.confirmationBySelf || r.Stage < StageConfirmationSaved
	return Plan(r)
}

type stepRule struct {
	kind StepKind
	done Stage // the stage from which on it is done
}

func stepsOf(r Return) []stepRule {
	if r.Dead() || r.Closing == ClosedOnDecision || r.Way == FromLabel && r.Stage == StageOrdered {
		return []stepRule{
			{StepDeclare, StageDeclared}, {StepSaveDeclaration, StageDeclarationSaved}, {StepDecision, StageClosed},
		}
	}
	var rules []stepRule
	switch r.Way {
	case FromCase:
		rules = []stepRule{{StepRead, StageAtPortal}, {StepFetch, StageResponseFound}}
	case FromPortal:
		rules = []stepRule{{StepRemoved, StageAtPortal}, {StepFetch, StageResponseFound}}
	default:
		rules = []stepRule{
			{StepRead, StageOrdered},
			{StepMakeRequest, StageRequestMade},
			{StepSaveRequest, StageRequestSaved},
			{StepPortal, StageResponseFound},
		}
		if r.requestBySelf {
			rules = slices.Delete(rules, 2, 3)
		}
	}
	rules = append(rules, stepRule{StepLoad, StageLoaded}, stepRule{StepCheck, StageVerified})
	if !r.ConfirmationRequired() {
		return rules
	}
	rules = append(rules, stepRule{StepMakeConfirmation, StageConfirmationMade})
	if !r.confirmationBySelf {
		rules = append(rules, stepRule{StepSaveConfirmation, StageConfirmationSaved})
	}
	return append(rules, stepRule{StepPortalAgain, StageClosed})
}
