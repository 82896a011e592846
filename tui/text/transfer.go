package text

import (
	"fmt"

	"handback/capability"
)

// Transfer to a replacement.
const (
	ToReplacement = "Replacement (optional):"
	ToHelp        = "If the licenses go to another device, name its host ID as TYPE/value: they are activated there when they are credited."
	ActivateKey   = "begin the activation"
	ActivateWork  = "Beginning the activation"
)

// Transfer says of a return that has ended whether its licenses can go on
// to the replacement.
func Transfer(r capability.Return, connected *capability.Identity) string {
	to := replacementText(r)
	switch {
	case r.TransferredTo != "":
		return fmt.Sprintf("The licenses go to %s: the activation is %s.", to, r.TransferredTo)
	case capability.Next(r).Kind == capability.ActNothing:
		return fmt.Sprintf("The licenses were to go to %s. Nothing was credited that could be activated there.", to)
	}
	text := fmt.Sprintf("The activation on the replacement %s is ready.", to)
	if r.Closing == capability.ClosedOnClaim {
		text = fmt.Sprintf("The activation on the replacement %s waits for the credit, which is only a claim: the portal refuses it until then.", to)
	}
	if connected != nil && connected.Host == *r.Replacement {
		return text + " The replacement is connected. Enter begins it."
	}
	return text + " Enter connects the replacement."
}

// waitingText says of an open return that its licenses go on to another device.
func waitingText(r capability.Return) string {
	if r.Replacement == nil {
		return ""
	}
	return fmt.Sprintf("Afterwards the licenses go to %s: the activation there waits for the credit.", replacementText(r))
}

// WentTitle is the heading of what came of the order.
func WentTitle(r capability.Return) string {
	switch {
	case r.Stage == capability.StageCancelled:
		return "Was to go back"
	case r.Purpose == capability.ToActivate:
		return "Activated"
	case r.Closing == capability.ClosedOnDecision:
		return "Not proved"
	default:
		return returnedTitle
	}
}

// OrderTitle is the heading of what is ordered.
func OrderTitle(r capability.Return) string {
	if r.Purpose == capability.ToActivate {
		return "What is added"
	}
	return goesBackTitle
}
