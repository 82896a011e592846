package text

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"handback/capability"
)

// StepTitle is the number and the title of a step.
func StepTitle(p capability.Purpose, s capability.Step) string {
	return strconv.Itoa(s.Number) + " " + stepNames(p, s.Kind).title.String()
}

// StepAside is what a technician must know about a step before it comes.
func StepAside(p capability.Purpose, kind capability.StepKind) string {
	return stepNames(p, kind).warning.String()
}

// stepNames are the names of a step of a return, or of an activation.
func stepNames(p capability.Purpose, kind capability.StepKind) actNames {
	for _, w := range actTable {
		if w.step == kind {
			return w.namesFor(p)
		}
	}
	return actNames{title: Phrase(Printable("", string(kind)))}
}

// StepMark is how far a step is, in a word.
func StepMark(s capability.Step) string {
	switch {
	case s.State == capability.StepDone && s.Claimed:
		return say("[said]")
	case s.State == capability.StepDone:
		return say("[done]")
	case s.State == capability.StepNext:
		return say("[next]")
	default:
		return "[    ]"
	}
}

// StepTime says when a step was done, and whether only a person says so.
func StepTime(s capability.Step, now time.Time) string {
	text := momentText(s.At, now)
	if s.Claimed {
		text = strings.TrimSpace(say("claimed %s", text))
	}
	return text
}

// StepLine is one step of a return, or of an activation, as plain text, with
// the time in UTC.
func StepLine(p capability.Purpose, s capability.Step) string {
	line := fmt.Sprintf("%s %s", StepMark(s), StepTitle(p, s))
	if !s.At.IsZero() {
		line += "  " + s.At.UTC().Format("2006-01-02 15:04 UTC")
	}
	if s.Claimed {
		line += say("  claimed")
	}
	return line
}

// stageTexts say where a return stands.
var stageTexts = map[capability.Stage]Phrase{
	capability.StageTakenIn:           "another laptop tells of it, nothing was seen here",
	capability.StageOrdered:           "what to return is chosen",
	capability.StageRequesting:        "the return request was asked for, the outcome is unknown",
	capability.StageRequestMade:       "the return request is made",
	capability.StageRequestSaved:      "the request is on a stick",
	capability.StageAtPortal:          "the request is at the portal, as a person says",
	capability.StageResponseFound:     "the response is here",
	capability.StageLoading:           "the response was being loaded, the outcome is unknown",
	capability.StageLoaded:            "the response is loaded",
	capability.StageVerified:          "the licenses are gone from the device",
	capability.StageConfirming:        "the confirmation was asked for, the outcome is unknown",
	capability.StageConfirmationMade:  "the confirmation is made",
	capability.StageConfirmationSaved: "the confirmation is on a stick",
	capability.StageDeclared:          "the device is declared dead",
	capability.StageDeclarationSaved:  "the declaration is on a stick",
	capability.StageClosed:            "closed",
	capability.StageCancelled:         "cancelled",
	capability.StageSetAside:          "set aside",
}

// Stage says where a return stands.
func Stage(s capability.Stage) string { return cmp.Or(stageTexts[s], "not begun").String() }

// Problem says what is in the way of a return that has a problem, and
// what to do.
func Problem(r capability.Return) string {
	p := *r.Problem
	words := Foreign(p.Text)
	switch p.Kind {
	case capability.ProblemRefused:
		e := noText(p.Code, p.Said, p.Text)
		return e.What + " " + e.Do
	case capability.ProblemStillThere:
		if r.Purpose == capability.ToActivate {
			return say("The device loaded a response and does not hold what was asked for. A new request can get another answer.")
		}
		return say("The device loaded a response and still holds the licenses. That response can't be used. A new request can get another answer.")
	case capability.ProblemPartly:
		return say("A part is gone: %s. The response that was loaded does not take all of it. The next request asks for the rest.", partlyText(r))
	case capability.ProblemBackAgain:
		return say("The licenses were gone and are there again: the device shows an older state. Load the response again.")
	case capability.ProblemFlagged:
		return say("The portal credits nothing. Its words: %q. Ask the portal's owner.", words)
	case capability.ProblemWithout:
		return say("The response does not carry out the order. The portal's words: %q. Ask the portal's owner.", words)
	case capability.ProblemLate:
		return say("A response came although the return was cancelled. The portal knew of the return, so it goes on.")
	case capability.ProblemAlive:
		return say("The device answers although it was declared dead. Tell the portal's owner, and go on with the device.")
	case capability.ProblemDeclined:
		return say("The portal's owner did not take the declaration. The note: %q.", words)
	case capability.ProblemPortalRefused:
		return say("The portal refused the request. Its words: %q. Have that corrected there, then send it again.", Printable(" ", p.Said, words))
	default:
		return words
	}
}
