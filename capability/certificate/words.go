package certificate

import (
	"cmp"
	"fmt"
	"time"

	"handback/capability"
)

func title(r capability.Return) string {
	what := "return"
	if r.Purpose == capability.ToActivate {
		what = "activation"
	}
	switch r.Stage {
	case capability.StageClosed:
		return "Certificate of " + what
	case capability.StageCancelled:
		return "State of " + what + ": CANCELLED"
	default:
		return "State of " + what + ": NOT FINISHED"
	}
}

// meaning says in words what a return rests on.
func meaning(r capability.Return) string {
	switch r.Closing {
	case capability.ClosedOnProof:
		return "The portal answered the confirmation that the device made after its licenses were read again, and its signature was checked with " + keyWords(r.ReceiptChecked) + "."
	case capability.ClosedOnClaim:
		return claimMeaning(r)
	case capability.ClosedOnAnswer:
		if r.Confirmation == nil {
			return "Others finished the return at the device. The program that keeps this record asked the portal, which says that it credited all of it."
		}
		return "The portal took the confirmation from the program that keeps this record. Its answer holds no signature that could be checked: only the portal's books show whether it credited anything."
	case capability.ClosedOnTrust:
		return "The portal asks for no confirmation. The licenses were read again from the device and agree with the order."
	case capability.ClosedOnReading:
		return "The licenses were read again from the device, and it holds what was ordered."
	case capability.ClosedOnDecision:
		return "A person says that the portal's owner made the device obsolete. The device itself proved nothing."
	}
	if r.Stage == capability.StageSetAside {
		return "The case of another laptop was set aside. Nothing is certified."
	}
	if r.Stage == capability.StageCancelled {
		return "It was cancelled before the portal knew of it. Nothing was returned."
	}
	return "It still owes something. Nothing is certified."
}

func claimMeaning(r capability.Return) string {
	switch {
	case r.Receipt == nil:
		return "A person says that the confirmation was uploaded. The portal's answer was not seen."
	case r.ReceiptChecked == nil:
		return "A receipt came that nobody here could check: anybody may have made it. Only the portal's books show whether it credited anything."
	default:
		return "The portal answered the confirmation, and names no credit for this order. The order is another laptop's word; only the portal's books show whether it was credited."
	}
}

// keyWords name the key that a signature was checked with.
func keyWords(c *capability.Checked) string {
	switch {
	case c == nil:
		return "no key"
	case c.Source == capability.KeyOfDevice:
		return "the key that the device said it trusts, " + c.Key.String()
	default:
		return "the key configured as the portal's, " + c.Key.String()
	}
}

// problems say what is in the way, or came up afterwards.
var problems = map[capability.ProblemKind]string{
	capability.ProblemStillThere: "a response was loaded, and the licenses are still there",
	capability.ProblemPartly:     "a response was loaded, and a part of what was ordered is still there",
	capability.ProblemBackAgain:  "the licenses were gone from the device and are there again",
	capability.ProblemFlagged:    "the portal credits nothing",
	capability.ProblemWithout:    "the response does not carry out the order",
	capability.ProblemLate:       "a response came after the return was cancelled",
	capability.ProblemAlive:      "the device answers after it was declared dead",
	capability.ProblemDeclined:   "the portal's owner did not take the declaration",

	capability.ProblemPortalRefused: "the portal refused the request",
}

func problemWords(p capability.Problem) string {
	if p.Kind == capability.ProblemRefused {
		return "the device refused: " + cmp.Or(p.Said, p.Code.String()) + because(p.Text)
	}
	return cmp.Or(problems[p.Kind], string(p.Kind)) + because(p.Text)
}

// words says what a fact is, and whether it is a person's word alone.
func words(f capability.Fact) (text string, claim bool) {
	switch f := f.(type) {
	case capability.Uploaded:
		return "the " + f.File.Words() + " was uploaded at the portal" + because(f.Note), true
	case capability.Declared:
		return fmt.Sprintf("the device is dead: %s; known from: %s", f.Evidence.Cause, f.Evidence.Source), true
	case capability.Decided:
		return "the portal's owner decided: " + string(f.Outcome) + because(f.Reference), true
	case capability.Scanned:
		return fmt.Sprintf("the stick was scanned by %s at %s on %s", f.Who, f.Station, f.When.UTC().Format(time.RFC3339)), true
	case capability.Withdrawn:
		return "withdrawn: the claim that the " + f.File.Words() + " was uploaded" + because(f.Reason), false
	case capability.Opened:
		return cmp.Or(openedWords[f.Way], openedWords[capability.FromDevice]) + because(f.Reason), false
	case capability.TakenIn:
		return "the case of another laptop was taken in" + because(f.Stick), false
	case capability.SetAside:
		return "the case was set aside" + because(f.Reason), false
	case capability.Cancelled:
		return "the return was cancelled" + because(f.Reason), false
	case capability.Replaced:
		return "the " + f.File.Words() + " is superseded" + because(f.Reason), false
	case capability.Sent, capability.Answered, capability.PortalRead:
		return portalWords(f), false
	case capability.Flagged:
		return fmt.Sprintf("flag %s: %s", f.Flag, f.Text), false
	default:
		return deviceWords(f), false
	}
}

// deviceWords are of facts that were seen at the device or on a stick.
func deviceWords(f capability.Fact) string {
	switch f := f.(type) {
	case capability.Intended:
		return "the device is about to be told: " + string(f.Act)
	case capability.Refused:
		return "the device refused " + string(f.Act) + ": " + f.Words() + because(f.Text)
	case capability.NotDone:
		return "the device shows that this did not take place: " + string(f.Act)
	case capability.RequestMade:
		return "the device made the " + f.Artifact.Kind.Words()
	case capability.Saved:
		return "the " + f.File.Words() + " was saved on a stick and read back" + because(f.Stick)
	case capability.ResponseFound:
		if f.Portal != "" {
			return "the portal gave the response to this program" + because(f.Portal)
		}
		return "the response was found" + because(f.Path)
	case capability.Loaded:
		return fmt.Sprintf("the device processed response %d", f.Mark.Seq)
	case capability.LicensesRead:
		return fmt.Sprintf("the licenses were read from the device: %d", len(f.Reading.Licenses))
	case capability.Receipt:
		if f.Flagged != "" {
			return "the portal credits nothing" + because(f.Flagged)
		}
		if f.Checked == nil {
			return "an answer to the confirmation came, and nobody here could check it"
		}
		return "the portal answered the confirmation"
	default:
		return string(f.Kind())
	}
}

// portalWords are of facts that were seen at a portal, by program.
func portalWords(f capability.Fact) string {
	switch f := f.(type) {
	case capability.Sent:
		return "the " + f.File.Words() + " is about to leave for the portal" + because(f.Portal)
	case capability.Answered:
		return "the portal and the " + f.File.Words() + ": " + answeredWords[f.State] + because(f.Text)
	case capability.PortalRead:
		return fmt.Sprintf("the portal was asked, and lists %d licenses of the device", len(f.Licenses)) + because(f.Portal)
	default:
		return string(f.Kind())
	}
}

// answeredWords say what happened to a request that was sent by program.
var answeredWords = map[capability.ExchangeState]string{
	capability.ExchangeUncertain: "it may have arrived",
	capability.ExchangeNotSent:   "it did not leave",
	capability.ExchangePending:   "it is on its way",
	capability.ExchangeAnswered:  "it was answered",
	capability.ExchangeRefused:   "it was refused",
}

var openedWords = map[capability.Way]string{
	capability.FromDevice: "the return was opened on the device",
	capability.FromPortal: "the return was started in the portal",
	capability.FromCase:   "the return was taken in",
	capability.FromLabel:  "the return was opened for a device that can't be read",
}

// because adds somebody's own words in parentheses.
func because(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}
